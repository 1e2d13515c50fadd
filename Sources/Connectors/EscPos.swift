public import Domain
import Glibc

/// What a receipt printer is told: ESC/POS, as Epson publishes it and nearly every counter printer obeys.
///
/// Texts come already broken into lines that fit; a Chinese character takes two columns, as it does on
/// paper (font A 12 dots wide, Kanji 24).
public struct EscPos: Equatable, Sendable {
  /// How the printer reads what is not ASCII.
  public enum Charset: String, Spelled, Sendable {
    /// Mainland printers. Two bytes a character in Kanji mode (FS &).
    case gb18030
    /// Hong Kong and Taiwan printers.
    case big5
    /// A printer without Chinese: it is given English.
    case ascii
  }

  /// One line of a slip.
  public enum Line: Equatable, Sendable {
    /// Large, in the middle.
    case title(String)
    case text(String)
    case rule
  }

  /// Characters a line: 32 on 58 mm paper, 42 or 48 on 80 mm.
  public let columns: Int
  public let charset: Charset

  public init(columns: Int, charset: Charset) {
    self.columns = columns
    self.charset = charset
  }

  /// A whole slip: set-up, lines, the code as a QR symbol the printer draws itself, cut.
  public func slip(_ lines: [Line], code: String?, below: [String]) -> [UInt8] {
    var bytes = Self.initialise + (charset == .ascii ? [] : Self.kanjiOn)
    for line in lines {
      switch line {
      case .title(let text): bytes += large + encoded(text) + [0x0A] + normal
      case .text(let text): bytes += encoded(text) + [0x0A]
      case .rule: bytes += [UInt8](repeating: 0x2D, count: columns) + [0x0A]
      }
    }
    if let code, let symbol = symbol(code) { bytes += Self.centre + symbol + [0x0A] + Self.left }
    for text in below { bytes += encoded(text) + [0x0A] }
    return bytes + Self.cut
  }

  // MARK: Commands

  /// ESC @: as after switching on.
  static let initialise: [UInt8] = [0x1B, 0x40]
  /// FS &: what follows may hold characters of two bytes.
  static let kanjiOn: [UInt8] = [0x1C, 0x26]
  /// ESC a 1, ESC ! 0x30, and for Chinese FS W 1: in the middle, twice as wide and high.
  private var large: [UInt8] {
    [0x1B, 0x61, 0x01, 0x1B, 0x21, 0x30] + (charset == .ascii ? [] : [0x1C, 0x57, 0x01])
  }
  private var normal: [UInt8] {
    (charset == .ascii ? [] : [0x1C, 0x57, 0x00]) + [0x1B, 0x21, 0x00, 0x1B, 0x61, 0x00]
  }
  static let centre: [UInt8] = [0x1B, 0x61, 0x01]
  static let left: [UInt8] = [0x1B, 0x61, 0x00]
  /// ESC d 6, GS V 0: out to the knife, then through.
  static let cut: [UInt8] = [0x1B, 0x64, 0x06, 0x1D, 0x56, 0x00]

  /// The QR symbol by GS ( k: model 2, module size, error correction L, the data, print.
  ///
  /// - Returns: the commands, or nil where the text is longer than any symbol takes.
  public func symbol(_ text: String) -> [UInt8]? {
    let data = Array(text.utf8)
    guard !data.isEmpty, data.count <= 2_953 else { return nil }
    func command(_ function: [UInt8], _ data: [UInt8] = []) -> [UInt8] {
      let size = function.count + data.count + 1
      return [0x1D, 0x28, 0x6B, UInt8(size & 0xFF), UInt8(size >> 8), 0x31] + function + data
    }
    return command([0x41, 0x32, 0x00]) + command([0x43, moduleDots(data.count)])
      + command([0x45, 0x30]) + command([0x50, 0x30], data) + command([0x51, 0x30])
  }

  /// Dots a module, so that the symbol with its quiet zone stays on the paper: 12 dots a column.
  ///
  /// A symbol of version v has 17 + 4 v modules a side; at level L version 10 takes 271 bytes,
  /// version 20 858, version 40 2 953 (ISO/IEC 18004, table 7).
  private func moduleDots(_ count: Int) -> UInt8 {
    let version = count <= 271 ? 10 : count <= 858 ? 20 : 40
    let modules = 17 + 4 * version + 8
    return UInt8(max(2, min(6, columns * 12 / modules)))
  }

  // MARK: Text

  /// A text in the printer's own bytes; what it cannot write is a question mark, never a command.
  public func encoded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for character in Self.plain(text) {
      let one = String(character)
      if let byte = character.asciiValue {
        bytes.append(byte >= 0x20 && byte != 0x7F ? byte : 0x3F)
      } else if charset == .ascii, character == "￥" {
        bytes += Array("CNY ".utf8)
      } else if let wide = charset.codecs.lazy.compactMap({ Self.converted(one, to: $0) }).first {
        bytes += wide
      } else {
        bytes.append(0x3F)
      }
    }
    return bytes
  }

  /// The sign of the yuan as printers know it (U+00A5 comes out as other characters), and plain
  /// forms of signs that only screens have.
  private static func plain(_ text: String) -> String {
    let plainer: [Character: String] = [
      "\u{A5}": "￥", "•": "*", "·": ".", "–": "-", "—": "-", "…": "...", "“": "\"", "”": "\"",
      "‘": "'", "’": "'", "→": "->", "\u{A0}": " ", "\u{202F}": " ", "£": "GBP ", "€": "EUR ",
    ]
    return text.reduce(into: "") { $0 += plainer[$1] ?? String($1) }
  }

  /// One character in two or four bytes; nil where the codec has none.
  private static func converted(_ text: String, to codec: String) -> [UInt8]? {
    let converter = iconv_open(codec, "UTF-8")
    guard converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var input = text.utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 16)
    var (left, room) = (input.count, output.count)
    let result = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var (from, to) = (input.baseAddress, output.baseAddress)
        return iconv(converter, &from, &left, &to, &room)
      }
    }
    guard result != Int(bitPattern: UInt.max), left == 0 else { return nil }
    return output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
  }
}

extension EscPos.Charset {
  /// glibc's names; what printers call Big5 it has in two.
  fileprivate var codecs: [String] {
    switch self {
    case .gb18030: ["GB18030"]
    case .big5: ["BIG5-HKSCS", "CP950"]
    case .ascii: []
    }
  }
}
