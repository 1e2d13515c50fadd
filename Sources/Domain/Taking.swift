/// Money that somebody of the staff took for an order.
public struct Taking: Codable, Equatable, Sendable {
  public enum Means: Codable, Equatable, Sendable {
    /// What was handed over; what is beyond the amount was given back as change.
    case cash(given: Money)
    case card(CardSlip)
  }

  public var means: Means
  /// Who took it, by their name among the staff.
  public var by: String
  /// Where.
  public var station: String

  public init(means: Means, by: String, station: String) {
    self.means = means
    self.by = by
    self.station = station
  }

  public var method: PaymentMethod {
    switch means {
    case .cash: .counterCash
    case .card: .counterCard
    }
  }
}

/// What a card terminal prints of a payment, as far as it may be kept (PCI DSS 3.4.1): never the number.
public struct CardSlip: Codable, Equatable, Sendable {
  /// The schemes a slip names.
  public enum Brand: String, Codable, Sendable, CaseIterable {
    case visa, mastercard, unionPay, americanExpress, jcb, octopus, other
  }

  public var brand: Brand
  /// What the card's bank answered the terminal (ISO 8583, field 38).
  public var authorisation: String
  /// The last four digits, where the slip has them.
  public var lastFour: String?

  /// - Parameters:
  ///   - brand: the scheme the slip names.
  ///   - authorisation: the code as typed; capitals and digits are kept.
  ///   - lastFour: as typed; empty where the slip has none.
  /// - Throws: ``Reading/Problem`` beside the part that is wrong; a whole card number is refused.
  public init(brand: Brand, authorisation: String, lastFour: String) throws(Reading.Problem) {
    for typed in [authorisation, lastFour] where Reading.looksLikeCard(typed) {
      throw Reading.Problem("card.refused")
    }
    let code = authorisation.uppercased().filter { $0 != " " && $0 != "-" }
    guard (2...8).contains(code.utf8.count),
      code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
    else { throw Reading.Problem("till.authorisation") }
    let digits = Reading.trimmed(lastFour)
    guard
      digits.isEmpty || digits.utf8.count == 4 && digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { throw Reading.Problem("till.lastFour") }
    self.brand = brand
    self.authorisation = code
    self.lastFour = digits.isEmpty ? nil : digits
  }
}
