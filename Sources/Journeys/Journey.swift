public import Domain

/// A conversation with one aim, as a value.
///
/// A refusal moves nothing; a setback, such as a declined payment, is a state with its own prompt.
public protocol Journey: Sendable, Equatable {
  /// What is asked now.
  var prompt: Prompt { get }
  /// The world as it is at this moment; the desk renews it before every prompt and answer.
  var world: World { get set }
  /// What the world is asked again and again while its answer is waited for.
  var awaited: Effect? { get }
  /// The person spoke: moves on and says what must be done, or throws and stays.
  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect]
  /// The world spoke. Throwing means that the world refused the last answer: the step before stands.
  mutating func note(_ report: Report) throws(Refusal) -> [Effect]
  /// Whether it matters now how the printer stands: just before something that cannot be undone.
  var wantsPaper: Bool { get }
}

extension Journey {
  public var wantsPaper: Bool { false }
}

extension Journey {
  public var awaited: Effect? { nil }
}

/// What a journey may know of the world.
public struct World: Equatable, Sendable {
  public var now: Instant
  public var station: String
  /// The carrier that is served.
  public var brand: Brand
  /// Every carrier of this desk.
  public var brands = Brands()
  /// Working days, by the calendar's id.
  public var calendars: WorkCalendars = [:]
  /// The signed-in subscriber, as the records have it now.
  public var account: Account?
  /// The order the account says is open.
  public var openOrder: Order?
  /// The application the account says is in review.
  public var application: ClosureApplication?
  /// The account's receipts, oldest first.
  public var receipts: [Receipt] = []
  /// The number the next order gets; the same until that order is over.
  public var orderNumber: String
  /// Who can be played at a practice desk.
  public var samples: [Practice.Sample] = []
  /// The channels a message can really go out by.
  public var channels: [Channel]
  /// Whether files can be read and written here, such as from a USB folder.
  public var readsFiles = false
  /// The ways of paying that really work here.
  public var methods: [PaymentMethod]
  /// Whether photos of documents can be shown here.
  public var showsPhotos = false
  /// Whether there is a receipt printer.
  public var prints = false
  /// How it stands, where that matters now; nil elsewhere.
  public var paper: PaperState?
  /// A practice desk, where nothing is real.
  public var practice: Bool
  /// The place a kiosk stands in; nil at a desk that is none.
  public var premises: Premises?
  /// That the fleet's server is away; nil where the records can be had.
  public var absence: Absence?

  /// Who of the staff works at this desk; nil where nobody of them is signed in.
  public var staff: Staff?
  /// Whether nobody works at this vault's counters yet.
  public var isUnstaffed = false
  /// The outlet this desk stands in, for the carrier served; nil where nobody has said.
  public var outlet: Outlet?
  /// The language that is spoken here now.
  public var language = Language.en
  /// The page of the review queue they look at.
  public var queue: QueuePage?
  /// The application they have open.
  public var file: ReviewFile?
  /// The page of orders waiting for the counter they look at, and the order they have open.
  public var counter: CounterPage?
  public var counterOrder: CounterOrder?
  /// The made-up staff of a practice desk.
  public var colleagues: [Practice.Colleague] = []
  /// The day of the till they look at.
  public var tillDay: TillDay?

  public var policy: BrandPolicy { brand.policy }
  public var today: Day { policy.today(now) }
}

/// What must be done in the world; plain values, performed by ``Desk``.
public enum Effect: Equatable, Sendable {
  /// One transaction. Reported as ``Report/done(_:)`` or ``Report/refused(_:)``.
  case perform(Act)
  /// Finds the account, counts the attempt, checks the password. ``Report/signedIn(_:)`` or ``Report/refused(_:)``.
  case checkPassword(identifier: [Lookup], password: String)
  /// Hashes a password and registers. ``Report/done(_:)`` or ``Report/refused(_:)``.
  case register(NewSubscriber, password: String)
  /// Hashes and sets a password. ``Report/done(_:)``.
  case setPassword(RecordID, password: String)
  /// Asks whether this is the account's password. ``Report/done(_:)`` or ``Report/notSignedIn``.
  case verifyPassword(RecordID, password: String)
  /// Reads a photo from a file or a folder and files it. ``Report/done(_:)`` or ``Report/photo(_:)``.
  case attachPhoto(RecordID, path: String)
  /// Counts, then compares an answer. ``Report/done(_:)``, ``Report/notSignedIn`` or ``Report/refused(_:)``.
  case checkAnswer(RecordID, answer: String)
  /// Hashes and files an answer. ``Report/done(_:)``.
  case setAnswer(RecordID, question: String, answer: String)
  /// Mails the person's own data to their registered address. ``Report/done(_:)``.
  case mailCopy(RecordID)
  /// Writes the person's own data into a folder. ``Report/exported(_:)``.
  case export(RecordID, folder: String, ExportFormat)
  /// Sends a reset code if there is such an account, and says the same if not. ``Report/codeMaybeSent(_:)``.
  case sendResetCode(identifier: [Lookup], Channel)
  /// Who has this account number. ``Report/found(_:)``.
  case findAccount(Lookup)
  /// What this receipt number leads to. ``Report/application(_:)`` or ``Report/receipt(_:)`` or ``Report/refused(_:)``.
  case lookUpReceipt(String)
  /// Checks a receipt's code. ``Report/claim(_:)``, or the answer is refused with the reason.
  case checkReceipt(String)
  /// Draws a text as a symbol to be scanned. ``Report/symbol(_:)``.
  case draw(String)
  /// Begins a payment at the provider. ``Report/payment(_:)``.
  case beginPayment(RecordID)
  /// Asks the provider how a payment stands. ``Report/payment(_:)``.
  case askPayment(RecordID)
  /// The practice provider's page: the person plays the bank. ``Report/payment(_:)``.
  case practicePayment(RecordID, approve: Bool)
  /// Closes it at the provider first, then here; it may have been paid meanwhile. ``Report/payment(_:)``.
  case cancelPayment(RecordID)
  /// Signs somebody of the staff in. ``Report/done(_:)``, ``Report/notSignedIn`` or ``Report/refused(_:)``.
  case admitStaff(name: String, password: String, code: String)
  /// Whose accounts a text names, with any carrier. ``Report/clients(_:)``.
  case findClients(String)
  /// Somebody of the staff serves this account's subscriber from here on. ``Report/done(_:)`` or ``Report/refused(_:)``.
  case attend(RecordID)
  /// From here on this desk stands in that outlet of the carrier served.
  case standAt(outlet: String)
  /// Shows staff a photo. ``Report/photo(_:)``, ``Report/refused(_:)``, or the answer is refused.
  case viewPhoto(RecordID)
  /// Which application has this number. ``Report/application(_:)`` or ``Report/found(_:)``.
  case findApplication(String)
  /// Which order has this number. ``Report/found(_:)``.
  case findOrder(String)
  /// From here on this account is served.
  case serve(RecordID)
  /// Serves this carrier's customers from here on.
  case serveBrand(String)
  case signOut
  /// Speaks this language from here on; a session begins, if it can.
  case greet(Language, begin: Bool)
  /// Lets staff out of the kiosk. ``Report/notSignedIn`` or ``Report/refused(_:)`` where it does not.
  case exitKiosk(pin: String)
  /// The person walks away.
  case leave
  /// Ends the conversation with a choice that the program itself carries out.
  case decide(String)
  /// Leaves for another journey.
  case open(Destination)
  /// Shows a receipt: on the json front as its own line.
  case showReceipt(Receipt)
  /// Writes a receipt into a folder. ``Report/exported(path:problem:)``.
  case keep(Receipt, folder: String)
  /// Prints a receipt. ``Report/printed(_:)``.
  case print(Receipt)
  /// Moves the practice clock and runs what falls due.
  case advance(seconds: Int64)
}

/// What the world said.
public enum Report: Equatable, Sendable {
  case done(Outcome)
  case refused(ActRefusal)
  case signedIn(RecordID)
  /// The identifier or the password is wrong; which one is never told.
  case notSignedIn
  /// A code went out if there is such an account.
  case codeMaybeSent(RecordID?)
  case found(RecordID?)
  case clients([Client])
  case application(ClosureApplication)
  case receipt(Receipt)
  /// What a code proves.
  case claim(ReceiptClaim)
  /// Nil where no symbol can be made.
  case symbol(QRSymbol?)
  case payment(PaymentState)
  /// What is wrong with the photo, as a refusal's code, or nil.
  case photo(String?)
  /// The file that was written, or nil with the reason.
  case exported(path: String?, problem: String?)
  /// How the printer stood after it was given something.
  case printed(PaperState)
}

/// An account that staff found, before they look at it.
public struct Client: Equatable, Sendable {
  public var account: RecordID
  /// The carrier's id.
  public var brand: String
}

/// How a person's own data is written.
public enum ExportFormat: String, Equatable, Sendable, CaseIterable {
  case text, json
}

/// How a payment stands at the provider.
public enum PaymentState: Equatable, Sendable {
  /// The provider is asked, and has not answered yet.
  case asking
  /// The person is at the provider's page.
  case pending
  case paid(Receipt)
  case declined
  /// Nothing was charged and nothing can be any more.
  case cancelled
  /// The provider does not answer; nothing is known.
  case unknown
}

/// Where a person can go.
public enum Destination: Equatable, Sendable {
  case welcome
  case signIn
  case register
  case resetPassword
  case lookUp
  case outlets
  case home
  case renewal
  case activation
  case verification
  case management
  case changePassword
  case devices
  case bills
  case closure
  case planChange
  case suspension
  case exportData
  case authenticator
  case securityQuestion
  case brand
  case progress
  case guide
  /// What closing an account asks for.
  case preparation
  case receipts
  case clock
  case reviewQueue
  case till
  case counter
  /// Closing the account of the person who is served.
  case counterClosure
}
