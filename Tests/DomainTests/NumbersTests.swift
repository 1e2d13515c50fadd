import Fixtures
import Testing

@testable import Domain

struct NumbersTests {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  private func isRead(_ characters: [Character]) -> Bool {
    (try? Numbers.readReceipt(String(characters))) != nil
  }

  @Test
  func `every single wrong character and every swap of neighbours in a receipt number is found`()
    throws
  {
    // Seed 51.
    let chance = Chance(seed: 51)
    for _ in 0..<40 {
      let number = Numbers.receipt(random: chance.bytes(7))
      let right = Array(number.filter { $0 != "-" }.dropFirst())
      #expect(try Numbers.readReceipt(number) == number)
      for place in right.indices {
        for other in Self.alphabet where other != right[place] {
          var wrong = right
          wrong[place] = other
          #expect(!isRead(wrong), "\(number) read as \(String(wrong))")
        }
        guard place + 1 < right.count, right[place] != right[place + 1] else { continue }
        var swapped = right
        swapped.swapAt(place, place + 1)
        #expect(!isRead(swapped), "\(number) read as \(String(swapped))")
      }
    }
  }

  @Test func `O is read as 0, I and L as 1, in any case and spacing, with or without the R`() throws
  {
    let number = Numbers.receipt(random: [0, 1, 0, 1, 16, 17, 18])
    #expect(number.hasPrefix("R-0101-"))
    let tail = String(number.dropFirst(7))
    for typed in [
      number, number.lowercased(), "O1OL-\(tail)", "rOIol\(tail)", " R 01 01 \(tail) ",
      "oioi\(tail)",
    ] {
      #expect(try Numbers.readReceipt(typed) == number, "\(typed)")
    }
  }

  @Test func `what cannot be a receipt number says why`() throws {
    let number = Numbers.receipt(random: [1, 2, 3, 4, 5, 6, 7])
    func problem(_ typed: String) -> Numbers.Problem? {
      do throws(Numbers.Problem) {
        _ = try Numbers.readReceipt(typed)
        return nil
      } catch {
        return error
      }
    }
    #expect(problem("") == .length)
    #expect(problem(String(number.dropLast(2))) == .length)
    #expect(problem(number + "00") == .length)
    #expect(problem("R-1U34-5678") == .character("U"))
    #expect(problem("R-１234-5678") == .character("１"))
    #expect(problem("R-12;4-5678") == .character(";"))
    let last: Character = number.last == "0" ? "1" : "0"
    #expect(problem(String(number.dropLast()) + String(last)) == .check)
  }

  @Test func `a receipt number that exists already is not given again`() throws {
    let hall = try Hall()
    let policy = hall.policy
    let lin = try hall.addLin {
      $0.bills = ["A", "B"].map {
        Bill(id: $0, issued: Day(ordinal: 1), amount: Money(1, "CNY"), paid: false)
      }
    }
    // The same seven bytes twice, then others.
    var rows: [[UInt8]] = [[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7], [9, 9, 9, 9, 9, 9, 9]]
    for bill in ["A", "B"] {
      let draws = [rows.removeFirst(), rows.first ?? []]
      let box = Draws(draws)
      let scene = Scene(
        now: hall.now, station: "d", policies: [policy.id: policy], random: { _ in box.next() })
      try hall.records.transact { book in
        try Act.payFromBalance(account: lin.id, purpose: .bill(bill), number: "O-\(bill)")
          .perform(in: book, scene).1
      }
      if bill == "A" { rows = [[1, 2, 3, 4, 5, 6, 7], [9, 9, 9, 9, 9, 9, 9]] }
    }
    #expect(Set(hall.book.all(Receipt.self).map(\.number)).count == 2)
  }

  @Test func `order numbers are twelve characters of the same alphabet`() {
    let number = Numbers.order(random: Chance(seed: 52).bytes(12))
    #expect(number.hasPrefix("O-") && number.count == 14)
    #expect(number.dropFirst(2).allSatisfy { Self.alphabet.contains($0) })
  }
}

/// Random bytes that a test wrote down.
private final class Draws: @unchecked Sendable {
  private var rows: [[UInt8]]
  init(_ rows: [[UInt8]]) { self.rows = rows }
  func next() -> [UInt8] { rows.count > 1 ? rows.removeFirst() : rows.first ?? [] }
}

struct ActivationCodeTests {
  @Test func `activation codes of every shape are read, with and without LPA`() throws {
    let truphone = try ActivationCode("LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7")
    #expect(truphone.server == "rsp.truphone.com" && truphone.matchingID == "QR-G-5C-1LS-1W1Z9P7")
    #expect(!truphone.needsConfirmationCode && truphone.oid.isEmpty)
    let flagged = try ActivationCode("LPA:1$huk.prod.ondemandconnectivity.com$LBHWREN8ASCLTOTF$$1")
    #expect(flagged.needsConfirmationCode && flagged.oid.isEmpty)
    let empty = try ActivationCode("LPA:1$smdp.example.com$")
    #expect(empty.matchingID.isEmpty)
    let oid = try ActivationCode("1$smdp.example.com$ABC$1.3.6.1.4.1.31746")
    #expect(oid.oid == "1.3.6.1.4.1.31746")
    #expect(try ActivationCode(" lpa:1$SMDP.Example.com$abc ").text == "LPA:1$smdp.example.com$abc")
  }

  @Test func `a code comes back from its own spelling`() throws {
    for text in [
      "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7", "LPA:1$smdp.example.com$",
      "LPA:1$huk.prod.ondemandconnectivity.com$LBHWREN8ASCLTOTF$$1",
      "LPA:1$smdp.example.com$ABC$1.3.6.1$1", "LPA:1$smdp.example.com$ABC$1.3.6.1",
    ] {
      #expect(try ActivationCode(text).text == text)
    }
  }

  @Test func `what is not an activation code says what is wrong with it`() {
    func code(_ text: String) -> String? {
      do throws(Reading.Problem) {
        _ = try ActivationCode(text)
        return nil
      } catch {
        return error.code
      }
    }
    for text in [
      "", "LPA:", "1", "1$a.b", "2$a.b$c", "LPA:1$a.b$c$1.2$2", "1$a.b$c$x", "1$a.b$c$$1$",
    ] {
      #expect(code(text) == "activationCode.format", "\(text)")
    }
    for text in ["1$$c", "1$localhost$c", "1$a..b$c", "1$a b.c$d", "1$例.com$c"] {
      #expect(code(text) == "activationCode.server", "\(text)")
    }
    for text in ["1$a.b$c d", "1$a.b$c_d", "1$a.b$代码"] {
      #expect(code(text) == "activationCode.matching", "\(text)")
    }
  }
}
