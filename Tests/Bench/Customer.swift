import FoundationEssentials
import Glibc

/// A person at a desk: the release program behind its json front, answered as soon as it asks.
final class Customer {
  /// What is done at the desk, from the menu on.
  enum Errand: String, CaseIterable { case renewal, closure }

  private struct Line: Decodable {
    var type: String
    var journey: String?
    var step: String?
    var id: String?
    var code: String?
  }

  private let desk: Child
  private let spool: String
  private var step = ""
  private var receipt = ""
  /// How long each answer took until the next question, in seconds, under the question it answered.
  private(set) var answers: [(step: String, seconds: Double)] = []

  init(program: String, options: [String], spool: String) throws {
    desk = try Child(["open", "--json", "--brand", "heyon"] + options, program: program)
    self.spool = spool
    try listen()
  }

  var pid: pid_t { desk.pid }

  /// Reads up to the next question.
  private func listen() throws {
    while true {
      let text = desk.line()
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      switch line.type {
      case "receipt": receipt = line.id ?? ""
      case "error": throw Trouble(what: "\(step): \(text)")
      case "prompt":
        step = "\(line.journey ?? "").\(line.step ?? "")"
        return
      default: break
      }
    }
  }

  private func answer(_ text: String, at expected: String) throws {
    guard step == expected else { throw Trouble(what: "at \(step) instead of \(expected)") }
    desk.say(text)
    answers.append((expected, try timed { try listen() }))
  }

  private func choose(_ id: String, at step: String) throws {
    try answer("{\"choose\":\"\(id)\"}", at: step)
  }

  func signIn(_ number: Int) throws {
    answers = []
    try choose("signIn", at: "welcome.start")
    let email = JourneyBench.email(number)
    try answer(
      "{\"enter\":{\"identifier\":\"\(email)\",\"password\":\"\(JourneyBench.password)\"}}",
      at: "signIn.password")
  }

  /// From the menu to the receipt.
  ///
  /// - Returns: the receipt's number.
  /// - Throws: where the desk asks something else.
  func run(_ errand: Errand, _ number: Int) throws -> String {
    answers = []
    switch errand {
    case .renewal:
      try choose("renewal", at: "home.menu")
      try choose("month", at: "renewal.tier")
      try choose("balance", at: "renewal.method")
      try answer("{\"confirm\":true}", at: "renewal.check")
      guard step == "renewal.paid" else { throw Trouble(what: "not renewed: \(step)") }
    case .closure:
      try choose("closure", at: "home.menu")
      try choose("start", at: "closure.meaning")
      try choose("balance", at: "closure.checklist")
      try choose("refund", at: "closure.balance")
      try answer("{\"check\":{\"backup\":true}}", at: "closure.checklist")
      try choose("terms", at: "closure.checklist")
      try answer("{\"confirm\":true}", at: "closure.terms")
      try answer("{\"continue\":true}", at: "closure.checklist")
      try choose("noLongerNeeded", at: "closure.reason")
      try answer("{\"confirm\":true}", at: "closure.sure")
      try choose("mailCode", at: "closure.identity")
      let start = uptime()
      let code = try code(for: number)
      answers.append(("mail with the code", uptime() - start))
      try answer("{\"enter\":{\"code\":\"\(code)\"}}", at: "closure.code")
      try answer("{\"confirm\":true}", at: "closure.confirm")
      guard step == "closure.submitted" else { throw Trouble(what: "not submitted: \(step)") }
    }
    return receipt
  }

  func signOut() throws {
    desk.say("{\"home\":true}")
    try listen()
    if step == "renewal.paid" || step == "closure.submitted" {
      desk.say("{\"continue\":true}")
      try listen()
    }
    desk.say("{\"choose\":\"signOut\"}")
    while step != "welcome.start" { try listen() }
  }

  func leave() -> Bool {
    desk.say("{\"quit\":true}")
    return desk.end() == 0
  }

  /// The six digits of the mail in the spool, once it is there.
  private func code(for number: Int) throws -> String {
    let deadline = uptime() + 60
    while uptime() < deadline {
      if let mail = try? String(
        contentsOfFile: "\(spool)/\(JourneyBench.email(number))", encoding: .utf8),
        let body = mail.split(separator: "base64\n\n").dropFirst().first,
        let end = body.firstRange(of: "\n\n"),
        let text = Data(base64Encoded: String(body[..<end.lowerBound].filter { !$0.isWhitespace }))
      {
        let words = String(decoding: text, as: UTF8.self).split { !$0.isNumber }
        if let code = words.first(where: { $0.utf8.count == 6 }) { return String(code) }
      }
      usleep(500)
    }
    throw Trouble(what: "no code came in a minute")
  }

  /// `bench customer PROGRAM SPOOL ERRAND FIRST COUNT STEP OPTION…`: told when to go on by lines.
  ///
  /// For each account a line of the seconds that the sign-in took, then one of those of the errand,
  /// of processor time spent by the desk on it, of its receipt, and of each answer.
  static func run(_ words: [String]) throws {
    guard words.count >= 6, let errand = Errand(rawValue: words[2]), let first = Int(words[3]),
      let count = Int(words[4]), let stride = Int(words[5])
    else { throw Trouble(what: "customer") }
    let customer = try Customer(
      program: words[0], options: Array(words.dropFirst(6)), spool: words[1])
    say("ready")
    for number in Swift.stride(from: first, to: first + count * stride, by: stride) {
      _ = readLine()
      say("\(try timed { try customer.signIn(number) })")
      _ = readLine()
      let before = processor(customer.pid)
      var receipt = ""
      let took = try timed { receipt = try customer.run(errand, number) }
      let spent = processor(customer.pid) - before
      let answers = customer.answers.map { "\($0.step)=\($0.seconds)" }.joined(separator: "|")
      say("\(took) \(spent) \(receipt) \(answers)")
      try customer.signOut()
    }
    guard customer.leave() else { throw Trouble(what: "a desk did not end well") }
  }

  /// Processor time of a process so far, its courier's included, in seconds.
  private static func processor(_ pid: pid_t) -> Double {
    var clock = clockid_t()
    var spent = timespec()
    guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &spent) == 0 else {
      return .nan
    }
    return Double(spent.tv_sec) + Double(spent.tv_nsec) / 1e9
  }
}
