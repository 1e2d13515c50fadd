/// The number of a permit to cross between the mainland and Hong Kong or Macau (PRE-12).
///
/// The seed says 港澳通行证, which names two documents; both are taken. Neither has a check digit.
public struct TravelPermit: Hashable, Sendable {
  public enum Document: String, Sendable {
    /// 港澳居民来往内地通行证, called 回乡证: `H` or `M` and eight digits.
    case homeReturn
    /// 往来港澳通行证 of mainland residents: `C` and eight digits, or `C`, a letter and seven digits.
    case exitEntry
  }

  public let document: Document
  /// Nine characters; of a home return permit they stay the same for life.
  public let number: String
  /// How often a home return permit was issued, where two digits after the number say so.
  public let issue: String?

  public init(_ typed: String) throws(Reading.Problem) {
    var bytes = Typed.bytes(typed, dropping: "-()/.")
    guard let first = bytes.first else { throw Reading.Problem("permit.length") }
    switch first {
    case 0x48, 0x4D:
      document = .homeReturn
      for place in bytes.indices.dropFirst() where bytes[place] == Typed.letterO {
        bytes[place] = Typed.zero
      }
      guard bytes.count == 9 || bytes.count == 11 else { throw Reading.Problem("permit.length") }
      guard bytes.dropFirst().allSatisfy(\.isDigit) else {
        throw Reading.Problem("permit.character")
      }
    case 0x43:
      document = .exitEntry
      // The second place never holds I or O, because of 1 and 0.
      for place in bytes.indices.dropFirst() where bytes[place] == Typed.letterO {
        bytes[place] = Typed.zero
      }
      guard bytes.count == 9 else { throw Reading.Problem("permit.length") }
      guard bytes[1].isDigit || bytes[1].isCapital && bytes[1] != 0x49,
        bytes.dropFirst(2).allSatisfy(\.isDigit)
      else { throw Reading.Problem("permit.character") }
    default: throw Reading.Problem("permit.letter")
    }
    number = bytes.prefix(9).ascii
    issue = bytes.count == 11 ? bytes.suffix(2).ascii : nil
  }

  /// The number in its one spelling, with the count of issues where it was given.
  public var text: String { number + (issue ?? "") }
}
