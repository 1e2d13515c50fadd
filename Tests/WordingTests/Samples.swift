import FoundationEssentials

@testable import Domain

/// One notice body and one receipt of every kind, for a carrier made up for these tests.
enum Samples {
  static let policy: BrandPolicy? = try? JSONDecoder().decode(
    BrandPolicy.self, from: Data(policyText.utf8))

  static let window = DayRange(first: Day(ordinal: 20_778), last: Day(ordinal: 20_784))
  static let yuan = Money(3650, "CNY")
  static let receipt = "R-7K2M-94QD"

  static func quote(_ term: Term, plan: String = "plus", promotion: String? = nil) -> Quote {
    Quote(
      plan: plan, tier: "t", term: term, listPrice: Money(17_700, "CNY"), promotion: promotion,
      discount: Money(promotion == nil ? 0 : 1770, "CNY"), total: Money(15_930, "CNY"),
      from: Day(ordinal: 20_780), until: term.months.map { Day(ordinal: 20_780).adding(months: $0) }
    )
  }

  static let balances: [BalanceOutcome?] = [
    nil, BalanceOutcome(choice: .refund, amount: yuan),
    BalanceOutcome(choice: .transfer(to: RecordID(7), number: "H-204519"), amount: yuan),
    BalanceOutcome(choice: .forfeit, amount: yuan),
  ]

  static let codes: [Notice.Body] = [
    .code("048291", purpose: .identity), .code("048291", purpose: .passwordReset),
    .code("048291", purpose: .emailConfirmation),
  ]

  static let bodies: [Notice.Body] =
    codes + [
      .activated, .renewed(quote(.months(3)), receipt: receipt),
      .renewed(quote(.payAsYouGo, plan: "gone"), receipt: receipt),
      .billPaid(bill: "B-1042", amount: yuan, receipt: receipt),
      .refunded(amount: yuan, receipt: receipt), .passwordChanged,
      .closureSubmitted(receipt: receipt, window: window), .closureWithdrawn(receipt: receipt),
      .closureRejected(receipt: receipt, reason: "billsOpen"),
      .closureRejected(receipt: receipt, reason: "Bill from May"),
    ] + balances.map { .closureDone(receipt: receipt, balance: $0) }

  static let facts: [Receipt.Facts] =
    [
      .activation(plan: nil, until: nil), .activation(plan: "plus", until: window.last),
      .renewal(quote(.months(1)), method: .balance, order: "O-7K2M94QD0HXZ"),
      .renewal(quote(.months(12), promotion: "loyal"), method: .practice, order: "O-1"),
      .renewal(quote(.payAsYouGo, plan: "gone", promotion: "gone"), method: .balance, order: "O-1"),
      .bill(id: "B-1042", amount: yuan, method: .practice, order: "O-1"),
      .refund(order: "O-1", amount: yuan), .closureWithdrawn(application: receipt),
      .closureRejected(application: receipt, reason: "identityDoubt"),
      .closureRejected(application: receipt, reason: "Bill from May"),
    ] + balances.map { .closureSubmitted(window: window, balance: $0) }
    + balances.map { .closureDone(application: receipt, balance: $0) }

  static func notice(_ body: Notice.Body, _ channel: Channel, _ language: Language) -> Notice {
    Notice(
      id: RecordID(1), brand: "heyon", channel: channel, address: "+8613800138000",
      language: language, body: body, queuedAt: Instant(seconds: 0), tryAt: Instant(seconds: 0),
      tries: 0)
  }

  static func receipt(_ facts: Receipt.Facts) -> Receipt {
    Receipt(
      id: RecordID(2), number: receipt, brand: "heyon", account: RecordID(3),
      at: Instant(seconds: 1_795_137_120), station: "desk", facts: facts)
  }

  private static let policyText = """
    {
      "format": 1, "id": "heyon", "sample": true,
      "names": { "en": "Heyon", "zh-Hans": "Heyon", "zh-Hant": "Heyon" }, "about": [],
      "clock": "+08:00", "callingCode": "86", "currency": "CNY",
      "support": {
        "hotline": "400-000-0000", "email": "help@heyon.example", "site": "heyon.example",
        "hours": { "en": "day and night", "zh-Hans": "全天", "zh-Hant": "全日" }
      },
      "accountPrefix": "H", "signIn": ["email"],
      "activation": {
        "deviceHint": { "en": "-", "zh-Hans": "-", "zh-Hant": "-" }, "steps": []
      },
      "plans": [
        {
          "id": "plus", "kind": "data",
          "names": { "en": "Data Plus", "zh-Hans": "流量畅享", "zh-Hant": "數據暢享" },
          "summary": { "en": "-", "zh-Hans": "-", "zh-Hant": "-" },
          "allowance": { "dataMB": 30720, "minutes": 300, "roaming": false }, "tiers": []
        }
      ],
      "promotions": [
        {
          "id": "loyal", "names": { "en": "Loyalty", "zh-Hans": "老用户", "zh-Hant": "舊客戶" },
          "audience": "existing", "percentOff": 10
        }
      ],
      "renewal": { "stacking": "extend", "remindDays": 7 },
      "closure": {
        "gates": [], "reasons": [], "identity": ["mail"], "consequences": [], "terms": [],
        "window": { "min": 1, "max": 7, "unit": "days" }, "review": "staff",
        "postCloseSignIn": "deny", "afterwards": []
      }
    }
    """
}
