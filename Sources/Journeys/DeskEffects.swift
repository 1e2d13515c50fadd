import Domain

extension Desk {
  /// Performs effects in order and tells the journey what came of each.
  func run(_ effects: [Effect]) throws(Refusal) {
    var queue = effects
    // A journey answers a report with a few more effects, never without end.
    var budget = 32
    while !queue.isEmpty, budget > 0 {
      budget -= 1
      let effect = queue.removeFirst()
      guard let report = try perform(effect) else { continue }
      refresh()
      queue.insert(contentsOf: try journey.note(report), at: 0)
    }
    // While nobody is served the kiosk sees to it in its own time.
    if !isAttracting { deliverPost() }
  }

  /// Does one thing in the world; nil where there is nothing to report.
  private func perform(_ effect: Effect) throws(Refusal) -> Report? {
    switch effect {
    case .perform(let act):
      return try report(of: act)
    case .checkPassword(let lookups, let password):
      return try signIn(lookups, password)
    case .register(var new, let password):
      new.passwordHash = try hash(password)
      new.language = language
      return try report(of: .register(new))
    case .setPassword(let account, let password):
      return try report(of: .setPassword(account: account, hash: try hash(password)))
    case .verifyPassword(let account, let password):
      return try verify(account, password)
    case .attachPhoto(let account, let path):
      return try attachPhoto(account, path)
    case .checkAnswer(let account, let answer):
      return try checkAnswer(account, answer)
    case .setAnswer(let account, let question, let answer):
      let hash = try hash(SecurityAnswer.normalised(answer))
      return try report(of: .setAnswer(account: account, question: question, hash: hash))
    case .mailCopy(let id):
      guard let account = try read({ try $0.read(Account.self, id) }) else { return nil }
      let text = ports.files.copy(account, journey.world.receipts)
      return try report(of: .mailCopy(account: id, text: text))
    case .export(let account, let folder, let format):
      return try export(account, folder, format)
    case .serveBrand(let id):
      if let brand = policies.brand(id) { ownBrand = brand }
      go(to: .welcome)
      return nil
    case .sendResetCode(let lookups, let channel):
      return .codeMaybeSent(try sendResetCode(lookups, channel))
    case .findAccount(let lookup):
      return .found(try find([lookup])?.id)
    case .admitStaff(let name, let password, let code):
      return try admitStaff(name, password, code)
    case .standAt(let outlet):
      outlets[policy.id] = outlet
      return .done(.done)
    case .findClients(let typed):
      return try findClients(typed)
    case .attend(let account):
      return try attend(account)
    case .findApplication(let number):
      return try findApplication(number)
    case .findOrder(let number):
      return .found(try read { try $0.find(Lookup(.order, number)) })
    case .lookUpReceipt(let number):
      return try lookUp(number)
    case .checkReceipt(let typed):
      // Not to be taken for a stranger's: this desk has never met its server.
      if ports.records.absence() != nil, ports.signatures.keys().isEmpty {
        throw Refusal("receiptCode.away", field: "receipt")
      }
      do {
        return .claim(try ReceiptProof.claim(typed, ports.signatures))
      } catch {
        throw Refusal(error.code, field: "receipt", error.facts)
      }
    case .draw(let text):
      return .symbol(ports.symbol(text))
    case .beginPayment(let order):
      return .payment(try settle(order, .begin))
    case .askPayment(let order):
      return .payment(try standing(order))
    case .practicePayment(let order, let approve):
      return .payment(try settle(order, .practise(approve: approve)))
    case .cancelPayment(let order):
      return try cancelPayment(order)
    case .serve(let account):
      // Where nothing can be read nobody is served.
      _ = try read { try $0.read(Account.self, account) }
      served = account
      refresh()
      try reconcile()
      return nil
    case .signOut:
      // At a kiosk the next person finds nothing of this one's session, not even its language.
      guard kiosk == nil else {
        leave()
        return nil
      }
      served = nil
      member = nil
      go(to: .welcome)
      return nil
    case .greet(let language, let begin):
      self.language = language
      if begin { go(to: policies.count > 1 ? .brand : .welcome) }
      return nil
    case .exitKiosk(let pin):
      return try exitKiosk(pin)
    case .open(let destination):
      go(to: destination)
      return nil
    case .showReceipt(let receipt):
      events.append(.receipt(receipt))
      return nil
    case .keep(let receipt, let folder):
      switch ports.files.keep(receipt, language, folder) {
      case .written(let path): return .exported(path: path, problem: nil)
      case .refused(let problem): return .exported(path: nil, problem: problem)
      }
    case .viewPhoto(let id):
      return try showPhoto(id)
    case .print(let receipt):
      guard let printer = ports.printer, let policy = policies[receipt.brand] else {
        return .printed(.silent)
      }
      return .printed(printer.print(receipt, policy, language))
    case .advance(let seconds):
      _ = advance(seconds: seconds)
      return nil
    case .leave:
      leave()
      return nil
    case .decide(let choice):
      decision = choice
      leave()
      return nil
    }
  }

  // MARK: Records

  /// One act as one transaction; a refusal is a report, trouble with the records refuses the answer.
  func report(of act: Act) throws(Refusal) -> Report {
    switch try attempt(act) {
    case .success(let outcome): .done(outcome)
    case .failure(let refused): .refused(refused)
    }
  }

  func attempt(_ act: Act) throws(Refusal) -> Result<Outcome, ActRefusal> {
    try attempt(act, by: member)
  }

  /// What falls due by the clock; nobody of the staff answers for it.
  func errand(_ act: Act) throws(Refusal) -> Result<Outcome, ActRefusal> {
    try attempt(act, by: nil)
  }

  private func attempt(
    _ act: Act, by staff: String?
  ) throws(Refusal) -> Result<Outcome, ActRefusal> {
    let scene = Scene(
      now: ports.clock(), station: station, staff: staff, policies: policies,
      calendars: calendars, random: ports.random)
    var result: Result<Outcome, ActRefusal> = .failure(.accountMissing)
    do {
      try ports.records.transact { book in
        let (outcome, event) = try act.perform(in: book, scene)
        result = outcome
        return event
      }
    } catch let refused as ActRefusal {
      result = .failure(refused)
    } catch {
      throw Self.refusal(error) ?? Refusal("records.write", ["what": .text(Self.brief(error))])
    }
    if case .openOrder = act, case .success(.order(let id)) = result { openedOrders.append(id) }
    return result
  }

  /// What people are told of trouble that passes by itself; nil of any other.
  static func refusal(_ error: any Error) -> Refusal? {
    switch error as? RecordsTrouble {
    case .away: Refusal("records.away")
    case .unknown: Refusal("records.unknown")
    case .doneBefore: Refusal("records.doneBefore")
    case nil: nil
    }
  }

  func read<T>(_ body: (any Book) throws -> T?) throws(Refusal) -> T? {
    var result: T?
    do {
      try ports.records.read { book in result = try body(book) }
    } catch {
      throw Self.refusal(error) ?? Refusal("records.read", ["what": .text(Self.brief(error))])
    }
    return result
  }

  private func find(_ lookups: [Lookup]) throws(Refusal) -> Account? {
    try read { book in
      for lookup in lookups {
        if let id = try book.find(lookup), let account = try book.read(Account.self, id) {
          return account
        }
      }
      return nil
    }
  }

  // MARK: Passwords

  func hash(_ password: String) throws(Refusal) -> String {
    do {
      return try ports.passwords.hash(password)
    } catch {
      throw Refusal("password.notHashed")
    }
  }

  /// Counts the attempt first; an unknown account takes the same time as a wrong password.
  private func signIn(_ lookups: [Lookup], _ password: String) throws(Refusal) -> Report {
    // Nobody signs in to what should be erased by now.
    var work = DueWork()
    try accountsDue(&work)
    let account = try find(lookups)
    if case .failure(let refused) = try attempt(.admitSignIn(account: account?.id)) {
      return .refused(refused)
    }
    guard let account else {
      ports.passwords.waste(password)
      return .notSignedIn
    }
    guard ports.passwords.verify(password, account.passwordHash) else { return .notSignedIn }
    switch try attempt(.signedIn(account: account.id)) {
    case .success: return .signedIn(account.id)
    case .failure(let refused): return .refused(refused)
    }
  }

  /// Whether the person at the desk knows the password of the account that is open.
  private func verify(_ id: RecordID, _ password: String) throws(Refusal) -> Report {
    if case .failure(let refused) = try attempt(.admitSignIn(account: id)) {
      return .refused(refused)
    }
    guard let account = try read({ try $0.read(Account.self, id) }),
      ports.passwords.verify(password, account.passwordHash)
    else { return .notSignedIn }
    return try report(of: .signedIn(account: id))
  }

  /// The id goes back into the journey only so that the code can be checked; nothing is told of it.
  private func sendResetCode(_ lookups: [Lookup], _ channel: Channel) throws(Refusal) -> RecordID? {
    guard let account = try find(lookups) else { return nil }
    _ = try attempt(.issueCode(account: account.id, purpose: .passwordReset, channel: channel))
    return account.id
  }

  private func lookUp(_ number: String) throws(Refusal) -> Report {
    if case .failure(let refused) = try attempt(.admitNumber) { return .refused(refused) }
    let application = try read { book in
      try book.find(Lookup(.application, number)).flatMap {
        try book.read(ClosureApplication.self, $0)
      }
    }
    if let application { return .application(application) }
    let receipt = try read { book in
      try book.find(Lookup(.receipt, number)).flatMap { try book.read(Receipt.self, $0) }
    }
    return receipt.map { .receipt($0) } ?? .found(nil)
  }
}
