import Domain
import Journeys
import Wording

/// `esimdesk outlets`: every service centre, to be read or printed.
struct OutletsCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    let carriers = try Carriers(options)
    let words = Catalogue(options.language ?? Surroundings.language)
    var count = 0
    for policy in carriers.policies.all.map(\.policy) {
      for outlet in policy.outlets ?? [] {
        if count > 0 { Output.out("") }
        count += 1
        Output.out(
          words.say(
            Phrase(
              "cli.outlets.head",
              [
                "brand": .policy(policy.names), "name": .policy(outlet.names),
                "city": .policy(outlet.city),
              ])))
        // What the option of a desk that stands there is given.
        Output.out("  --outlet \(outlet.id)")
        for line in OutletLines.of(outlet, policy, carriers.calendars, at: Surroundings.now) {
          switch line {
          case .fact(let label, let value):
            Output.out("  \(words.say(label)): \(words.say(value))")
          case .text(let phrase), .remark(let phrase): Output.out("  \(words.say(phrase))")
          case .bullet(let phrase): Output.out("  - \(words.say(phrase))")
          case .warning(let phrase): Output.out("  ! \(words.say(phrase))")
          case .good, .meter, .moment, .qr, .scan, .columns, .gap: break
          }
        }
      }
    }
    if count == 0 { Output.out(words.say("cli.outlets.none")) }
    return Exit.ok
  }
}
