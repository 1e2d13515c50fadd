public import Domain

/// Finding a service centre: by city, from a district, or from a point; nobody has to sign in (OFF-02).
struct OutletFinder: Journey {
  /// Where one looks from.
  enum Origin: Equatable {
    case city(String)
    case district(String)
    case place(Place)
  }

  enum State: Equatable {
    case start
    case districts
    case place
    case list(Origin)
    case outlet(String, Origin)
  }

  var world: World
  var state = State.start

  init(world: World) { self.world = world }

  private var outlets: [Outlet] { world.policy.outlets ?? [] }
  private var districts: [District] { world.policy.districts ?? [] }

  /// The cities in the order of the policy, each once; an id is the city's place among them.
  private var cities: [LocalizedText] {
    outlets.map(\.city).reduce(into: []) { cities, city in
      if !cities.contains(city) { cities.append(city) }
    }
  }

  var prompt: Prompt {
    switch state {
    case .start:
      var options = cities.enumerated().map { index, city in
        Option(
          "city\(index + 1)", .say(.policy(city)),
          detail: Phrase("outlets.count", ["count": .count(outlets.count { $0.city == city })]))
      }
      if !districts.isEmpty { options.append(Option("district", "outlets.district")) }
      options += [Option("place", "outlets.place"), Option("back", "outlets.leave")]
      return Prompt(
        journey: "outlets", step: "start", title: "counter.outlets.title",
        body: [.text("outlets.body")], ask: .choose(options))
    case .districts:
      return Prompt(
        journey: "outlets", step: "district", title: "outlets.district.title",
        ask: .choose(
          districts.map {
            Option($0.id, .say(.policy($0.names)), detail: .say(.policy($0.city)))
          } + [Option("back", "counter.back")]))
    case .place:
      return Prompt(
        journey: "outlets", step: "place", title: "outlets.place.title",
        body: [.text("outlets.place.body")],
        ask: .enter([
          Field("place", .text, "outlets.place.field", hint: "outlets.place.hint", limit: 60)
        ]), others: [Option("back", "counter.back")])
    case .list(let origin):
      return Prompt(
        journey: "outlets", step: "list", title: "counter.outlets.title",
        body: point(origin) == nil ? [] : [.text("outlets.nearest")],
        ask: .choose(sorted(origin).map { option($0, origin) } + [Option("back", "counter.back")]))
    case .outlet(let id, let origin):
      guard let outlet = outlets.first(where: { $0.id == id }) else {
        return Prompt(
          journey: "outlets", step: "outlet", title: "counter.outlets.title", ask: .show)
      }
      var body = OutletLines.of(outlet, world.policy, world.calendars, at: world.now)
      if let point = point(origin) {
        body.insert(
          .fact(
            label: "outlets.distance", value: .say(.distance(point.metres(to: outlet.place)))),
          at: 1)
      }
      return Prompt(
        journey: "outlets", step: "outlet", title: .say(.policy(outlet.names)), body: body,
        ask: .show)
    }
  }

  private func point(_ origin: Origin) -> Place? {
    switch origin {
    case .city: nil
    case .district(let id): districts.first { $0.id == id }?.place
    case .place(let place): place
    }
  }

  /// The nearest first, those of a district's own city before others: a border may lie between.
  ///
  /// In a city, as the policy has them.
  private func sorted(_ origin: Origin) -> [Outlet] {
    guard let point = point(origin) else {
      guard case .city(let id) = origin else { return outlets }
      return outlets.filter { outlet in
        cities.firstIndex(of: outlet.city).map { "city\($0 + 1)" == id } ?? false
      }
    }
    var home: LocalizedText?
    if case .district(let id) = origin { home = districts.first { $0.id == id }?.city }
    return outlets.sorted { a, b in
      let (isHere, isThere) = (a.city == home, b.city == home)
      if home != nil, isHere != isThere { return isHere }
      return point.metres(to: a.place) < point.metres(to: b.place)
    }
  }

  private func option(_ outlet: Outlet, _ origin: Origin) -> Option {
    let now = OutletLines.now(outlet, world.policy, world.calendars, at: world.now)
    guard let point = point(origin) else {
      return Option(outlet.id, .say(.policy(outlet.names)), detail: now)
    }
    return Option(
      outlet.id, .say(.policy(outlet.names)),
      detail: Phrase(
        "outlets.detail",
        [
          "distance": .distance(point.metres(to: outlet.place)), "city": .policy(outlet.city),
          "now": now.map { .phrase($0) } ?? .policy(outlet.hours),
        ]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .start:
      switch try answer.choice(of: prompt) {
      case "back": return [.open(.welcome)]
      case "district": state = .districts
      case "place": state = .place
      case let city: state = .list(.city(city))
      }
    case .districts:
      let choice = try answer.choice(of: prompt)
      state = choice == "back" ? .start : .list(.district(choice))
    case .place:
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        state = .start
        return []
      }
      let typed = try answer.fields(of: prompt)["place"] ?? ""
      guard let place = Place(typed: typed) else { throw Refusal("place.format", field: "place") }
      state = .list(.place(place))
    case .list(let origin):
      let choice = try answer.choice(of: prompt)
      guard choice == "back" else {
        state = .outlet(choice, origin)
        return []
      }
      state =
        switch origin {
        case .city: .start
        case .district: .districts
        case .place: .place
        }
    case .outlet(_, let origin):
      try answer.isNext()
      state = .list(origin)
    }
    return []
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}

/// A service centre as lines to read, or to print: where, when, and what to bring (OFF-02 to OFF-04).
public enum OutletLines {
  /// - Parameters:
  ///   - outlet: which one.
  ///   - policy: the carrier's.
  ///   - calendars: those whose holidays are known.
  ///   - now: the moment at which somebody asks.
  /// - Returns: the lines, without the outlet's name.
  public static func of(
    _ outlet: Outlet, _ policy: BrandPolicy, _ calendars: WorkCalendars, at now: Instant
  ) -> [Line] {
    var lines: [Line] = [
      .fact(label: "counter.address", value: .say(.policy(outlet.address))),
      .fact(label: "counter.hours", value: .say(.policy(outlet.hours))),
    ]
    if let state = self.now(outlet, policy, calendars, at: now) {
      lines.append(.fact(label: "outlets.now", value: state))
      if calendars[outlet.opening?.calendar ?? ""]?.isHoliday(policy.today(now)) ?? false {
        lines.append(.remark("outlets.holiday"))
      }
    }
    lines += [
      .fact(label: "outlets.support", value: .say(.text(policy.support.hotline))), .gap,
      .text("counter.bring"),
    ]
    lines += (policy.closure.procedure(.counter)?.materials ?? []).map {
      .bullet(.say(.policy($0.text)))
    }
    lines.append(
      outlet.asksPurchaseProof ? .warning("counter.purchaseProof") : .remark("outlets.noProof"))
    return lines
  }

  /// Whether it is open; nil where its hours are known in words only.
  static func now(
    _ outlet: Outlet, _ policy: BrandPolicy, _ calendars: WorkCalendars, at now: Instant
  ) -> Phrase? {
    switch outlet.opening?.state(at: now, clock: policy.clock, calendars) {
    case nil: nil
    case .open(let until): Phrase("outlets.open", ["until": .time(until, policy.clock)])
    case .opens(let from) where policy.today(from) == policy.today(now):
      Phrase("outlets.opensToday", ["from": .time(from, policy.clock)])
    case .opens(let from): Phrase("outlets.opens", ["from": .moment(from, policy.clock)])
    case .closed: "outlets.closed"
    }
  }
}
