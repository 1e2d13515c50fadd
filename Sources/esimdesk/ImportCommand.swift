import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk import FILE`: takes over subscribers; every wrong line is told, and all or none are taken.
struct ImportCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  private static let largest = 256 << 20

  func run() throws(Failure) -> Int32 {
    if let format = options.sample {
      let sample = Surroundings.resource("Samples/subscribers.\(format)") ?? []
      Output.write(String(decoding: sample, as: UTF8.self), to: STDOUT_FILENO)
      return Exit.ok
    }
    let door = VaultDoor(options)
    let words = door.catalogue
    let file = options.arguments[0]
    let policies = try Policies.all(options)
    let bytes = try Surroundings.file(file, limit: Self.largest)
    let rows: [SubscriberRow]
    do {
      rows =
        try Self.isJSON(file, bytes) ? SubscriberRow.readJSON(bytes) : SubscriberRow.readCSV(bytes)
    } catch {
      Output.err(line(error, words))
      throw door.say(Exit.badData, Phrase("cli.import.refused", ["count": .count(1)]))
    }
    var (accounts, problems) = read(rows, policies)
    problems += duplicates(accounts)
    if !problems.isEmpty, !options.skipBad { try refuse(problems, door) }
    let vault = try door.open()
    let bad = Set(problems.map(\.line))
    accounts.removeAll { bad.contains($0.line) }
    let added = try add(accounts, to: vault, policies, &problems, door)
    for problem in problems { Output.err(line(problem, words)) }
    if !problems.isEmpty {
      Output.err(
        words.say(Phrase("cli.import.skipped", ["count": .count(Set(problems.map(\.line)).count)])))
    }
    Output.out(words.say(Phrase("cli.import.done", ["count": .count(added)])))
    return Exit.ok
  }

  static func isJSON(_ file: String, _ bytes: [UInt8]) -> Bool {
    file.hasSuffix(".json") || bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x5B
  }

  private struct Line {
    let line: Int
    let account: Account
  }

  private func read(
    _ rows: [SubscriberRow], _ policies: [String: BrandPolicy]
  ) -> ([Line], [ImportProblem]) {
    var accounts: [Line] = []
    var problems: [ImportProblem] = []
    for row in rows {
      do {
        accounts.append(
          Line(line: row.line, account: try row.account(policies: policies, now: Surroundings.now)))
      } catch {
        problems.append(error)
      }
    }
    return (accounts, problems)
  }

  /// Two lines that claim the same address, number or name.
  private func duplicates(_ accounts: [Line]) -> [ImportProblem] {
    var seen: [Lookup: Int] = [:]
    var problems: [ImportProblem] = []
    for item in accounts {
      for lookup in item.account.lookups {
        if let first = seen[lookup] {
          problems.append(
            ImportProblem(
              line: item.line, .duplicate(field: Self.column(lookup.space), line: first)))
        } else {
          seen[lookup] = item.line
        }
      }
    }
    return problems
  }

  private func refuse(_ problems: [ImportProblem], _ door: VaultDoor) throws(Failure) {
    for problem in problems.sorted(by: { $0.line < $1.line }) {
      Output.err(line(problem, door.catalogue))
    }
    throw door.say(
      Exit.badData,
      Phrase("cli.import.refused", ["count": .count(Set(problems.map(\.line)).count)]))
  }

  /// Adds all in one transaction; a subscriber the vault has already refuses all, or is left out.
  private func add(
    _ accounts: [Line], to vault: Vault, _ policies: [String: BrandPolicy],
    _ problems: inout [ImportProblem], _ door: VaultDoor
  ) throws(Failure) -> Int {
    let scene = Scene(
      now: Surroundings.now, station: options.station ?? "import", policies: policies,
      random: { Surroundings.random($0) })
    let shows = isatty(STDERR_FILENO) == 1 && accounts.count > 2000
    var taken: [ImportProblem] = []
    var added = 0
    do {
      try vault.transact { book in
        for (index, item) in accounts.enumerated() {
          if shows, index % 1000 == 0 {
            ProgressBar.draw(
              index, accounts.count,
              door.catalogue.say(
                Phrase(
                  "cli.import.progress",
                  ["done": .count(index), "total": .count(accounts.count)])))
          }
          if let lookup = try item.account.lookups.first(where: { try book.find($0) != nil }) {
            taken.append(
              ImportProblem(line: item.line, .taken(field: Self.column(lookup.space))))
            continue
          }
          _ = try Act.importSubscriber(ImportedSubscriber(account: item.account))
            .perform(in: book, scene)
          added += 1
        }
        if !taken.isEmpty, !options.skipBad { throw ImportStop() }
        return (
          (),
          JournalEvent(act: "account.import", records: [], by: scene.station, at: scene.now)
        )
      }
    } catch is ImportStop {
      if shows { ProgressBar.end() }
      try refuse(taken, door)
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(
        code: Exit.internalFault, line: "esimdesk: internal error; nothing was imported")
    }
    if shows { ProgressBar.end() }
    problems += taken
    return added
  }

  private struct ImportStop: Error {}

  private static func column(_ space: Lookup.Space) -> String {
    switch space {
    case .accountNumber: "number"
    case .userName: "user_name"
    default: space.rawValue
    }
  }

  private func line(_ problem: ImportProblem, _ words: Catalogue) -> String {
    words.say(
      Phrase(
        "cli.import.line",
        ["line": .count(problem.line), "reason": .phrase(Self.phrase(problem.kind))]))
  }

  private static func phrase(_ kind: ImportProblem.Kind) -> Phrase {
    switch kind {
    case .columns(let found): Phrase("import.columns", ["found": .text(Options.printable(found))])
    case .quote: "import.quote"
    case .utf8: "import.utf8"
    case .empty: "import.empty"
    case .json(let what): Phrase("import.json", ["what": .text(Options.printable(what))])
    case .missing(let field): Phrase("import.missing", ["field": .text(field)])
    case .value(let field): Phrase("import.value", ["field": .text(field)])
    case .controls(let field): Phrase("import.controls", ["field": .text(field)])
    case .tooLong(let field): Phrase("import.tooLong", ["field": .text(field)])
    case .card(let field): Phrase("import.card", ["field": .text(field)])
    case .brand(let value): Phrase("import.brand", ["value": .text(Options.printable(value))])
    case .plan(let value): Phrase("import.plan", ["value": .text(Options.printable(value))])
    case .taken(let field): Phrase("import.taken", ["field": .text(field)])
    case .duplicate(let field, let line):
      Phrase("import.duplicate", ["field": .text(field), "line": .count(line)])
    }
  }
}
