import Domain
import Fixtures
import Foundation
import Testing

@testable import Vault

/// Single bits that turned over, and files that end too early.
///
/// Each is either noticed (opening or reading throws, or `verify` reports it) or does no harm: all
/// that is read is what was written. A crash would end the tests themselves.
@Suite(.aboutFiles(.bytes)) struct DamageTests {
  let bench: Bench
  let good: [String: Data]
  /// What each record says; nil once it is erased.
  let written: [RecordID: String?]

  init() throws {
    bench = try Bench(.file, inMemory: true)
    let vault = try bench.create()
    var written: [RecordID: String?] = [:]
    for place in 0..<12 {
      let text = "note \(place) " + String(repeating: "x", count: place * 40)
      let id = try vault.note(text, email: "\(place)@x", owned: place % 3 > 0, due: 10)
      written[id] = text
    }
    try vault.act { try $0.destroyKey(of: RecordID(2)) }
    written[RecordID(2)] = .some(nil)
    // The log holds what came after the last erasure.
    try vault.act { try $0.write(Note(RecordID(3), "changed", email: "2@x", due: 10)) }
    written[RecordID(3)] = "changed"
    self.written = written
    good = try bench.listing()
  }

  private struct Count {
    var tried = 0
    var noticed = 0
    var harmless = 0
    var silentlyWrong: [String] = []
    /// Refused with a reason that says something else than damage.
    var misnamed: [String] = []
  }

  @Test func `500 bits turned over in the file`() throws {
    let file = try closed()
    var chance = SplitMix64(seed: 500)
    var count = Count()
    for _ in 0..<rounds(500) {
      var bytes = file
      let bit = Int.random(in: 0..<bytes.count * 8, using: &chance)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try judge("bit \(bit)", main: bytes, log: nil, &count)
    }
    #expect(count.silentlyWrong.isEmpty && count.misnamed.isEmpty, "\(count)")
    #expect(count.noticed > count.tried / 10 && count.harmless > 0, "\(count)")
  }

  @Test func `300 bits turned over in the log`() throws {
    let (file, log) = (try #require(good["desk.vault"]), try #require(good["desk.vault-wal"]))
    var chance = SplitMix64(seed: 300)
    var count = Count()
    for _ in 0..<rounds(300) {
      var bytes = log
      let bit = Int.random(in: 0..<bytes.count * 8, using: &chance)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try judge("bit \(bit)", main: file, log: bytes, &count)
    }
    #expect(count.silentlyWrong.isEmpty && count.misnamed.isEmpty, "\(count)")
    // The log has a sum over every frame, and the anchor knows how far it went.
    #expect(count.noticed == count.tried, "\(count)")
  }

  @Test func `the file and the log cut off at 100 lengths, down to nothing`() throws {
    let whole = try closed()
    let (file, log) = (try #require(good["desk.vault"]), try #require(good["desk.vault-wal"]))
    var count = Count()
    for step in 0..<rounds(100) {
      let length = whole.count * step / rounds(100)
      try judge("cut to \(length)", main: whole.prefix(length), log: nil, &count)
      let short = log.count * step / rounds(100)
      try judge("log cut to \(short)", main: file, log: log.prefix(short), &count)
    }
    #expect(count.silentlyWrong.isEmpty && count.misnamed.isEmpty, "\(count)")
    #expect(count.noticed == count.tried, "\(count)")
  }

  @Test func `the anchor with a bit turned over is behind, or noticed, and never believed`() throws
  {
    let (file, anchor) = (try closed(), try #require(good["desk.vault.anchor"]))
    var chance = SplitMix64(seed: 80)
    var count = Count()
    for byte in 0..<80 {
      for slot in [0, 4096] {
        var bytes = anchor
        bytes[slot + byte] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
        try judge("slot \(slot), byte \(byte)", main: file, log: nil, anchor: bytes, &count)
      }
    }
    // One slot is always whole, so a single bit locks nobody out.
    #expect(count.silentlyWrong.isEmpty && count.harmless == count.tried, "\(count)")
  }

  /// The file with its log moved into it.
  private func closed() throws -> Data {
    let copy = try put(main: try #require(good["desk.vault"]), log: good["desk.vault-wal"])
    _ = try copy.open()
    return try copy.bytes()
  }

  private func put(main: Data, log: Data?, anchor: Data? = nil) throws -> Bench {
    let copy = try Bench(.file, inMemory: true)
    try main.write(to: URL(fileURLWithPath: copy.path))
    try (anchor ?? good["desk.vault.anchor"])?.write(
      to: URL(fileURLWithPath: copy.path + ".anchor"))
    try log?.write(to: URL(fileURLWithPath: copy.path + "-wal"))
    return copy
  }

  private func judge(
    _ place: String, main: Data, log: Data?, anchor: Data? = nil, _ count: inout Count
  ) throws {
    let copy = try put(main: main, log: log, anchor: anchor)
    count.tried += 1
    var isNoticed = false
    /// Nothing is there where something should be, which only a check of the whole can tell.
    var isMissing = false
    func notice<T>(_ body: () throws -> T) -> T? {
      do {
        return try body()
      } catch {
        isNoticed = true
        switch error as? VaultError {
        case .damaged, .rolledBack, .notAVault, .newerFormat, .wrongKey: break
        default: count.misnamed.append("\(place): \(error)")
        }
        return nil
      }
    }
    if let vault = notice({ try copy.open() }) {
      for (id, text) in written {
        guard let found = notice({ try vault.text(id) }) else { continue }
        if found == text { continue }
        if found == nil {
          isMissing = true
        } else {
          count.silentlyWrong.append("\(place): \(id) reads \(found ?? "")")
        }
      }
      for number in 0..<12 where number != 1 {
        let lookup = Lookup(.email, "\(number)@x")
        guard let found = notice({ try vault.read { try $0.find(lookup) } }) else { continue }
        if found == nil { isMissing = true }
        if let found, found != RecordID(Int64(number + 1)) {
          count.silentlyWrong.append("\(place): \(number)@x leads to \(found)")
        }
      }
      if let queue = notice({
        try vault.read { try $0.due(.account, through: nil, after: nil, limit: 50) }
      }), queue.count != 12 || queue.contains(where: { $0.due.seconds != 10 }) {
        isMissing = true
      }
      if let report = notice({ try vault.verify() }), !report.isSound { isNoticed = true }
    }
    if isMissing, !isNoticed { count.silentlyWrong.append("\(place): something is missing") }
    if isNoticed { count.noticed += 1 } else { count.harmless += 1 }
  }
}
