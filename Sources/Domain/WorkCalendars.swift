/// The calendars of a desk, by id, each read when something first asks for it.
public struct WorkCalendars: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  /// In the order of their ids: a handful, and named at every start.
  private var all: [(id: String, calendar: OnDemand<WorkCalendar>)] = []

  public init() {}

  public init(dictionaryLiteral calendars: (String, WorkCalendar)...) {
    for (id, calendar) in calendars { add(id, OnDemand(value: calendar)) }
  }

  public var ids: [String] { all.map(\.id) }

  public subscript(id: String) -> WorkCalendar? { all.first { $0.id == id }?.calendar.value }

  public func has(_ id: String) -> Bool { all.contains { $0.id == id } }

  public mutating func add(_ calendar: WorkCalendar) {
    add(calendar.id, OnDemand(value: calendar))
  }

  /// Adds one whose file is known to be sound, such as an embedded one.
  public mutating func add(_ id: String, reading: @escaping @Sendable () -> WorkCalendar) {
    add(id, OnDemand(reading))
  }

  private mutating func add(_ id: String, _ calendar: OnDemand<WorkCalendar>) {
    let place = all.firstIndex { $0.id >= id } ?? all.count
    if place < all.count, all[place].id == id {
      all[place].calendar = calendar
    } else {
      all.insert((id, calendar), at: place)
    }
  }

  public static func == (a: WorkCalendars, b: WorkCalendars) -> Bool {
    a.ids == b.ids
      && zip(a.all, b.all).allSatisfy {
        $0.calendar === $1.calendar || $0.calendar.value == $1.calendar.value
      }
  }
}
