import Foundation
import Testing

/// The format is what its page says: another reader, in another language, written from that page alone, opens what the program made.
@Suite struct ReaderTests {
  private struct Refused: Error, CustomStringConvertible { let description: String }

  private static let script = Child.repository
    .appendingPathComponent("Tests/DeskTests/Scripts/vault.py").path

  /// What the reader saw; throws what it said where something is not as the page says.
  private func read(_ vault: String, _ words: String..., input: String = "") throws
    -> [String: Any]
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Terminal.python)
    process.arguments = [Self.script, vault] + words
    let (into, out, err) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (into, out, err)
    try process.run()
    into.fileHandleForWriting.write(Data(input.utf8))
    into.fileHandleForWriting.closeFile()
    let said = out.fileHandleForReading.readDataToEndOfFile()
    let complaint = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refused(description: String(decoding: complaint, as: UTF8.self))
    }
    return try #require(try JSONSerialization.jsonObject(with: said) as? [String: Any])
  }

  @Test
  func `a vault opened by its key file, with a renewal and an erased account in it, is read whole`()
    throws
  {
    let vault = try VaultDesk()
    try vault.signIn().choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home().applyUpToIdentity()
    try desk.choose("mailCode").enter(["code": try vault.code()]).confirm()
    let number = try desk.at("closure.submitted").receipt()
    try desk.end()
    func found(_ email: String) throws -> [String: Any] {
      try read(vault.file(), "key", vault.folder("key"), "email", "heyon", email)
    }
    var seen = try found(VaultDesk.ottilie)
    let account = try #require(seen["found"] as? [String: Any])
    #expect(account["name"] as? String == "Seeded Ottilie")
    #expect(account["number"] as? String == "H-770001")
    #expect(seen["erasedAccounts"] as? Int == 0 && seen["accounts"] as? Int == 2)

    #expect(try vault.run("review", "approve", number).code == 0)
    seen = try found(VaultDesk.ottilie)
    #expect(seen["found"] is NSNull)
    #expect(seen["erasedAccounts"] as? Int == 1 && seen["accounts"] as? Int == 1)
    #expect(
      (try found("zhongzi.seed@example.com")["found"] as? [String: Any])?["name"] as? String
        == "王种子")
    // What is on a server has one entry more, that the backup was made.
    let place = try vault.file()
    seen = try read(place, "key", vault.folder("key"), "email", "heyon", VaultDesk.ottilie)
    let verified = try esimdesk(
      "verify", "--vault", place, "--key-file", vault.folder("key"), "--lang", "en",
      in: vault.folder
    ).out
    if vault.database != nil { #expect((seen["stations"] as? [Int] ?? []).count > 1) }
    for key in ["records", "entries"] {
      #expect(verified.contains("\(try #require(seen[key] as? Int))"), "\(key): \(verified)")
    }
  }

  @Test func `a vault opened by its passphrase is read by that passphrase, and by no other`() throws
  {
    let folder = try Folder()
    let options = ["--vault", folder("vault"), "--passphrase-fd", "9"]
    let passphrase = "长长的 口令 words"
    #expect(try esimdesk(["init"] + options, in: folder, passphrase: passphrase).code == 0)
    let sample = Child.repository.appendingPathComponent("Resources/Samples/subscribers.csv").path
    #expect(
      try esimdesk(["import", sample] + options, in: folder, passphrase: passphrase).code == 0)
    let seen = try read(
      folder("vault"), "passphrase", "-", "email", "heyon", "linyue@example.com",
      input: passphrase)
    #expect((seen["found"] as? [String: Any])?["email"] as? String == "linyue@example.com")
    #expect(seen["acts"] as? [String] == ["vault.create", "account.import"])
    #expect(throws: Refused.self) {
      try read(
        folder("vault"), "passphrase", "-", "email", "heyon", "linyue@example.com",
        input: passphrase + "s")
    }
  }

  /// The test of the test: a reader that overlooks things would prove nothing.
  @Test func `the reader refuses what was changed`() throws {
    let vault = try VaultDesk()
    let place = try vault.file()
    let first = vault.database == nil ? 1 : 1 << 40 | 1
    let changes = [
      "UPDATE rec SET due = 5 WHERE id = \(first)", "DELETE FROM rec WHERE id = \(first)",
      "DELETE FROM idx WHERE id = \(first)", "DELETE FROM akey",
      "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
      "UPDATE journal SET body = zeroblob(200) WHERE seq = 1",
      "INSERT INTO akey VALUES(99, zeroblob(16))",
      "UPDATE meta SET v = zeroblob(16) WHERE k = 'confirm'",
    ]
    for change in changes {
      let folder = try Folder()
      for part in ["", ".anchor", ".stations"]
      where FileManager.default.fileExists(atPath: place + part) {
        try FileManager.default.copyItem(atPath: place + part, toPath: folder("copy" + part))
      }
      let path = folder("copy")
      let maker = try Child(
        Terminal.python,
        [
          "-c",
          "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
          path, change,
        ], environment: folder.environment)
      #expect(maker.ended() == 0)
      #expect(throws: Refused.self, "\(change)") {
        try read(path, "key", vault.folder("key"), "email", "heyon", VaultDesk.ottilie)
      }
    }
  }
}
