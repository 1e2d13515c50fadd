/// Personal facts shown only as far as their owner needs to recognise them.
public enum Mask {
  /// `+8613800138000` as `+86138 •••• 8000`.
  public static func msisdn(_ number: String) -> String {
    guard number.count > 8 else { return String(repeating: "•", count: number.count) }
    return "\(number.prefix(number.count - 8)) •••• \(number.suffix(4))"
  }

  /// `linyue@example.com` as `l•••@example.com`.
  public static func email(_ address: String) -> String {
    let parts = address.split(separator: "@")
    guard parts.count == 2, let local = parts.first, let domain = parts.last else { return "•••" }
    return "\(local.prefix(1))•••@\(domain)"
  }

  /// A document's number with only its first and its last three characters.
  public static func document(_ number: String) -> String {
    guard number.count > 6 else { return String(repeating: "•", count: number.count) }
    return "\(number.prefix(1))•••••\(number.suffix(3))"
  }

  /// `Ana Petrova` as `A•• P••`, `林悦` as `林••`: as many words, each with its first letter.
  public static func name(_ name: String) -> String {
    name.split(separator: " ").map { "\($0.prefix(1))••" }.joined(separator: " ")
  }

  /// The address of a channel, masked.
  public static func address(_ address: String, _ channel: Channel) -> String {
    switch channel {
    case .mail: email(address)
    case .sms: msisdn(address)
    }
  }
}
