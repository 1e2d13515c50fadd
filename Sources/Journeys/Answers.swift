import Domain

extension Answer {
  /// The id of an enabled option of the prompt, or of one of its other options.
  func choice(of prompt: Prompt) throws(Refusal) -> String {
    guard case .choose(let id) = self else { throw Refusal("answer.kind") }
    var options = prompt.others
    switch prompt.ask {
    case .choose(let own), .wait(let own): options += own
    case .checklist(let list):
      if list.items.contains(where: { $0.id == id && $0.action == .open }) { return id }
    case .show, .confirm, .enter, .finished: break
    }
    guard let option = options.first(where: { $0.id == id }) else {
      throw Refusal("answer.option")
    }
    if let why = option.disabled { throw Refusal("answer.disabled", ["why": .phrase(why)]) }
    return id
  }

  /// Yes or no.
  func yes() throws(Refusal) -> Bool {
    guard case .confirm(let yes) = self else { throw Refusal("answer.kind") }
    return yes
  }

  /// Read and understood.
  func isNext() throws(Refusal) {
    guard self == .next else { throw Refusal("answer.kind") }
  }

  /// What was typed into the prompt's fields; a required one must not be empty, none may be too long.
  func fields(of prompt: Prompt) throws(Refusal) -> [String: String] {
    guard case .enter(let typed) = self, case .enter(let fields) = prompt.ask else {
      throw Refusal("answer.kind")
    }
    if let unknown = typed.keys.sorted().first(where: { id in !fields.contains { $0.id == id } }) {
      throw Refusal("answer.field", ["field": .text(unknown)])
    }
    for field in fields {
      let text = typed[field.id] ?? ""
      if text.isEmpty, !field.optional {
        throw Refusal("field.missing", field: field.id, ["field": .phrase(field.label)])
      }
      if text.count > field.limit {
        throw Refusal("field.long", field: field.id, ["limit": .count(field.limit)])
      }
      if Reading.hasControls(text) { throw Refusal("field.controls", field: field.id) }
    }
    return typed
  }
}

/// Reads one field, turning a problem into a refusal beside it.
func reading<T>(
  _ field: String, _ read: () throws(Reading.Problem) -> T
) throws(Refusal) -> T {
  do {
    return try read()
  } catch {
    throw Refusal(error.code, field: field)
  }
}

extension ActRefusal {
  /// The refusal as a person is told it, beside a field where it belongs to one.
  func refusal(_ world: World, field: String? = nil) -> Refusal {
    let clock = world.policy.clock
    switch self {
    case .brandUnknown: return Refusal("brand.unknown")
    case .accountMissing: return Refusal("account.missing")
    case .taken(let space): return Refusal("taken.\(space.rawValue)", field: field)
    case .closureInReview(let number):
      return Refusal("closure.inReview", ["number": .text(number)])
    case .notActivated: return Refusal("subscription.notActivated")
    case .alreadyActivated: return Refusal("subscription.alreadyActivated")
    case .deviceUnsupported: return Refusal("device.unsupported")
    case .noSuchPlan: return Refusal("plan.missing")
    case .quoteChanged(let quote):
      return Refusal("quote.changed", ["total": .money(quote.total)])
    case .orderOpen: return Refusal("order.open")
    case .orderMissing: return Refusal("order.missing")
    case .orderNotOpen: return Refusal("order.notOpen")
    case .orderElsewhere: return Refusal("order.elsewhere")
    case .orderLapsed: return Refusal("order.lapsed")
    case .orderTaken(let by, let at):
      return Refusal("order.taken", ["by": .text(by), "when": .time(at, clock)])
    case .tooLittle(let short):
      return Refusal("till.short", field: field, ["short": .money(short)])
    case .voidTooLate: return Refusal("till.void.late")
    case .voidChanged: return Refusal("till.void.changed")
    case .otherCurrency: return Refusal("till.currency", field: field)
    case .balanceTooLow(let short):
      return Refusal("balance.tooLow", ["short": .money(short)])
    case .billMissing: return Refusal("bill.missing")
    case .photoMissing: return Refusal("photo.gone")
    case .bindingMissing: return Refusal("binding.missing")
    case .noCode: return Refusal("code.none", field: field)
    case .codeWrong(let left) where left > 0:
      return Refusal("code.wrong", field: field, ["left": .count(left)])
    case .codeWrong: return Refusal("code.wornOut", field: field)
    case .codeExpired: return Refusal("code.expired", field: field)
    case .sendTooSoon(let until):
      return Refusal("code.tooSoon", ["wait": .seconds(max(1, world.now.seconds(until: until)))])
    case .tooManyCodes: return Refusal("code.tooMany")
    case .tooManyAttempts(let until):
      return Refusal(
        "attempts.tooMany", field: field,
        [
          "wait": .seconds(max(1, world.now.seconds(until: until))), "until": .time(until, clock),
        ])
    case .noAddress(.mail): return Refusal("address.noMail")
    case .noAddress(.sms): return Refusal("address.noPhone")
    case .identityNotProved: return Refusal("identity.notProved")
    case .gateOpen(let gate): return Refusal("gate.\(gate.rawValue)")
    case .reasonMissing: return Refusal("reason.missing")
    case .transferTarget: return Refusal("transfer.target", field: field)
    case .notInReview: return Refusal("closure.notInReview")
    case .otherDocument: return Refusal("document.other", field: field)
    case .procedureMissing: return Refusal("closure.procedure")
    case .detailMissing: return Refusal("closure.detail")
    case .noPlanChange: return Refusal("planChange.none")
    case .changeQuoteChanged(let quote):
      return Refusal("quote.changed", ["total": .money(quote.due)])
    case .noSuspension: return Refusal("suspension.none")
    case .suspensionDays: return Refusal("suspension.days")
    case .notSuspended: return Refusal("suspension.notSuspended")
    case .accountClosed: return Refusal("account.closed")
    case .staffMissing: return Refusal("staff.missing")
    case .ownApplication: return Refusal("review.own")
    case .outletUnknown: return Refusal("counter.outlet")
    case .materialMissing: return Refusal("counter.material")
    case .overrideRefused: return Refusal("counter.override")
    case .notSigned: return Refusal("counter.notSigned", field: field)
    case .wordWrong: return Refusal("counter.word", field: field)
    case .noExtraProof: return Refusal("review.noProof")
    case .reviewerNeeded: return Refusal("review.role")
    case .administratorNeeded: return Refusal("till.role")
    }
  }
}

extension Report {
  /// Turns the world's refusal into the answer's.
  func orRefuse(_ world: World, field: String? = nil) throws(Refusal) {
    if case .refused(let refused) = self { throw refused.refusal(world, field: field) }
  }
}
