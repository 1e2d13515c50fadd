extension Act {
  /// Does the act, or throws an ``ActRefusal``; together with the records goes what the journal says.
  ///
  /// A refusal that has counted an attempt is returned, not thrown, so that the count is kept.
  public func perform(in book: any Book, _ scene: Scene) throws -> (
    Result<Outcome, ActRefusal>, JournalEvent
  ) {
    let desk = ActDesk(book: book, scene: scene)
    let result: Result<Outcome, ActRefusal>
    switch self {
    case .register(let new): result = .success(try desk.register(new))
    case .confirmEmail(let account, let code): result = try desk.confirmEmail(account, code)
    case .setDevice(let account, let supports):
      result = .success(try desk.setDevice(account, supports))
    case .activate(let account, let code): result = .success(try desk.activate(account, code))
    case .admitSignIn(let account): result = try desk.admitSignIn(account)
    case .signedIn(let account): result = .success(try desk.signedIn(account))
    case .setPassword(let account, let hash):
      result = .success(try desk.setPassword(account, hash))
    case .issueCode(let account, let purpose, let channel):
      result = .success(try desk.issueCode(account, purpose, channel))
    case .proveIdentity(let account, let code): result = try desk.proveIdentity(account, code)
    case .proveTOTP(let account, let code): result = try desk.proveTOTP(account, code)
    case .enrolTOTP(let account, let secret, let code):
      result = .success(try desk.enrolTOTP(account, secret, code))
    case .showDocument(let account, let document):
      result = .success(try desk.showDocument(account, document))
    case .addPhoto(let account, let format, let bytes):
      result = .success(try desk.addPhoto(account, format, bytes))
    case .admitAnswer(let account): result = try desk.admitAnswer(account)
    case .answered(let account): result = .success(try desk.answered(account))
    case .setAnswer(let account, let question, let hash):
      result = .success(try desk.setAnswer(account, question, hash))
    case .admitReset(let account, let code): result = try desk.admitReset(account, code)
    case .admitNumber: result = try desk.admitNumber()
    case .openOrder(let account, let purpose, let method, let number):
      result = .success(try desk.openOrder(account, purpose, method, number))
    case .payFromBalance(let account, let purpose, let number):
      result = .success(try desk.payFromBalance(account, purpose, number))
    case .settleOrder(let order, let reference):
      result = .success(try desk.settle(order, reference: reference))
    case .cancelOrder(let order): result = .success(try desk.cancel(order))
    case .keepPage(let order, let page): result = .success(try desk.keepPage(order, page))
    case .lapseOrder(let order): result = .success(try desk.lapse(order))
    case .leaveOrderBehind(let order): result = .success(try desk.leaveBehind(order))
    case .reverseOrder(let order, let reference):
      result = .success(try desk.reverse(order, reference: reference))
    case .repaid(let receipt, let number, let answer):
      result = .success(try desk.repaid(receipt, number, answer))
    case .takePayment(let order, let means): result = .success(try desk.take(order, means))
    case .voidPayment(let order): result = .success(try desk.void(order))
    case .suspend(let account, let until):
      result = .success(try desk.suspend(account, until))
    case .resume(let account): result = .success(try desk.resume(account))
    case .unbind(let account, let binding): result = .success(try desk.unbind(account, binding))
    case .submitClosure(let account, let answers):
      result = .success(try desk.submitClosure(account, answers))
    case .withdrawClosure(let application): result = .success(try desk.withdraw(application))
    case .answerClosure(let application, let text):
      result = .success(try desk.answer(application, text))
    case .answerSurvey(let application, let question, let choice):
      result = .success(try desk.answerSurvey(application, question, choice))
    case .eraseClosed(let account): result = .success(try desk.eraseClosed(account))
    case .decideClosure(let application, let decision, let reviewer):
      result = .success(try desk.decide(application, decision, by: reviewer))
    case .importSubscriber(let row): result = .success(try desk.add(row))
    case .updateAccount(let update): result = .success(try desk.update(update))
    case .mailCopy(let account, let text): result = .success(try desk.mailCopy(account, text))
    case .mailReceipt(let account, let receipt):
      result = .success(try desk.mailReceipt(account, receipt))
    case .staff(let act): result = try desk.perform(act)
    case .attend(let account): result = .success(try desk.attend(account))
    case .viewPhoto(let photo): result = .success(try desk.viewPhoto(photo))
    case .closeAtCounter(let account, let answers, let counter):
      result = try desk.closeAtCounter(account, answers, counter)
    case .notice(let notice, let act): result = .success(try desk.perform(act, on: notice))
    case .setStaffPIN(let hash): result = .success(try desk.setStaffPIN(hash))
    case .admitExit: result = try desk.admitExit()
    case .exitKiosk: result = .success(try desk.exitKiosk())
    }
    let event = JournalEvent(
      act: name, records: desk.touched, by: scene.by,
      station: scene.staff == nil ? nil : scene.station, at: scene.now, facts: desk.facts,
      note: desk.remark)
    return (result, event)
  }

  /// The act's name in the journal.
  public var name: String {
    switch self {
    case .register: "account.register"
    case .confirmEmail: "account.confirmEmail"
    case .setDevice: "account.setDevice"
    case .activate: "subscription.activate"
    case .admitSignIn: "signIn.admit"
    case .signedIn: "signIn.succeed"
    case .setPassword: "account.setPassword"
    case .issueCode: "code.issue"
    case .proveIdentity: "code.proveIdentity"
    case .proveTOTP: "identity.totp"
    case .enrolTOTP: "identity.enrolTOTP"
    case .showDocument: "identity.document"
    case .addPhoto: "identity.photo"
    case .admitAnswer: "identity.admitAnswer"
    case .answered: "identity.answered"
    case .setAnswer: "identity.setAnswer"
    case .admitReset: "code.admitReset"
    case .admitNumber: "receipt.look"
    case .openOrder: "order.open"
    case .payFromBalance: "order.payFromBalance"
    case .settleOrder: "order.settle"
    case .cancelOrder: "order.cancel"
    case .keepPage: "order.page"
    case .lapseOrder: "order.lapse"
    case .leaveOrderBehind: "order.leaveBehind"
    case .reverseOrder: "order.reverse"
    case .repaid: "balance.repay"
    case .takePayment: "order.take"
    case .voidPayment: "order.void"
    case .suspend: "subscription.suspend"
    case .resume: "subscription.resume"
    case .unbind: "device.unbind"
    case .submitClosure: "closure.submit"
    case .withdrawClosure: "closure.withdraw"
    case .answerClosure: "closure.answer"
    case .answerSurvey: "closure.survey"
    case .eraseClosed: "account.erase"
    case .decideClosure(_, .ask, _): "closure.ask"
    case .decideClosure(_, .approve, _): "closure.approve"
    case .decideClosure(_, .reject, _): "closure.reject"
    case .importSubscriber: "account.import"
    case .updateAccount: "account.update"
    case .mailCopy: "account.mailCopy"
    case .viewPhoto: "identity.viewPhoto"
    case .mailReceipt: "account.mailReceipt"
    case .staff(let act): act.name
    case .attend: "counter.attend"
    case .closeAtCounter: "closure.submitAtCounter"
    case .notice(_, let act): act.name
    case .setStaffPIN: "kiosk.setPIN"
    case .admitExit: "kiosk.admitExit"
    case .exitKiosk: "kiosk.exit"
    }
  }
}

/// One act at work: the records it reads and writes, and which it touched.
final class ActDesk {
  let book: any Book
  let scene: Scene
  private(set) var touched: [RecordID] = []
  private(set) var facts: [BusinessFact] = []
  /// What the journal says besides; names no subscriber.
  var remark: String?

  init(book: any Book, scene: Scene) {
    self.book = book
    self.scene = scene
  }

  var now: Instant { scene.now }

  func account(_ id: RecordID) throws -> Account {
    guard let account = try book.read(Account.self, id) else { throw ActRefusal.accountMissing }
    return account
  }

  /// An account whose closure is not in review; while it is, nothing else changes.
  func openAccount(_ id: RecordID) throws -> Account {
    let account = try account(id)
    if account.closedAt != nil { throw ActRefusal.accountClosed }
    if let closure = account.closure, let form = try book.read(ClosureApplication.self, closure) {
      throw ActRefusal.closureInReview(number: form.number)
    }
    return account
  }

  func write<R: Record>(_ record: R) throws {
    do {
      try book.write(record)
    } catch BookError.lookupTaken(let lookup) {
      throw ActRefusal.taken(lookup.space)
    }
    touch(record.id)
  }

  /// Names a record in the journal that was looked at, and not changed.
  func touch(_ id: RecordID) {
    if !touched.contains(id) { touched.append(id) }
  }

  func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws {
    try book.remove(type, id)
    touch(id)
  }

  /// This terminal's counters.
  func station() throws -> Station {
    if let id = try book.find(Lookup(.station, scene.station)),
      var station = try book.read(Station.self, id)
    {
      station.signIn.settle(at: now)
      station.codes.settle(at: now)
      station.numbers.settle(at: now)
      return station
    }
    return Station(id: try book.newID(), name: scene.station)
  }

  /// Notes for the carrier's own systems what has changed.
  func note(_ change: BusinessFact.Change, _ account: Account) {
    facts.append(BusinessFact(change, account))
  }

  /// A new receipt, filed with the account.
  func file(
    _ facts: Receipt.Facts, for account: inout Account, taking: Taking? = nil,
    repaying: [Repayment] = [], at counter: CounterNote? = nil
  ) throws -> Receipt {
    let receipt = try Receipt(
      id: try book.newID(), number: try freshReceiptNumber(), brand: account.brand,
      account: account.id, at: now, station: scene.station, facts: facts, taking: taking,
      repayments: repaying.isEmpty ? nil : repaying, counter: counter
    ).signed(in: book)
    try write(receipt)
    account.receipts.append(receipt.id)
    note(.receipt(receipt.facts, number: receipt.number), account)
    return receipt
  }

  private func freshReceiptNumber() throws -> String {
    while true {
      let number = Numbers.receipt(random: scene.random(7))
      if try book.find(Lookup(.receipt, number)) == nil { return number }
    }
  }

  /// Queues a notice to the account's e-mail address, or its phone where there is none (REN-10).
  ///
  /// A mail carries the receipt itself: what happened can be proved even where nothing else is left.
  func tell(_ account: Account, _ body: Notice.Body, with receipt: Receipt? = nil) throws {
    if let email = account.email {
      try queue(body, .mail, email, account, with: receipt)
    } else if let msisdn = account.msisdn {
      try queue(body, .sms, msisdn, account)
    }
  }

  func queue(
    _ body: Notice.Body, _ channel: Channel, _ address: String, _ account: Account,
    with receipt: Receipt? = nil
  ) throws {
    try write(
      Notice(
        id: try book.newID(), brand: account.brand, channel: channel, address: address,
        language: account.language, body: body, queuedAt: now, tryAt: now, tries: 0,
        receipt: receipt))
  }
}
