import Fixtures
import Foundation
import Glibc
import Testing

/// What a script sees: exit codes, one line on the right output, files left as they were.
@Suite struct CommandLineTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Expects a refusal: its number, one line on stderr that says these words, nothing on stdout.
  private func expectRefusal(
    _ result: Result, _ code: Int32, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.code == code, "\(result)", sourceLocation: sourceLocation)
    #expect(result.out.isEmpty, sourceLocation: sourceLocation)
    #expect(result.errLines.count == 1, "\(result.err)", sourceLocation: sourceLocation)
    #expect(result.err.hasPrefix("esimdesk: "), "\(result.err)", sourceLocation: sourceLocation)
    for word in words {
      #expect(result.err.contains(word), "\(result.err)", sourceLocation: sourceLocation)
    }
  }

  @Test func `help and version go to standard output and end well`() throws {
    for argument in ["--help", "-h", "--version"] {
      let result = try esimdesk(argument, in: folder)
      #expect(result.code == 0 && result.err.isEmpty && result.out.hasPrefix("esimdesk "))
    }
    // It is read on a terminal of 80 columns.
    let help = try esimdesk("review", "--help", in: folder).out
    #expect(help.split(separator: "\n").allSatisfy { $0.count < 80 })
  }

  @Test func `a command line that is not understood is refused with 64 and one line`() throws {
    let wrong = [
      ["--frob"], ["frob"], ["demo", "--now", "tomorrow"], ["demo", "--seed", "-1"],
      ["open", "--seed", "1"],
      ["--lang", "fr"], ["--front", "plain9"], ["--color", "blue"], ["--ambiguous", "both"],
      ["kiosk", "--practice", "--hours", "Mo-PH 09:00-18:00"], ["open", "--holidays", "CN"],
      ["demo", "--vault", "x"],
      ["review"],
      ["review", "approve"], ["brands"], ["brands", "list", "x"], ["import"], ["import", "a", "b"],
      ["--vault"],
      ["verify", "--skip-bad"], ["init", "extra"], ["--passphrase-fd", "x"],
      ["open", "--reason", "x"],
      ["import", "--sample", "xml"], ["--frob\u{1B}[31m\n"],
    ]
    for arguments in wrong {
      let result = try esimdesk(arguments, in: folder)
      expectRefusal(result, 64, "--help")
      #expect(!result.err.contains("\u{1B}"), "\(arguments)")
    }
  }

  @Test
  func
    `without a terminal the screen is refused with 69, one line, and not a byte on standard output`()
    throws
  {
    for arguments in [
      [], ["open"], ["demo"], ["demo", "--lang", "zh-Hans"], ["--vault", "nowhere"],
    ] {
      expectRefusal(try esimdesk(arguments, in: folder), 69)
    }
    #expect(try esimdesk("demo", "--lang", "zh-Hans", in: folder).err.contains("终端"))
    #expect(folder.practiceFolders.isEmpty && folder.names("state").isEmpty)
  }

  @Test func `a passphrase is never asked where nobody can answer`() throws {
    expectRefusal(
      try esimdesk("init", "--vault", folder("v"), in: folder), 69, "--passphrase-fd")
    expectRefusal(
      try esimdesk("init", "--vault", folder("v"), "--passphrase-fd", "9", in: folder), 64)
    #expect(folder.names(".") == ["tmp"])
  }

  @Test func `a vault that is named and missing is 66, and nothing is made`() throws {
    let vault = ["--vault", folder("gone/vault"), "--key-file", folder("key")]
    for arguments in [["verify"], ["open", "--json"], ["review", "list"]] {
      expectRefusal(try esimdesk(arguments + vault, in: folder), 66, "gone/vault")
    }
    _ = try folder.write("brand,number\n", to: "a.csv")
    #expect(try esimdesk(["import", folder("a.csv")] + vault, in: folder).code != 0)
    #expect(folder.names(".") == ["a.csv", "tmp"])
    for more in [[], ["--key-file", folder("key")]] {
      let result = try esimdesk(
        ["restore", folder("gone/copy"), "--vault", folder("v")] + more, in: folder)
      expectRefusal(result, 66, "no backup at", "gone/copy")
    }
  }

  @Test func `what is not a vault is said to be none and stays as it is`() throws {
    let python = ProcessInfo.processInfo.environment["ESIMDESK_PYTHON"] ?? "/usr/bin/python3"
    let maker = try Child(
      python,
      [
        "-c",
        "import sqlite3; c=sqlite3.connect('\(folder("other.sqlite"))'); c.execute('create table t(a)'); c.commit()",
      ],
      environment: folder.environment)
    #expect(maker.ended() == 0)
    _ = try folder.write("", to: "empty")
    _ = try folder.write(String(repeating: "only text\n", count: 2000), to: "text")
    _ = try folder.write("short", to: "short")
    try FileManager.default.createDirectory(
      atPath: folder("folder"), withIntermediateDirectories: false)
    let made = try esimdesk(
      "init", "--vault", folder("good/vault"), "--key-file", folder("key"), in: folder)
    #expect(made.code == 0)
    let names = folder.names(".")
    for name in ["empty", "text", "short", "other.sqlite"] {
      let before = try folder.bytes(name)
      for command in [["verify"], ["open", "--json"], ["review", "list"]] {
        let result = try esimdesk(
          command + ["--vault", folder(name), "--key-file", folder("key")], in: folder)
        expectRefusal(result, 65, "is not a vault", name)
      }
      #expect(
        try esimdesk("init", "--vault", folder(name), "--key-file", folder("key"), in: folder).code
          != 0)
      #expect(try folder.bytes(name) == before, "\(name)")
    }
    expectRefusal(
      try esimdesk("verify", "--vault", folder("folder"), "--key-file", folder("key"), in: folder),
      65)
    #expect(folder.names(".") == names, "nothing is left beside them")
  }

  @Test(.aboutFiles(.bytes))
  func `a vault of a newer format, with a wrong key, or damaged says which, and is not touched`()
    throws
  {
    let vault = try VaultDesk()
    let good = try vault.folder.bytes("vault/vault")
    let file = URL(fileURLWithPath: vault.folder("vault/vault"))
    func put(_ bytes: [UInt8]) throws { try Data(bytes).write(to: file) }

    var newer = good
    newer[63] = 9
    try put(newer)
    expectRefusal(try vault.run("verify"), 65, "newer", "9")
    #expect(try vault.folder.bytes("vault/vault") == newer)

    try put(good)
    let other = try esimdesk(
      "init", "--vault", folder("other"), "--key-file", folder("key"), in: folder)
    #expect(other.code == 0)
    let wrong = try esimdesk(
      "verify", "--vault", file.path, "--key-file", folder("key"), in: folder)
    expectRefusal(wrong, 77, "key file")
    expectRefusal(try esimdesk("verify", "--vault", file.path, in: folder), 77, "--key-file")
    chmod(vault.folder("key"), 0o644)
    expectRefusal(try vault.run("verify"), 77, "readable by nobody else")
    chmod(vault.folder("key"), 0o600)
    #expect(try vault.folder.bytes("vault/vault") == good)

    // Bytes that hold something, from the second page on: rows, index, journal.
    let places = good.indices.filter { $0 >= 4096 && good[$0] != 0 }
    var told = 0
    for step in 0..<24 {
      let place = places[step * places.count / 24 + 37]
      var flipped = good
      flipped[place] ^= 0x10
      try put(flipped)
      let result = try vault.run("verify")
      #expect([0, 65].contains(result.code ?? -1), "\(place): \(result)")
      if result.code == 65 { told += 1 }
      #expect(try vault.folder.bytes("vault/vault") == flipped)
    }
    #expect(told >= 20, "\(told) of 24 flipped bits were told")
    try put(good)
    #expect(try vault.isSound)
  }

  @Test func `a vault put back from yesterday's copy is told apart by its anchor`() throws {
    let vault = try VaultDesk()
    let old = try VaultDesk(copying: vault)
    try vault.signIn().choose("renewal", "month", "balance").confirm().at("renewal.paid").end()
    try vault.putBack(old)
    let before = try vault.content
    let result = try vault.run("verify")
    #expect(result.code == 65, "\(result)")
    #expect(try vault.content == before)
  }

  @Test func `a carrier's policy file is linted: file, place and remedy in one line`() throws {
    let heyon = Child.repository.appendingPathComponent("Resources/Brands/heyon.json")
    let good = try esimdesk("brands", "lint", heyon.path, in: folder)
    #expect(good.code == 0 && good.out.contains("nothing wrong"))
    let text = try String(contentsOf: heyon, encoding: .utf8)
    let bad = try folder.write(
      text.replacingOccurrences(of: "\"percentOff\"", with: "\"percentOf\""), to: "bad.json")
    expectRefusal(try esimdesk("brands", "lint", bad, in: folder), 78, "bad.json", "percentOf")
    #expect(try esimdesk("brands", "list", in: folder).out.contains("heyon"))
  }

  @Test func `what is unusual about a number and no reason to refuse it is told in words`() throws {
    for language in ["en", "zh-Hans", "zh-Hant"] {
      let result = try esimdesk(
        "check", "iccid", "8986011234567890123", "--lang", language, in: folder)
      #expect(result.code == 0 && result.out.contains("iccid.luhn: "))
      #expect(!result.out.contains("remark."), "\(result.out)")
    }
  }

  @Test func `a mail program that is not there is refused before anything is opened`() throws {
    let vault = try VaultDesk()
    let result = try esimdesk(
      "open", "--json", "--vault", vault.place, "--key-file", vault.folder("key"),
      "--sendmail", "/nowhere/sendmail", in: folder)
    expectRefusal(result, 78, "/nowhere/sendmail")
  }

  @Test func `a configuration is refused with the path of what is wrong in it`() throws {
    let vault = try VaultDesk()
    func open(_ text: String) throws -> Result {
      try esimdesk(
        "open", "--json", "--vault", vault.place, "--key-file",
        vault.folder("key"), "--config", folder.write(text, to: "config.json"), in: folder)
    }
    expectRefusal(try open(#"{"format":1,"mial":{}}"#), 78, "config.json", "mial", "spelling")
    expectRefusal(
      try open(#"{"format":1,"mail":{"sendmail":7}}"#), 78, "config.json", "mail.sendmail",
      "a text")
    expectRefusal(
      try open(#"{"format":1,"mail":{"smtp":{"host":"h","security":"ssl"}}}"#), 78,
      "mail.smtp.security", "startTLS, tls, none")
    expectRefusal(try open(#"{"format":9}"#), 78, "format 9")
    expectRefusal(
      try open(#"{"format":1,"mail":{"sendmail":"/nowhere/sendmail"}}"#), 78, "mail.sendmail",
      "/nowhere/sendmail")
    expectRefusal(
      try esimdesk(
        "open", "--json", "--vault", vault.place, "--key-file",
        vault.folder("key"), "--config", "/nowhere/config.json", in: folder), 66, "config.json")
  }
}

/// Taking over subscribers: every wrong line is told, and nothing half-done is left.
@Suite struct ImportTests {
  let vault: VaultDesk

  init() throws { vault = try VaultDesk() }

  private static let head = "brand,number,name,balance,email,msisdn,language,plan"

  private func take(_ lines: [String], _ more: String...) throws -> Result {
    let file = try vault.folder.write(
      ([Self.head] + lines).joined(separator: "\r\n") + "\r\n", to: "in.csv")
    return try esimdesk(
      ["import", file] + more + [
        "--vault", vault.place, "--key-file", vault.folder("key"), "--lang", "en",
      ], in: vault.folder)
  }

  private var records: String { get throws { try vault.run("verify").out } }

  private static let wrong: [(line: String, says: String)] = [
    ("heyon,H-880001,Good One,0,one@example.org,,en,data-plus", ""),
    ("nobody,H-880002,Bad Brand,0,two@example.org,,en,data-plus", "no carrier called nobody"),
    ("heyon,H-880003,,0,three@example.org,,en,data-plus", "name is missing"),
    ("heyon,H-880004,Bad Money,12.50,four@example.org,,en,data-plus", "balance"),
    ("heyon,H-880005,Bad Mail,0,no address,,en,data-plus", "email"),
    ("heyon,H-880006,Bad Plan,0,six@example.org,,en,data-huge", "no plan called data-huge"),
    ("heyon,H-880007,Red \u{1B}[31mName,0,seven@example.org,,en,data-plus", "control characters"),
    ("heyon,H-880008,4111 1111 1111 1111,0,eight@example.org,,en,data-plus", "payment card number"),
    ("heyon,H-880009,No Address,0,,,en,data-plus", "email is missing"),
    ("heyon,H-880001,Same Number,0,ten@example.org,,en,data-plus", "same as in line 2"),
    ("heyon,H-770001,Taken,0,ottilie.seed@example.com,,en,data-plus", ""),
    (
      "heyon,H-880012,Right \u{202E}To Left,0,twelve@example.org,,en,data-plus",
      "control characters"
    ),
  ]

  @Test func `each wrong line is told with its number and the reason, and nothing is written`()
    throws
  {
    let before = try vault.content
    let result = try take(Self.wrong.map(\.line))
    #expect(result.code == 65 && result.out.isEmpty, "\(result)")
    for (index, wrong) in Self.wrong.enumerated() where !wrong.says.isEmpty {
      let line = result.errLines.first { $0.hasPrefix("Line \(index + 2):") }
      #expect(line?.contains(wrong.says) == true, "\(index + 2): \(line ?? "not told")")
    }
    #expect(!result.err.contains("Line 2:"))
    #expect(
      !result.err.unicodeScalars.contains { $0 != "\n" && ($0.value < 32 || $0 == "\u{202E}") })
    #expect(try vault.content == before)
  }

  @Test func `a subscriber the vault has already refuses the whole file`() throws {
    let before = try records
    let result = try take([Self.wrong[0].line, Self.wrong[10].line])
    #expect(result.code == 65)
    #expect(result.errLines.first?.hasPrefix("Line 3:") == true, "\(result.err)")
    #expect(try records == before)
  }

  @Test func `with --skip-bad the right lines are taken and the wrong ones told`() throws {
    let result = try take(Self.wrong.map(\.line), "--skip-bad")
    #expect(result.code == 0, "\(result)")
    #expect(result.out.hasPrefix("1 subscriber was"), "\(result.out)")
    #expect(result.errLines.filter { $0.hasPrefix("Line ") }.count >= 11)
    #expect(try take([Self.wrong[0].line]).code == 65, "it is in the vault now")
    #expect(try vault.isSound)
  }

  @Test func `a line with too few or too many values is told like any other`() throws {
    let lines = [
      Self.wrong[0].line, "heyon,H-1", Self.wrong[3].line,
      "heyon,H-2,a,0,b@c.de,,en,data-plus,extra",
    ]
    let result = try take(lines)
    #expect(result.code == 65)
    for line in [3, 4, 5] {
      #expect(result.err.contains("Line \(line):"), "\(line): \(result.err)")
    }
    #expect(try take(lines, "--skip-bad").out.hasPrefix("1 subscriber was"))
  }

  @Test func `files that are no CSV at all are refused with the line it begins on`() throws {
    let broken: [(String, String)] = [
      ("", "nothing in the file"), ("a,b\n1,2\n", "columns"),
      (Self.head + "\nheyon,\"open", "quotation"),
      ("\u{0}\u{1}", "columns"), ("[{\"brand\":", "JSON"),
    ]
    for (text, says) in broken {
      let file = try vault.folder.write(text, to: "broken.csv")
      let result = try vault.run("import", file)
      #expect(result.code == 65 && result.out.isEmpty, "\(text)")
      #expect(result.err.contains(says), "\(result.err)")
    }
    try Data([0x62, 0x72, 0xFF, 0xFE, 0x0A]).write(
      to: URL(fileURLWithPath: vault.folder("latin.csv")))
    #expect(try vault.run("import", vault.folder("latin.csv")).err.contains("UTF-8"))
  }

  @Test
  func
    `quotes, commas and line ends inside values arrive as they are, and what is hostile never comes out raw`()
    throws
  {
    let result = try take([
      "heyon,H-880020,\"Quoted, \"\"Name\"\"\",0,quoted@example.org,,en,data-plus",
      "heyon,H-880021,\"Line\nBreak\",0,break@example.org,,en,data-plus",
    ])
    #expect(result.code == 65 && result.err.contains("Line 3:"), "\(result.err)")
    #expect(!result.err.contains("Line 2:"))
  }

  @Test func `the printed sample is a file that imports`() throws {
    for format in ["csv", "json"] {
      let printed = try esimdesk("import", "--sample", format, in: vault.folder)
      #expect(printed.code == 0 && printed.err.isEmpty)
      let empty = try Folder()
      let file = try empty.write(printed.out, to: "sample.\(format)")
      let options = ["--vault", empty("v"), "--key-file", empty("k")]
      #expect(try esimdesk(["init"] + options, in: empty).code == 0)
      #expect(try esimdesk(["import", file] + options, in: empty).out.hasPrefix("3 subscribers"))
    }
  }

  @Test func `a file that only root may read is imported from the standard input`() throws {
    for format in ["csv", "json"] {
      let sample = try esimdesk("import", "--sample", format, in: vault.folder).out
      let empty = try Folder()
      let options = ["--vault", empty("v"), "--key-file", empty("k")]
      #expect(try esimdesk(["init"] + options, in: empty).code == 0)
      let result = try esimdesk(["import", "-"] + options, in: empty, input: sample)
      #expect(result.code == 0 && result.out.hasPrefix("3 subscribers"), "\(result)")
    }
  }
}
