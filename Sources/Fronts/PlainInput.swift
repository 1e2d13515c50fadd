/// What a line typed at the plain front asks for.
enum PlainInput: Equatable {
  case number(Int)
  case back
  case home
  case help
  case language
  case messages
  case again
  case quit
  /// The field before this one.
  case previousField
  /// Nothing, in place of what stood in the field.
  case emptied
  /// Enter alone.
  case nothing
  case text(String)

  /// The sign in front of a command where a line is text: no field's text is two signs like this.
  static let mark: Character = ":"

  /// Reads a line.
  ///
  /// In a list a number or a letter is enough; where text is typed, all of them need the mark. Full
  /// width signs, as a Chinese input method types them, are the same signs.
  ///
  /// - Parameters:
  ///   - line: what was typed.
  ///   - takesText: whether the line answers a field.
  init(_ line: String, takesText: Bool) {
    var signs = line.drop(while: \.isWhitespace).map(\.plain)
    while signs.last?.isWhitespace == true { signs.removeLast() }
    if signs.isEmpty {
      self = .nothing
      return
    }
    let isMarked = signs.first == Self.mark
    if takesText, !isMarked {
      self = .text(line)
      return
    }
    if isMarked { signs.removeFirst() }
    self = Self.command(String(signs).lowercased(), takesText: takesText) ?? .text(line)
  }

  private static func command(_ word: String, takesText: Bool) -> PlainInput? {
    if !word.isEmpty, word.count <= 4, word.allSatisfy(\.isASCII), let number = Int(word),
      number >= 0
    {
      return number == 0 ? .back : .number(number)
    }
    return switch word {
    case "?", ".", "*": .help
    case "h": .home
    case "l": .language
    case "m": .messages
    case "r": .again
    case "q": .quit
    case "u" where takesText: .previousField
    case "-" where takesText: .emptied
    default: nil
    }
  }
}

extension Character {
  /// The ASCII sign this is the full width form of.
  fileprivate var plain: Character {
    guard unicodeScalars.count == 1, let scalar = unicodeScalars.first,
      (0xFF01...0xFF5E).contains(scalar.value), let ascii = Unicode.Scalar(scalar.value - 0xFEE0)
    else { return self }
    return Character(ascii)
  }
}
