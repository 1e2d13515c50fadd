import Domain
import FoundationEssentials
import Journeys
import Vault
import Wording

/// `esimdesk outbox`: the messages that wait to be delivered, and those that nobody tries any more.
struct OutboxCommand {
  let options: Options
  private let door: VaultDoor

  init(_ options: Options) {
    self.options = options
    door = VaultDoor(options)
  }

  func run() throws(Failure) -> Int32 {
    switch (options.arguments[0], options.arguments.count) {
    case ("send", 1): return try send()
    case ("list", 1): return try list()
    case ("retry", 2): return try retry(options.arguments[1])
    default: throw Options.usage("outbox send, outbox list, or outbox retry ID|all")
    }
  }

  private func send() throws(Failure) -> Int32 {
    let vault = try door.open()
    let composition = try Composition(DeskVault(vault, at: try door.place), options)
    let office = try composition.postOffice(options)
    guard !office.channels.isEmpty else { throw door.say(Exit.config, "cli.outbox.noChannel") }
    let outbox = Outbox(
      records: composition.records, clock: { Surroundings.now }, station: composition.station,
      channels: office.channels, deliver: { office.deliver($0, of: vault.id) })
    let work = try attempt { try outbox.send() }
    Output.out(
      door.catalogue.say(
        Phrase(
          "cli.outbox.sent",
          [
            "delivered": .count(work.delivered), "postponed": .count(work.postponed),
            "parked": .count(work.parked),
          ])))
    return work.postponed == 0 ? Exit.ok : Exit.tryAgain
  }

  private func list() throws(Failure) -> Int32 {
    let vault = try door.open()
    let carriers = try Carriers(options)
    var lines: [String] = []
    try attempt {
      try vault.read { book in
        lines = []
        var last: DueItem?
        while let item = try book.due(.notice, through: nil, after: last, limit: 1).first {
          last = item
          guard let notice = try book.read(Notice.self, item.id) else { continue }
          if options.front == .json {
            lines.append(try OutboxLine(notice).json)
          } else {
            let clock = carriers.policies[notice.brand]?.clock ?? ClockOffset(seconds: 0)
            for phrase in OutboxLine.phrases(notice, clock) {
              lines.append(door.catalogue.say(phrase))
            }
          }
        }
      }
    }
    for line in lines { Output.out(line) }
    if lines.isEmpty, options.front != .json { Output.out(door.catalogue.say("cli.outbox.none")) }
    return Exit.ok
  }

  /// Tries one again, or all of them: the parked, those that wait for their time, and those on lease.
  private func retry(_ which: String) throws(Failure) -> Int32 {
    let only = Int64(which).map { RecordID($0) }
    guard only != nil || which == "all" else {
      throw Options.usage("outbox retry wants the number of a message, or all")
    }
    let vault = try door.open()
    let scene = Scene(
      now: Surroundings.now, station: options.station ?? Surroundings.station, policies: [:],
      random: { _ in [] })
    var count = 0
    try attempt {
      var waiting = only.map { [$0] } ?? []
      if only == nil {
        waiting = try vault.read {
          try $0.due(.notice, through: nil, after: nil, limit: .max).map(\.id)
        }
      }
      for id in waiting {
        let outcome = try vault.transact { book in
          let (result, event) = try Act.notice(id, .retry).perform(in: book, scene)
          return (try result.get(), event)
        }
        if outcome == .done { count += 1 }
      }
    }
    if only != nil, count == 0 {
      throw door.say(Exit.noInput, Phrase("cli.outbox.unknown", ["id": .text(which)]))
    }
    Output.out(door.catalogue.say(Phrase("cli.outbox.retried", ["count": .count(count)])))
    return Exit.ok
  }

  private func attempt<T>(_ body: () throws -> T) throws(Failure) -> T {
    do {
      return try body()
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }
}

/// A waiting message as it is shown: whom it goes to is masked, what it says is not shown.
struct OutboxLine: Encodable {
  let id: Int64
  let brand: String
  let channel: String
  let to: String
  let queuedAt: String
  let tries: Int
  let nextTry: String?
  let parkedAt: String?
  let trouble: DeliveryTrouble?

  init(_ notice: Notice) {
    let clock = ClockOffset(seconds: 0)
    id = notice.id.rawValue
    brand = notice.brand
    channel = notice.channel.rawValue
    to = Mask.address(notice.address, notice.channel)
    queuedAt = notice.queuedAt.iso(offset: clock)
    tries = notice.tries
    nextTry = notice.parkedAt == nil ? notice.tryAt.iso(offset: clock) : nil
    parkedAt = notice.parkedAt?.iso(offset: clock)
    trouble = notice.trouble
  }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  static func phrases(_ notice: Notice, _ clock: ClockOffset) -> [Phrase] {
    let facts: [String: Fact] = [
      "id": .text("\(notice.id.rawValue)"), "brand": .text(notice.brand),
      "to": .text(Mask.address(notice.address, notice.channel)),
      "queued": .moment(notice.queuedAt, clock), "tries": .count(notice.tries),
    ]
    var phrases: [Phrase] = []
    if let parked = notice.parkedAt {
      phrases.append(
        Phrase("cli.outbox.parked", facts.merging(["since": .moment(parked, clock)]) { $1 }))
    } else {
      phrases.append(
        Phrase("cli.outbox.waiting", facts.merging(["next": .moment(notice.tryAt, clock)]) { $1 }))
    }
    if let trouble = notice.trouble {
      phrases.append(
        Phrase("cli.outbox.trouble", ["what": .phrase(TroubleWords.phrase(trouble))]))
    }
    return phrases
  }
}

/// Why a message could not be delivered, in words.
enum TroubleWords {
  static func phrase(_ trouble: DeliveryTrouble) -> Phrase {
    Phrase("outbox.trouble.\(trouble.kind.rawValue)", ["detail": .text(trouble.detail)])
  }
}
