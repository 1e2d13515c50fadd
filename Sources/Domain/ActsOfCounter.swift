extension ActDesk {
  /// Whoever is signed in of the staff, and was not disabled meanwhile.
  func colleague() throws -> Staff {
    guard let name = scene.staff, let member = try Staff.named(name, in: book),
      member.disabledAt == nil
    else { throw ActRefusal.staffMissing }
    return member
  }

  /// An account is looked at by staff; nothing is changed, and the journal says who did.
  func attend(_ id: RecordID) throws -> Outcome {
    _ = try colleague()
    touch(try account(id).id)
    return .account(id)
  }
}
