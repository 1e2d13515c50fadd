import Domain
import Fixtures
import Foundation
import Glibc
import Testing

@testable import Vault

/// No room, no disk to write to, no right to: the act is refused with that reason, nothing is half written, and it works again once there is room.
@Suite(.serialized, .aboutFiles(.disk)) struct FullDiskTests {
  /// What an act of several pages leaves: all or nothing of it.
  private func act(_ vault: Vault, _ round: Int, _ ids: [RecordID]) throws {
    try vault.act { book in
      for id in ids {
        let text = "\(round) " + String(repeating: "x", count: 9000)
        try book.write(Note(id, text, email: "\(id)@\(round)", owner: id))
      }
    }
  }

  private func round(_ vault: Vault, _ ids: [RecordID]) throws -> Set<String> {
    Set(try ids.map { String(try #require(try vault.text($0)).prefix { $0 != " " }) })
  }

  @Test(arguments: [Disk.Failure.full, .sync])
  func `whichever write or sync of an act fails, it is refused, and the vault is as it was`(
    _ failure: Disk.Failure
  ) throws {
    let bench = try Bench(.file, inMemory: true)
    let ids = (1...4).map { RecordID($0) }
    try act(try bench.create(), 0, ids)
    let disk = try Disk(of: bench.path)
    defer { disk.unplug() }
    let vault = try bench.open()
    // So that moving the log into the file meets the failures too.
    try vault.file?.connection.run("PRAGMA wal_autocheckpoint = 30")
    var (refused, last) = (0, 0)
    for write in 0..<400 {
      let before = try vault.journalHead
      disk.fail(failure, after: write)
      var error: VaultError?
      do {
        try act(vault, write + 1, ids)
        last = write + 1
      } catch let thrown as VaultError {
        error = thrown
      }
      let failed = disk.recover()
      if let error {
        refused += 1
        if failure == .full { #expect(error == .diskFull, "write \(write)") }
        #expect(try vault.journalHead == before, "write \(write)")
      }
      #expect(try round(vault, ids) == ["\(last)"], "write \(write)")
      #expect(try vault.verify().isSound, "write \(write)")
      // Room again: everything goes on, for this desk and the next one.
      try vault.act { try $0.write(Note(RecordID(9), "\(write)")) }
      let other = try bench.open()
      #expect(try other.text(RecordID(9)) == "\(write)" && round(other, ids) == ["\(last)"])
      if failed == 0 { break }
    }
    #expect(refused >= (failure == .full ? 10 : 1) && last > 0, "\(refused)")
    #expect(try bench.open().verify().isSound)
  }

  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func `a disk that fills up refuses the act, loses nothing, and goes on once there is room`()
    throws
  {
    let bench = try Bench(.file)
    let mount = try #require(Mount(over: bench.folder, size: "2m"))
    defer { mount.end() }
    try Data(count: 400_000).write(to: URL(fileURLWithPath: bench.folder + "/ballast"))
    let vault = try bench.create()
    var texts: [RecordID: String] = [:]
    var error: VaultError?
    while error == nil, texts.count < 1000 {
      let text = "\(texts.count) " + String(repeating: "y", count: 9000)
      do {
        texts[try vault.note(text, owned: true)] = text
      } catch let thrown as VaultError {
        error = thrown
      }
    }
    #expect(error == .diskFull && texts.count > 10)
    for (id, text) in texts { #expect(try vault.text(id) == text) }
    #expect(try vault.verify().isSound)

    // Not a byte left: what is there can be read; a new vault beside it is refused and leaves nothing.
    mount.fill("rest")
    // More than the refused act left room for in the log.
    let long = String(repeating: "z", count: 90_000)
    #expect(throws: VaultError.diskFull) { try vault.note(long) }
    for (id, text) in texts { #expect(try vault.text(id) == text) }
    #expect(throws: VaultError.diskFull) {
      try Vault.create(at: bench.folder + "/second", unlock: try Bench.key())
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
    #expect(left.filter { $0.hasPrefix("second") && $0 != "second.gate" } == [])

    mount.makeRoom("ballast")
    mount.makeRoom("rest")
    let id = try vault.note(long)
    #expect(try vault.text(id) == long && vault.verify().isSound)
    #expect(try bench.open().verify().records == texts.count + 1)
  }

  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func `opening on a full disk says so, or opens`() throws {
    let bench = try Bench(.file)
    let mount = try #require(Mount(over: bench.folder, size: "2m"))
    defer { mount.end() }
    let id = try bench.create().note("one")
    mount.fill("rest")
    let refusal = bench.refusal(try Bench.key())
    #expect(refusal == nil || refusal == .diskFull)
    mount.makeRoom("rest")
    #expect(try bench.open().text(id) == "one")
  }

  @Test(.enabled(if: Mount.isPossible, "only root can mount a small disk"))
  func `a vault on a disk that may only be read is read-only, and stays as it was`() throws {
    let bench = try Bench(.file)
    let mount = try #require(Mount(over: bench.folder, size: "2m"))
    defer { mount.end() }
    _ = try bench.create().note("one")
    let before = try bench.listing()
    #expect(mount.makeReadOnly())
    #expect(bench.refusal(try Bench.key()) == .readOnly)
    #expect(throws: VaultError.readOnly) {
      try Vault.create(at: bench.folder + "/second", unlock: try Bench.key())
    }
    #expect(throws: VaultError.readOnly) { try KeyFile.create(at: bench.folder + "/key") }
    #expect(try bench.listing() == before)
  }
}
