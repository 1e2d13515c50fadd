public import Domain
import Glibc
import Journeys
public import Wording

/// The desk as lines of JSON, for scripts, tests and other front ends.
///
/// It says hello, then a prompt; a line in answers it, and what happened comes out before the next
/// prompt. A line it cannot take is answered by an error and changes nothing. The end of the input
/// is the person walking away.
public enum JSONFront {
  /// The version of the format, told in the first line.
  public static let version = 1
  /// The longest line taken, in bytes.
  public static let longestLine = 65_536

  /// Serves until the person leaves or the input ends.
  ///
  /// - Parameters:
  ///   - conversation: the desk.
  ///   - brands: the brands this program knows, for the first line.
  ///   - input: where lines come from.
  ///   - output: where lines go; when nobody reads them any more, the desk is left quietly.
  ///   - render: a practice message as it would be read.
  ///   - receipt: a receipt, line by line.
  public static func run(
    _ conversation: any Conversation, brands: [String], input: Int32 = 0, output: Int32 = 1,
    render: @escaping (Notice, Catalogue) -> MessageText,
    receipt: @escaping (Receipt, Catalogue) -> [String]
  ) {
    serve(conversation, brands: brands, input: input, output: output) { language in
      let catalogue = Catalogue(language)
      return JSONWords(
        say: catalogue.say, render: { render($0, catalogue) },
        receipt: { receipt($0, catalogue) })
    }
  }

  static func serve(
    _ conversation: any Conversation, brands: [String], input: Int32, output: Int32,
    speak: @escaping (Language) -> JSONWords
  ) {
    // Writing to a closed pipe must fail rather than end the process.
    signal(SIGPIPE, SIG_IGN)
    var talk = JSONTalk(conversation, output: output, speak: speak)
    var lines = LineReader(input, limit: longestLine)
    conversation.whileWaiting = { [weak conversation] time in
      guard let conversation, !conversation.isReaching else { return true }
      return JSONTalk.tellWaiting(time, on: output)
    }
    defer { conversation.whileWaiting = nil }
    talk.hello(brands)
    while !conversation.isOver, !talk.isBroken {
      guard lines.isReady(within: conversation.patience) else {
        talk.wait()
        continue
      }
      guard let line = lines.next() else { break }
      talk.take(line)
    }
    if !conversation.isOver { conversation.leave() }
  }
}

/// How everything is said in one language.
struct JSONWords {
  var say: (Phrase) -> String
  var render: (Notice) -> MessageText
  var receipt: (Receipt) -> [String]
}

/// One conversation in lines.
struct JSONTalk {
  private let conversation: any Conversation
  private let speak: (Language) -> JSONWords
  private var spoken: Language
  private var words: JSONWords
  private var writer: LineWriter

  var isBroken: Bool { writer.isBroken }

  init(
    _ conversation: any Conversation, output: Int32, speak: @escaping (Language) -> JSONWords
  ) {
    self.conversation = conversation
    self.speak = speak
    spoken = conversation.language
    words = speak(spoken)
    writer = LineWriter(output)
  }

  private var json: JSONPrompt { JSONPrompt(say: words.say) }

  mutating func hello(_ brands: [String]) {
    writer.write(
      .object([
        ("type", "hello"), ("version", .number(JSONFront.version)),
        ("lang", .string(conversation.language.rawValue)),
        ("brands", .array(brands.map(JSONText.string))),
        ("now", .string(conversation.now.iso(offset: conversation.brandClock))),
      ]))
    tell()
  }

  /// Does what a line asks, or says why not.
  mutating func take(_ line: LineReader.Line) {
    guard case .bytes(let bytes) = line else { return refuse(.tooLong) }
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
    do throws(JSONProblem) {
      try perform(JSONInput(line: bytes))
    } catch {
      return refuse(error)
    }
    tell()
  }

  /// Nobody said anything for as long as the desk waits: another step that came of it is told.
  mutating func wait() {
    let before = conversation.prompt
    conversation.endPatience()
    let now = conversation.prompt
    tellEvents()
    if conversation.isOver || (now.journey, now.step) != (before.journey, before.step) { tell() }
  }

  /// Says once a second how long a server has been waited for; false where nobody reads any more.
  static func tellWaiting(_ time: Int, on output: Int32) -> Bool {
    guard time >= 1_000, (time / 250).isMultiple(of: 4) else { return true }
    var writer = LineWriter(output)
    writer.write(JSONPrompt.waiting(time))
    return !writer.isBroken
  }

  private mutating func perform(_ input: JSONInput) throws(JSONProblem) {
    switch input {
    case .answer(let answer):
      try conversation.prompt.check(answer)
      conversation.answer(answer)
    case .back:
      guard conversation.prompt.canGoBack else { throw .noBack }
      conversation.goBack()
    case .home: conversation.goHome()
    case .language(let language): conversation.language = language
    case .quit: conversation.leave()
    case .advance(let seconds):
      guard conversation.isPractice, conversation.advance(seconds: seconds) else {
        throw .realClock
      }
    }
  }

  private mutating func refuse(_ problem: JSONProblem) {
    writer.write(json.error(problem.code, problem.phrase))
  }

  /// Says what happened since the last time, then what is asked now.
  private mutating func tell() {
    tellEvents()
    if !conversation.isOver { writer.write(json.prompt(conversation.prompt)) }
  }

  private mutating func tellEvents() {
    if spoken != conversation.language {
      spoken = conversation.language
      words = speak(spoken)
    }
    for event in conversation.takeEvents() {
      switch event {
      case .message(let notice): writer.write(json.message(notice, words.render(notice)))
      case .receipt(let receipt): writer.write(json.receipt(receipt, words.receipt(receipt)))
      case .trouble(let phrase): writer.write(json.error(phrase.key, phrase))
      case .resolved(let phrase, let isDone): writer.write(json.resolved(isDone, phrase))
      }
    }
  }
}
