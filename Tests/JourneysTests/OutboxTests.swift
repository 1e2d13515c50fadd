import Domain
import Fixtures
import Journeys
import Testing

@Suite struct OutboxTests {
  let hall: Hall
  let notice: Notice

  init() throws {
    hall = try Hall()
    let lin = try hall.addLin()
    _ = try hall.perform(.setPassword(account: lin.id, hash: "x"))
    notice = try #require(hall.book.all(Notice.self).first)
  }

  private func outbox(_ deliver: @escaping (Notice) -> Delivery) -> Outbox {
    let clock = hall.clock
    return Outbox(
      records: hall.records.port, clock: { clock.now }, station: "courier",
      channels: [.mail, .sms], deliver: deliver)
  }

  private var kept: Notice? { hall.book.all(Notice.self).first }

  @Test func `what the next carrier has is removed, and nothing of it stays`() throws {
    var seen: [Notice] = []
    let work = try outbox {
      seen.append($0)
      return .done
    }.send()
    #expect(work.delivered == 1 && seen == [notice] && kept == nil)
    #expect(try outbox { _ in .done }.send() == Outbox.Work())
  }

  @Test func `while one courier delivers, no other does`() throws {
    var others = 0
    _ = try outbox { _ in
      _ = try? self.outbox { _ in
        others += 1
        return .done
      }.send()
      return .done
    }.send()
    #expect(others == 0 && kept == nil)
  }

  @Test
  func `a courier that dies with a message in hand leaves it to the next, under the same number`()
    throws
  {
    struct Death: Error {}
    // It reaches the carrier, and the power goes before that is written down.
    hall.records.writesLeft = 1
    #expect(throws: MemoryRecords.Trouble.self) { try outbox { _ in .done }.send() }
    hall.records.writesLeft = nil
    #expect(try outbox { _ in .done }.send().delivered == 0, "it is still on lease")
    hall.clock.advance(Notice.leaseSeconds)
    var again: [RecordID] = []
    let work = try outbox {
      again.append($0.id)
      return .done
    }.send()
    #expect(work.delivered == 1 && again == [notice.id] && kept == nil)
  }

  @Test func `it is tried again after growing delays, and parked with its reason in the end`()
    throws
  {
    let trouble = DeliveryTrouble(.connection, "Timeout was reached")
    let outbox = outbox { _ in .later(trouble) }
    var waits: [Int64] = []
    for _ in 1..<Notice.mostTries {
      #expect(try outbox.send().postponed == 1)
      let next = try #require(kept?.tryAt)
      waits.append(hall.now.seconds(until: next))
      hall.clock.advance(waits.last ?? 0)
    }
    #expect(waits.prefix(4) == [60, 120, 240, 480] && waits.last == 21_600)
    #expect((3...5).contains(waits.reduce(0, +) / 86_400), "about four days")
    #expect(try outbox.send().parked == 1)
    #expect(kept?.parkedAt == hall.now && kept?.trouble == trouble)
    #expect(try outbox.send() == Outbox.Work(), "nobody tries it any more")
  }

  @Test func `a server that asks for more patience gets it, up to a day`() throws {
    _ = try outbox { _ in .later(DeliveryTrouble(.answer, "429"), seconds: 900) }.send()
    #expect(kept?.tryAt == hall.now.adding(seconds: 900))
    hall.clock.advance(900)
    _ = try outbox { _ in .later(DeliveryTrouble(.answer, "429"), seconds: .max) }.send()
    #expect(kept?.tryAt == hall.now.adding(seconds: 86_400))
  }

  @Test func `what is refused for good is parked at once, and can be tried anew`() throws {
    _ = try outbox { _ in .refused(DeliveryTrouble(.answer, "550")) }.send()
    #expect(kept?.parkedAt == hall.now && kept?.trouble?.detail == "550")
    hall.clock.advance(3_600)
    _ = try hall.perform(.notice(notice.id, .retry))
    #expect(try outbox { _ in .done }.send().delivered == 1 && kept == nil)
  }

  @Test func `a parked message is let go after thirty days: it names a person`() throws {
    _ = try outbox { _ in .refused(DeliveryTrouble(.address)) }.send()
    hall.clock.advance(Notice.parkedSeconds - 1)
    _ = try outbox { _ in .done }.send()
    #expect(kept != nil)
    hall.clock.advance(1)
    #expect(try outbox { _ in .done }.send().delivered == 0 && kept == nil)
  }

  @Test func `a desk with a courier rings, and delivers nothing itself`() throws {
    var rings = 0
    hall.inbox.courier = { rings += 1 }
    hall.desk().desk.sendPost()
    #expect(rings == 1 && hall.inbox.notices.isEmpty && kept == notice)
  }
}
