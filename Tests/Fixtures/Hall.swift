public import Domain
public import Journeys

/// What all desks of one test share: records, clock, chance, inbox and the carrier's policy.
public final class Hall {
  public let policy: BrandPolicy
  public let records = MemoryRecords()
  public let clock = TestClock()
  public let inbox = Inbox()
  public let chance: Chance
  public let calendars: WorkCalendars
  /// What the person has with them: photos by path, and where copies of data went.
  public let folder = Folder()

  public init(_ policy: BrandPolicy? = nil, seed: UInt64 = 1) throws {
    self.policy = try policy ?? Heyon.policy()
    chance = Chance(seed: seed)
    calendars = try Calendars.all()
  }

  public var book: MemoryBook { records.book }
  public var now: Instant { clock.now }
  public var today: Day { policy.today(clock.now) }

  /// The scene of an act here and now.
  public func scene(_ station: String = "desk-1", staff: String? = nil) -> Scene {
    let chance = chance
    return Scene(
      now: clock.now, station: station, staff: staff, policies: [policy.id: policy],
      calendars: calendars,
      random: { chance.bytes($0) })
  }

  /// One act as one transaction, by somebody of the staff or nobody; a refusal, thrown or counted, is
  /// the result.
  @discardableResult
  public func perform(
    _ act: Act, at station: String = "desk-1", by staff: String? = nil
  ) throws -> Result<Outcome, ActRefusal> {
    var scene = scene(station)
    scene.staff = staff
    var result = Result<Outcome, ActRefusal>.failure(.accountMissing)
    do {
      try records.transact { book in
        let (outcome, event) = try act.perform(in: book, scene)
        result = outcome
        return event
      }
    } catch let refused as ActRefusal {
      result = .failure(refused)
    }
    return result
  }

  /// Adds a subscriber as they are.
  @discardableResult
  public func add(_ account: Account, _ change: (inout Account) -> Void = { _ in }) throws
    -> Account
  {
    var account = account
    change(&account)
    try records.transact { book in
      account.id = try book.newID()
      try book.write(account)
      return JournalEvent(act: "test.add", records: [account.id], by: "test", at: clock.now)
    }
    return account
  }

  /// Adds 林悦, changed as the test needs her.
  @discardableResult
  public func addLin(_ change: (inout Account) -> Void = { _ in }) throws -> Account {
    try add(People.lin(policy, now: now), change)
  }

  /// The account as it is now, or nil when it is gone.
  public func account(_ id: RecordID) throws -> Account? { try book.read(Account.self, id) }

  /// Changes an account behind everybody's back, as the carrier's own systems may.
  public func change(_ id: RecordID, _ change: (inout Account) -> Void) throws {
    try records.transact { book in
      guard var account = try book.read(Account.self, id) else {
        throw ActRefusal.accountMissing
      }
      change(&account)
      try book.write(account)
      return JournalEvent(act: "test.change", records: [id], by: "test", at: clock.now)
    }
  }

  /// A desk in this hall, and a person at it.
  ///
  /// Its payment provider fails the test when used, unless another is given. With `practice` it is a
  /// practice desk, whose reviewer approves after so many seconds; `of` makes it a desk of several
  /// carriers.
  public func desk(
    _ station: String = "desk-1", payment: Ports.Payment = .untouched,
    passwords: Ports.Passwords = .test, practice: Int64? = nil,
    colleagues: [Practice.Colleague] = [], firstRun: Bool = false,
    kiosk: Kiosk? = nil, forStaff: Bool = false, atCounter: Bool = false,
    printer: Ports.Printer? = nil, viewer: Ports.Viewer? = nil, outlet: String? = nil,
    of policies: Brands? = nil, first: Brand? = nil
  ) -> DeskScript {
    let (clock, chance) = (clock, chance)
    let ports = Ports(
      clock: { clock.now }, random: { chance.bytes($0) }, records: records.port,
      passwords: passwords, payment: payment, post: inbox.port, files: folder.port,
      symbol: { QRSymbol([QRMatrix(size: 1, modules: [$0.isEmpty])]) },
      signatures: Ports.Signatures(keys: { [Signing.publicKey] }, holds: Signing.holds),
      printer: printer, viewer: viewer)
    return DeskScript(
      Desk(
        ports: ports, policies: policies ?? [policy.id: policy], calendars: calendars,
        brand: first ?? Brand(policy),
        station: station, language: .en,
        practice: practice.map { seconds in
          Practice(
            samples: [], colleagues: colleagues, advance: { clock.advance($0) },
            reviewSeconds: seconds)
        }, kiosk: kiosk, forStaff: forStaff, atCounter: atCounter,
        outlet: outlet, firstRun: firstRun),
      inbox: inbox)
  }
}
