import Foundation
import Testing

@testable import Domain

/// Somebody else's library, asked about the same inputs; one process for all of them.
enum Oracle {
  struct Silent: Error, CustomStringConvertible {
    let description: String
  }

  /// How many inputs each rule is tried on.
  static let count = 100_000
  /// The day of every reading, 2026-11-20.
  static let today = Day(ordinal: 20_777)

  /// The oracle's verdict on each input, in order.
  ///
  /// A missing Python is a failure, never a test left out: an unasked oracle proves nothing.
  static func verdicts(_ kind: String, _ inputs: [String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("esimdesk-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (asked, said) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
    try Data((inputs.joined(separator: "\n") + "\n").utf8).write(to: asked)
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try python(here))
    process.arguments = [
      here.appendingPathComponent("oracle.py").path, kind, today.iso, asked.path, said.path,
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Silent(description: "oracle.py \(kind) ended with \(process.terminationStatus)")
    }
    let verdicts = try String(contentsOf: said, encoding: .utf8).split(separator: "\n")
    guard verdicts.count == inputs.count else {
      throw Silent(description: "\(verdicts.count) verdicts on \(inputs.count) inputs")
    }
    return verdicts.map(String.init)
  }

  static func python(_ here: URL) throws -> String {
    let own = here.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".venv/bin/python").path
    let path = ProcessInfo.processInfo.environment["ESIMDESK_PYTHON"] ?? own
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Silent(
        description: "no Python with Tests/requirements.txt at \(path); Scripts/test makes one")
    }
    return path
  }

  /// Reads every input by our rules, asks the oracle, and expects no difference.
  ///
  /// - Parameters:
  ///   - kind: What oracle.py calls the rule.
  ///   - inputs: What to read.
  ///   - sourceLocation: Where a difference is reported.
  ///   - ours: Our verdict, in the oracle's words.
  ///   - theirs: The oracle's verdict, without what is not compared.
  /// - Returns: The oracle's verdicts.
  /// - Throws: Where the oracle does not answer.
  @discardableResult static func agree(
    _ kind: String, _ inputs: [String], sourceLocation: SourceLocation = #_sourceLocation,
    ours: (String) -> String, theirs: (String) -> String = { $0 }
  ) throws -> [String] {
    let verdicts = try verdicts(kind, inputs)
    var differences: [String] = []
    var good = 0
    for (input, verdict) in zip(inputs, verdicts) {
      let own = ours(input)
      if own.hasPrefix("ok") { good += 1 }
      if own != theirs(verdict) { differences.append("\(input): ours \(own), theirs \(verdict)") }
    }
    #expect(
      differences.isEmpty,
      "\(differences.count) differences, such as \(differences.prefix(8).joined(separator: "; "))",
      sourceLocation: sourceLocation)
    // Neither all good nor all bad, or the agreement would be worth little.
    #expect(
      (inputs.count / 5...inputs.count * 4 / 5).contains(good), sourceLocation: sourceLocation)
    return verdicts
  }

  /// Our verdict: "ok" and what `read` says, or the last part of the problem's code.
  static func verdict(_ read: () throws(Reading.Problem) -> String) -> String {
    do throws(Reading.Problem) {
      let facts = try read()
      return facts.isEmpty ? "ok" : "ok " + facts
    } catch {
      return String(error.code.split(separator: ".").last ?? "")
    }
  }
}
