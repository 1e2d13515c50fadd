import Fixtures
import Testing

@testable import Domain

struct MethodTests {
  private let secret: [UInt8] = Array(1...20)

  private func counter(_ change: (inout Account) -> Void = { _ in }) throws -> (Hall, Account) {
    let hall = try Hall(try Everything.policy())
    return (hall, try hall.addLin(change))
  }

  @Test func `ONL-11 an app's code proves who one is, once: the same again is refused`() throws {
    let (hall, lin) = try counter { $0.security.totp = AuthenticatorApp(secret: secret) }
    let code = TOTP(secret: secret).code(at: hall.now)
    #expect(
      try hall.perform(.proveTOTP(account: lin.id, code: code)) == .success(.account(lin.id)))
    let security = try #require(try hall.account(lin.id)).security
    #expect(security.isProved(by: [[.totp]], at: "desk-1", now: hall.now))
    #expect(
      try hall.perform(.proveTOTP(account: lin.id, code: code)) == .failure(.codeWrong(left: 4)))
    // Nor an older one than that, though its half minute is not over.
    let older = TOTP(secret: secret).code(at: hall.now.adding(seconds: -30))
    #expect(
      try hall.perform(.proveTOTP(account: lin.id, code: older)) == .failure(.codeWrong(left: 3)))
    hall.clock.advance(30)
    let next = TOTP(secret: secret).code(at: hall.now)
    #expect(
      try hall.perform(.proveTOTP(account: lin.id, code: next)) == .success(.account(lin.id)))
  }

  @Test func `an app's codes are guessed five times and no more, at any desk`() throws {
    let (hall, lin) = try counter { $0.security.totp = AuthenticatorApp(secret: secret) }
    let right = TOTP(secret: secret).code(at: hall.now)
    let wrong = right == "000000" ? "000001" : "000000"
    for guess in 1...5 {
      #expect(
        try hall.perform(.proveTOTP(account: lin.id, code: wrong), at: "desk-\(guess)")
          == .failure(.codeWrong(left: 5 - guess)))
    }
    guard
      case .failure(.tooManyAttempts) = try hall.perform(
        .proveTOTP(account: lin.id, code: right), at: "desk-9")
    else {
      Issue.record("a sixth guess was looked at")
      return
    }
    #expect(try hall.account(lin.id)?.security.proof == nil)
  }

  @Test func `an app is bound only once it shows a right code, and only where one is`() throws {
    let (hall, lin) = try counter()
    let right = TOTP(secret: secret).code(at: hall.now)
    #expect(try hall.perform(.proveTOTP(account: lin.id, code: right)) == .failure(.noCode))
    let wrong = right == "000000" ? "000001" : "000000"
    #expect(
      try hall.perform(.enrolTOTP(account: lin.id, secret: secret, code: wrong))
        == .failure(.codeWrong(left: 1)))
    #expect(try hall.account(lin.id)?.security.totp == nil)
    #expect(
      try hall.perform(.enrolTOTP(account: lin.id, secret: secret, code: right)) == .success(.done))
    // The code that bound it proves nothing more.
    #expect(
      try hall.perform(.proveTOTP(account: lin.id, code: right)) == .failure(.codeWrong(left: 4)))
  }

  @Test func `PRE-12 the first document is filed, another number of the same kind is refused`()
    throws
  {
    let (hall, lin) = try counter()
    func show(_ kind: DocumentKind, _ number: String) throws -> Result<Outcome, ActRefusal> {
      try hall.perform(
        .showDocument(
          account: lin.id,
          DocumentOnFile(kind: kind, number: number, expires: nil, readAt: hall.now)))
    }
    #expect(try show(.residentID, EveryCase.idNumber) == .success(.account(lin.id)))
    hall.clock.advance(1000)
    #expect(try show(.residentID, "440524188001010014") == .failure(.otherDocument))
    #expect(try hall.account(lin.id)?.document?.number == EveryCase.idNumber)
    #expect(
      try hall.account(lin.id)?.security.isProved(by: [[.document]], at: "desk-1", now: hall.now)
        == false)
    #expect(try show(.residentID, EveryCase.idNumber) == .success(.account(lin.id)))
    #expect(
      try hall.account(lin.id)?.security.isProved(by: [[.document]], at: "desk-1", now: hall.now)
        == true)
  }

  @Test
  func `X-06 an answer to a question counts with its case and spaces left out, and never alone`()
    throws
  {
    #expect(SecurityAnswer.normalised(" Bei-Jing 4 ") == "beijing4")
    #expect(SecurityAnswer.normalised("北京，四中") == "北京四中")
    let (hall, lin) = try counter()
    _ = try hall.perform(.setAnswer(account: lin.id, question: "pet", hash: "h")).get()
    _ = try hall.perform(.setAnswer(account: lin.id, question: "school", hash: "i")).get()
    let answers = try hall.account(lin.id)?.security.answers
    #expect(answers == [SecurityAnswer(question: "school", hash: "i")])
    _ = try hall.perform(.answered(account: lin.id)).get()
    let security = try #require(try hall.account(lin.id)).security
    #expect(security.methods(at: "desk-1", now: hall.now) == [.securityQuestion])
    let ways = try #require(hall.policy.closure.procedure(.online)).identity
    #expect(!security.isProved(by: ways, at: "desk-1", now: hall.now))
  }

  @Test func `answers are counted before they are looked at, and run out`() throws {
    let (hall, lin) = try counter()
    for _ in 1...5 {
      #expect(try hall.perform(.admitAnswer(account: lin.id)) == .success(.done))
    }
    guard case .failure(.tooManyAttempts) = try hall.perform(.admitAnswer(account: lin.id)) else {
      Issue.record("a sixth answer was admitted")
      return
    }
  }

  @Test func `a photo is a whole JPEG or PNG, whatever its name`() {
    let png: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [1, 2, 3]
      + [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    #expect(Photo.format(of: Folder.photo) == .jpeg && Photo.format(of: png) == .png)
    for bytes in [
      [], Array(Folder.photo.dropLast()), Array(Folder.photo.dropFirst()), Array(png.dropLast(3)),
      Array("GIF89a".utf8), Array("%PDF-1.7".utf8), [0xFF, 0xD8, 0xFF], Array(png.prefix(8)),
    ] as [[UInt8]] {
      #expect(Photo.format(of: bytes) == nil)
    }
  }

  @Test func `X-13 each kind of document is read by its own rules`() throws {
    let (now, today) = (Instant(seconds: 1_795_136_400), Day(ordinal: 20_777))
    func read(_ kind: DocumentKind, _ typed: String) throws -> DocumentOnFile {
      try DocumentOnFile.read(kind, typed, expires: today, now: now, today: today)
    }
    #expect(try read(.residentID, "11010519491231002x").number == EveryCase.idNumber)
    #expect(try read(.residentID, EveryCase.idNumber).expires == today)
    #expect(try read(.hkid, "A123456(3)").expires == nil, "a Hong Kong card does not expire")
    #expect(try read(.exitPermit, "CA1234567").kind == .exitPermit)
    #expect(try read(.homeReturnPermit, "H12345678").kind == .homeReturnPermit)
    for (kind, typed) in [
      (DocumentKind.homeReturnPermit, "CA1234567"), (.exitPermit, "H12345678"),
      (.residentID, "110105194912310021"), (.hkid, "A123456(4)"), (.passport, "E12345678"),
    ] {
      #expect(throws: Reading.Problem.self) { try read(kind, typed) }
    }
  }
}
