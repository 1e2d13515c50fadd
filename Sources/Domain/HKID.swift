/// The number of a Hong Kong identity card: one or two letters, six digits, a check character.
///
/// It says nothing about birth or sex, and any letters may come: the list grows.
public struct HKID: Hashable, Sendable {
  /// As on the card, such as `A123456(3)`.
  public let text: String

  public init(_ typed: String) throws(Reading.Problem) {
    var bytes = Typed.bytes(typed, dropping: "-()/.")
    guard (8...9).contains(bytes.count) else { throw Reading.Problem("hkid.length") }
    // The length says which places hold letters, so O and 0 cannot be mistaken for each other.
    let letters = bytes.count - 7
    for place in bytes.indices {
      if place < letters, bytes[place] == Typed.zero { bytes[place] = Typed.letterO }
      if place >= letters, bytes[place] == Typed.letterO { bytes[place] = Typed.zero }
    }
    let (body, check) = (bytes.dropLast(), bytes[bytes.count - 1])
    guard body.prefix(letters).allSatisfy(\.isCapital),
      body.dropFirst(letters).allSatisfy(\.isDigit), check.isDigit || check == 0x41
    else { throw Reading.Problem("hkid.character") }
    guard CheckDigits.hkid(body) == check else { throw Reading.Problem("hkid.checkDigit") }
    text = "\(body.ascii)(\([check].ascii))"
  }
}
