/// Turns the bytes of a terminal into keys; pure, so that every table of it can be tested.
///
/// Bytes are decoded here and not by curses, whose `wget_wch` never gets past a byte that is not
/// UTF-8. Whatever arrives, in pieces or whole, is consumed: a sequence that means nothing becomes
/// one `.unknown`, and `flush()` ends anything unfinished.
///
/// A character that follows Esc in the same moment is a key held with Alt, and is `.unknown`.
/// Esc alone is only known by what does not follow: wait a little, then call `flush()`.
public struct KeyDecoder: Sendable {
  /// What has begun and is not finished.
  public enum Pending: Sendable {
    case nothing
    /// Esc, or the beginning of a sequence: the next moment tells.
    case escape
    /// A sequence that more bytes should complete.
    case sequence
    /// Part of a character.
    case character
    /// A paste whose end has not arrived.
    case paste
  }

  enum State: Sendable {
    case ground
    case utf8(value: UInt32, missing: Int, least: UInt32)
    case escape
    /// After `ESC O`, with the digits of a modifier.
    case ss3
    /// After `ESC [`, with everything up to the final byte.
    case csi([UInt8])
    /// After `ESC [ [`, as the Linux console sends F1 to F5.
    case console
    /// The three bytes of an old mouse report, as far as they came.
    case mouse([UInt8])
    /// A reply in a string, up to BEL or `ESC \`.
    case string(length: Int, afterEscape: Bool)
    case paste(Paste)
  }

  static let longestSequence = 64
  static let longestString = 256

  /// Where the terminal says its cursor is, when it was asked; the key of it is `.unknown`.
  var cursorReport: Position?

  private var state = State.ground
  private var keys: [Key] = []
  private var text = String.UnicodeScalarView()
  private var afterReturn = false

  public init() {}

  /// What `flush()` would end now.
  public var pending: Pending {
    switch state {
    case .ground: .nothing
    case .escape: .escape
    case .utf8: .character
    case .ss3, .csi, .console, .mouse, .string: .sequence
    case .paste: .paste
    }
  }

  /// Takes the bytes of one read and returns the keys they complete.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    afterReturn = false
    for byte in bytes { take(byte) }
    return finish()
  }

  /// Ends whatever is unfinished, because nothing more came.
  public mutating func flush() -> [Key] {
    switch state {
    case .ground: break
    case .escape: emit(.escape)
    case .utf8, .ss3, .csi, .console, .mouse, .string: emit(.unknown)
    case .paste(let paste): emit(.paste(paste.text))
    }
    state = .ground
    return finish()
  }

  private mutating func finish() -> [Key] {
    endText()
    defer { keys.removeAll(keepingCapacity: true) }
    return keys
  }

  /// Hands over the text collected so far, a whole character at a time.
  private mutating func endText() {
    guard !text.isEmpty else { return }
    for character in String(text) { keys.append(.character(character)) }
    text = String.UnicodeScalarView()
  }

  private mutating func emit(_ key: Key) {
    endText()
    keys.append(key)
  }

  /// Ends an unfinished sequence as unknown and reads the byte anew.
  private mutating func abandon(then byte: UInt8) {
    emit(.unknown)
    state = .ground
    take(byte)
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: takeGround(byte)
    case .utf8(let value, let missing, let least):
      takeContinuation(byte, value: value, missing: missing, least: least)
    case .escape: takeEscape(byte)
    case .ss3:
      switch byte {
      case 0x30...0x39: break
      case 0x40...0x7E: end(with: KeyTables.ss3(byte))
      default: abandon(then: byte)
      }
    case .csi(let collected): takeSequence(byte, collected)
    case .console:
      (0x40...0x7E).contains(byte)
        ? end(with: KeyTables.console(byte)) : abandon(then: byte)
    case .mouse(let collected):
      let bytes = collected + [byte]
      if bytes.count == 3 { end(with: MouseReport.x10(bytes)) } else { state = .mouse(bytes) }
    case .string(let length, let afterEscape):
      takeString(byte, length: length, afterEscape: afterEscape)
    case .paste(var paste):
      state = .ground  // so that the paste is not copied as it grows
      if paste.take(byte) { emit(.paste(paste.text)) } else { state = .paste(paste) }
    }
  }

  private mutating func end(with key: Key) {
    state = .ground
    emit(key)
  }

  private mutating func takeGround(_ byte: UInt8) {
    let secondHalf = afterReturn && byte == 0x0A
    afterReturn = byte == 0x0D
    switch byte {
    case 0x0A where secondHalf: break  // a scanner that ends its lines with CR LF
    case 0x0A, 0x0D: emit(.enter)
    case 0x09: emit(.tab)
    case 0x08, 0x7F: emit(.backspace)
    case 0x1B: state = .escape
    case 0x00...0x1F: emit(KeyTables.control(byte))
    case 0x20...0x7E: text.append(Unicode.Scalar(byte))
    case 0xC2...0xDF: state = .utf8(value: UInt32(byte & 0x1F), missing: 1, least: 0x80)
    case 0xE0...0xEF: state = .utf8(value: UInt32(byte & 0x0F), missing: 2, least: 0x800)
    case 0xF0...0xF4: state = .utf8(value: UInt32(byte & 0x07), missing: 3, least: 0x10000)
    default: emit(.unknown)
    }
  }

  private mutating func takeContinuation(
    _ byte: UInt8, value: UInt32, missing: Int, least: UInt32
  ) {
    guard byte & 0xC0 == 0x80 else { return abandon(then: byte) }
    let value = value << 6 | UInt32(byte & 0x3F)
    guard missing == 1 else {
      state = .utf8(value: value, missing: missing - 1, least: least)
      return
    }
    state = .ground
    guard value >= least, let scalar = Unicode.Scalar(value), !scalar.isVisiblyReplaced else {
      return emit(.unknown)
    }
    if !scalar.isDropped { text.append(scalar) }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    switch byte {
    case 0x1B: emit(.escape)
    case 0x5B: state = .csi([])
    case 0x4F: state = .ss3
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F: state = .string(length: 0, afterEscape: false)
    case 0x00...0x7F: end(with: .unknown)
    default: abandon(then: byte)
    }
  }

  private mutating func takeSequence(_ byte: UInt8, _ collected: [UInt8]) {
    switch byte {
    case 0x5B where collected.isEmpty: state = .console
    case 0x24 where KeyTables.isNumber(collected):  // rxvt with Shift: ESC [ 3 $
      end(with: KeyTables.csi(collected, final: byte))
    case 0x20...0x3F where collected.count < Self.longestSequence: state = .csi(collected + [byte])
    case 0x4D where collected.isEmpty: state = .mouse([])
    case 0x7E where collected == [0x32, 0x30, 0x30]: state = .paste(Paste())
    case 0x40...0x7E:
      if byte == 0x52 { cursorReport = KeyTables.cursorReport(collected) ?? cursorReport }
      end(with: KeyTables.csi(collected, final: byte))
    default: abandon(then: byte)
    }
  }

  private mutating func takeString(_ byte: UInt8, length: Int, afterEscape: Bool) {
    switch byte {
    case 0x07: end(with: .unknown)
    case 0x5C where afterEscape: end(with: .unknown)
    case 0x1B where !afterEscape: state = .string(length: length, afterEscape: true)
    case _ where afterEscape:
      // Not the end of the string after all, but a key pressed in the middle of it.
      emit(.unknown)
      state = .escape
      take(byte)
    case 0x00...0x1F: abandon(then: byte)
    default:
      if length < Self.longestString {
        state = .string(length: length + 1, afterEscape: false)
      } else {
        abandon(then: byte)
      }
    }
  }
}
