public import Domain

extension Field {
  /// Whether this is a payment card's number, and not what the field asks for.
  ///
  /// No card's number is ever taken, whatever it was typed, pasted or scanned into (PCI DSS 3.3): what is
  /// never taken is never stored, logged or shown again. Numbers of devices, people and documents that
  /// happen to pass for one are told from it by their own rules.
  public func holdsCard(_ typed: String, today: Day) -> Bool {
    guard Reading.looksLikeCard(typed) else { return false }
    return switch kind {
    case .imei:
      // No reporting body gives out numbers that begin as American Express's do; with a software version
      // (16 digits) only those in use are told from a card's (3GPP TS 23.003, GSMA TS.06).
      (try? IMEI(typed)) == nil || ["34", "37"].contains { typed.hasPrefix($0) }
        || typed.count(where: \.isNumber) == 16
          && !["01", "35", "86", "99"].contains { typed.hasPrefix($0) }
    case .activationCode: (try? ActivationCode(typed)) == nil
    case .document: (try? ResidentID(typed, today: today)) == nil
    case .msisdn, .identifier:
      // With its country's code and no more digits than any country has (E.164).
      !typed.drop(while: \.isWhitespace).hasPrefix("+") || typed.count(where: \.isNumber) > 15
    case .text, .name, .userName, .email, .password, .newPassword, .code, .receipt, .day, .path:
      true
    }
  }
}

extension Field {
  /// Whether what was typed so far is a card's number, and is not shown any longer than it was typed.
  ///
  /// A document's number in the making may pass for one; it is not hidden from its owner.
  public func hidesCard(_ typed: String) -> Bool {
    kind != .document && holdsCard(typed, today: Day(ordinal: 0))
  }
}

extension Prompt {
  /// The field that a card's number was put into.
  func fieldWithCard(_ answer: Answer, today: @autoclosure () -> Day) -> Field? {
    guard case .enter(let fields) = ask, case .enter(let typed) = answer else { return nil }
    return fields.first { field in
      typed[field.id].map { field.holdsCard($0, today: today()) } ?? false
    }
  }
}
