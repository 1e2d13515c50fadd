import Domain
import Fixtures

/// Made-up subscribers of Heyon, as an import would bring them, and what is done with them.
struct Population {
  private static let now = Instant(seconds: 1_795_140_000)
  private let policy: BrandPolicy
  private let template: Account

  init() throws {
    policy = try Heyon.policy()
    template = People.lin(policy, now: Self.now)
  }

  static func email(_ number: Int) -> String { "subscriber\(number)@example.org" }

  func account(_ number: Int) -> Account {
    var account = template
    account.number = "H-\(1_000_000 + number)"
    account.name = "陈小\(number)"
    account.userName = "user\(number)"
    account.email = Self.email(number)
    account.msisdn = "+86138\(String(100_000_000 + number).suffix(8))"
    account.balance = Money(Int64(number % 10_000), policy.currency)
    return account
  }
}
