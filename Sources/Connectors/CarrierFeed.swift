public import Domain
internal import FoundationEssentials

/// Business facts as a carrier's own systems take them: CloudEvents 1.0 around TM Forum's events.
///
/// Orders are TMF622 (Product Ordering 5.0), products TMF637 (Product Inventory 5.0). A renewal or a
/// change of plan is an order whose item says `modify`, an activation `add`, a closure `delete`, the
/// payment of a bill `noChange`. `billingAccount` is the account's number as the carrier knows it,
/// `product` the line: its id is the desk's own and never changes. Sums are decimal numbers of the
/// currency, exactly as many digits as it has. The same entry always makes the same lines.
public enum CarrierFeed {
  /// The events of one entry of the journal, one line of JSON each, and each with its id.
  ///
  /// - Parameters:
  ///   - facts: what happened, as the journal has it.
  ///   - seq: the number of the entry; with the place among its events it makes the id, `12-1`.
  ///   - at: when it happened.
  ///   - source: which vault this is, for `source`.
  ///   - clock: by which offset the days of a carrier begin.
  /// - Returns: the lines, without their ends, in the order in which they happened.
  public static func lines(
    _ facts: [BusinessFact], seq: Int64, at: Instant, source: String,
    clock: (_ brand: String) -> ClockOffset
  ) -> [(id: String, json: String)] {
    var lines: [(String, String)] = []
    for fact in facts {
      let story = FactStory(fact: fact, at: at, clock: clock(fact.brand))
      for (type, event) in story.events {
        let id = "\(seq)-\(lines.count + 1)"
        lines.append((id, envelope(type, event, id, fact, story.moment, source).line))
      }
    }
    return lines
  }

  private static func envelope(
    _ type: String, _ event: JSONValue, _ id: String, _ fact: BusinessFact, _ time: JSONValue,
    _ source: String
  ) -> JSONValue {
    [
      "specversion": "1.0", "id": .string(id), "source": .string("urn:esimdesk:\(source)"),
      "type": .string("org.tmforum.\(type)"), "subject": .string("\(fact.brand)/\(fact.number)"),
      "time": time, "datacontenttype": "application/json",
      "data": [
        "@type": .string(type), "@baseType": "Event", "eventId": .string(id), "eventTime": time,
        "eventType": .string(type), "event": event,
      ],
    ]
  }
}

/// One fact as the events it makes.
private struct FactStory {
  let fact: BusinessFact
  let at: Instant
  let clock: ClockOffset

  typealias Event = (type: String, event: JSONValue)

  /// What an order is about, and what its item does to the line.
  private struct Matter {
    var category: String
    var action: String
    var term: Term?
    var total: Money?
    var parts: [(name: String, sum: Money)] = []
    var method: PaymentMethod?
    var expected: Day?
    var reason: String?
  }

  var moment: JSONValue { .string(at.iso(offset: ClockOffset(seconds: 0))) }

  var events: [Event] {
    switch fact.change {
    case .registered: return [("ProductCreateEvent", ["product": product])]
    case .orderOpened(let purpose, let amount, let method, let number):
      var matter = Self.matter(purpose)
      (matter.total, matter.method) = (amount, method)
      return [order(.create, number, "acknowledged", matter)]
    case .orderCancelled(let purpose, let number):
      return [order(.change, number, "cancelled", Self.matter(purpose))]
    case .questionAsked(let number):
      return [
        order(.change, number, "pending", Self.closure),
        (
          "ProductOrderInformationRequiredEvent",
          [
            "productOrder": ["@type": "ProductOrderRef", "id": .string(number)],
            "informationRequired": ["op": "add", "path": "/note"],
          ]
        ),
      ]
    case .questionAnswered(let number):
      return [order(.change, number, "inProgress", Self.closure)]
    case .erased: return [("ProductDeleteEvent", ["product": product])]
    case .receipt(let facts, let number): return receipt(facts, number)
    }
  }

  private func receipt(_ facts: Receipt.Facts, _ receipt: String) -> [Event] {
    let state: Event = ("ProductStateChangeEvent", ["product": product])
    let attributes: Event = ("ProductAttributeValueChangeEvent", ["product": product])
    switch facts {
    case .activation:
      let matter = Matter(category: "activation", action: "add")
      return [order(.create, receipt, "completed", matter, receipt), state]
    case .renewal(let quote, let method, let number):
      var matter = Self.matter(.renewal(quote))
      (matter.total, matter.method) = (quote.total, method)
      return [paid(number, matter, method, receipt), attributes]
    case .planChange(let quote, let method, let number):
      var matter = Self.matter(.planChange(quote))
      (matter.total, matter.method) = (quote.due, method)
      return [paid(number, matter, method, receipt), attributes]
    case .bill(let id, let amount, let method, let number):
      var matter = Self.matter(.bill(id))
      (matter.total, matter.method) = (amount, method)
      return [paid(number, matter, method, receipt)]
    case .refund(let number, let amount):
      // Paid when it could no longer be carried out: nothing was bought, and the money goes back.
      let matter = Matter(
        category: "refund", action: "noChange", parts: [("refund", amount)],
        reason: "paidTooLate")
      return [order(.change, number, "failed", matter, receipt)]
    case .voided(let number, let amount, let method):
      // Entered by mistake: what it paid for is as it was before.
      let matter = Matter(
        category: "void", action: "noChange", parts: [("refund", amount)], method: method,
        reason: "voided")
      return [order(.change, number, "cancelled", matter, receipt), attributes]
    case .suspended, .resumed: return [state]
    case .closureSubmitted(let window, let balance, let fee):
      var matter = Self.closure
      matter.parts = Self.sums(balance, fee)
      matter.expected = window.open ? nil : window.days.last
      return [order(.create, receipt, "inProgress", matter, receipt), state]
    case .closureWithdrawn(let number):
      return [order(.change, number, "cancelled", Self.closure, receipt), state]
    case .closureRejected(let number, let reason):
      var matter = Self.closure
      matter.reason = reason
      return [order(.change, number, "rejected", matter, receipt), state]
    case .closureDone(let number, let balance, let fee):
      var matter = Self.closure
      matter.parts = Self.sums(balance, fee)
      return [order(.change, number, "completed", matter, receipt), state]
    }
  }

  /// From the balance an order is paid as it is made; in any other way it was open before.
  private func paid(
    _ number: String, _ matter: Matter, _ method: PaymentMethod, _ receipt: String
  ) -> Event {
    order(method == .balance ? .create : .change, number, "completed", matter, receipt)
  }

  // MARK: Orders

  private static let closure = Matter(category: "closure", action: "delete")

  private static func matter(_ purpose: Order.Purpose) -> Matter {
    switch purpose {
    case .renewal(let quote):
      Matter(
        category: "renewal", action: "modify", term: quote.term,
        parts: [("listPrice", quote.listPrice)]
          + (quote.discount.isZero ? [] : [("discount", negative(quote.discount))]))
    case .planChange(let quote):
      Matter(
        category: "planChange", action: "modify", term: quote.term,
        parts: [("listPrice", quote.price), ("credit", negative(quote.credit))]
          + (quote.toBalance.isZero ? [] : [("toBalance", quote.toBalance)]))
    case .bill(let id): Matter(category: "bill:\(id)", action: "noChange")
    }
  }

  private static func negative(_ money: Money) -> Money { money.with(minor: -money.minor) }

  private static func sums(
    _ balance: BalanceOutcome?, _ fee: Money?
  ) -> [(name: String, sum: Money)] {
    var sums: [(String, Money)] = []
    if let balance {
      switch balance.choice {
      case .refund:
        // What goes back by a payment provider the carrier is not to pay out once more.
        let back = balance.byProvider ?? balance.amount.with(minor: 0)
        if !back.isZero { sums.append(("balanceRefundByProvider", back)) }
        if back != balance.amount { sums.append(("balanceRefund", balance.amount - back)) }
      case .transfer(_, let number): sums.append(("balanceTransfer:\(number)", balance.amount))
      case .forfeit: sums.append(("balanceForfeit", balance.amount))
      }
    }
    if let fee { sums.append(("earlyTerminationFee", fee)) }
    return sums
  }

  private enum Kind {
    case create, change
  }

  private func order(
    _ kind: Kind, _ number: String, _ state: String, _ matter: Matter, _ receipt: String? = nil
  ) -> Event {
    var item: JSONValue = [
      "@type": "ProductOrderItem", "id": "1", "quantity": 1, "action": .string(matter.action),
      "state": .string(state), "product": product,
    ]
    if let offering { item["productOffering"] = offering }
    if let term = matter.term {
      item["itemTerm"] = [
        [
          "@type": "OrderTerm", "name": .string(term.months == nil ? "payAsYouGo" : "months"),
          "duration": ["amount": .number(Decimal(term.months ?? 0)), "units": "month"],
        ]
      ]
    }
    if !matter.parts.isEmpty {
      item["itemPrice"] = .array(matter.parts.map { price($0.name, $0.sum) })
    }
    if let total = matter.total { item["itemTotalPrice"] = [price("total", total)] }
    if let method = matter.method {
      item["payment"] = [
        [
          "@type": "PaymentRef", "@referredType": "Payment", "id": .string(number),
          "name": .string(method.rawValue),
        ]
      ]
    }
    var order: JSONValue = [
      "@type": "ProductOrder", "id": .string(number), "state": .string(state),
      "category": .string(matter.category), "billingAccount": billingAccount,
      "productOrderItem": [item],
    ]
    if kind == .create { order["creationDate"] = moment }
    if state == "completed" { order["completionDate"] = moment }
    if state == "cancelled" { order["cancellationDate"] = moment }
    if let day = matter.expected {
      order["expectedCompletionDate"] = .string(
        day.end(offset: clock.seconds).iso(offset: clock))
    }
    if let reason = matter.reason {
      order["note"] = [["@type": "Note", "date": moment, "text": .string(reason)]]
    }
    if let receipt {
      order["externalId"] = [
        [
          "@type": "ExternalIdentifier", "externalIdentifierType": "receipt",
          "owner": "esimdesk", "id": .string(receipt),
        ]
      ]
    }
    let type =
      kind == .create ? "ProductOrderCreateEvent" : "ProductOrderStateChangeEvent"
    return (type, ["productOrder": order])
  }

  private func price(_ name: String, _ sum: Money) -> JSONValue {
    [
      "@type": "OrderPrice", "name": .string(name), "priceType": "oneTime",
      "price": [
        "@type": "Price",
        "taxIncludedAmount": ["unit": .string(sum.currency), "value": .sum(sum)],
      ],
    ]
  }

  // MARK: The line

  private var product: JSONValue {
    var product: JSONValue = [
      "@type": "Product", "id": .string(String(fact.account.rawValue)),
      "status": .string(fact.status.rawValue), "billingAccount": billingAccount,
      "productCharacteristic": [
        [
          "@type": "StringCharacteristic", "name": "brand", "valueType": "string",
          "value": .string(fact.brand),
        ]
      ],
    ]
    if let offering { product["productOffering"] = offering }
    if fact.status == .terminated { product["terminationDate"] = moment }
    if let term { product["productTerm"] = [term] }
    return product
  }

  private var billingAccount: JSONValue {
    [
      "@type": "BillingAccountRef", "@referredType": "BillingAccount", "id": .string(fact.number),
    ]
  }

  /// The plan, by the ids of the carrier's own catalogue.
  private var offering: JSONValue? {
    fact.plan.map {
      ["@type": "ProductOfferingRef", "@referredType": "ProductOffering", "id": .string($0)]
    }
  }

  /// From the beginning of the first day to the end of the last, by the carrier's clock.
  private var term: JSONValue? {
    guard fact.from != nil || fact.until != nil || fact.tier != nil else { return nil }
    var period: JSONValue = [:]
    if let from = fact.from {
      period["startDateTime"] = .string(from.start(offset: clock.seconds).iso(offset: clock))
    }
    if let until = fact.until {
      period["endDateTime"] = .string(until.end(offset: clock.seconds).iso(offset: clock))
    }
    var term: JSONValue = ["@type": "ProductTerm", "validFor": period]
    if let tier = fact.tier { term["name"] = .string(tier) }
    return term
  }
}

/// A value of JSON; objects are written with their keys in order, so that a line never varies.
private enum JSONValue: Encodable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  case string(String)
  case number(Decimal)
  case array([JSONValue])
  case object([String: JSONValue])

  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .number(Decimal(value)) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }

  /// A sum as a decimal number, without passing through binary fractions.
  static func sum(_ money: Money) -> JSONValue {
    .number(
      Decimal(
        sign: money.minor < 0 ? .minus : .plus, exponent: -Money.decimals(of: money.currency),
        significand: Decimal(money.minor.magnitude)))
  }

  subscript(key: String) -> JSONValue? {
    get { if case .object(let members) = self { members[key] } else { nil } }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts, numbers, lists and objects of them can always be written.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
