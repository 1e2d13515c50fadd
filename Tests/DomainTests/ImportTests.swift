import Fixtures
import Testing

@testable import Domain

/// All rows of a file that comes in pieces of 3 bytes: where they are torn must not matter.
private func readAll(_ bytes: [UInt8]) throws(CSV.Problem) -> [CSV.Row] {
  var reader = CSV.Reader(inPieces(bytes))
  var rows: [CSV.Row] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

private func inPieces(_ bytes: [UInt8]) -> ByteFeed {
  var rest = bytes[...]
  return ByteFeed {
    defer { rest = rest.dropFirst(3) }
    return Array(rest.prefix(3))
  }
}

private func subscribers(
  json: Bool = false, _ bytes: [UInt8]
) throws(ImportProblem) -> [SubscriberRow] {
  var reader = try SubscriberReader(inPieces(bytes), isJSON: json)
  var rows: [SubscriberRow] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

struct CSVTests {
  private func rows(_ text: String) throws -> [[String]] {
    try readAll(Array(text.utf8)).map(\.values)
  }

  private func problem(_ bytes: [UInt8]) -> CSV.Problem? {
    do throws(CSV.Problem) {
      _ = try readAll(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `RFC 4180: quotes, doubled quotes, commas and line breaks inside, any line ending`()
    throws
  {
    #expect(try rows("a,b\r\nc,d\r\n") == [["a", "b"], ["c", "d"]])
    #expect(try rows("a,b\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(try rows("\"a,b\",\"c\"\"d\"\n") == [["a,b", "c\"d"]])
    #expect(try rows("\"a\r\nb\",c\n") == [["a\r\nb", "c"]])
    #expect(try rows("a,,\n,\n") == [["a", "", ""], ["", ""]])
    #expect(try rows("\"\",x") == [["", "x"]])
    #expect(try rows("\u{FEFF}a\n") == [["a"]])
    #expect(try rows("\n\na\n\n") == [["a"]])
    #expect(try rows("") == [])
    #expect(try rows("林悦,\"何,家欣\"") == [["林悦", "何,家欣"]])
  }

  @Test func `a row knows the line it begins on, behind line breaks inside quotes`() throws {
    let rows = try readAll(Array("a\n\"b\nb\nb\"\n\nc\n".utf8))
    #expect(rows.map(\.line) == [1, 2, 6])
  }

  @Test func `what is not CSV names its line`() {
    #expect(problem(Array("a\nb,\"c\n".utf8)) == CSV.Problem(line: 2, kind: .quote))
    #expect(problem(Array("a\n\"b\"c\n".utf8)) == CSV.Problem(line: 2, kind: .quote))
    #expect(problem(Array("a\"b\n".utf8)) == CSV.Problem(line: 1, kind: .quote))
    #expect(problem([0x61, 0x0A, 0xFF, 0x0A]) == CSV.Problem(line: 2, kind: .utf8))
  }

  @Test func `whatever is written with quotes comes back`() throws {
    // Seed 61.
    var chance = SplitMix64(seed: 61)
    let pieces = ["a", "林", ",", "\"", "\n", "\r\n", " ", "é", "\r", ";"]
    for _ in 0..<300 {
      let width = Int.random(in: 2...4, using: &chance)
      let table = (0..<3).map { _ in
        (0..<width).map { _ in
          (0..<Int.random(in: 0...5, using: &chance)).compactMap { _ in
            pieces.randomElement(using: &chance)
          }.joined()
        }
      }
      let text = table.map { row in
        row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
      }.joined(separator: "\r\n")
      #expect(try rows(text) == table)
    }
  }
}

struct SubscriberRowTests {
  private let good: [String: String] = [
    "brand": "heyon", "number": "h-204518", "name": "林悦", "balance": "3650",
    "email": "LinYue@example.com", "msisdn": "13800138000", "user_name": "LinYue",
    "password_hash": "$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA", "language": "zh-Hans",
    "state": "active", "plan": "data-plus", "tier": "month", "valid_from": "2026-11-01",
    "valid_until": "2026-12-01", "data_mb": "8400", "minutes": "120",
    "months": "9100|130|0;8700|110|2;9600|140|0;1|2|3", "paid_terms": "10",
    "bills": "B-2026-10|2026-11-01|1280;B-2026-11|2026-11-15|900",
    "devices": "Pixel 8|2026-01-02; Galaxy Tab S9 |2026-09-21", "device_model": "Pixel 8",
    "device_esim": "yes", "activation_code": "1$smdp.heyon.example$H-7F3Q",
  ]

  private func account(_ changes: [String: String?]) throws -> Account {
    let values = good.merging(changes.mapValues { $0 ?? "" }) { _, new in new }
    let policy = try Heyon.policy()
    return try SubscriberRow(line: 7, values: values)
      .account(policies: [policy.id: policy], now: TestClock().now)
  }

  private func problem(_ changes: [String: String?]) throws -> ImportProblem.Kind? {
    do {
      _ = try account(changes)
      return nil
    } catch let problem as ImportProblem {
      #expect(problem.line == 7)
      return problem.kind
    }
  }

  @Test func `a full row becomes an account with everything in it`() throws {
    #expect(Set(good.keys) == Set(SubscriberRow.columns))
    let lin = try account([:])
    #expect(lin.number == "H-204518" && lin.name == "林悦" && lin.language == .zhHans)
    #expect(lin.email == "linyue@example.com" && lin.msisdn == "+8613800138000")
    #expect(lin.userName == "linyue" && lin.balance == Money(3650, "CNY") && lin.paidTerms == 10)
    #expect(lin.subscription.plan == "data-plus" && lin.subscription.tier == "month")
    #expect(lin.subscription.validUntil?.iso == "2026-12-01")
    #expect(lin.subscription.usage.months.map(\.dataMB) == [8700, 9600, 1])
    #expect(lin.subscription.activationCode == "LPA:1$smdp.heyon.example$H-7F3Q")
    #expect(lin.bills.map(\.id) == ["B-2026-10", "B-2026-11"] && lin.bills.allSatisfy { !$0.paid })
    #expect(lin.bindings.map(\.label) == ["Pixel 8", "Galaxy Tab S9"])
    #expect(lin.bindings.map(\.id) == ["D1", "D2"])
    #expect(lin.device == Device(model: "Pixel 8", supportsESIM: true))
  }

  @Test func `four columns and one way to sign in are enough`() throws {
    let policy = try Heyon.policy()
    let row = SubscriberRow(
      line: 2,
      values: [
        "brand": "heyon", "number": "H-1", "name": "Ana", "balance": "0", "email": "a@example.com",
      ])
    let ana = try row.account(policies: [policy.id: policy], now: TestClock().now)
    #expect(ana.passwordHash.isEmpty && ana.subscription.state == .active)
    #expect(ana.subscription.plan == nil && ana.language == .en)
  }

  @Test func `every kind of mistake is named with its field`() throws {
    for field in ["brand", "number", "name", "balance"] {
      #expect(try problem([field: nil]) == .missing(field: field))
    }
    #expect(
      try problem(["email": nil, "msisdn": nil, "user_name": nil]) == .missing(field: "email"))
    let wrong: [(String, [String])] = [
      ("number", ["H 1", "H_1", "H", "林悦悦", "H-123456789012345678901"]),
      ("name", ["123"]), ("balance", ["-1", "1.5", "x", "1000000000001", "99999999999999999999"]),
      ("email", ["x"]), ("msisdn", ["12", "abc"]), ("user_name", ["1x", "ab"]),
      ("password_hash", ["secret", "$2b$10$x"]), ("language", ["fr", "zh"]),
      ("state", ["closed", "Active"]), ("tier", ["weekly"]),
      ("valid_from", ["2026-02-30", "01.11.2026"]), ("valid_until", ["2026-10-31", "x"]),
      ("data_mb", ["-1", "x"]), ("minutes", ["-1", "1.5"]),
      ("months", ["1|2", "1|2|32", "x|2|3", "-1|2|3", "1|2|3|4"]), ("paid_terms", ["-1", "10001"]),
      (
        "bills",
        [
          "B|2026-11-01", "B|2026-11-31|5", "B|2026-11-01|0", "|2026-11-01|5",
          "B|2026-11-01|5;B|2026-11-02|6", "B|2026-11-01|-5",
        ]
      ),
      ("devices", ["Pixel", "|2026-01-01", "Pixel|yesterday"]), ("device_esim", ["maybe", "true"]),
      ("activation_code", ["1$x$y", "hello"]),
    ]
    for (field, texts) in wrong {
      for text in texts {
        #expect(try problem([field: text]) == .value(field: field), "\(field) = \(text)")
      }
    }
    #expect(try problem(["brand": "lyca"]) == .brand("lyca"))
    #expect(try problem(["plan": "data-max"]) == .plan("data-max"))
    for bad in ["a\u{1B}[31m", "a\u{202E}b", "a\nb"] {
      #expect(try problem(["name": bad]) == .controls(field: "name"))
    }
    #expect(
      try problem(["device_model": String(repeating: "x", count: 4097)])
        == .tooLong(field: "device_model"))
    #expect(try problem(["device_model": "4111 1111 1111 1111"]) == .card(field: "device_model"))
    #expect(try problem(["name": "Lin 5500000000000004"]) == .card(field: "name"))
  }

  @Test func `a phone number is not taken for a payment card`() throws {
    // A German mobile number whose thirteen digits begin with 4 and happen to pass Luhn.
    let number = try #require(
      (0...9).map { "+491512345678\($0)" }.first { Reading.looksLikeCard($0) })
    #expect(try account(["msisdn": number]).msisdn == number)
  }

  @Test func `a CSV file names its columns in the first line, in any order`() throws {
    let rows = try subscribers(
      Array("name,brand,number,balance\n林悦,heyon,H-1,5\n\nAna,heyon,H-2,6\n".utf8))
    #expect(rows.map(\.line) == [2, 4])
    #expect(rows.map { $0.values["name"] } == ["林悦", "Ana"])
  }

  @Test func `a line with too few values is told by its number, and the others are read`() throws {
    let rows = try subscribers(Array("name,brand\na\nb,heyon\n".utf8))
    #expect(rows.map(\.line) == [2, 3])
    #expect(throws: ImportProblem(line: 2, .columns("1 instead of 2"))) {
      try rows[0].account(policies: [:], now: Instant(seconds: 0))
    }
  }

  @Test func `a CSV file that cannot be understood names the line`() throws {
    func problem(_ bytes: [UInt8]) -> ImportProblem? {
      do throws(ImportProblem) {
        _ = try subscribers(bytes)
        return nil
      } catch {
        return error
      }
    }
    #expect(problem([]) == ImportProblem(line: 1, .empty))
    #expect(problem(Array("name,surname\n".utf8)) == ImportProblem(line: 1, .columns("surname")))
    #expect(
      problem(Array("name,name\n".utf8)) == ImportProblem(line: 1, .columns("a name stands twice")))
    #expect(problem(Array("name\n\"a\n".utf8)) == ImportProblem(line: 2, .quote))
    #expect(problem([0x6E, 0xFF]) == ImportProblem(line: 1, .utf8))
  }

  @Test func `JSON has the same names, with texts and whole numbers`() throws {
    let rows = try subscribers(
      json: true,
      Array(#"[{"name":"林悦","balance":3650,"email":null},{"name":"Ana","balance":"7"}]"#.utf8))
    #expect(rows.map(\.line) == [1, 2])
    #expect(rows[0].values == ["name": "林悦", "balance": "3650", "email": ""])
    #expect(rows[1].values["balance"] == "7")
  }

  @Test func `JSON that cannot be understood says where`() {
    func problem(_ text: String) -> ImportProblem? {
      do throws(ImportProblem) {
        _ = try subscribers(json: true, Array(text.utf8))
        return nil
      } catch {
        return error
      }
    }
    #expect(problem("[]") == ImportProblem(line: 1, .empty))
    #expect(problem("{}") == ImportProblem(line: 1, .json("not an array of objects")))
    #expect(problem("nonsense") == ImportProblem(line: 1, .json("not an array of objects")))
    #expect(problem(#"[{"nme":"x"}]"#) == ImportProblem(line: 1, .columns("nme")))
    #expect(
      problem(#"[{"name":"x"},{"balance":1.5}]"#) == ImportProblem(line: 2, .json("[1].balance")))
    #expect(problem(#"[{"name":true}]"#) == ImportProblem(line: 1, .json("[0].name")))
  }

  @Test func `an imported subscriber gets a number of their own, and a taken address is refused`()
    throws
  {
    let hall = try Hall()
    let lin = try account([:])
    guard
      case .account(let id) = try hall.perform(.importSubscriber(ImportedSubscriber(account: lin)))
        .get()
    else { return }
    #expect(try hall.account(id)?.email == "linyue@example.com")
    #expect(
      try hall.perform(.importSubscriber(ImportedSubscriber(account: lin)))
        == .failure(.taken(.accountNumber)))
  }
}
