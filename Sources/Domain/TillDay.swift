/// What one day brought into the till, and what went back: added up by who took it, how, and currency.
public struct TillDay: Equatable, Sendable {
  /// One sum of the day; what was taken back is never set off against what was taken.
  public struct Sum: Equatable, Sendable {
    /// Who took the money; nil where it is everybody's.
    public var by: String?
    public var method: PaymentMethod
    public var isVoid: Bool
    public var count: Int
    /// Negative where it went back.
    public var amount: Money
  }

  public var day: Day
  /// By name, then currency, then method.
  public var sums: [Sum]

  public init(day: Day, sums: [Sum]) {
    self.day = day
    self.sums = sums
  }

  /// Reads a day's lines, one after the other.
  ///
  /// - Parameters:
  ///   - book: the records.
  ///   - day: which day, by the carriers' clocks.
  ///   - staff: only what this one took, or nil for everybody.
  /// - Returns: the sums; none where nothing was taken.
  /// - Throws: when the records cannot be read.
  public static func read(
    _ book: any Book, on day: Day, by staff: String? = nil
  ) throws -> TillDay {
    var today = TillDay(day: day, sums: [])
    var place = 1
    while let entry = try TillEntry.at(place, on: day, in: book) {
      place += 1
      guard staff == nil || entry.by == staff else { continue }
      today.add(entry.by, entry.method, entry.voidedBy != nil, 1, entry.amount)
    }
    today.sort()
    return today
  }

  /// What should be in the tills together: by method and currency, with what went back taken off.
  public var remains: [Sum] {
    var all = TillDay(day: day, sums: [])
    for sum in sums { all.add(nil, sum.method, false, sum.count, sum.amount) }
    all.sort()
    return all.sums
  }

  private mutating func add(
    _ by: String?, _ method: PaymentMethod, _ isVoid: Bool, _ count: Int, _ amount: Money
  ) {
    let known = sums.firstIndex { sum in
      sum.by == by && sum.method == method && sum.isVoid == isVoid
        && sum.amount.currency == amount.currency
    }
    guard let known else {
      sums.append(Sum(by: by, method: method, isVoid: isVoid, count: count, amount: amount))
      return
    }
    sums[known].count += count
    sums[known].amount = sums[known].amount + amount
  }

  private mutating func sort() {
    sums.sort { a, b in
      (a.by ?? "", a.amount.currency, a.method.rawValue, a.isVoid ? 1 : 0)
        < (b.by ?? "", b.amount.currency, b.method.rawValue, b.isVoid ? 1 : 0)
    }
  }
}
