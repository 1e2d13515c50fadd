extension MRZ {
  /// Reads the zone of an identity card or permit: three lines of 30, or the exit-entry permit's one.
  ///
  /// - Parameters:
  ///   - typed: The zone as it came, with or without line ends.
  ///   - today: Decides the century of the birth, and whether the document is still good.
  /// - Returns: What the zone says.
  /// - Throws: The first thing wrong with it; `mrz.expired` only where all else is right.
  public static func card(_ typed: String, today: Day) throws(Reading.Problem) -> MRZ {
    if isExitEntry(typed) { return try exitEntry(typed, today: today) }
    var zone = try MRZReader(typed, count: 90)
    zone.letters(0..<5)
    zone.letters(45..<48)
    zone.letters(60..<90)
    zone.digits(14..<15, 30..<37, 38..<45, 59..<60)
    let type = try zone.type(0..<2, in: [0x41, 0x43, 0x49])
    // AC is a crew member's certificate, a second letter V a visa: neither says who someone is.
    guard type != "AC", !type.hasSuffix("V") else { throw Reading.Problem("mrz.type") }
    let issuer = try zone.country(2..<5)
    let nationality = try zone.country(45..<48)
    let names = try zone.names(60..<90)
    let sex = try zone.sex(37)
    let (number, optional) = try number(&zone)
    try zone.check([30..<36], at: 36, "mrz.birthCheck")
    try zone.check([38..<44], at: 44, "mrz.expiryCheck")
    try zone.check([5..<30, 30..<37, 38..<45, 48..<59], at: 59, "mrz.overallCheck")
    return try MRZ(
      layout: .td1, lines: zone.lines(of: 30), documentType: type, issuer: issuer, number: number,
      nationality: nationality, surname: names.surname, givenNames: names.given,
      birth: zone.birth(30..<36, today: today), sex: sex, expiry: zone.expiry(38..<44),
      optionalData: [optional, zone.text(48..<59)].filter { !$0.isEmpty }.joined(separator: " "),
      overallAgrees: true
    ).good(on: today)
  }

  /// The document's number, and what is left of the first optional field.
  ///
  /// A number longer than nine places goes on in the optional field, where its check digit ends it;
  /// a filler stands where the digit would have been (ICAO 9303-5, 4.2.4).
  private static func number(
    _ zone: inout MRZReader
  ) throws(Reading.Problem) -> (number: String, optional: String) {
    let short = try zone.number(5..<14)
    let rest = zone[15..<30].prefix { $0 != Typed.filler }
    guard zone.bytes[14] == Typed.filler, rest.count >= 2 else {
      try zone.check([5..<14], at: 14, "mrz.numberCheck")
      return (short, zone.text(15..<30))
    }
    let end = 15 + rest.count
    zone.digits((end - 1)..<end)
    try zone.check([5..<14, 15..<(end - 1)], at: end - 1, "mrz.numberCheck")
    return (
      MRZReader.text(Array(zone[5..<14]) + zone[15..<(end - 1)]), zone.text(end..<30)
    )
  }
}
