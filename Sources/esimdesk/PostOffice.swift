import Connectors
import Domain
import Journeys
import Vault
import Wording

/// The ways by which messages leave this desk, as the command line and the configuration name them.
struct PostOffice: Sendable {
  private let mail: MailWay?
  private let sms: SMSWay?
  private let policies: Brands

  private enum MailWay: Sendable {
    case sendmail(Sendmail, from: String?)
    case smtp(SMTP, from: String?)
  }

  private enum SMSWay: Sendable {
    case gateway(SMSGateway)
    case spool(SMSSpool)
  }

  /// - Throws: what is named and cannot work, with its place.
  init(
    _ options: Options, _ configuration: Configuration, policies: Brands
  ) throws(Failure) {
    self.policies = policies
    mail = try Self.mail(options, configuration.mail)
    sms = try Self.sms(options, configuration.sms)
  }

  /// Those that work here.
  var channels: [Channel] { (mail == nil ? [] : [.mail]) + (sms == nil ? [] : [.sms]) }

  /// Hands one message over, however long that takes.
  ///
  /// - Parameters:
  ///   - notice: the message.
  ///   - vault: whose it is: part of what makes a repeat known.
  /// - Returns: what came of it.
  func deliver(_ notice: Notice, of vault: String) -> Delivery {
    let identifier = Self.identifier(notice, vault)
    guard let policy = policies[notice.brand] else {
      return .later(DeliveryTrouble(.policy, notice.brand))
    }
    let message = NoticeText.message(notice, policy: policy)
    switch notice.channel {
    case .mail:
      switch mail {
      case .sendmail(let program, let from):
        return program.send(letter(notice, message, policy, from, identifier))
      case .smtp(let server, let from):
        return server.send(letter(notice, message, policy, from, identifier))
      case nil: return .later(DeliveryTrouble(.connection))
      }
    case .sms:
      switch sms {
      case .gateway(let gateway):
        return gateway.send(message.text, to: message.to, id: identifier)
      case .spool(let spool):
        return spool.send(message.text, to: message.to, id: identifier)
      case nil: return .later(DeliveryTrouble(.connection))
      }
    }
  }

  /// Connects as for a message, signs in, and sends nothing; nil where the channel is not set up.
  func check(_ channel: Channel) -> Delivery? {
    switch channel {
    case .mail:
      switch mail {
      // That there is such a program was seen to.
      case .sendmail: return .done
      case .smtp(let server, _): return server.check()
      case nil: return nil
      }
    case .sms:
      switch sms {
      case .gateway(let gateway): return gateway.check()
      case .spool(let spool): return spool.check()
      case nil: return nil
      }
    }
  }

  /// The same for every attempt at the same message, and no other's.
  private static func identifier(_ notice: Notice, _ vault: String) -> String {
    "\(notice.id.rawValue).\(notice.queuedAt.seconds).\(vault.prefix(12))"
  }

  private func letter(
    _ notice: Notice, _ message: MessageText, _ policy: BrandPolicy, _ from: String?,
    _ identifier: String
  ) -> Mail {
    let own = policy.support.email
    let from = from ?? own
    let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
    return Mail(
      from: from, sender: policy.names[notice.language], replyTo: from == own ? nil : own,
      to: message.to, subject: message.subject ?? "", text: message.text,
      language: notice.language.rawValue, messageID: "\(identifier)@\(domain)",
      date: Self.mailDate(notice.queuedAt, policy.clock))
  }

  /// RFC 5322, section 3.3.
  static func mailDate(_ now: Instant, _ clock: ClockOffset) -> String {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let day = Day(now, offset: clock.seconds)
    let (year, month, date) = day.civil
    let time = now.iso(offset: clock).dropFirst(11).prefix(8)
    let offset = clock.text.filter { $0 != ":" }
    return "\(days[day.weekday]), \(date) \(months[month - 1]) \(year) \(time) \(offset)"
  }

  // MARK: What is named and cannot work

  private static func mail(
    _ options: Options, _ settings: MailSettings?
  ) throws(Failure) -> MailWay? {
    if let path = options.sendmail {
      return .sendmail(try sendmail(path, "--sendmail", options), from: settings?.from)
    }
    guard let settings else { return nil }
    if let path = settings.sendmail {
      return .sendmail(try sendmail(path, "mail.sendmail", options), from: settings.from)
    }
    guard let smtp = settings.smtp else { return nil }
    try readable(smtp.password, "mail.smtp.password", options)
    return .smtp(SMTP(smtp), from: settings.from)
  }

  private static func sms(
    _ options: Options, _ settings: SMSSettings?
  ) throws(Failure) -> SMSWay? {
    if let gateway = settings?.gateway {
      try readable(gateway.password, "sms.gateway.password", options)
      for (name, secret) in gateway.secrets.sorted(by: { $0.key < $1.key }) {
        try readable(secret, "sms.gateway.secrets.\(name)", options)
      }
      return .gateway(SMSGateway(gateway))
    }
    guard let folder = settings?.spool else { return nil }
    let spool = SMSSpool(folder: folder)
    guard case .done = spool.check() else {
      throw options.refusal(Phrase("fault.spool", ["path": .text(Options.printable(folder))]))
    }
    return .spool(spool)
  }

  private static func sendmail(
    _ path: String, _ key: String, _ options: Options
  ) throws(Failure) -> Sendmail {
    guard let sendmail = Sendmail(path: path) else {
      throw options.refusal(
        Phrase(
          "fault.sendmail", ["key": .text(key), "path": .text(Options.printable(path))]))
    }
    return sendmail
  }

  /// Refuses a secret that cannot be had, or that everybody on this machine can have.
  private static func readable(
    _ secret: SecretSource?, _ key: String, _ options: Options
  ) throws(Failure) {
    guard let secret else { return }
    do {
      _ = try secret.read()
    } catch {
      throw error.failure(key, options)
    }
  }
}

extension Composition {
  /// What takes messages away from here.
  func postOffice(_ options: Options) throws(Failure) -> PostOffice {
    try PostOffice(options, configuration, policies: policies)
  }

  /// For a command that a timer runs: it delivers before it ends.
  func postAtOnce(_ options: Options) throws(Failure) -> Ports.Post {
    let office = try postOffice(options)
    return Ports.Post(
      channels: office.channels,
      way: .atOnce { [vault] notice in
        guard let id = vault.vault?.id else { return .later(DeliveryTrouble(.connection)) }
        return office.deliver(notice, of: id)
      })
  }

  /// Serves people, with a courier that delivers meanwhile.
  func withCourier<T>(
    _ options: Options, _ serve: (Ports.Post) throws(Failure) -> T
  ) throws(Failure) -> T {
    let office = try postOffice(options)
    guard !office.channels.isEmpty else { return try serve(.none) }
    let courier = Courier(station: station, channels: office.channels, deliver: office.deliver)
    defer { courier.end() }
    var hasMemory = true
    vault.whenOpen { opened in
      if let twin = try? opened.twin() { courier.carry(twin) } else { hasMemory = false }
    }
    // Without memory for further keys people wait for their messages to be handed over.
    guard hasMemory else { return try serve(try postAtOnce(options)) }
    return try serve(
      Ports.Post(channels: office.channels, way: .courier(ring: { courier.ring() })))
  }
}
