extension MRZ {
  /// Reads the two lines of 44 at the foot of a passport, typed or scanned, with or without a line end.
  ///
  /// Chinese passports are of type PO or PE and may fill the optional field to its last place; where
  /// that field is empty, its check digit may be `<` or `0`.
  ///
  /// - Parameters:
  ///   - typed: The zone as it came.
  ///   - today: Decides the century of the birth, and whether the passport is still good.
  /// - Returns: What the zone says.
  /// - Throws: The first thing wrong with it; `mrz.expired` only where all else is right.
  public static func passport(_ typed: String, today: Day) throws(Reading.Problem) -> MRZ {
    var zone = try MRZReader(typed, count: 88)
    zone.letters(0..<44)
    zone.letters(54..<57)
    zone.digits(53..<54, 57..<64, 65..<72, 86..<88)
    let type = try zone.type(0..<2, in: [0x50])
    let issuer = try zone.country(2..<5)
    let names = try zone.names(5..<44)
    let number = try zone.number(44..<53)
    let nationality = try zone.country(54..<57)
    let sex = try zone.sex(64)
    try zone.check([44..<53], at: 53, "mrz.numberCheck")
    try zone.check([57..<63], at: 63, "mrz.birthCheck")
    try zone.check([65..<71], at: 71, "mrz.expiryCheck")
    let isEmpty = zone[72..<86].allSatisfy { $0 == Typed.filler }
    if !isEmpty || zone.bytes[86] != Typed.filler {
      try zone.check([72..<86], at: 86, "mrz.optionalCheck")
    }
    try zone.check([44..<54, 57..<64, 65..<87], at: 87, "mrz.overallCheck")
    return try MRZ(
      layout: .td3, lines: zone.lines(of: 44), documentType: type, issuer: issuer, number: number,
      nationality: nationality, surname: names.surname, givenNames: names.given,
      birth: zone.birth(57..<63, today: today), sex: sex, expiry: zone.expiry(65..<71),
      optionalData: zone.text(72..<86), overallAgrees: true
    ).good(on: today)
  }
}
