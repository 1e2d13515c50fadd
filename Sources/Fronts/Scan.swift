import Domain
import Journeys

/// What a scanner sent, known by what it says and not by the field that happened to be open.
struct Scan: Equatable {
  enum Kind: Equatable {
    case number(NumberKind)
    case receipt
  }

  let kind: Kind
  let text: String

  /// The text as a scan; nil when it could be anything, or a payment card.
  init?(_ sent: String) {
    // Some scanners say first which symbol it was: `]` and two signs (ISO/IEC 15424).
    let bare = sent.hasPrefix("]") ? String(sent.dropFirst(3)) : sent
    let text = bare.split(whereSeparator: \.isNewline).joined(separator: "\n")
    guard text.count >= Self.shortest, text.count <= Self.longest else { return nil }
    self.text = text
    let isNumber = text.first.map { "Rr".contains($0) } == true
    if isNumber && (try? Numbers.readReceipt(text)) != nil || (try? ReceiptCode(text)) != nil {
      kind = .receipt
    } else if let number = ScannedText.kind(of: text) {
      kind = .number(number)
    } else {
      return nil
    }
  }

  /// Fewer characters than any number that is scanned here.
  static let shortest = 8
  /// More than a receipt's signed code has.
  private static let longest = 2_048

  /// Whether more lines of the same document may follow: those of a machine-readable zone do.
  static func mayContinue(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first, lines.allSatisfy({ $0.count == first.count }) else {
      return false
    }
    return (first.count == 44 && lines.count < 2) || (first.count == 30 && lines.count < 3)
  }

  /// The kinds of field that ask for this; passwords and codes are never among them.
  var fields: [Field.Kind] {
    switch kind {
    case .receipt: [.receipt]
    case .number(let number):
      switch number {
      case .ric, .hkid, .permit, .passportMRZ, .idMRZ: [.document]
      case .imei: [.imei]
      case .lpa: [.activationCode]
      case .msisdn: [.msisdn, .identifier]
      case .iccid, .eid: []
      }
    }
  }

  /// The options that lead to where this is asked.
  var options: [String] {
    switch kind {
    case .receipt: ["lookUp"]
    case .number(let number):
      switch number {
      case .passportMRZ: [DocumentKind.passport.rawValue]
      case .ric: [DocumentKind.residentID.rawValue]
      case .hkid: [DocumentKind.hkid.rawValue]
      case .permit, .idMRZ:
        [isHomeReturn ? DocumentKind.homeReturnPermit.rawValue : DocumentKind.exitPermit.rawValue]
      case .imei, .iccid, .eid, .lpa, .msisdn: []
      }
    }
  }

  /// A home return permit begins with H or M, and its zone with CR; an exit permit's with CS, C or E.
  private var isHomeReturn: Bool {
    guard kind == .number(.idMRZ) else { return text.first.map { "HMhm".contains($0) } ?? false }
    return text.hasPrefix("CR")
  }

  /// What is put into a field: of a card's zone the number, since its kind was chosen already.
  func value(on today: Day) -> String {
    guard kind == .number(.idMRZ),
      let number = try? CheckedNumber(text, as: .permit, today: today).text
    else { return text.filter { !$0.isNewline } }
    return number
  }

  /// The last day the document is good, where the scan says it.
  func expiry(on today: Day) -> Day? {
    guard case .number(.idMRZ) = kind else { return nil }
    return (try? MRZ.card(text, today: today))?.expiry
  }

  /// What it is, in words.
  var name: Phrase {
    switch kind {
    case .receipt: "front.scan.receipt"
    case .number(let number):
      switch number {
      case .ric, .hkid, .permit, .passportMRZ, .idMRZ: "front.scan.document"
      case .imei: "front.scan.imei"
      case .iccid: "front.scan.iccid"
      case .eid: "front.scan.eid"
      case .lpa: "front.scan.lpa"
      case .msisdn: "front.scan.msisdn"
      }
    }
  }
}
