import Domain
import Fixtures
import Journeys
import Testing

/// People who answer anything at all, in any order, at a desk that must keep its promises.
struct RandomWalkTests {
  @Test func `whatever is answered, no promise of the desk is broken`() throws {
    // Seeds 1 to 60, 150 answers each. Run one alone by narrowing the range.
    var seen: Set<String> = []
    for seed in UInt64(1)...60 {
      let walk = try Walk(seed: seed)
      try walk.run(steps: 150)
      seen.formUnion(walk.seen)
    }
    // A walk that gets nowhere proves nothing.
    for place in [
      "activation.done", "bills.paid", "changePassword.done", "closure.submitted",
      "farewell.closed", "lookUp.progress", "lookUp.receipt", "progress.withdrawn",
      "receipts.receipt", "register.done", "renewal.declined", "renewal.paid",
      "renewal.unfinished", "renewal.unknown", "resetPassword.done", "verification.proved",
    ] {
      #expect(seen.contains(place), "nobody came to \(place)")
    }
  }
}

/// One walk: a person who types at random, and somebody who watches the records.
private final class Walk {
  let seed: UInt64
  let hall: Hall
  let bank = Bank()
  let person: DeskScript
  var chance: SplitMix64
  /// What must be true of every account that is gone: it had an application that was approved.
  var known: Set<RecordID> = []
  /// Every step the person came to.
  var seen: Set<String> = []
  /// Whether the world changed since the prompt was made.
  var isStirred = false

  init(seed: UInt64) throws {
    self.seed = seed
    chance = SplitMix64(seed: seed)
    hall = try Hall(seed: seed)
    hall.book.isQuick = seed % 10 != 0
    let policy = hall.policy
    let now = hall.now
    try hall.addLin { lin in
      lin.bindings = [
        Binding(id: "D1", kind: .device, label: "Pixel 8", since: Day(ordinal: 20_000))
      ]
      lin.bills = [
        Bill(id: "B-1", issued: Day(ordinal: 20_760), amount: Money(1280, "CNY"), paid: false)
      ]
      if seed % 3 == 0 { lin.email = nil }
      if seed % 5 == 0 { lin.device = Device(model: nil, supportsESIM: nil) }
      if seed % 7 == 0 { lin.subscription.state = .suspended }
    }
    try hall.add(People.tom(policy, now: now)) { if seed % 2 == 0 { $0.paidTerms = 0 } }
    try hall.add(People.zhou(policy, now: now)) {
      if seed % 2 == 0 { $0.subscription.activationCode = nil }
    }
    if seed % 11 == 0 { hall.inbox.channels = [.sms] }
    person = hall.desk(payment: bank.port, practice: seed % 4 == 0 ? nil : 2 * 86_400)
    known = Set(hall.book.all(Account.self).map(\.id))
  }

  func run(steps: Int) throws {
    for step in 0..<steps where !person.desk.isOver {
      let place = "seed \(seed), step \(step), at \(person.prompt.journey).\(person.prompt.step)"
      try stir()
      try answer(place)
      seen.insert("\(person.prompt.journey).\(person.prompt.step)")
      try watch(place)
      if step % 10 == 0 { try canGoOn(place) }
    }
  }

  // MARK: The person

  /// What happens around the person: time passes, lines are cut, reviewers decide.
  private func stir() throws {
    isStirred = true
    switch Int.random(in: 0..<40, using: &chance) {
    case 0: hall.clock.advance(Int64.random(in: 1...1200, using: &chance))
    case 1: hall.clock.advance(86_400)
    case 2: bank.isReachable.toggle()
    case 3:
      let waiting = hall.book.all(ClosureApplication.self).filter { $0.state == .inReview }
      if let form = waiting.randomElement(using: &chance) {
        let decision: Act.Decision =
          Bool.random(using: &chance) ? .approve : .reject(reason: "a bill came in")
        _ = try hall.perform(.decideClosure(form.id, decision, by: "r"), at: "office")
      }
    default: isStirred = false
    }
  }

  private func answer(_ place: String) throws {
    switch Int.random(in: 0..<30, using: &chance) {
    case 0:
      person.home()
      #expect(["menu", "start", "closed"].contains(person.prompt.step), "\(place)")
    case 1: goBack(place)
    case 2, 3: try refusable(anything(), place)
    default: try refusable(sensible(), place)
    }
  }

  /// An answer; if it is refused, only counters may have changed.
  private func refusable(_ answer: Answer, _ place: String) throws {
    let question = person.question
    let before = hall.book.withoutCounters()
    let acts = hall.book.journal.count
    person.answer(answer)
    guard person.refusal != nil else {
      if !isStirred, hall.book.journal.count == acts {
        person.goBackAndForth(question, answer, place)
      }
      return
    }
    #expect(person.question.step == question.step, "\(place): \(answer) moved and was refused")
    if isStirred { return }
    if person.refusal?.code.hasPrefix("answer.") == true || person.refusal?.field != nil {
      #expect(person.question == question, "\(place): \(answer) was refused and changed the prompt")
    }
    let after = hall.book.withoutCounters()
    #expect(after == before, "\(place): \(answer) was refused and wrote something")
  }

  private func goBack(_ place: String) {
    let (could, question) = (person.prompt.canGoBack, person.question)
    person.back()
    if !could { #expect(person.question == question, "\(place): went back where there was no way") }
  }

  /// An answer of the kind that is asked for, mostly one that can be accepted.
  private func sensible() -> Answer {
    let prompt = person.prompt
    if !prompt.others.isEmpty, Int.random(in: 0..<6, using: &chance) == 0 {
      return .choose(prompt.others.randomElement(using: &chance)?.id ?? "")
    }
    switch prompt.ask {
    case .show, .finished: return .next
    case .choose(let options), .wait(let options):
      // Leaving ends a walk: rarely.
      let stay = options.filter { !["leave", "signOut"].contains($0.id) }
      let pool = Int.random(in: 0..<40, using: &chance) == 0 ? options : stay
      return .choose(pool.randomElement(using: &chance)?.id ?? "")
    case .confirm: return .confirm(Int.random(in: 0..<4, using: &chance) != 0)
    case .enter(let fields):
      return .enter(Dictionary(uniqueKeysWithValues: fields.map { ($0.id, typed($0)) }))
    case .checklist(let list):
      let items = list.items.filter { $0.action != .none }
      guard let item = items.randomElement(using: &chance), list.proceed == nil else {
        return .next
      }
      return item.action == .tick
        ? .check(item.id, Int.random(in: 0..<8, using: &chance) != 0) : .choose(item.id)
    }
  }

  private func typed(_ field: Field) -> String {
    if Int.random(in: 0..<8, using: &chance) == 0 { return junk() }
    switch field.kind {
    case .identifier:
      return ["tom@example.com", "linyue", "13800138000", "zhouxiao@example.com", "x@example.com"]
        .randomElement(using: &chance) ?? ""
    case .password: return People.password
    case .newPassword: return People.password
    case .code: return hall.inbox.code ?? "000000"
    case .name: return "Ana Petrova"
    case .userName: return "ana\(Int.random(in: 1...999, using: &chance))"
    case .email: return "ana\(Int.random(in: 1...999, using: &chance))@example.com"
    case .msisdn: return "+4479111\(Int.random(in: 10_000...99_999, using: &chance))"
    case .receipt:
      let numbers =
        Bool.random(using: &chance)
        ? hall.book.all(ClosureApplication.self).map(\.number)
        : hall.book.all(Receipt.self).map(\.number)
      return numbers.randomElement(using: &chance) ?? "R-0000-0000"
    case .activationCode: return "LPA:1$smdp.heyon.example$H-7F3Q"
    case .imei: return "490154203237518"
    case .document: return "A123456(3)"
    case .day: return "2030-01-31"
    case .path: return "/photo.jpg"
    case .text: return ["H-300001", "H-204518", "H-999999"].randomElement(using: &chance) ?? ""
    }
  }

  /// Any answer at all, to whatever is asked.
  private func anything() -> Answer {
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: .next
    case 1: .confirm(Bool.random(using: &chance))
    case 2: .choose(junk())
    case 3: .enter([junk(): junk(), "code": junk()])
    case 4: .check(junk(), Bool.random(using: &chance))
    default:
      .choose(
        ["home", "back", "cancel", "smsCode", "year", "D1"].randomElement(using: &chance) ?? "")
    }
  }

  private func junk() -> String {
    [
      "", " ", "0", "-1", "x", "terms", "\u{1B}[2J", "林悦", "4111 1111 1111 1111", "💥", "a@b", "%s",
      String(repeating: "长", count: 300), "identifier", "\u{202E}",
    ].randomElement(using: &chance) ?? ""
  }

  // MARK: The watcher

  private func watch(_ place: String) throws {
    let accounts = hall.book.all(Account.self)
    let orders = hall.book.all(Order.self)
    let forms = hall.book.all(ClosureApplication.self)
    for account in accounts {
      let open = orders.filter { $0.account == account.id && $0.state == .awaitingPayment }
      #expect(open.count <= 1, "\(place): two open orders")
      #expect(open.first?.id == account.openOrder, "\(place): the open order is not known")
      #expect(account.balance.minor >= 0, "\(place): a balance below nothing")
      if let closure = account.closure {
        #expect(open.isEmpty, "\(place): an open order while the account closes")
        let form = forms.first { $0.id == closure }
        #expect(form?.state == .inReview && form?.account == account.id, "\(place): no application")
        #expect(!account.bills.contains { !$0.paid }, "\(place): closing with an unpaid bill")
      }
    }
    // Every application was filed with its receipt, and by someone who proved who they are.
    for form in forms {
      let receipt = try hall.book.find(Lookup(.receipt, form.number))
      #expect(receipt != nil, "\(place): no receipt")
      let proved = hall.book.journal.last {
        $0.act == "code.proveIdentity" && $0.records.contains(form.account)
          && $0.at <= form.submittedAt
      }
      #expect(
        (proved?.at.seconds(until: form.submittedAt) ?? .max) <= Security.proofSeconds,
        "\(place): filed without a proof of identity")
    }
    // Whoever is gone had applied, and was approved.
    for gone in known.subtracting(accounts.map(\.id)) {
      #expect(
        forms.contains { $0.account == gone && $0.state == .approved },
        "\(place): erased without an approved application")
      #expect(!orders.contains { $0.account == gone }, "\(place): an order outlived its account")
    }
    known.formUnion(accounts.map(\.id))
    // A charge is an order that was completed, or is still open and will be, or money sent back.
    let settled = hall.book.all(Receipt.self).filter {
      switch $0.facts {
      case .renewal(_, let method, _), .bill(_, _, let method, _), .planChange(_, let method, _):
        method == .practice
      case .refund: true
      case .voided, .activation, .suspended, .resumed, .closureSubmitted, .closureWithdrawn,
        .closureRejected, .closureDone:
        false
      }
    }
    let waiting = orders.filter { $0.state == .awaitingPayment }.count
    #expect(settled.count <= bank.charges, "\(place): something for nothing")
    #expect(bank.charges <= settled.count + waiting, "\(place): a charge without what it paid for")
    #expect(
      Set(hall.book.all(Receipt.self).map(\.number)).count == hall.book.all(Receipt.self).count)
  }

  /// There is always a way on: an answer that is accepted, or the way home.
  private func canGoOn(_ place: String) throws {
    guard !person.desk.isOver else { return }
    switch person.prompt.ask {
    case .choose(let options), .wait(let options):
      #expect(options.contains { $0.disabled == nil }, "\(place): nothing can be chosen")
    case .enter(let fields): #expect(!fields.isEmpty, "\(place): nothing can be typed")
    case .checklist(let list): #expect(!list.items.isEmpty, "\(place): an empty list")
    case .show, .confirm, .finished: break
    }
  }
}

extension MemoryBook {
  /// Everything that is kept, but for counters, codes under way and messages.
  struct Kept: Equatable {
    let accounts: [Account]
    let orders: [Order]
    let receipts: [Receipt]
    let forms: [ClosureApplication]
    let photos: [Photo]
  }

  func withoutCounters() -> Kept {
    let accounts = all(Account.self).map { account in
      var account = account
      account.security = Security()
      return account
    }
    return Kept(
      accounts: accounts, orders: all(Order.self), receipts: all(Receipt.self),
      forms: all(ClosureApplication.self), photos: all(Photo.self))
  }
}
