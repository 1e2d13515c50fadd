import Connectors
import Domain
import Glibc
import Journeys
import Vault

/// A practice desk: a throw-away vault full of made-up people, a clock that can be moved, and no way out.
final class PracticeDesk {
  /// The reviewer approves this long after the submission: within the carrier's 1 to 7 days.
  static let reviewSeconds: Int64 = 2 * 86_400

  /// Removed with the desk: what its vault held was never anybody's.
  private let folder: PracticeFolder
  private let vault: Vault
  private let provider = PracticeProvider()
  private let clock: PracticeClockwork
  private let chance: Chance
  private let policies: Brands
  let desk: Desk

  init(_ options: Options, kiosk: Kiosk? = nil) throws(Failure) {
    let carriers = try Carriers(options)
    policies = carriers.policies
    let clock = PracticeClockwork(start: options.now, isStill: options.still)
    let chance = Chance(seed: options.seed)
    self.clock = clock
    self.chance = chance
    let folder = try PracticeFolder()
    self.folder = folder
    do {
      vault = try Vault.create(at: folder.path + "/vault", unlock: .key(SecretBytes.random(32)))
      let scene = Scene(
        now: clock.now, station: "practice", policies: policies, calendars: carriers.calendars,
        random: { chance.bytes($0) })
      try Self.settle(vault, scene)
    } catch {
      throw Failure(
        code: Exit.cannotCreate,
        line: "esimdesk: no practice vault could be made in \(folder.path); "
          + "make room there, or set XDG_RUNTIME_DIR or TMPDIR to another folder")
    }
    let records = vault
    let ports = Ports(
      clock: { clock.now }, random: { chance.bytes($0) },
      records: Ports.Records(
        read: { body in try records.read { book in try body(book) } },
        transact: { body in try records.transact { book in ((), try body(book)) } }),
      passwords: Composition.passwords, payment: provider.port,
      post: Ports.Post(channels: [.mail, .sms], way: .atOnce { _ in .done }),
      files: kiosk == nil ? PersonalFiles.port(policies) : .none, symbol: { QRCode.symbol($0) },
      signatures: try Composition.signatures(
        { [vault] in (try? vault.receiptKey).map { [$0] } ?? [] }, options))
    desk = Desk(
      ports: ports, policies: policies, calendars: carriers.calendars, brand: carriers.first,
      station: options.station ?? "practice",
      language: options.language ?? Surroundings.language,
      practice: Practice(
        samples: PracticePeople.samples, colleagues: kiosk == nil ? PracticePeople.colleagues : [],
        advance: { clock.advance($0) },
        reviewSeconds: Self.reviewSeconds),
      kiosk: kiosk, atCounter: options.counter || kiosk == nil,
      outlet: try carriers.outlet(options))
  }

  /// Puts the samples in, and does with two of them what brings them into their situation.
  private static func settle(_ vault: Vault, _ scene: Scene) throws {
    let hash = try PasswordHash.hash(PracticePeople.password)
    try vault.transact { book in
      for (index, sample) in PracticePeople.samples.enumerated() {
        guard let brand = scene.policies[sample.brand] else { continue }
        let people = PracticePeople(policy: brand, now: scene.now, passwordHash: hash)
        var account = people.account(sample, number: index + 1)
        account.id = try book.newID()
        try book.write(account)
        switch sample.id {
        case "order": try leaveOrder(account, brand, book, scene)
        case "review": try apply(account, book, scene)
        default: break
        }
      }
      for colleague in PracticePeople.colleagues {
        _ = try Act.staff(
          .add(
            name: colleague.name, colleague.role, passwordHash: hash, secret: colleague.secret)
        ).perform(in: book, scene)
      }
      // What these two would have been told was delivered before anybody sat down.
      for item in try book.due(.notice, through: nil, after: nil, limit: 100) {
        try book.remove(Notice.self, item.id)
      }
      return ((), JournalEvent(act: "practice.settle", records: [], by: "practice", at: scene.now))
    }
  }

  private static func leaveOrder(
    _ account: Account, _ brand: BrandPolicy, _ book: any Book, _ scene: Scene
  ) throws {
    guard
      let quote = Quote.of(
        plan: account.subscription.plan ?? "", tier: Self.longer(brand, account), for: account,
        policy: brand,
        today: brand.today(scene.now))
    else { return }
    _ = try Act.openOrder(
      account: account.id, purpose: .renewal(quote), method: .practice,
      number: Numbers.order(random: scene.random(12))
    ).perform(in: book, scene)
  }

  /// The tier after the one the account has, or the last.
  private static func longer(_ brand: BrandPolicy, _ account: Account) -> String {
    let tiers = brand.plan(account.subscription.plan)?.tiers ?? []
    return tiers.dropFirst().first?.id ?? tiers.last?.id ?? ""
  }

  /// Applied yesterday, as the subscriber would have.
  private static func apply(_ account: Account, _ book: any Book, _ scene: Scene) throws {
    var yesterday = scene
    yesterday.now = scene.now.adding(seconds: -86_400)
    var account = account
    account.security.proof = IdentityProof(
      station: scene.station,
      steps: [IdentityProof.Step(method: .mailCode, at: yesterday.now)])
    try book.write(account)
    var answers = ClosureAnswers()
    answers.attested = [.backup, .terms]
    answers.balance = .refund
    answers.reason = "noLongerNeeded"
    _ = try Act.submitClosure(account: account.id, answers: answers).perform(in: book, yesterday)
  }
}

/// The practice clock: it runs on from where it was started, or stands still there, and can be moved
/// forward.
final class PracticeClockwork {
  private var ahead: Int64

  private let stillAt: Instant?

  init(start: Instant?, isStill: Bool = false) {
    ahead = start.map { Surroundings.now.seconds(until: $0) } ?? 0
    stillAt = isStill ? start ?? Surroundings.now : nil
    if isStill { ahead = 0 }
  }

  var now: Instant { (stillAt ?? Surroundings.now).adding(seconds: ahead) }

  func advance(_ seconds: Int64) { ahead += seconds }
}

/// Random bytes: the system's, or a row that repeats (SplitMix64) for `--seed`.
///
/// One thread uses it; the lock is there because ports may be called from anywhere.
final class Chance: @unchecked Sendable {
  private var state: UInt64?
  private var lock = pthread_mutex_t()

  init(seed: UInt64?) {
    state = seed
    pthread_mutex_init(&lock, nil)
  }

  func bytes(_ count: Int) -> [UInt8] {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    guard state != nil else { return Surroundings.random(count) }
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }

  private func next() -> UInt64 {
    let step = (state ?? 0) &+ 0x9E37_79B9_7F4A_7C15
    state = step
    var mixed = step
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
