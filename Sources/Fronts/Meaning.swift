import Journeys

/// What choosing an item comes to.
enum Meaning: Equatable {
  case answer(Answer)
  /// It cannot be chosen now; why.
  case blocked(Phrase)
  /// There is nothing to do on it.
  case nothing
}

extension Prompt {
  /// What choosing the item of that index means; the same on the screen and line by line.
  ///
  /// - Parameter index: counted as the focus is: the question's items, then the others.
  /// - Returns: its meaning; nothing for a field, which is answered by what is typed.
  func meaning(of index: Int) -> Meaning {
    let other = index - questionCount
    if others.indices.contains(other) { return meaning(of: others[other]) }
    switch ask {
    case .show, .finished: return .answer(.next)
    case .confirm: return .answer(.confirm(index == 1))
    case .choose(let options), .wait(let options):
      return options.indices.contains(index) ? meaning(of: options[index]) : .nothing
    case .checklist(let list):
      guard list.items.indices.contains(index) else {
        return list.proceed == nil ? .nothing : .answer(.next)
      }
      let item = list.items[index]
      return switch item.action {
      case .tick: .answer(.check(item.id, item.state != .done))
      case .open: .answer(.choose(item.id))
      case .none: .nothing
      }
    case .enter: return .nothing
    }
  }

  private func meaning(of option: Option) -> Meaning {
    option.disabled.map { .blocked($0) } ?? .answer(.choose(option.id))
  }
}
