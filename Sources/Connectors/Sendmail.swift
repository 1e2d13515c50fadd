public import Domain

/// Mail through the host's own `sendmail` program, as postfix, exim, msmtp and opensmtpd provide it.
///
/// The message goes through a pipe: nothing personal is in an argument, and nothing is written to
/// a disk by us. The mail program queues it; delivery makes nobody wait.
public struct Sendmail: Sendable {
  private let program: HostProgram

  /// Nil when there is no such program.
  ///
  /// - Parameters:
  ///   - path: absolute, such as `/usr/sbin/sendmail`.
  ///   - patience: how long it may take, in milliseconds, before it is ended.
  public init?(path: String, patience: Int32 = 10_000) {
    guard let program = HostProgram(path: path, patience: patience) else { return nil }
    self.program = program
  }

  /// Hands a mail over.
  public func send(_ mail: Mail) -> Delivery {
    guard let message = mail.message(lineEnd: "\n") else { return .refused(.init(.address)) }
    return program.take(message, ["-t", "-i"]) ? .done : .later(.init(.program, program.path))
  }
}
