import Domain
import FoundationEssentials
import Journeys
import Vault
import Wording

/// `esimdesk status`: how the vault stands, without looking through it or keeping anybody waiting.
struct StatusCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let kept = try KeptHeadWords.read(options)
    let place = try door.place
    let unlock = try door.unlock()
    let status: VaultStatus
    let held: KeptHead?
    do {
      (status, held) = try Vault.status(at: place, unlock: unlock, kept: kept)
    } catch {
      throw door.failure(error)
    }
    if options.front == .json {
      Output.out(try json(status, door.path))
    } else {
      for phrase in phrases(status, door.path) { Output.out(door.catalogue.say(phrase)) }
    }
    if let kept, let held { return KeptHeadWords.tell(kept, held, door.catalogue) }
    return Exit.ok
  }

  private func phrases(_ status: VaultStatus, _ path: String) -> [Phrase] {
    var phrases = [
      Phrase("cli.status.vault", ["path": .text(path), "format": .count(status.format)]),
      Phrase(
        "cli.status.accounts",
        ["accounts": .count(status.accounts), "erased": .count(status.erasedAccounts)]),
    ]
    if let bytes = status.bytes {
      phrases.append(
        Phrase(
          "cli.status.size",
          [
            "file": .text(Size.text(Int64(bytes.file))), "log": .text(Size.text(Int64(bytes.log))),
          ]))
    }
    phrases += station(status)
    for slot in status.slots {
      phrases.append(
        Phrase(
          "cli.status.slot",
          ["number": .count(slot.number), "kind": .phrase(SlotWords.phrase(slot.kind))]))
    }
    if let backup = status.lastBackup {
      phrases.append(
        Phrase(
          "cli.status.backup",
          [
            "when": .moment(backup.at, ClockOffset(seconds: 0)), "seq": .text("\(backup.seq)"),
            "since": .count(Int(status.entries - backup.seq)),
          ]))
    } else {
      phrases.append("cli.status.noBackup")
    }
    phrases.append(
      Phrase(
        "cli.status.outbox",
        ["waiting": .count(status.waitingNotices), "parked": .count(status.parkedNotices)]))
    phrases.append(Phrase("cli.status.head", ["head": .text(status.head.text)]))
    return phrases
  }

  /// Which station of a fleet this folder is; nothing for a file.
  private func station(_ status: VaultStatus) -> [Phrase] {
    guard status.bytes == nil else { return [] }
    guard let station = status.station else { return ["cli.status.station.none"] }
    let number: [String: Fact] = [
      "number": .count(station.number), "count": .count(status.stations),
    ]
    guard let since = station.anewSince else { return [Phrase("cli.status.station", number)] }
    return [
      Phrase("cli.status.station", number),
      Phrase("cli.status.station.anew", ["when": .moment(since, ClockOffset(seconds: 0))]),
    ]
  }

  // MARK: For programs

  private struct Line: Encodable {
    let vault: String
    let format: Int
    let accounts: Int
    let erasedAccounts: Int
    let records: Int
    let head: Head
    let bytes: Int?
    let logBytes: Int?
    let slots: [Slot]
    let lastBackup: Backup?
    let outbox: Outbox
    let station: Int?
    let stations: Int?
  }

  private struct Outbox: Encodable {
    let waiting: Int
    let parked: Int
  }

  private struct Head: Encodable {
    let seq: Int64
    let hash: String
  }

  private struct Slot: Encodable {
    let number: Int
    let kind: String
  }

  private struct Backup: Encodable {
    let at: String
    let seq: Int64
  }

  private func json(_ status: VaultStatus, _ path: String) throws(Failure) -> String {
    let line = Line(
      vault: path, format: status.format, accounts: status.accounts,
      erasedAccounts: status.erasedAccounts, records: status.records,
      head: Head(seq: status.head.seq, hash: status.head.hash), bytes: status.bytes?.file,
      logBytes: status.bytes?.log,
      slots: status.slots.map { Slot(number: $0.number, kind: SlotWords.name($0.kind)) },
      lastBackup: status.lastBackup.map {
        Backup(at: $0.at.iso(offset: ClockOffset(seconds: 0)), seq: $0.seq)
      },
      outbox: Outbox(waiting: status.waitingNotices, parked: status.parkedNotices),
      station: status.station?.number, stations: status.bytes == nil ? status.stations : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(line), as: UTF8.self)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }
}

/// What the ways to open a vault are called.
enum SlotWords {
  static func phrase(_ kind: SlotKind) -> Phrase {
    switch kind {
    case .passphrase: "cli.slot.passphrase"
    case .keyFile: "cli.slot.keyFile"
    case .credential:
      Phrase("cli.slot.credential", ["name": .text(Surroundings.credentialName)])
    }
  }

  static func name(_ kind: SlotKind) -> String {
    switch kind {
    case .passphrase: "passphrase"
    case .keyFile: "key-file"
    case .credential: "credential"
    }
  }
}

/// A journal head that was written down, read from the command line and compared.
enum KeptHeadWords {
  static func read(_ options: Options) throws(Failure) -> JournalHead? {
    guard let text = options.head else { return nil }
    guard let head = JournalHead(text) else {
      throw Options.usage("--head wants an entry and its hash, as esimdesk status prints them")
    }
    return head
  }

  /// Says what a kept head shows; returns what the program ends with.
  static func tell(_ kept: JournalHead, _ held: KeptHead, _ words: Catalogue) -> Int32 {
    let entry: Fact = .text("\(kept.seq)")
    switch held {
    case .holds(let since):
      Output.out(
        words.say(Phrase("cli.head.holds", ["entry": entry, "since": .count(Int(since))])))
      return Exit.ok
    case .ended(let act, let at):
      Output.out(
        words.say(
          Phrase(
            "cli.head.ended", ["entry": entry, "at": .text("\(at)"), "act": .text(act)])))
      return Exit.ok
    case .putBack:
      Output.err("esimdesk: " + words.say(Phrase("cli.head.putBack", ["entry": entry])))
      return Exit.badData
    }
  }
}
