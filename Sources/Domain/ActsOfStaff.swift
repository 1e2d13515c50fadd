/// What is done to, and by, the accounts of those who work here.
public enum StaffAct: Equatable, Sendable {
  case add(name: String, Staff.Role, passwordHash: String, secret: [UInt8])
  case setRole(RecordID, Staff.Role)
  case disable(RecordID)
  /// A new password and a new authenticator app; whoever was disabled is not any more.
  case reset(RecordID, passwordHash: String, secret: [UInt8])
  /// Counts a sign-in before the password is looked at; the name may be unknown.
  case admit(RecordID?)
  /// The password was right, and now the app's code must be.
  case prove(RecordID, code: String)

  /// Its name in the journal.
  var name: String {
    switch self {
    case .add: "staff.add"
    case .setRole: "staff.setRole"
    case .disable: "staff.disable"
    case .reset: "staff.reset"
    case .admit: "staff.admit"
    case .prove: "staff.prove"
    }
  }
}

extension ActDesk {
  func perform(_ act: StaffAct) throws -> Result<Outcome, ActRefusal> {
    switch act {
    case .add(let name, let role, let hash, let secret):
      let member = Staff(
        id: try book.newID(), name: name, number: try Staff.all(in: book).count + 1, role: role,
        passwordHash: hash, app: AuthenticatorApp(secret: secret), addedAt: now)
      try write(member)
    case .setRole(let id, let role):
      var member = try member(id)
      member.role = role
      try write(member)
    case .disable(let id):
      var member = try member(id)
      if member.disabledAt == nil { member.disabledAt = now }
      try write(member)
    case .reset(let id, let hash, let secret):
      var member = try member(id)
      member.passwordHash = hash
      member.app = AuthenticatorApp(secret: secret)
      member.attempts.succeed()
      member.disabledAt = nil
      try write(member)
    case .admit(let id): return try admit(id)
    case .prove(let id, let code): return try prove(id, code)
    }
    return .success(.done)
  }

  private func member(_ id: RecordID) throws -> Staff {
    guard let member = try book.read(Staff.self, id) else { throw ActRefusal.staffMissing }
    return member
  }

  private func admit(_ id: RecordID?) throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    if let until = here.signIn.admit(at: now, free: Station.freeAttempts) {
      return .failure(.tooManyAttempts(until: until))
    }
    if let id {
      var member = try member(id)
      if let until = member.attempts.admit(at: now) {
        return .failure(.tooManyAttempts(until: until))
      }
      try write(member)
    }
    try write(here)
    return .success(.done)
  }

  /// The attempt was counted already, so that a wrong code weighs as much as a wrong password.
  private func prove(_ id: RecordID, _ code: String) throws -> Result<Outcome, ActRefusal> {
    var member = try member(id)
    guard member.disabledAt == nil, let step = member.app.step(of: code, at: now) else {
      return .failure(.staffMissing)
    }
    member.app.lastStep = step
    member.attempts.succeed()
    try write(member)
    var here = try station()
    here.signIn.forgiveLast()
    try write(here)
    return .success(.done)
  }

  /// Whether the member of staff at work, if one is, may decide this application.
  ///
  /// Commands and automatic reviews act for the operator, who has the vault's key.
  func mayDecide(_ form: ClosureApplication, _ decision: Act.Decision) throws {
    guard let name = scene.staff else { return }
    guard let member = try Staff.named(name, in: book), member.disabledAt == nil else {
      throw ActRefusal.staffMissing
    }
    guard form.filedBy != name else { throw ActRefusal.ownApplication }
    if case .ask = decision { return }
    guard member.role >= .reviewer else { throw ActRefusal.reviewerNeeded }
  }
}
