extension DocumentOnFile {
  /// Reads what was typed or scanned from a document of that kind (PRE-12, PRE-13).
  ///
  /// - Parameters:
  ///   - kind: what the person says it is.
  ///   - typed: the number, or the machine-readable lines.
  ///   - expires: the last day of validity, where it was asked for.
  ///   - now: when it was read.
  ///   - today: for dates.
  /// - Returns: the document as it is kept on file.
  /// - Throws: what is wrong with it; never its number.
  public static func read(
    _ kind: DocumentKind, _ typed: String, expires: Day?, now: Instant, today: Day
  ) throws(Reading.Problem) -> DocumentOnFile {
    switch kind {
    case .passport:
      let lines = try MRZ.passport(typed, today: today)
      return DocumentOnFile(
        kind: kind, number: lines.number, expires: lines.expiry, readAt: now, birth: lines.birth)
    case .residentID:
      let id = try ResidentID(typed, today: today)
      return DocumentOnFile(
        kind: kind, number: id.text, expires: expires, readAt: now, birth: id.birth)
    case .hkid:
      return DocumentOnFile(
        kind: kind, number: try HKID(typed).text, expires: nil, readAt: now)
    case .homeReturnPermit, .exitPermit:
      let permit = try TravelPermit(typed)
      guard (permit.document == .homeReturn) == (kind == .homeReturnPermit) else {
        throw Reading.Problem("permit.otherKind")
      }
      return DocumentOnFile(kind: kind, number: permit.number, expires: expires, readAt: now)
    }
  }
}
