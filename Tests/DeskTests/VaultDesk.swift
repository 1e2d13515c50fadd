import Fixtures
import Foundation
import Glibc

/// A vault of the test's own with a key file, a mail program that only keeps what it is given, and subscribers.
final class VaultDesk {
  let folder: Folder
  /// Where the vault is when it is on a server; nil in a file.
  let database: PostgresCluster.Database?

  static let password = "welcome to heyon"
  /// `password`, as Argon2id has it: the one of the sample file.
  static let hash =
    "$argon2id$v=19$m=65536,t=2,p=1$fRu2+rssxdJSJW4BmWlRTA$vuqBZQ46Af87W5XX9ccyBAjiYM9heMlNRMxyMauKL3I"

  /// Two people whose every value can be looked for in the files.
  static let people =
    [
      "brand,number,name,balance,email,msisdn,user_name,password_hash,language,state,plan,tier,valid_from,valid_until,paid_terms,bills,devices,device_model,device_esim,activation_code",
      "heyon,H-770001,Seeded Ottilie,12000,ottilie.seed@example.com,+8613800770001,ottilieseed,\"\(hash)\",en,active,data-plus,month,2098-12-31,2099-01-31,10,BILL-SEED-1|2026-01-31|1280,SeedPhone 8|2026-02-01,SeedModel X,yes,LPA:1$smdp.seed.example$SEED-MATCHING-1",
      "heyon,H-770002,王种子,3650,zhongzi.seed@example.com,+8613800770002,zhongziseed,,zh-Hans,active,data-basic,month,2098-12-31,2099-01-31,3,,Tablet-Seed 2|2026-02-01,Tablet-Seed 3,yes,LPA:1$smdp.seed.example$SEED-MATCHING-2",
    ].joined(separator: "\n") + "\n"

  static let personal = [
    "H-770001", "Seeded Ottilie", "Ottilie", "ottilie.seed", "example.com", "13800770001",
    "ottilieseed", "argon2id", "BILL-SEED", "SeedPhone", "SeedModel", "SEED-MATCHING", "smdp.seed",
    "H-770002", "王种子", "zhongzi.seed", "13800770002", "zhongziseed", "Tablet-Seed", "data-plus",
    "2099-01-31", "noLongerNeeded",
  ]

  static let ottilie = "ottilie.seed@example.com"

  /// Makes the vault; subscribers come from a file or, without one, are the two seeded ones.
  ///
  /// On a server those without a file are copies of one, whose keys they share.
  convenience init(importing file: String? = nil, on engine: DeskEngine = .current) throws {
    if file == nil, engine == .postgresql {
      try self.init(copying: Self.template.get(), isMoved: true)
    } else {
      try self.init(making: file, on: engine)
    }
  }

  /// The same vault again, in a folder of its own.
  convenience init(copying other: VaultDesk) throws {
    try self.init(copying: other, isMoved: false)
  }

  private init(making file: String?, on engine: DeskEngine) throws {
    database = engine == .file ? nil : try PostgresCluster.shared().database()
    folder = try Self.folder()
    let made = try run("init")
    guard made.code == 0 else { throw Child.Trouble("init: \(made)") }
    let from = try file ?? folder.write(Self.people, to: "people.csv")
    let took = try run("import", from)
    guard took.code == 0 else { throw Child.Trouble("import: \(took)") }
  }

  /// A copy; where it `isMoved`, another station from now on.
  private init(copying other: VaultDesk, isMoved: Bool) throws {
    database = try other.database.map { try PostgresCluster.shared().copy($0) }
    folder = try Self.folder()
    for name in ["vault", "key"] + (isMoved ? [] : ["state"])
    where FileManager.default.fileExists(atPath: other.folder(name)) {
      try FileManager.default.copyItem(atPath: other.folder(name), toPath: folder(name))
    }
  }

  deinit { if let database { try? PostgresCluster.shared().drop(database) } }

  /// A vault of the two seeded people on a server, made once: a copy is there sooner.
  ///
  /// Nothing is done with it but copying.
  nonisolated(unsafe) private static let template = Swift.Result {
    try VaultDesk(making: nil, on: .postgresql)
  }

  /// Puts the vault back to what a copy holds, and nothing that its desk keeps beside it.
  func putBack(_ copy: VaultDesk) throws {
    if let database, let other = copy.database {
      try PostgresCluster.shared().replace(database, with: other)
    } else {
      try Data(copy.folder.bytes("vault/vault"))
        .write(to: URL(fileURLWithPath: folder("vault/vault")))
    }
  }

  /// The vault is gone, with all that lay beside it, or with its tables.
  func lose() throws {
    if let database {
      try PostgresCluster.shared().sql(
        "DROP SCHEMA esimdesk CASCADE", database: database.name)
    } else {
      try FileManager.default.removeItem(atPath: folder("vault"))
    }
  }

  /// A file that holds the vault: itself, or a backup of what is on the server.
  func file() throws -> String {
    guard database != nil else { return folder("vault/vault") }
    let backup = folder("backup-\(folder.names(".").count)")
    let made = try run("backup", backup)
    guard made.code == 0 else { throw Child.Trouble("backup: \(made)") }
    return backup
  }

  private static func folder() throws -> Folder {
    let folder = try Folder()
    _ = try folder.write("#!/bin/sh\ncat >> \(folder("mail"))\n", to: "sendmail", mode: 0o700)
    let password = PostgresCluster.Database.password
    _ = try folder.write("*:*:*:*:\(password)\n", to: "passwords")
    return folder
  }

  /// What the vault is called on a command line: its file, or its server's address for a desk.
  var place: String { address(PostgresCluster.Database.desk) }

  private func address(_ user: String) -> String {
    guard let database else { return folder("vault/vault") }
    return database.address(user) + "&passfile=" + folder("passwords")
  }

  private var options: [String] { access + ["--station", "test"] + brands }

  /// A carrier's own policies, where a test has some.
  var brands: [String] = []

  /// Heyon as it would be if its reviewers asked for more proof (ONL-13).
  func askForProof() throws {
    try change("\"extraProof\": false", to: "\"extraProof\": true")
  }

  /// Heyon as it would be where it is noon now: no day of its ends while a test runs.
  ///
  /// - Returns: by how many hours it is ahead of UTC there.
  /// - Throws: when its policy cannot be read or written.
  func beWhereItIsNoon() throws -> Int {
    let hours = 12 - Int(Date().timeIntervalSince1970) / 3600 % 24
    let clock = (hours < 0 ? "-" : "+") + (abs(hours) < 10 ? "0" : "") + "\(abs(hours)):00"
    try change("\"clock\": \"+08:00\"", to: "\"clock\": \"\(clock)\"")
    return hours
  }

  private func change(_ part: String, to other: String) throws {
    let heyon = try String(
      contentsOf: Child.repository.appendingPathComponent("Resources/Brands/heyon.json"),
      encoding: .utf8)
    guard heyon.contains(part) else { throw Child.Trouble("no \(part)") }
    mkdir(folder("brands"), 0o700)
    _ = try folder.write(heyon.replacing(part, with: other), to: "brands/heyon.json")
    brands = ["--brands", folder("brands")]
  }

  /// How this vault is opened.
  var access: [String] {
    ["--vault", place, "--key-file", folder("key"), "--lang", "en"]
  }

  private var mailing: [String] { ["--sendmail", folder("sendmail")] }

  func run(_ arguments: String...) throws -> Result {
    let mail = arguments.first == "review" ? mailing : []
    let owns = ["init", "rekey", "restore", "upgrade"].contains(arguments.first)
    let place = address(owns ? PostgresCluster.Database.owner : PostgresCluster.Database.desk)
    let access = ["--vault", place, "--key-file", folder("key"), "--lang", "en"]
    return try esimdesk(arguments + access + ["--station", "test"] + brands + mail, in: folder)
  }

  /// Starts a command and does not wait for it.
  func start(_ arguments: String...) throws -> Child {
    try Child(
      Child.program, arguments + options + mailing, environment: folder.environment)
  }

  func open(_ more: String...) throws -> JSONDesk {
    try JSONDesk(["open", "--json"] + options + mailing + more, in: folder)
  }

  /// The staff's own desk.
  func staffDesk() throws -> JSONDesk {
    try JSONDesk(["staff", "--json"] + options + mailing, in: folder)
  }

  func signIn(_ name: String = ottilie) throws -> JSONDesk {
    try open().signIn(name, Self.password).at("home.menu")
  }

  struct Mail {
    let to: String
    let text: String
  }

  /// What was handed to the mail program so far, oldest first; a desk does that in its own time.
  var mails: [Mail] {
    guard let bytes = try? folder.bytes("mail") else { return [] }
    var mails: [Mail] = []
    let all = "\n" + String(decoding: bytes, as: UTF8.self)
    for message in all.components(separatedBy: "\nFrom: ").dropFirst() {
      // The first part is the text.
      let parts = message.components(separatedBy: "base64\n\n")
      let to = parts[0].components(separatedBy: "To: <").dropFirst().first?.prefix { $0 != ">" }
      let body = parts.dropFirst().first?.components(separatedBy: "\n\n").first ?? ""
      let text = Data(base64Encoded: body.filter { !$0.isWhitespace })
      mails.append(
        Mail(
          to: to.map(String.init) ?? "",
          text: text.map { String(decoding: $0, as: UTF8.self) } ?? "?"))
    }
    return mails
  }

  /// Waits until so many mails were handed over; all there are by then.
  ///
  /// A desk that ends puts its end off for a few seconds, and on a busy machine leaves the rest to the next.
  func mails(_ least: Int) throws -> [Mail] {
    let (deadline, patience) = (Deadline(), Deadline(20))
    while mails.count < least, !patience.isOver { deadline.pause() }
    if mails.count < least { try deliverAll() }
    while mails.count < least, !deadline.isOver { deadline.pause() }
    guard mails.count >= least else { throw Child.Trouble("\(mails.count) of \(least) mails") }
    return mails
  }

  private var codesRead = 0

  /// The code of the next code mail that was not read yet.
  func code() throws -> String {
    let deadline = Deadline()
    var codes: [String] = []
    repeat {
      codes = mails.compactMap { sixDigits(in: $0.text) }
      if codes.count > codesRead { break }
      deadline.pause()
    } while !deadline.isOver
    guard codes.count > codesRead else { throw Child.Trouble("no code in \(mails)") }
    codesRead += 1
    return codes[codesRead - 1]
  }

  /// Delivers all that waits, also what a killed desk had on lease.
  func deliverAll() throws {
    for arguments in [["retry", "all"], ["send"]] {
      let result = try esimdesk(["outbox"] + arguments + options + mailing, in: folder)
      guard result.code == 0 else { throw Child.Trouble("outbox \(arguments): \(result)") }
    }
  }

  /// Every personal value that stands readable in a file of the vault, or in a dump of its database.
  var leaks: [String] { leaks(of: Self.personal) }

  func leaks(of texts: [String]) -> [String] {
    if let database {
      return (try? PostgresCluster.shared())?.leaks(of: texts, in: database) ?? ["no server"]
    }
    var found = texts.filter(Self.isThereByChance).map { "\($0) would be found by chance" }
    for name in folder.names("vault") {
      guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder("vault/\(name)"))) else {
        continue
      }
      for text in texts where bytes.range(of: Data(text.utf8)) != nil {
        found.append("\(text) in \(name)")
      }
    }
    return found
  }

  /// Whether a text is so short that what is sealed holds it now and then, or its hexadecimal digits spell it.
  ///
  /// To look for it says nothing. Of others, a megabyte holds one in less than ten million times.
  static func isThereByChance(_ text: String) -> Bool {
    let isHexadecimal = text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    return text.utf8.count < (isHexadecimal ? 11 : 6)
  }

  /// What a subscriber's account is worth, as its own pages show it.
  struct Standing: Equatable {
    var balance: String
    var end: String
    var receipts: String
    var bills: Bool
    var closing: Bool
  }

  /// Starts the program, signs in and reads.
  func standing(_ name: String = ottilie) throws -> Standing {
    let desk = try signIn(name)
    let home = desk.prompt
    try desk.choose("management")
    let balance = desk.prompt.body.first { $0.hasPrefix("Balance") } ?? "none"
    return Standing(
      balance: balance.filter { $0.isNumber || $0 == "." },
      end: home.body.first { $0.contains("runs out ") }?.components(separatedBy: "runs out ").last?
        .components(separatedBy: ",").first ?? "none",
      receipts: (home.option("receipts")?["detail"] as? String) ?? "",
      bills: home.option("bills") != nil, closing: home.option("progress") != nil)
  }

  /// All that an act would change: the file's bytes, or what a server's tables add up to.
  var content: [UInt8] {
    get throws {
      guard let database else { return try folder.bytes("vault/vault") }
      let sums = try PostgresCluster.shared().sql(
        """
        SELECT (SELECT count(*) FROM esimdesk.journal), (SELECT string_agg(md5(body), '' ORDER BY id) FROM esimdesk.rec),
          (SELECT count(*) FROM esimdesk.idx), (SELECT count(*) FROM esimdesk.akey)
        """, database: database.name)
      return Array(sums.utf8)
    }
  }

  var isSound: Bool {
    get throws {
      let report = try run("verify")
      return report.code == 0 && report.out.contains("sound") && report.err.isEmpty
    }
  }
}
