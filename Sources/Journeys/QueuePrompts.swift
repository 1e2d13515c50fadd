import Domain

/// How the queue is asked about.
enum QueuePrompts {
  static func list(_ queue: ReviewQueue) -> Prompt {
    let world = queue.world
    let page = world.queue ?? QueuePage(forms: [], next: nil)
    var body: [Line] = []
    if let staff = world.staff {
      body.append(
        .fact(
          label: .say(.text(staff.name)), value: Phrase("staff.role.\(staff.role.rawValue)")))
    }
    if let brand = queue.brand.flatMap(world.brands.brand) {
      body.append(.remark(Phrase("review.only", ["brand": .policy(brand.names)])))
    }
    if queue.isOverdueOnly { body.append(.remark("review.onlyOverdue")) }
    if page.forms.isEmpty {
      body.append(page.next == nil ? .good("review.none") : .text("review.noneHere"))
    }
    var options = page.forms.map { item($0, world) }
    if page.next != nil { options.append(Option("more", "review.more")) }
    if queue.after != nil { options.append(Option("first", "review.first")) }
    options.append(Option("serve", "counter.serve", detail: "counter.serve.detail"))
    options.append(Option("find", "review.find"))
    if world.brands.count > 1 { options.append(Option("brand", "review.brand")) }
    options.append(
      Option("overdue", queue.isOverdueOnly ? "review.showAll" : "review.showOverdue"))
    options.append(Option("till", "review.till"))
    options.append(Option("signOut", "home.signOut"))
    return Prompt(
      journey: "review", step: "queue", title: "review.title", body: body, ask: .choose(options))
  }

  private static func item(_ form: ClosureApplication, _ world: World) -> Option {
    let brand = world.brands.brand(form.brand) ?? world.brand
    let facts: [String: Fact] = [
      "brand": .policy(brand.names), "day": .day(form.window.days.last),
    ]
    let isOverdue = form.isOverdue(at: world.now)
    let detail: Phrase =
      switch form.state {
      case .moreInfoNeeded where isOverdue: Phrase("review.item.askedOverdue", facts)
      case .moreInfoNeeded: Phrase("review.item.asked", facts)
      default: isOverdue ? Phrase("review.item.overdue", facts) : Phrase("review.item", facts)
      }
    return Option(form.number, .say(.text(form.number)), detail: detail)
  }

  static func brands(_ world: World) -> Prompt {
    Prompt(
      journey: "review", step: "brand", title: "review.brand.title",
      ask: .choose(
        world.brands.all.map { Option($0.id, .say(.policy($0.names))) }
          + [Option("all", "review.brand.all")]))
  }

  static func words(_ step: String, _ title: Phrase, _ number: [Line]) -> Prompt {
    Prompt(
      journey: "review", step: step, title: title, body: number + [.text("review.told")],
      ask: .enter([Field("words", .text, "review.words", limit: 200)]))
  }

  static let gone = Prompt(
    journey: "review", step: "gone", title: "review.title", body: [.text("review.gone")],
    ask: .show)
}
