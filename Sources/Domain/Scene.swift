/// Where and when an act happens, and by which rules: everything an act needs besides the records.
public struct Scene: Sendable {
  public var now: Instant
  /// The terminal's name, or the command's, for the journal and the counters.
  public var station: String
  /// Who of the staff does it; nil where nobody of them is signed in.
  public var staff: String?
  public var policies: Brands
  /// Working days, by the calendar's id.
  public var calendars: WorkCalendars
  /// Fresh random bytes.
  public var random: @Sendable (_ count: Int) -> [UInt8]

  public init(
    now: Instant, station: String, staff: String? = nil, policies: Brands,
    calendars: WorkCalendars = [:],
    random: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.now = now
    self.station = station
    self.staff = staff
    self.policies = policies
    self.calendars = calendars
    self.random = random
  }

  /// Who answers for it, as the journal says.
  var by: String { staff.map { "staff:\($0)" } ?? station }

  func policy(_ brand: String) throws -> BrandPolicy {
    guard let policy = policies[brand] else { throw ActRefusal.brandUnknown(brand) }
    return policy
  }
}
