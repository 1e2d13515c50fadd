import Domain
import Fixtures
import Glibc
import Journeys
import Vault

/// The review queue of a vault with many open applications: what each thing a reviewer does takes.
///
/// One of a hundred is of the rare carrier, half of all are overdue, and staff decide every one.
struct QueueBench {
  let folder: String

  private static let now = Instant(seconds: 1_795_140_000)
  private static let key: [UInt8] = Array(repeating: 7, count: 32)

  func run(_ sizes: [Int]) throws {
    for size in sizes {
      let place = "\(folder)/esimdesk-bench-\(getpid())"
      guard mkdir(place, 0o700) == 0 else { throw Trouble(what: "cannot make \(place)") }
      defer {
        for suffix in ["", "-wal", "-shm", ".anchor", ".gate"] { unlink("\(place)/vault\(suffix)") }
        rmdir(place)
      }
      say("\n\(size) open applications, in \(folder)")
      try measure(size, "\(place)/vault")
    }
  }

  private func measure(_ size: Int, _ path: String) throws {
    let vault = try Vault.create(at: path, unlock: .key(try SecretBytes(copying: Self.key)))
    let policy = try Heyon.policy()
    try fill(vault, size)
    let overdue = Self.now
    let last = try vault.read { try $0.due(.application, through: nil, after: nil, limit: size) }
    let deep = last.isEmpty ? nil : last[last.count * 9 / 10]
    func page(
      _ brand: String?, _ through: Instant?, _ after: DueItem?, _ memory: QueuePage.Memory
    ) throws {
      let page = try vault.read {
        try QueuePage.read($0, brand: brand, through: through, after: after, memory: memory)
      }
      guard !page.forms.isEmpty || brand == "nobody" else { throw Trouble(what: "an empty page") }
    }
    let memory = QueuePage.Memory()
    tell("first page", try median { try page(nil, nil, nil, memory) })
    tell("a page near the end", try median { try page(nil, nil, deep, memory) })
    tell("overdue only", try median { try page(nil, overdue, nil, memory) })
    tell(
      "a rare carrier, first time",
      try median(5) { try page("rare", nil, nil, QueuePage.Memory()) })
    try page("rare", nil, nil, memory)
    tell("a rare carrier, again", try median { try page("rare", nil, nil, memory) })
    tell(
      "a carrier nobody applied to, first time",
      try median(3) { try page("nobody", nil, nil, QueuePage.Memory()) })
    tell(
      "find by number",
      try median {
        _ = try vault.read { book in
          try book.find(Lookup(.application, Self.number(size / 2))).map {
            try book.read(ClosureApplication.self, $0)
          }
        }
      })
    let ports = Ports(
      clock: { Self.now }, random: { Array(repeating: 1, count: $0) },
      records: Ports.Records(
        read: { body in try vault.read { book in try body(book) } },
        transact: { body in try vault.transact { book in ((), try body(book)) } }),
      passwords: .untouched, payment: .none, post: .none
    )
    var desk: Desk?
    let calendars = try Calendars.all()
    let opening = timed {
      desk = Desk(
        ports: ports, policies: [policy.id: policy], calendars: calendars, brand: Brand(policy),
        station: "bench", language: .en)
    }
    tell("a desk's first screen", opening)
    tell("a desk's first screen, again", median { desk?.goHome() })
    tell("what is due, first time", timed { _ = desk?.runDue() })
    tell("what is due, again", median { _ = desk?.runDue() })
  }

  private static func number(_ place: Int) -> String { "R-\(place)" }

  private func fill(_ vault: Vault, _ size: Int) throws {
    let hall = try Hall(try Everything.policy())
    let template = try hall.file(try hall.addLin())
    for start in stride(from: 0, to: size, by: 10_000) {
      try vault.transact { book in
        for place in start..<min(start + 10_000, size) {
          let id = try book.newID()
          let due = Int64(place * 2 - size)
          var form = template
          (form.id, form.account, form.number) = (id, id, Self.number(place))
          form.brand = place % 100 == 99 ? "rare" : "heyon"
          form.reviewBy = Self.now.adding(seconds: due)
          form.decideFrom = nil
          try book.write(form)
        }
        return (
          (), JournalEvent(act: "bench.fill", records: [], by: "bench", at: Self.now)
        )
      }
    }
  }

  private func median(_ rounds: Int = 51, _ body: () throws -> Void) rethrows -> Double {
    var took: [Double] = []
    for _ in 0..<rounds { took.append(try timed(body)) }
    return took.at(0.5)
  }

  private func tell(_ what: String, _ seconds: Double) {
    let blanks = String(repeating: " ", count: max(1, 44 - what.count))
    let tenths = Int((seconds * 10_000).rounded())
    say("  \(what)\(blanks)\(tenths / 10).\(tenths % 10) ms")
  }
}
