import Connectors
import Domain
import FoundationEssentials
import Glibc
import Journeys
import Vault
import Wording

/// `esimdesk receipt`: shows one, checks one, and says by what anybody can check them.
struct ReceiptCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    switch (options.arguments[0], options.arguments.count) {
    case ("show", 2): return try show(options.arguments[1])
    case ("print", 2): return try print(options.arguments[1])
    case ("verify", 2): return try verify(options.arguments[1])
    case ("public-key", 1): return try publicKey()
    default:
      throw Options.usage(
        "receipt show NUMBER, receipt print NUMBER, receipt verify CODE, or receipt public-key")
    }
  }

  /// The keys of the files that were named.
  static func keys(_ options: Options) throws(Failure) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for path in options.publicKeys {
      let bytes = try Surroundings.file(path, limit: 1 << 20, options.words)
      guard let keys = ReceiptSignature.keys(pem: String(decoding: bytes, as: UTF8.self)) else {
        throw VaultDoor(options).say(
          Exit.badData,
          Phrase(
            "cli.receipt.keys",
            [
              "path": .text(Options.printable(path)),
              "command": .text("esimdesk receipt public-key"),
            ]))
      }
      all += keys
    }
    return all
  }

  // MARK: Show

  private func show(_ typed: String) throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    let (receipt, policy) = try whole(typed, door)
    let language = options.language ?? Surroundings.language
    let lines = ReceiptText.lines(of: receipt, policy: policy, language: language)
    if options.front == .json {
      Output.out(
        Self.json(
          Shown(
            type: "receipt", id: receipt.number, lines: lines, code: receipt.code)))
      return Exit.ok
    }
    lines.forEach(Output.out)
    Output.out("")
    guard let code = receipt.code else {
      Output.out(door.catalogue.say("cli.receipt.unsigned"))
      return Exit.ok
    }
    ReceiptText.code(of: receipt, language).forEach(Output.out)
    guard !options.ascii, let symbol = QRCode.matrix(code) else { return Exit.ok }
    Output.out("")
    Output.out(symbol)
    return Exit.ok
  }

  /// Prints it again, as often as it is wanted: a slip is lost, the paper was out.
  private func print(_ typed: String) throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    guard let settings = try Configuration.read(options).printer else {
      throw door.say(Exit.config, "cli.receipt.noPrinter")
    }
    let port = try SlipPrinting(settings, options).port
    let (receipt, policy) = try whole(typed, door)
    let state = port.print(receipt, policy, options.language ?? Surroundings.language)
    guard state.canPrint else {
      throw door.say(
        Exit.tryAgain,
        Phrase(
          "cli.receipt.notPrinted", ["why": .phrase(Phrase("paper.state.\(state.rawValue)"))]))
    }
    Output.out(
      door.catalogue.say(
        Phrase("cli.receipt.printed", ["number": .text(receipt.number)])))
    return Exit.ok
  }

  /// A receipt with the policy of its carrier.
  private func whole(
    _ typed: String, _ door: VaultDoor
  ) throws(Failure) -> (Receipt, BrandPolicy) {
    let policies = try Policies.all(options)
    let receipt = try find(typed, door)
    guard let policy = policies[receipt.brand] else {
      throw Failure(
        code: Exit.config,
        line: "esimdesk: this receipt is of carrier \(Options.printable(receipt.brand)), "
          + "whose policy is not here; name its folder with --brands")
    }
    return (receipt, policy)
  }

  private struct Shown: Encodable {
    let type: String
    let id: String
    let lines: [String]
    let code: String?
  }

  private func find(_ typed: String, _ door: VaultDoor) throws(Failure) -> Receipt {
    let unknown = door.say(
      Exit.noInput,
      Phrase("cli.receipt.unknown", ["number": .text(Options.printable(typed))]))
    guard let number = try? Numbers.readReceipt(typed) else { throw unknown }
    let vault = try door.open()
    do {
      let receipt = try vault.read { book in
        try book.find(Lookup(.receipt, number)).flatMap { try book.read(Receipt.self, $0) }
      }
      guard let receipt else { throw unknown }
      return receipt
    } catch let error as VaultError {
      throw door.failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }

  // MARK: Verify

  private func verify(_ argument: String) throws(Failure) -> Int32 {
    let door = VaultDoor(options)
    var keys = try Self.keys(options)
    let typed = argument == "-" ? try standardInput() : argument
    if options.publicKeys.isEmpty { keys = [try ownKey(door)] }
    let signatures = Ports.Signatures(
      keys: { keys }, holds: { ReceiptSignature.holds($0, over: $1, by: $2) })
    let policies = try Policies.all(options)
    do {
      let claim = try ReceiptProof.claim(typed, signatures)
      if options.front == .json {
        Output.out(Self.json(Verdict(claim)))
        return Exit.ok
      }
      Output.out(door.catalogue.say("cli.receipt.sound"))
      for case .fact(let label, let value) in ClaimLines.of(claim, policies) {
        Output.out("  \(door.catalogue.say(label)): \(door.catalogue.say(value))")
      }
      return Exit.ok
    } catch {
      let reason = String(error.code.split(separator: ".").last ?? "")
      if options.front == .json {
        Output.out(Self.json(Verdict(refused: reason)))
      } else {
        Output.out(
          door.catalogue.say(
            Phrase("cli.receipt.refused", ["why": .phrase(error.phrase)])))
      }
      return Exit.badData
    }
  }

  /// What the carrier signed, for programs; sums in minor units, days and moments as ISO 8601.
  private struct Verdict: Encodable {
    var valid: Bool
    var reason: String?
    var receipt: String?
    var kind: String?
    var brand: String?
    var at: String?
    var plan: String?
    var tier: String?
    var months: Int?
    var first: String?
    var last: String?
    var currency: String?
    var amount: Int64?
    var credit: Int64?
    var toBalance: Int64?
    var left: String?
    var leftAmount: Int64?
    var fee: Int64?
    var method: String?
    var order: String?
    var bill: String?
    var application: String?
    var why: String?

    init(refused reason: String) {
      valid = false
      self.reason = reason
    }

    init(_ claim: ReceiptClaim) {
      valid = true
      receipt = claim.number
      kind = "\(claim.kind)"
      brand = claim.brand
      at = claim.at.iso(offset: ClockOffset(seconds: 0))
      (plan, tier, months) = (claim.plan, claim.tier, claim.term.map { $0.months ?? 0 })
      (first, last) = (claim.first?.iso, claim.last?.iso)
      currency =
        (claim.amount ?? claim.credit ?? claim.toBalance ?? claim.remainderAmount ?? claim.fee)?
        .currency
      (amount, credit, toBalance) = (
        claim.amount?.minor, claim.credit?.minor, claim.toBalance?.minor
      )
      (left, leftAmount) = (claim.remainder.map { "\($0)" }, claim.remainderAmount?.minor)
      (fee, method, order) = (claim.fee?.minor, claim.method?.rawValue, claim.order)
      (bill, application, why) = (claim.bill, claim.application, claim.reason?.rawValue)
    }
  }

  private func ownKey(_ door: VaultDoor) throws(Failure) -> [UInt8] {
    do {
      return try door.open().receiptKey
    } catch let error as VaultError {
      throw door.failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(code: Exit.internalFault, line: "esimdesk: internal error")
    }
  }

  /// What standard input holds, as far as a code could reach.
  private func standardInput() throws(Failure) -> String {
    var text = ""
    while let line = readLine(strippingNewline: false), text.utf8.count <= 16_384 { text += line }
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Failure(code: Exit.noInput, line: "esimdesk: standard input holds nothing to verify")
    }
    return text
  }

  // MARK: Public key

  private func publicKey() throws(Failure) -> Int32 {
    let key = try ownKey(VaultDoor(options))
    Output.write(ReceiptSignature.pem(key), to: STDOUT_FILENO)
    return Exit.ok
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
