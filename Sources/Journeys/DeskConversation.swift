public import Domain

extension Desk {
  /// What is asked now, with why the last answer was refused.
  public var prompt: Prompt {
    var prompt = journey.prompt
    prompt.canGoBack = !trail.isEmpty
    prompt.isHome =
      isForStaff && journey is StaffSignIn || (journey as? ReviewQueue)?.state == .list
    prompt.refusal = refusal
    return prompt
  }

  /// Takes an answer; a refused one leaves everything as it was.
  public func answer(_ answer: Answer) {
    guard isAttended() else { return }
    let (wasServing, lastClient) = (isServing, client?.account)
    refresh()
    // The account was erased since the prompt was shown: the answer was meant for something else.
    guard isServing == wasServing, client?.account == lastClient else { return }
    let before = (journey: journey, trail: trail, served: served, client: client)
    if let field = journey.prompt.fieldWithCard(answer, today: journey.world.today) {
      refusal = Refusal("card.refused", field: field.id)
      return
    }
    do {
      let step = journey.prompt.step
      let effects = try journey.accept(answer)
      refusal = nil
      if effects.isEmpty {
        if journey.prompt.step != step, !trail.rewind(to: journey) {
          trail.remember(before.journey)
        }
      } else {
        trail.close()
        try run(effects)
      }
    } catch {
      // The person's answer was wrong, or the world would not have it: the step stands.
      (journey, trail, served, client) = before
      refusal = error
    }
    leaveStale()
    refresh()
  }

  /// One step back, where there is a way back.
  public func goBack() {
    guard isAttended(), let earlier = trail.goBack() else { return }
    journey = earlier
    refusal = nil
    refresh()
  }

  /// Hands over what is queued, without a conversation.
  public func sendPost() { deliverPost() }

  /// Leaves the present journey: to the person's own page, or the first screen.
  public func goHome() {
    guard isAttended(), !(journey is FirstRun), !isAttracting, !resume() else { return }
    go(to: served == nil ? .welcome : .home)
    refresh()
  }

  /// The person leaves, or the line was cut: nothing undecided happens.
  public func leave() {
    if kiosk != nil { closeUnfinishedOrders() }
    served = nil
    client = nil
    member = nil
    isOver = true
    closePhoto()
  }

  /// Moves the practice clock and runs what falls due; false at a real desk.
  public func advance(seconds: Int64) -> Bool {
    guard let practice, !isOver else { return false }
    practice.advance(seconds)
    runDue()
    refusal = nil
    refresh()
    return true
  }

  /// What happened since the last call, in order.
  public func takeEvents() -> [DeskEvent] {
    defer { events = [] }
    return events
  }

  /// The carriers that can be served here.
  public var brandIDs: [String] { policies.ids }

  /// Whether the person still has to say whose customer they are.
  public var isChoosingBrand: Bool {
    journey is BrandChoice || journey is FirstRun
      || ((isAttracting || isForStaff) && policies.count > 1)
  }

  /// Who helps: the carrier that is served, or each by its hotline while nobody has said which (AFT-09).
  public var contacts: [Line] {
    if journey is FirstRun { return [] }
    guard isChoosingBrand else { return SupportLines.of(policy) }
    return policies.all.map {
      .fact(label: .say(.policy($0.names)), value: .say(.text($0.policy.support.hotline)))
    }
  }

  /// Whether somebody is signed in.
  public var isServing: Bool { served != nil || member != nil }

  /// Whether nothing here is real.
  public var isPractice: Bool { practice != nil }

  /// The moment on the desk's clock.
  public var now: Instant { ports.clock() }

  /// Begins a journey; there is no way back into the one before.
  func go(to destination: Destination) {
    trail.close()
    refusal = nil
    if destination != .counterClosure { client = nil }
    if member == nil { outlets = [:] }
    if destination == .welcome { runDue(closingOrders: true, inPassing: true) }
    orderNumber = Numbers.order(random: ports.random(12))
    let wasServing = isServing
    refresh()
    // Erased on the way: the farewell stands.
    guard isServing == wasServing else { return }
    let world = journey.world
    journey =
      switch destination {
      case .welcome where isForStaff || member != nil, .reviewQueue:
        member == nil ? StaffSignIn(world: world) : ReviewQueue(world: world)
      case .till: member == nil ? StaffSignIn(world: world) : Till(world: world)
      case .counter: member == nil ? StaffSignIn(world: world) : CounterService(world: world)
      case .counterClosure:
        client == nil ? CounterService(world: world) : CounterClosure(world: world)
      case .welcome: Welcome(world: world)
      case .signIn: SignIn(world: world)
      case .register: Registration(world: world)
      case .resetPassword: PasswordReset(world: world)
      case .lookUp: ReceiptLookUp(world: world)
      case .outlets: OutletFinder(world: world)
      case .home: Home(world: world)
      case .renewal: Renewal(world: world)
      case .activation: LineActivation(world: world)
      case .verification: Verification(world: world)
      case .management: Management(world: world)
      case .changePassword: PasswordChange(world: world)
      case .devices: BoundDevices(world: world)
      case .bills: BillPayment(world: world)
      case .closure: AccountClosure(world: world)
      case .planChange: PlanChange(world: world)
      case .suspension: Suspension(world: world)
      case .exportData: DataExport(world: world)
      case .authenticator:
        AuthenticatorSetUp(world: world, secret: ports.random(TOTP.secretBytes), draw: ports.symbol)
      case .securityQuestion: QuestionSetUp(world: world)
      case .brand: BrandChoice(world: world)
      case .progress: ClosureProgress(world: world)
      case .guide: RemovalGuide(world: world)
      case .preparation: Preparation(world: world)
      case .receipts: ReceiptList(world: world)
      case .clock: PracticeClock(world: world)
      }
  }

  /// Reads the world anew into the journey, so that what another terminal did shows here.
  func refresh() {
    defer { closePhoto() }
    guard let world = currentWorld() else {
      // What was known a moment ago is still the best to be shown; the trouble is told beside it.
      journey.world.now = ports.clock()
      journey.world.absence = ports.records.absence()
      return
    }
    journey.world = world
    if member != nil, world.staff == nil {
      // Disabled while they worked.
      member = nil
      client = nil
      journey.world.brand = brand
      refusal = nil
      trail.close()
      journey = StaffSignIn(world: world)
    }
    if client != nil, journey.world.account == nil {
      // Erased by somebody else while its subscriber was served.
      go(to: .counter)
      refusal = Refusal("account.missing")
    }
    if served != nil, journey.world.account == nil {
      // The account was closed for good while its owner looked on.
      served = nil
      refusal = nil
      trail.close()
      journey = Farewell(world: journey.world)
    }
  }

  /// The world as the records have it, or nil where they cannot be read.
  private func currentWorld() -> World? {
    var world = World(
      now: ports.clock(), station: station, brand: brand, brands: policies, calendars: calendars,
      orderNumber: orderNumber,
      samples: practice?.samples.filter { $0.brand == brand.id } ?? [],
      channels: ports.post.channels,
      readsFiles: ports.files.isAvailable,
      methods: [.balance] + providerMethods + (isAtCounter ? [.counter] : []),
      practice: practice != nil)
    world.premises = premises
    world.absence = ports.records.absence()
    world.prints = ports.printer != nil
    world.showsPhotos = ports.viewer != nil
    if journey.wantsPaper { world.paper = ports.printer?.state() }
    world.language = language
    world.colleagues = practice?.colleagues ?? []
    if isForStaff, practice == nil, journey is StaffSignIn, world.absence == nil {
      world.isUnstaffed = (try? read { try $0.find(Staff.lookup(1)) == nil }) ?? false
    }
    guard isServing || (practice != nil && journey is StaffSignIn) else { return world }
    do {
      try ports.records.read { book in
        if let member {
          try fill(&world, for: member, from: book)
        } else if journey is StaffSignIn {
          world.colleagues = try colleagues(book)
        }
        guard let someone = served ?? client?.account else { return }
        guard let account = try book.read(Account.self, someone) else { return }
        world.account = account
        world.openOrder = try account.openOrder.flatMap { try book.read(Order.self, $0) }
        world.application = try account.closure.flatMap {
          try book.read(ClosureApplication.self, $0)
        }
        world.receipts = try account.receipts.compactMap { try book.read(Receipt.self, $0) }
      }
    } catch {
      let trouble = DeskEvent.trouble(
        Self.refusal(error)?.phrase ?? Phrase("trouble.read", ["what": .text(Self.brief(error))]))
      // Once, however often it was tried meanwhile, and not beside what the answer was refused with.
      let isTold = error is RecordsTrouble && refusal?.code.hasPrefix("records.") == true
      if !isTold, !events.contains(trouble) { events.append(trouble) }
      return nil
    }
    // Reading may have found out that it is back.
    world.absence = ports.records.absence()
    return world
  }

  /// The methods of the payment provider that take this carrier's currency.
  private var providerMethods: [PaymentMethod] {
    // Nothing is paid before it is known to whom, and no policy is read for it.
    guard !(journey is BrandChoice) else { return [] }
    return ports.payment.methods.filter { ports.payment.takes($0, policy.currency) }
  }

  /// An error as its case's name, for the person who mends it; never a value that could be secret.
  static func brief(_ error: any Error) -> String {
    String(String(describing: error).prefix(60))
  }
}
