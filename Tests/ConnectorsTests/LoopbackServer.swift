import Foundation

/// Somebody else's server on this machine, for one test; it ends with the object.
final class LoopbackServer {
  struct Silent: Error, CustomStringConvertible {
    let description: String
  }

  /// A folder of its own, gone with it.
  let folder: URL
  /// What it said of itself: ports, files.
  let facts: [String: Any]
  private let process = Process()
  private let input = Pipe()

  /// Starts `Servers/NAME.py FOLDER`, which answers with one line of JSON once it listens, and ends
  /// with its standard input.
  init(_ name: String, _ arguments: [String] = []) throws {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("esimdesk-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try Self.python(here))
    process.arguments =
      [here.appendingPathComponent("Servers/\(name).py").path, folder.path] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(0x0A) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Silent(description: "\(name).py ended before it listened") }
      line += more
    }
    facts = try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  func number(_ name: String) throws -> Int {
    guard let number = facts[name] as? Int else { throw Silent(description: "no \(name)") }
    return number
  }

  func text(_ name: String) throws -> String {
    guard let text = facts[name] as? String else { throw Silent(description: "no \(name)") }
    return text
  }

  private static func python(_ here: URL) throws -> String {
    let own = here.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".venv/bin/python").path
    let path = ProcessInfo.processInfo.environment["ESIMDESK_PYTHON"] ?? own
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Silent(
        description: "no Python with Tests/requirements.txt at \(path); Scripts/test makes one")
    }
    return path
  }
}
