import Domain
import Journeys

/// The practice desk's sample subscribers, each in a telling situation.
///
/// All made up: names, example.com addresses, numbers. Their dates move with the practice clock's start.
struct PracticePeople {
  let policy: BrandPolicy
  let now: Instant
  let passwordHash: String

  static let password = "practice-desk"

  var today: Day { policy.today(now) }

  /// Who there is: the id is that of the sentence which tells the situation.
  static let samples: [Practice.Sample] = [
    ("heyon", "expiring", "林悦", "linyue@example.com"),
    ("heyon", "roaming", "Ana Petrova", "ana@example.com"),
    ("heyon", "balance", "陈志明", "zhiming@example.com"),
    ("heyon", "bill", "Tom Becker", "tom@example.com"),
    ("heyon", "order", "何家欣", "kayan@example.com"),
    ("heyon", "device", "Sara Lind", "sara@example.com"),
    ("heyon", "inactive", "周晓", "zhouxiao@example.com"),
    ("heyon", "review", "Omar Haddad", "omar@example.com"),
    ("lyca", "upgrade", "Grace Bell", "grace@example.com"),
    ("lyca", "order", "王磊", "wanglei@example.com"),
    ("lyca", "balance", "Ivan Horak", "ivan@example.com"),
    ("lyca", "suspended", "Mei Tan", "mei@example.com"),
    ("zhonggangtong", "permit", "黃詠詩", "wingsze@example.com"),
    ("zhonggangtong", "contract", "李強", "liqiang@example.com"),
    ("station", "services", "Noor Aziz", "noor@example.com"),
    ("station", "bill", "赵敏", "zhaomin@example.com"),
    ("esim", "carrier", "Jonas Vik", "jonas@example.com"),
  ].map {
    Practice.Sample(id: $0.1, brand: $0.0, name: $0.2, identifier: $0.3, password: password)
  }

  /// Who works behind the counter, one of each role; their secrets are known to everybody.
  static let colleagues: [Practice.Colleague] = [
    ("chan", Staff.Role.agent), ("wong", .reviewer), ("lee", .administrator),
  ].map { name, role in
    Practice.Colleague(
      name: name, role: role, password: password,
      secret: Array("practice desk of \(name)".utf8.prefix(TOTP.secretBytes)))
  }

  /// The account of a sample, before anything is done with it.
  func account(_ sample: Practice.Sample, number: Int) -> Account {
    var account = Account(
      id: RecordID(0), brand: policy.id, number: "\(policy.accountPrefix)-10000\(number)",
      name: sample.name, passwordHash: passwordHash,
      language: language(of: sample),
      createdAt: now.adding(seconds: -300 * 86_400), balance: Money(0, policy.currency))
    account.email = sample.identifier
    account.msisdn = "+8613800\(138_000 + number)"
    account.userName = sample.identifier.split(separator: "@").first.map(String.init)
    account.emailConfirmed = true
    account.device = Device(model: "Pixel 8", supportsESIM: true)
    account.paidTerms = 10
    account.balance = Money(20_000, policy.currency)
    let tier = policy.plans[0].tiers[0]
    account.subscription = running(plan: policy.plans[0].id, tier: tier.id, daysLeft: 17)
    account.kind = policy.accountKinds?.first?.id
    tell(sample.id, &account)
    return account
  }

  private func language(of sample: Practice.Sample) -> Language {
    guard sample.name.unicodeScalars.contains(where: { $0.value > 0x4E00 }) else { return .en }
    return ["黃詠詩", "何家欣"].contains(sample.name) ? .zhHant : .zhHans
  }

  private func tell(_ situation: String, _ account: inout Account) {
    switch situation {
    case "expiring":
      account.subscription = running(plan: "data-plus", tier: "month", daysLeft: 3)
      account.subscription.usage = Usage(
        dataMB: 16_794, minutes: 52,
        months: [month(15_300, 61, 4), month(16_900, 48, 0), month(17_000, 55, 1)])
    case "roaming":
      account.subscription.usage = Usage(
        dataMB: 11_200, minutes: 96,
        months: [month(12_400, 90, 9), month(14_000, 120, 12), month(11_900, 84, 7)])
    case "balance":
      account.balance = Money(3650, policy.currency)
    case "bill":
      account.bills = [
        Bill(
          id: "B-2026-10", issued: today.adding(days: -20), amount: Money(1280, policy.currency),
          paid: false)
      ]
    case "contract":
      account.contract = Contract(
        until: today.adding(days: 120), fee: Money(9900, policy.currency))
    case "suspended":
      account.subscription.state = .suspended
      account.subscription.suspended = DayRange(
        first: today.adding(days: -10), last: today.adding(days: 20))
    case "services":
      account.bindings = [
        Binding(id: "S1", kind: .service, label: "Cloud storage", since: today.adding(days: -90)),
        Binding(id: "S2", kind: .service, label: "Music", since: today.adding(days: -30)),
      ]
    case "device":
      account.balance = Money(0, policy.currency)
      account.bindings = [
        Binding(id: "D1", kind: .device, label: "Pixel 8", since: today.adding(days: -200)),
        Binding(id: "D2", kind: .device, label: "Galaxy Tab S9", since: today.adding(days: -60)),
      ]
    case "inactive":
      account.subscription = Subscription(state: .notActivated)
      account.subscription.plan = "data-basic"
      account.subscription.tier = "month"
      account.subscription.activationCode = "LPA:1$smdp.heyon.example$H-7F3Q-PRACTICE"
      account.device = Device(model: nil, supportsESIM: nil)
      account.paidTerms = 1
    default: break
    }
  }

  private func running(plan: String, tier: String, daysLeft: Int) -> Subscription {
    var line = Subscription(state: .active)
    let until = today.adding(days: daysLeft)
    line.plan = plan
    line.tier = tier
    line.validUntil = until
    line.validFrom = until.adding(months: -1)
    line.usage = Usage(
      dataMB: 8_400, minutes: 120,
      months: [month(9_100, 130, 0), month(8_700, 110, 2), month(9_600, 140, 0)])
    return line
  }

  private func month(_ data: Int, _ minutes: Int, _ abroad: Int) -> UsageMonth {
    UsageMonth(dataMB: data, minutes: minutes, daysAbroad: abroad)
  }
}
