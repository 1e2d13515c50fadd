import Connectors
import Domain
import Journeys
import Vault

/// Puts the rooms together: a desk over a vault, with whatever connectors there are.
struct Composition {
  let vault: DeskVault
  let policies: Brands
  let calendars: WorkCalendars
  let brand: Brand
  let station: String
  let language: Language
  let signatures: Ports.Signatures
  let configuration: Configuration
  let printer: SlipPrinting?
  let payments: OnlinePayment?
  let isAtCounter: Bool
  let outlet: String?

  init(_ vault: DeskVault, _ options: Options) throws(Failure) {
    self.vault = vault
    let carriers = try Carriers(options)
    policies = carriers.policies
    calendars = carriers.calendars
    brand = carriers.first
    station = options.station ?? Surroundings.station
    language = options.language ?? Surroundings.language
    signatures = try Self.signatures({ vault.receiptKeys }, options)
    configuration = try Configuration.read(options)
    printer = try configuration.printer.map { settings throws(Failure) in
      try SlipPrinting(settings, options)
    }
    payments = try configuration.payment.map { settings throws(Failure) in
      try Self.payments(settings, options)
    }
    isAtCounter = options.counter
    outlet = try carriers.outlet(options)
  }

  /// The vault's own signature counts, and those of the files named on the command line.
  static func signatures(
    _ own: @escaping () -> [[UInt8]], _ options: Options
  ) throws(Failure) -> Ports.Signatures {
    let told = try ReceiptCommand.keys(options)
    return Ports.Signatures(
      keys: { own() + told },
      holds: { ReceiptSignature.holds($0, over: $1, by: $2) })
  }

  /// The vault as the desk's records.
  var records: Ports.Records { vault.records }

  static func records(of vault: Vault) -> Ports.Records {
    Ports.Records(
      read: { body in try vault.read { book in try body(book) } },
      transact: { body in try vault.transact { book in ((), try body(book)) } })
  }

  /// Argon2id, as the vault's library has it.
  static var passwords: Ports.Passwords {
    Ports.Passwords(
      hash: { try PasswordHash.hash($0) },
      verify: { PasswordHash.verify($0, against: $1) },
      waste: { PasswordHash.burn($0) })
  }

  /// A desk where everything is real.
  ///
  /// - Parameters:
  ///   - post: the channels messages go out by.
  ///   - files: the files of the person at the desk; nil: all that this user can reach.
  ///   - kiosk: what makes it a kiosk, if it is one.
  ///   - forStaff: whether it is the staff's own.
  ///   - isPatient: whether a payment provider's answers are waited for, where nobody sits.
  ///   - viewer: what shows staff photos of documents.
  /// - Returns: the desk.
  func desk(
    post: Ports.Post, files: Ports.Files? = nil, kiosk: Kiosk? = nil, forStaff: Bool = false,
    isPatient: Bool = false, viewer: PhotoViewer? = nil
  ) -> Desk {
    let ports = Ports(
      clock: { Surroundings.now }, random: { Surroundings.random($0) }, records: records,
      passwords: Self.passwords, payment: payments?.port(isPatient: isPatient) ?? .none, post: post,
      files: files ?? PersonalFiles.port(policies), symbol: { QRCode.symbol($0) },
      signatures: signatures, printer: printer?.port,
      viewer: viewer.map { viewer in
        Ports.Viewer(show: { viewer.show($0) }, close: { viewer.close() })
      })
    let desk = Desk(
      ports: ports, policies: policies, calendars: calendars, brand: brand, station: station,
      language: language, kiosk: kiosk, forStaff: forStaff, atCounter: isAtCounter,
      outlet: outlet)
    if case .fleet(let records) = vault { records.serve(desk) }
    return desk
  }

  /// The providers that the configuration names, with their secrets.
  private static func payments(
    _ settings: PaymentSettings, _ options: Options
  ) throws(Failure) -> OnlinePayment {
    do {
      return try OnlinePayment(
        settings, now: { Surroundings.now }, random: { Surroundings.random($0) })
    } catch {
      throw error.failure("payment", options)
    }
  }
}

/// The carriers a desk serves, with their calendars.
struct Carriers {
  let policies: Brands
  let calendars: WorkCalendars
  /// The one served first; the only one where the command line names it.
  let first: Brand

  /// The outlet the command line names; nil where it names none.
  func outlet(_ options: Options) throws(Failure) -> String? {
    guard let id = options.outlet else { return nil }
    let known = policies.all.flatMap { $0.policy.outlets ?? [] }.map(\.id)
    guard known.contains(id) else {
      throw Failure(
        code: Exit.config,
        line: "esimdesk: no carrier here has an outlet \(Options.printable(id)); "
          + (known.isEmpty ? "none has any" : "there are \(known.sorted().joined(separator: ", "))")
      )
    }
    return id
  }

  init(_ options: Options) throws(Failure) {
    var policies = try Policies.all(options)
    calendars = try Policies.calendars(options)
    if let id = options.brand {
      guard let only = policies.brand(id) else {
        throw Failure(
          code: Exit.config,
          line: "esimdesk: there is no carrier \(Options.printable(id)); "
            + "esimdesk brands list shows which there are")
      }
      policies = Brands([only])
    }
    guard let first = policies.brand("heyon") ?? policies.all.first else {
      throw Failure(code: Exit.config, line: "esimdesk: there is no carrier's policy")
    }
    self.first = first
    self.policies = policies
  }
}
