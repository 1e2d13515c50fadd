import Connectors
import Domain
import Journeys
import Wording

extension FileProblem {
  /// File, place, problem and remedy in one line.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - words: of a language; policies and calendars, which only carriers write, are told of in English.
  /// - Returns: the failure.
  func failure(_ file: String, _ words: Catalogue = Catalogue(.en)) -> Failure {
    let phrase = Phrase(
      path.isEmpty ? "fault.file" : "fault.place",
      [
        "file": .text(Options.printable(file)), "place": .text(Options.printable(path)),
        "what": what,
      ])
    return Failure(code: Exit.config, line: "esimdesk: " + words.say(phrase))
  }

  private var what: Fact {
    switch kind {
    case .unreadable: .phrase("fault.unreadable")
    case .newerFormat(let found): .phrase(Phrase("fault.newerFormat", ["found": .count(found)]))
    case .unknownKey: .phrase("fault.unknownKey")
    case .missing: .phrase("fault.missing")
    case .wants(let wanted): .phrase(Phrase("fault.value", ["wanted": .phrase(wanted.phrase)]))
    case .wrongValue(let wanted): .text("has a wrong value; it must be \(wanted)")
    case .duplicateID(let id):
      .text("the id \(Options.printable(id)) stands twice; make each its own")
    case .impossible(let why): .text("cannot be: \(why)")
    case .strands(let remedy): .text("could leave a person stuck; there must be \(remedy)")
    }
  }
}

extension Options {
  /// The sentences that whoever runs this reads.
  var words: Catalogue { Catalogue(language ?? Surroundings.language) }

  /// What to end with where the configuration names something that cannot work.
  func refusal(_ phrase: Phrase) -> Failure {
    Failure(code: Exit.config, line: "esimdesk: " + words.say(phrase))
  }
}

extension Wanted {
  /// The clause that says it.
  var phrase: Phrase {
    Phrase("fault.wanted.\(name)", parts.mapValues { .text(Options.printable($0)) })
  }
}

extension SecretSource.Trouble {
  /// Why a secret that the configuration names cannot be had.
  func failure(_ key: String, _ options: Options) -> Failure {
    let phrase: Phrase =
      switch self {
      case .missing: "fault.secret.missing"
      case .open: "fault.secret.open"
      case .empty: "fault.secret.empty"
      }
    return options.refusal(
      Phrase(phrase.key, ["key": .text(key), "path": .text(Options.printable(place))]))
  }
}
