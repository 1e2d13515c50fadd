/// What puts a profile on a device: `LPA:1$<server>$<matching id>[$<oid>][$<1 = confirmation code>]` (SGP.22 4.1).
///
/// Whoever holds it can take the line over: it is sealed, never logged and never sent.
public struct ActivationCode: Equatable, Sendable {
  /// The SM-DP+ address.
  public let server: String
  /// May be empty.
  public let matchingID: String
  public let oid: String
  public let needsConfirmationCode: Bool

  /// Reads a code, with or without the `LPA:` of a QR.
  public init(_ typed: String) throws(Reading.Problem) {
    var text = Typed.halfWidth(Reading.trimmed(typed))
    if text.uppercased().hasPrefix("LPA:") { text = String(text.dropFirst(4)) }
    let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
    guard (3...5).contains(parts.count), parts[0] == "1" else {
      throw Reading.Problem("activationCode.format")
    }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, parts[1].utf8.count <= 253,
      labels.allSatisfy({ label in
        !label.isEmpty && label.utf8.count <= 63
          && label.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == 45 }
      })
    else { throw Reading.Problem("activationCode.server") }
    guard parts[2].utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == 45 }) else {
      throw Reading.Problem("activationCode.matching")
    }
    let oid = parts.count > 3 ? parts[3] : ""
    guard oid.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      parts.count < 5 || parts[4] == "1"
    else { throw Reading.Problem("activationCode.format") }
    server = parts[1].lowercased()
    matchingID = parts[2]
    self.oid = oid
    needsConfirmationCode = parts.count == 5
  }

  /// The code in its one spelling, as a QR holds it.
  public var text: String {
    var text = "LPA:1$\(server)$\(matchingID)"
    if !oid.isEmpty || needsConfirmationCode { text += "$\(oid)" }
    if needsConfirmationCode { text += "$1" }
    return text
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
