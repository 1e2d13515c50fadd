import Fixtures
import Testing

@testable import Domain

/// The signed code of a receipt: what it says, what it leaves out, and every way of spoiling it.
struct ReceiptCodeTests {
  private static let now = Instant(seconds: 1_795_136_400)
  private static let day = Day(ordinal: 20_777)
  private static let range = DayRange(first: day, last: day.adding(days: 31))

  private static func yuan(_ minor: Int64) -> Money { Money(minor, "CNY") }

  /// One receipt of every kind, with and without what may be missing.
  static let receipts: [Receipt] = {
    let quote = Quote(
      plan: "data-plus", tier: "month", term: .months(1), listPrice: yuan(5900),
      promotion: "loyal", discount: yuan(590), total: yuan(5310), from: day,
      until: day.adding(months: 1))
    let payg = Quote(
      plan: "流量", tier: "payg", term: .payAsYouGo, listPrice: yuan(0), promotion: nil,
      discount: yuan(0), total: yuan(0), from: day, until: nil)
    let change = ChangeQuote(
      plan: "data-basic", tier: "year", term: .months(12), credit: yuan(1234), price: yuan(500),
      due: yuan(0), toBalance: yuan(734), from: day, until: day.adding(months: 12))
    let window = ReviewDates(days: range, provisional: true, open: false)
    let open = ReviewDates(days: range, provisional: false, open: true)
    let choices: [BalanceChoice] = [
      .refund, .transfer(to: RecordID(9), number: "H-204519"), .forfeit,
    ]
    var facts: [Receipt.Facts] = [
      .activation(plan: "data-plus", until: day), .activation(plan: nil, until: nil),
      .renewal(quote, method: .balance, order: "O-7K2M94QD0HXZ"),
      .renewal(payg, method: .practice, order: "1"),
      .bill(id: "B-2026-11", amount: yuan(1280), method: .practice, order: "O-ZZZZZZZZZZZZ"),
      .bill(id: "B-1", amount: yuan(1), method: .counterCash, order: "O-ZZZZZZZZZZZZ"),
      .bill(id: "B-1", amount: yuan(1), method: .counterCard, order: "O-ZZZZZZZZZZZZ"),
      .refund(order: "O-000000000000", amount: yuan(1_000_000_000_000)),
      .voided(order: "O-7K2M94QD0HXZ", amount: yuan(5310), method: .counterCash),
      .planChange(change, method: .balance, order: "O-7K2M94QD0HXZ"), .suspended(range),
      .resumed(until: nil), .resumed(until: day), .closureWithdrawn(application: "R-7K2M-94QD"),
      .closureRejected(application: "R-7K2M-94QD", reason: "billsOpen"),
      .closureRejected(application: "R-7K2M-94QD", reason: "林悦 wrote to us"),
      .closureSubmitted(window: window, balance: nil, fee: nil),
      .closureSubmitted(window: open, balance: nil, fee: yuan(30_000)),
      .closureDone(application: "R-7K2M-94QD", balance: nil, fee: yuan(1)),
    ]
    for choice in choices {
      let outcome = BalanceOutcome(choice: choice, amount: yuan(3650))
      facts.append(.closureSubmitted(window: window, balance: outcome, fee: nil))
      facts.append(.closureDone(application: "R-7K2M-94QD", balance: outcome, fee: yuan(2)))
    }
    return facts.enumerated().map { index, facts in
      Receipt(
        id: RecordID(1), number: Numbers.receipt(random: (0..<7).map { UInt8(index * 7 + $0) }),
        brand: "zhonggangtong", account: RecordID(4711), at: now.adding(seconds: Int64(index)),
        station: "counter-3", facts: facts)
    }
  }()

  private static func code(_ receipt: Receipt) throws -> ReceiptCode {
    let signed = try receipt.signed(in: MemoryBook())
    return try ReceiptCode(try #require(signed.code))
  }

  @Test func `X-08 what a code claims is what the receipt says, and its signature holds`() throws {
    #expect(Set(Self.receipts.map(\.facts.kind)) == Set(ReceiptClaim.Kind.allCases))
    for receipt in Self.receipts {
      let code = try Self.code(receipt)
      #expect(ReceiptClaim(code.facts) == ReceiptClaim(receipt), "\(receipt.facts)")
      #expect(code.keyID == Array(Signing.publicKey.prefix(4)))
      #expect(Signing.holds(code.signature, code.message, Signing.publicKey))
    }
  }

  @Test func `a code says the sums, days and numbers of its receipt`() throws {
    let renewal = try #require(ReceiptClaim(try Self.code(Self.receipts[2]).facts))
    #expect(renewal.kind == .renewal && renewal.number == Self.receipts[2].number)
    #expect(renewal.plan == "data-plus" && renewal.tier == "month" && renewal.term == .months(1))
    #expect(renewal.amount == Self.yuan(5310) && renewal.order == "O-7K2M94QD0HXZ")
    #expect(renewal.first == Self.day && renewal.last?.iso == "2026-12-20")
    let open = try #require(ReceiptClaim(try Self.code(Self.receipts[17]).facts))
    #expect(open.first == nil && open.last == nil, "a carrier that names no time promises no day")
  }

  @Test
  func `X-08 nobody is in a code: no account, terminal, other account, or words of a reviewer`()
    throws
  {
    for receipt in Self.receipts {
      let facts = String(decoding: try Self.code(receipt).facts, as: UTF8.self)
      for secret in ["204519", "counter", "林悦"] { #expect(!facts.contains(secret)) }
    }
    var other = Self.receipts[2]
    other.account = RecordID(1)
    other.station = "elsewhere"
    #expect(try Self.code(other) == Self.code(Self.receipts[2]))
  }

  @Test func `a code is read however it was typed`() throws {
    let code = try Self.code(Self.receipts[2])
    let typed = [
      code.text, code.lines.joined(separator: "\n"), code.text.lowercased(),
      " " + code.lines.joined(separator: "-\r\n") + "\n",
      code.text.replacing("0", with: "o").replacing("1", with: "l"),
      String(code.text.unicodeScalars.map { Character(Unicode.Scalar($0.value + 0xFEE0) ?? "?") }),
    ]
    for text in typed { #expect(try ReceiptCode(text) == code) }
    // A QR symbol packs these more tightly than others.
    #expect(code.text.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
    #expect(code.lines.allSatisfy { $0.count <= 35 })
  }

  @Test func `every slip of one symbol, and every swap of neighbours, is found in its group`()
    throws
  {
    let code = try Self.code(Self.receipts[9])
    let text = Array(code.text)
    for place in text.indices {
      for other in Numbers.alphabet where other != text[place] {
        var wrong = text
        wrong[place] = other
        #expect(throws: ReceiptCode.Problem.self) { try ReceiptCode(String(wrong)) }
        guard case .group(let group, _) = Self.problem(String(wrong)) else {
          Issue.record("\(place): \(other)")
          continue
        }
        #expect(group == place / 8 + 1)
      }
      guard place + 1 < text.count, text[place] != text[place + 1] else { continue }
      var swapped = text
      swapped.swapAt(place, place + 1)
      #expect(Self.problem(String(swapped)) != nil)
    }
  }

  @Test func `a code cut anywhere is said to be cut, and nothing may follow its end`() throws {
    let text = try Self.code(Self.receipts[2]).text
    for length in 1..<text.count {
      #expect(Self.problem(String(text.prefix(length))) == .truncated, "\(length)")
    }
    #expect(Self.problem("") == .empty && Self.problem(" - ") == .empty)
    #expect(Self.problem(text + "0") == .truncated)
    let more = Numbers.check([0, 0, 0, 0, 0, 0, 0], from: text.count / 8 & 31)
    #expect(Self.problem(text + "0000000" + String(Numbers.alphabet[more])) == .tooLong)
    #expect(Self.problem(text + text).map { $0 != .truncated } == true)
    #expect(Self.problem(String(repeating: "0", count: 100_000)) != nil)
    #expect(Self.problem(text.replacing("2", with: "U")) == .character("U"))
    #expect(Self.problem("謝謝") == .character("?"))
  }

  @Test func `a group left out, doubled or moved is noticed`() throws {
    let code = try Self.code(Self.receipts[2])
    let groups = code.lines.flatMap { $0.split(separator: " ") }
    for place in groups.indices.dropLast() {
      var without = groups
      without.remove(at: place)
      var doubled = groups
      doubled.insert(groups[place], at: place)
      var moved = groups
      moved.swapAt(place, place + 1)
      for wrong in [without, doubled, moved] where wrong != groups {
        #expect(Self.problem(wrong.joined()) != nil, "\(place)")
      }
    }
  }

  @Test func `edited facts with checks made good again are refused by the signature alone`() throws
  {
    let code = try Self.code(Self.receipts[2])
    for place in code.facts.indices {
      var facts = code.facts
      facts[place] ^= 1
      let forged = ReceiptCode(
        facts: facts, publicKey: Signing.publicKey, signature: code.signature)
      let read = try ReceiptCode(forged.text)
      #expect(!Signing.holds(read.signature, read.message, Signing.publicKey), "\(place)")
    }
  }

  @Test func `facts that this program would not have written are no claim`() throws {
    let bytes = ReceiptClaim(Self.receipts[2]).bytes
    #expect(ReceiptClaim(bytes) != nil)
    for length in bytes.indices {
      #expect(ReceiptClaim(Array(bytes.prefix(length))) == nil || length > 20)
    }
    #expect(ReceiptClaim(bytes + [0]) == nil)
    #expect(ReceiptClaim(bytes + [1, 0]) == nil, "a tag twice")
    #expect(
      ReceiptClaim([0x82, 0x00] + bytes.dropFirst()) == nil, "a number longer than it must be")
    #expect(ReceiptClaim([13] + bytes.dropFirst()) == nil, "a kind there is not")
  }

  @Test func `a code of a later version is said to be newer`() throws {
    // Version 2: the first two symbols carry the first byte.
    let text = try Self.code(Self.receipts[2]).text
    var group = text.prefix(7).map { Numbers.worth($0) ?? 0 }
    group[1] += 4
    let newer = String((group + [Numbers.check(group)]).map { Numbers.alphabet[$0] })
    #expect(Self.problem(newer + text.dropFirst(8)) == .newerVersion)
  }

  private static func problem(_ text: String) -> ReceiptCode.Problem? {
    do throws(ReceiptCode.Problem) {
      _ = try ReceiptCode(text)
      return nil
    } catch {
      return error
    }
  }
}
