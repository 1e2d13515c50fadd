/// How long one payment lasts.
public enum Term: Hashable, Sendable {
  case months(Int)
  case payAsYouGo

  /// The months it lasts, or nil for pay-as-you-go.
  public var months: Int? {
    switch self {
    case .months(let count): count
    case .payAsYouGo: nil
    }
  }
}

extension Term: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    switch try container.decode(String.self) {
    case "monthly": self = .months(1)
    case "quarterly": self = .months(3)
    case "annual": self = .months(12)
    case "payAsYouGo": self = .payAsYouGo
    default:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "monthly, quarterly, annual or payAsYouGo")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .months(1): try container.encode("monthly")
    case .months(3): try container.encode("quarterly")
    case .months: try container.encode("annual")
    case .payAsYouGo: try container.encode("payAsYouGo")
    }
  }
}

/// What a plan is mostly for (GEN-06).
public enum PlanKind: String, Spelled, Sendable {
  case voice, data, roaming
}

/// What a plan gives for a month; nil is unlimited.
public struct Allowance: Codable, Hashable, Sendable {
  /// Megabytes a month (1 GB = 1024 MB).
  public let dataMB: Int?
  /// Call minutes a month.
  public let minutes: Int?
  /// Whether use abroad is included.
  public let roaming: Bool

  public init(dataMB: Int?, minutes: Int?, roaming: Bool) {
    self.dataMB = dataMB
    self.minutes = minutes
    self.roaming = roaming
  }
}

/// A price for a term.
public struct Tier: Codable, Hashable, Sendable {
  public let id: String
  public let term: Term
  /// For the whole term, in minor units of the brand's currency.
  public let price: Int64

  public init(id: String, term: Term, price: Int64) {
    self.id = id
    self.term = term
    self.price = price
  }
}

/// A product of the catalogue.
public struct Plan: Codable, Hashable, Sendable {
  public let id: String
  public let kind: PlanKind
  public let names: LocalizedText
  public let summary: LocalizedText
  public let allowance: Allowance
  public let tiers: [Tier]

  public func tier(_ id: String) -> Tier? { tiers.first { $0.id == id } }
}

/// An offer that lowers a price (REN-14, REN-15).
public struct Promotion: Codable, Hashable, Sendable {
  /// Whom it is for; nobody is both, so the two never meet.
  public enum Audience: String, Spelled, Sendable {
    /// Has never paid for a term.
    case newcomers
    /// Has paid for a term before.
    case existing
  }

  public let id: String
  public let names: LocalizedText
  public let audience: Audience
  /// Months that cost nothing, at the tier's price a month; nil where it is a percentage.
  public let freeMonths: Int?
  /// Percent off the tier's price; nil where it is free months.
  public let percentOff: Int?

  /// What it takes off a tier's price, never more than the price.
  public func discount(on tier: Tier, currency: String) -> Money {
    let price = Money(tier.price, currency)
    if let percentOff { return price.percent(min(max(percentOff, 0), 100)) }
    guard let freeMonths, let months = tier.term.months else { return price.with(minor: 0) }
    return freeMonths >= months
      ? price : price.with(minor: price.divided(by: months).minor * Int64(freeMonths))
  }
}
