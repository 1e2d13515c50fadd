/// One thing a person or the world does to the records: one transaction, all of it or none.
public enum Act: Equatable, Sendable {
  case register(NewSubscriber)
  case confirmEmail(account: RecordID, code: String)
  case setDevice(account: RecordID, supportsESIM: Bool)
  case activate(account: RecordID, code: String?)
  case admitSignIn(account: RecordID?)
  case signedIn(account: RecordID)
  case setPassword(account: RecordID, hash: String)
  case issueCode(account: RecordID, purpose: CodePurpose, channel: Channel)
  case proveIdentity(account: RecordID, code: String)
  case proveTOTP(account: RecordID, code: String)
  case enrolTOTP(account: RecordID, secret: [UInt8], code: String)
  case showDocument(account: RecordID, DocumentOnFile)
  case addPhoto(account: RecordID, Photo.Format, bytes: [UInt8])
  case admitAnswer(account: RecordID)
  case answered(account: RecordID)
  case setAnswer(account: RecordID, question: String, hash: String)
  case admitReset(account: RecordID, code: String)
  case admitNumber
  case openOrder(account: RecordID, purpose: Order.Purpose, method: PaymentMethod, number: String)
  case payFromBalance(account: RecordID, purpose: Order.Purpose, number: String)
  case settleOrder(RecordID, reference: String)
  case cancelOrder(RecordID)
  case keepPage(RecordID, PaymentPage)
  case lapseOrder(RecordID)
  case leaveOrderBehind(RecordID)
  /// The money of an order went back.
  case reverseOrder(RecordID, reference: String)
  /// What a provider said about money of a closed account that goes back.
  case repaid(receipt: RecordID, number: String, RepaymentAnswer)
  /// Staff took the money for an order; said twice, it counts once.
  case takePayment(RecordID, Taking.Means)
  /// Takes back money that was entered by mistake.
  case voidPayment(RecordID)
  /// Suspends the line until a day at the latest; the number is kept.
  case suspend(account: RecordID, until: Day)
  case resume(account: RecordID)
  case unbind(account: RecordID, binding: String)
  case submitClosure(account: RecordID, answers: ClosureAnswers)
  case withdrawClosure(RecordID)
  /// The subscriber answers the reviewer's question.
  case answerClosure(RecordID, text: String)
  case answerSurvey(RecordID, question: String, choice: String)
  case decideClosure(RecordID, Decision, by: String)
  /// Erases what was kept only to show a closed account's status.
  case eraseClosed(account: RecordID)
  case importSubscriber(ImportedSubscriber)
  /// News from the carrier's own systems, taken once.
  case updateAccount(AccountUpdate)
  /// Sends a copy of the person's own data to their registered e-mail address.
  case mailCopy(account: RecordID, text: String)
  /// Sends one receipt, with its code, to that address.
  case mailReceipt(account: RecordID, receipt: RecordID)
  case staff(StaffAct)
  /// Somebody of the staff looks at an account to serve its subscriber (OFF-05).
  case attend(account: RecordID)
  /// Somebody of the staff looks at a photo of a document.
  case viewPhoto(RecordID)
  /// Files a closure at the counter; the subscriber's own word is in the case.
  case closeAtCounter(account: RecordID, answers: ClosureAnswers, CounterCase)
  case notice(RecordID, NoticeAct)
  case setStaffPIN(hash: String)
  case admitExit
  case exitKiosk

  /// What a reviewer says of an application.
  public enum Decision: Equatable, Sendable {
    case approve
    case reject(reason: String)
    /// More proof is needed; the window goes on.
    case ask(question: String)
  }
}

/// What an act came to.
public enum Outcome: Equatable, Sendable {
  case done
  /// It was done before, and nothing was done now.
  case known
  case account(RecordID)
  /// A code is on its way to this address.
  case codeSent(channel: Channel, address: String)
  case order(RecordID)
  case receipt(Receipt)
  case application(ClosureApplication, receipt: Receipt)
}

/// Why an act was refused; nothing was written but a counter.
public enum ActRefusal: Error, Equatable, Sendable {
  case brandUnknown(String)
  case accountMissing
  case taken(Lookup.Space)
  case closureInReview(number: String)
  case notActivated
  case alreadyActivated
  case deviceUnsupported
  case noSuchPlan
  /// The price is no longer what the person agreed to.
  case quoteChanged(Quote)
  case orderOpen(RecordID)
  case orderMissing
  case orderNotOpen
  /// It waits for something else than money at the counter.
  case orderElsewhere
  /// Nobody paid it in time.
  case orderLapsed
  /// Somebody took the money for it already.
  case orderTaken(by: String, at: Instant)
  /// Less was handed over than is to be paid, or in another currency.
  case tooLittle(short: Money)
  case otherCurrency
  /// The day on which it was taken is over.
  case voidTooLate
  /// Something else has been done since with what it paid for.
  case voidChanged
  case balanceTooLow(short: Money)
  case billMissing
  case photoMissing
  case bindingMissing
  /// No code is under way, or it was for something else.
  case noCode
  case codeWrong(left: Int)
  case codeExpired
  case sendTooSoon(until: Instant)
  case tooManyCodes
  case tooManyAttempts(until: Instant)
  case noAddress(Channel)
  case identityNotProved
  /// Another document of the same kind is on file.
  case otherDocument
  case gateOpen(Gate.Kind)
  case reasonMissing
  case transferTarget
  case notInReview
  case procedureMissing
  case detailMissing(ClosureProcedure.Detail)
  case noPlanChange
  case changeQuoteChanged(ChangeQuote)
  case noSuspension
  case suspensionDays
  case notSuspended
  case accountClosed
  /// There is nobody of that name on the staff, or not any more.
  case staffMissing
  /// Whoever filed an application does not decide it.
  case ownApplication
  case reviewerNeeded
  /// The carrier asks for nothing more once an application is filed (ONL-13).
  case noExtraProof
  case administratorNeeded
  case outletUnknown
  case materialMissing(Material.Kind)
  /// The gate cannot be let be, not by this role, or not without a reason.
  case overrideRefused(Gate.Kind)
  case notSigned
  /// The last word is not the subscriber's.
  case wordWrong
}
