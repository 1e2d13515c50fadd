public import Domain

/// Made-up subscribers, each complete enough for every journey.
public enum People {
  public static let password = "three blue lanterns"

  /// An ordinary subscriber: a plan that runs on for 17 days, money on the account, nothing open.
  public static func lin(_ policy: BrandPolicy, now: Instant) -> Account {
    let today = policy.today(now)
    var account = Account(
      id: RecordID(0), brand: policy.id, number: "H-204518", name: "林悦",
      passwordHash: Secrets.hash(password), language: .zhHans,
      createdAt: now.adding(seconds: -300 * 86_400), balance: Money(20_000, policy.currency))
    account.email = "linyue@example.com"
    account.msisdn = "+8613800138000"
    account.userName = "linyue"
    account.emailConfirmed = true
    account.device = Device(model: "Pixel 8", supportsESIM: true)
    account.paidTerms = 10
    account.subscription = Subscription(state: .active)
    account.subscription.plan = policy.plan("data-plus")?.id ?? policy.plans.first?.id
    account.subscription.tier = "month"
    account.subscription.validUntil = today.adding(days: 17)
    account.subscription.validFrom = today.adding(days: 17).adding(months: -1)
    account.subscription.usage = Usage(
      dataMB: 8_400, minutes: 120,
      months: [
        UsageMonth(dataMB: 9_100, minutes: 130, daysAbroad: 0),
        UsageMonth(dataMB: 8_700, minutes: 110, daysAbroad: 2),
        UsageMonth(dataMB: 9_600, minutes: 140, daysAbroad: 0),
      ])
    return account
  }

  /// Somebody else, to whom money can go.
  public static func tom(_ policy: BrandPolicy, now: Instant) -> Account {
    var account = lin(policy, now: now)
    account.number = "H-300001"
    account.name = "Tom Becker"
    account.language = .en
    account.email = "tom@example.com"
    account.msisdn = "+447911123456"
    account.userName = "tom.becker"
    return account
  }

  /// Registered, card bought, but the profile is on no device yet.
  public static func zhou(_ policy: BrandPolicy, now: Instant) -> Account {
    var account = lin(policy, now: now)
    account.number = "H-400001"
    account.name = "周晓"
    account.email = "zhouxiao@example.com"
    account.msisdn = nil
    account.userName = nil
    account.paidTerms = 0
    account.device = Device(model: nil, supportsESIM: nil)
    account.subscription = Subscription(state: .notActivated)
    account.subscription.plan = "data-basic"
    account.subscription.tier = "month"
    account.subscription.activationCode = "LPA:1$smdp.heyon.example$H-7F3Q"
    return account
  }
}

/// Password hashing that costs nothing, for tests only.
public enum Secrets {
  public static func hash(_ password: String) -> String { "$argon2id$test$\(password)" }
}
