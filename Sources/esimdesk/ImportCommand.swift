import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk import FILE`: takes over subscribers; every wrong line is told, and all or none are taken.
struct ImportCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    if let format = options.sample {
      let sample = Surroundings.resource("Samples/subscribers.\(format)") ?? []
      Output.write(String(decoding: sample, as: UTF8.self), to: STDOUT_FILENO)
      return Exit.ok
    }
    let door = VaultDoor(options)
    let words = door.catalogue
    let path = options.arguments[0]
    let policies = try Policies.all(options)
    let file = try ImportFile(path)
    if options.updates { return try UpdateImport(options, door, policies).run(file, path) }
    var rows: SubscriberReader
    do {
      rows = try SubscriberReader(file.feed(), isJSON: path.hasSuffix(".json"))
    } catch {
      throw Self.refusal([error], door)
    }
    let vault = try door.open()
    var problems: [ImportProblem] = []
    let added = try add(&rows, of: file, to: vault, policies, &problems, door)
    for problem in problems { Output.err(Self.line(problem, words)) }
    if !problems.isEmpty {
      Output.err(
        words.say(Phrase("cli.import.skipped", ["count": .count(Set(problems.map(\.line)).count)])))
    }
    Output.out(words.say(Phrase("cli.import.done", ["count": .count(added)])))
    return Exit.ok
  }

  /// Tells every wrong line; returns what to end with.
  static func refusal(_ problems: [ImportProblem], _ door: VaultDoor) -> Failure {
    for problem in problems.sorted(by: { $0.line < $1.line }) {
      Output.err(line(problem, door.catalogue))
    }
    return door.say(
      Exit.badData,
      Phrase("cli.import.refused", ["count": .count(Set(problems.map(\.line)).count)]))
  }

  /// Adds all in one act, in memory that does not grow with the file; wrong lines refuse all, or are
  /// left out.
  private func add(
    _ rows: inout SubscriberReader, of file: ImportFile, to vault: Vault,
    _ policies: Brands, _ problems: inout [ImportProblem], _ door: VaultDoor
  ) throws(Failure) -> Int {
    let scene = Scene(
      now: Surroundings.now, station: options.station ?? "import", policies: policies,
      random: { Surroundings.random($0) })
    let bar = ImportBar(file, door.catalogue)
    var found: [ImportProblem] = []
    var added: [(id: RecordID, line: Int)] = []
    defer { bar.end() }
    do {
      var isBegun = false
      try vault.transact { (book) -> (Void, JournalEvent) in
        // Others of a fleet were first: all of it once more, from the file's beginning.
        if isBegun {
          guard let anew = try file.again() else { throw VaultError.busy }
          rows = anew
          (found, added) = ([], [])
        }
        isBegun = true
        while let row = try rows.next() {
          bar.tick()
          let account: Account
          do throws(ImportProblem) {
            account = try row.account(policies: policies, now: scene.now)
          } catch {
            found.append(error)
            continue
          }
          if let problem = try taken(account, on: row.line, in: book, added) {
            found.append(problem)
            continue
          }
          let act = Act.importSubscriber(ImportedSubscriber(account: account))
          if case .success(.account(let id)) = try act.perform(in: book, scene).0 {
            added.append((id, row.line))
          }
        }
        if let failure = file.failure { throw failure }
        if added.isEmpty, found.isEmpty { throw ImportProblem(line: 1, .empty) }
        if !found.isEmpty, !options.skipBad { throw ImportStop() }
        return (
          (),
          JournalEvent(act: "account.import", records: [], by: scene.station, at: scene.now)
        )
      }
    } catch is ImportStop {
      bar.end()
      throw Self.refusal(found, door)
    } catch let problem as ImportProblem {
      // The rest of the file cannot be read.
      bar.end()
      throw Self.refusal(found + [problem], door)
    } catch let failure as Failure {
      throw failure
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(
        code: Exit.internalFault, line: "esimdesk: internal error; nothing was imported")
    }
    problems = found
    return added.count
  }

  /// What a subscriber shares with one who is there: one of the vault, or of a line before.
  private func taken(
    _ account: Account, on line: Int, in book: any Book, _ added: [(id: RecordID, line: Int)]
  ) throws -> ImportProblem? {
    for lookup in account.lookups {
      guard let holder = try book.find(lookup) else { continue }
      let field = Self.column(lookup.space)
      // Numbers are given in rising order, so those of this file are in order of their lines.
      let place = Self.place(of: holder, in: added)
      guard place < added.count, added[place].id == holder else {
        return ImportProblem(line: line, .taken(field: field))
      }
      return ImportProblem(line: line, .duplicate(field: field, line: added[place].line))
    }
    return nil
  }

  /// Where this number stands, or would, by halving.
  private static func place(of id: RecordID, in added: [(id: RecordID, line: Int)]) -> Int {
    var low = 0
    var high = added.count
    while low < high {
      let middle = (low + high) / 2
      if added[middle].id.rawValue < id.rawValue { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private struct ImportStop: Error {}

  private static func column(_ space: Lookup.Space) -> String {
    switch space {
    case .accountNumber: "number"
    case .userName: "user_name"
    default: space.rawValue
    }
  }

  static func line(_ problem: ImportProblem, _ words: Catalogue) -> String {
    words.say(
      Phrase(
        "cli.import.line",
        ["line": .count(problem.line), "reason": .phrase(phrase(problem.kind))]))
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
    case .account(let number):
      Phrase("import.account", ["number": .text(Options.printable(number))])
    case .order: "import.order"
    case .taken(let field): Phrase("import.taken", ["field": .text(field)])
    case .duplicate(let field, let line):
      Phrase("import.duplicate", ["field": .text(field), "line": .count(line)])
    }
  }
}
