import Domain
import Fixtures
import Foundation
import Journeys
import Vault

/// A vault on PostgreSQL beside libpq that says the same without one, and beside the file, in turns in one run.
struct FleetBench {
  let folder: String
  let seconds: Double
  let desks: [Int]
  /// What is left out is not in it.
  let parts: Set<String>

  private static let rounds = 5
  /// How much of the bare loop's commits the vault's are, and how lookups and pages may grow, to the least
  /// of the sizes.
  private static let goals = (commits: 0.8, growth: 1.25)
  private static let accounts = 100_000

  /// Whether all goals were met.
  func run(_ sizes: [Int]) throws -> Bool {
    var isMet = true
    if parts.contains("commits") { isMet = try commits() && isMet }
    if parts.contains("reads") { isMet = try reads(sizes) && isMet }
    return isMet
  }

  // MARK: Commits

  private enum Side: String, CaseIterable { case bare, fleet, file }

  /// What so many desks of one sort did in a turn.
  private struct Turn {
    var acts = 0
    var races = 0
    /// Processor time, in seconds: of the server, and of all desks together.
    var server = 0.0
    var desks = 0.0
  }

  private func commits() throws -> Bool {
    let population = try FleetPopulation(Self.accounts, in: folder)
    say(
      "\ncommits a second, \(Self.accounts) accounts, each commit on its server's disk (fsync on)")
    say(
      "races lost, of 100 acts; processor time an act of the server's and of the desk's, in µs: bare and fleet"
    )
    say(
      Self.row("", "desks", "bare", "fleet", "of bare", "goal", "races", "server", "desk", "file"))
    var isMet = true
    for hasStandby in [false, true] {
      let cluster = try PostgresCluster(standby: hasStandby, durable: true, roomy: true)
      let server = try FleetServer(cluster)
      try population.copy(to: server)
      let bare = try server.copied()
      let place = try ScratchFolder()
      let file = "\(place.path)/vault"
      for ending in ["", ".anchor"] {
        try FileManager.default.copyItem(atPath: population.path + ending, toPath: file + ending)
      }
      let recording = try record(server, place.path)
      let words = "\(place.path)/recording.json"
      try JSONEncoder().encode(recording).write(to: URL(fileURLWithPath: words))
      for desk in 1...(desks.max() ?? 1) {
        let number = 4096 + desk
        try bare.sql("INSERT INTO esimdesk.station VALUES (\(number), \(number)::bigint << 40)")
      }
      var first: [Side: Double] = [:]
      for count in desks {
        var found: [Side: [Turn]] = [:]
        for round in 0..<Self.rounds {
          // Whoever goes second finds a warmer machine: they take turns at it.
          for step in Side.allCases.indices {
            let side = Side.allCases[(round + step) % Side.allCases.count]
            if side == .file, hasStandby { continue }
            let turn = try turn(count, side == .file ? nil : cluster) { desk in
              let end = ["\(Self.accounts)", "\(seconds)", "\(desk + 1)"]
              return switch side {
              case .bare:
                [
                  "bare", "\(try cluster.port())", bare.database.name, "\(4097 + desk)", words,
                ] + end.dropFirst()
              case .fleet:
                [
                  "desk", server.database.address(PostgresCluster.Database.desk),
                  "\(place.path)/desk-\(desk)",
                ] + end
              case .file: ["writer", Sealed.name, file] + end
              }
            }
            found[side, default: []].append(turn)
          }
        }
        let rates = found.mapValues { $0.map { Double($0.acts) / seconds }.at(0.5) }
        let (libpq, fleet) = (rates[.bare] ?? .nan, rates[.fleet] ?? .nan)
        func lost(_ side: Side) -> String {
          let turns = found[side] ?? []
          let acts = turns.reduce(0) { $0 + $1.acts }
          return Self.text(100 * Double(turns.reduce(0) { $0 + $1.races }) / Double(acts), 1)
        }
        /// Processor time an act, in microseconds.
        func each(_ side: Side, _ part: KeyPath<Turn, Double>) -> String {
          let turns = found[side] ?? []
          let all = turns.reduce(0) { $0 + $1.acts }
          return Self.text(turns.reduce(0) { $0 + $1[keyPath: part] } / Double(all) * 1e6, 0)
        }
        let isGood = fleet / libpq >= Self.goals.commits
        isMet = isMet && isGood
        say(
          Self.row(
            hasStandby ? "with a synchronous standby" : "one server", "\(count)",
            Self.text(libpq, 0),
            Self.text(fleet, 0), Self.text(fleet / libpq, 2),
            ">= \(Self.text(Self.goals.commits, 2))" + (isGood ? "" : " MISSED"),
            "\(lost(.bare)) \(lost(.fleet))%",
            "\(each(.bare, \.server)) \(each(.fleet, \.server))",
            "\(each(.bare, \.desks)) \(each(.fleet, \.desks))",
            rates[.file].map { Self.text($0, 0) } ?? ""))
        for (side, rate) in rates where first[side] == nil { first[side] = rate }
        if count == desks.last, let one = first[.fleet], let bareOne = first[.bare] {
          say(
            "  \(count) desks do \(Self.text(fleet / one, 2)) of what \(desks[0]) does; "
              + "the bare loop \(Self.text(libpq / bareOne, 2))")
        }
      }
      if hasStandby {
        say(
          "  an act is \(recording.statements) statements in \(recording.journeys.count) journeys to the server: "
            + recording.journeys.map { $0.map(\.name).joined(separator: " ") }.joined(
              separator: ", "))
      }
    }
    return isMet
  }

  /// What a desk says in one act.
  private func record(_ server: FleetServer, _ place: String) throws -> FleetRecording {
    let tap = try Wiretap(to: try server.cluster.port())
    let address = server.database.through(tap.port).address(PostgresCluster.Database.desk)
    let vault = try Vault.open(
      at: try FleetServer.fleet(
        address.replacingOccurrences(of: "localhost", with: "127.0.0.1"), in: "\(place)/recorded"),
      unlock: try FleetPopulation.unlock())
    var work = Work(Sealed(vault), accounts: Self.accounts, seed: 3)
    for _ in 0..<3 { try work.commit() }
    return try FleetRecording(tap.bytes)
  }

  /// So many processes at once.
  private func turn(
    _ count: Int, _ cluster: PostgresCluster?, _ words: (_ desk: Int) throws -> [String]
  ) throws -> Turn {
    let children = try (0..<count).map { try Child(try words($0)) }
    for child in children { guard child.line() == "ready" else { throw Trouble(what: "a desk") } }
    var all = Turn()
    let before = try cluster?.spent(atRest: false) ?? 0
    for child in children { child.go() }
    for child in children {
      let parts = child.line().split(separator: " ")
      guard let acts = parts.first.flatMap({ Int($0) }) else { throw Trouble(what: "a desk") }
      all.acts += acts
      if parts.count > 3 {
        all.races += Int(parts[2]) ?? 0
        all.desks += Double(parts[3]) ?? 0
      }
      child.end()
    }
    all.server = try (cluster?.spent(atRest: true) ?? 0) - before
    return all
  }

  // MARK: Lookups and pages

  private func reads(_ sizes: [Int]) throws -> Bool {
    let cluster = try PostgresCluster(durable: true, roomy: true)
    let place = try ScratchFolder()
    var readers: [(size: Int, fleet: Reader, file: Reader)] = []
    for size in sizes {
      let population = try FleetPopulation(size, in: folder)
      let server = try FleetServer(cluster)
      try population.copy(to: server)
      let fleet = try Vault.open(
        at: try server.fleet(as: PostgresCluster.Database.desk, in: "\(place.path)/\(size)"),
        unlock: try FleetPopulation.unlock())
      let file = try Vault.open(at: population.path, unlock: try FleetPopulation.unlock())
      readers.append((size, try Reader(fleet, size), try Reader(file, size)))
    }
    say("\nlookups and pages, medians, all sizes in turns; growth is to the first")
    say(Self.row("", "accounts", "fleet", "growth", "goal", "file", "growth", ""))
    var isMet = true
    for what in Reader.What.allCases {
      var took: [[Double]] = sizes.map { _ in [] }
      var tookFile = took
      for round in 0..<(what == .lookup ? 300 : 60) {
        for step in sizes.indices {
          let at = (round + step) % sizes.count
          took[at].append(try readers[at].fleet.time(what))
          tookFile[at].append(try readers[at].file.time(what))
        }
      }
      for at in sizes.indices {
        let growth = took[at].at(0.5) / took[0].at(0.5)
        let isGood = growth <= Self.goals.growth
        isMet = isMet && isGood
        say(
          Self.row(
            what.rawValue, "\(sizes[at])", Self.text(took[at].at(0.5) * 1e6, 0) + " µs",
            at == 0 ? "" : Self.text(growth, 2),
            at == 0 ? "" : "<= \(Self.text(Self.goals.growth, 2))" + (isGood ? "" : " MISSED"),
            Self.text(tookFile[at].at(0.5) * 1e6, 0) + " µs",
            at == 0 ? "" : Self.text(tookFile[at].at(0.5) / tookFile[0].at(0.5), 2), ""))
      }
    }
    return isMet
  }

  /// One vault that is read.
  private final class Reader {
    enum What: String, CaseIterable {
      case lookup = "lookup by e-mail"
      case first = "first page of the queue"
      case deep = "a page near its end"
    }

    private let vault: Vault
    private var work: Work
    private let deep: DueItem?

    init(_ vault: Vault, _ size: Int) throws {
      self.vault = vault
      work = Work(Sealed(vault), accounts: size, seed: 9)
      let last = try vault.read { try $0.due(.application, through: nil, after: nil, limit: size) }
      deep = last.isEmpty ? nil : last[last.count * 4 / 5]
      for _ in 0..<min(size, 20_000) { try work.lookup() }
    }

    func time(_ what: What) throws -> Double {
      switch what {
      case .lookup: return try timed { for _ in 0..<20 { try work.lookup() } } / 20
      case .first: return try timed { try page(nil) }
      case .deep: return try timed { try page(deep) }
      }
    }

    private func page(_ after: DueItem?) throws {
      let page = try vault.read {
        try QueuePage.read(
          $0, brand: nil, through: nil, after: after, memory: QueuePage.Memory())
      }
      guard !page.forms.isEmpty else { throw Trouble(what: "an empty page") }
    }
  }

  // MARK: Words

  private static func text(_ value: Double, _ digits: Int) -> String {
    value.isNaN ? "-" : String(format: "%.\(digits)f", value)
  }

  private static func row(_ parts: String...) -> String {
    let widths = [28, 7, 8, 8, 9, 16, 11, 11, 11, 8]
    return zip(parts, widths).enumerated().map { place, cell in
      let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return place == 0 ? cell.0 + gap : gap + cell.0
    }.joined()
  }
}

/// A desk of a fleet, or the bare loop, as one of several processes that commit as fast as they can.
enum FleetWriter {
  /// A desk: `ADDRESS FOLDER ACCOUNTS SECONDS SEED`.
  static func desk(_ words: [String]) throws {
    guard words.count == 5, let accounts = Int(words[2]), let seed = UInt64(words[4]) else {
      throw Trouble(what: "desk")
    }
    let vault = try Vault.open(
      at: try FleetServer.fleet(words[0], in: words[1]), unlock: try FleetPopulation.unlock())
    var work = Work(Sealed(vault), accounts: accounts, seed: seed)
    try work.commit()
    work.runs = 0
    try measure(words[3]) {
      try work.commit()
    } races: {
      work.runs - $0
    }
  }

  /// The loop: `PORT DATABASE STATION RECORDING SECONDS SEED`.
  static func bare(_ words: [String]) throws {
    guard words.count == 6, let port = Int(words[0]), let station = Int64(words[2]),
      let seed = UInt64(words[5])
    else { throw Trouble(what: "bare") }
    let recording = try JSONDecoder().decode(
      FleetRecording.self, from: try Data(contentsOf: URL(fileURLWithPath: words[3])))
    let loop = try BareLoop(
      port: port, database: words[1], station: station, recording, seed: seed)
    try loop.act()
    try measure(words[4]) {
      try loop.act()
    } races: { _ in
      loop.races
    }
  }

  private static func measure(
    _ seconds: String, _ act: () throws -> Void, races: (_ acts: Int) -> Int
  ) throws {
    say("ready")
    _ = readLine()
    let before = Self.spent
    let end = uptime() + (Double(seconds) ?? 1)
    var count = 0
    var worst = 0.0
    while uptime() < end {
      worst = max(worst, try timed(act))
      count += 1
    }
    say("\(count) \(worst) \(races(count)) \(Self.spent - before)")
  }

  /// Processor time of this process so far, in seconds.
  private static var spent: Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
