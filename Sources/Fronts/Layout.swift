import Journeys
import Terminal

/// Turns the parts of a prompt into rows of one width.
struct Layout {
  /// The columns there are; at least one.
  var width: Int
  /// The rows between the first line and the keys; what cannot be cut off asks for them.
  var height = 24
  var glyphs: Glyphs
  /// Where a symbol to be scanned is drawn; nil where it would not fit whole.
  var symbol: SymbolPlace?
  /// Leaves out blank rows where there is little room.
  var compact = false
  /// Sets lines of different kinds apart where there is room for it.
  var grouped = false
  /// Sets items and moments apart where there is much.
  var roomy = false
  /// Which digit stands for which item, where digits do everything.
  var numbering: Numbering?
  var ways = Ways()
  var say: (Phrase) -> String

  init(width: Int, glyphs: Glyphs, compact: Bool = false, say: @escaping (Phrase) -> String) {
    self.width = max(1, width)
    self.glyphs = glyphs
    self.compact = compact
    self.say = say
  }

  var isASCII: Bool { glyphs.horizontal == "-" }

  /// The title and the lines above the question.
  func body(_ prompt: Prompt) -> [Row] {
    var rows = say(prompt.title).wrapped(to: width).map { Row($0, at: 0, Style.title.bold) }
    let lines = prompt.body.filter { if case .columns = $0 { false } else { true } }
    if !compact, !lines.isEmpty { rows.append(.blank) }
    return rows + self.lines(lines)
  }

  /// The lines above the question, facts and dates aligned with each other.
  func lines(_ lines: [Line]) -> [Row] {
    if ways.spoken { return spokenLines(lines) }
    let tabs = Tabs(lines, say: say)
    var rows: [Row] = []
    for (index, line) in lines.enumerated() {
      if grouped, index > 0, line.kind != lines[index - 1].kind,
        ![line.kind, lines[index - 1].kind].contains(.gap)
      {
        rows.append(.blank)
      }
      rows += self.line(in: line, tabs)
      if case .moment(let progress, _, _) = line, lines.indices.contains(index + 1),
        case .moment(let next, _, _) = lines[index + 1]
      {
        join(&rows, from: progress, to: next, column: tabs.moment)
      }
    }
    return rows
  }

  private func line(in line: Line, _ tabs: Tabs) -> [Row] {
    switch line {
    case .text(let phrase): paragraph(say(phrase), .normal)
    case .remark(let phrase): paragraph(say(phrase), .muted)
    case .warning(let phrase): marked("!", say(phrase), .warning)
    case .good(let phrase): marked(String(glyphs.done), say(phrase), .good)
    case .bullet(let phrase):
      marked(String(glyphs.dot), say(phrase), .normal, markStyle: .muted)
    case .fact(let label, let value): fact(say(label), say(value), column: tabs.fact)
    case .meter(let label, let share, let value):
      meter(say(label), share, say(value), tabs)
    case .moment(let progress, let when, let what):
      moment(progress, say(when), say(what), column: tabs.moment)
    case .columns: []
    case .qr: qr
    case .scan(_, let address): scan(address)
    case .gap: compact ? [] : [.blank]
    }
  }

  func paragraph(_ text: String, _ style: Style) -> [Row] {
    text.wrapped(to: width).map { Row($0, at: 0, style) }
  }

  /// A sign and, beside it, text that keeps clear of it on every line.
  func marked(_ mark: String, _ text: String, _ style: Style, markStyle: Style? = nil) -> [Row] {
    let indent = width < 12 ? 0 : mark.cells + 1
    guard indent > 0 else { return paragraph("\(mark) \(text)", style) }
    var rows = text.wrapped(to: width - indent).map { Row($0, at: indent, style) }
    rows[0].add(mark, at: 0, (markStyle ?? style).bold)
    return rows
  }

  /// A label and its value, in two columns where both fit.
  func fact(_ label: String, _ value: String, column: Int) -> [Row] {
    let column = min(column, max(12, width / 2))
    // An address that would be cut in two stands above its value, too.
    let isCut = label.split(separator: " ").contains {
      $0.utf8.count > column - 2 && $0.utf8.allSatisfy { $0 < 0x80 }
    }
    guard width - column >= 10, !isCut else {
      return paragraph(label, .muted) + value.wrapped(to: max(1, width - 2)).map { Row($0, at: 2) }
    }
    var rows: [Row] = []
    rows.flow(label.wrapped(to: column - 2), at: 0, .muted, from: 0)
    rows.flow(value.wrapped(to: width - column), at: column, .normal, from: 0)
    return rows
  }

  /// A bar between what it measures and the value in words.
  private func meter(_ label: String, _ share: Double, _ value: String, _ tabs: Tabs) -> [Row] {
    let bar = width - tabs.meter - tabs.value - 2
    guard bar >= 6 else { return fact(label, value, column: tabs.meter) }
    let length = min(bar, 52)
    var row = Row()
    row.add(label, at: 0, .muted)
    // What is nearly used up is said in words elsewhere; here it changes colour as well.
    row.add(
      bar: share, at: tabs.meter, width: length, glyphs, share < 0.9 ? .accent : .warning)
    row.add(value.padded(to: tabs.value, .trailing), at: tabs.meter + length + 2)
    return [row]
  }

  /// A point of a timeline: when, how far, what.
  private func moment(
    _ progress: Line.Progress, _ when: String, _ what: String, column: Int
  ) -> [Row] {
    guard let column = momentColumn(column) else {
      return paragraph(when, .muted) + marked("-", what, .normal)
    }
    let text = column + 3
    let (mark, markStyle, style): (Character, Style, Style) =
      switch progress {
      case .past: (glyphs.done, .good, .normal)
      case .now: (glyphs.now, Style(.accent, .bold), Style.normal.bold)
      case .future: (glyphs.open, .muted, .normal)
      }
    var rows: [Row] = []
    rows.flow(when.wrapped(to: column - 2), at: 0, .muted, from: 0)
    if rows.isEmpty { rows.append(Row()) }
    rows[0].add(String(mark), at: column, markStyle)
    rows.flow(what.wrapped(to: width - text), at: text, style, from: 0)
    return rows
  }
}

extension Layout {
  /// Draws the line of time between two moments: whole where it has passed, dotted where not.
  ///
  /// Below the first moment's own sign every row down to the next one carries it; where there is
  /// much room, one more row does.
  private func join(
    _ rows: inout [Row], from progress: Line.Progress, to next: Line.Progress, column: Int
  ) {
    guard let column = momentColumn(column) else { return }
    if roomy { rows.append(Row()) }
    let sign = next == .future ? glyphs.ahead : glyphs.behind
    let signs = [glyphs.done, glyphs.now, glyphs.open].map(String.init)
    var row = rows.count - 1
    while row >= 0,
      !rows[row].spans.contains(where: { $0.column == column && signs.contains($0.text) })
    {
      rows[row].add(String(sign), at: column, .rule)
      row -= 1
    }
  }

  /// Where a timeline's signs stand; nil where it is too narrow for them.
  func momentColumn(_ column: Int) -> Int? {
    let column = min(column, max(8, width * 2 / 5))
    return width - column - 3 >= 8 ? column : nil
  }
}

extension Line {
  fileprivate enum Kind { case prose, fact, meter, moment, symbol, gap }

  /// What kind of line this is, as far as the eye tells kinds apart.
  fileprivate var kind: Kind {
    switch self {
    case .text, .remark, .bullet, .warning, .good: .prose
    case .fact: .fact
    case .meter: .meter
    case .moment: .moment
    case .qr, .scan: .symbol
    case .columns, .gap: .gap
    }
  }
}

/// The columns where the second parts of lines begin, so that they stand below each other.
private struct Tabs {
  var fact = 0
  var meter = 0
  var value = 0
  var moment = 0

  init(_ lines: [Line], say: (Phrase) -> String) {
    for line in lines {
      switch line {
      case .fact(let label, _): fact = max(fact, say(label).cells + 2)
      case .meter(let label, _, let value):
        meter = max(meter, say(label).cells + 2)
        self.value = max(self.value, say(value).cells)
      case .moment(_, let when, _): moment = max(moment, say(when).cells + 3)
      default: break
      }
    }
    // Facts directly above bars share their column when that costs the bars little.
    if fact > 0, meter > 0, fact - meter < 8 {
      fact = max(fact, meter)
      meter = fact
    }
  }
}
