public import Domain

/// A day of the till, as whoever answers for it looks at it.
enum TillDayPrompt {
  static func of(_ day: Day, _ world: World) -> Prompt {
    let today = world.tillDay ?? TillDay(day: day, sums: [])
    var body: [Line] = [.fact(label: "till.day.of", value: .say(.day(day)))]
    if today.sums.isEmpty {
      body.append(.text("till.day.none"))
    } else {
      body += [.gap] + today.sums.map(line) + [.gap] + today.remains.map(line)
    }
    return Prompt(
      journey: "till", step: "day", title: "till.day", body: body,
      ask: .choose([
        Option("before", "till.day.before"),
        Option("after", "till.day.after", disabled: day < world.today ? nil : "till.day.last"),
        Option("back", "till.back"),
      ]))
  }

  private static func line(_ sum: TillDay.Sum) -> Line {
    .fact(
      label: Phrase(
        "till.day.line", ["by": TillWords.staff(sum), "method": .phrase(TillWords.method(sum))]),
      value: Phrase(
        "till.day.sum", ["count": .count(sum.count), "amount": .money(sum.amount)]))
  }
}

/// Who and what a sum of the till is of, in words.
public enum TillWords {
  /// Everybody, where it is nobody's alone.
  public static func staff(_ sum: TillDay.Sum) -> Fact {
    sum.by.map { .text($0) } ?? .phrase("till.day.all")
  }

  public static func method(_ sum: TillDay.Sum) -> Phrase {
    let method = Phrase("method.\(sum.method.rawValue)")
    return sum.isVoid ? Phrase("till.day.void", ["method": .phrase(method)]) : method
  }
}
