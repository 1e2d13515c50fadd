import Domain
import Fixtures
import Glibc

/// What is measured: one act of each sort.
struct Work {
  let shelf: any Shelf
  let accounts: Int
  var chance: SplitMix64
  /// How often a commit was begun, those included that others were first at.
  var runs = 0

  init(_ shelf: any Shelf, accounts: Int, seed: UInt64) {
    self.shelf = shelf
    self.accounts = accounts
    chance = SplitMix64(seed: seed)
  }

  /// Somebody signs in: found by e-mail, read as a whole.
  mutating func lookup() throws {
    let email = Population.email(Int.random(in: 0..<accounts, using: &chance))
    try shelf.read { book in
      guard let id = try book.find(Lookup(.email, scope: "heyon", email)),
        try book.read(Account.self, id)?.email == email
      else { throw Missing() }
    }
  }

  /// Somebody's balance changes: found, read, written, with its entry in the journal.
  mutating func commit() throws {
    let email = Population.email(Int.random(in: 0..<accounts, using: &chance))
    let amount = Int64.random(in: 0..<100_000, using: &chance)
    try shelf.transact { book in
      runs += 1
      guard let id = try book.find(Lookup(.email, scope: "heyon", email)),
        var account = try book.read(Account.self, id)
      else { throw Missing() }
      account.balance = Money(amount, account.balance.currency)
      try book.write(account)
      let event = JournalEvent(
        act: "account.balance", records: [id], by: "counter-1",
        at: Instant(seconds: 1_795_140_000))
      return ((), event)
    }
  }

  struct Missing: Error {}
}

/// One of several processes that commit as fast as they can.
enum Writer {
  /// Waits for a line on the standard input, works, and prints how many acts and the longest one in seconds.
  static func run(
    _ shelf: any Shelf.Type, path: String, accounts: Int, seconds: Double, seed: UInt64
  ) throws {
    var work = Work(try shelf.init(opening: path), accounts: accounts, seed: seed)
    try work.lookup()
    say("ready")
    _ = readLine()
    let end = uptime() + seconds
    var count = 0
    var worst = 0.0
    while uptime() < end {
      worst = max(worst, try timed { try work.commit() })
      count += 1
    }
    say("\(count) \(worst)")
  }
}
