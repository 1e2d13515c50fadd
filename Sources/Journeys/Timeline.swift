import Domain

/// An application as a line of time: past, present and what is to come, each with its date.
///
/// Account, SIM and the profile on the device are three things with three clocks, and three lines.
enum Timeline {
  static func of(_ form: ClosureApplication, _ world: World) -> [Line] {
    let clock = world.policy.clock
    var lines: [Line] = [
      .fact(label: "receipts.number", value: .say(.text(form.number))),
      .moment(.past, when: .say(.moment(form.submittedAt, clock)), what: "progress.received"),
    ]
    let decided: Phrase = form.decidedAt.map { .say(.moment($0, clock)) } ?? "progress.soon"
    switch form.state {
    case .inReview, .moreInfoNeeded: lines += waiting(form, world)
    case .approved: lines += closed(form, world, decided)
    case .rejected(let reason):
      lines.append(
        .moment(
          .past, when: decided,
          what: Phrase("progress.rejected", ["reason": RejectionWords.of(reason)])))
      lines += SupportLines.of(world.policy)
    case .withdrawn:
      lines.append(.moment(.past, when: decided, what: "progress.withdrawn"))
    }
    return lines
  }

  private static func waiting(_ form: ClosureApplication, _ world: World) -> [Line] {
    let overdue = form.isOverdue(at: world.now)
    var lines: [Line] = []
    if case .moreInfoNeeded(let question) = form.state {
      lines.append(
        .moment(
          .now, when: .say(.day(world.today)),
          what: Phrase("progress.question", ["question": .text(question)])))
    } else {
      lines.append(
        .moment(
          .now, when: .say(.day(world.today)),
          what: Phrase(
            overdue ? "progress.overdue" : "progress.inReview",
            ["window": .phrase(DateLines.words(form.window))])))
    }
    lines.append(
      .moment(
        .future, when: Phrase("progress.by", ["day": .day(form.window.days.last)]),
        what: world.policy.closure.postCloseSignIn == .deny
          ? "progress.closes" : "progress.closesReadable"))
    lines.append(
      .moment(
        .future, when: "progress.then",
        what: Phrase("progress.simOff", ["days": .count(world.policy.closure.simOffDays)])))
    lines.append(.moment(.future, when: "progress.then", what: "progress.profile"))
    if let balance = form.balance {
      lines.append(
        .moment(
          .future, when: "progress.then", what: BalanceWords.of(balance.choice, balance.amount)))
    }
    lines.append(.remark("progress.advice"))
    if overdue {
      lines.append(.warning(Phrase("progress.complain", ["number": .text(form.number)])))
      lines += SupportLines.of(world.policy)
    }
    return lines
  }

  private static func closed(
    _ form: ClosureApplication, _ world: World, _ decided: Phrase
  ) -> [Line] {
    let policy = world.policy
    var lines: [Line] = [.moment(.past, when: decided, what: "progress.approved")]
    lines.append(
      .moment(
        .past, when: decided,
        what: policy.closure.postCloseSignIn == .deny
          ? "progress.erased" : "progress.erasedReadable"))
    if let decidedAt = form.decidedAt {
      let off = policy.today(decidedAt).adding(days: policy.closure.simOffDays)
      lines.append(
        .moment(
          off < world.today ? .past : .future, when: Phrase("progress.by", ["day": .day(off)]),
          what: "progress.simOff.done"))
    }
    lines.append(.moment(.now, when: "progress.you", what: "progress.profile"))
    if let balance = form.balance {
      lines.append(
        .moment(.past, when: decided, what: BalanceWords.of(balance.choice, balance.amount)))
    }
    lines.append(.gap)
    return lines + policy.closure.afterwards.map { .bullet(.say(.policy($0))) }
  }
}
