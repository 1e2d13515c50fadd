/// How mail leaves, as the configuration says it.
public struct MailSettings: Codable, Equatable, Sendable {
  /// The host's own mail program, such as `/usr/sbin/sendmail`.
  public var sendmail: String

  public init(sendmail: String) { self.sendmail = sendmail }
}
