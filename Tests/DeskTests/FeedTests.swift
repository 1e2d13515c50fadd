import Foundation
import Glibc
import Testing

/// What a carrier's own systems read from the real program, and that they can stop anywhere.
@Suite struct FeedTests {
  /// One person renews, pays, applies, is asked, and is closed; another withdraws.
  private static func story() throws -> VaultDesk {
    let vault = try VaultDesk()
    try vault.askForProof()
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    try desk.choose("renewal", "month", "balance").confirm().home()
    try desk.applyUpToIdentity().choose("mailCode").enter(["code": try vault.code()]).confirm()
    let number = try desk.at("closure.submitted").receipt()
    try desk.home()
    #expect(try vault.run("review", "ask", number, "--reason", "Which phone?").code == 0)
    try desk.choose("progress", "answer").enter(["answer": "The old one"])
    try desk.end()
    #expect(try vault.run("review", "approve", number).code == 0)
    return vault
  }

  private static func feed(_ vault: VaultDesk, _ more: String...) throws -> [String] {
    let result = try vault.export(more)
    #expect(result.code == 0 && result.err.isEmpty, "\(result)")
    #expect(result.out.isEmpty || result.out.hasSuffix("\n"))
    return result.out.split(separator: "\n").map(String.init)
  }

  private static func id(_ line: String) -> String {
    line.firstMatch(of: /"id":"(\d+-\d+)"/).map { String($0.1) } ?? "none"
  }

  private static func ask(_ command: String, _ lines: [String], _ folder: Folder) throws -> String {
    let tests = Child.repository.appendingPathComponent("Tests/OracleTests")
    let result = try esimdesk(
      [
        tests.appendingPathComponent("feed.py").path, command,
        tests.appendingPathComponent("tmforum.json").path,
      ], in: folder, input: lines.map { $0 + "\n" }.joined(), program: Terminal.python)
    #expect(result.code == 0, "\(result.err)")
    return result.out
  }

  @Test
  func `X-08 a billing system that reads nothing but the feed knows what it needs, and no person`()
    throws
  {
    let vault = try Self.story()
    let lines = try Self.feed(vault)
    #expect(try Self.ask("check", lines, vault.folder) == "checked \(lines.count)\n")
    let known = try Self.ask("follow", lines, vault.folder)
    #expect(
      known.contains(
        #""products": {"H-770001": {"plan": "data-plus", "status": "terminated", "until": "2099-02-28"}}"#
      ), "\(known)")
    #expect(known.contains(#""paid": {"H-770001": ["12.8 CNY", "53.1 CNY"]}"#), "\(known)")
    #expect(
      known.contains(#""states": ["inProgress", "pending", "inProgress", "completed"]"#), "\(known)"
    )
    #expect(known.contains(#""actions": ["delete"]"#) && known.contains(#""actions": ["modify"]"#))
    // The account's number and its plan are what the carrier's books know it by; nothing else is told.
    let told = lines.joined()
    for text in VaultDesk.personal
    where !["H-770001", "data-plus", "BILL-SEED", "2099-01-31"].contains(text) {
      #expect(!told.contains(text), "\(text)")
    }
    #expect(!told.contains("The old one") && !told.contains("Which phone"))
  }

  @Test func `a reader that stops after any line goes on from its id, and gets each event once`()
    throws
  {
    let vault = try Self.story()
    let all = try Self.feed(vault)
    #expect(all.count > 8 && Set(all.map(Self.id)).count == all.count)
    for count in 0...all.count {
      let first = try Self.feed(vault, "--limit", String(count))
      #expect(first == Array(all.prefix(count)))
      guard let last = first.last else { continue }
      #expect(try Self.feed(vault, "--since", Self.id(last)) == Array(all.dropFirst(count)))
    }
    // By entries: each event of an entry, or none.
    let entry = try #require(all.first.flatMap { Self.id($0).split(separator: "-").first })
    let after = try Self.feed(vault, "--since", String(entry))
    #expect(after == all.filter { !Self.id($0).hasPrefix("\(entry)-") })
    #expect(try Self.feed(vault, "--since", Self.id(try #require(all.last))).isEmpty)
  }

  @Test
  func `a reader killed in the middle of a line loses nothing by going on from the line before`()
    throws
  {
    let vault = try Self.story()
    let all = try Self.feed(vault)
    let whole = all.map { $0 + "\n" }.joined()
    for cut in stride(from: 1, to: whole.utf8.count, by: whole.utf8.count / 7) {
      let (got, code) = try vault.exportCut(after: cut)
      // Whatever came, whole lines count and half a one does not.
      let lines = got.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
        String.init)
      #expect(lines == Array(all.prefix(lines.count)))
      #expect([0, 74].contains(code), "\(code ?? -1)")
      let rest = try Self.feed(vault, "--since", lines.last.map(Self.id) ?? "0")
      #expect(lines + rest == all, "cut after \(cut)")
    }
  }

  @Test func `what happens while somebody reads comes at the end, and nothing before it moves`()
    throws
  {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm().home()
    let before = try Self.feed(vault)
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm()
    try desk.end()
    let after = try Self.feed(vault)
    #expect(Array(after.prefix(before.count)) == before && after.count > before.count)
  }

  @Test func `a mark beyond the journal, or none at all, is refused and nothing is exported`()
    throws
  {
    let vault = try VaultDesk()
    for (since, code) in [("999999", 65), ("999999-1", 65), ("x", 64), ("-1", 64), ("1-0", 64)] {
      let result = try vault.export(["--since=\(since)"])
      #expect(result.code == Int32(code) && result.out.isEmpty, "\(since) \(result)")
      #expect(result.errLines.count == 1)
    }
    #expect(try vault.export(["--limit", "-3"]).code == 64)
    #expect(try esimdesk("open", "--since", "1", in: vault.folder).code == 64)
  }
}

extension VaultDesk {
  func export(_ more: [String]) throws -> Result {
    try esimdesk(["export"] + more + access, in: folder)
  }

  /// Reads so many bytes of an export, then goes away.
  fileprivate func exportCut(after count: Int) throws -> (String, Int32?) {
    let out = try Pipe2()
    let child = try Child(
      Child.program, ["export"] + access, environment: folder.environment,
      descriptors: [(out.writing, 1)])
    close(out.writing)
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let more = read(out.reading, &bytes[got], count - got)
      guard more > 0 else { break }
      got += more
    }
    close(out.reading)
    return (String(decoding: bytes.prefix(got), as: UTF8.self), child.ended())
  }
}
