import Journeys
import Terminal

/// The parts of a prompt as sentences that are complete in themselves: to be read aloud, felt in
/// braille, or read from a pipe.
///
/// Nothing here is said by place, colour or picture alone: a bar is its words, a state is a word,
/// and an item brings the heads of its columns along.
struct Spoken {
  let say: (Phrase) -> String

  /// A line of the body; nil for what is only layout, or is said by the line beside it.
  func line(_ line: Line) -> String? {
    switch line {
    case .text(let phrase), .remark(let phrase), .good(let phrase): say(phrase)
    case .warning(let phrase):
      say(Phrase("front.spoken.warning", ["text": .phrase(phrase)]))
    case .bullet(let phrase): "- " + say(phrase)
    case .fact(let label, let value), .meter(let label, _, let value):
      say(label).isEmpty
        ? say(value)
        : say(Phrase("front.spoken.fact", ["label": .phrase(label), "value": .phrase(value)]))
    case .moment(let progress, let when, let what):
      say(Phrase(key(progress), ["what": .text(joined([say(when), say(what)]))]))
    case .scan(_, let address): say(Phrase("front.scan.address", ["address": .text(address)]))
    case .qr, .columns, .gap: nil
    }
  }

  private func key(_ progress: Line.Progress) -> String {
    switch progress {
    case .past: "front.spoken.past"
    case .now: "front.spoken.now"
    case .future: "front.spoken.future"
    }
  }

  /// An item without its number: label, columns with their heads, state, remark.
  ///
  /// - Parameters:
  ///   - item: what can be chosen.
  ///   - heads: the heads of its columns; one more than columns when the first is the label's.
  /// - Returns: one sentence without its full stop.
  func item(_ item: Item, heads: [String]) -> String {
    var parts = [item.label]
    let offset = heads.count == item.columns.count + 1 ? 1 : 0
    for (column, text) in item.columns.enumerated() where !text.isEmpty {
      let head = column + offset
      parts.append(heads.indices.contains(head) ? "\(heads[head]) \(text)" : text)
    }
    if let state = item.state { parts.append(state) }
    if let reason = item.disabled {
      parts.append(say(Phrase("front.spoken.blocked", ["reason": .text(reason)])))
    } else if let detail = item.detail {
      parts.append(detail)
    }
    return joined(parts)
  }

  /// Where one is in a list: "3 of 7".
  func place(_ at: Int, of count: Int) -> String {
    say(Phrase("front.spoken.place", ["at": .count(at), "of": .count(count)]))
  }

  /// Parts of one sentence, with the language's comma between them.
  func joined(_ parts: [String]) -> String {
    let parts = parts.filter { !$0.isEmpty }
    guard var sentence = parts.first else { return "" }
    for part in parts.dropFirst() {
      // What is a whole sentence already keeps its own end.
      if let end = sentence.last, ".!?。！？".contains(end) {
        sentence += (end.isASCII ? " " : "") + part
        continue
      }
      sentence = say(
        Phrase("front.spoken.joined", ["first": .text(sentence), "then": .text(part)]))
    }
    return sentence
  }

  /// What a field is called, and whether it may stay empty.
  func label(_ field: Field) -> String {
    field.optional
      ? say(Phrase("front.optional", ["label": .phrase(field.label)])) : say(field.label)
  }
}
