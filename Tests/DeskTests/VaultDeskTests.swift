import Foundation
import Testing

/// A real vault: what was done is there after a restart, and nobody reads it from the files.
@Suite struct VaultDeskTests {
  @Test(arguments: ["csv", "json"])
  func
    `the sample file's subscriber signs in, renews from the balance, and finds it after a restart`(
      _ format: String
    ) throws
  {
    let sample = Child.repository.appendingPathComponent("Resources/Samples/subscribers.\(format)")
    let vault = try VaultDesk(importing: sample.path)
    let desk = try vault.signIn("linyue@example.com")
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid")
    let number = try desk.receipt()
    let paid = desk.prompt.said
    #expect(try desk.end() == 0)
    let again = try vault.signIn("linyue@example.com").choose("receipts", number)
    #expect(again.prompt.said.contains(number) && paid.contains(number))
    let standing = try vault.standing("linyue@example.com")
    #expect(standing.balance == "66.90" && standing.receipts == "1 so far")
    #expect(try vault.mails(1).map(\.to) == ["linyue@example.com"])
    #expect(try vault.isSound)
  }

  @Test func `a real desk shows no sample, no practice payment and no clock to move`() throws {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    #expect(!desk.prompt.isEnabled("clock"))
    try desk.send(#"{"advance":"P1D"}"#)
    #expect(desk.error == "advance.real")
    try desk.choose("renewal", "month")
    #expect(desk.prompt.options.compactMap { $0["id"] as? String } == ["balance"])
    #expect(try vault.isSound)
  }

  @Test
  func
    `AFT-01 ONL-23 X-01 X-07 X-08: a closure by mailed code, reviewed, approved, erased; nothing personal is ever readable in the files`()
    throws
  {
    let vault = try VaultDesk()
    #expect(vault.leaks.isEmpty, "after the import")
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home()
    try desk.applyUpToIdentity().choose("mailCode")
    try desk.enter(["code": try vault.code()]).at("closure.confirm").confirm()
    #expect(vault.mails.last?.to == VaultDesk.ottilie)
    let number = try desk.at("closure.submitted").receipt()
    #expect(vault.leaks.isEmpty, "while it is open")
    try desk.end()

    let list = try vault.run("review", "list")
    #expect(list.code == 0 && list.out.split(separator: "\n").count == 1)
    #expect(list.out.contains(number) && !list.out.contains("Ottilie"))
    #expect(try vault.standing().closing)

    let approved = try vault.run("review", "approve", number)
    #expect(approved.code == 0 && approved.err.isEmpty && approved.out.contains(number))
    let mail = try #require(try vault.mails(4).last)
    #expect(mail.to == VaultDesk.ottilie && mail.text.contains(number))
    #expect(try vault.run("review", "list").out.contains("No application"))
    #expect(try vault.run("review", "approve", number).code == 66, "decided once")

    let after = try vault.open()
    try after.signIn(VaultDesk.ottilie, VaultDesk.password)
    #expect(after.prompt.refusalCode == "signIn.wrong")
    try after.home().choose("lookUp").enter(["receipt": number.lowercased()]).at("lookUp.progress")
    #expect(after.prompt.said.contains("erased") && !after.prompt.said.contains("Ottilie"))
    #expect(vault.leaks.isEmpty, "after the erasure")
    #expect(try vault.isSound)
  }

  @Test
  func `a rejected application leaves the account open and its owner is told why, in clean text`()
    throws
  {
    let vault = try VaultDesk()
    let desk = try vault.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home().applyUpToIdentity()
    try desk.choose("mailCode").enter(["code": try vault.code()]).confirm()
    let number = try desk.receipt()
    #expect(try vault.run("review", "reject", number).code == 64)
    #expect(try vault.run("review", "reject", number, "--reason", "no\u{1B}[2J").code == 64)
    let rejected = try vault.run("review", "reject", number, "--reason", "two devices are unpaid")
    #expect(rejected.code == 0)
    // Of the bill, the code, the application, and what came of it.
    #expect(try vault.mails(4).last?.text.contains("two devices are unpaid") == true)
    #expect(try !vault.standing().closing)
    // The one who looked on meanwhile sees it at once.
    try desk.goOn()
    #expect(desk.prompt.isEnabled("renewal"))
  }

  @Test
  func `where no mail can be sent nothing final can be done, and the person is told where to turn`()
    throws
  {
    let vault = try VaultDesk()
    let desk = try JSONDesk(
      [
        "open", "--json", "--vault", vault.place, "--key-file", vault.folder("key"),
      ],
      in: vault.folder)
    try desk.signIn(VaultDesk.ottilie, VaultDesk.password).choose("verification")
    #expect(!desk.prompt.isEnabled("mailCode") && !desk.prompt.isEnabled("smsCode"))
    #expect(desk.prompt.said.contains("+86 400 000 0000"))
    try desk.choose("stop").at("home.menu")
  }

  @Test func `a mail program that fails costs nobody a renewal`() throws {
    let vault = try VaultDesk()
    let script = try vault.folder.bytes("sendmail")
    _ = try vault.folder.write("#!/bin/sh\nexit 75\n", to: "sendmail", mode: 0o700)
    let desk = try vault.signIn()
    try desk.choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    #expect(vault.mails.isEmpty)
    _ = try vault.folder.write(String(decoding: script, as: UTF8.self), to: "sendmail", mode: 0o700)
    #expect(try vault.standing().receipts == "1 so far", "the renewal stands")
  }

  @Test func `a passphrase makes and opens a vault; another one does not, and changes nothing`()
    throws
  {
    let folder = try Folder()
    let vault = ["--vault", folder("vault"), "--passphrase-fd", "9"]
    #expect(try esimdesk(["init"] + vault, in: folder, passphrase: "short").code == 64)
    #expect(folder.names(".").filter { $0.hasPrefix("vault") }.isEmpty)
    let made = try esimdesk(["init"] + vault, in: folder, passphrase: "长长的 口令 words")
    #expect(made.code == 0 && made.err.isEmpty && !made.out.contains("words"))
    let before = try folder.bytes("vault")
    let wrong = try esimdesk(["verify"] + vault, in: folder, passphrase: "长长的 口令 word")
    #expect(wrong.code == 77 && wrong.out.isEmpty && wrong.errLines.count == 1)
    #expect(wrong.err.contains("passphrase"))
    #expect(try folder.bytes("vault") == before)
    #expect(try esimdesk(["verify"] + vault, in: folder, passphrase: "长长的 口令 words").code == 0)
    #expect(try esimdesk(["init"] + vault, in: folder, passphrase: "another passphrase").code == 73)
    #expect(try folder.bytes("vault") == before)
  }

  @Test func `the vault's files are nobody else's to read`() throws {
    let vault = try VaultDesk()
    let folder = vault.database == nil ? "vault" : "state/esimdesk"
    if vault.database != nil { try vault.signIn().end() }
    let names = vault.folder.names(folder)
    #expect(names.count > 1)
    for name in names.map({ "\(folder)/\($0)" }) + [folder, "key"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: vault.folder(name))
      let mode = (attributes[.posixPermissions] as? Int) ?? 0o777
      #expect(mode & 0o077 == 0, "\(name) \(String(mode, radix: 8))")
    }
  }
}

/// Sudden ends and several at once: all of it or none, and never twice.
@Suite(.serialized) struct SuddenEndTests {
  static let none = VaultDesk.Standing(
    balance: "120.00", end: "Sat 31 Jan 2099", receipts: "0 so far", bills: true, closing: false)
  static let renewed = VaultDesk.Standing(
    balance: "66.90", end: "Sat 28 Feb 2099", receipts: "1 so far", bills: true, closing: false)

  @Test func `killed after any line of a renewal, all of it happened or nothing`() throws {
    let template = try VaultDesk()
    var seen: [String] = []
    // What a script would write in one go; the desk is killed after its nth line.
    let script = [
      #"{"choose":"signIn"}"#,
      #"{"enter":{"identifier":"\#(VaultDesk.ottilie)","password":"\#(VaultDesk.password)"}}"#,
      #"{"choose":"renewal"}"#, #"{"choose":"month"}"#, #"{"choose":"balance"}"#,
      #"{"confirm":true}"#, #"{"continue":true}"#, #"{"choose":"receipts"}"#, #"{"home":true}"#,
    ]
    for lines in 2...11 {
      let vault = try VaultDesk(copying: template)
      let desk = try vault.open()
      script.forEach { desk.put($0) }
      while desk.linesRead < lines, try desk.next() != nil {}
      desk.kill()
      try desk.end()
      seen.append(try settled(vault, "after line \(lines)"))
    }
    #expect(seen.contains("none") && seen.contains("renewed"), "\(seen)")
  }

  @Test func `killed at any moment after the word to renew, all of it happened or nothing`() throws
  {
    let template = try VaultDesk()
    var seen: [String] = []
    for moment in 0..<20 {
      let vault = try VaultDesk(copying: template)
      let desk = try vault.signIn().choose("renewal", "month", "balance").at("renewal.check")
      // The first is killed before the word is said, the last after its answer is read.
      if moment > 0 { desk.put(#"{"confirm":true}"#) }
      if moment == 19 { try desk.listen() } else { pass(microseconds: moment * 400) }
      desk.kill()
      try desk.end()
      seen.append(try settled(vault, "moment \(moment)"))
    }
    #expect(seen.contains("none") && seen.contains("renewed"), "\(seen)")
  }

  @Test
  func `killed at any moment after the last word of a closure, all of it happened or nothing`()
    throws
  {
    let template = try VaultDesk()
    let first = try template.signIn()
    try first.choose("bills", "BILL-SEED-1", "balance").confirm()
    try first.end()
    _ = try template.mails(1)
    var seen: Set<Bool> = []
    for moment in 0..<10 {
      let vault = try VaultDesk(copying: template)
      let desk = try vault.signIn().applyUpToIdentity().choose("mailCode")
      try desk.enter(["code": try vault.code()]).at("closure.confirm")
      // The first is killed before the word is said, the last after its answer is read.
      if moment > 0 { desk.put(#"{"confirm":true}"#) }
      if moment == 9 { try desk.listen() } else { pass(microseconds: moment * 700) }
      desk.kill()
      try desk.end()
      let standing = try vault.standing()
      #expect(standing.receipts == (standing.closing ? "2 so far" : "1 so far"), "moment \(moment)")
      let list = try vault.run("review", "list").out
      #expect(list.contains("R-") == standing.closing, "moment \(moment)")
      try vault.deliverAll()
      let told = vault.mails.filter { sixDigits(in: $0.text) == nil }.count
      // Told at least once, whatever the desk had in hand.
      #expect(standing.closing ? told >= 1 : told == 0, "moment \(moment): \(told)")
      #expect(try vault.isSound, "moment \(moment)")
      seen.insert(standing.closing)
    }
    #expect(seen.count == 2, "\(seen)")
  }

  @Test func `a review killed at any moment has closed the account for good or left it alone`()
    throws
  {
    let template = try VaultDesk()
    let desk = try template.signIn()
    try desk.choose("bills", "BILL-SEED-1", "balance").confirm().home().applyUpToIdentity()
    try desk.choose("mailCode").enter(["code": try template.code()]).confirm()
    let number = try desk.at("closure.submitted").receipt()
    try desk.end()
    for moment in 0..<10 {
      let vault = try VaultDesk(copying: template)
      let review = try vault.start("review", "approve", number)
      pass(microseconds: 1000 + moment * 1200)
      review.kill(SIGKILL)
      _ = review.ended()
      let after = try vault.open()
      try after.signIn(VaultDesk.ottilie, VaultDesk.password)
      let isClosed = after.prompt.refusalCode == "signIn.wrong"
      try after.home()
      if !isClosed { try after.choose("signOut") }
      try after.choose("lookUp").enter(["receipt": number]).at("lookUp.progress")
      #expect(after.prompt.said.contains("Approved") == isClosed, "moment \(moment)")
      #expect(vault.leaks.isEmpty)
      #expect(try vault.isSound, "moment \(moment)")
    }
  }

  @Test func `two desks paying the same bill at once charge it once`() throws {
    let vault = try VaultDesk()
    for _ in 1...3 {
      let desks = [try vault.signIn(), try vault.signIn()]
      guard desks[0].prompt.option("bills") != nil else { break }
      for desk in desks { try desk.choose("bills", "BILL-SEED-1", "balance") }
      for desk in desks { desk.put(#"{"confirm":true}"#) }
      for desk in desks { try desk.listen() }
      #expect(desks.map(\.receipts.count).sorted() == [0, 1])
      #expect(desks.contains { $0.prompt.refusal != nil })
      // A desk that ends delivers what it has in hand; one that is killed leaves it on lease.
      for desk in desks { try desk.end() }
    }
    let standing = try vault.standing()
    #expect(standing.balance == "107.20" && standing.receipts == "1 so far" && !standing.bills)
    #expect(try vault.mails(1).count == 1)
    #expect(try vault.isSound)
  }

  @Test
  func
    `two desks renewing at once: one is paid, the other asked again, since the price check is no longer true`()
    throws
  {
    let vault = try VaultDesk()
    let desks = [try vault.signIn(), try vault.signIn()]
    for desk in desks { try desk.choose("renewal", "month", "balance").at("renewal.check") }
    for desk in desks { desk.put(#"{"confirm":true}"#) }
    for desk in desks { try desk.listen() }
    #expect(desks.map(\.receipts.count).sorted() == [0, 1])
    let second = try #require(desks.first { $0.receipts.isEmpty })
    #expect(second.prompt.refusal != nil, "\(second.prompt.text)")
    #expect(try vault.standing() == Self.renewed)
  }

  @Test func `two desks closing at once file one application`() throws {
    let vault = try VaultDesk()
    let first = try vault.signIn()
    try first.choose("bills", "BILL-SEED-1", "balance").confirm().home().applyUpToIdentity()
    try first.choose("mailCode").enter(["code": try vault.code()]).at("closure.confirm")
    let second = try vault.signIn().choose("closure", "start", "balance", "refund")
    try second.check("backup").choose("terms").confirm().goOn().choose("other").confirm()
    try second.at("closure.confirm")
    first.put(#"{"confirm":true}"#)
    second.put(#"{"confirm":true}"#)
    try first.listen()
    try second.listen()
    let numbers = Set(
      (first.receipts + second.receipts).filter {
        $0.text.contains("losure") || $0.text.contains("close")
      }.map { $0["id"] })
    #expect(numbers.count == 1, "\(numbers)")
    #expect(try vault.run("review", "list").out.split(separator: "\n").count == 1)
  }

  /// Lets time go by: the moment of the kill is what these tests are about.
  private func pass(microseconds: Int) { usleep(UInt32(microseconds)) }

  /// What came of it, which must be one of two things, in a sound vault, told by mail if it happened.
  private func settled(_ vault: VaultDesk, _ when: String) throws -> String {
    #expect(try vault.isSound, "\(when)")
    let standing = try vault.standing()
    #expect(standing == Self.none || standing == Self.renewed, "\(when): \(standing)")
    try vault.deliverAll()
    #expect(vault.mails.isEmpty == (standing == Self.none), "\(when)")
    #expect(try vault.isSound, "\(when)")
    return standing == Self.none ? "none" : "renewed"
  }
}
