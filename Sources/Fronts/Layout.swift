import Journeys
import Terminal

/// Turns the parts of a prompt into rows of one width.
struct Layout {
  /// The columns there are; at least one.
  var width: Int
  /// The rows between the first line and the keys; what cannot be cut off asks for them.
  var height = 24
  var glyphs: Glyphs
  /// Leaves out blank rows where there is little room.
  var compact = false
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
    let tabs = Tabs(lines, say: say)
    return lines.flatMap { line(in: $0, tabs) }
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
    case .qr(let symbol): qr(symbol)
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
    guard width - column >= 10 else {
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
    row.add(Bar.render(fraction: share, width: length, glyphs: glyphs), at: tabs.meter, .accent)
    row.add(value.padded(to: tabs.value, .trailing), at: tabs.meter + length + 2)
    return [row]
  }

  /// A point of a timeline: when, how far, what.
  private func moment(
    _ progress: Line.Progress, _ when: String, _ what: String, column: Int
  ) -> [Row] {
    let column = min(column, max(8, width / 3))
    let text = column + 3
    guard width - text >= 8 else { return paragraph(when, .muted) + marked("-", what, .normal) }
    let (mark, markStyle, style): (Character, Style, Style) =
      switch progress {
      case .past: (isASCII ? "o" : glyphs.open, .good, .normal)
      case .now: (isASCII ? "|" : glyphs.done, .accent, Style.normal.bold)
      case .future: (glyphs.dot, .muted, .normal)
      }
    var rows: [Row] = []
    rows.flow(when.wrapped(to: column - 2), at: 0, .muted, from: 0)
    if rows.isEmpty { rows.append(Row()) }
    rows[0].add(String(mark), at: column, markStyle)
    rows.flow(what.wrapped(to: width - text), at: text, style, from: 0)
    return rows
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
