import Domain
import Fixtures
import Journeys
import Testing

/// Staff who answer anything at all at the counter, and somebody who knows what must not happen.
struct CounterWalkTests {
  @Test
  func
    `OFF-03 OFF-04 OFF-06 whatever is answered at the counter, no account closes without document, gates, agreement and the subscriber's own word`()
    throws
  {
    var seen: Set<String> = []
    var filed = 0
    // Seeds 1 to 40, 140 answers each. Run one alone by narrowing the range.
    for seed in UInt64(1)...40 {
      let walk = try CounterWalk(seed: seed)
      try walk.run(steps: 140)
      seen.formUnion(walk.seen)
      filed += walk.filings
    }
    // A walk that gets nowhere proves nothing.
    #expect(filed >= 10, "\(filed) applications")
    for place in [
      "agreement", "checklist", "document", "face", "handOver", "materials", "override",
      "overrideReason", "proof", "sign", "stranger", "submitted", "sure", "witness",
    ] {
      #expect(seen.contains("counter.\(place)"), "nobody at counter.\(place)")
    }
  }
}

/// One walk: staff who type at random, and somebody who watches the records.
private final class CounterWalk {
  let it: AtCounter
  let role: Staff.Role
  let outlet: Outlet
  var chance: SplitMix64
  let seed: UInt64
  var seen: Set<String> = []
  var filings = 0
  private var known: Set<RecordID> = []
  /// The document and the gates as they were shown last, and what was marked as brought.
  private var materials: Checklist?
  private var gates: Checklist?

  init(seed: UInt64) throws {
    self.seed = seed
    chance = SplitMix64(seed: seed)
    role = Staff.Role.allCases[Int(seed % 3)]
    let policy = try Carrier.zhonggangtong.policy()
    outlet = try #require(policy.outlets?[Int(seed % 2)])
    let now = TestClock().now
    it = try AtCounter(as: role, outlet: outlet.id, of: policy) { lin in
      if seed % 4 == 0 {
        lin.contract = Contract(until: Day(ordinal: 30_000), fee: Money(9, "HKD"))
      }
      if seed % 5 == 0 {
        lin.bills = [
          Bill(id: "B", issued: Day(ordinal: 1), amount: Money(100, "HKD"), paid: false)
        ]
      }
      if seed % 6 == 0 { lin.msisdn = nil }
      if seed % 7 == 0 {
        lin.document = DocumentOnFile(
          kind: .hkid, number: seed % 2 == 0 ? "A1234563" : "B1234560", expires: nil, readAt: now)
      }
    }
    it.hall.book.isQuick = seed % 10 != 0
    try it.hall.hire("lee", .administrator)
  }

  private var place: String {
    "seed \(seed) at \(it.desk.prompt.journey).\(it.desk.prompt.step)"
  }

  func run(steps: Int) throws {
    for _ in 0..<steps where !it.desk.desk.isOver {
      let isStirred = try stir()
      switch Int.random(in: 0..<40, using: &chance) {
      case 0: it.desk.home()
      case 1: it.desk.back()
      default: try answer(isStirred)
      }
      seen.insert("\(it.desk.prompt.journey).\(it.desk.prompt.step)")
      try watch()
    }
  }

  /// What happens meanwhile: time passes, a bill comes, somebody else decides.
  private func stir() throws -> Bool {
    switch Int.random(in: 0..<60, using: &chance) {
    case 0: it.hall.clock.advance(Int64.random(in: 1...400, using: &chance))
    case 1:
      if let form = it.hall.book.all(ClosureApplication.self).first(where: \.isOpen) {
        _ = try it.hall.perform(.decideClosure(form.id, .reject(reason: "x"), by: "r"))
      }
    case 2:
      let bill = Bill(id: "C", issued: Day(ordinal: 1), amount: Money(7, "HKD"), paid: false)
      guard try it.hall.account(it.lin.id)?.closure == nil else { return false }
      try it.hall.change(it.lin.id) {
        if !$0.bills.contains(where: { $0.id == "C" }) { $0.bills.append(bill) }
      }
    default: return false
    }
    return true
  }

  private func answer(_ isStirred: Bool) throws {
    let desk = it.desk
    if case .checklist(let list) = desk.prompt.ask {
      if desk.prompt.step == "materials" { materials = list } else { gates = list }
    }
    let (question, before) = (desk.question, it.hall.book.withoutCounters())
    let acts = it.hall.book.journal.count
    let answer = Int.random(in: 0..<12, using: &chance) == 0 ? anything() : sensible()
    desk.answer(answer)
    if desk.refusal != nil, desk.refusal?.code != "staff.idle", !isStirred {
      #expect(desk.prompt.step == question.step, "\(place): \(answer) moved and was refused")
      #expect(it.hall.book.withoutCounters() == before, "\(place): \(answer) wrote something")
    } else if !isStirred, it.hall.book.journal.count == acts {
      desk.goBackAndForth(question, answer, place)
    }
    try filed(question, answer)
  }

  private func sensible() -> Answer {
    let prompt = it.desk.prompt
    if !prompt.others.isEmpty, Int.random(in: 0..<8, using: &chance) == 0 {
      return .choose(prompt.others.randomElement(using: &chance)?.id ?? "")
    }
    switch prompt.ask {
    case .show, .finished: return .next
    case .choose(let options), .wait(let options):
      if prompt.step == "queue" { return .choose("serve") }
      let stay = options.filter { !["other", "queue", "back", "signOut"].contains($0.id) }
      return .choose((stay.isEmpty ? options : stay).randomElement(using: &chance)?.id ?? "")
    case .confirm: return .confirm(Int.random(in: 0..<8, using: &chance) != 0)
    case .enter(let fields):
      return .enter(Dictionary(uniqueKeysWithValues: fields.map { ($0.id, typed($0)) }))
    case .checklist(let list):
      guard let item = list.items.first(where: { $0.state == .blocking }),
        Int.random(in: 0..<6, using: &chance) != 0
      else { return .next }
      return item.action == .tick ? .check(item.id, true) : .choose(item.id)
    }
  }

  private func typed(_ field: Field) -> String {
    if Int.random(in: 0..<12, using: &chance) == 0 {
      return ["", "?", "0000"].randomElement(using: &chance) ?? ""
    }
    switch field.id {
    case "person": return "linyue@example.com"
    case "number" where field.label.key.contains("hkid"): return AtCounter.card
    case "number" where field.label.key.contains("residentID"): return "11010519491231002X"
    case "number" where field.label.key.contains("homeReturn"): return "H12345678"
    case "number": return "CA1234567"
    case "expires": return "2031-01-31"
    case "name" where field.kind == .name: return "林悦"
    case "name": return "chan"
    case "password": return Counter.password
    case "digits": return ["8000", "4518"].randomElement(using: &chance) ?? ""
    case "code" where it.desk.prompt.journey == "staff": return it.hall.nextCode(of: "chan")
    case "code": return it.hall.inbox.code ?? "000000"
    default: return "order 48213"
    }
  }

  private func anything() -> Answer {
    switch Int.random(in: 0..<5, using: &chance) {
    case 0: .next
    case 1: .confirm(true)
    case 2:
      .choose(["back", "override", "again", "paper", "x"].randomElement(using: &chance) ?? "")
    case 3: .enter(["code": "000000", "name": "x", "digits": "8000"])
    default: .check("document", Bool.random(using: &chance))
    }
  }

  // MARK: The watcher

  /// Looks at an application that an answer has brought.
  private func filed(_ question: Prompt, _ answer: Answer) throws {
    for form in it.hall.book.all(ClosureApplication.self) where known.insert(form.id).inserted {
      filings += 1
      #expect(question.step == "sign" && form.way == .counter && form.filedBy == "chan", "\(place)")
      let account = try #require(try it.hall.account(it.lin.id), "\(place)")
      let record = try #require(form.counter, "\(place)")
      guard case .enter(let typed) = answer else {
        Issue.record("\(place): filed by \(answer)")
        return
      }
      // The subscriber's own word.
      #expect(typed["name"] == account.closureDetails["signedName"], "\(place)")
      if record.agreement?.acceptance.channel == nil {
        #expect(typed["digits"] == (seed % 6 == 0 ? "4518" : "8000"), "\(place)")
      } else {
        #expect(typed["code"] == it.hall.inbox.code && account.security.pending == nil, "\(place)")
      }
      #expect(try record.agreement?.sha256 == it.agreementHash(.en), "\(place)")
      // What was brought, here.
      for item in materials?.items ?? [] where ["document", "purchaseProof"].contains(item.id) {
        let isAsked = item.id == "document" || outlet.asksPurchaseProof
        if isAsked { #expect(item.state == .done, "\(place): no \(item.id)") }
      }
      #expect(!outlet.asksPurchaseProof || record.purchaseProof, "\(place)")
      // Who it is.
      let document = try #require(account.document, "\(place)")
      #expect(document.kind == record.document, "\(place)")
      if let onFile = it.lin.document, onFile.kind == document.kind {
        #expect(onFile.number == document.number, "\(place): somebody else's document")
      }
      // The gates, told anew from the records.
      let letBe = Set(record.overrides.map(\.gate))
      let allowed: [Staff.Role: Set<Gate.Kind>] = [
        .agent: [.linkedAccounts], .reviewer: [.linkedAccounts, .contract],
        .administrator: [.linkedAccounts, .contract, .bills],
      ]
      #expect(letBe.isSubset(of: allowed[role] ?? []), "\(place): \(role) let be \(letBe)")
      #expect(record.overrides.allSatisfy { $0.reason.count >= 4 }, "\(place)")
      #expect(letBe.contains(.bills) || !account.bills.contains { !$0.paid }, "\(place)")
      #expect(account.openOrder == nil && account.balance.isZero == (form.balance == nil))
      if account.contract != nil {
        #expect(letBe.contains(.contract) == (form.fee == nil), "\(place)")
      }
      for gate in ["terms", "linkedAccounts"] where !letBe.contains(where: { $0.rawValue == gate })
      {
        #expect(gates?.items.first { $0.id == gate }?.state == .done, "\(place): \(gate)")
      }
      let journalled = it.hall.book.journal.last { $0.act == "closure.submitAtCounter" }
      #expect(journalled?.by == "staff:chan" && journalled?.station == "office", "\(place)")
      #expect((journalled?.note == nil) == letBe.isEmpty, "\(place)")
    }
  }

  private func watch() throws {
    let forms = it.hall.book.all(ClosureApplication.self)
    #expect(forms.allSatisfy { $0.decidedBy == nil || $0.decidedBy != $0.filedBy }, "\(place)")
    guard let account = try it.hall.account(it.lin.id) else {
      #expect(forms.contains { $0.state == .approved }, "\(place): gone without approval")
      return
    }
    #expect(account.closure == forms.first(where: \.isOpen)?.id, "\(place)")
    let isFiled = forms.contains(where: \.isOpen)
    let isOld = account.document == it.lin.document
    #expect(isFiled || !forms.isEmpty || isOld, "\(place): a document was filed before the word")
  }
}
