extension MRZ {
  /// Whether a zone is that of 往来港澳通行证: CS, and a digit where TD1 has a country's last letter.
  static func isExitEntry(_ typed: String) -> Bool {
    let bytes = Typed.bytes(typed, dropping: "")
    return bytes.count >= 30 && bytes.starts(with: [0x43, 0x53, 0x43]) && bytes[4].isDigit
  }

  /// Reads the back of 往来港澳通行证 (2014): number, expiry and birth in one line of 30.
  ///
  /// Two more lines hold the name in a code of its own and the sex; they may be there or not. What the
  /// last digit is counted over is published nowhere, so it is compared and not insisted on.
  static func exitEntry(_ typed: String, today: Day) throws(Reading.Problem) -> MRZ {
    let length = Typed.bytes(typed, dropping: "").count
    var zone = try MRZReader(typed, count: length == 90 ? 90 : 30)
    zone.digits(3..<12, 13..<20, 21..<28, 29..<30)
    guard let permit = try? TravelPermit(zone[2..<11].ascii), permit.document == .exitEntry else {
      throw Reading.Problem("mrz.number")
    }
    try zone.check([2..<11], at: 11, "mrz.numberCheck")
    try zone.check([13..<19], at: 19, "mrz.expiryCheck")
    try zone.check([21..<27], at: 27, "mrz.birthCheck")
    return try MRZ(
      layout: .exitEntryLine, lines: zone.lines(of: 30), documentType: "CS", issuer: "CHN",
      number: permit.number, nationality: "CHN", surname: "", givenNames: "",
      birth: zone.birth(21..<27, today: today),
      sex: length == 90 ? Sex(rawValue: zone[60..<61].ascii) : nil, expiry: zone.expiry(13..<19),
      optionalData: "", overallAgrees: zone.agrees([2..<12, 13..<20, 21..<28], at: 29)
    ).good(on: today)
  }
}
