import Domain
import Fixtures
import Journeys
import Testing

/// Somebody of the staff at a counter of 中港通, and the subscriber in front of them.
struct AtCounter {
  static let card = "A123456(3)"

  let hall: Hall
  let lin: Account
  let desk: DeskScript

  private init(_ hall: Hall, _ lin: Account, _ desk: DeskScript) {
    (self.hall, self.lin, self.desk) = (hall, lin, desk)
  }

  /// The counter beside this one, with a colleague.
  func beside(_ name: String) -> AtCounter {
    let next = AtCounter(hall, lin, hall.desk("office-2", forStaff: true, outlet: "hk-mongkok"))
    next.desk.enter([
      "name": name, "password": Counter.password, "code": hall.nextCode(of: name),
    ])
    return next
  }

  init(
    as role: Staff.Role = .agent, outlet: String? = "hk-mongkok",
    of policy: BrandPolicy? = nil, _ change: (inout Account) -> Void = { _ in }
  ) throws {
    hall = try Hall(try policy ?? Carrier.zhonggangtong.policy())
    lin = try hall.addLin { lin in
      lin.number = "Z-204518"
      change(&lin)
    }
    try hall.hire("chan", role)
    try hall.hire("wong", .reviewer)
    desk = hall.desk("office", payment: Bank().port, forStaff: true, outlet: outlet)
    signIn()
  }

  var procedure: ClosureProcedure? { hall.policy.closure.procedure(.counter) }

  func signIn() {
    desk.enter(["name": "chan", "password": Counter.password, "code": hall.nextCode(of: "chan")])
    desk.expect(step: "queue", "review")
  }

  /// From the queue to the person's page.
  func greets(_ person: String = "linyue@example.com") {
    desk.choose("serve")
    desk.enter(["person": person])
    desk.expect(step: "person", "counter")
  }

  /// From the person's page to the materials.
  func begins(reason: String = "noLongerNeeded") {
    desk.choose("close")
    desk.expect(step: "meaning", "counter")
    desk.choose("start")
    desk.expect(step: "reason")
    desk.choose(reason)
    desk.expect(step: "materials")
  }

  /// What is required is brought, and the card is read and compared.
  func identifies() {
    for material in ["document", "device", "purchaseProof"] where blocks(material) {
      desk.check(material)
    }
    desk.next()
    desk.expect(step: "documentKind")
    desk.choose("hkid")
    desk.enter(["number": Self.card])
    desk.expect(step: "face")
    desk.confirm()
  }

  func blocks(_ item: String) -> Bool { desk.item(item)?.state == .blocking }

  /// Everything on the list is settled; the agreement is next.
  func settles() {
    desk.expect(step: "checklist", "counter")
    if blocks("balance") {
      desk.choose("balance")
      desk.choose("refund")
    }
    if blocks("contract") {
      desk.choose("contract")
      desk.choose("accept")
    }
    if desk.item("linkedAccounts")?.state == .blocking { desk.check("linkedAccounts") }
    desk.check("backup")
    desk.choose("terms")
    desk.confirm()
    desk.next()
    desk.expect(step: "agreement")
  }

  /// From the queue to the agreement.
  func prepares() {
    greets()
    begins()
    identifies()
    if desk.prompt.step == "proof" { desk.enter(["proof": "order 48213"]) }
    settles()
  }

  /// On the subscriber's side: everything once more, and a yes.
  func handsOver() {
    desk.expect(step: "handOver")
    desk.next()
    desk.expect(step: "sure")
    desk.confirm()
    desk.expect(step: "sign")
  }

  /// By the code that went to the subscriber.
  func signs() throws -> Receipt {
    desk.choose("mailCode")
    handsOver()
    desk.enter(["name": "林悦", "code": hall.inbox.code ?? ""])
    desk.expect(step: "submitted")
    return try #require(desk.receipts.last)
  }

  func form() throws -> ClosureApplication {
    try #require(hall.book.all(ClosureApplication.self).last)
  }

  /// The SHA-256 of the agreement in that language, in hexadecimal.
  func agreementHash(_ language: Language) throws -> String {
    let text = try #require(procedure?.agreement).text(language)
    return Signing.sha256(Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  var isUntouched: Bool {
    let account = try? hall.account(lin.id)
    return hall.book.all(ClosureApplication.self).isEmpty && account?.closure == nil
      && account?.document == lin.document
  }
}
