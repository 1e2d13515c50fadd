/// What the sequences of xterm, the Linux console, rxvt, screen and tmux mean.
///
/// Held modifiers are ignored: Shift-Up is Up. The digits of a numeric keypad are digits in every
/// mode of the terminal.
enum KeyTables {
  /// The key for a control byte that has no name of its own.
  static func control(_ byte: UInt8) -> Key {
    .control(Character(Unicode.Scalar((1...26).contains(byte) ? byte + 0x60 : byte + 0x40)))
  }

  /// The key for `ESC O` and a final byte.
  static func ss3(_ final: UInt8) -> Key {
    switch final {
    case 0x41...0x46, 0x48, 0x50...0x53: letter(final)
    case 0x61...0x64: letter(final - 0x20)
    case 0x49: .tab
    case 0x4D: .enter
    case 0x58: .character("=")
    case 0x6A...0x6F, 0x70...0x79: .character(Character(Unicode.Scalar(final - 0x40)))
    default: .unknown
    }
  }

  /// The key for `ESC [ [` and a letter.
  static func console(_ final: UInt8) -> Key {
    (0x41...0x45).contains(final) ? .function(Int(final) - 0x40) : .unknown
  }

  /// The key for `ESC [`, what was collected, and a final byte.
  static func csi(_ collected: [UInt8], final: UInt8) -> Key {
    if collected.first == 0x3C { return MouseReport.sgr(collected.dropFirst(), final: final) }
    guard let numbers = numbers(collected) else { return .unknown }
    let first = numbers.first ?? 1
    switch final {
    case 0x41...0x44, 0x46, 0x48: return letter(final)
    case 0x50...0x53: return first == 1 ? letter(final) : .unknown
    case 0x4D where numbers.count == 3: return MouseReport.urxvt(numbers)
    case 0x5A: return .backTab
    case 0x61...0x64 where collected.isEmpty: return letter(final - 0x20)
    case 0x75: return coded(first, modifiers: numbers.dropFirst().first ?? 1)
    case 0x7E where first == 27 && numbers.count == 3:
      return coded(numbers[2], modifiers: numbers[1])
    case 0x7E, 0x5E, 0x40, 0x24: return numbered(first)
    default: return .unknown
    }
  }

  /// The place a cursor report tells; nil in the first row, whose report is also F3 with a modifier.
  static func cursorReport(_ collected: [UInt8]) -> Position? {
    guard let numbers = numbers(collected), numbers.count == 2, numbers[0] > 1, numbers[1] > 0
    else { return nil }
    return Position(row: numbers[0] - 1, column: numbers[1] - 1)
  }

  /// Whether the bytes are digits and nothing else, and at least one.
  static func isNumber(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The parameters of a sequence; nil when it is private or has anything else in it.
  static func numbers(_ collected: some Collection<UInt8>) -> [Int]? {
    if collected.isEmpty { return [] }
    var numbers: [Int] = []
    for part in collected.split(separator: 0x3B, omittingEmptySubsequences: false) {
      // What follows a colon refines a parameter; the first of them is enough.
      var value = 0
      for byte in part.prefix(while: { $0 != 0x3A }) {
        guard (0x30...0x39).contains(byte), value < 0x20_0000 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      numbers.append(part.isEmpty ? 1 : value)
    }
    return numbers
  }

  private static func letter(_ final: UInt8) -> Key {
    switch final {
    case 0x41: .up
    case 0x42: .down
    case 0x43: .right
    case 0x44: .left
    case 0x46: .end
    case 0x48: .home
    case 0x50...0x53: .function(Int(final) - 0x4F)
    default: .unknown
    }
  }

  private static func numbered(_ number: Int) -> Key {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: .unknown
    }
  }

  /// A key sent as its code point, as some terminals do for keys with modifiers.
  private static func coded(_ code: Int, modifiers: Int) -> Key {
    switch code {
    case 9: modifiers == 2 ? .backTab : .tab
    case 13: .enter
    case 27: .escape
    case 127, 8: .backspace
    case 0x20...0x7E where modifiers <= 2: .character(Character(Unicode.Scalar(UInt8(code))))
    case 0x61...0x7A where modifiers == 5: .control(Character(Unicode.Scalar(UInt8(code))))
    default: .unknown
    }
  }
}
