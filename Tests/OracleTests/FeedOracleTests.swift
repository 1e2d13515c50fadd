import Connectors
import Foundation
import Testing

@testable import Domain

/// The feed as TM Forum's published descriptions and CloudEvents 1.0 have it, asked of another program.
struct FeedOracleTests {
  private static let day = Day(ordinal: 20_777)

  private static func yuan(_ minor: Int64) -> Money { Money(minor, "CNY") }

  /// Every change there is, with and without what may be missing.
  private static let facts: [BusinessFact] = {
    let quote = Quote(
      plan: "data-plus", tier: "month", term: .months(1), listPrice: yuan(5900), promotion: "loyal",
      discount: yuan(590), total: yuan(5310), from: day, until: day.adding(months: 1))
    let payg = Quote(
      plan: "payg", tier: "payg", term: .payAsYouGo, listPrice: yuan(0), promotion: nil,
      discount: yuan(0), total: yuan(0), from: day, until: nil)
    let change = ChangeQuote(
      plan: "data-basic", tier: "year", term: .months(12), credit: yuan(1234), price: yuan(500),
      due: yuan(0), toBalance: yuan(734), from: day, until: day.adding(months: 12))
    let range = DayRange(first: day, last: day.adding(days: 9))
    let windows = [true, false].map { ReviewDates(days: range, provisional: false, open: $0) }
    let outcomes: [BalanceOutcome?] =
      [nil]
      + [.refund, .transfer(to: RecordID(9), number: "H-204519"), .forfeit].map {
        BalanceOutcome(choice: $0, amount: yuan(3605))
      } + [BalanceOutcome(choice: .refund, amount: yuan(3605), byProvider: yuan(3000))]
    let number = "R-7K2M-94QD"
    let order = "O-7K2M94QD0HXZ"
    var receipts: [Receipt.Facts] = [
      .activation(plan: "data-plus", until: day), .renewal(quote, method: .balance, order: order),
      .renewal(payg, method: .practice, order: order),
      .planChange(change, method: .balance, order: order),
      .bill(id: "B-1", amount: Money(1280, "JPY"), method: .practice, order: order),
      .bill(id: "B-2", amount: Money(1280, "JPY"), method: .counterCard, order: order),
      .voided(order: order, amount: Money(1280, "JPY"), method: .counterCard),
      .refund(order: order, amount: Money(1, "KWD")), .suspended(range), .resumed(until: nil),
      .closureWithdrawn(application: number),
      .closureRejected(application: number, reason: "billsOpen"),
      .closureRejected(application: number, reason: "Ms Lin wrote"),
    ]
    for (outcome, fee) in zip(outcomes, [nil, yuan(1), nil, yuan(30_000)]) {
      receipts += windows.map { .closureSubmitted(window: $0, balance: outcome, fee: fee) }
      receipts.append(.closureDone(application: number, balance: outcome, fee: fee))
    }
    let changes: [BusinessFact.Change] =
      [
        .registered,
        .orderOpened(.renewal(quote), amount: yuan(5310), method: .practice, order: order),
        .orderOpened(.planChange(change), amount: yuan(0), method: .practice, order: order),
        .orderOpened(.bill("B-1"), amount: yuan(1), method: .practice, order: order),
        .orderCancelled(.renewal(payg), order: order), .questionAsked(application: number),
        .questionAnswered(application: number), .erased,
      ] + receipts.map { .receipt($0, number: number) }
    return changes.flatMap { change in accounts.map { BusinessFact(change, $0) } }
  }()

  private static var accounts: [Account] {
    var account = Account(
      id: RecordID(17), brand: "heyon", number: "H-204518", name: "林悦", passwordHash: "",
      language: .en, createdAt: Instant(seconds: 0), balance: yuan(0))
    var all = [account]
    for state in [Subscription.State.active, .suspended] {
      account.subscription.state = state
      account.subscription.plan = "data-plus"
      account.subscription.tier = "month"
      account.subscription.validFrom = day
      account.subscription.validUntil = day.adding(months: 1)
      all.append(account)
      account.closure = RecordID(5)
      all.append(account)
    }
    return all
  }

  private static func lines(_ seq: Int64 = 7) -> [String] {
    CarrierFeed.lines(
      facts, seq: seq, at: Instant(seconds: 1_795_136_400), source: "00ff",
      clock: { _ in ClockOffset(seconds: 28_800) }
    ).map(\.json)
  }

  private static func ask(_ command: String, _ lines: [String]) throws -> [String] {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Oracle.python(here))
    process.arguments = [
      here.appendingPathComponent("feed.py").path, command,
      here.appendingPathComponent("tmforum.json").path,
    ]
    let (into, out) = (Pipe(), Pipe())
    process.standardInput = into
    process.standardOutput = out
    try process.run()
    let text = lines.map { $0 + "\n" }.joined()
    DispatchQueue.global().async {
      into.fileHandleForWriting.write(Data(text.utf8))
      into.fileHandleForWriting.closeFile()
    }
    let said = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `every event is one that CloudEvents and TM Forum publish, down to each name in it`()
    throws
  {
    let lines = Self.lines()
    #expect(lines.count > Self.facts.count)
    let said = try Self.ask("check", lines)
    #expect(said == ["checked \(lines.count)"], "\(Set(said.map { $0.drop { $0 != " " } }))")
  }

  @Test func `the oracle notices what is not published`() throws {
    let line = try #require(Self.lines().first { $0.contains("ProductStateChangeEvent") })
    for (old, new) in [
      ("\"status\":\"", "\"status\":\"un"), ("\"billingAccount\"", "\"billingAcount\""),
      ("\"@type\":\"Product\",", ""), ("\"1.0\"", "\"0.3\""), ("org.tmforum.", "org.tmforum.X"),
      ("\"valueType\":\"string\"", "\"valueType\":1"), ("T01:", "T0:"),
    ] {
      let spoilt = line.replacing(old, with: new)
      #expect(spoilt != line, "\(old)")
      #expect(try Self.ask("check", [spoilt]).count > 1, "\(old)")
    }
    #expect(try Self.ask("check", [line, line]).count > 1, "an id twice")
  }

  @Test func `the same entry always makes the same lines, and nobody's name or own words`() {
    #expect(Self.lines() == Self.lines())
    for line in Self.lines() {
      #expect(!line.contains("林悦") && !line.contains("Ms Lin") && !line.contains("\n"))
    }
  }

  @Test func `sums are decimal numbers of their currency, to the last digit`() {
    func values(_ currency: String) -> Set<String> {
      Set(
        Self.lines().flatMap {
          $0.matches(of: /"unit":"([A-Z]{3})","value":([-0-9.e]+)/).filter { $0.1 == currency }.map
          {
            String($0.2)
          }
        })
    }
    #expect(values("CNY").isSuperset(of: ["53.1", "-5.9", "59", "36.05", "300", "0.01", "-12.34"]))
    #expect(values("JPY") == ["1280"] && values("KWD") == ["0.001"])
  }
}
