public import Foundation

/// Somebody else's server or device on this machine, for one test; it ends with the object.
public final class LoopbackServer {
  public struct Silent: Error, CustomStringConvertible {
    public let description: String
  }

  /// A folder of its own, gone with it.
  public let folder: URL
  /// What it said of itself: ports, files.
  public private(set) var facts: [String: Any] = [:]
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  /// Starts `Tests/ConnectorsTests/Servers/NAME.py FOLDER`, which answers with one line of JSON once it listens, and ends
  /// with its standard input.
  public init(_ name: String, _ arguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("esimdesk-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    process.executableURL = URL(fileURLWithPath: try Python.path)
    process.arguments =
      [Python.tests.appendingPathComponent("ConnectorsTests/Servers/\(name).py").path, folder.path]
      + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    guard let line = try line() else {
      throw Silent(description: "\(name).py ended before it listened")
    }
    facts = try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
  }

  deinit {
    try? input.fileHandleForWriting.close()
    // Where it was never begun, there is nothing to end.
    if process.processIdentifier != 0 {
      process.terminate()
      process.waitUntilExit()
    }
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

  /// Gives a server that obeys its standard input an order, and waits for the answer.
  public func ask(_ order: [String: Any]) throws -> [String: Any] {
    let words = try JSONSerialization.data(withJSONObject: order)
    try input.fileHandleForWriting.write(contentsOf: words + [0x0A])
    guard let line = try line() else { throw Silent(description: "no answer to \(order)") }
    let answer = try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
    if let problem = answer["problem"] as? String { throw Silent(description: problem) }
    return answer
  }

  /// The next line it wrote; nil when it ended.
  private func line() throws -> Data? {
    while true {
      if let end = unread.firstIndex(of: 0x0A) {
        defer { unread = Data(unread[unread.index(after: end)...]) }
        return Data(unread[..<end])
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      unread += more
    }
  }
}
