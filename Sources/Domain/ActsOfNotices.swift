/// What happens to a queued message.
public enum NoticeAct: Equatable, Sendable {
  /// Somebody is about to deliver it; refused with ``Outcome/known`` where it is not its time.
  case claim
  case delivered
  /// It is of no use any more.
  case drop
  /// It could not be delivered, and is tried again.
  case postpone(until: Instant, DeliveryTrouble)
  /// It could not be delivered, and is not tried again.
  case park(DeliveryTrouble)
  /// Somebody in charge wants it tried anew, from the beginning.
  case retry

  /// The act's name in the journal.
  var name: String {
    switch self {
    case .claim: "notice.claim"
    case .delivered: "notice.delivered"
    case .drop: "notice.drop"
    case .postpone: "notice.postpone"
    case .park: "notice.park"
    case .retry: "notice.retry"
    }
  }
}

extension ActDesk {
  /// A message that is gone by now was delivered by somebody else, and nothing is written.
  func perform(_ act: NoticeAct, on id: RecordID) throws -> Outcome {
    guard var notice = try book.read(Notice.self, id) else { return .known }
    switch act {
    case .claim:
      guard notice.parkedAt == nil, notice.tryAt <= now else { return .known }
      notice.tries += 1
      notice.tryAt = now.adding(seconds: Notice.leaseSeconds)
    case .delivered, .drop:
      try remove(Notice.self, id)
      return .done
    case .postpone(let until, let trouble):
      notice.tryAt = until
      notice.trouble = trouble
    case .park(let trouble):
      notice.parkedAt = now
      notice.trouble = trouble
    case .retry:
      notice.tries = 0
      notice.tryAt = now
      notice.parkedAt = nil
    }
    try write(notice)
    return .done
  }
}
