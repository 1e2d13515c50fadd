import Fixtures
import Foundation
import Testing

/// What the server of a fleet gets to see: its tables, its files, its write-ahead log and its own log.
@Suite struct FleetSecrecyTests {
  /// What is entered in the course of things, and must never be readable there.
  private struct Seed {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) {
      self.name = name
      bytes = Array(text.utf8)
    }

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }

    private var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The same in every way that somebody could have written it down.
    var spellings: [(String, [UInt8])] {
      let hex = bytes.map { String(format: "%02x", $0) }.joined()
      var all: [(String, [UInt8])] = [
        ("as it is", bytes), ("backwards", bytes.reversed()), ("hexadecimal", Array(hex.utf8)),
        ("HEXADECIMAL", Array(hex.uppercased().utf8)),
      ]
      // Wherever it begins in what is encoded; without what its neighbours have a part in.
      for before in 0..<3 {
        let whole = Data([UInt8](repeating: 0, count: before) + bytes).base64EncodedString()
        let own = whole.filter { $0 != "=" }.dropFirst([0, 2, 3][before]).dropLast()
        all.append(("Base64 behind \(before)", Array(own.utf8)))
      }
      guard let text else { return all }
      let wide = text.utf16.map { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
      all.append(("UTF-16LE", wide.flatMap { $0 }))
      all.append(("UTF-16BE", wide.flatMap { $0.reversed() }))
      if text.lowercased() != text { all.append(("small", Array(text.lowercased().utf8))) }
      if !text.utf8.allSatisfy({ $0 < 128 }) {
        let escapes = text.utf16.map { String(format: "\\u%04x", $0) }.joined()
        all.append(("JSON's escapes", Array(escapes.utf8)))
      }
      return all
    }
  }

  private static let permit = "H84629173"
  private static let photo = (0..<40).map { UInt8(truncatingIfNeeded: $0 * 73 + 29) }
  private static let reason = "two handsets of Ottilie are unpaid"
  private static let staffPassword = "seven grey herons"
  private static let station = "counter-seedville"

  private static let seeds = [
    Seed("a name", "Ottilie Seedworth"), Seed("a Chinese name", "王种子甲"),
    Seed("an e-mail address", "ottilie.seedworth@seed.example"),
    Seed("another", "zhongzi.jia@seed.example"), Seed("a phone number", "85262738495"),
    Seed("another", "8613877440219"), Seed("a user name", "ottilieseedworth"),
    Seed("a password", VaultDesk.password), Seed("its hash", "fRu2+rssxdJSJW4BmWlRTA"),
    Seed("an account number", "Z-77310064"), Seed("another", "H-77310065"),
    Seed("a bill", "BILL-SEED-4471"), Seed("a device", "Seedphone Ultra 8"),
    Seed("a bound device", "Seedtablet Mini 3"), Seed("an activation code", "SEED-MATCHING-90210"),
    Seed("a document's number", permit), Seed("a photo", photo),
    Seed("what a reviewer wrote", reason), Seed("one of the staff", "seedchan"),
    Seed("a station", station),
  ]

  private static let people =
    [
      "brand,number,name,balance,email,msisdn,user_name,password_hash,language,state,plan,tier,valid_from,valid_until,paid_terms,bills,devices,device_model,device_esim,activation_code",
      "zhonggangtong,Z-77310064,Ottilie Seedworth,30000,ottilie.seedworth@seed.example,+85262738495,ottilieseedworth,\"\(VaultDesk.hash)\",en,active,border-plus,month,2098-12-31,2099-01-31,10,,Seedtablet Mini 3|2026-02-01,Seedphone Ultra 8,yes,LPA:1$smdp.seed.example$SEED-MATCHING-90210",
      "heyon,H-77310065,王种子甲,12000,zhongzi.jia@seed.example,+8613877440219,zhongzijia,\"\(VaultDesk.hash)\",en,active,data-plus,month,2098-12-31,2099-01-31,3,BILL-SEED-4471|2026-01-31|1280,,,yes,",
    ].joined(separator: "\n") + "\n"

  @Test
  func `nothing of 20 personal strings is in a server's dump, its files, its log or its sessions`()
    throws
  {
    let cluster = try PostgresCluster(logging: true)
    let fleet = try FleetServer(cluster)
    let desk = try fleet.desk()
    let took = try desk.run("import", try desk.folder.write(Self.people, to: "people.csv"))
    #expect(took.code == 0, "\(took)")
    try renewAndApply(desk)
    try applyAndReject(desk)
    let staff = try esimdesk(
      ["staff", "add", "seedchan", "--role", "reviewer", "--password-fd", "0"] + desk.options,
      in: desk.folder, input: Self.staffPassword + "\n")
    #expect(staff.code == 0, "\(staff)")
    #expect(try desk.run("verify", "--deep").code == 0)

    #expect(try seen(fleet) == [])
    // All statements were logged with all values, of sessions that name nobody.
    let log = try cluster.log()
    #expect(log.contains("execute rec_next") && log.contains("parameters: $1 = "))
    let sessions = log.split(separator: "\n").filter { $0.contains("connection authorized: user=") }
    let known = ["user=esimdesk_owner ", "user=desk_mongkok "].map {
      "\($0)database=\(fleet.place.name) application_name=esimdesk "
    }
    for session in sessions where !session.contains("user=postgres ") {
      #expect(known.contains { session.contains($0) }, "\(session)")
    }

    // And it would be found, in each place and however it is written.
    let seed = Self.seeds[1]
    for (_, bytes) in seed.spellings {
      let hex = bytes.map { String(format: "%02x", $0) }.joined()
      try cluster.sql(
        "CREATE TABLE IF NOT EXISTS planted(x bytea); INSERT INTO planted VALUES ('\\x\(hex)')",
        database: fleet.place.name)
    }
    try cluster.sql("SELECT '王种子甲'", database: fleet.place.name)
    let found = try seen(fleet)
    for (spelling, _) in seed.spellings {
      for place in ["dump", "base/"] {
        #expect(
          found.contains { $0.hasPrefix("\(seed.name), \(spelling), in \(place)") },
          "\(spelling), \(place)")
      }
    }
    for place in ["pg_wal/", "a.log"] {
      #expect(found.contains { $0.hasPrefix("\(seed.name), as it is, in \(place)") }, "\(place)")
    }
  }

  /// Which seeds stand where, in which spelling.
  private func seen(_ fleet: FleetServer) throws -> [String] {
    let all = Self.seeds.flatMap { seed in
      seed.spellings.map { (name: "\(seed.name), \($0.0)", bytes: $0.1) }
    }
    let dump = try fleet.cluster.dump(fleet.place.name)
    // Bytes are written in hexadecimal there: what they are is looked at as well.
    let unpacked = dump.components(separatedBy: "\\\\x").dropFirst().reduce(into: Data()) {
      let digits = Array($1.utf8.prefix { $0 != 9 && $0 != 10 })
      $0.append(contentsOf: Self.bytes(digits))
      $0.append(0)
    }
    var found = all.filter { one in
      Data(dump.utf8).range(of: Data(one.bytes)) != nil
        || unpacked.range(of: Data(one.bytes)) != nil
    }.map { "\($0.name), in dump" }
    for (at, place) in try fleet.cluster.find(all.map(\.bytes)) {
      found.append("\(all[at].name), in \(place)")
    }
    return found.sorted()
  }

  private static func bytes(_ digits: [UInt8]) -> [UInt8] {
    func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit &- 0x30 : digit &- 0x57 }
    return stride(from: 1, to: digits.count, by: 2).map {
      value(digits[$0 - 1]) << 4 | value(digits[$0])
    }
  }

  // MARK: What people do

  private func open(_ desk: FleetDesk, _ brand: String) throws -> JSONDesk {
    try JSONDesk(
      [
        "open", "--json", "--station", Self.station, "--brand", brand, "--sendmail",
        desk.folder("sendmail"),
      ] + desk.options, in: desk.folder)
  }

  /// Signs in by a phone number, renews, and applies for the closure with a permit, its photo and a mailed code.
  private func renewAndApply(_ desk: FleetDesk) throws {
    let person = try open(desk, "zhonggangtong")
    try person.signIn("+85262738495", VaultDesk.password).at("home.menu")
    try person.choose("renewal", "month", "balance").confirm().at("renewal.paid").goOn()
    try person.choose("closure", "start").choose("online").at("closure.checklist")
    for item in person.prompt.items where item["action"] as? String == "tick" {
      try person.check(try #require(item["id"] as? String))
    }
    if person.prompt.state("balance") == "blocking" { try person.choose("balance", "refund") }
    try person.choose("documents", "homeReturnPermit")
    try person.enter(["number": Self.permit, "expires": "2031-04-02"])
    try person.choose("terms").confirm().goOn().choose("noLongerNeeded").at("closure.details")
    try person.enter(["msisdn": "+85262738495", "email": "ottilie.seedworth@seed.example"])
    try person.confirm().at("closure.identity").choose("mailCode+idPhoto")
    try person.enter(["code": try desk.code(to: "ottilie.seedworth@seed.example")]).at(
      "closure.photo")
    let noise = (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 5) }
    let picture = [0xFF, 0xD8, 0xFF, 0xE0] + noise + Self.photo + [0xFF, 0xD9]
    let path = desk.folder("permit.jpg")
    try Data(picture).write(to: URL(fileURLWithPath: path))
    try person.enter(["path": path]).at("closure.confirm").confirm()
    _ = try person.receipt()
    try person.end()
  }

  /// Pays a bill, applies for the closure with a mailed code, and is refused for a reason in words.
  private func applyAndReject(_ desk: FleetDesk) throws {
    let person = try open(desk, "heyon")
    try person.signIn("zhongzi.jia@seed.example", VaultDesk.password).at("home.menu")
    try person.choose("bills", "BILL-SEED-4471", "balance").confirm().home()
    try person.applyUpToIdentity().choose("mailCode")
    try person.enter(["code": try desk.code(to: "zhongzi.jia@seed.example")]).at("closure.confirm")
      .confirm()
    let number = try person.receipt()
    try person.end()
    let rejected = try desk.run(
      "review", "reject", number, "--reason", Self.reason, "--sendmail", desk.folder("sendmail"))
    #expect(rejected.code == 0, "\(rejected)")
  }
}
