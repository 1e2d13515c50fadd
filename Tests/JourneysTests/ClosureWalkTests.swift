import Domain
import Fixtures
import Journeys
import Testing

/// People who wander through each carrier's closure, and somebody who knows the carrier's rules.
struct ClosureWalkTests {
  @Test(arguments: Carrier.allCases.map(\.rawValue) + ["everything"])
  func
    `X-09 X-10 ONL-14 no account closes without its carrier's gates, identity, last word and window, and nobody is stuck`(
      brand: String
    ) throws
  {
    let policy = try Carrier(rawValue: brand)?.policy() ?? Everything.policy()
    var seen: Set<String> = []
    var filed = 0
    // Seeds 1 to 20, 90 answers each, then somebody determined. Run one alone by narrowing the range.
    for seed in UInt64(1)...20 {
      let walk = try ClosureWalk(policy, seed: seed)
      try walk.wander(steps: 90)
      try walk.finish()
      seen.formUnion(walk.seen)
      filed += walk.filings
    }
    // A walk that gets nowhere proves nothing.
    #expect(filed >= 20, "\(brand): \(filed) applications")
    var places = ["checklist", "reason", "sure", "identity", "confirm", "submitted", "balance"]
    let procedures = policy.closure.procedures
    if procedures.count > 1 { places += ["way"] }
    if procedures.contains(where: { $0.way == .counter }) { places += ["counter"] }
    if policy.suspension != nil { places += ["instead"] }
    if policy.closure.survey != nil { places += ["survey1"] }
    for place in places {
      #expect(seen.contains("closure.\(place)"), "\(brand): nobody at \(place)")
    }
  }
}

/// One walk through one carrier's closure.
private final class ClosureWalk {
  let policy: BrandPolicy
  let hall: Hall
  let bank = Bank()
  let person: DeskScript
  let lin: RecordID
  let seed: UInt64
  var chance: SplitMix64
  var seen: Set<String> = []
  var filings = 0
  /// The applications known so far, by number.
  private var known: [RecordID: ClosureApplication] = [:]
  /// The checklist as it was shown last.
  private var list: Checklist?

  init(_ policy: BrandPolicy, seed: UInt64) throws {
    self.policy = policy
    self.seed = seed
    chance = SplitMix64(seed: seed)
    hall = try Hall(policy, seed: seed)
    hall.book.isQuick = true
    let today = hall.today
    lin = try hall.addLin { lin in
      lin.bindings = [
        Binding(id: "S1", kind: .service, label: "cloud", since: Day(ordinal: 20_000)),
        Binding(id: "D1", kind: .device, label: "Pixel 8", since: Day(ordinal: 20_000)),
      ]
      if seed % 2 == 0 {
        lin.bills = [
          Bill(id: "B-1", issued: Day(ordinal: 1), amount: Money(90, policy.currency), paid: false)
        ]
      }
      if seed % 3 == 0 {
        lin.contract = Contract(until: today.adding(days: 2), fee: Money(500, policy.currency))
      }
    }.id
    if let question = policy.securityQuestions?.first?.id {
      let hash = Secrets.hash("beijing")
      _ = try hall.perform(.setAnswer(account: lin, question: question, hash: hash)).get()
    }
    person = hall.desk(payment: bank.port, practice: 86_400)
    person.signIn()
  }

  private var place: String {
    "\(policy.id) seed \(seed) at \(person.prompt.journey).\(person.prompt.step)"
  }

  private var account: Account? { hall.book.all(Account.self).first { $0.id == lin } }
  private var isClosing: Bool { account?.closure != nil }
  private var isHere: Bool { account != nil }

  // MARK: Wandering

  func wander(steps: Int) throws {
    for _ in 0..<steps where !person.desk.isOver {
      let dice = Int.random(in: 0..<40, using: &chance)
      if dice == 0 { hall.clock.advance(Int64.random(in: 1...90_000, using: &chance)) }
      if dice == 1 { try stir() }
      if dice == 2 {
        try watching(nil) { person.desk.runDue() }
      } else if dice == 3 {
        try watching(nil) { person.back() }
      } else {
        try step(sensible(), isStirred: dice < 2)
      }
      if !isHere { return }
    }
  }

  /// What the carrier does meanwhile.
  private func stir() throws {
    if let form = hall.book.all(ClosureApplication.self).first(where: \.isOpen) {
      let decision: Act.Decision =
        Bool.random(using: &chance) ? .reject(reason: "x") : .ask(question: "?")
      _ = try hall.perform(.decideClosure(form.id, decision, by: "r"), at: "office")
      known[form.id] = try hall.book.read(ClosureApplication.self, form.id)
    } else if isHere, !isClosing {
      let bill = Bill(
        id: "B-2", issued: Day(ordinal: 1), amount: Money(70, policy.currency), paid: false)
      try hall.change(lin) {
        if !$0.bills.contains(where: { $0.id == "B-2" }) { $0.bills.append(bill) }
      }
    }
  }

  private func step(_ answer: Answer, isStirred: Bool = true) throws {
    let question = person.question
    let acts = hall.book.journal.count
    try watching(answer) { person.answer(answer) }
    seen.insert("\(person.prompt.journey).\(person.prompt.step)")
    if person.refusal == nil, !isStirred, hall.book.journal.count == acts {
      person.goBackAndForth(question, answer, place)
    }
  }

  private func sensible() -> Answer {
    let prompt = person.prompt
    if prompt.journey == "home", person.option("closure") != nil,
      Int.random(in: 0..<4, using: &chance) != 0
    {
      return .choose("closure")
    }
    if !prompt.others.isEmpty, Int.random(in: 0..<8, using: &chance) == 0 {
      return .choose(prompt.others.randomElement(using: &chance)?.id ?? "")
    }
    switch prompt.ask {
    case .show, .finished: return .next
    case .choose(let options), .wait(let options):
      let stay = options.filter {
        !["leave", "signOut", "clock", "home", "suspension"].contains($0.id)
      }
      return .choose((stay.isEmpty ? options : stay).randomElement(using: &chance)?.id ?? "")
    case .confirm: return .confirm(Int.random(in: 0..<5, using: &chance) != 0)
    case .enter(let fields):
      let wrong = Int.random(in: 0..<8, using: &chance) == 0
      return .enter(
        Dictionary(uniqueKeysWithValues: fields.map { ($0.id, wrong ? "?" : typed($0)) }))
    case .checklist(let list):
      let items = list.items.filter { $0.action != .none && $0.state != .done }
      guard let item = items.randomElement(using: &chance),
        list.proceed == nil || Bool.random(using: &chance)
      else { return .next }
      return item.action == .tick ? .check(item.id, true) : .choose(item.id)
    }
  }

  private func typed(_ field: Field) -> String {
    switch field.kind {
    case .code: hall.inbox.code ?? "000000"
    case .email: "linyue@example.com"
    case .msisdn: "+8613800138000"
    case .imei: "490154203237518"
    case .day: "2031-01-31"
    case .path: "/usb/id.jpg"
    case .document: number()
    case .password: person.prompt.step == "question" ? "Bei-Jing" : People.password
    case .identifier: "linyue@example.com"
    case .text: field.id == "number" ? "H-300001" : "Pixel 8"
    default: "x"
    }
  }

  /// The number of the document that is asked for, by the label of its field.
  private func number() -> String {
    guard case .enter(let fields) = person.prompt.ask, let label = fields.first?.label.key else {
      return ""
    }
    if label.contains("residentID") { return "11010519491231002X" }
    if label.contains("hkid") { return "A123456(3)" }
    if label.contains("homeReturn") { return "H12345678" }
    if label.contains("exitPermit") { return "CA1234567" }
    return "E12345678"
  }

  // MARK: Somebody determined

  /// Whatever was done before, the closure can be brought to its end from here.
  func finish() throws {
    var tries = 0
    while isHere, !isClosing, tries < 250 {
      tries += 1
      if tries % 60 == 0 { person.home() }
      let answer = determined()
      try step(answer)
      guard person.refusal != nil else { continue }
      // Codes and guesses have their waiting times; another try comes later, from the beginning.
      hall.clock.advance(tries % 5 == 4 ? 86_400 : 1000)
      person.home()
    }
    #expect(!isHere || isClosing, "\(place): stuck for good, \(String(describing: person.refusal))")
    if isHere, let form = hall.book.all(ClosureApplication.self).first(where: \.isOpen) {
      if case .moreInfoNeeded = form.state { return }
      let before = form.window.days.first
      while isHere, hall.today <= before.adding(days: 1) {
        try watching(nil) { person.wait(86_400) }
      }
      let after = try #require(try hall.book.read(ClosureApplication.self, form.id))
      #expect(!after.isOpen, "\(place): nobody decided")
    }
  }

  private func determined() -> Answer {
    let prompt = person.prompt
    let enabled = person.options.filter { $0.disabled == nil }.map(\.id)
    func first(_ wanted: String...) -> Answer {
      .choose(wanted.first { enabled.contains($0) } ?? enabled.first ?? "")
    }
    switch (prompt.journey, prompt.step) {
    case ("home", _): return .choose("closure")
    case ("closure", "way"):
      return first("online", "carrier")
    case ("closure", "counter"), ("closure", "outlets"), ("closure", "outlet"):
      return first("home", "back")
    case ("closure", "checklist"):
      guard case .checklist(let list) = prompt.ask,
        let item = list.items.first(where: { $0.state == .blocking })
      else { return .next }
      return item.action == .tick ? .check(item.id, true) : .choose(item.id)
    case ("closure", "balance"): return .choose("refund")
    case ("closure", "devices"): return .choose("back")
    case ("closure", "contract"): return .choose("accept")
    case ("closure", "orders"): return .choose("cancel")
    case ("closure", "method"): return first("balance", "practice")
    case ("closure", "documentKind"): return first("hkid")
    case ("closure", "document"), ("closure", "details"), ("closure", "code"),
      ("closure", "photo"), ("closure", "question"):
      guard case .enter(let fields) = prompt.ask else { return .next }
      return .enter(Dictionary(uniqueKeysWithValues: fields.map { ($0.id, typed($0)) }))
    case ("closure", "reason"): return .choose("noLongerNeeded")
    case ("closure", "instead"): return .choose("close")
    case ("closure", "identity"):
      return .choose(
        enabled.first { $0.contains("mailCode") } ?? enabled.first { $0 != "stop" } ?? "")
    case ("closure", let step) where step.hasPrefix("survey"): return .choose("skip")
    case ("closure", _):
      switch prompt.ask {
      case .confirm: return .confirm(true)
      case .choose: return first("start", "approve")
      case .wait: return first("approve")
      default: return .next
      }
    case ("welcome", "start"): return .choose("signIn")
    case ("signIn", _):
      return .enter(["identifier": "linyue@example.com", "password": People.password])
    default:
      person.home()
      return isHere && person.prompt.journey == "home" ? .choose("closure") : .choose("signIn")
    }
  }

  // MARK: The watcher

  /// Does something, and looks whether what came of it is by the carrier's rules.
  private func watching(_ answer: Answer?, _ act: () -> Void) throws {
    if case .checklist(let shown) = person.prompt.ask { list = shown }
    let (question, before) = (person.prompt, try hall.account(lin))
    act()
    for form in hall.book.all(ClosureApplication.self) {
      let was = known[form.id]
      known[form.id] = form
      if was == nil {
        try wasFiled(form, try #require(before), question, answer)
      } else if was?.isOpen == true, form.state == .approved {
        #expect(form.decidedBy == "practice" || form.decidedBy == "automatic")
        #expect(hall.today >= form.window.days.first, "\(place): before its window")
      }
    }
    if let account = try hall.account(lin) {
      if account.closedAt != nil {
        #expect(policy.closure.postCloseSignIn == .readOnlyStatus, "\(place)")
        #expect(account.name.isEmpty && account.balance.isZero && account.bindings.isEmpty)
      } else {
        let open = hall.book.all(ClosureApplication.self).contains {
          $0.id == account.closure && $0.isOpen
        }
        #expect(account.closure == nil || open, "\(place): closing without an application")
      }
    } else {
      #expect(known.values.contains { $0.state == .approved }, "\(place): gone without approval")
    }
    if !person.desk.isOver, case .choose(let options) = person.prompt.ask {
      #expect(options.contains { $0.disabled == nil }, "\(place): nothing can be chosen")
    }
  }

  private func wasFiled(
    _ form: ClosureApplication, _ account: Account, _ question: Prompt, _ answer: Answer?
  ) throws {
    filings += 1
    let procedure = try #require(policy.closure.procedure(form.way), "\(place)")
    // The last word.
    #expect(answer == .confirm(true) && question.step == "confirm", "\(place)")
    guard case .confirm(let sure) = question.ask else { return }
    #expect(sure.irreversible)
    // Identity: every method of one way, here, within a quarter of an hour.
    let passed = (account.security.proof?.steps ?? []).filter {
      (0...900).contains($0.at.seconds(until: hall.now))
    }.map(\.method)
    let proved = procedure.identity.contains { way in
      !way.isEmpty && way.allSatisfy { passed.contains($0) }
    }
    #expect(proved && account.security.proof?.station == "desk-1", "\(place): \(passed)")
    #expect(!(passed == [.securityQuestion]), "X-06")
    // The gates, told anew from the records and from what was shown.
    for gate in procedure.gates where gate.level != .advisory {
      switch gate.kind {
      case .bills: #expect(!account.bills.contains { !$0.paid }, "\(place)")
      case .orders: #expect(account.openOrder == nil, "\(place)")
      case .contract:
        let due = account.contract.map { hall.today <= $0.until ? $0.fee.minor : 0 } ?? 0
        #expect(due == (form.fee?.minor ?? 0), "\(place): the fee")
      case .balance: #expect(account.balance.isZero == (form.balance == nil), "\(place)")
      case .devices: #expect(!account.bindings.contains { $0.kind == .device }, "\(place)")
      case .services: #expect(!account.bindings.contains { $0.kind == .service }, "\(place)")
      case .documents:
        let document = try #require(account.document, "\(place): no document")
        #expect(procedure.documents.contains(document.kind), "\(place)")
        #expect(document.expires ?? hall.today >= hall.today, "\(place)")
      case .linkedAccounts, .deviceSupport, .backup, .terms:
        let item = list?.items.first { $0.id == gate.kind.rawValue }
        #expect(item?.state == .done, "\(place): \(gate.kind) was not said")
      }
    }
    for detail in procedure.details {
      #expect(self.account?.closureDetails[detail.rawValue]?.isEmpty == false, "\(detail)")
    }
    #expect(
      form.window == procedure.window.dates(from: hall.today, calendars: hall.calendars), "\(place)"
    )
    #expect(try hall.book.find(Lookup(.receipt, form.number)) != nil)
  }
}
