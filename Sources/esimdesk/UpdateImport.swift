import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk import --updates FILE`: usage, balance, bills and contracts from the carrier's systems.
///
/// All of them in one transaction, or none; those a source has been through before are left alone.
struct UpdateImport {
  private let options: Options
  private let door: VaultDoor
  private let policies: Brands

  init(_ options: Options, _ door: VaultDoor, _ policies: Brands) {
    self.options = options
    self.door = door
    self.policies = policies
  }

  private struct Stop: Error {}

  func run(_ file: ImportFile, _ path: String) throws(Failure) -> Int32 {
    let words = door.catalogue
    var rows: SubscriberReader
    do {
      rows = try SubscriberReader(
        file.feed(), isJSON: path.hasSuffix(".json"), columns: SubscriberRow.updateColumns)
    } catch {
      throw ImportCommand.refusal([error], door)
    }
    let vault = try door.open()
    var problems: [ImportProblem] = []
    let (taken, known) = try take(&rows, of: file, into: vault, &problems)
    for problem in problems { Output.err(ImportCommand.line(problem, words)) }
    if !problems.isEmpty {
      Output.err(
        words.say(Phrase("cli.import.updates.skipped", ["count": .count(problems.count)])))
    }
    Output.out(
      words.say(Phrase("cli.import.updated", ["count": .count(taken), "known": .count(known)])))
    return Exit.ok
  }

  /// All of them in one act, in memory that does not grow with the file.
  private func take(
    _ rows: inout SubscriberReader, of file: ImportFile, into vault: Vault,
    _ problems: inout [ImportProblem]
  ) throws(Failure) -> (taken: Int, known: Int) {
    let scene = Scene(
      now: Surroundings.now, station: options.station ?? "import", policies: policies,
      random: { Surroundings.random($0) })
    let bar = ImportBar(file, door.catalogue)
    defer { bar.end() }
    var found: [ImportProblem] = []
    var last: [String: Int64] = [:]
    var (taken, known) = (0, 0)
    do {
      var isBegun = false
      try vault.transact { (book) -> (Void, JournalEvent) in
        // Others of a fleet were first: all of it once more, from the file's beginning.
        if isBegun {
          guard let anew = try file.again(columns: SubscriberRow.updateColumns) else {
            throw VaultError.busy
          }
          rows = anew
          (found, last, taken, known) = ([], [:], 0, 0)
        }
        isBegun = true
        while let row = try rows.next() {
          bar.tick()
          do {
            let update = try row.update(policies: policies)
            guard update.seq > last[update.source] ?? 0 else {
              throw ImportProblem(line: row.line, .order)
            }
            last[update.source] = update.seq
            let outcome = try Self.perform(update, row.line, in: book, scene)
            if outcome == .known { known += 1 } else { taken += 1 }
          } catch let problem as ImportProblem {
            found.append(problem)
          }
        }
        if let failure = file.failure { throw failure }
        if taken + known == 0, found.isEmpty { throw ImportProblem(line: 1, .empty) }
        if !found.isEmpty, !options.skipBad { throw Stop() }
        return (
          (),
          JournalEvent(act: "account.update", records: [], by: scene.station, at: scene.now)
        )
      }
    } catch is Stop {
      bar.end()
      throw ImportCommand.refusal(found, door)
    } catch let problem as ImportProblem {
      // The rest of the file cannot be read.
      bar.end()
      throw ImportCommand.refusal(found + [problem], door)
    } catch let failure as Failure {
      throw failure
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(
        code: Exit.internalFault, line: "esimdesk: internal error; nothing was imported")
    }
    problems = found
    return (taken, known)
  }

  private static func perform(
    _ update: AccountUpdate, _ line: Int, in book: any Book, _ scene: Scene
  ) throws -> Outcome {
    do {
      return try Act.updateAccount(update).perform(in: book, scene).0.get()
    } catch let refused as ActRefusal {
      throw ImportProblem(line: line, kind(refused, update))
    }
  }

  private static func kind(_ refused: ActRefusal, _ update: AccountUpdate) -> ImportProblem.Kind {
    switch refused {
    case .balanceTooLow: .value(field: "balance_add")
    case .billMissing: .value(field: "bills_paid")
    default: .account(update.number)
    }
  }
}
