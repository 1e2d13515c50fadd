import Glibc

/// A terminal of our own: the session gets one end, the test reads and types at the other.
final class Pty {
  let keyboard: Int32
  let terminal: Int32
  private var isOpen = true

  init(rows: UInt16 = 24, columns: UInt16 = 80) throws {
    var (number, unlocked): (Int32, Int32) = (0, 0)
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try Self.control(keyboard, 0x4004_5431, &unlocked)  // TIOCSPTLCK
    try Self.control(keyboard, 0x8004_5430, &number)  // TIOCGPTN
    terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try resize(rows: rows, columns: columns)
  }

  deinit {
    hangUp()
    close(terminal)
  }

  enum Failure: Error { case noPty }

  func hangUp() {
    if isOpen { close(keyboard) }
    isOpen = false
  }

  func resize(rows: UInt16, columns: UInt16) throws {
    var size = [rows, columns, 0, 0]
    try Self.control(terminal, 0x5414, &size)  // TIOCSWINSZ
  }

  /// Calls `ioctl`, which is variadic and so has no name in Swift.
  private static func control(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) throws {
    typealias Ioctl = @convention(c) (Int32, UInt, UnsafeMutableRawPointer) -> Int32
    guard let symbol = dlsym(nil, "ioctl"),
      unsafeBitCast(symbol, to: Ioctl.self)(descriptor, request, argument) == 0
    else { throw Failure.noPty }
  }

  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) { _ = write(keyboard, bytes, bytes.count) }

  /// Everything written to the terminal until now.
  ///
  /// A mark of our own is written behind it and read up to: no waiting for what may not come.
  func written() -> String {
    let mark = Array("\u{1}MARK\u{2}".utf8)
    _ = write(terminal, mark, mark.count)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !bytes.suffix(mark.count).elementsEqual(mark) {
      let count = read(keyboard, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes.dropLast(mark.count), as: UTF8.self)
  }

  /// The terminal's modes, as values that compare.
  func modes() -> [UInt32] {
    var modes = termios()
    tcgetattr(terminal, &modes)
    let letters = withUnsafeBytes(of: modes.c_cc) { $0.map { UInt32($0) } }
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + letters
  }
}

/// The numbers of every colour or attribute sequence in what a terminal was sent.
func attributes(in text: String) -> [[Int]] {
  var found: [[Int]] = []
  for part in text.split(separator: "\u{1B}[").dropFirst() {
    let parameters = part.prefix { $0.isNumber || $0 == ";" }
    if part.dropFirst(parameters.count).first == "m" {
      found.append(parameters.split(separator: ";").compactMap { Int($0) })
    }
  }
  return found
}

/// Whether a list of attributes sets or resets a colour.
func isColour(_ attributes: [Int]) -> Bool {
  attributes.contains { (30...49).contains($0) || (90...107).contains($0) }
}
