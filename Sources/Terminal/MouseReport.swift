/// What the reports of a mouse or a touch panel mean, in the three forms terminals send.
///
/// Only a press of the left button and the wheel say anything: a release, a drag or another button
/// is `.unknown`. The press counts and not the release, since a finger slides before it is lifted.
enum MouseReport {
  /// The requests for button reports, and for their form without a limit (SGR, DEC mode 1006).
  static let on = "\u{1B}[?1000h\u{1B}[?1006h"
  static let off = "\u{1B}[?1006l\u{1B}[?1000l"

  /// The key for `ESC [ <`, three numbers and `M`; with `m` the button was let go.
  static func sgr(_ collected: some Collection<UInt8>, final: UInt8) -> Key {
    guard final == 0x4D, let numbers = KeyTables.numbers(collected), numbers.count == 3 else {
      return .unknown
    }
    return key(button: numbers[0], column: numbers[1], row: numbers[2])
  }

  /// The key for `ESC [ M` and three bytes, each 32 more than it means (X10).
  static func x10(_ bytes: [UInt8]) -> Key {
    let numbers = bytes.map { Int($0) - 32 }
    return key(button: numbers[0], column: numbers[1], row: numbers[2])
  }

  /// The key for `ESC [`, three numbers and `M`, the button 32 more than it is (rxvt, DEC mode 1015).
  static func urxvt(_ numbers: [Int]) -> Key {
    key(button: numbers[0] - 32, column: numbers[1], row: numbers[2])
  }

  private static func key(button: Int, column: Int, row: Int) -> Key {
    guard column > 0, row > 0 else { return .unknown }
    // Held modifiers (4, 8, 16) are ignored; 32 says that the mouse moved.
    switch button & ~0x1C {
    case 0: return .touch(Position(row: row - 1, column: column - 1))
    case 64: return .wheel(-1)
    case 65: return .wheel(1)
    default: return .unknown
    }
  }
}
