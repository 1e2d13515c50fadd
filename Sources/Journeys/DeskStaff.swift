import Domain

extension Desk {
  /// How long somebody of the staff stays signed in without an answer, in seconds.
  public static let staffIdleSeconds: Int64 = 300

  /// Finds who it is, counts the attempt, and checks the password and then the code.
  ///
  /// A name nobody has takes the same time as a wrong password.
  func admitStaff(
    _ name: String, _ password: String, _ code: String
  ) throws(Refusal) -> Report {
    let found = try read { try Staff.named(name, in: $0) }
    if case .failure(let refused) = try attempt(.staff(.admit(found?.id))) {
      return .refused(refused)
    }
    guard let found else {
      ports.passwords.waste(password)
      return .notSignedIn
    }
    guard ports.passwords.verify(password, found.passwordHash) else { return .notSignedIn }
    switch try attempt(.staff(.prove(found.id, code: code))) {
    case .failure(.staffMissing): return .notSignedIn
    case .failure(let refused): return .refused(refused)
    case .success(let outcome):
      member = found.name
      lastAnswer = ports.clock()
      return .done(outcome)
    }
  }

  /// Who works at this desk, as the records have them now, and what they look at.
  func fill(_ world: inout World, for staff: String, from book: any Book) throws {
    guard let found = try Staff.named(staff, in: book), found.disabledAt == nil else { return }
    world.staff = found
    if let till = journey as? Till {
      if till.state == .list {
        world.counter = try CounterPage.read(book, now: world.now, after: till.after)
      }
      if case .day(let day) = till.state { world.tillDay = try TillDay.read(book, on: day) }
      world.counterOrder = try till.open.flatMap { try CounterOrder.read($0, book) }
    }
    world.outlet = (policy.outlets ?? []).first { $0.id == outlet ?? outlets[policy.id] }
    world.samples = practice?.samples.filter { policies.brand($0.brand) != nil } ?? []
    guard let queue = journey as? ReviewQueue else { return }
    if queue.state == .list {
      world.queue = try QueuePage.read(
        book, brand: queue.brand, through: queue.isOverdueOnly ? world.now : nil,
        after: queue.after, memory: queueMemory)
    }
    world.file = try queue.open.flatMap {
      try ReviewFile.read($0, book, known: journey.world.file?.pictures ?? [])
    }
  }

  /// How long until ``endIdleStaff()`` signs somebody out, in seconds; nil where nobody is signed in.
  public var staffIdleLeft: Int64? {
    guard member != nil, let lastAnswer else { return nil }
    return max(0, Self.staffIdleSeconds - lastAnswer.seconds(until: ports.clock()) + 1)
  }

  /// Signs out whoever gave no answer for too long; true if somebody was.
  @discardableResult
  public func endIdleStaff() -> Bool {
    guard let left = staffIdleLeft, left == 0 else { return false }
    member = nil
    go(to: .welcome)
    refusal = Refusal("staff.idle")
    refresh()
    return true
  }

  /// Whether the person at this desk may be answered: somebody is there who was not away too long.
  func isAttended() -> Bool {
    guard !isOver, !endIdleStaff() else { return false }
    lastAnswer = ports.clock()
    return true
  }

  /// Who works behind a practice desk's counter, with a code that stays good for a minute at least.
  ///
  /// A code is good once, so after a sign-in it is the next one.
  func colleagues(_ book: any Book) throws -> [Practice.Colleague] {
    try (practice?.colleagues ?? []).map { colleague in
      var colleague = colleague
      let used = try Staff.named(colleague.name, in: book)?.app.lastStep ?? 0
      let step = max(TOTP.step(ports.clock()) + 1, used + 1)
      colleague.code = TOTP(secret: colleague.secret).code(
        at: Instant(seconds: step * TOTP.period))
      return colleague
    }
  }

  /// Every account that a text could name, each carrier's numbering and ways of signing in tried.
  func findClients(_ typed: String) throws(Refusal) -> Report {
    var found: [Client] = []
    for policy in policies.all.map(\.policy) {
      let number = Lookup(
        .accountNumber, scope: policy.id, typed.uppercased().filter { !$0.isWhitespace })
      for lookup in Identifier.lookups(typed, policy: policy) + [number] {
        guard let id = try read({ try $0.find(lookup) }),
          !found.contains(where: { $0.account == id })
        else { continue }
        found.append(Client(account: id, brand: policy.id))
      }
    }
    return .clients(found)
  }

  /// From here on this account's subscriber is served, by their own carrier's rules.
  func attend(_ id: RecordID) throws(Refusal) -> Report {
    let result = try attempt(.attend(account: id))
    guard case .success(let outcome) = result,
      let account = try read({ try $0.read(Account.self, id) }),
      let brand = policies.brand(account.brand)
    else {
      if case .failure(let refused) = result { return .refused(refused) }
      return .refused(.accountMissing)
    }
    client = (id, brand)
    return .done(outcome)
  }

  /// The application of a number, open or decided.
  func findApplication(_ number: String) throws(Refusal) -> Report {
    let form = try read { book in
      try book.find(Lookup(.application, number)).flatMap {
        try book.read(ClosureApplication.self, $0)
      }
    }
    return form.map { .application($0) } ?? .found(nil)
  }

  /// Shows staff a photo of the application they have open; the look is in the journal first.
  func showPhoto(_ id: RecordID) throws(Refusal) -> Report {
    guard let viewer = ports.viewer, let photo = try read({ try $0.read(Photo.self, id) }) else {
      return .refused(.photoMissing)
    }
    if case .failure(let refused) = try attempt(.viewPhoto(id)) { return .refused(refused) }
    guard viewer.show(Array(photo.data)) else { throw Refusal("photo.viewer") }
    viewing = (journey as? ReviewQueue)?.open
    return .photo(nil)
  }

  /// Ends the viewer once the application whose photo it shows is left.
  func closePhoto() {
    guard let viewing, isOver || member == nil || (journey as? ReviewQueue)?.open != viewing else {
      return
    }
    self.viewing = nil
    ports.viewer?.close()
  }
}
