/// A line of the till: money that came in at the counter, or went back.
///
/// It is found by its day and its place among that day's lines, so that a day is read without looking
/// at any other. The journal would say the same, but has every act in it and no day to begin at; it
/// names no sums for an act that was undone either. A line is never changed and never removed; it
/// names nobody but staff, and outlives the account.
public struct TillEntry: Record {
  public static var kind: RecordKind { .tillEntry }

  public var id: RecordID
  /// The day by the carrier's clock.
  public var day: Day
  /// 1, 2, 3 and so on within the day.
  public var place: Int
  public var at: Instant
  /// Whose till it is: who took the money.
  public var by: String
  public var station: String
  public var brand: String
  public var order: String
  public var receipt: String
  public var method: PaymentMethod
  /// Negative where it went back.
  public var amount: Money
  /// Who took back what was entered by mistake.
  public var voidedBy: String?

  public var owner: RecordID? { nil }
  public var due: Instant? { nil }
  public var lookups: [Lookup] { [Self.lookup(day, place)] }

  static func lookup(_ day: Day, _ place: Int) -> Lookup { Lookup(.till, "\(day.iso)#\(place)") }

  /// How many lines a day has; the index is asked twice for each doubling of them.
  public static func count(on day: Day, in book: any Book) throws -> Int {
    var (known, missing) = (0, 1)
    while try book.find(lookup(day, missing)) != nil { (known, missing) = (missing, missing * 2) }
    while missing - known > 1 {
      let middle = (known + missing) / 2
      if try book.find(lookup(day, middle)) == nil { missing = middle } else { known = middle }
    }
    return known
  }

  /// A line of a day; nil where the day has not as many.
  public static func at(_ place: Int, on day: Day, in book: any Book) throws -> TillEntry? {
    try book.find(lookup(day, place)).flatMap { try book.read(TillEntry.self, $0) }
  }
}
