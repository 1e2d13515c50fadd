import Domain

extension Desk {
  /// Reads a photo, looks at its kind and size, and files it sealed.
  func attachPhoto(_ id: RecordID, _ path: String) throws(Refusal) -> Report {
    switch ports.files.readPhoto(path, Photo.largest) {
    case .missing: return .photo("photo.missing")
    case .unreadable: return .photo("photo.unreadable")
    case .tooLarge: return .photo("photo.large")
    case .noneInside: return .photo("photo.none")
    case .severalInside: return .photo("photo.several")
    case .bytes(let bytes):
      guard bytes.count >= Photo.smallest else { return .photo("photo.small") }
      guard let format = Photo.format(of: bytes) else { return .photo("photo.format") }
      return try report(of: .addPhoto(account: id, format, bytes: bytes))
    }
  }

  /// Counted first, then compared, like a password.
  func checkAnswer(_ id: RecordID, _ answer: String) throws(Refusal) -> Report {
    if case .failure(let refused) = try attempt(.admitAnswer(account: id)) {
      return .refused(refused)
    }
    let account = try read { try $0.read(Account.self, id) }
    guard let known = account?.security.answers.first,
      ports.passwords.verify(SecurityAnswer.normalised(answer), known.hash)
    else { return .notSignedIn }
    return try report(of: .answered(account: id))
  }

  /// Writes a copy of the person's own data where they said.
  func export(
    _ id: RecordID, _ folder: String, _ format: ExportFormat
  ) throws(Refusal) -> Report {
    guard let account = try read({ try $0.read(Account.self, id) }) else {
      return .exported(path: nil, problem: "account.missing")
    }
    switch ports.files.export(account, journey.world.receipts, format, folder) {
    case .written(let path): return .exported(path: path, problem: nil)
    case .refused(let problem): return .exported(path: nil, problem: problem)
    }
  }
}
