public import Domain
public import Journeys
public import Testing

/// A person at a desk: answers prompts by the names of their steps, and reads the messages that come.
public final class DeskScript {
  public let desk: Desk
  public let inbox: Inbox
  /// Everything the desk told beside its prompts.
  public private(set) var events: [DeskEvent] = []
  /// The steps that were answered since there was last no way back.
  private var way: Set<String> = []

  public init(_ desk: Desk, inbox: Inbox) {
    self.desk = desk
    self.inbox = inbox
  }

  public var prompt: Prompt { desk.prompt }
  public var refusal: Refusal? { desk.prompt.refusal }

  /// The prompt without why the last answer was refused.
  public var question: Prompt {
    var prompt = desk.prompt
    prompt.refusal = nil
    return prompt
  }

  // MARK: Looking

  /// The step asked now must be this one, and nothing refused.
  public func expect(
    step: String, _ journey: String? = nil, at place: SourceLocation = #_sourceLocation
  ) {
    let prompt = desk.prompt
    let where_ = "\(prompt.journey).\(prompt.step)"
    #expect(prompt.step == step, "at \(where_)", sourceLocation: place)
    if let journey { #expect(prompt.journey == journey, "at \(where_)", sourceLocation: place) }
    #expect(prompt.refusal == nil, "at \(where_)", sourceLocation: place)
  }

  /// The last answer must have been refused with this code, and the step have stayed.
  public func expect(
    refused code: String, field: String? = nil, step: String? = nil,
    at place: SourceLocation = #_sourceLocation
  ) {
    let prompt = desk.prompt
    #expect(prompt.refusal?.code == code, sourceLocation: place)
    if let field { #expect(prompt.refusal?.field == field, sourceLocation: place) }
    if let step { #expect(prompt.step == step, sourceLocation: place) }
  }

  /// Whether a phrase of this key is anywhere on the prompt.
  public func says(_ key: String) -> Bool { phrases.contains { $0.key == key } }

  /// Whether the sentence is a warning, which stands out.
  public func warns(_ key: String) -> Bool {
    desk.prompt.body.contains { line in
      if case .warning(let phrase) = line { return phrase.key == key }
      return false
    }
  }

  /// The facts of the first phrase of this key on the prompt.
  public func facts(_ key: String) -> [String: Fact]? { phrases.first { $0.key == key }?.facts }

  /// Whether this fact is told anywhere on the prompt.
  public func tells(_ fact: Fact) -> Bool { phrases.contains { $0.facts.values.contains(fact) } }

  /// Every phrase of the prompt, with those inside others.
  public var phrases: [Phrase] { Self.phrases(of: desk.prompt) }

  /// What can be chosen now, with the other options.
  public var options: [Option] {
    switch desk.prompt.ask {
    case .choose(let own), .wait(let own): own + desk.prompt.others
    case .show, .confirm, .enter, .checklist, .finished: desk.prompt.others
    }
  }

  public func option(_ id: String) -> Option? { options.first { $0.id == id } }

  public func item(_ id: String) -> CheckItem? {
    guard case .checklist(let list) = desk.prompt.ask else { return nil }
    return list.items.first { $0.id == id }
  }

  // MARK: Answering

  /// What gives the answers, where they are not simply handed over: fingers on a screen.
  @TaskLocal public static var hand: (any Hand)?

  public func answer(_ answer: Answer) {
    let place = place
    if let hand = Self.hand { hand.give(answer, at: desk) } else { desk.answer(answer) }
    events += desk.takeEvents()
    if desk.prompt.canGoBack { way.insert(place) } else { way = [] }
  }

  private var place: String { "\(desk.prompt.journey).\(desk.prompt.step)" }

  public func choose(_ id: String) { answer(.choose(id)) }
  public func confirm(_ yes: Bool = true) { answer(.confirm(yes)) }
  public func enter(_ fields: [String: String]) { answer(.enter(fields)) }
  public func check(_ id: String, _ ticked: Bool = true) { answer(.check(id, ticked)) }
  public func next() { answer(.next) }

  public func back() {
    if let hand = Self.hand { hand.goBack(at: desk) } else { desk.goBack() }
    events += desk.takeEvents()
  }

  /// After an answer that did nothing in the world: Back leads to the question before, and the same
  /// answer on again.
  ///
  /// Where the answer itself led back to a step on the way here, Back leads on towards home from there.
  public func goBackAndForth(
    _ question: Prompt, _ answer: Answer, _ comment: String,
    at source: SourceLocation = #_sourceLocation
  ) {
    let here = self.question
    guard here.canGoBack, here.step != question.step, !desk.isOver, !way.contains(place) else {
      return
    }
    back()
    #expect(
      self.question == question, "\(comment): back from \(here.step) leads elsewhere",
      sourceLocation: source)
    self.answer(answer)
    #expect(
      self.question == here, "\(comment): \(answer) leads elsewhere the second time",
      sourceLocation: source)
  }

  public func home() {
    desk.goHome()
    events += desk.takeEvents()
  }

  /// Moves the practice clock.
  public func wait(_ seconds: Int64) {
    _ = desk.advance(seconds: seconds)
    events += desk.takeEvents()
  }

  // MARK: Whole passages

  /// Signs in from the first screen.
  public func signIn(
    _ identifier: String = "linyue@example.com", password: String = People.password,
    at place: SourceLocation = #_sourceLocation
  ) {
    choose("signIn")
    enter(["identifier": identifier, "password": password])
    expect(step: "menu", "home", at: place)
  }

  /// Types the newest code of the inbox.
  public func enterCode(at place: SourceLocation = #_sourceLocation) {
    guard let code = inbox.code else {
      Issue.record("no code came", sourceLocation: place)
      return
    }
    enter(["code": code])
  }

  /// From the home page to the closure's question why, through the checklist, refunding what is left.
  public func clearChecklist(at place: SourceLocation = #_sourceLocation) {
    choose("closure")
    expect(step: "meaning", "closure", at: place)
    choose("start")
    expect(step: "checklist", at: place)
    if item("balance")?.action == .open {
      choose("balance")
      choose("refund")
    }
    check("backup")
    choose("terms")
    confirm()
    expect(step: "checklist", at: place)
    next()
    expect(step: "reason", at: place)
  }

  /// From the home page to the last word of a closure.
  public func prepareClosure(
    reason: String = "noLongerNeeded", at place: SourceLocation = #_sourceLocation
  ) {
    clearChecklist(at: place)
    choose(reason)
    expect(step: "sure", at: place)
    confirm()
    expect(step: "identity", at: place)
    choose("mailCode")
    expect(step: "code", at: place)
    enterCode(at: place)
    expect(step: "confirm", at: place)
  }

  /// From the home page to a filed application, whose receipt number is returned.
  @discardableResult
  public func close(at place: SourceLocation = #_sourceLocation) throws -> String {
    prepareClosure(at: place)
    confirm()
    expect(step: "submitted", at: place)
    return try #require(receipts.last, sourceLocation: place).number
  }

  /// The receipts that were handed over here.
  public var receipts: [Receipt] {
    events.compactMap { event in
      if case .receipt(let receipt) = event { return receipt }
      return nil
    }
  }

  public var troubles: [Phrase] {
    events.compactMap { event in
      if case .trouble(let phrase) = event { return phrase }
      return nil
    }
  }

  private static func phrases(of prompt: Prompt) -> [Phrase] {
    var found = [prompt.title]
    for line in prompt.body {
      switch line {
      case .text(let p), .remark(let p), .warning(let p), .good(let p), .bullet(let p):
        found.append(p)
      case .fact(let label, let value), .meter(let label, _, let value): found += [label, value]
      case .moment(_, let when, let what): found += [when, what]
      case .columns(let heads): found += heads
      case .qr, .scan, .gap: break
      }
    }
    func add(_ options: [Option]) {
      for option in options {
        found += [option.label] + [option.detail, option.disabled].compactMap(\.self)
        found += option.columns
      }
    }
    add(prompt.others)
    switch prompt.ask {
    case .show, .finished: break
    case .choose(let options), .wait(let options): add(options)
    case .confirm(let sure): found += [sure.yes, sure.no]
    case .enter(let fields):
      for field in fields { found += [field.label] + [field.hint].compactMap(\.self) }
    case .checklist(let list):
      for item in list.items { found += [item.label] + [item.detail].compactMap(\.self) }
      found += [list.proceed].compactMap(\.self)
    }
    return found.flatMap(within)
  }

  private static func within(_ phrase: Phrase) -> [Phrase] {
    [phrase]
      + phrase.facts.values.flatMap { fact -> [Phrase] in
        if case .phrase(let inner) = fact { return within(inner) }
        return []
      }
  }
}

/// Somebody who brings an answer about by other means than saying it.
public protocol Hand: Sendable {
  /// Does whatever makes the desk be answered so.
  func give(_ answer: Answer, at desk: Desk)
  func goBack(at desk: Desk)
}
