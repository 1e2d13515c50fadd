public import Domain
public import Journeys
public import Terminal
public import Wording

/// What a kiosk needs of a desk beside the conversation; a test hands in its own.
public protocol KioskConversation: Conversation {
  /// Whether nobody's session has begun yet.
  var isAttracting: Bool { get }
  /// Looks after what is due and what works, while nobody is there.
  func attend()
  /// Asks staff for their PIN.
  func askStaff()
}

extension Desk: KioskConversation {}

/// One person's session at a kiosk, from the first screen until they leave, or have left.
///
/// What remains of it is for the caller to wipe: the terminal is, when its session is closed.
public struct KioskFront {
  /// Why it is over.
  public enum End: Equatable, Sendable {
    /// The person left, or nobody was there any more.
    case left
    /// Somebody asked the program to end.
    case terminated
    /// The terminal is gone.
    case hungUp
  }

  /// What is due outside the conversation: called in every round of the loop, so that a loop which
  /// hangs is noticed; returns how soon it must be called again, in milliseconds.
  public typealias Heartbeat = () -> Int?

  private let desk: any KioskConversation
  private let language: Language
  private let clock: () -> Int
  private let heartbeat: Heartbeat
  private var sitting: Sitting
  private var watch: IdleWatch
  /// When the first half of the staff's chord came.
  private var chordBegan: Int?
  /// Until when keys only say that somebody is there.
  private var deafUntil: Int?
  private var attended: Int

  /// How often the first screen is made anew while nobody is there, in milliseconds.
  private static let attention = 15_000
  /// How long the second half of the chord may take, in milliseconds.
  private static let chordTime = 2_000
  /// Keys that follow so soon belong to the same scan, or to an impatient hand, in milliseconds.
  private static let burst = 300

  /// Begins at the first screen.
  ///
  /// - Parameters:
  ///   - desk: the desk, whose session has not begun.
  ///   - glyphs: the signs to draw with.
  ///   - ways: what people here have to answer with, beside a keyboard.
  ///   - showsChinese: whether the terminal can draw it.
  ///   - patience: how long it waits for somebody who does nothing.
  ///   - clock: milliseconds on a clock that only runs forward.
  ///   - heartbeat: what is due outside the conversation.
  ///   - render: a practice message as it would be read, in one language.
  public init(
    _ desk: any KioskConversation, glyphs: Glyphs = .unicode, ways: Ways = Ways(),
    showsChinese: Bool = true, patience: Patience = .usual,
    clock: @escaping () -> Int, heartbeat: @escaping Heartbeat = { nil },
    render: @escaping (Notice, Catalogue) -> MessageText
  ) {
    self.init(
      desk, glyphs: glyphs, ways: ways, showsChinese: showsChinese, patience: patience,
      clock: clock,
      heartbeat: heartbeat
    ) { language in
      let catalogue = Catalogue(language)
      return Words(say: catalogue.say, render: { render($0, catalogue) })
    }
  }

  init(
    _ desk: any KioskConversation, glyphs: Glyphs, ways: Ways = Ways(),
    showsChinese: Bool = true, patience: Patience,
    clock: @escaping () -> Int, heartbeat: @escaping Heartbeat, speak: @escaping (Language) -> Words
  ) {
    self.desk = desk
    self.clock = clock
    self.heartbeat = heartbeat
    sitting = Sitting(
      desk, glyphs: glyphs, ways: ways, showsChinese: showsChinese, speak: speak)
    // The terminal may have had a word in it.
    language = desk.language
    watch = IdleWatch(patience, at: clock())
    attended = clock()
  }

  /// Serves until the session is over.
  public mutating func run(on session: inout CursesSession) -> End {
    while true {
      // Found out by asking the terminal, soon after the first frame.
      let isWide = session.ambiguousIsWide
      if isWide { sitting.glyphs = .ascii }
      let end = CellWidth.with(ambiguousIsWide: isWide) { () -> End? in
        while session.ambiguousIsWide == isWide {
          if let end = serve(on: &session) { return end }
        }
        return nil
      }
      if let end { return end }
    }
  }

  /// Shows the present moment and does what the next key means; the reason when it was the last.
  private mutating func serve(on session: inout CursesSession) -> End? {
    let before = picture(columns: session.columns, rows: session.rows)
    let beat = heartbeat
    let due = beat()
    let quiet = WaitingNotice.attend(
      desk, on: &session, over: before, sitting.ways, heartbeat: { _ = beat() }
    ) { pass() }
    let pause = min(quiet, due ?? quiet)
    if desk.isOver { return .left }
    let picture = picture(columns: session.columns, rows: session.rows)
    session.present(picture)
    guard let key = session.nextKey(timeout: pause) else { return nil }
    if key == .control("l") { session.redraw() }
    let moment = session.readAt
    return WaitingNotice.attend(
      desk, on: &session, over: picture, sitting.ways, heartbeat: { _ = beat() }
    ) { press(key, at: moment) }
  }

  /// The picture of this moment, the question over it if it is asked.
  mutating func picture(columns: Int, rows: Int) -> Screen {
    var screen = sitting.picture(columns: columns, rows: rows)
    if !desk.isAttracting, case .warning(let left) = watch.state(at: clock()) {
      IdleNotice(left: left, glyphs: sitting.glyphs, say: sitting.words.say).draw(on: &screen)
    }
    return screen
  }

  /// Does what is due by the clock; returns how long nothing will be, in milliseconds.
  mutating func pass() -> Int {
    let now = clock()
    // What came fast and then stopped was a scan, or was not.
    if let left = sitting.patience(at: now), left <= 0 { sitting.settle() }
    let pause = attend(at: now)
    return sitting.patience(at: clock()).map { min($0, pause) } ?? pause
  }

  private mutating func attend(at now: Int) -> Int {
    guard desk.isAttracting else {
      if watch.state(at: now) == .over {
        desk.leave()
        return 0
      }
      return watch.constant(at: now)
    }
    if watch.state(at: now) == .over {
      // Somebody chose a language, or read the help, and went away.
      desk.language = language
      sitting.overlay = nil
      watch.touch(at: now)
      sitting.follow()
    }
    if now - attended >= Self.attention {
      desk.attend()
      sitting.follow()
      attended = clock()
    }
    return min(watch.constant(at: now), max(0, attended + Self.attention - clock()))
  }

  /// Does what a key means that came at a moment; the reason when the session is over by it.
  mutating func press(_ key: Key, at moment: Int) -> End? {
    let now = clock()
    switch key {
    case .hangup, .terminate:
      desk.leave()
      return key == .hangup ? .hungUp : .terminated
    case .resize:
      // The window's doing, nobody's.
      sitting.press(key, at: moment)
      return nil
    default: break
    }
    let wasWarning = if case .warning = watch.state(at: now) { true } else { false }
    watch.touch(at: now)
    if isStaff(key, at: now) {
      desk.askStaff()
      sitting.follow()
    } else if wasWarning && !desk.isAttracting || deafUntil.map({ now < $0 }) ?? false {
      // It answers the question, not what lies below it: neither do the keys of the same scan.
      deafUntil = now + Self.burst
    } else {
      sitting.press(key, at: moment)
      // The next step's time begins when it is seen, not when the answer to this one was sent.
      watch.touch(at: clock())
    }
    return nil
  }

  /// Whether this completes the chord that asks for the way out: Ctrl-X, then Ctrl-Q.
  private mutating func isStaff(_ key: Key, at now: Int) -> Bool {
    defer { chordBegan = key == .control("x") ? now : nil }
    return key == .control("q") && chordBegan.map { now - $0 <= Self.chordTime } ?? false
  }
}
