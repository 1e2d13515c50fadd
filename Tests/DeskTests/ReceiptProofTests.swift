import Foundation
import Testing

/// Receipts checked by somebody else: another machine, another library, a scanner.
@Suite struct ReceiptProofTests {
  /// Receipts of everything one person did, the last of the closure that erased them.
  private static func lifeOfReceipts(_ vault: VaultDesk) throws -> [String] {
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    try desk.choose("renewal", "month", "balance").confirm().home()
    try desk.applyUpToIdentity().choose("mailCode").enter(["code": try vault.code()]).confirm()
    let application = try desk.at("closure.submitted").receipt()
    let numbers = desk.receipts.compactMap { $0["id"] }
    try desk.end()
    #expect(try vault.run("review", "approve", application).code == 0)
    // The last one reached its owner by mail, behind those of the bill, the plan, the code and the application.
    let last = try vault.mails(5).last?.text.matches(of: /R-[0-9A-Z]{4}-[0-9A-Z]{4}/) ?? []
    return numbers + last.map { String($0.0) }
  }

  private func python(_ arguments: String..., in folder: Folder, input: String) throws -> String {
    let script = Child.repository.appendingPathComponent("Tests/DeskTests/Scripts/receipt.py").path
    let result = try esimdesk(
      [script] + arguments, in: folder, input: input, program: Terminal.python)
    #expect(result.code == 0, "\(result.err)")
    return result.out
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test
  func
    `X-08 AFT-08 OFF-07 receipts prove themselves after the account is erased, to whoever has the public key alone`()
    throws
  {
    let vault = try VaultDesk()
    let numbers = try Self.lifeOfReceipts(vault)
    #expect(numbers.count >= 4)
    let pem = try vault.run("receipt", "public-key").out
    // Another machine: no vault, no key file, nothing but what the carrier published.
    let elsewhere = try Folder()
    let key = try elsewhere.write("Receipts of Heyon\n" + pem, to: "carrier.pem")
    var kinds: Set<String> = []
    for number in Set(numbers) {
      let shown = try vault.run("receipt", "show", number, "--json")
      #expect(shown.code == 0, "\(shown.err)")
      let code = try #require(try object(shown.out)["code"] as? String)
      let ours = try esimdesk(
        "receipt", "verify", "-", "--public-key", key, "--json", in: elsewhere, input: code)
      #expect(ours.code == 0 && ours.err.isEmpty, "\(ours)")
      let said = try object(ours.out)
      #expect(said["receipt"] as? String == number && said["brand"] as? String == "heyon")
      kinds.insert(said["kind"] as? String ?? "")
      // Somebody else's program, somebody else's Ed25519, the same facts.
      var theirs = try object(try python("verify", key, in: elsewhere, input: code))
      theirs["reason"] = nil
      #expect("\(theirs.sorted { $0.key < $1.key })" == "\(said.sorted { $0.key < $1.key })")
      let words = try esimdesk(
        "receipt", "verify", code, "--public-key", key, "--lang", "zh-Hans", in: elsewhere)
      #expect(words.code == 0 && words.out.contains(number) && !words.out.contains("⟨"))
    }
    #expect(kinds == ["bill", "renewal", "closureSubmitted", "closureDone"])
    #expect(vault.leaks.isEmpty)
    #expect(elsewhere.names("state").isEmpty)
  }

  @Test
  func
    `X-08 receipts verify across a new data key, a backup and its restore, and after the erasure it re-applies`()
    throws
  {
    let vault = try VaultDesk()
    let first = try vault.signIn()
    try first.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    let early = try #require(first.receipts.last)
    try first.end()
    let pem = try vault.run("receipt", "public-key").out
    let elsewhere = try Folder()
    let key = try elsewhere.write(pem, to: "carrier.pem")
    func holds(_ code: String?, _ place: String) throws {
      let result = try esimdesk(
        "receipt", "verify", "-", "--public-key", key, in: elsewhere, input: try #require(code))
      #expect(result.code == 0, "\(place): \(result)")
    }
    /// The receipt as the vault shows it is the one that was given out, and the key has not changed.
    func stands(_ receipt: [String: String], _ place: String) throws {
      let shown = try vault.run("receipt", "show", try #require(receipt["id"]), "--json")
      let code = try object(shown.out)["code"] as? String
      #expect(shown.code == 0 && code == receipt["code"], "\(place): \(shown)")
      #expect(try vault.run("receipt", "public-key").out == pem, "\(place)")
      try holds(code, place)
    }
    try stands(["id": early["id"], "code": early["code"]], "at first")
    #expect(try vault.run("backup", vault.folder("copy")).code == 0)

    #expect(try vault.run("rekey", "--data").code == 0)
    try stands(["id": early["id"], "code": early["code"]], "after a new data key")
    let second = try vault.signIn()
    try second.choose("renewal", "month", "balance").confirm().home()
    try holds(second.receipts.last?["code"], "given after a new data key")
    try second.applyUpToIdentity().choose("mailCode")
    try second.enter(["code": try vault.code()]).at("closure.confirm").confirm()
    let application = try second.at("closure.submitted").receipt()
    let submitted = try #require(second.receipts.last?["code"])
    try second.end()
    #expect(try vault.run("review", "approve", application).code == 0)
    try stands(["id": early["id"], "code": early["code"]], "after the erasure")

    let back = try vault.run("restore", vault.folder("copy"), "--replace")
    #expect(back.code == 0, "\(back)")
    try stands(["id": early["id"], "code": early["code"]], "after the restore")
    // What was given out after the backup is not in it, and proves itself all the same.
    try holds(submitted, "not in the backup")
    let desk = try vault.open().choose("signIn")
    try desk.enter(["identifier": VaultDesk.ottilie, "password": VaultDesk.password])
    #expect(desk.prompt.refusalCode == "signIn.wrong", "erased again by the restore")
    try desk.end()
    #expect(try vault.isSound && vault.leaks.isEmpty)
  }

  @Test func `X-08 a forged, edited, cut or foreign code is refused with the reason, and 65`()
    throws
  {
    let vault = try VaultDesk()
    let stranger = try VaultDesk(
      importing: vault.folder.write(VaultDesk.people, to: "strangers.csv"))
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm()
    let code = try #require(desk.receipts.last?["code"])
    try desk.end()
    let folder = try Folder()
    let key = try folder.write(try vault.run("receipt", "public-key").out, to: "a.pem")
    let other = try folder.write(try stranger.run("receipt", "public-key").out, to: "b.pem")
    func verdict(_ code: String, _ keys: [String]) throws -> (Int32?, String) {
      let result = try esimdesk(
        ["receipt", "verify", "-", "--json"] + keys.flatMap { ["--public-key", $0] }, in: folder,
        input: code)
      #expect(result.err.isEmpty)
      return (result.code, try object(result.out)["reason"] as? String ?? "none")
    }
    #expect(try verdict(code, [key]) == (0, "none"))
    #expect(try verdict(code, [other, key]) == (0, "none"))
    #expect(try verdict(code, [other]) == (65, "unknownSigner"))
    #expect(try verdict(String(code.dropLast(9)), [key]) == (65, "truncated"))
    #expect(try verdict(code + code, [key]).0 == 65)
    var typo = Array(code)
    typo[40] = typo[40] == "7" ? "8" : "7"
    #expect(try verdict(String(typo), [key]) == (65, "group"))
    #expect(try verdict("R-7K2M-94QD", [key]).0 == 65)
    #expect(try verdict("x!" + code, [key]) == (65, "character"))
    // What the reason says is told in words, too, and never the code itself.
    let words = try esimdesk(
      "receipt", "verify", String(typo), "--public-key", key, "--lang", "en", in: folder)
    #expect(words.code == 65 && words.out.contains("Group 6"))
    // A stranger's own, sound receipt does not pass for the carrier's, however it is relabelled.
    let seat = try stranger.signIn()
    try seat.choose("renewal", "month", "balance").confirm()
    let foreign = try #require(seat.receipts.last?["code"])
    try seat.end()
    #expect(try verdict(foreign, [key]) == (65, "unknownSigner"))
    let relabelled = try python("relabel", key, in: folder, input: foreign)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try verdict(relabelled, [key]) == (65, "forged"))
    let edited = try python("edit", key, in: folder, input: code)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try verdict(edited, [key]) == (65, "forged"))
    #expect(
      try object(try python("verify", key, in: folder, input: edited))["reason"] as? String
        == "forged")
  }

  @Test func `a code printed as a symbol is read back by a scanner`() throws {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm()
    let (number, code) = (try desk.receipt(), try #require(desk.receipts.last?["code"]))
    try desk.end()
    let shown = try vault.run("receipt", "show", number)
    #expect(shown.code == 0 && !shown.out.contains("\u{1B}"))
    let lines = shown.out.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex { $0.contains("█") })
    let symbol = lines[(first - 2)...].joined(separator: "\n")
    let scanned = try python("scan", in: vault.folder, input: symbol)
    #expect(scanned == code + "\n")
  }

  @Test func `X-08 a receipt is checked at a desk by whoever holds it, without signing in`() throws
  {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm()
    let (number, code) = (try desk.receipt(), try #require(desk.receipts.last?["code"]))
    try desk.home().choose("signOut", "lookUp").enter(["receipt": code]).at("lookUp.sound")
    #expect(desk.prompt.said.contains(number) && desk.prompt.said.contains("53.10"))
    // The number alone shows what it was, and no sums.
    try desk.home().choose("lookUp").enter(["receipt": number]).at("lookUp.receipt")
    #expect(desk.prompt.said.contains(number) && !desk.prompt.said.contains("53.10"))
    try desk.home().choose("lookUp").enter(["receipt": String(code.dropLast(1))])
    #expect(desk.prompt.refusalCode == "receiptCode.truncated")
    try desk.end()
    let folder = try Folder()
    let key = try folder.write(try vault.run("receipt", "public-key").out, to: "carrier.pem")
    // A practice desk does not know the carrier's signature until it is told.
    for (arguments, step) in [([], "lookUp.number"), (["--public-key", key], "lookUp.sound")] {
      let other = try JSONDesk(["demo", "--json", "--lang", "en"] + arguments, in: folder)
      try other.choose("lookUp").enter(["receipt": code.lowercased()])
      #expect(other.prompt.step == step)
      #expect(other.prompt.refusalCode == (arguments.isEmpty ? "receiptCode.unknownSigner" : nil))
      try other.end()
    }
  }

  @Test func `what is no key file, and no receipt, is refused in a line`() throws {
    let vault = try VaultDesk()
    let path = try vault.folder.write("-----BEGIN PUBLIC KEY-----\nMCow\n", to: "bad.pem")
    for result in [
      try vault.run("receipt", "verify", "0", "--public-key", path),
      try vault.run("receipt", "verify", "0", "--public-key", vault.folder("none.pem")),
      try vault.run("receipt", "show", "R-0000-0000"), try vault.run("receipt", "show", "x"),
      try vault.run("receipt", "sign"), try vault.run("receipt", "public-key", "x"),
    ] {
      #expect([64, 65, 66].contains(result.code) && result.out.isEmpty, "\(result)")
      #expect(result.errLines.count == 1, "\(result)")
    }
  }
}
