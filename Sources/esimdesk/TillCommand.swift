import Domain
import Journeys
import Terminal
import Vault
import Wording

/// `esimdesk till`: what one day brought at the counter, by staff member and method.
struct TillCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let carriers = try Carriers(options)
    let vault = try door.open()
    let day = options.day ?? carriers.first.policy.today(Surroundings.now)
    let till: TillDay
    do {
      till = try vault.read { try TillDay.read($0, on: day, by: options.staff) }
    } catch let error as VaultError {
      throw door.failure(error)
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
    guard options.csv else {
      for line in text(till, door.catalogue) { Output.out(line) }
      return Exit.ok
    }
    return Output.whole(Self.csv(till)) ? Exit.ok : Exit.ioError
  }

  /// RFC 4180; names of columns and methods are the program's own, whatever the language.
  static func csv(_ till: TillDay) -> String {
    let head = ["day", "staff", "method", "kind", "currency", "count", "sum"]
    return
      ([head]
      + till.sums.map { sum in
        [
          till.day.iso, sum.by ?? "", sum.method.rawValue, sum.isVoid ? "voided" : "taken",
          sum.amount.currency, String(sum.count), sum.amount.decimal,
        ]
      }).map(CSV.line).joined()
  }

  /// The day as a table, aligned by the cells that a terminal gives each character.
  private func text(_ till: TillDay, _ words: Catalogue) -> [String] {
    let title = words.say(Phrase("cli.till.title", ["day": .day(till.day)]))
    guard !till.sums.isEmpty else { return [title, words.say("till.day.none")] }
    let head = ["cli.till.staff", "cli.till.method", "cli.till.count", "cli.till.sum"].map {
      words.say(Phrase($0))
    }
    func row(_ sum: TillDay.Sum) -> [String] {
      [
        words.say(.say(TillWords.staff(sum))), words.say(TillWords.method(sum)),
        words.say(.say(.count(sum.count))), words.say(.say(.money(sum.amount))),
      ]
    }
    let (rows, remains) = (till.sums.map(row), till.remains.map(row))
    let widths = head.indices.map { column in
      ([head] + rows + remains).map { $0[column].cells }.max() ?? 0
    }
    func line(_ row: [String]) -> String {
      zip(row, widths).enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: cell.1 - cell.0.cells)
        // Numbers stand under each other by their ends.
        return column < 2 ? cell.0 + blanks : blanks + cell.0
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return [title, "", line(head), rule] + rows.map(line) + [rule] + remains.map(line)
  }
}
