/// What a receipt carries to prove itself: its facts and the carrier's signature over them.
///
/// Enough to write a checker from; nothing else is needed but the carrier's public key. "‖" is one
/// after the other. A *number* is unsigned LEB128 in as few bytes as it takes (seven bits a byte, the
/// lowest first, the high bit set on all but the last). A *text* is the number of its bytes ‖ UTF-8.
///
/// **Text.** 32 symbols, `0123456789ABCDEFGHJKMNPQRSTVWXYZ`, each worth its place (0 to 31), in groups
/// of eight. Blanks and hyphens between them do not matter, nor does case; O is read as 0, I and L as 1.
/// The last symbol of a group is its check: begin with the group's place (0, 1, 2 …) modulo 32; for each
/// of the seven others take the exclusive or with its worth, then multiply by two in GF(32), which is to
/// shift left by one and, where that gives 32 or more, take the exclusive or with 37. So every slip of
/// one symbol, two neighbours exchanged, or a group left out is noticed and can be found.
///
/// **Bytes.** The seven symbols of each group, five bits each, the highest first, are the bytes
///
///     version1 ‖ key id4 ‖ length of the facts (a number) ‖ facts ‖ signature64 ‖ zero bits
///
/// up to the end of the last group that is needed. The version is 1. The key id is the first four bytes
/// of the public key. The signature is Ed25519 (RFC 8032) over the 16 bytes `esimdesk receipt` and
/// everything before the signature. The facts are those of ``ReceiptClaim/bytes``.
public struct ReceiptCode: Equatable, Sendable {
  public static let version: UInt8 = 1
  public static let keyIDLength = 4
  public static let signatureLength = 64
  /// More than any receipt has.
  static let longestFacts = 1000
  private static let context = [UInt8]("esimdesk receipt".utf8)
  /// Symbols of a group that carry bits; one more is its check.
  private static let symbols = 7
  private static let group = 8

  public let keyID: [UInt8]
  public let facts: [UInt8]
  public let signature: [UInt8]

  /// Why a text is not a code, before any signature is looked at.
  public enum Problem: Error, Equatable, Sendable {
    case empty
    case character(Character)
    /// The group at this place, counted from 1, does not agree with its check.
    case group(Int, String)
    case truncated
    case tooLong
    case newerVersion
    case malformed
  }

  /// What is signed: the facts, and which key is said to have signed them.
  public static func message(_ facts: [UInt8], publicKey: [UInt8]) -> [UInt8] {
    context + head(facts, publicKey.prefix(keyIDLength))
  }

  public init(facts: [UInt8], publicKey: [UInt8], signature: [UInt8]) {
    self.facts = facts
    self.signature = signature
    keyID = Array(publicKey.prefix(Self.keyIDLength))
  }

  /// What the signature must be over.
  public var message: [UInt8] { Self.context + Self.head(facts, keyID[...]) }

  private static func head(_ facts: [UInt8], _ keyID: ArraySlice<UInt8>) -> [UInt8] {
    var bytes = [version] + keyID
    bytes.append(number: UInt64(facts.count))
    return bytes + facts
  }

  // MARK: Text

  /// The symbols without anything between them, as a QR symbol carries them.
  public var text: String { groups.joined() }

  /// The groups, four a line: to be read, and to be typed.
  public var lines: [String] {
    let groups = groups
    return stride(from: 0, to: groups.count, by: 4).map {
      groups[$0..<min($0 + 4, groups.count)].joined(separator: " ")
    }
  }

  private var groups: [String] {
    let bytes = Self.head(facts, keyID[...]) + signature
    let count = (bytes.count * 8 + Self.symbols * 5 - 1) / (Self.symbols * 5)
    return (0..<count).map { place in
      let body = (0..<Self.symbols).map { Self.symbol(place * Self.symbols + $0, of: bytes) }
      let all = body + [Numbers.check(body, from: place & 31)]
      return String(all.map { Numbers.alphabet[$0] })
    }
  }

  /// The worth of five bits, zeros beyond the end.
  private static func symbol(_ place: Int, of bytes: [UInt8]) -> Int {
    (0..<5).reduce(0) { worth, offset in
      let bit = place * 5 + offset
      let isSet = bit / 8 < bytes.count && bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) != 0
      return worth << 1 | (isSet ? 1 : 0)
    }
  }

  /// Reads what was typed or scanned.
  public init(_ typed: String) throws(Problem) {
    let worths = try Self.worths(typed)
    var bits: [Int] = []
    for place in 0..<(worths.count / Self.group) {
      let group = worths[(place * Self.group)..<((place + 1) * Self.group)]
      guard Numbers.check(Array(group.dropLast()), from: place & 31) == group.last else {
        throw .group(place + 1, String(group.map { Numbers.alphabet[$0] }))
      }
      bits += group.dropLast()
    }
    guard worths.count % Self.group == 0 else { throw .truncated }
    var reader = ClaimReader(Self.bytes(bits))
    guard let version = reader.take(1)?.first else { throw .truncated }
    guard version == Self.version else { throw version == 0 ? .malformed : .newerVersion }
    guard let keyID = reader.take(Self.keyIDLength), let length = reader.number() else {
      throw .truncated
    }
    guard length <= Self.longestFacts else { throw .malformed }
    guard let facts = reader.take(Int(length)), let signature = reader.take(Self.signatureLength)
    else { throw .truncated }
    self.init(facts: facts, publicKey: keyID, signature: signature)
    // One spelling for one code: nothing may hide behind its end, or in its padding.
    guard worths.count <= text.count else { throw .tooLong }
    guard bits.count * 5 - (Self.head(facts, keyID[...]).count + signature.count) * 8 < 35,
      worths == text.map({ Numbers.worth($0) ?? 0 })
    else { throw .malformed }
  }

  private static func worths(_ typed: String) throws(Problem) -> [Int] {
    var worths: [Int] = []
    for byte in Typed.bytes(typed) {
      let character = Character(Unicode.Scalar(byte))
      guard let worth = Numbers.worth(Numbers.tidied(character)) else {
        throw .character(byte == Typed.stranger ? "?" : character)
      }
      worths.append(worth)
      // The most facts there can be, and some: what is pasted by mistake is not read to its end.
      guard worths.count <= 4 * longestFacts else { throw .tooLong }
    }
    guard !worths.isEmpty else { throw .empty }
    return worths
  }

  /// Five bits each, the highest first, as whole bytes.
  private static func bytes(_ worths: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = 0
    var bits = 0
    for worth in worths {
      buffer = (buffer << 5 | worth) & 0xFFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    return bytes
  }
}

extension [UInt8] {
  /// Appends a number as unsigned LEB128.
  mutating func append(number: UInt64) {
    var rest = number
    while rest > 127 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends a text with its length before it.
  mutating func append(text: String) {
    append(number: UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}

/// Reads back, front to end, what a code holds; nil once there is too little left, or it is no number.
struct ClaimReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return [UInt8](rest.prefix(count))
  }

  mutating func number() -> UInt64? {
    var number: UInt64 = 0
    for place in 0..<9 {
      guard let byte = rest.popFirst() else { return nil }
      number |= UInt64(byte & 0x7F) << UInt64(7 * place)
      if byte & 0x80 == 0 { return byte == 0 && place > 0 ? nil : number }
    }
    return nil
  }

  mutating func text() -> String? {
    guard let count = number(), count <= UInt64(rest.count), let bytes = take(Int(count)) else {
      return nil
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
