extension Reading {
  /// A sum as typed at the till, such as `53.1`, `1,200` or `５３．１０`, exactly.
  ///
  /// A comma only parts thousands: what `5,30` means depends on where somebody learned to write.
  public static func money(_ typed: String, _ currency: String) throws(Problem) -> Money {
    // An input method for Chinese types digits and points twice as wide.
    let scalars = trimmed(typed).unicodeScalars.map { scalar in
      (0xFF0C...0xFF19).contains(scalar.value)
        ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
    }
    let parts = scalars.split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = Money.decimals(of: currency)
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    let groups = (parts.first ?? []).split(separator: ",", omittingEmptySubsequences: false)
    guard fraction.count <= decimals, parts.count == 1 || !fraction.isEmpty,
      let first = groups.first, !first.isEmpty, groups.count == 1 || first.count <= 3,
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { throw Problem("till.amount") }
    let digits =
      groups.flatMap(Array.init) + fraction
      + Array(repeating: "0", count: decimals - fraction.count)
    var minor: Int64 = 0
    guard digits.count <= 15 else { throw Problem("till.amount") }
    for digit in digits {
      guard ("0"..."9").contains(digit) else { throw Problem("till.amount") }
      minor = minor * 10 + Int64(digit.value - 48)
    }
    return Money(minor, currency)
  }
}
