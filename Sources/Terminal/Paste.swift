/// A bracketed paste while it arrives.
struct Paste: Sendable {
  /// The most bytes kept; the rest is read and left out.
  static let longest = 65_536
  private static let ending: [UInt8] = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  private var matched = 0

  /// Takes a byte; true when it was the last of the closing bracket.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == Self.ending[matched] {
      matched += 1
      return matched == Self.ending.count
    }
    keep(Self.ending[..<matched])
    matched = byte == 0x1B ? 1 : 0
    if matched == 0 { keep([byte]) }
    return false
  }

  private mutating func keep(_ more: some Collection<UInt8>) {
    if bytes.count + more.count <= Self.longest { bytes.append(contentsOf: more) }
  }

  /// What was pasted: line ends as `\n`, tabs as spaces, nothing else that is control.
  var text: String {
    var clean = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r", "\u{2028}", "\u{2029}": clean.append("\n")
      case "\t": clean.append(" ")
      default: if !scalar.isVisiblyReplaced && !scalar.isDropped { clean.append(scalar) }
      }
    }
    return String(clean)
  }
}
