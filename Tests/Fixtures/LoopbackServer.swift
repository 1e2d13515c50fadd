public import Foundation

/// Somebody else's server or device on this machine, for one test; it ends with the object.
public final class LoopbackServer {
  public struct Silent: Error, CustomStringConvertible {
    public let description: String
  }

  /// A folder of its own, gone with it.
  public let folder: URL
  /// What it said of itself: ports, files.
  public let facts: [String: Any]
  private let process = Process()
  private let input = Pipe()

  /// Starts `Tests/ConnectorsTests/Servers/NAME.py FOLDER`, which answers with one line of JSON once it listens, and ends
  /// with its standard input.
  public init(_ name: String, _ arguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("esimdesk-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try Python.path)
    process.arguments =
      [Python.tests.appendingPathComponent("ConnectorsTests/Servers/\(name).py").path, folder.path]
      + arguments
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

  public func number(_ name: String) throws -> Int {
    guard let number = facts[name] as? Int else { throw Silent(description: "no \(name)") }
    return number
  }

  public func text(_ name: String) throws -> String {
    guard let text = facts[name] as? String else { throw Silent(description: "no \(name)") }
    return text
  }
}
