/// Every row of REQUIREMENTS.md, by its id: 101 rows and the 14 rulings where the sources disagree.
public enum Requirements {
  public static let ids: [String] =
    rows("GEN", 10) + rows("LOG", 10) + rows("REN", 16) + rows("PRE", 16) + rows("ONL", 27)
    + rows("OFF", 7) + rows("ESM", 6) + rows("AFT", 9) + rows("X", 14)

  private static func rows(_ letters: String, _ count: Int) -> [String] {
    (1...count).map { "\(letters)-\($0 < 10 ? "0" : "")\($0)" }
  }
}
