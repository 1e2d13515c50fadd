/// A sentence with blanks: `{name}`, or `{days|day|days}` for a count with its word.
struct Template {
  /// A blank and, where it has one, the word that follows a count of one or of many.
  struct Blank: Equatable {
    let name: String
    var words: (one: String, many: String)?

    static func == (a: Blank, b: Blank) -> Bool {
      a.name == b.name && a.words?.one == b.words?.one && a.words?.many == b.words?.many
    }
  }

  enum Piece: Equatable {
    case words(String)
    case blank(Blank)
  }

  let pieces: [Piece]

  /// Reads the sentence; a brace that is never closed stands for itself.
  init(_ sentence: String) {
    var pieces: [Piece] = []
    var rest = Substring(sentence)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { pieces.append(.words(String(rest[..<open]))) }
      pieces.append(.blank(Blank(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.words(String(rest))) }
    self.pieces = pieces
  }

  /// The names of its blanks.
  var names: Set<String> {
    Set(
      pieces.compactMap {
        switch $0 {
        case .words: nil
        case .blank(let blank): blank.name
        }
      })
  }

  func filled(_ fill: (Blank) -> String) -> String {
    pieces.reduce(into: "") { text, piece in
      switch piece {
      case .words(let words): text += words
      case .blank(let blank): text += fill(blank)
      }
    }
  }
}

extension Template.Blank {
  init(_ inside: Substring) {
    let parts = inside.split(separator: "|", omittingEmptySubsequences: false)
    name = parts.first.map(String.init) ?? ""
    words = parts.count == 3 ? (one: String(parts[1]), many: String(parts[2])) : nil
  }
}
