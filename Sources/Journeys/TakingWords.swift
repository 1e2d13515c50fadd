public import Domain

/// What was taken at the counter, by whom, and how; the same on the screen and on paper.
public enum TakingWords {
  public static func of(_ taking: Taking, _ amount: Money) -> [Phrase] {
    var words = [
      Phrase("receipt.taken.by", ["by": .text(taking.by), "station": .text(taking.station)])
    ]
    switch taking.means {
    case .cash(let given):
      words.append(
        Phrase(
          "receipt.taken.cash", ["given": .money(given), "change": .money(given - amount)]))
    case .card(let slip):
      let brand = Phrase("card.\(slip.brand.rawValue)")
      if let four = slip.lastFour {
        words.append(
          Phrase(
            "receipt.taken.cardEnding",
            [
              "brand": .phrase(brand), "four": .text(four), "code": .text(slip.authorisation),
            ]))
      } else {
        words.append(
          Phrase(
            "receipt.taken.card", ["brand": .phrase(brand), "code": .text(slip.authorisation)]))
      }
    }
    return words
  }
}
