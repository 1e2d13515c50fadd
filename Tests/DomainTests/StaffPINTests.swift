import Fixtures
import Foundation
import Testing

@testable import Domain

struct StaffPINTests {
  @Test func `the PIN is set, and set again, as one record`() throws {
    let hall = try Hall()
    try hall.perform(.setStaffPIN(hash: "first"))
    try hall.perform(.setStaffPIN(hash: "second"))
    #expect(hall.book.all(StaffPIN.self).map(\.hash) == ["second"])
  }

  @Test
  func `five wrong attempts at one kiosk close the way out there for a minute, not elsewhere`()
    throws
  {
    let hall = try Hall()
    for _ in 1...5 { #expect(try hall.perform(.admitExit) == .success(.done)) }
    let until = hall.now.adding(seconds: 60)
    #expect(try hall.perform(.admitExit) == .failure(.tooManyAttempts(until: until)))
    #expect(try hall.perform(.admitExit, at: "desk-2") == .success(.done))
    hall.clock.advance(60)
    #expect(try hall.perform(.admitExit) == .success(.done))
  }

  @Test func `the right one ends the row, and an hour's rest does`() throws {
    let hall = try Hall()
    for _ in 1...4 { try hall.perform(.admitExit) }
    try hall.perform(.exitKiosk)
    for _ in 1...4 { try hall.perform(.admitExit) }
    hall.clock.advance(3_601)
    for _ in 1...5 { #expect(try hall.perform(.admitExit) == .success(.done)) }
  }

  @Test func `every attempt is in the journal, under the kiosk's name`() throws {
    let (hall, book) = (try Hall(), MemoryBook())
    let (_, event) = try Act.admitExit.perform(in: book, hall.scene("hall-1"))
    #expect(event.act == "kiosk.admitExit" && event.by == "hall-1")
    #expect(try Act.exitKiosk.perform(in: book, hall.scene("hall-1")).1.act == "kiosk.exit")
  }

  @Test(arguments: [
    ("123456", true), ("123456789012", true), ("12345", false), ("1234567890123", false),
    ("12345a", false), ("111111", false), ("", false), ("１２３４５６", false),
  ]) func `a PIN is six to twelve digits, not all the same`(_ text: String, _ isSound: Bool) {
    #expect(StaffPIN.isSound(Array(text.utf8)) == isSound)
  }

  /// A vault of before this counter existed must open.
  @Test func `a station written before there were kiosks is still read`() throws {
    let json =
      #"{"id":3,"name":"old","signIn":{"failures":0},"codes":{"failures":0},"numbers":{"failures":0}}"#
    let station = try JSONDecoder().decode(Station.self, from: Data(json.utf8))
    #expect(station.exit == nil)
  }
}
