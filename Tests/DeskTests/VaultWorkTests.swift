import Fixtures
import Foundation
import Glibc
import Testing

/// The commands that look after a vault, as the person in charge runs them.
@Suite struct VaultWorkTests {
  /// What `status --json` says.
  func status(_ vault: VaultDesk) throws -> [String: Any] {
    let result = try vault.run("status", "--json")
    #expect(result.code == 0 && result.err.isEmpty)
    let line = try JSONSerialization.jsonObject(with: Data(result.out.utf8))
    return try #require(line as? [String: Any])
  }

  func head(_ vault: VaultDesk) throws -> String {
    let head = try #require(try status(vault)["head"] as? [String: Any])
    return "\(try #require(head["seq"] as? Int)):\(try #require(head["hash"] as? String))"
  }

  @Test func `status says how a vault stands, to people and to programs`() throws {
    let vault = try VaultDesk()
    let said = try vault.run("status")
    #expect(said.code == 0 && said.err.isEmpty)
    #expect(said.out.contains("Accounts: 2, and 0 erased"))
    #expect(said.out.contains("Slot 1: key file"))
    #expect(said.out.contains("none yet"))
    let told = try status(vault)
    #expect(told["accounts"] as? Int == 2 && told["format"] as? Int == 1)
    #expect(said.out.contains("Journal head: \(try head(vault))\n"))
    if vault.database == nil { #expect((told["bytes"] as? Int ?? 0) > 4096) }
    #expect(vault.leaks.isEmpty)
    #expect(try esimdesk("status", "--vault", vault.folder("none"), in: vault.folder).code == 66)
  }

  @Test func `a head that was kept is right, or the vault was put back`() throws {
    let vault = try VaultDesk()
    let kept = try head(vault)
    let early = try VaultDesk(copying: vault)
    try vault.signIn().choose("renewal", "month", "balance").confirm().end()
    #expect(try vault.run("status", "--head", kept).code == 0)
    let now = try head(vault)
    let back = try early.run("verify", "--head", now)
    #expect(back.code == 65 && back.out.contains("sound") && back.err.contains("put back"))
    #expect(try early.run("status", "--head", now).code == 65)
    #expect(try vault.run("verify", "--head", now).code == 0)
    #expect(try vault.run("status", "--head", "12:short").code == 64)
  }

  @Test func `a backup is made beside an open desk and restored after the loss of the vault`()
    throws
  {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    let backup = vault.folder("backup")
    let made = try vault.run("backup", backup)
    #expect(made.code == 0 && made.err.isEmpty && made.out.contains(backup))
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    #expect(try vault.run("status").out.contains("Last backup: "))
    #expect(try vault.run("backup", backup).code == 73)
    #expect(try vault.run("backup", vault.folder("none/backup")).code == 66)
    for file in ["backup", "backup.anchor", "backup.erased"] {
      let facts = try FileManager.default.attributesOfItem(atPath: vault.folder(file))
      #expect((facts[.posixPermissions] as? Int) == 0o600, "\(file)")
    }

    #expect(try vault.run("restore", backup).code == 73, "there is a vault")
    #expect(try vault.standing() == SuddenEndTests.renewed)
    let restored = try vault.run("restore", backup, "--replace")
    #expect(restored.code == 0 && restored.out.contains(".replaced-"))
    #expect(try vault.standing() == SuddenEndTests.none)
    #expect(try vault.isSound)

    try vault.lose()
    #expect(try vault.run("status").code == 66)
    #expect(try vault.run("restore", backup).code == 0)
    #expect(try vault.standing() == SuddenEndTests.none)
  }

  @Test func `X-08: what was closed and erased stays so when an older backup is restored`() throws {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home().applyUpToIdentity()
    try desk.choose("mailCode").enter(["code": try vault.code()]).confirm()
    let number = try desk.at("closure.submitted").receipt()
    try desk.end()
    let backup = vault.folder("backup")
    #expect(try vault.run("backup", backup).code == 0)
    #expect(try vault.run("review", "approve", number).code == 0)
    let restored = try vault.run("restore", backup, "--replace")
    #expect(restored.code == 0 && restored.out.contains("1 account that was erased"))
    let after = try vault.open()
    try after.signIn(VaultDesk.ottilie, VaultDesk.password)
    #expect(after.prompt.refusalCode == "signIn.wrong")
    #expect(try vault.isSound)
    #expect(try vault.run("verify", "--deep").code == 0)
  }

  @Test func `the passphrase is changed, further slots come and go, and the last one stays`() throws
  {
    let folder = try Folder()
    let vault = ["--vault", folder("v/vault"), "--lang", "en"]
    let first = vault + ["--passphrase-fd", "9"]
    #expect(try esimdesk(["init"] + first, in: folder, passphrase: "first words").code == 0)
    let secret = try folder.write("other words\n", to: "secret")
    // A shell opens the second descriptor, as a script would.
    func change(_ passphrase: String) throws -> Result {
      let script = try folder.write(
        "exec 8<\(secret); exec \(Child.program) rekey --new-passphrase-fd 8 \(first.joined(separator: " "))\n",
        to: "change")
      return try esimdesk([script], in: folder, passphrase: passphrase, program: "/bin/sh")
    }
    #expect(try change("wrong words").code == 77)
    let changed = try change("first words")
    #expect(changed.code == 0 && !changed.out.contains("other words"))
    #expect(try esimdesk(["status"] + first, in: folder, passphrase: "first words").code == 77)
    #expect(try esimdesk(["status"] + first, in: folder, passphrase: "other words").code == 0)

    let credential = folder("credential")
    let added = try esimdesk(
      ["rekey", "--add-credential", credential] + first, in: folder, passphrase: "other words")
    #expect(
      added.code == 0 && added.out.contains("systemd-creds encrypt --name=esimdesk.vault-key"))
    // The service manager lays it out under this name, and the desk opens by itself.
    try FileManager.default.createDirectory(
      atPath: folder("run"), withIntermediateDirectories: false)
    try FileManager.default.moveItem(atPath: credential, toPath: folder("run/esimdesk.vault-key"))
    let service = ["CREDENTIALS_DIRECTORY": folder("run")]
    #expect(try esimdesk(["status"] + vault, in: folder, more: service).code == 0)
    #expect(try esimdesk(["status"] + vault, in: folder).code == 69, "nobody to ask")
    let removed = try esimdesk(["rekey", "--remove-slot", "1"] + vault, in: folder, more: service)
    #expect(removed.code == 0)
    let last = try esimdesk(["rekey", "--remove-slot", "2"] + vault, in: folder, more: service)
    #expect(last.code == 64 && last.err.contains("only way"))
    #expect(try esimdesk(["status"] + vault, in: folder, more: service).code == 0)
  }

  @Test func `everything is sealed anew, and a desk that was open says so and saves nothing`()
    throws
  {
    let vault = try VaultDesk()
    let desk = try vault.signIn().choose("renewal", "month", "balance").at("renewal.check")
    let kept = try head(vault)
    let done = try vault.run("rekey", "--data")
    #expect(done.code == 0, "\(done)")
    try desk.confirm()
    #expect(desk.receipts.isEmpty)
    try desk.end()
    #expect(try vault.standing() == SuddenEndTests.none)
    #expect(try vault.isSound)
    let after = try vault.run("status", "--head", kept)
    #expect(after.code == 0 && after.out.contains("vault.rekey"))
    #expect(vault.leaks.isEmpty)
  }

  @Test(.aboutFiles(.bytes))
  func `what is authentic in a damaged vault is saved, and the rest is named by number`()
    throws
  {
    let vault = try VaultDesk()
    let sound = try vault.run("salvage", vault.folder("vault/vault"), vault.folder("all"))
    #expect(sound.code == 0 && sound.out.contains("2 accounts"))
    // A page in the middle is gone: the second account's, or what leads to it.
    let path = vault.folder("vault/vault")
    let whole = try vault.folder.bytes("vault/vault")
    var codes: Set<Int32> = []
    for page in 1..<(whole.count / 4096) {
      var broken = whole
      for place in 0..<4096 { broken[page * 4096 + place] = 0xA5 }
      try Data(broken).write(to: URL(fileURLWithPath: path))
      let new = vault.folder("new\(page)")
      let result = try vault.run("salvage", path, new)
      codes.insert(result.code ?? -1)
      #expect([0, 1, 65].contains(result.code), "page \(page): \(result)")
      for text in VaultDesk.personal { #expect(!(result.out + result.err).contains(text)) }
      if result.code == 65 {
        #expect(!FileManager.default.fileExists(atPath: new))
      } else {
        let check = try esimdesk(
          ["verify", "--deep", "--vault", new, "--key-file", vault.folder("key")],
          in: vault.folder)
        #expect(check.code == 0, "page \(page): \(check)")
      }
    }
    #expect(codes.isSuperset(of: [1]))
  }

  @Test(.aboutFiles(.watching))
  func `a desk finds damage by itself while it is open, and says so on its way out`() throws {
    let vault = try VaultDesk()
    let path = vault.folder("vault/vault")
    let whole = try vault.folder.bytes("vault/vault")
    // Somewhere is the middle of a record, and nothing but that.
    let places = (4096..<whole.count).filter { $0 % 150 == 0 && whole[$0] != 0 }
    let isHit = try places.contains { place in
      var broken = whole
      broken[place] ^= 1
      try Data(broken).write(to: URL(fileURLWithPath: path))
      let said = try vault.run("verify").out
      return said.contains("in 1 place") && said.contains("rec ")
    }
    #expect(isHit)
    let deadline = Deadline()
    var patience = 1.0
    var said = ""
    while !said.contains("damage"), !deadline.isOver {
      let file = try vault.folder.write("", to: "err")
      let errors = open(file, O_WRONLY)
      let desk = try JSONDesk(
        [
          "open", "--json", "--vault", path, "--key-file", vault.folder("key"), "--lang", "en",
        ], in: vault.folder, errors: errors)
      // It looks through its vault when it has had time to; it is given more each time.
      let pause = Deadline(patience)
      while !pause.isOver { pause.pause() }
      try desk.end()
      close(errors)
      said = String(decoding: try vault.folder.bytes("err"), as: UTF8.self)
      patience *= 2
    }
    #expect(said.contains("everything else goes on"))
    for text in VaultDesk.personal { #expect(!said.contains(text)) }
  }
}
