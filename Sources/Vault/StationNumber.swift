/// Which desk of a fleet did something: the high bits of every number that it gives out.
///
/// Records and journal entries of station n are numbered `n << 40 | 1`, `| 2` and so on, so that no
/// desk waits for another to learn a number, none is ever given twice, and every number stays below
/// 2^53, which JSON can say. Whoever works on a file is station 0: there, numbers begin at 1.
struct StationNumber: Hashable, Comparable {
  private static let bits: Int64 = 40
  /// Whoever works on a file.
  static let file = StationNumber(0)
  /// The last there can be.
  static let last = StationNumber(8191)

  let value: Int64

  init(_ value: Int64) { self.value = value }

  /// The one that gave out a number.
  init(of number: Int64) { value = max(0, number >> Self.bits) }

  static func < (a: StationNumber, b: StationNumber) -> Bool { a.value < b.value }

  /// The number before its first.
  var start: Int64 { value << Self.bits }

  /// All its numbers; of station 0, also those that nobody gives out.
  var numbers: ClosedRange<Int64> {
    (value == 0 ? .min : start)...(start | (1 << Self.bits - 1))
  }
}
