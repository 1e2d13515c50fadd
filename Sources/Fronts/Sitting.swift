import Domain
import Journeys
import Terminal

/// What the screen front keeps in mind while somebody sits at it; knows no terminal.
///
/// `SittingKeys` says what a key does, `SittingAnswers` what is answered.
struct Sitting {
  let conversation: any Conversation
  var glyphs: Glyphs { didSet { isStill = false } }
  /// Whether the terminal has Chinese characters.
  let showsChinese: Bool
  /// What the person has to answer with.
  var ways: Ways { didSet { if ways != oldValue { prompt = asked.assisted(by: ways) } } }
  private let speak: (Language) -> Words
  private(set) var words: Words { didSet { isStill = false } }
  private var spoken: Language
  /// What the desk asks; it asks something else only when something was done, and is then asked again.
  private var asked: Prompt { didSet { prompt = asked.assisted(by: ways) } }
  /// What is asked, with what the person's ways add to it.
  private(set) var prompt: Prompt { didSet { isStill = false } }
  /// Whose desk it is then.
  private var brandNames: LocalizedText { didSet { isStill = false } }
  /// What is on the screen.
  private var drawing: Drawing?
  /// Whether nothing of what is shown has changed since that was drawn, but what the person did to the form.
  private var isStill = false

  var form: Form
  var overlay: Overlay? { didSet { isStill = false } }
  /// The practice messages so far, oldest first.
  private(set) var inbox: [Notice] = [] { didSet { isStill = false } }
  /// Whether the newest of them is on the screen.
  private var showsNewest = false { didSet { isStill = false } }
  /// What went wrong that is nobody's answer; until the next answer.
  private(set) var trouble: [Phrase] = [] { didSet { isStill = false } }
  /// What turned out to be done; until the next answer.
  private(set) var news: Phrase? { didSet { isStill = false } }
  /// What the front itself has to say to the last key; until the next.
  var remark: Phrase? { didSet { isStill = false } }
  /// What came so fast that it may be a scanner's.
  var watch = ScanWatch()
  /// The terminal's size when the last picture was drawn.
  private(set) var size = (columns: 80, rows: 24)

  init(
    _ conversation: any Conversation, glyphs: Glyphs, ways: Ways = Ways(),
    showsChinese: Bool = true, speak: @escaping (Language) -> Words
  ) {
    self.conversation = conversation
    self.glyphs = glyphs
    self.ways = ways
    self.showsChinese = showsChinese
    if !showsChinese {
      conversation.language = .en
      remark = "front.noChinese"
    }
    self.speak = speak
    spoken = conversation.language
    words = speak(spoken)
    asked = conversation.prompt
    prompt = asked.assisted(by: ways)
    brandNames = conversation.brandNames
    form = Form(prompt)
    follow()
  }

  /// The picture of this moment.
  mutating func picture(columns: Int, rows: Int) -> Screen {
    size = (columns, rows)
    guard let drawing else {
      let first = Drawing(of: view, columns: columns, rows: rows)
      drawing = first
      isStill = true
      return first.screen
    }
    // What people do most is to move the focus.
    if !isStill || !drawing.follow(form, columns: columns, rows: rows) {
      drawing.show(view, columns: columns, rows: rows)
      isStill = true
    }
    return drawing.screen
  }

  /// The whole of what is shown, to be drawn or measured.
  var view: View {
    let message = showsNewest ? inbox.last.map(words.render) : nil
    return View(
      prompt: prompt, form: form,
      chrome: Chrome(
        brand: brandNames[spoken], language: spoken,
        isPractice: conversation.isPractice, message: message,
        showsChinese: showsChinese, trouble: trouble + (remark.map { [$0] } ?? []), news: news),
      glyphs: glyphs, say: words.say, overlay: overlay, ways: ways)
  }

  /// How the rows are shared on the screen as it is now.
  var arrangement: Arrangement { view.arranged(view.frame(columns: size.columns, rows: size.rows)) }

  /// The messages as they are read, newest first.
  var messages: [MessageText] { inbox.reversed().map(words.render) }

  /// Says everything again in the next language; what was typed stays.
  mutating func switchLanguage() {
    guard showsChinese else {
      overlay = nil
      remark = "front.noChinese"
      return
    }
    conversation.language = conversation.language.next
    listen()
    let messages = messages
    if case .inbox = overlay?.kind { overlay?.kind = .inbox(messages) }
  }

  /// Speaks as the desk does now.
  private mutating func listen() {
    if !showsChinese { conversation.language = .en }
    guard spoken != conversation.language else { return }
    spoken = conversation.language
    words = speak(spoken)
  }

  /// Forgets what concerned the last answer only.
  mutating func beginAnswer() { (trouble, news) = ([], nil) }

  /// Takes in what the desk did: another step, messages, trouble.
  mutating func follow() {
    listen()
    asked = conversation.prompt
    brandNames = conversation.brandNames
    let prompt = prompt
    if prompt.journey != form.journey { showsNewest = false }
    if form.belongs(to: prompt) { form.follow(prompt) } else { form = Form(prompt) }
    for event in conversation.takeEvents() {
      switch event {
      case .message(let notice):
        inbox.append(notice)
        if inbox.count > Self.mostMessages { inbox.removeFirst() }
        showsNewest = true
      case .trouble(let phrase), .resolved(let phrase, isDone: false): trouble.append(phrase)
      case .resolved(let phrase, isDone: true): news = phrase
      case .receipt: break
      }
    }
  }

  /// The most messages kept: a kiosk may run for months.
  private static let mostMessages = 50
}
