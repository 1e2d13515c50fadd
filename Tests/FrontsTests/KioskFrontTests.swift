import Domain
import Journeys
import Terminal
import Testing

@testable import Fronts

/// A kiosk over a script, whose first prompt is the first screen; time is what the test says.
private final class Hall: Script, KioskConversation {
  var time = 0
  private(set) var attended = 0
  private(set) var staffAsked = 0

  var isAttracting: Bool { at == 0 }
  func attend() { attended += 1 }
  func askStaff() { staffAsked += 1 }

  func front(_ patience: Patience = .usual) -> KioskFront {
    KioskFront(
      self, glyphs: .unicode, patience: patience, clock: { self.time }, heartbeat: { nil },
      speak: Words.test)
  }
}

struct KioskFrontTests {
  private let attract = Prompt(
    journey: "kiosk", step: "begin", title: t("Welcome"),
    ask: .choose([Option("en", t("English")), Option("zh-Hans", t("Chinese"))]))
  private let form = Prompt(
    journey: "signIn", step: "password", title: t("Sign in"),
    ask: .enter([Field("name", .identifier, t("Name"))]))
  private let question = "Are you still there?"

  private func shows(_ front: inout KioskFront, _ text: String) -> Bool {
    front.picture(columns: 80, rows: 24).lines.contains { $0.contains(text) }
  }

  private func begun() -> (Hall, KioskFront) {
    let hall = Hall(attract, form, form)
    var front = hall.front()
    _ = front.press(.character("1"), at: 0)
    // A digit may begin a scan: it counts when nothing follows.
    hall.time = 100
    _ = front.pass()
    return (hall, front)
  }

  @Test func `after ninety seconds it asks, counting down, and after two minutes it ends`() {
    var (hall, front) = begun()
    hall.time = 89_999
    #expect(front.pass() == 1 && !shows(&front, question))
    hall.time = 90_000
    #expect(shows(&front, question) && shows(&front, "30 s"))
    #expect(front.pass() == 1_000)
    hall.time = 91_000
    #expect(shows(&front, "29 s"))
    hall.time = 119_999
    #expect(front.pass() == 1 && shows(&front, "1 s") && !hall.isOver)
    hall.time = 120_000
    _ = front.pass()
    #expect(hall.isOver && hall.log == ["leave"])
  }

  @Test(arguments: [Key.enter, .character("x"), .unknown, .function(5), .paste("y"), .control("c")])
  func `any key answers the question and nothing below it, and the time begins anew`(_ key: Key) {
    var (hall, front) = begun()
    _ = front.press(.character("a"), at: hall.time)
    hall.time = 100_000
    _ = front.press(key, at: hall.time)
    #expect(!shows(&front, question) && shows(&front, "a"))
    #expect(hall.answers == [.choose("en")])
    hall.time = 189_999
    _ = front.pass()
    #expect(!shows(&front, question))
    hall.time = 219_999
    _ = front.pass()
    #expect(!hall.isOver)
    hall.time = 220_000
    _ = front.pass()
    #expect(hall.isOver)
  }

  @Test func `a whole scan is one answer to the question: none of it reaches a field`() {
    var (hall, front) = begun()
    hall.time = 95_000
    for character in "490154203237518" {
      _ = front.press(.character(character), at: hall.time)
      hall.time += 12
    }
    _ = front.press(.enter, at: hall.time)
    #expect(hall.answers == [.choose("en")] && !shows(&front, "490"))
    hall.time += 400
    _ = front.press(.character("b"), at: hall.time)
    #expect(shows(&front, "b"))
  }

  @Test func `a resize is nobody's doing`() {
    var (hall, front) = begun()
    hall.time = 100_000
    _ = front.press(.resize, at: hall.time)
    #expect(shows(&front, question))
    hall.time = 120_000
    _ = front.pass()
    #expect(hall.isOver)
  }

  @Test func `the first screen is never left for being idle; it goes back to its own language`() {
    let hall = Hall(attract, form)
    var front = hall.front()
    _ = front.press(.function(2), at: hall.time)
    #expect(hall.language == .zhHans)
    hall.time = 100_000
    _ = front.pass()
    #expect(!shows(&front, question) && hall.language == .zhHans)
    hall.time = 120_000
    _ = front.pass()
    #expect(hall.language == .en && !hall.isOver)
  }

  @Test func `while nobody is there it looks after things four times a minute`() {
    let hall = Hall(attract, form)
    var front = hall.front()
    for _ in 1...60 {
      hall.time += front.pass()
    }
    #expect((10...60).contains(hall.attended))
    #expect(abs(hall.time / 15_000 - hall.attended) <= 1)
  }

  @Test func `staff are asked by Ctrl-X and Ctrl-Q in a row, within two seconds`() {
    var (hall, front) = begun()
    func press(_ keys: Key...) { for key in keys { _ = front.press(key, at: hall.time) } }
    press(.control("q"), .control("x"), .character("a"), .control("q"))
    #expect(hall.staffAsked == 0)
    press(.control("x"))
    hall.time += 2_001
    press(.control("q"))
    #expect(hall.staffAsked == 0)
    press(.control("x"), .control("q"))
    #expect(hall.staffAsked == 1)
  }

  @Test func `asked to end, and a lost terminal, end the session and say which it was`() {
    var (hall, front) = begun()
    #expect(front.press(.terminate, at: hall.time) == .terminated && hall.isOver)
    (hall, front) = begun()
    #expect(front.press(.hangup, at: hall.time) == .hungUp && hall.isOver)
  }

  @Test func `a long wait is told in whole minutes, and a picture stays as long as its words do`()
    throws
  {
    let hall = Hall(attract, form, form)
    let patience = try #require(Patience(warning: 1_000, reset: 3_600_000))
    var front = hall.front(patience)
    _ = front.press(.character("1"), at: 0)
    hall.time = 100
    _ = front.pass()
    var told: [String] = []
    while !hall.isOver {
      let picture = front.picture(columns: 80, rows: 24).lines.joined()
      if let figure = picture.firstMatch(of: /ends in (.*?)\./)?.1 { told.append(String(figure)) }
      hall.time += front.pass()
    }
    let minutes = (2...60).reversed().map { $0 * 60 }
    #expect(told == (minutes + (1...90).reversed()).map { "\($0) s" })
    #expect(hall.time == 3_600_000)
  }

  @Test func `the question fits every terminal, with the cursor on it`() throws {
    for columns in [1, 9, 20, 40, 80, 200] {
      for rows in [1, 3, 9, 24, 60] {
        var (hall, front) = begun()
        hall.time = 91_000
        let screen = front.picture(columns: columns, rows: rows)
        let cursor = try #require(screen.cursor)
        #expect(cursor.row < rows && cursor.column < columns)
        if columns >= 40 && rows >= 9 {
          #expect(screen.line(cursor.row).contains(question), "\(columns)x\(rows)")
          #expect(screen.lines.joined().contains("29 s"), "\(columns)x\(rows)")
        }
      }
    }
  }

  @Test(arguments: [
    (90_000, 120_000, true), (1_000, 4_000, true), (1_000, 3_999, false), (0, 9_000, false),
  ])
  func `there is always time to read the question`(_ warning: Int, _ reset: Int, _ isFine: Bool) {
    #expect((Patience(warning: warning, reset: reset) != nil) == isFine)
  }
}
