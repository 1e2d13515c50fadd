import Domain
import FoundationEssentials
import Journeys
import Wording

/// `esimdesk demo`: the practice desk.
struct DemoCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    if options.list { return list() }
    let options = try FrontDoor.choose(options)
    let practice = try PracticeDesk(options)
    return try FrontDoor.serve(practice.desk, options)
  }

  private struct Listed: Encodable {
    let id, brand, name, identifier, password, situation: String
  }

  private func list() -> Int32 {
    let words = Catalogue(options.language ?? Surroundings.language)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let people = PracticePeople.samples.map {
      Listed(
        id: $0.id, brand: $0.brand, name: $0.name, identifier: $0.identifier, password: $0.password,
        situation: words.say(Phrase("sample.\($0.id)")))
    }
    guard let data = try? encoder.encode(people) else { return Exit.internalFault }
    Output.out(String(decoding: data, as: UTF8.self))
    return Exit.ok
  }
}
