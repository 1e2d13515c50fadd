import FoundationEssentials

@testable import Domain

/// One notice body and one receipt of every kind, for a carrier made up for these tests.
enum Samples {
  static let policy = read(policyText)
  /// Of a carrier that shows for a month that an account is closed.
  static let readablePolicy = read(
    policyText.replacing(
      "\"deny\"", with: "\"readOnlyStatus\", \"statusDays\": 30"))

  private static func read(_ text: String) -> BrandPolicy? {
    try? JSONDecoder().decode(BrandPolicy.self, from: Data(text.utf8))
  }

  static let days = DayRange(first: Day(ordinal: 20_778), last: Day(ordinal: 20_784))
  static let window = ReviewDates(days: days, provisional: false, open: false)
  static let windows = [
    window, ReviewDates(days: days, provisional: true, open: false),
    ReviewDates(days: days, provisional: false, open: true),
  ]
  static let yuan = Money(3650, "CNY")
  static let receipt = "R-7K2M-94QD"

  static func quote(_ term: Term, plan: String = "plus", promotion: String? = nil) -> Quote {
    Quote(
      plan: plan, tier: "t", term: term, listPrice: Money(17_700, "CNY"), promotion: promotion,
      discount: Money(promotion == nil ? 0 : 1770, "CNY"), total: Money(15_930, "CNY"),
      from: Day(ordinal: 20_780), until: term.months.map { Day(ordinal: 20_780).adding(months: $0) }
    )
  }

  static func change(due: Int64, toBalance: Int64, plan: String = "plus") -> ChangeQuote {
    ChangeQuote(
      plan: plan, tier: "t", term: .months(1), credit: Money(2300, "CNY"),
      price: Money(5900, "CNY"), due: Money(due, "CNY"), toBalance: Money(toBalance, "CNY"),
      from: days.first, until: days.last)
  }

  static let balances: [BalanceOutcome?] = [
    nil, BalanceOutcome(choice: .refund, amount: yuan),
    BalanceOutcome(choice: .transfer(to: RecordID(7), number: "H-204519"), amount: yuan),
    BalanceOutcome(choice: .forfeit, amount: yuan),
    BalanceOutcome(choice: .refund, amount: yuan, byProvider: yuan),
    BalanceOutcome(choice: .refund, amount: yuan, byProvider: yuan.with(minor: 1)),
  ]

  static let codes: [Notice.Body] = [
    .code("048291", purpose: .identity), .code("048291", purpose: .passwordReset),
    .code("048291", purpose: .emailConfirmation), .code("048291", purpose: .agreement),
  ]

  static let bodies: [Notice.Body] = {
    var bodies = codes
    bodies += [
      .activated, .renewed(quote(.months(3)), receipt: receipt),
      .renewed(quote(.payAsYouGo, plan: "gone"), receipt: receipt),
      .billPaid(bill: "B-1042", amount: yuan, receipt: receipt),
      .refunded(amount: yuan, receipt: receipt), .passwordChanged,
      .voided(amount: yuan, receipt: receipt),
      .dataCopy(text: "Name: Lin Yue\nPlan: Data Plus"),
    ]
    bodies += [
      .receiptCopy(receipt: receipt),
      .planChanged(change(due: 3600, toBalance: 0), receipt: receipt),
      .planChanged(change(due: 0, toBalance: 900, plan: "gone"), receipt: receipt),
      .suspended(days, receipt: receipt), .resumed(receipt: receipt),
      .closureWithdrawn(receipt: receipt),
      .closureQuestion(receipt: receipt, question: "Which device was the line on?"),
      .closureRejected(receipt: receipt, reason: "billsOpen"),
      .closureRejected(receipt: receipt, reason: "Bill from May"),
    ]
    bodies += windows.map { .closureSubmitted(receipt: receipt, window: $0) }
    bodies += balances.map { .closureDone(receipt: receipt, balance: $0) }
    return bodies
  }()

  static let facts: [Receipt.Facts] = {
    var facts: [Receipt.Facts] = [
      .activation(plan: nil, until: nil), .activation(plan: "plus", until: days.last),
      .renewal(quote(.months(1)), method: .balance, order: "O-7K2M94QD0HXZ"),
      .renewal(quote(.months(12), promotion: "loyal"), method: .practice, order: "O-1"),
      .renewal(quote(.payAsYouGo, plan: "gone", promotion: "gone"), method: .balance, order: "O-1"),
      .bill(id: "B-1042", amount: yuan, method: .practice, order: "O-1"),
      .refund(order: "O-1", amount: yuan),
      .voided(order: "O-1", amount: yuan, method: .counterCash),
    ]
    facts += PaymentMethod.allCases.map { .bill(id: "B-1", amount: yuan, method: $0, order: "O-1") }
    facts += [
      .planChange(change(due: 3600, toBalance: 0), method: .balance, order: "O-1"),
      .planChange(change(due: 0, toBalance: 900, plan: "gone"), method: .practice, order: "O-1"),
      .suspended(days), .resumed(until: nil), .resumed(until: days.last),
      .closureWithdrawn(application: receipt),
      .closureRejected(application: receipt, reason: "identityDoubt"),
      .closureRejected(application: receipt, reason: "Bill from May"),
    ]
    for window in windows {
      facts += balances.map { .closureSubmitted(window: window, balance: $0, fee: nil) }
    }
    facts.append(.closureSubmitted(window: window, balance: nil, fee: yuan))
    for fee in [nil, yuan] {
      facts += balances.map { .closureDone(application: receipt, balance: $0, fee: fee) }
    }
    return facts
  }()

  static func notice(_ body: Notice.Body, _ channel: Channel, _ language: Language) -> Notice {
    Notice(
      id: RecordID(1), brand: "heyon", channel: channel, address: "+8613800138000",
      language: language, body: body, queuedAt: Instant(seconds: 0), tryAt: Instant(seconds: 0),
      tries: 0)
  }

  static func receipt(_ facts: Receipt.Facts, taking: Taking? = nil) -> Receipt {
    Receipt(
      id: RecordID(2), number: receipt, brand: "heyon", account: RecordID(3),
      at: Instant(seconds: 1_795_137_120), station: "desk", facts: facts, taking: taking)
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
        "action": { "en": "Close account", "zh-Hans": "注销账户", "zh-Hant": "註銷帳戶" },
        "path": { "en": "-", "zh-Hans": "-", "zh-Hant": "-" },
        "procedures": [], "reasons": [], "consequences": [], "terms": [],
        "postCloseSignIn": "deny", "simOffDays": 1, "keptYears": 7, "afterwards": []
      }
    }
    """
}
