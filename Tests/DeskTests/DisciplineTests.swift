import Fixtures
import Foundation
import Glibc
import Testing

/// What a desk does not do: before its first screen, for a key, and while nobody does anything.
///
/// The counters are the kernel's; those of another's memory and of a program that lets nobody look into it are for
/// root alone.
@Suite(.enabled(if: geteuid() == 0)) struct DisciplineTests {
  private let vault: VaultDesk
  private let desk: Terminal

  init() throws {
    vault = try VaultDesk()
    desk = try Terminal(all: ["open"] + vault.access, in: vault.folder)
    try desk.wait("Whose customer are you?")
  }

  private func process(_ file: String) throws -> String {
    let handle = try #require(FileHandle(forReadingAtPath: "/proc/\(desk.child.pid)/\(file)"))
    var bytes = Data()
    // The kernel hands such a file out in pieces.
    while let piece = try handle.read(upToCount: 4_096), !piece.isEmpty { bytes += piece }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func number(_ name: String, in file: String) throws -> Int {
    let line = try process(file).split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return try #require(line?.split(separator: ":").last.flatMap { Int($0.trimming) })
  }

  /// Waits until the vault was looked through, which happens once.
  private func settle() throws {
    let deadline = Deadline()
    while try number("Threads", in: "status") > 1 {
      guard !deadline.isOver else { throw Child.Trouble("a thread goes on for ever") }
      deadline.pause()
    }
    try desk.look()
  }

  /// How often it has written, once it has done so again: the kernel counts a write when it is over, and what was
  /// written may be read before that.
  private func writes(after known: Int) throws -> Int {
    let deadline = Deadline()
    while try number("syscw", in: "io") == known, !deadline.isOver { deadline.pause() }
    return try number("syscw", in: "io")
  }

  @Test(.aboutFiles(.programs))
  func `the first screen loads nothing that only later steps need`() throws {
    let maps = try process("maps")
    #expect(maps.contains("libsqlite3") && maps.contains("libsodium"))
    for library in ["libcurl", "libssl", "libcrypto", "libpq", "libqrencode"] {
      #expect(!maps.contains(library), "\(library)")
    }
  }

  @Test func `a key is answered by one frame, and a frame is one write`() throws {
    try settle()
    for key in [Keys.down, Keys.down, Keys.up, Keys.f2, "?", Keys.escape] {
      let (rows, frames) = (try desk.look().rows, try number("syscw", in: "io"))
      desk.type(key)
      try desk.wait("an answer to \(key.debugDescription)") { $0.rows != rows }
      #expect(try writes(after: frames) == frames + 1, "\(key.debugDescription)")
    }
    let frames = try number("syscw", in: "io")
    desk.type("\u{C}")
    _ = try writes(after: frames)
    try desk.wait("the same again") { $0.text.contains("1-5") }
    #expect(try number("syscw", in: "io") == frames + 1)
  }

  @Test func `while nobody does anything nothing is written and nothing wakes up`() throws {
    try settle()
    func wakes() throws -> Int {
      try number("voluntary_ctxt_switches", in: "status")
    }
    var woken: [Int] = []
    // On a busy machine the desk may only now hear that it was looked through: once, not again and again.
    repeat {
      let (before, written) = (try wakes(), desk.written.count)
      // Nothing is waited for: this is how long it is watched.
      let watched = Deadline(1.2)
      while !watched.isOver { watched.pause() }
      try desk.look()
      woken.append(try wakes() - before)
      #expect(desk.written.count == written)
    } while woken.last != 0 && woken.count < 4
    #expect(woken.last == 0, "\(woken)")
  }
}

extension Substring {
  fileprivate var trimming: Substring { drop { $0.isWhitespace } }
}
