/// The calendars of a desk, by id, each read when something first asks for it.
public struct WorkCalendars: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  private var byID: [String: OnDemand<WorkCalendar>]

  public init() { byID = [:] }

  public init(dictionaryLiteral calendars: (String, WorkCalendar)...) {
    byID = Dictionary(calendars.map { ($0, OnDemand(value: $1)) }) { $1 }
  }

  public var ids: [String] { byID.keys.sorted() }

  public subscript(id: String) -> WorkCalendar? { byID[id]?.value }

  public func has(_ id: String) -> Bool { byID[id] != nil }

  public mutating func add(_ calendar: WorkCalendar) {
    byID[calendar.id] = OnDemand(value: calendar)
  }

  /// Adds one whose file is known to be sound, such as an embedded one.
  public mutating func add(_ id: String, reading: @escaping @Sendable () -> WorkCalendar) {
    byID[id] = OnDemand(reading)
  }

  public static func == (a: WorkCalendars, b: WorkCalendars) -> Bool {
    a.byID.keys == b.byID.keys
      && a.byID.allSatisfy { id, calendar in
        calendar === b.byID[id] || calendar.value == b.byID[id]?.value
      }
  }
}
