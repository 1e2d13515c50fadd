/// A text with places to be filled: `{to}`, `{digits}`, `{text}`, `{id}` and `{secret:NAME}`.
///
/// Braces around anything but small letters are text, so that JSON and style sheets need no escapes.
struct GatewayTemplate: Equatable, Sendable {
  enum Piece: Equatable, Sendable {
    case text(String)
    case place(Place)
  }

  enum Place: Equatable, Sendable {
    /// The number as E.164 has it, with its plus.
    case to
    /// The same without the plus.
    case digits
    case text
    /// The same at every attempt at the same message, and no other's.
    case id
    case secret(String)
  }

  let pieces: [Piece]

  /// Nil where there is a place that nobody fills; `unknown` then says which.
  init?(_ source: String, unknown: inout String) {
    var pieces: [Piece] = []
    var rest = Substring(source)
    var plain = ""
    while let open = rest.firstIndex(of: "{") {
      plain += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: "}") else { break }
      let name = rest[rest.index(after: open)..<close]
      guard Self.isName(name) else {
        plain += rest.prefix(1)
        rest = rest.dropFirst()
        continue
      }
      guard let place = Self.place(name) else {
        unknown = "{\(name)}"
        return nil
      }
      if !plain.isEmpty { pieces.append(.text(plain)) }
      plain = ""
      pieces.append(.place(place))
      rest = rest[rest.index(after: close)...]
    }
    plain += rest
    if !plain.isEmpty { pieces.append(.text(plain)) }
    self.pieces = pieces
  }

  var secrets: [String] {
    pieces.compactMap { if case .place(.secret(let name)) = $0 { name } else { nil } }
  }

  /// The whole, with what fills each place put through `escape`.
  func filled(
    _ fill: (Place) throws(SecretSource.Trouble) -> String, escape: (String) -> String = { $0 }
  ) throws(SecretSource.Trouble) -> String {
    var whole = ""
    for piece in pieces {
      switch piece {
      case .text(let text): whole += text
      case .place(let place): whole += escape(try fill(place))
      }
    }
    return whole
  }

  private static func isName(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty,
      first.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
    else { return false }
    guard parts.count == 2 else { return true }
    return parts[1].utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
        || $0 == 0x2D || $0 == 0x5F
    }
  }

  private static func place(_ name: Substring) -> Place? {
    switch name {
    case "to": return .to
    case "digits": return .digits
    case "text": return .text
    case "id": return .id
    default:
      guard name.hasPrefix("secret:"), name.count > 7 else { return nil }
      return .secret(String(name.dropFirst(7)))
    }
  }
}

/// How a text is put where it must not be mistaken for anything else.
enum Escape {
  /// For a URL and a form (RFC 3986, section 2.3): all but unreserved characters as `%XX` of UTF-8.
  static func percent(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var escaped = String.UnicodeScalarView()
    for byte in text.utf8 {
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
      if isPlain {
        escaped.append(UnicodeScalar(byte))
      } else {
        escaped.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return String(escaped)
  }

  /// For the content of an element or an attribute, in HTML and in XML 1.0; what XML cannot hold goes.
  static func markup(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": escaped.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
