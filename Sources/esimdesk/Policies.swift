import Domain

/// The carriers this desk serves.
enum Policies {
  /// The embedded policies and those of a carrier's own folder, by brand; the folder's win.
  static func all(_ options: Options) throws(Failure) -> [String: BrandPolicy] {
    var policies: [String: BrandPolicy] = [:]
    for name in Surroundings.resources(below: "Brands/") {
      guard let bytes = Surroundings.resource(name) else { continue }
      let policy = try read(bytes, name)
      policies[policy.id] = policy
    }
    guard let folder = options.brands else { return policies }
    for file in try Surroundings.files(in: folder, ending: ".json") {
      let policy = try read(try Surroundings.file(file, limit: 4 << 20), file)
      policies[policy.id] = policy
    }
    return policies
  }

  /// The embedded calendars and those of `calendars/` in a carrier's own folder, by id.
  static func calendars(_ options: Options) throws(Failure) -> [String: WorkCalendar] {
    var calendars: [String: WorkCalendar] = [:]
    for name in Surroundings.resources(below: "Calendars/") {
      guard let bytes = Surroundings.resource(name) else { continue }
      let calendar = try readCalendar(bytes, name)
      calendars[calendar.id] = calendar
    }
    guard let folder = options.brands.map({ $0 + "/calendars" }), Surroundings.isFolder(folder)
    else { return calendars }
    for file in try Surroundings.files(in: folder, ending: ".json") {
      let calendar = try readCalendar(try Surroundings.file(file, limit: 1 << 20), file)
      calendars[calendar.id] = calendar
    }
    return calendars
  }

  /// Refuses a window whose calendar nobody has.
  static func check(
    _ policies: [String: BrandPolicy], _ calendars: [String: WorkCalendar]
  ) throws(Failure) {
    for policy in policies.values.sorted(by: { $0.id < $1.id }) {
      let windows = policy.closure.procedures.enumerated().map { index, procedure in
        ("closure.procedures[\(index)].window.calendar", procedure.window.calendar)
      }
      let doors = (policy.outlets ?? []).enumerated().map { index, outlet in
        ("outlets[\(index)].opening.calendar", outlet.opening?.calendar)
      }
      for (path, calendar) in windows + doors {
        guard let calendar, calendars[calendar] == nil else { continue }
        throw Failure(
          code: Exit.config,
          line: "esimdesk: brand \(policy.id) at \(path): there is no calendar "
            + "\(Options.printable(calendar)); add calendars/"
            + "\(Options.printable(calendar)).json to the brands folder")
      }
    }
  }

  private static func readCalendar(
    _ bytes: [UInt8], _ file: String
  ) throws(Failure) -> WorkCalendar {
    do {
      return try WorkCalendar.read(bytes)
    } catch {
      throw error.failure(file)
    }
  }

  /// A policy file, or what is wrong with it: file, path, problem and remedy in one line.
  static func read(_ bytes: [UInt8], _ file: String) throws(Failure) -> BrandPolicy {
    do {
      return try BrandPolicy.read(bytes)
    } catch {
      throw error.failure(file)
    }
  }
}
