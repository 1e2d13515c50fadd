/// Reads what a program writes to a terminal, and knows no sequence but those it may write.
///
/// The parser of ECMA-48, strict: whatever is not text, a control of line editing, or one of the
/// sequences of xterm's terminfo entry and of this program is told as stray, and so is one that
/// something else comes into.
struct EscapeReader {
  private enum State { case ground, escape, charset, control, command }

  private var state = State.ground
  private var sequence: [UInt8] = []
  /// What should not have been written, at most a few.
  private(set) var stray: [String] = []
  /// How many sequences were read.
  private(set) var sequences = 0

  /// Whether nothing is left open.
  var isComplete: Bool { state == .ground }

  private static let finals = Set("@ABCDGHJKLMPSTXbcdfghlmnrt".utf8)
  /// Those that are switched on and off, by their numbers.
  private static let modes: Set = [
    "4", "?1", "?7", "?12", "?25", "?1000", "?1006", "?1034", "?1049", "?2004",
  ]
  private static let singles = Set("78=>M".utf8)
  /// Backspace, tabulator, line feed, carriage return, and the two shifts between character sets.
  private static let controls: Set<UInt8> = [0x08, 0x09, 0x0A, 0x0D, 0x0E, 0x0F]

  mutating func read(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if state == .ground, byte >= 0x20, byte != 0x7F { continue }
      read(byte)
    }
  }

  private mutating func read(_ byte: UInt8) {
    switch state {
    case .ground:
      if byte == 0x1B {
        state = .escape
        sequence = []
      } else if !Self.controls.contains(byte) {
        tell("control \(byte)")
      }
      return
    case .escape:
      sequence.append(byte)
      switch byte {
      case UInt8(ascii: "["): state = .control
      case UInt8(ascii: "]"): state = .command
      case UInt8(ascii: "("), UInt8(ascii: ")"): state = .charset
      default: end(isKnown: Self.singles.contains(byte))
      }
    case .charset:
      sequence.append(byte)
      end(isKnown: "B0".utf8.contains(byte))
    case .control:
      sequence.append(byte)
      guard !(0x20...0x3F).contains(byte) else { return }
      end(isKnown: isKnown(byte))
    case .command:
      // A title, up to the bell or to `ESC \`.
      if byte == 0x07 { return end(isKnown: true) }
      sequence.append(byte)
      if byte == UInt8(ascii: "\\"), sequence.dropLast().last == 0x1B { return end(isKnown: true) }
      if byte < 0x20, byte != 0x1B { end(isKnown: false) }
    }
  }

  private func isKnown(_ final: UInt8) -> Bool {
    guard Self.finals.contains(final) else { return false }
    guard final == UInt8(ascii: "h") || final == UInt8(ascii: "l") else { return true }
    let numbers = String(decoding: sequence.dropFirst().dropLast(), as: UTF8.self)
    let isPrivate = numbers.hasPrefix("?")
    return numbers.drop { $0 == "?" }.split(separator: ";").allSatisfy {
      Self.modes.contains((isPrivate ? "?" : "") + $0)
    }
  }

  private mutating func end(isKnown: Bool) {
    sequences += 1
    state = .ground
    if !isKnown { tell("ESC " + String(decoding: sequence, as: UTF8.self)) }
  }

  private mutating func tell(_ what: String) { if stray.count < 8 { stray.append(what) } }
}
