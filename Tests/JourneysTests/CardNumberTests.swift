import Domain
import Fixtures
import Testing

@testable import Journeys

/// No card's number is taken anywhere, and no other number is mistaken for one.
@Suite struct CardNumberTests {
  static let cards = [
    "4111111111111111", "5500 0000 0000 0004", "3400-000000-00009", "４１１１１１１１１１１１１１１１",
    "6250947000000014 12/29", " 4111 1111 1111 1111 ",
  ]

  @Test(arguments: Field.Kind.allCases)
  func `no field of any kind takes a card's number`(_ kind: Field.Kind) throws {
    let today = try #require(Day(iso: "2026-11-20"))
    for card in Self.cards {
      #expect(Field("x", kind, "x").holdsCard(card, today: today), "\(kind) \(card)")
    }
  }

  @Test func `what a field asks for is not mistaken for a card`() throws {
    let today = try #require(Day(iso: "2026-11-20"))
    let good: [(Field.Kind, String)] = [
      (.imei, "490154203237518"), (.imei, "3528000000000007"), (.msisdn, "+4915123456781"),
      (.identifier, "+8613800138000"),
      (.document, "11010519491231002X"), (.document, "810000199001010019"),
      (.activationCode, "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7"),
      (.text, "89044011112233441122334411223321"), (.text, "8985200000827364521"),
      (.text, "356938035643809"),
    ]
    for (kind, typed) in good {
      #expect(!Field("x", kind, "x").holdsCard(typed, today: today), "\(kind) \(typed)")
    }
  }

  @Test func `residents' numbers that pass for a card's are taken where documents are asked for`()
    throws
  {
    let today = try #require(Day(iso: "2026-11-20"))
    var seen = 0
    // A number's last sign is its own check digit; some of them pass Luhn as well.
    for sequence in 100..<400 {
      for check in "0123456789" {
        let number = "45010319880101\(sequence)\(check)"
        guard (try? ResidentID(number, today: today)) != nil, Reading.looksLikeCard(number) else {
          continue
        }
        seen += 1
        #expect(!Field("x", .document, "x").holdsCard(number, today: today), "\(number)")
      }
    }
    #expect(seen > 5)
  }

  @Test func `a card's number is refused before anything is done with it, in whatever is typed`()
    throws
  {
    let hall = try Hall()
    try hall.addLin()
    let person = hall.desk(passwords: .untouched)
    person.choose("signIn")
    person.enter(["identifier": "4111 1111 1111 1111", "password": "x"])
    person.expect(refused: "card.refused", field: "identifier")
    person.enter(["identifier": "linyue@example.com", "password": "4111111111111111"])
    person.expect(refused: "card.refused", field: "password")
    #expect(hall.book.journal.count == 1)
  }
}
