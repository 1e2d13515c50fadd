import Domain
import Fixtures
import Glibc

/// Measures both shelves in turns, and prints what the vault costs as a ratio to plain SQLite.
struct VaultBench {
  let folder: String
  let seconds: Double

  private static var shelves: [any Shelf.Type] { [Plain.self, Sealed.self] }
  private static let writers = 4

  /// One measured quantity of both shelves.
  private struct Figure {
    let name: String
    let unit: String
    let digits: Int
    let plain: Double
    let vault: Double
    var isRatio = true
  }

  func run(_ sizes: [Int]) throws {
    var first: [Figure] = []
    for size in sizes {
      let place = "\(folder)/esimdesk-bench-\(getpid())"
      guard mkdir(place, 0o700) == 0 else { throw Trouble(what: "cannot make \(place)") }
      defer { Self.remove(place) }
      let figures = try measure(size, place)
      say("\n\(size) accounts, in \(folder)")
      say(Self.line("", "plain", "vault", "ratio", first.isEmpty ? "" : "to \(sizes[0])"))
      for (figure, before) in zip(figures, first.isEmpty ? figures : first) {
        let ratio = figure.vault / figure.plain
        say(
          Self.line(
            "\(figure.name), \(figure.unit)", Self.text(figure.plain, figure.digits),
            Self.text(figure.vault, figure.digits), figure.isRatio ? Self.text(ratio, 2) : "",
            first.isEmpty || !figure.isRatio
              ? "" : Self.text(ratio / (before.vault / before.plain), 2)))
      }
      if first.isEmpty { first = figures }
    }
  }

  private func measure(_ size: Int, _ place: String) throws -> [Figure] {
    let paths = Self.shelves.map { "\(place)/\($0.name)" }
    let build = try fill(paths, size)
    let bytes = try zip(Self.shelves, paths).map { shelf, path in
      // Whoever closes last moves the log into the file.
      _ = try shelf.init(opening: path)
      return Double(Self.size(path) + Self.size(path + "-wal") + Self.size(path + ".anchor"))
    }
    let open = try alternate(rounds: 101) { turn in
      var work: Work?
      let path = paths[turn]
      let key = try Sealed.key()
      let start = uptime()
      work = Work(try Self.shelves[turn].init(opening: path, key), accounts: size, seed: 5)
      try work?.lookup()
      let took = uptime() - start
      work = nil
      return took
    }
    var works = try zip(Self.shelves, paths).map {
      Work(try $0.init(opening: $1), accounts: size, seed: 9)
    }
    for turn in 0..<2 { for _ in 0..<min(size, 20_000) { try works[turn].lookup() } }
    let lookup = try alternate(rounds: 400) { turn in
      try timed { for _ in 0..<50 { try works[turn].lookup() } } / 50
    }
    let commit = try alternate(rounds: Int(seconds * 300)) { turn in
      try timed { try works[turn].commit() }
    }
    works = []
    var crowds: [[Crowd]] = [[], []]
    for round in 0..<9 {
      // Whoever goes second finds a warmer machine: they take turns at it.
      for turn in round % 2 == 0 ? [0, 1] : [1, 0] {
        crowds[turn].append(try crowd(turn, paths[turn], size))
      }
    }
    let throughput = crowds.map { $0.map { Double($0.acts) / seconds }.at(0.5) }
    let worst = crowds.map { $0.map(\.worst).max() ?? 0 }
    let each = Double(size)
    return [
      Figure(
        name: "import", unit: "µs per account", digits: 1, plain: build[0] / each * 1e6,
        vault: build[1] / each * 1e6),
      Figure(
        name: "size", unit: "bytes per account", digits: 0, plain: bytes[0] / each,
        vault: bytes[1] / each),
      Figure(
        name: "open and first lookup", unit: "µs", digits: 0, plain: open[0].at(0.5) * 1e6,
        vault: open[1].at(0.5) * 1e6),
      Figure(
        name: "lookup by e-mail", unit: "µs", digits: 1, plain: lookup[0].at(0.5) * 1e6,
        vault: lookup[1].at(0.5) * 1e6),
      Figure(
        name: "commit (FULL)", unit: "µs", digits: 0, plain: commit[0].at(0.5) * 1e6,
        vault: commit[1].at(0.5) * 1e6),
      Figure(
        name: "commit, 99 of 100", unit: "µs", digits: 0, plain: commit[0].at(0.99) * 1e6,
        vault: commit[1].at(0.99) * 1e6),
      Figure(
        name: "\(Self.writers) writers", unit: "commits per s", digits: 0, plain: throughput[0],
        vault: throughput[1]),
      Figure(
        name: "\(Self.writers) writers, worst wait", unit: "ms", digits: 1,
        plain: worst[0] * 1e3, vault: worst[1] * 1e3, isRatio: false),
    ]
  }

  /// Seconds of each turn, one after the other so that both meet the same machine.
  private func alternate(
    rounds: Int, _ body: (_ turn: Int) throws -> Double
  ) rethrows -> [[Double]] {
    var found: [[Double]] = [[], []]
    for round in 0..<rounds {
      for turn in round % 2 == 0 ? [0, 1] : [1, 0] { found[turn].append(try body(turn)) }
    }
    return found
  }

  /// Both get the same accounts, in acts of up to 10,000.
  private func fill(_ paths: [String], _ size: Int) throws -> [Double] {
    let population = try Population()
    var took = [0.0, 0.0]
    for (turn, shelf) in Self.shelves.enumerated() { try shelf.make(at: paths[turn]) }
    for start in stride(from: 0, to: size, by: 10_000) {
      let part = (start..<min(start + 10_000, size)).map(population.account)
      for (turn, shelf) in Self.shelves.enumerated() {
        let open = try shelf.init(opening: paths[turn])
        took[turn] += try timed {
          try open.transact { book in
            for account in part {
              var account = account
              for lookup in account.lookups where try book.find(lookup) != nil {
                throw Trouble(what: "a subscriber stands twice")
              }
              account.id = try book.newID()
              try book.write(account)
            }
            return (
              (),
              JournalEvent(
                act: "account.import", records: [], by: "bench",
                at: Instant(seconds: 1_795_140_000))
            )
          }
        }
      }
    }
    return took
  }

  // MARK: Several processes

  private struct Crowd {
    var acts = 0
    var worst = 0.0
  }

  private func crowd(_ turn: Int, _ path: String, _ size: Int) throws -> Crowd {
    let children = try (0..<Self.writers).map { number in
      try Child([
        "writer", Self.shelves[turn].name, path, "\(size)", "\(seconds)", "\(number + 1)",
      ])
    }
    for child in children { guard child.line() == "ready" else { throw Trouble(what: "a writer") } }
    for child in children { child.go() }
    var all = Crowd()
    for child in children {
      let parts = child.line().split(separator: " ")
      guard parts.count == 2, let acts = Int(parts[0]), let worst = Double(parts[1]) else {
        throw Trouble(what: "a writer")
      }
      all.acts += acts
      all.worst = max(all.worst, worst)
      child.end()
    }
    return all
  }

  // MARK: Words and files

  private static func size(_ path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  private static func remove(_ place: String) {
    for shelf in shelves {
      for suffix in ["", "-wal", "-shm", ".anchor", ".gate"] {
        unlink("\(place)/\(shelf.name)\(suffix)")
      }
    }
    rmdir(place)
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    let factor = [1.0, 10, 100][digits]
    let scaled = Int((value * factor).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let part = String(scaled % Int(factor))
    return "\(scaled / Int(factor))." + String(repeating: "0", count: digits - part.count) + part
  }

  private static func line(_ parts: String...) -> String {
    let widths = [36, 12, 12, 9, 12]
    return zip(parts, widths).enumerated().map { place, cell in
      let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return place == 0 ? cell.0 + gap : gap + cell.0
    }.joined()
  }
}

struct Trouble: Error {
  let what: String
}
