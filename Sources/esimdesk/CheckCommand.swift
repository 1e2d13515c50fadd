import Domain
import Glibc
import Journeys
import Wording

/// `esimdesk check`: whether a number or document follows its rules, in one line.
struct CheckCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    guard let kind = NumberKind(rawValue: options.arguments[0]) else {
      let kinds = NumberKind.allCases.map(\.rawValue).joined(separator: " ")
      throw Options.usage("check knows \(kinds), not \(Options.printable(options.arguments[0]))")
    }
    let value = options.arguments[1] == "-" ? try standardInput() : options.arguments[1]
    do throws(Reading.Problem) {
      say(try CheckedNumber(value, as: kind, today: Self.today))
      return Exit.ok
    } catch {
      say(error, kind)
      return Exit.badData
    }
  }

  private var words: Catalogue { Catalogue(options.language ?? Surroundings.language) }

  private func say(_ number: CheckedNumber) {
    // Spellings are printable ASCII without quotes or backslashes; a zone's lines are all there is to escape.
    let lines = number.text.split(separator: "\n")
    guard options.front == .json else {
      let remarks = number.remarks.map { "\($0): \(sentence("remark.\($0)"))" }
      Output.out(([lines.joined(separator: " ")] + remarks).joined(separator: "  "))
      return
    }
    let remarks = number.remarks.map { "\"\($0)\"" }.joined(separator: ",")
    Output.out(
      "{\"kind\":\"\(number.kind.rawValue)\",\"valid\":true,\"reason\":null,"
        + "\"normalised\":\"\(lines.joined(separator: "\\n"))\""
        + (remarks.isEmpty ? "" : ",\"remarks\":[\(remarks)]") + "}")
  }

  /// What is wrong, and never the number itself: it may stand in a log.
  private func say(_ problem: Reading.Problem, _ kind: NumberKind) {
    guard options.front == .json else {
      Output.out("\(problem.code): \(sentence("refusal.\(problem.code)"))")
      return
    }
    Output.out(
      "{\"kind\":\"\(kind.rawValue)\",\"valid\":false,\"reason\":\"\(problem.code)\","
        + "\"normalised\":null}")
  }

  private func sentence(_ key: String) -> String { words.say(Phrase(key)) }

  /// What standard input holds up to an empty line or its end.
  private func standardInput() throws(Failure) -> String {
    var text = ""
    while let line = readLine(strippingNewline: false) {
      if line.allSatisfy(\.isWhitespace) {
        if text.isEmpty { continue }
        break
      }
      text += line
      guard text.utf8.count <= Self.longest else { break }
    }
    guard !text.isEmpty else {
      throw Failure(code: Exit.noInput, line: "esimdesk: standard input holds nothing to check")
    }
    return text
  }

  /// More than any number or zone has; the rest is not read.
  private static let longest = 4096

  /// The day it is on this machine's clock.
  private static var today: Day {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return Day(Surroundings.now, offset: Int(local.tm_gmtoff))
  }
}
