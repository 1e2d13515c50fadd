import Domain
import Fixtures
import Journeys
import Testing

/// Every journey, done by somebody who has ten digits, one finger, or lines of text and nothing else.
///
/// The same scripts that prove the journeys run again; each of their answers is pressed or touched
/// on the screen front's picture, or typed at the plain front, instead of being handed to the desk.
struct HandsTests {
  @Test func `every journey is completed with the digits of a keypad and nothing else`() throws {
    try everyJourney(TenDigits())
  }

  @Test func `every journey is completed with one finger and nothing else`() throws {
    try everyJourney(OneFinger())
  }

  @Test func `every journey is completed line by line, by numbers and text and nothing else`()
    throws
  {
    try everyJourney(PlainHand())
  }

  private func everyJourney(_ hand: Sitter) throws {
    try DeskScript.$hand.withValue(hand) {
      let brands = FiveBrandsTests()
      for carrier in Carrier.allCases {
        try brands.`REN-05 REN-07 REN-09 REN-11 a plan is renewed at every carrier`(
          carrier: carrier)
      }
      try brands.`ONL-23 AFT-01 AFT-03 Heyon from signing in to nothing left`()
      try brands.`GEN-07 Lyca: from basic to premium, and from the month to pay-as-you-go`()
      try brands.`PRE-15 Lyca: a line is paused and woken again, and its days come back`()
      try brands
        .`PRE-09 ONL-06 ONL-13 ONL-15 ONL-18 ONL-22 ONL-24 X-01 AFT-04 AFT-05 AFT-06 Lyca from signing in to the closed page and its end`()
      try brands
        .`LOG-10 PRE-04 PRE-06 PRE-10 PRE-12 PRE-13 ONL-07 ONL-09 ONL-12 ONL-19 ONL-25 AFT-07 Zhonggangtong online, from signing in to nothing left`()
      try brands
        .`OFF-01 OFF-02 OFF-03 OFF-04 OFF-05 OFF-06 OFF-07 Zhonggangtong at the counter: whom it suits, what to bring, where to go, what happens there`()
      try brands
        .`LOG-05 who has no account at Zhonggangtong registers first, and can then close it`()
      try brands
        .`ONL-08 ONL-11 ONL-16 ONL-20 ONL-26 X-04 X-06 AFT-08 the Station card, whose device is lost: a question and a photo, to nothing left`()
      try brands
        .`ESM-01 ESM-02 ESM-03 ESM-04 ESM-05 ESM-06 PRE-11 a plain eSIM through its carrier, from signing in to nothing left`()
      try brands.`the same address at two carriers is two people`()
      try RegistrationTests()
        .`LOG-08 registering: details, password, the code from the inbox, and on to activation`()
      try ActivationTests()
        .`LOG-08 LOG-09 the device, each step of the guide, and the line is live`()
      try ActivationTests()
        .`a card bought elsewhere is activated with its code, and a wrong code says what is wrong`()
      try PasswordResetTests().`LOG-06 a code and a new password, and the old one no longer works`()
      try ManagementTests().`LOG-07 the password is changed by who knows the present one`()
      try ManagementTests().`PRE-05 a bound device is taken off in account management`()
      try MethodJourneyTests()
        .`ONL-11 an authenticator app is bound by its secret and a code, and then closes an account`()
      try MethodJourneyTests()
        .`PRE-08 a copy of one's own data goes to a folder, or by mail where there is none`()
      try RenewalTests()
        .`REN-08 REN-10 REN-11 a renewal paid at the provider: charged once, extended, told, receipt shown`()
      try RenewalTests().`a bill is checked, paid and gone from the list`()
      try ClosureTests().`an identity proved a moment ago is not asked for again`()
      try ProgressTests().`while in review it can be withdrawn, and the account is as it was`()
      try ProgressTests()
        .`ONL-23 the practice reviewer approves by the practice clock, within the window`()
      try ReceiptTests().`REN-12 receipts are listed newest first and shown in full`()
      try ReceiptProofTests()
        .`X-08 AFT-08 a person reads the code of a receipt, as a symbol and to be typed`()
      try OutletFinderTests()
        .`OFF-02 without signing in: the outlets of a city, whether each is open, what to bring`()
      try OutletFinderTests()
        .`OFF-02 from a point on the map, and what is none is refused beside the field`()
      try ProgressTests().`AFT-03 the profile is taken off step by step, for every kind of device`()
      try DeskTests()
        .`on the first run there is a choice, and the choice is handed to the program`()
      try KioskTests()
        .`outside opening hours it says when it opens, in the language chosen, and begins nothing`()
      try KioskTests()
        .`staff leave with the PIN; a wrong one is refused and counted; nobody else notices`()
      try StaffDeskTests()
        .`name, password and code must all be right, and which is wrong is never told`()
      try StaffDeskTests()
        .`ONL-13 ONL-22: more proof is asked for, the answer is shown, and the account then closed`()
      try CounterClosureTests()
        .`OFF-03 OFF-05 OFF-06 OFF-07 an account of 中港通 is closed at the counter, from the greeting to the receipt, and decided by somebody else`()
      try CounterServiceTests()
        .`the same address at two carriers is two people, and staff say which`()
      try CounterPaymentTests()
        .`of two staff with the same order open, the second is told who took the money`()
      try StaffDeskTests()
        .`a rejection carries a reason by name or in own words, and the account stays`()
    }
    let journeys = Set(hand.places.compactMap { $0.split(separator: ".").first.map(String.init) })
    // What is read while a fleet's server is away, desks with a server do (FleetAbsenceTests).
    let missed = try Sources.journeys().subtracting(journeys).subtracting(["preparation"])
    #expect(missed.isEmpty, "no hand did \(missed.sorted())")
    #expect(hand.acts > 700)
  }
}
