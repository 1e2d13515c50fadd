import Domain
import Fixtures
import Journeys
import Testing

extension DeskScript {
  fileprivate func pays() {
    for choice in ["renewal", "month", "balance"] { choose(choice) }
    confirm()
  }

  fileprivate func applies() {
    clearChecklist()
    choose("tooExpensive")
    confirm()
    choose("smsCode")
    enterCode()
  }
}

/// Receipts on paper, where there is a printer.
struct PaperTests {
  /// A printer that stands as it is told to, and remembers what it was given.
  private final class Paper {
    var state = PaperState.ready
    var printed: [(number: String, language: Language)] = []
    var asked = 0

    var port: Ports.Printer {
      Ports.Printer(
        state: {
          self.asked += 1
          return self.state
        },
        print: { receipt, _, language in
          if self.state.canPrint { self.printed.append((receipt.number, language)) }
          return self.state
        })
    }
  }

  private func signedIn(_ paper: Paper?) throws -> (Hall, DeskScript) {
    let hall = try Hall()
    try hall.addLin { $0.bills = [] }
    let person = hall.desk(printer: paper?.port)
    person.signIn()
    return (hall, person)
  }

  @Test func `a paid renewal is printed as often as wanted, in the person's language`() throws {
    let paper = Paper()
    let (_, person) = try signedIn(paper)
    person.pays()
    person.expect(step: "paid", "renewal")
    #expect(person.option("print")?.label == "paper.print")
    person.desk.language = .zhHant
    person.choose("print")
    person.expect(step: "paid", "renewal")
    #expect(person.says("paper.printed") && person.option("print")?.label == "paper.again")
    paper.state = .low
    person.choose("print")
    #expect(person.says("paper.low"))
    #expect(paper.printed.map(\.language) == [.zhHant, .zhHant])
    #expect(Set(paper.printed.map(\.number)).count == 1)
    person.next()
    person.expect(step: "menu", "home")
    #expect(paper.asked == 0)
  }

  @Test func `without a printer nothing is said of paper`() throws {
    let (_, person) = try signedIn(nil)
    person.pays()
    person.expect(step: "paid", "renewal")
    #expect(person.option("print") == nil)
    person.choose("print")
    #expect(person.refusal != nil)
    person.next()
    person.choose("receipts")
    person.choose(try #require(person.options.first?.id))
    #expect(person.option("print") == nil && person.option("code") != nil)
  }

  @Test func `OFF-07 an empty printer is told before the last word, and loses nothing`() throws {
    let paper = Paper()
    paper.state = .out
    let (hall, person) = try signedIn(paper)
    person.applies()
    person.expect(step: "confirm", "closure")
    #expect(person.warns("paper.out") && person.says("paper.else"))
    person.confirm()
    person.expect(step: "submitted", "closure")
    person.choose("print")
    #expect(person.warns("paper.out") && paper.printed.isEmpty)
    paper.state = .ready
    person.choose("print")
    #expect(person.says("paper.printed") && !person.warns("paper.out"))
    #expect(paper.printed.count == 1)
    person.next()
    person.choose("receipts")
    person.choose(try #require(paper.printed.first?.number))
    person.choose("print")
    #expect(paper.printed.count == 2)
    _ = hall
  }

  @Test(arguments: [PaperState.ready, .low, .unknown])
  func `a printer that works is no news before the last word`(_ state: PaperState) throws {
    let paper = Paper()
    paper.state = state
    let (_, person) = try signedIn(paper)
    person.applies()
    person.expect(step: "confirm", "closure")
    #expect(paper.asked > 0 && !person.says("paper.else"))
  }

  @Test func `AFT-08 a receipt is kept as a file where files can be written, and nowhere else`()
    throws
  {
    let (hall, person) = try signedIn(nil)
    person.pays()
    person.next()
    person.choose("receipts")
    let number = try #require(person.options.first?.id)
    person.choose(number)
    person.choose("keep")
    person.expect(step: "folder", "receipts")
    person.enter(["folder": "/nowhere"])
    person.expect(refused: "file.folder", field: "folder", step: "folder")
    person.choose("back")
    person.expect(step: "receipt")
    #expect(!person.says("receipts.kept"))
    person.choose("keep")
    person.enter(["folder": "/usb"])
    person.expect(step: "receipt")
    #expect(person.facts("receipts.kept")?["path"] == .text("/usb/\(number).txt"))
    #expect(hall.folder.receipts == [number])
    person.next()
    person.choose(number)
    #expect(!person.says("receipts.kept"))
    hall.folder.isAvailable = false
    let kiosk = hall.desk("desk-2")
    kiosk.signIn()
    kiosk.choose("receipts")
    kiosk.choose(number)
    #expect(kiosk.option("keep") == nil && kiosk.option("code") != nil)
  }

  @Test(arguments: [PaperState.open, .failing, .silent])
  func `a printer that does not work leads to the screen and the mail`(_ state: PaperState) throws {
    let paper = Paper()
    paper.state = state
    let (_, person) = try signedIn(paper)
    person.pays()
    person.choose("print")
    #expect(person.warns(state == .open ? "paper.open" : "paper.failing"))
    #expect(person.says("paper.else") && paper.printed.isEmpty)
  }
}
