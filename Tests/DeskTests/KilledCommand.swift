import Foundation
import Glibc
import Testing

/// Starts a command and ends it as suddenly as can be, once it is time.
///
/// - Parameters:
///   - arguments: what follows the program's name.
///   - folder: where it runs.
///   - isTime: by what it told so far.
/// - Returns: how it ended where that was before; nil where it was killed.
/// - Throws: where it neither ends nor can be killed.
func killed(
  _ arguments: [String], in folder: Folder, when isTime: (_ told: String) -> Bool
) throws -> Result? {
  let told = open(try folder.write("", to: "told"), O_WRONLY | O_APPEND | O_CLOEXEC)
  defer { close(told) }
  let child = try Child(
    Child.program, arguments, environment: folder.environment,
    descriptors: [(ours: told, its: 1), (ours: told, its: 2)])
  func words() throws -> String { String(decoding: try folder.bytes("told"), as: UTF8.self) }
  let deadline = Deadline()
  while !deadline.isOver, child.poll() == nil, try !isTime(words()) { deadline.pause() }
  child.kill(SIGKILL)
  let code = try #require(child.ended())
  return code == -SIGKILL ? nil : Result(code: code, out: try words(), err: "")
}

/// The same again and again, each time after a little longer, until it comes to its end, on however slow a machine.
///
/// - Parameters:
///   - arguments: what follows the program's name.
///   - folder: where it runs.
///   - look: what is there after each kill, by how many there were.
/// - Returns: how it ended.
/// - Throws: where it does not.
func killedAgainAndAgain(
  _ arguments: [String], in folder: Folder, _ look: (Int) throws -> Void = { _ in }
) throws -> Result {
  for kills in 0..<200 {
    let moment = Deadline(0.004 * Double(kills) * pow(1.05, Double(max(0, kills - 100))))
    if let result = try killed(arguments, in: folder, when: { _ in moment.isOver }) {
      #expect(kills > 0)
      return result
    }
    try look(kills + 1)
  }
  throw Child.Trouble("\(arguments) never ends")
}
