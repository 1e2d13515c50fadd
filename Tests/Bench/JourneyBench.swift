import FoundationEssentials
import Glibc

/// Whole journeys through the json front of the release program, by several desks on one real vault.
///
/// Each desk is a process of its own, and so is the person at it. Everybody signs in first, then all
/// begin at once at the menu; the next round begins when the last of them has a receipt. The vault is
/// opened by a key file, so no key is derived but the subscribers' own passwords are: that is the
/// sign-in, and it is told apart.
struct JourneyBench {
  let folder: String
  let program: String
  let desks: [Int]

  static let password = "welcome to heyon"
  private static let hash =
    "$argon2id$v=19$m=65536,t=2,p=1$fRu2+rssxdJSJW4BmWlRTA$vuqBZQ46Af87W5XX9ccyBAjiYM9heMlNRMxyMauKL3I"
  private static let approvals = 9

  static func email(_ number: Int) -> String { "subscriber\(number)@example.org" }

  /// How often each of so many desks is used.
  private static func rounds(_ desks: Int) -> Int { max(8, 32 / desks) }

  func run(_ sizes: [Int]) throws {
    for size in sizes {
      let place = "\(folder)/esimdesk-bench-\(getpid())"
      guard mkdir(place, 0o700) == 0 else { throw Trouble(what: "cannot make \(place)") }
      defer { try? FileManager.default.removeItem(atPath: place) }
      try measure(size, place)
    }
  }

  private func measure(_ size: Int, _ place: String) throws {
    let journeys = desks.reduce(0) { $0 + $1 * Self.rounds($1) } * Customer.Errand.allCases.count
    guard size >= journeys else {
      throw Trouble(what: "these desks need \(journeys) accounts, not \(size)")
    }
    let vault = ["--vault", "\(place)/vault", "--key-file", "\(place)/key", "--lang", "en"]
    try Self.write(size, to: "\(place)/accounts.csv")
    _ = try command(["init"] + vault)
    let imported = try timed { _ = try command(["import", "\(place)/accounts.csv"] + vault) }
    unlink("\(place)/accounts.csv")
    mkdir("\(place)/spool", 0o700)
    try Self.writeMailer(to: "\(place)/sendmail", spool: "\(place)/spool")
    let options = vault + ["--station", "bench", "--sendmail", "\(place)/sendmail"]

    var starts: [Double] = []
    for _ in 0..<9 {
      var desk: Customer?
      starts.append(
        try timed { desk = try Customer(program: program, options: options, spool: place) })
      guard desk?.leave() == true else { throw Trouble(what: "a desk did not end well") }
    }
    say("\n\(size) accounts, in \(folder)")
    say(
      "imported in \(Self.text(imported, 1)) s, \(Int(Double(size) / imported)) a second; "
        + "a desk asks its first question after \(Self.text(starts.at(0.5) * 1e3, 1)) ms")
    say(
      Self.row(
        "", "desks", "whole /s", "from menu /s", "p50 ms", "p99 ms", "processor ms", "acts"))
    var next = 0
    var applied: [String] = []
    var parts: [(Customer.Errand, [Crowd])] = []
    for errand in Customer.Errand.allCases {
      var crowds: [Crowd] = []
      for count in desks {
        let crowd = try crowd(
          count, errand, from: next, step: size / journeys, options, "\(place)/spool", vault)
        next += count * Self.rounds(count)
        let all = Double(crowd.took.count)
        say(
          Self.row(
            errand.rawValue, "\(count)", Self.text(all / (crowd.signIns + crowd.errands), 1),
            Self.text(all / crowd.errands, 1), Self.text(crowd.took.at(0.5) * 1e3, 1),
            Self.text(crowd.took.at(0.99) * 1e3, 1), Self.text(crowd.spent.at(0.5) * 1e3, 1),
            Self.text(Double(crowd.acts) / all, 1)))
        crowds.append(crowd)
      }
      parts.append((errand, crowds))
      applied = crowds[0].receipts
    }
    for (errand, crowds) in parts {
      say("where the time of a \(errand.rawValue) goes, median ms with so many desks at work")
      say(Self.part("", desks.map { "\($0)" }))
      say(
        Self.part(
          "sign-in, its password hashed", crowds.map { Self.text($0.signIn.at(0.5) * 1e3, 2) }))
      for place in crowds[0].parts.indices {
        say(
          Self.part(
            crowds[0].parts[place].step,
            crowds.map { Self.text($0.parts[place].seconds.at(0.5) * 1e3, 2) }))
      }
    }
    let approvals = try applied.prefix(Self.approvals).map { number in
      try timed { _ = try command(["review", "approve", number] + vault) }
    }
    say(
      "a reviewer's command that closes and erases: \(Self.text(approvals.at(0.5) * 1e3, 1)) ms, "
        + "the start of the program included")
  }

  // MARK: Several desks

  private struct Crowd {
    /// Seconds of all rounds: until the last was signed in, and until the last had a receipt.
    var signIns = 0.0
    var errands = 0.0
    var signIn: [Double] = []
    var took: [Double] = []
    var spent: [Double] = []
    var receipts: [String] = []
    /// Entries that were added to the journal.
    var acts = 0
    /// The questions in the order they are asked.
    var parts: [(step: String, seconds: [Double])] = []

    /// Takes over what a customer told of one errand.
    mutating func take(_ line: String) throws {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      guard words.count == 4, let took = Double(words[0]), let spent = Double(words[1]) else {
        throw Trouble(what: "an errand: \(line)")
      }
      self.took.append(took)
      self.spent.append(spent)
      receipts.append(words[2])
      for (place, part) in words[3].split(separator: "|").enumerated() {
        let pair = part.split(separator: "=").map(String.init)
        guard pair.count == 2, let seconds = Double(pair[1]) else {
          throw Trouble(what: "an answer: \(part)")
        }
        if place == parts.count { parts.append((pair[0], [])) }
        parts[place].seconds.append(seconds)
      }
    }
  }

  private func crowd(
    _ count: Int, _ errand: Customer.Errand, from: Int, step: Int, _ options: [String],
    _ spool: String, _ vault: [String]
  ) throws -> Crowd {
    let rounds = Self.rounds(count)
    let before = try journal(vault)
    let people = try (0..<count).map { place in
      try Child(
        [
          "customer", program, spool, errand.rawValue, "\((from + place) * step)", "\(rounds)",
          "\(count * step)",
        ] + options)
    }
    for person in people where person.line() != "ready" { throw Trouble(what: "a desk") }
    var crowd = Crowd()
    for _ in 0..<rounds {
      crowd.signIns += try timed {
        for person in people { person.go() }
        for person in people {
          guard let took = Double(person.line()) else { throw Trouble(what: "a sign-in") }
          crowd.signIn.append(took)
        }
      }
      crowd.errands += try timed {
        for person in people { person.go() }
        for person in people { try crowd.take(person.line()) }
      }
    }
    for person in people where person.end() != 0 { throw Trouble(what: "a desk") }
    crowd.acts = try journal(vault) - before
    return crowd
  }

  /// The number of the journal's newest entry.
  private func journal(_ vault: [String]) throws -> Int {
    struct Status: Decodable {
      struct Head: Decodable { var seq: Int }
      var head: Head
    }
    let text = try command(["status", "--json"] + vault)
    return try JSONDecoder().decode(Status.self, from: Data(text.utf8)).head.seq
  }

  /// Runs a command to its end.
  ///
  /// - Returns: the last line it said.
  /// - Throws: when it did not end with 0.
  private func command(_ words: [String]) throws -> String {
    let child = try Child(words, program: program)
    var last = ""
    while true {
      let line = child.line()
      if line.isEmpty { break }
      last = line
    }
    guard child.end() == 0 else { throw Trouble(what: "esimdesk \(words[0]): \(last)") }
    return last
  }

  // MARK: Files

  /// Subscribers of Heyon who can renew and close, as an import file.
  private static func write(_ size: Int, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Trouble(what: "cannot write \(path)") }
    defer { fclose(file) }
    fputs(
      "brand,number,name,balance,email,msisdn,user_name,password_hash,language,state,plan,tier,"
        + "valid_from,valid_until,paid_terms,device_model,device_esim\n", file)
    for number in 0..<size {
      let msisdn = "+86138\(String(100_000_000 + number).suffix(8))"
      fputs(
        "heyon,H-\(1_000_000 + number),陈小\(number),100000,\(email(number)),\(msisdn),"
          + "user\(number),\"\(hash)\",en,active,data-plus,month,2098-12-31,2099-01-31,10,"
          + "Pixel 8,yes\n", file)
    }
  }

  /// What stands for the host's mail program: keeps each mail under whom it goes to.
  private static func writeMailer(to path: String, spool: String) throws {
    let script = """
      #!/bin/sh
      while read -r line; do
        case $line in "To: <"*) to=${line#To: <} && exec cat >>"\(spool)/${to%>}" ;; esac
      done

      """
    guard FileManager.default.createFile(atPath: path, contents: Data(script.utf8)),
      chmod(path, 0o700) == 0
    else { throw Trouble(what: "cannot write \(path)") }
  }

  // MARK: Words

  private static func text(_ value: Double, _ digits: Int) -> String {
    let factor = [1.0, 10, 100][digits]
    let scaled = Int((value * factor).rounded())
    let part = String(scaled % Int(factor))
    return "\(scaled / Int(factor))." + String(repeating: "0", count: digits - part.count) + part
  }

  private static func part(_ name: String, _ cells: [String]) -> String {
    let gap = String(repeating: " ", count: max(0, 30 - name.count))
    return "  \(name)\(gap)"
      + cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
  }

  private static func row(_ parts: String...) -> String {
    zip(parts, [10, 6, 10, 14, 10, 10, 14, 8]).enumerated().map { place, cell in
      let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return place == 0 ? cell.0 + gap : gap + cell.0
    }.joined()
  }
}
