import Domain

extension Desk {
  /// Hands queued notices over to the channels that work here; the rest stay queued.
  func deliverPost() {
    guard !ports.post.channels.isEmpty else { return }
    let now = ports.clock()
    var last: DueItem?
    do {
      while let item = try read({ try $0.due(.notice, through: now, after: last, limit: 1).first })
      {
        last = item
        guard let notice = try read({ try $0.read(Notice.self, item.id) }),
          ports.post.channels.contains(notice.channel)
        else { continue }
        if notice.isStale(at: now) {
          _ = try attempt(.deliveredNotice(notice.id))
        } else if ports.post.deliver(notice) {
          _ = try attempt(.deliveredNotice(notice.id))
          if practice != nil { events.append(.message(notice)) }
        } else {
          _ = try attempt(.postponeNotice(notice.id, until: notice.nextTry(after: now)))
        }
      }
    } catch {
      events.append(.trouble(error.phrase))
    }
  }

  /// The practice desk's reviewer: approves by its clock, the oldest application first.
  func runDue() {
    guard let practice else { return }
    let now = ports.clock()
    var last: DueItem?
    do {
      while let item = try read({
        try $0.due(.application, through: nil, after: last, limit: 1).first
      }) {
        last = item
        guard let form = try read({ try $0.read(ClosureApplication.self, item.id) }),
          form.submittedAt.seconds(until: now) >= practice.reviewSeconds
        else { continue }
        if case .success(.application(_, let receipt)) = try attempt(
          .decideClosure(form.id, .approve, by: "practice"))
        {
          events.append(.receipt(receipt))
        }
      }
    } catch {
      events.append(.trouble(error.phrase))
    }
    deliverPost()
  }
}
