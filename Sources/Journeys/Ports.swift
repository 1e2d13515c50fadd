public import Domain

/// The world outside, as the desk reaches it: small closures, so that a test hands in its own.
public struct Ports {
  public var clock: () -> Instant
  public var random: @Sendable (_ count: Int) -> [UInt8]
  public var records: Records
  public var passwords: Passwords
  public var payment: Payment
  public var post: Post
  public var files: Files
  /// A text as a QR symbol; nil where none can be made.
  public var symbol: (_ text: String) -> QRSymbol?
  public var signatures: Signatures
  /// Nil where there is none.
  public var printer: Printer?
  /// Nil where photos are told of and not shown.
  public var viewer: Viewer?

  public init(
    clock: @escaping () -> Instant, random: @escaping @Sendable (_ count: Int) -> [UInt8],
    records: Records, passwords: Passwords, payment: Payment, post: Post, files: Files = .none,
    symbol: @escaping (_ text: String) -> QRSymbol? = { _ in nil }, signatures: Signatures = .none,
    printer: Printer? = nil, viewer: Viewer? = nil
  ) {
    self.clock = clock
    self.random = random
    self.records = records
    self.passwords = passwords
    self.payment = payment
    self.post = post
    self.files = files
    self.symbol = symbol
    self.signatures = signatures
    self.printer = printer
    self.viewer = viewer
  }

  /// A program that shows photos of documents to staff.
  public struct Viewer {
    /// Shows one in place of the one before; false where it cannot.
    public var show: (_ photo: [UInt8]) -> Bool
    /// Ends it.
    public var close: () -> Void

    public init(show: @escaping (_ photo: [UInt8]) -> Bool, close: @escaping () -> Void) {
      self.show = show
      self.close = close
    }
  }

  /// A printer of receipts.
  public struct Printer {
    /// How it stands; a device answers within half a second or not at all.
    public var state: () -> PaperState
    /// Prints one, unless it says that it cannot; how it stood after.
    public var print:
      (_ receipt: Receipt, _ policy: BrandPolicy, _ language: Language) -> PaperState

    public init(
      state: @escaping () -> PaperState,
      print:
        @escaping (_ receipt: Receipt, _ policy: BrandPolicy, _ language: Language) -> PaperState
    ) {
      self.state = state
      self.print = print
    }
  }

  /// Whose signatures on receipts count here, and how one is checked (Ed25519).
  public struct Signatures {
    /// The public keys, 32 bytes each: this desk's own, and those it was told of.
    public var keys: () -> [[UInt8]]
    public var holds: (_ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool

    public init(
      keys: @escaping () -> [[UInt8]],
      holds: @escaping (_ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool
    ) {
      self.keys = keys
      self.holds = holds
    }

    /// Nobody's.
    public static var none: Signatures { Signatures(keys: { [] }, holds: { _, _, _ in false }) }
  }

  /// Files of the person in front of the desk: a photo to be shown, a copy of their data.
  public struct Files {
    public var isAvailable: Bool
    /// Reads a file of at most `limit` bytes, or the only photo in a folder.
    public var readPhoto: (_ path: String, _ limit: Int) -> PhotoFile
    /// Writes a copy of the person's data; the path written, or a refusal's code.
    public var export:
      (_ account: Account, _ receipts: [Receipt], _ format: ExportFormat, _ folder: String) ->
        Exported

    /// Writes one receipt, with its code, into a folder.
    public var keep: (_ receipt: Receipt, _ language: Language, _ folder: String) -> Exported
    /// The copy as readable text, for a mail.
    public var copy: (_ account: Account, _ receipts: [Receipt]) -> String

    public init(
      isAvailable: Bool, readPhoto: @escaping (_ path: String, _ limit: Int) -> PhotoFile,
      keep: @escaping (_ receipt: Receipt, _ language: Language, _ folder: String) -> Exported = {
        _, _, _ in .refused("file.write")
      },
      copy: @escaping (_ account: Account, _ receipts: [Receipt]) -> String = { _, _ in "" },
      export:
        @escaping (
          _ account: Account, _ receipts: [Receipt], _ format: ExportFormat, _ folder: String
        ) -> Exported
    ) {
      self.isAvailable = isAvailable
      self.readPhoto = readPhoto
      self.keep = keep
      self.copy = copy
      self.export = export
    }

    /// A kiosk, where nobody's files are to be had.
    public static var none: Files {
      Files(
        isAvailable: false, readPhoto: { _, _ in .missing },
        export: { _, _, _, _ in .refused("file.write") })
    }
  }

  /// What was found where a photo should be.
  public enum PhotoFile: Equatable, Sendable {
    case bytes([UInt8])
    case missing
    case unreadable
    case tooLarge
    /// A folder without a photo.
    case noneInside
    /// A folder with more than one.
    case severalInside
  }

  /// What came of writing a copy of somebody's data.
  public enum Exported: Equatable, Sendable {
    case written(path: String)
    case refused(String)
  }

  /// The vault, or a test's memory.
  ///
  /// What they throw is told by its name, but for ``RecordsTrouble``, which people are told in their own words.
  public struct Records {
    /// Reads from one consistent state.
    public var read: (_ body: (any Book) throws -> Void) throws -> Void
    /// One transaction: everything the body writes, or nothing when it throws.
    ///
    /// Both may run a body again where others were first, or the records had to be reached anew.
    public var transact: (_ body: (any Book) throws -> JournalEvent) throws -> Void
    /// That they cannot be had for now; nil where they can, as far as is known.
    public var absence: () -> Absence?
    /// How soon that is looked at again, by reading, in milliseconds; nil where it is not.
    public var askAgain: () -> Int?

    public init(
      read: @escaping (_ body: (any Book) throws -> Void) throws -> Void,
      transact: @escaping (_ body: (any Book) throws -> JournalEvent) throws -> Void,
      absence: @escaping () -> Absence? = { nil }, askAgain: @escaping () -> Int? = { nil }
    ) {
      self.read = read
      self.transact = transact
      self.absence = absence
      self.askAgain = askAgain
    }
  }

  /// Slow hashing of passwords.
  public struct Passwords {
    public var hash: (_ password: String) throws -> String
    public var verify: (_ password: String, _ hash: String) -> Bool
    /// Spends the time of a check, for an account that does not exist.
    public var waste: (_ password: String) -> Void

    public init(
      hash: @escaping (_ password: String) throws -> String,
      verify: @escaping (_ password: String, _ hash: String) -> Bool,
      waste: @escaping (_ password: String) -> Void
    ) {
      self.hash = hash
      self.verify = verify
      self.waste = waste
    }
  }

  /// A provider whose page takes the money.
  ///
  /// The order's number is the idempotency key of every call. A desk is never kept waiting: where the
  /// answer takes time it is ``ProviderState/asking``, and the same call made again brings it.
  public struct Payment {
    /// The methods this port serves.
    public var methods: [PaymentMethod]
    /// Whether a method takes sums in a currency.
    public var takes: (_ method: PaymentMethod, _ currency: String) -> Bool
    public var begin: (_ order: Order) -> ProviderState
    public var ask: (_ order: Order) -> ProviderState
    /// Closes it at the provider; the answer says whether money came first.
    public var cancel: (_ order: Order) -> ProviderState
    /// Sends money of a paid order back, once however often it is asked to; ``ProviderState/declined``
    /// where the provider will never do it.
    public var refund: (_ money: MoneyBack) -> ProviderState
    /// Plays the person at the practice provider's page; does nothing at a real one.
    public var practise: (_ order: Order, _ approve: Bool) -> ProviderState
    /// Whether it answers at all, so that a kiosk can say beforehand what works.
    public var isReachable: () -> Bool

    public init(
      methods: [PaymentMethod],
      takes: @escaping (_ method: PaymentMethod, _ currency: String) -> Bool = { _, _ in true },
      begin: @escaping (_ order: Order) -> ProviderState,
      ask: @escaping (_ order: Order) -> ProviderState,
      cancel: @escaping (_ order: Order) -> ProviderState,
      refund: @escaping (_ money: MoneyBack) -> ProviderState,
      practise: @escaping (_ order: Order, _ approve: Bool) -> ProviderState,
      isReachable: @escaping () -> Bool = { true }
    ) {
      self.methods = methods
      self.takes = takes
      self.begin = begin
      self.ask = ask
      self.cancel = cancel
      self.refund = refund
      self.practise = practise
      self.isReachable = isReachable
    }

    /// No provider: only the balance can pay.
    public static var none: Payment {
      Payment(
        methods: [], begin: { _ in .unreachable }, ask: { _ in .unreachable },
        cancel: { $0.page == nil ? .closed : .unreachable }, refund: { _ in .unreachable },
        practise: { _, _ in .unreachable })
    }
  }

  /// What the provider says of an order.
  public enum ProviderState: Equatable, Sendable {
    /// The question is on its way.
    case asking
    /// It can be paid at this page.
    case page(PaymentPage)
    case open
    case paid(reference: String)
    /// The money went back.
    case refunded(reference: String)
    case declined
    case closed
    case unreachable
  }

  /// Messages to people.
  public struct Post {
    /// The channels that work here; one that does not is not offered.
    public var channels: [Channel]
    public var way: Way

    /// Who hands queued messages over.
    public enum Way {
      /// The desk itself, at once, with the person waiting: practice, tests, and commands for a timer.
      case atOnce(_ deliver: (_ notice: Notice) -> Delivery)
      /// Somebody else, in their own time, who is told that something may wait.
      case courier(ring: () -> Void)
    }

    public init(channels: [Channel], way: Way) {
      self.channels = channels
      self.way = way
    }

    /// Nothing can be sent from here.
    public static var none: Post { Post(channels: [], way: .courier(ring: {})) }
  }
}

/// Why the records of a fleet cannot be had for now; nobody here has to mend anything.
public enum RecordsTrouble: Error, Equatable, Sendable {
  /// The server is away: nothing was done.
  case away
  /// It went before it said whether the act was done.
  case unknown
  /// The act before, of which nobody knew, was done after all; so this one was not begun.
  case doneBefore
}
