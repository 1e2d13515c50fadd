extension ActDesk {
  /// Makes the PIN, or replaces it.
  func setStaffPIN(_ hash: String) throws -> Outcome {
    if let id = try book.find(StaffPIN.lookup), var pin = try book.read(StaffPIN.self, id) {
      pin.hash = hash
      try write(pin)
    } else {
      try write(StaffPIN(id: try book.newID(), hash: hash))
    }
    return .done
  }

  /// Counts an attempt to leave the kiosk before the PIN is looked at.
  func admitExit() throws -> Result<Outcome, ActRefusal> {
    var here = try station()
    var attempts = here.exit ?? AttemptCounter()
    attempts.settle(at: now)
    if let until = attempts.admit(at: now) { return .failure(.tooManyAttempts(until: until)) }
    here.exit = attempts
    try write(here)
    return .success(.done)
  }

  /// The PIN was right: staff leave the kiosk.
  func exitKiosk() throws -> Outcome {
    var here = try station()
    here.exit = nil
    try write(here)
    return .done
  }
}
