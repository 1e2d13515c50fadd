extension BrandPolicy {
  /// The newest version of the schema this program reads.
  public static let newestFormat = 1

  /// Reads a policy file, strictly: an unknown key is a mistake, not something to be ignored.
  public static func read(_ bytes: [UInt8]) throws(FileProblem) -> BrandPolicy {
    let policy = try StrictJSON.read(BrandPolicy.self, bytes, newest: newestFormat)
    if let problem = policy.problems.first { throw problem }
    return policy
  }

  /// Reads a policy file that is known to be sound.
  public static func trusting(_ bytes: [UInt8]) throws(FileProblem) -> BrandPolicy {
    try StrictJSON.trusting(BrandPolicy.self, bytes)
  }
}

extension WorkCalendar {
  /// Reads a calendar file, strictly.
  public static func read(_ bytes: [UInt8]) throws(FileProblem) -> WorkCalendar {
    let calendar = try StrictJSON.read(WorkCalendar.self, bytes, newest: 1)
    for (index, year) in calendar.years.enumerated() {
      let path = "years[\(index)]"
      for (at, day) in year.holidays.enumerated()
      where day.civil.year != year.year || day.weekday > 4 {
        throw FileProblem("\(path).holidays[\(at)]", .wrongValue("a weekday of \(year.year)"))
      }
      for (at, day) in year.workdays.enumerated()
      where day.civil.year != year.year || day.weekday < 5 {
        throw FileProblem("\(path).workdays[\(at)]", .wrongValue("a weekend day of \(year.year)"))
      }
    }
    return calendar
  }

  /// Reads a calendar file that is known to be sound.
  public static func trusting(_ bytes: [UInt8]) throws(FileProblem) -> WorkCalendar {
    try StrictJSON.trusting(WorkCalendar.self, bytes)
  }
}
