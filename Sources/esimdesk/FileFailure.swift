import Domain

extension FileProblem {
  /// File, place, problem and remedy in one line.
  func failure(_ file: String) -> Failure {
    let place = path.isEmpty ? "" : " at \(Options.printable(path))"
    return Failure(
      code: Exit.config, line: "esimdesk: \(Options.printable(file))\(place): \(words)")
  }

  private var words: String {
    switch kind {
    case .unreadable(let why): "cannot be read (\(why)); compare it with a bundled one"
    case .newerFormat(let found):
      "is of format \(found), newer than this program reads; update esimdesk"
    case .unknownKey: "no such key is known; remove it or correct its spelling"
    case .missing: "is missing; add it"
    case .wrongValue(let wanted): "has a wrong value; it must be \(wanted)"
    case .duplicateID(let id): "the id \(Options.printable(id)) stands twice; make each its own"
    case .impossible(let why): "cannot be: \(why)"
    case .strands(let remedy): "could leave a person stuck; there must be \(remedy)"
    }
  }
}
