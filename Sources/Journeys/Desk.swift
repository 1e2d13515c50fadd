public import Domain

/// One person at one terminal: asks prompts, takes answers, performs what journeys want done.
///
/// The same for every front. Nothing here knows a sentence or a cell.
public final class Desk {
  let ports: Ports
  let policies: Brands
  /// Working days, by the calendar's id.
  let calendars: WorkCalendars
  /// The carrier whose customers it serves.
  var ownBrand: Brand
  public let station: String
  /// Nil at a real desk.
  let practice: Practice?
  /// Nil at a desk that somebody keeps.
  public let kiosk: Kiosk?
  /// The outlet it stands in, where the command line says so.
  let outlet: String?
  /// Whether it is the staff's own.
  let isForStaff: Bool
  /// Who of the staff is signed in, by name.
  var member: String?
  /// The account whose subscriber they serve, and its carrier, which may be another than the desk's.
  var client: (account: RecordID, brand: Brand)?
  /// The outlets they said it stands in, by carrier; forgotten when they leave.
  var outlets: [String: String]
  /// What earlier pages of the review queue found out.
  let queueMemory = QueuePage.Memory()
  /// The applications that are due, and that people decide; they are not looked at again.
  var leftToStaff: Set<RecordID> = []
  /// How far applications were looked at in passing; nil: from the first.
  var lookedUpTo: DueItem?
  /// The application whose photo is shown.
  var viewing: RecordID?
  /// When the last answer was given at the staff's desk.
  var lastAnswer: Instant?
  /// When it was last looked whether somebody elsewhere did what is waited for here.
  var lastLook: Instant?
  /// Whether the provider has not answered the last question yet.
  var isAsking = false
  /// Whether the provider was asked about orders that nobody here looks at, and has not answered yet.
  var isAskingForOrders = false
  /// Whether somebody of the staff is there to take money.
  let isAtCounter: Bool
  /// The place as it was last looked at; nil at a desk that is no kiosk.
  var premises: Premises?
  /// What the question for the staff's PIN came over.
  var interrupted: (journey: any Journey, trail: Trail)?
  /// The orders opened by the person at this desk.
  var openedOrders: [RecordID] = []
  /// Asked while a fleet's server is waited for, with how long it has been, in milliseconds; false gives up.
  ///
  /// Set by whoever can show it, for as long as an answer is worked on.
  public var whileWaiting: ((_ milliseconds: Int) -> Bool)?
  /// Whether the server is only asked whether it is back: nobody waits for the answer.
  public internal(set) var isReaching = false
  /// Whether what this step asks for turned out to be done.
  var isStale = false
  /// The language of everything said; changing it changes nothing else.
  public var language: Language

  var journey: any Journey {
    didSet { awaits = journey.awaited != nil }
  }
  /// Whether it waits for the world; kept, since every key asks for it.
  private(set) var awaits = false
  var trail = Trail()
  var served: RecordID?
  var refusal: Refusal?
  var events: [DeskEvent] = []
  var orderNumber: String
  /// What was decided on the first run, for the program to carry out.
  public internal(set) var decision: String?
  /// Whether the person has left; the front ends.
  public internal(set) var isOver = false

  /// The carrier being served.
  public var brand: Brand { client?.brand ?? ownBrand }

  /// The policy of the carrier being served.
  public var policy: BrandPolicy { brand.policy }

  public init(
    ports: Ports, policies: Brands, calendars: WorkCalendars = [:],
    brand: Brand, station: String, language: Language, practice: Practice? = nil,
    kiosk: Kiosk? = nil, forStaff: Bool = false, atCounter: Bool = false,
    outlet: String? = nil, firstRun: Bool = false
  ) {
    self.ports = ports
    self.policies = policies
    self.calendars = calendars
    ownBrand = brand
    self.station = station
    self.language = language
    self.practice = practice
    self.kiosk = kiosk
    isForStaff = forStaff
    self.outlet = outlet
    outlets = [:]
    isAtCounter = atCounter || forStaff
    orderNumber = Numbers.order(random: ports.random(12))
    let world = World(
      now: ports.clock(), station: station, brand: brand, orderNumber: orderNumber,
      channels: [], methods: [], practice: practice != nil)
    if firstRun {
      journey = FirstRun(world: world)
    } else if kiosk != nil {
      journey = Attract(world: world)
    } else if forStaff {
      journey = StaffSignIn(world: world)
    } else if policies.count > 1 {
      journey = BrandChoice(world: world)
    } else {
      journey = Welcome(world: world)
    }
    survey()
    refresh()
  }
}

/// What a front shows beside the prompt.
public enum DeskEvent: Equatable, Sendable {
  /// A message that would have gone out: the practice desk's inbox shows it.
  case message(Notice)
  case receipt(Receipt)
  /// Something went wrong that is nobody's answer; the prompt is unchanged.
  case trouble(Phrase)
  /// What became of an act of which nobody knew.
  case resolved(Phrase, isDone: Bool)
}
