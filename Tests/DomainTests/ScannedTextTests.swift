import Testing

@testable import Domain

@Suite struct ScannedTextTests {
  @Test(arguments: [
    ("LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7", NumberKind.lpa), ("1$smdp.example.com$", .lpa),
    ("89034011560010000000000000000121", .eid), ("8965880812100011146", .iccid),
    ("490154203237518", .imei), ("11010519491231002X", .ric), ("360426199101010071", .ric),
    ("A123456(3)", .hkid), ("AB9876543", .hkid), ("H12345678", .permit), ("CA1234567", .permit),
    ("+85291234567", .msisdn), (MachineZoneTests.passport.joined(), .passportMRZ),
    (MachineZoneTests.card.joined(separator: "\n"), .idMRZ), (Zones.exitEntry(), .idMRZ),
  ]) func `a scan says what it is`(text: String, kind: NumberKind) {
    #expect(ScannedText.kind(of: text) == kind)
  }

  /// Cards and receipts are somebody else's business.
  @Test(arguments: [
    "", "hello", "4111111111111111", "4111 1111 1111 1111", "378282246310005", "R-7K2M-94QD",
    "13800138000", "490154203237517", "A123456(4)", "P<UTO",
  ]) func `what it cannot tell it leaves alone`(text: String) {
    #expect(ScannedText.kind(of: text) == nil)
  }
}
