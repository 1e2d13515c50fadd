/// Where and when an act happens, and by which rules: everything an act needs besides the records.
public struct Scene: Sendable {
  public var now: Instant
  /// The terminal's name, or the command's, for the journal and the counters.
  public var station: String
  public var policies: [String: BrandPolicy]
  /// Working days, by the calendar's id.
  public var calendars: [String: WorkCalendar]
  /// Fresh random bytes.
  public var random: @Sendable (_ count: Int) -> [UInt8]

  public init(
    now: Instant, station: String, policies: [String: BrandPolicy],
    calendars: [String: WorkCalendar] = [:],
    random: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.now = now
    self.station = station
    self.policies = policies
    self.calendars = calendars
    self.random = random
  }

  func policy(_ brand: String) throws -> BrandPolicy {
    guard let policy = policies[brand] else { throw ActRefusal.brandUnknown(brand) }
    return policy
  }
}
