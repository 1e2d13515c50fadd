import Domain

/// The carriers this desk serves.
///
/// The embedded policies and calendars were read strictly when this program was tested, and are read here when
/// something first asks for them; only a carrier's own folder can be wrong, and is looked through at once.
enum Policies {
  /// The embedded carriers and those of a carrier's own folder; the folder's win.
  ///
  /// - Parameters:
  ///   - options: which folder, if any.
  ///   - read: told the name of each embedded file when it is read; for tests.
  /// - Returns: all of them.
  /// - Throws: what is wrong in the folder.
  static func all(
    _ options: Options, read: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(Failure) -> Brands {
    var brands = Brands()
    for name in Surroundings.resources(below: "Brands/") {
      guard let bytes = Surroundings.embedded(name) else { continue }
      let brand = Brand(head: bytes) {
        read(name)
        return embedded(name) { bytes throws(FileProblem) in try BrandPolicy.trusting(bytes) }
      }
      if let brand { brands.add(brand) }
    }
    guard let folder = options.brands else { return brands }
    let calendars = try calendars(options)
    for file in try Surroundings.files(in: folder, ending: ".json") {
      let policy = try self.read(try Surroundings.file(file, limit: 4 << 20), file)
      try check(policy, calendars)
      brands.add(Brand(policy))
    }
    return brands
  }

  /// The embedded policies as `brands lint` sees them, every rule applied.
  static func checked(_ options: Options) throws(Failure) -> [BrandPolicy] {
    let calendars = try calendars(options)
    for name in Surroundings.resources(below: "Brands/") {
      guard let bytes = Surroundings.resource(name) else { continue }
      try check(try read(bytes, name), calendars)
    }
    for name in Surroundings.resources(below: "Calendars/") {
      guard let bytes = Surroundings.resource(name) else { continue }
      _ = try readCalendar(bytes, name)
    }
    return try all(options).all.map(\.policy)
  }

  /// The embedded calendars and those of `calendars/` in a carrier's own folder, by id.
  static func calendars(_ options: Options) throws(Failure) -> WorkCalendars {
    var calendars = WorkCalendars()
    for name in Surroundings.resources(below: "Calendars/") {
      let id = String(name.dropFirst("Calendars/".count).dropLast(".json".count))
      calendars.add(id) {
        embedded(name) { bytes throws(FileProblem) in try WorkCalendar.trusting(bytes) }
      }
    }
    guard let folder = options.brands.map({ $0 + "/calendars" }), Surroundings.isFolder(folder)
    else { return calendars }
    for file in try Surroundings.files(in: folder, ending: ".json") {
      calendars.add(try readCalendar(try Surroundings.file(file, limit: 1 << 20), file))
    }
    return calendars
  }

  /// Refuses a window whose calendar nobody has.
  static func check(_ policy: BrandPolicy, _ calendars: WorkCalendars) throws(Failure) {
    let windows = policy.closure.procedures.enumerated().map { index, procedure in
      ("closure.procedures[\(index)].window.calendar", procedure.window.calendar)
    }
    let doors = (policy.outlets ?? []).enumerated().map { index, outlet in
      ("outlets[\(index)].opening.calendar", outlet.opening?.calendar)
    }
    for (path, calendar) in windows + doors {
      guard let calendar, !calendars.has(calendar) else { continue }
      throw Failure(
        code: Exit.config,
        line: "esimdesk: brand \(policy.id) at \(path): there is no calendar "
          + "\(Options.printable(calendar)); add calendars/"
          + "\(Options.printable(calendar)).json to the brands folder")
    }
  }

  /// What an embedded file holds; tests read every one of them strictly.
  private static func embedded<Held>(
    _ name: String, _ read: ([UInt8]) throws(FileProblem) -> Held
  ) -> Held {
    do {
      return try read(Surroundings.resource(name) ?? [])
    } catch {
      fatalError("the embedded file \(name) is broken at \(error.path)")
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
