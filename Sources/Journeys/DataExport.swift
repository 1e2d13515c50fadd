import Domain

/// A copy of one's own data before it is erased: readable text or JSON, into a folder or onto a USB stick.
struct DataExport: Journey {
  enum State: Equatable {
    case format
    case folder(ExportFormat)
    case done(path: String)
    case mailed(address: String)
  }

  var world: World
  var state = State.format

  init(world: World) { self.world = world }

  var prompt: Prompt {
    guard world.readsFiles || mails else {
      return Prompt(
        journey: "export", step: "unavailable", title: "export.title",
        body: [.warning("export.unavailable")] + SupportLines.of(world.policy), ask: .finished)
    }
    switch state {
    case .format:
      return Prompt(
        journey: "export", step: "format", title: "export.title", body: [.text("export.body")],
        ask: .choose(options))
    case .folder:
      return Prompt(
        journey: "export", step: "folder", title: "export.folder.title",
        body: [.text("export.folder.body"), .warning("export.folder.warning")],
        ask: .enter([
          Field("folder", .path, "export.folder", hint: "export.folder.hint", limit: 400)
        ]))
    case .done(let path):
      return Prompt(
        journey: "export", step: "done", title: "export.done.title",
        body: [.good("export.done.body"), .fact(label: "export.file", value: .say(.text(path)))],
        ask: .finished)
    case .mailed(let address):
      return Prompt(
        journey: "export", step: "mailed", title: "export.mailed.title",
        body: [
          .good(Phrase("export.mailed.body", ["address": .text(Mask.email(address))]))
        ], ask: .finished)
    }
  }

  /// Whether a mail can be sent from here to this person.
  private var mails: Bool { world.channels.contains(.mail) && world.account?.email != nil }

  private var options: [Option] {
    var options: [Option] = []
    if world.readsFiles {
      options.append(Option("text", "export.text", detail: "export.text.detail"))
      options.append(Option("json", "export.json", detail: "export.json.detail"))
    }
    if mails { options.append(Option("mail", "export.mail", detail: "export.mail.detail")) }
    options.append(Option("home", "management.back"))
    return options
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    guard let account = world.account else { return [.signOut] }
    guard world.readsFiles || mails else {
      try answer.isNext()
      return [.open(.management)]
    }
    switch state {
    case .format:
      let choice = try answer.choice(of: prompt)
      if choice == "mail" { return [.mailCopy(account.id)] }
      guard let format = ExportFormat(rawValue: choice) else { return [.open(.management)] }
      state = .folder(format)
      return []
    case .folder(let format):
      let folder = try answer.fields(of: prompt)["folder"] ?? ""
      return [.export(account.id, folder: folder, format)]
    case .done, .mailed:
      try answer.isNext()
      return [.open(.management)]
    }
  }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    if case .done(.codeSent(_, let address)) = report {
      state = .mailed(address: address)
      return []
    }
    guard case .exported(let path, let problem) = report else { return [] }
    guard let path else { throw Refusal(problem ?? "file.write", field: "folder") }
    state = .done(path: path)
    return []
  }
}
