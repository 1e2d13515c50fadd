/// The machine-readable zone of a document: what its lines say, once every check digit agrees (ICAO 9303).
public struct MRZ: Hashable, Sendable {
  public enum Layout: String, Sendable {
    /// A passport: two lines of 44.
    case td3
    /// An identity card or home return permit: three lines of 30.
    case td1
    /// The one line of 30 on the back of 往来港澳通行证; it looks like TD1 and is not.
    case exitEntryLine
  }

  public let layout: Layout
  public let lines: [String]
  /// One or two letters, such as `P`, `PO` or `CR`.
  public let documentType: String
  public let issuer: String
  public let number: String
  public let nationality: String
  /// Empty where the zone has no name.
  public let surname: String
  public let givenNames: String
  /// Nil where the document leaves day, month or year unknown.
  public let birth: Day?
  /// Nil where the document does not say.
  public let sex: Sex?
  /// The last day the document is good.
  public let expiry: Day
  /// What the issuer put into its own fields.
  public let optionalData: String
  /// Whether the last check digit agrees; only an exit-entry line is taken where it does not.
  public let overallAgrees: Bool

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }

  /// What stays of an expired document: a refusal, not a value.
  ///
  /// Asked last, so that this refusal means that all else was in order.
  func good(on today: Day) throws(Reading.Problem) -> MRZ {
    guard expiry >= today else { throw Reading.Problem("mrz.expired") }
    return self
  }
}

/// The characters of a zone, on their way into an ``MRZ``.
struct MRZReader {
  private(set) var bytes: [UInt8]

  /// The characters without line ends, if there are `count` and all belong into a zone.
  init(_ typed: String, count: Int) throws(Reading.Problem) {
    bytes = Typed.bytes(typed, dropping: "")
    guard bytes.count == count else { throw Reading.Problem("mrz.length") }
    guard bytes.allSatisfy({ $0.isDigit || $0.isCapital || $0 == Typed.filler }) else {
      throw Reading.Problem("mrz.character")
    }
  }

  /// Zeros in the places where only letters can be are the letter O.
  mutating func letters(_ range: Range<Int>) {
    for place in range where bytes[place] == Typed.zero { bytes[place] = Typed.letterO }
  }

  /// Letters O in the places where only digits can be are zeros.
  mutating func digits(_ ranges: Range<Int>...) {
    for range in ranges {
      for place in range where bytes[place] == Typed.letterO { bytes[place] = Typed.zero }
    }
  }

  /// The characters of a field, with the fillers at its end.
  subscript(range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  /// The field without fillers at its end; those inside are blanks.
  func text(_ range: Range<Int>) -> String { Self.text(bytes[range]) }

  static func text(_ field: some Collection<UInt8>) -> String {
    var field = Array(field)
    while field.last == Typed.filler { field.removeLast() }
    return field.map { $0 == Typed.filler ? 0x20 : $0 }.ascii
  }

  /// The whole zone in lines of that length.
  func lines(of length: Int) -> [String] {
    stride(from: 0, to: bytes.count, by: length).map { bytes[$0..<($0 + length)].ascii }
  }

  /// Refuses the zone unless the check digit stands at `place`.
  func check(
    _ fields: [Range<Int>], at place: Int, _ code: String
  ) throws(Reading.Problem) {
    guard agrees(fields, at: place) else { throw Reading.Problem(code) }
  }

  func agrees(_ fields: [Range<Int>], at place: Int) -> Bool {
    CheckDigits.mrz(fields.reduce(into: []) { $0 += bytes[$1] }) == bytes[place]
  }

  /// A country: one to three letters, filled up.
  func country(_ range: Range<Int>) throws(Reading.Problem) -> String {
    let letters = bytes[range].prefix { $0.isCapital }
    guard !letters.isEmpty, bytes[range].dropFirst(letters.count).allSatisfy({ $0 == Typed.filler })
    else { throw Reading.Problem("mrz.country") }
    return letters.ascii
  }

  /// The type: the second place is the issuer's choice of a letter.
  func type(_ range: Range<Int>, in first: [UInt8]) throws(Reading.Problem) -> String {
    let (kind, second) = (bytes[range.lowerBound], bytes[range.lowerBound + 1])
    guard first.contains(kind), second.isCapital || second == Typed.filler else {
      throw Reading.Problem("mrz.type")
    }
    return text(range)
  }

  /// Surname and given names: letters, a doubled filler between the two.
  func names(_ range: Range<Int>) throws(Reading.Problem) -> (surname: String, given: String) {
    let field = bytes[range]
    guard let first = field.first, first.isCapital,
      field.allSatisfy({ $0.isCapital || $0 == Typed.filler })
    else { throw Reading.Problem("mrz.name") }
    let words = field.split(separator: Typed.filler, omittingEmptySubsequences: false)
    // An empty word is where two fillers meet: the surname ends at the first.
    let surname = words.prefix { !$0.isEmpty }
    let given = words.dropFirst(surname.count).filter { !$0.isEmpty }
    return (
      surname.map(\.ascii).joined(separator: " "), given.map(\.ascii).joined(separator: " ")
    )
  }

  func sex(_ place: Int) throws(Reading.Problem) -> Sex? {
    if bytes[place] == Typed.filler { return nil }
    guard let sex = Sex(rawValue: [bytes[place]].ascii) else { throw Reading.Problem("mrz.sex") }
    return sex
  }

  /// A document's number: something, beginning at the first place.
  func number(_ range: Range<Int>) throws(Reading.Problem) -> String {
    guard bytes[range.lowerBound] != Typed.filler else { throw Reading.Problem("mrz.number") }
    return text(range)
  }

  /// The last day of that date that has passed; nil where the document leaves some of it unknown.
  func birth(_ range: Range<Int>, today: Day) throws(Reading.Problem) -> Day? {
    let field = bytes[range]
    let known = field.prefix(while: \.isDigit)
    guard known.count == 6 else {
      guard known.count.isMultiple(of: 2),
        field.dropFirst(known.count).allSatisfy({ $0 == Typed.filler }),
        known.count < 4 || (1...12).contains(known.suffix(2).number)
      else { throw Reading.Problem("mrz.birthDate") }
      return nil
    }
    guard let day = day(field, century: 2000) else { throw Reading.Problem("mrz.birthDate") }
    if day <= today { return day }
    guard let earlier = self.day(field, century: 1900) else {
      throw Reading.Problem("mrz.birthDate")
    }
    return earlier
  }

  /// The last day a document is good; always in this century, since no document is good for a hundred years.
  func expiry(_ range: Range<Int>) throws(Reading.Problem) -> Day {
    guard bytes[range].allSatisfy(\.isDigit), let day = day(bytes[range], century: 2000) else {
      throw Reading.Problem("mrz.expiryDate")
    }
    return day
  }

  private func day(_ field: ArraySlice<UInt8>, century: Int) -> Day? {
    let digits = Array(field)
    return Day(
      year: century + digits[0..<2].number, month: digits[2..<4].number, day: digits[4..<6].number)
  }
}
