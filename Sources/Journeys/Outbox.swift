public import Domain

/// Hands what waits to be delivered over to the channels that work here.
///
/// Each message is taken on lease first, so that of several at work only one delivers it, and is
/// removed when the next carrier has it for sure: at least once, whoever dies in between.
public struct Outbox {
  /// What came of going through it once.
  public struct Work: Equatable, Sendable {
    public var delivered = 0
    /// Not delivered now, and tried again.
    public var postponed = 0
    /// Not tried again.
    public var parked = 0

    public init() {}
  }

  let records: Ports.Records
  let clock: () -> Instant
  /// Who answers for it in the journal.
  let station: String
  let channels: [Channel]
  let deliver: (Notice) -> Delivery

  public init(
    records: Ports.Records, clock: @escaping () -> Instant, station: String, channels: [Channel],
    deliver: @escaping (Notice) -> Delivery
  ) {
    self.records = records
    self.clock = clock
    self.station = station
    self.channels = channels
    self.deliver = deliver
  }

  /// Goes once through what is due, oldest first.
  ///
  /// - Parameters:
  ///   - goesOn: asked before each message.
  ///   - delivered: told of each that went out.
  /// - Returns: what came of it.
  /// - Throws: when the records cannot be read or written; what is on lease is then tried again later.
  public func send(
    while goesOn: () -> Bool = { true }, delivered: (Notice) -> Void = { _ in }
  ) throws -> Work {
    var work = Work()
    guard !channels.isEmpty else { return work }
    // What fails now is due again later than this.
    let begun = clock()
    var last: DueItem?
    while goesOn(), let notice = try next(through: begun, &last) {
      guard channels.contains(notice.channel) else { continue }
      if notice.isStale(at: clock()) {
        try perform(.drop, on: notice)
        continue
      }
      guard try perform(.claim, on: notice) else { continue }
      let result = deliver(notice)
      switch result {
      case .done:
        try perform(.delivered, on: notice)
        work.delivered += 1
        delivered(notice)
      case .refused(let trouble):
        try perform(.park(trouble), on: notice)
        work.parked += 1
      case .later(let trouble, let seconds):
        if notice.tries + 1 >= Notice.mostTries {
          try perform(.park(trouble), on: notice)
          work.parked += 1
        } else {
          try perform(.postpone(until: nextTry(notice, seconds), trouble), on: notice)
          work.postponed += 1
        }
      }
    }
    return work
  }

  /// When the next message falls due; nil where none waits.
  public func nextDue() throws -> Instant? {
    var next: Instant?
    try records.read { book in
      next = try book.due(.notice, through: nil, after: nil, limit: 1).first?.due
    }
    return next
  }

  private func next(through: Instant, _ last: inout DueItem?) throws -> Notice? {
    var found: Notice?
    var place = last
    try records.read { book in
      (found, place) = (nil, last)
      while found == nil,
        let item = try book.due(.notice, through: through, after: place, limit: 1).first
      {
        place = item
        found = try book.read(Notice.self, item.id)
      }
    }
    last = place
    return found
  }

  /// By growing delays, and never sooner than the server asked for, up to a day.
  private func nextTry(_ notice: Notice, _ seconds: Int64?) -> Instant {
    var begun = notice
    begun.tries += 1
    let now = clock()
    return max(begun.nextTry(after: now), now.adding(seconds: min(seconds ?? 0, 86_400)))
  }

  @discardableResult
  private func perform(_ act: NoticeAct, on notice: Notice) throws -> Bool {
    let scene = Scene(now: clock(), station: station, policies: [:], random: { _ in [] })
    var outcome: Outcome?
    try records.transact { book in
      let (result, event) = try Act.notice(notice.id, act).perform(in: book, scene)
      outcome = try result.get()
      return event
    }
    return outcome == .done
  }
}
