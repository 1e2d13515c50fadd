import Domain

/// Where there is no vault yet: practise, or set up a real desk here.
struct FirstRun: Journey {
  var world: World

  var prompt: Prompt {
    Prompt(
      journey: "setup", step: "choose", title: "setup.title",
      body: [.text("setup.body"), .text("setup.where")],
      ask: .choose([
        Option("practise", "setup.practise", detail: "setup.practise.detail"),
        Option("passphrase", "setup.passphrase", detail: "setup.passphrase.detail"),
        Option("keyFile", "setup.keyFile", detail: "setup.keyFile.detail"),
        Option("leave", "welcome.leave"),
      ]))
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    let choice = try answer.choice(of: prompt)
    return choice == "leave" ? [.leave] : [.decide(choice)]
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] { [] }
}
