import Domain

/// A person's receipts, newest first, and each in full (REN-12).
struct ReceiptList: Journey {
  enum State: Equatable {
    case list
    case receipt(String)
    /// The receipt's code, as a symbol where one can be made.
    case code(String, QRSymbol?)
    /// Asking where it is to be kept.
    case folder(String)
  }

  var world: World
  var state = State.list
  /// Where the receipt shown was mailed to.
  var mailed: String?
  /// The receipt shown, on paper.
  var slip = Slip()
  /// The file the receipt shown was written to.
  var kept: String?

  init(world: World) { self.world = world }

  /// The newest receipts a list shows; older ones are found by their number.
  private static let most = 30

  var prompt: Prompt {
    switch state {
    case .receipt(let number):
      if let receipt = receipt(number) { return one(receipt) }
    case .code(let number, let symbol):
      if let receipt = receipt(number), let code = receipt.code {
        return Self.code(of: receipt, code, symbol)
      }
    case .folder: return Self.folderPrompt
    case .list: break
    }
    let newest = world.receipts.reversed().prefix(Self.most)
    return Prompt(
      journey: "receipts", step: "list", title: "receipts.title",
      body: newest.isEmpty ? [.text("receipts.none")] : [],
      ask: .choose(
        newest.map {
          Option(
            $0.number, ReceiptLines.title($0),
            detail: Phrase(
              "receipts.detail",
              ["number": .text($0.number), "when": .moment($0.at, world.policy.clock)]))
        } + [Option("back", "receipts.back")]))
  }

  private func one(_ receipt: Receipt) -> Prompt {
    var others: [Option] = []
    if receipt.code != nil {
      others.append(Option("code", "receipts.code", detail: "receipts.code.detail"))
    }
    if world.channels.contains(.mail), world.account?.email != nil {
      others.append(Option("mail", "receipts.mail"))
    }
    if world.readsFiles { others.append(Option("keep", "receipts.keep")) }
    others += slip.options(world)
    var body = ReceiptLines.of(receipt, world.policy)
    if let mailed { body.append(.good(Phrase("receipts.mailed", ["address": .text(mailed)]))) }
    if let kept { body.append(.good(Phrase("receipts.kept", ["path": .text(kept)]))) }
    body += slip.lines
    return Prompt(
      journey: "receipts", step: "receipt", title: "receipts.one.title", body: body, ask: .show,
      others: others)
  }

  private static var folderPrompt: Prompt {
    Prompt(
      journey: "receipts", step: "folder", title: "receipts.keep",
      ask: .enter([
        Field("folder", .path, "export.folder", hint: "export.folder.hint", limit: 400)
      ]), others: [Option("back", "receipts.one.back")])
  }

  static func code(of receipt: Receipt, _ code: String, _ symbol: QRSymbol?) -> Prompt {
    let lines = (try? ReceiptCode(code))?.lines ?? []
    return Prompt(
      journey: "receipts", step: "code",
      title: Phrase("receipts.code.title", ["number": .text(receipt.number)]),
      body: [.text("receipts.code.body")] + (symbol.map { [.qr($0)] } ?? [.gap])
        + lines.map { .text(.say(.text($0))) } + [.gap, .remark("receipts.code.keep")],
      ask: .show)
  }

  private func receipt(_ number: String) -> Receipt? {
    world.receipts.first { $0.number == number }
  }

  mutating func accept(_ answer: Answer) throws(Refusal) -> [Effect] {
    switch state {
    case .list:
      let choice = try answer.choice(of: prompt)
      if choice == "back" { return [.open(.home)] }
      state = .receipt(choice)
      return receipt(choice).map { [.showReceipt($0)] } ?? []
    case .receipt(let number):
      guard let receipt = receipt(number), case .choose = answer else {
        try answer.isNext()
        state = .list
        forget()
        return []
      }
      let choice = try answer.choice(of: prompt)
      if choice == Slip.option { return [.print(receipt)] }
      if choice == "keep" {
        state = .folder(number)
        return []
      }
      if choice == "code" {
        forget()
        state = .code(number, nil)
        return receipt.code.map { [.draw($0)] } ?? []
      }
      return [.perform(.mailReceipt(account: receipt.account, receipt: receipt.id))]
    case .code(let number, _):
      try answer.isNext()
      state = .receipt(number)
      return []
    case .folder(let number):
      if case .choose = answer {
        _ = try answer.choice(of: prompt)
        state = .receipt(number)
        return []
      }
      let folder = try answer.fields(of: prompt)["folder"] ?? ""
      return receipt(number).map { [.keep($0, folder: folder)] } ?? []
    }
  }

  /// What was done with a receipt is said until another is looked at.
  private mutating func forget() { (mailed, kept, slip) = (nil, nil, Slip()) }

  mutating func note(_ report: Report) throws(Refusal) -> [Effect] {
    try report.orRefuse(world)
    slip.note(report)
    if case .exported(let path, let problem) = report, case .folder(let number) = state {
      guard let path else { throw Refusal(problem ?? "file.write", field: "folder") }
      (state, kept) = (.receipt(number), path)
    }
    if case .symbol(let symbol) = report, case .code(let number, _) = state {
      state = .code(number, symbol)
    }
    if case .done(.codeSent(let channel, let address)) = report {
      mailed = Mask.address(address, channel)
    }
    return []
  }
}
