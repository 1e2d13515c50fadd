/// What a scanner sent, recognised by what it says and not by the field that happened to be open.
public enum ScannedText {
  /// The kind of number that a text can only be; nil where it is none, or could be a payment card.
  public static func kind(of text: String) -> NumberKind? {
    let bytes = Typed.bytes(text)
    if bytes.starts(with: Array("LPA:".utf8)) || bytes.starts(with: Array("1$".utf8)) {
      return .lpa
    }
    if bytes.first == UInt8(ascii: "+") { return (try? MSISDN(text)) == nil ? nil : .msisdn }
    if bytes.contains(Typed.filler) || bytes.count == 88 || bytes.count == 90 { return zone(bytes) }
    if bytes.allSatisfy(\.isDigit) { return digits(bytes, text) }
    if isResident(bytes) { return .ric }
    if (try? TravelPermit(text)) != nil { return .permit }
    return (try? HKID(text)) == nil ? nil : .hkid
  }

  private static func zone(_ bytes: [UInt8]) -> NumberKind? {
    switch (bytes.count, bytes.first) {
    case (88, 0x50): .passportMRZ
    case (30, 0x43), (90, 0x41), (90, 0x43), (90, 0x49): .idMRZ
    default: nil
    }
  }

  private static func digits(_ bytes: [UInt8], _ text: String) -> NumberKind? {
    switch bytes.count {
    case 32: .eid
    case 18 where isResident(bytes): .ric
    case 18...20 where bytes.starts(with: [0x38, 0x39]): .iccid
    // Of the cards only American Express has 15 digits, and those begin with 34 or 37.
    case 15 where bytes.starts(with: [0x33, 0x34]) || bytes.starts(with: [0x33, 0x37]): nil
    case 14 where Reading.looksLikeCard(text), 16 where Reading.looksLikeCard(text): nil
    case 14...16: (try? IMEI(text)) == nil ? nil : .imei
    default: nil
    }
  }

  /// By length and check character; whether the dates in it can be is asked when it is read.
  private static func isResident(_ bytes: [UInt8]) -> Bool {
    bytes.count == 18 && bytes.prefix(17).allSatisfy(\.isDigit)
      && bytes.last == CheckDigits.mod11x2(bytes.prefix(17))
  }
}
