/// The numbers and documents the desk knows the rules of; `esimdesk check` names them like this.
public enum NumberKind: String, CaseIterable, Sendable {
  case ric, hkid, permit
  case passportMRZ = "passport-mrz"
  case idMRZ = "id-mrz"
  case imei, iccid, eid, lpa, msisdn
}

/// A number that follows its rules, in its one spelling.
public struct CheckedNumber: Equatable, Sendable {
  public let kind: NumberKind
  public let text: String
  /// What is unusual about it and no reason to refuse it, such as `iccid.luhn`.
  public let remarks: [String]

  /// Reads what was typed by the rules of `kind`; `today` decides births and expiries.
  public init(_ typed: String, as kind: NumberKind, today: Day) throws(Reading.Problem) {
    self.kind = kind
    switch kind {
    case .ric:
      let id = try ResidentID(typed, today: today)
      text = id.text
      remarks = id.isRegionKnown ? [] : ["ric.region"]
    case .hkid:
      text = try HKID(typed).text
      remarks = []
    case .permit:
      guard Typed.bytes(typed).count < 30 else {
        // The permit's own machine line was scanned, or that of a home return permit.
        let zone = try MRZ.card(typed, today: today)
        text = try TravelPermit(zone.number).text
        remarks = zone.overallAgrees ? [] : ["mrz.overall"]
        return
      }
      text = try TravelPermit(typed).text
      remarks = []
    case .passportMRZ:
      text = try MRZ.passport(typed, today: today).text
      remarks = []
    case .idMRZ:
      let zone = try MRZ.card(typed, today: today)
      text = zone.text
      remarks = zone.overallAgrees ? [] : ["mrz.overall"]
    case .imei:
      text = try IMEI(typed).text
      remarks = []
    case .iccid:
      let number = try ICCID(typed)
      text = number.text
      remarks = number.passesLuhn ? [] : ["iccid.luhn"]
    case .eid:
      text = try EID(typed).text
      remarks = []
    case .lpa:
      text = try ActivationCode(typed).text
      remarks = []
    case .msisdn:
      let number = try MSISDN(typed)
      text = number.text
      remarks = number.use == .fixedLine ? ["msisdn.fixedLine"] : []
    }
  }
}
