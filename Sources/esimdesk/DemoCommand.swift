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

  /// A subscriber, or somebody of the staff; what is not theirs is left out.
  private struct Listed: Encodable {
    var id, brand, name, identifier, situation: String?
    var staff, role, secret: String?
    let password: String
  }

  private func list() -> Int32 {
    let words = Catalogue(options.language ?? Surroundings.language)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let people = PracticePeople.samples.map {
      Listed(
        id: $0.id, brand: $0.brand, name: $0.name, identifier: $0.identifier,
        situation: words.say(Phrase("sample.\($0.id)")), password: $0.password)
    }
    let colleagues = PracticePeople.colleagues.map {
      Listed(
        staff: $0.name, role: $0.role.rawValue, secret: TOTP(secret: $0.secret).base32,
        password: $0.password)
    }
    guard let data = try? encoder.encode(people + colleagues) else { return Exit.internalFault }
    Output.out(String(decoding: data, as: UTF8.self))
    return Exit.ok
  }
}
