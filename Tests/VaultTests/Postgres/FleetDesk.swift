import Domain
import Fixtures
import Foundation

@testable import Vault

/// A desk of a fleet that is a process of its own, with a folder of its own.
///
/// It moves money between purses without end, and keeps a diary of what it is told of each act: the
/// next begins when that has reached the disk.
struct FleetDesk: Codable, Sendable {
  /// What all purses hold together, each as much as the others in the beginning.
  static let start = 1_000

  let address: String
  let folder: String
  /// Tells the acts of this process from all others.
  let name: String
  let purses: [Int64]
  let seed: UInt64
  /// In microseconds, until it is killed; without, it ends after a few acts.
  let life: UInt32?

  struct Fault: Error {
    let what: String
  }

  static func fleet(_ address: String, _ folder: String) throws -> Fleet {
    Fleet(
      try PostgresAddress(address), folder: folder,
      password: { () throws(LinkError) in Array(PostgresCluster.Database.password.utf8) })
  }

  func run() throws {
    if let life {
      Thread.detachNewThread {
        usleep(life)
        kill(getpid(), SIGKILL)
      }
    }
    let diary = try Diary(folder)
    do {
      try work(diary)
    } catch {
      diary.write("fault \(error)")
      throw error
    }
  }

  private func work(_ diary: Diary) throws {
    diary.write("open")
    let fleet = try Self.fleet(address, folder)
    let vault = try patiently { try Vault.open(at: fleet, unlock: try Bench.key()) }
    var chance = SplitMix64(seed: seed)
    for number in 0... {
      // As a front does when it opens, and when it has told somebody that something is not known yet.
      vault.waiting = Fleet.unattended
      switch try patiently({ try vault.resolveDoubt() }) {
      case .done(let event)?: diary.write("found \(event.note ?? "")")
      case .notDone?: diary.write("absent")
      case nil: break
      }
      if life == nil, number == 10 { return }
      if number % 8 == 7 {
        try patiently { try audit(vault) }
      } else {
        try move(vault, "\(name).\(number)", &chance, diary)
      }
    }
  }

  /// One act, and what it was told to be.
  private func move(
    _ vault: Vault, _ act: String, _ chance: inout SplitMix64, _ diary: Diary
  ) throws {
    let from = Int.random(in: purses.indices, using: &chance)
    let to = (from + Int.random(in: 1..<purses.count, using: &chance)) % purses.count
    let amount = Int.random(in: 1...9, using: &chance)
    // One in three has no patience, and walks away in the middle.
    let patience =
      Int.random(in: 0..<3, using: &chance) > 0 ? 30_000 : Int.random(in: 100..<600, using: &chance)
    vault.waiting = { $0 < patience }
    diary.write("begin \(act)")
    var runs = 0
    do {
      try vault.transact { book in
        runs += 1
        for (place, change) in [(from, -amount), (to, amount)] {
          let id = RecordID(purses[place])
          let held = try book.read(Note.self, id).flatMap { Int($0.text) } ?? .min
          try book.write(Note(id, "\(held + change)"))
        }
        // No lookup of its own: done twice, it would be there twice.
        let id = try book.newID()
        try book.write(
          Note(id, "\(act) \(from) \(to) \(amount)", owner: amount % 4 == 0 ? id : nil, due: 1))
        let event = JournalEvent(
          act: "move", records: [RecordID(purses[from]), RecordID(purses[to]), id], by: "desk",
          at: Instant(seconds: 0), note: act)
        return ((), event)
      }
      diary.write("done \(act) \(runs)")
    } catch VaultError.fleet(.inDoubt) {
      diary.write("doubt \(act)")
    } catch let error as VaultError where Self.passes(error) {
      diary.write("not \(act)")
    }
  }

  /// Whatever moves meanwhile, the sum stays the same.
  private func audit(_ vault: Vault) throws {
    let sum = try vault.read { book in
      try purses.reduce(0) { sum, id in
        sum + (try book.read(Note.self, RecordID(id)).flatMap { Int($0.text) } ?? .min)
      }
    }
    guard sum == purses.count * Self.start else { throw Fault(what: "the sum is \(sum)") }
  }

  private static func passes(_ error: VaultError) -> Bool {
    switch error {
    case .busy, .fleet(.givenUp): true
    case .fleet(let error): error.mayPass
    default: false
    }
  }

  /// Tries again until the fleet can be reached.
  private func patiently<T>(_ body: () throws -> T) throws -> T {
    let deadline = Date(timeIntervalSinceNow: 60)
    while true {
      do {
        return try body()
      } catch let error as VaultError where Self.passes(error) && Date() < deadline {
        usleep(20_000)
      }
    }
  }
}

/// What a desk was told, a line each, on disk before it goes on.
final class Diary {
  private let file: Int32

  init(_ folder: String) throws {
    file = open(Self.path(folder), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FleetDesk.Fault(what: "no diary") }
  }

  deinit { close(file) }

  private static func path(_ folder: String) -> String { folder + ".diary" }

  func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { abort() }
  }

  static func read(_ folder: String) throws -> [[String]] {
    let text = try String(contentsOfFile: path(folder), encoding: .utf8)
    return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }
}
