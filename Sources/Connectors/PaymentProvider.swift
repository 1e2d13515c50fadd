import Domain
import Journeys

/// What one provider is asked about one order; every call waits for the answer.
///
/// Whatever went wrong on the way is ``Ports/ProviderState/unreachable``: nothing is known then. So is an
/// answer that cannot be believed, or that speaks of another order, sum or currency.
protocol PaymentProvider: Sendable {
  func begin(_ order: Order) -> Ports.ProviderState
  func ask(_ order: Order) -> Ports.ProviderState
  func cancel(_ order: Order) -> Ports.ProviderState
  func refund(_ money: MoneyBack) -> Ports.ProviderState
}

extension PaymentProvider {
  /// Closes a page that nobody paid yet; `close` says whether the provider took it.
  ///
  /// Looked at first, because a paid order is not to be given up, and looked at again where closing was
  /// refused: it may have been paid in between.
  func closing(_ order: Order, _ close: () -> Ports.ProviderState?) -> Ports.ProviderState {
    let before = ask(order)
    guard before == .open else { return before }
    if let done = close() { return done }
    let after = ask(order)
    return after == .open ? .unreachable : after
  }
}

/// A form as browsers send it (application/x-www-form-urlencoded).
enum WebForm {
  static func encoded(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
  }

  /// Everything but unreserved characters (RFC 3986) as its bytes.
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var out = String.UnicodeScalarView()
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        out.append(Unicode.Scalar(byte))
      default: out += [Unicode.Scalar("%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(out)
  }
}
