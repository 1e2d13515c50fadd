import Domain
import FoundationEssentials
import Glibc
import Journeys
import Wording

/// Files of the person at this terminal: photos they show, and a copy of their data for them to keep.
enum PersonalFiles {
  static func port(_ policies: Brands) -> Ports.Files {
    Ports.Files(
      isAvailable: true, readPhoto: readPhoto,
      keep: { receipt, language, folder in
        guard let policy = policies[receipt.brand] else { return .refused("file.write") }
        return keep(receipt, policy, language, folder)
      },
      copy: { account, receipts in
        policies[account.brand].map {
          PersonalCopy(account: account, receipts: receipts, policy: $0).text
        } ?? ""
      },
      export: { account, receipts, format, folder in
        guard let policy = policies[account.brand] else { return .refused("file.write") }
        let copy = PersonalCopy(account: account, receipts: receipts, policy: policy)
        return export(copy, format, folder)
      })
  }

  // MARK: Reading

  private static func readPhoto(_ typed: String, _ limit: Int) -> Ports.PhotoFile {
    var path = expanded(typed)
    if Surroundings.isFolder(path) {
      let photos = ((try? Surroundings.files(in: path, ending: "")) ?? []).filter { name in
        [".jpg", ".jpeg", ".png"].contains { name.lowercased().hasSuffix($0) }
      }
      guard let only = photos.first else { return .noneInside }
      guard photos.count == 1 else { return .severalInside }
      path = only
    }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable }
    defer { close(file) }
    var status = stat()
    // A pipe or a device would never end.
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .unreadable }
    guard status.st_size <= limit else { return .tooLarge }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var got = 0
    while got < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        read(file, $0.baseAddress?.advanced(by: got), $0.count - got)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .unreadable }
      got += count
    }
    return .bytes(bytes)
  }

  /// `~/` stands for the person's own folder, as in a shell.
  private static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = Surroundings.variable("HOME") else { return path }
    return home + path.dropFirst(1)
  }

  // MARK: Writing

  private static func export(
    _ copy: PersonalCopy, _ format: ExportFormat, _ typed: String
  ) -> Ports.Exported {
    let folder = expanded(typed)
    guard Surroundings.isFolder(folder) else { return .refused("file.folder") }
    let bytes: [UInt8]
    switch format {
    case .text: bytes = Array(copy.text.utf8)
    case .json: bytes = copy.json
    }
    let ending = format == .text ? "txt" : "json"
    let name = "\(copy.account.brand)-\(copy.account.number).\(ending)"
    return write(bytes, to: "\(folder)/\(name)")
  }

  /// What the receipt says, then its code, in lines fit to be typed.
  private static func keep(
    _ receipt: Receipt, _ policy: BrandPolicy, _ language: Language, _ typed: String
  ) -> Ports.Exported {
    let folder = expanded(typed)
    guard Surroundings.isFolder(folder) else { return .refused("file.folder") }
    let code = ReceiptText.code(of: receipt, language)
    let lines =
      ReceiptText.lines(of: receipt, policy: policy, language: language)
      + (code.isEmpty ? [] : [""] + code)
    let text = lines.map { $0 + "\n" }.joined()
    return write(Array(text.utf8), to: "\(folder)/\(receipt.number).txt")
  }

  /// A new file, never over an old one; whole, or not there.
  private static func write(_ bytes: [UInt8], to path: String) -> Ports.Exported {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return .refused(errno == EEXIST ? "file.exists" : "file.write") }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress?.advanced(by: sent), $0.count - sent)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      sent += count
    }
    guard sent == bytes.count, fsync(file) == 0, close(file) == 0 else {
      unlink(path)
      return .refused("file.write")
    }
    return .written(path: path)
  }
}

/// What a person takes with them: everything kept about them that is theirs, and no secret.
struct PersonalCopy {
  let account: Account
  let receipts: [Receipt]
  let policy: BrandPolicy

  /// Readable lines in the account's language.
  var text: String {
    let words = Catalogue(account.language)
    func line(_ key: String, _ value: String) -> String {
      words.say(
        Phrase("copy.line", ["label": .phrase(Phrase("copy.\(key)")), "value": .text(value)]))
    }
    var lines = [
      words.say(Phrase("copy.title", ["brand": .policy(policy.names)])), "",
      line("name", account.name), line("number", account.number),
    ]
    if let email = account.email { lines.append(line("email", email)) }
    if let msisdn = account.msisdn { lines.append(line("msisdn", msisdn)) }
    if let userName = account.userName { lines.append(line("userName", userName)) }
    lines.append(line("balance", words.say(.say(.money(account.balance)))))
    if let plan = policy.plan(account.subscription.plan) {
      lines.append(line("plan", plan.names[account.language]))
    }
    if let until = account.subscription.validUntil {
      lines.append(line("until", words.say(.say(.day(until)))))
    }
    for bill in account.bills {
      lines.append(
        line(
          "bill",
          "\(bill.id), \(words.say(.say(.day(bill.issued)))), \(words.say(.say(.money(bill.amount))))"
        ))
    }
    for binding in account.bindings { lines.append(line("bound", binding.label)) }
    for receipt in receipts {
      lines.append("")
      lines += ReceiptText.lines(of: receipt, policy: policy, language: account.language)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same as JSON, with the field names of the import file.
  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let line = account.subscription
    let copy = Copy(
      brand: account.brand, number: account.number, name: account.name, email: account.email,
      msisdn: account.msisdn, user_name: account.userName, language: account.language.rawValue,
      balance: account.balance.minor, currency: account.balance.currency, plan: line.plan,
      tier: line.tier, valid_from: line.validFrom, valid_until: line.validUntil,
      data_mb: line.usage.dataMB, minutes: line.usage.minutes, months: line.usage.months,
      bills: account.bills, bindings: account.bindings, device_model: account.device.model,
      receipts: receipts.map {
        ReceiptText.lines(of: $0, policy: policy, language: account.language)
      })
    return (try? encoder.encode(copy)).map { Array($0) + [0x0A] } ?? []
  }

  private struct Copy: Encodable {
    let brand, number, name: String
    let email, msisdn, user_name: String?
    let language: String
    let balance: Int64
    let currency: String
    let plan, tier: String?
    let valid_from, valid_until: Day?
    let data_mb, minutes: Int
    let months: [UsageMonth]
    let bills: [Bill]
    let bindings: [Binding]
    let device_model: String?
    let receipts: [[String]]
  }
}
