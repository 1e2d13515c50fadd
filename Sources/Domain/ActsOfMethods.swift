extension ActDesk {
  /// An authenticator app's code: each time step once, and counted like any other code.
  func proveTOTP(_ id: RecordID, _ code: String) throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    var account = try account(id)
    guard let totp = account.security.totp else { throw ActRefusal.noCode }
    if let until = here.codes.admit(at: now, free: Station.freeAttempts) {
      return .failure(.tooManyAttempts(until: until))
    }
    if let until = account.security.codes.admit(at: now) {
      return .failure(.tooManyAttempts(until: until))
    }
    guard let step = totp.step(of: code, at: now) else {
      try write(account)
      try write(here)
      return .failure(.codeWrong(left: account.security.codes.left()))
    }
    account.security.codes.succeed()
    account.security.totp?.lastStep = step
    account.security.pass(.totp, at: scene.station, now: now)
    try write(account)
    here.codes.forgiveLast()
    try write(here)
    return .success(.account(id))
  }

  /// Binds an authenticator app, once a code shows that it works.
  func enrolTOTP(_ id: RecordID, _ secret: [UInt8], _ code: String) throws -> Outcome {
    var account = try openAccount(id)
    var totp = AuthenticatorApp(secret: secret)
    guard let step = totp.step(of: code, at: now) else { throw ActRefusal.codeWrong(left: 1) }
    totp.lastStep = step
    account.security.totp = totp
    try write(account)
    return .done
  }

  /// A document was shown: the first is filed, a later one must be the same person's (PRE-12).
  func showDocument(_ id: RecordID, _ document: DocumentOnFile) throws -> Outcome {
    var account = try openAccount(id)
    if let known = account.document, known.kind == document.kind, known.number != document.number {
      throw ActRefusal.otherDocument
    }
    account.document = document
    account.security.pass(.document, at: scene.station, now: now)
    try write(account)
    return .account(id)
  }

  /// A photo of a document, kept sealed until the review is over.
  ///
  /// While an application is in review one is taken only as the proof the reviewer asked for (ONL-13).
  func addPhoto(_ id: RecordID, _ format: Photo.Format, _ bytes: [UInt8]) throws -> Outcome {
    var account = try account(id)
    let form = try account.closure.flatMap { try book.read(ClosureApplication.self, $0) }
    if case .moreInfoNeeded = form?.state {} else { account = try openAccount(id) }
    let photo = Photo(
      id: try book.newID(), account: id, format: format, bytes: bytes, addedAt: now)
    try write(photo)
    for old in account.photos.dropLast(2) { try remove(Photo.self, old) }
    account.photos = account.photos.suffix(2) + [photo.id]
    account.security.pass(.idPhoto, at: scene.station, now: now)
    try write(account)
    return .account(id)
  }

  /// Counts an answer to a security question before it is compared.
  func admitAnswer(_ id: RecordID) throws -> Result<Outcome, ActRefusal> {
    var account = try account(id)
    if let until = account.security.codes.admit(at: now) {
      return .failure(.tooManyAttempts(until: until))
    }
    try write(account)
    return .success(.done)
  }

  /// The answer was right.
  func answered(_ id: RecordID) throws -> Outcome {
    var account = try account(id)
    account.security.codes.succeed()
    account.security.pass(.securityQuestion, at: scene.station, now: now)
    try write(account)
    return .account(id)
  }

  /// Files the hash of an answer.
  func setAnswer(_ id: RecordID, _ question: String, _ hash: String) throws -> Outcome {
    var account = try openAccount(id)
    account.security.answers = [SecurityAnswer(question: question, hash: hash)]
    try write(account)
    return .done
  }
}
