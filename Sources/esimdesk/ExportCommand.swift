import Connectors
import Domain
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk export`: what happened since, for a carrier's own systems to follow.
///
/// Every line is whole, and says by its `id` where to go on. A reader keeps the id of the last line it
/// has stored, in the same transaction as what it made of the line; whenever either of them dies, it
/// goes on from there and misses nothing and gets nothing twice. Where several desks share a vault, each
/// has a journal, and is a source, of its own: a reader then keeps one id for each source.
struct ExportCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  /// Entries read at a time: what is in memory does not grow with the journal.
  private static let piece = 256

  /// The last event that is known: all of an entry, or some of its events.
  struct Mark: Equatable {
    var seq: Int64
    /// How many events of this entry are known; nil: all of them.
    var place: Int?

    init(seq: Int64) { self.seq = seq }

    /// Reads `12`, all of entry 12, or `12-1`, the id of a line.
    init?(_ text: String) {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
        (1...2).contains(parts.count), let seq = Int64(parts[0]), seq < Int64.max - 1
      else { return nil }
      self.seq = seq
      if parts.count == 2 {
        guard let place = Int(parts[1]), place > 0, seq > 0 else { return nil }
        self.place = place
      }
    }
  }

  func run() throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let policies = try Policies.all(options)
    let vault = try door.open()
    do {
      let journals = try vault.journals
      var marks: [Int64: Mark] = [:]
      for mark in options.since {
        let journal = journals.last { $0.start <= mark.seq } ?? journals.first
        guard let journal, mark.seq <= journal.newest else {
          throw door.say(
            Exit.badData,
            Phrase(
              "cli.export.ahead",
              [
                "since": .text(String(mark.seq)), "head": .text(String(journal?.newest ?? 0)),
              ]))
        }
        marks[journal.start] = mark
      }
      var left = options.limit ?? Int.max
      for journal in journals where left > 0 {
        let mark = marks[journal.start] ?? Mark(seq: journal.start)
        let source = vault.id + (journal.station == 0 ? "" : ":\(journal.station)")
        guard try write(since: mark, vault, source, policies, &left) else { return Exit.ioError }
      }
      return Exit.ok
    } catch let error as VaultError {
      throw door.failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }

  /// Writes one journal's events behind a mark; false when nobody reads them.
  private func write(
    since mark: Mark, _ vault: Vault, _ source: String, _ policies: Brands,
    _ left: inout Int
  ) throws -> Bool {
    let known = mark.place ?? 0
    // Of an entry known in part the rest is still to come.
    var seq = mark.place == nil ? mark.seq : mark.seq - 1
    while left > 0 {
      let entries = try vault.journal(after: seq, limit: Self.piece)
      guard let last = entries.last else { break }
      seq = last.seq
      for entry in entries where !entry.event.facts.isEmpty {
        let lines = CarrierFeed.lines(
          entry.event.facts, seq: entry.seq, at: entry.event.at, source: source,
          clock: { policies[$0]?.clock ?? ClockOffset(seconds: 0) })
        for line in lines.dropFirst(entry.seq == mark.seq ? known : 0) where left > 0 {
          guard Output.whole(line.json + "\n") else { return false }
          left -= 1
        }
      }
    }
    return true
  }
}
