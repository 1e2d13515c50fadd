public import Foundation

/// Somebody else's library, asked by a script of the tests with the packages of `Tests/requirements.txt`.
public enum Python {
  /// Runs `Tests/SCRIPT` and gives it its input.
  ///
  /// - Returns: what it wrote.
  /// - Throws: when there is no such Python (never a test left out: an unasked oracle proves nothing),
  ///   or when it ends with anything but 0.
  public static func run(_ script: String, _ arguments: [String], input: Data) throws -> Data {
    let process = Process()
    let (standardInput, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: try path)
    process.arguments = [tests.appendingPathComponent(script).path] + arguments
    process.standardInput = standardInput
    process.standardOutput = output
    try process.run()
    // Fits a pipe's buffer, so it cannot wait for the reader.
    precondition(input.count <= 60_000)
    standardInput.fileHandleForWriting.write(input)
    try standardInput.fileHandleForWriting.close()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw LoopbackServer.Silent(
        description: "\(script) ended with \(process.terminationStatus)")
    }
    return said
  }

  /// The folder of all tests.
  public static let tests = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()

  static var path: String {
    get throws {
      let own = tests.deletingLastPathComponent().appendingPathComponent(".venv/bin/python").path
      let path = ProcessInfo.processInfo.environment["ESIMDESK_PYTHON"] ?? own
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw LoopbackServer.Silent(
          description: "no Python with Tests/requirements.txt at \(path); Scripts/test makes one")
      }
      return path
    }
  }
}
