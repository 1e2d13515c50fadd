import Domain

extension Desk {
  /// What staff decided who left the kiosk.
  public static let staffLeft = "staffLeft"

  /// Whether nobody's session has begun yet; false at a desk that is no kiosk.
  public var isAttracting: Bool { journey is Attract }

  /// Looks after what is due, and after the place, while nobody sits here.
  ///
  /// The first screen then says what is true now: whether it is open, and what can be done.
  public func attend() {
    guard kiosk != nil, isAttracting, !isOver else { return }
    runDue(closingOrders: true, inPassing: true)
    survey()
    // What went wrong is on the first screen, in words for everybody.
    events = []
    refresh()
  }

  /// Asks for the PIN, if there is one, over whatever is going on.
  public func askStaff() {
    guard kiosk != nil, !isOver, !(journey is StaffExit) else { return }
    guard (try? read { try $0.find(StaffPIN.lookup) }) != nil else { return }
    interrupted = (journey, trail)
    journey = StaffExit(world: journey.world)
    trail.close()
    refusal = nil
  }

  /// Goes on with what the question for the PIN came over; false where there was none.
  func resume() -> Bool {
    guard journey is StaffExit, let interrupted else { return false }
    (journey, trail) = interrupted
    self.interrupted = nil
    refusal = nil
    return true
  }

  /// Counted first, then compared, like a password; every attempt is in the journal.
  func exitKiosk(_ pin: String) throws(Refusal) -> Report? {
    if case .failure(let refused) = try attempt(.admitExit) { return .refused(refused) }
    let known = try read { book in
      try book.find(StaffPIN.lookup).flatMap { try book.read(StaffPIN.self, $0) }
    }
    guard let known, ports.passwords.verify(pin, known.hash) else { return .notSignedIn }
    _ = try attempt(.exitKiosk)
    decision = Self.staffLeft
    leave()
    return nil
  }

  /// Closes what the person left unpaid here: at the provider first, then in the records.
  ///
  /// Paid at the last moment, it is done after all. Where the provider does not answer at once the
  /// order is overdue from now on, and ``attend()`` closes it.
  func closeUnfinishedOrders() {
    for id in openedOrders {
      guard let order = try? read({ try $0.read(Order.self, id) }), order.state == .awaitingPayment,
        // Who goes to the counter leaves the kiosk first.
        order.method.settlement != .staff
      else { continue }
      switch try? settle(id, .cancel) {
      case .cancelled, .paid: break
      case .pending, .declined, .unknown, .asking, nil: _ = try? attempt(.lapseOrder(id))
      }
    }
    openedOrders = []
    deliverPost()
  }

  /// Looks at what works in this place.
  func survey() {
    guard let kiosk else { return }
    var seen = Premises(kiosk)
    seen.reachesProvider = ports.payment.isReachable()
    do {
      try ports.records.read { book in
        var late: Set<Channel> = []
        for item in try book.due(.notice, through: nil, after: nil, limit: 20) {
          guard let notice = try book.read(Notice.self, item.id), notice.parkedAt == nil,
            notice.trouble?.kind.isOfChannel == true
          else { continue }
          late.insert(notice.channel)
        }
        seen.late = ports.post.channels.filter(late.contains)
      }
    } catch {
      seen.isInOrder = ports.records.absence() != nil
    }
    premises = seen
  }
}
