import Journeys

/// Keys drawn on the screen, for somebody who has only digits or only a finger.
///
/// With digits a letter takes two: one for its group, as on a telephone, and one for the letter in
/// it; 0 always opens, or closes, what ends and deletes. Numbers whose length is known are typed
/// digit by digit, and their field closes by itself when they are complete. A finger gets a whole
/// keyboard where there is room for one, and the groups where there is not.
struct Board: Equatable {
  /// Whether digits are typed text just now.
  var isOpen = false
  /// The group that was opened.
  var group: Int?
  /// Of a whole keyboard: small letters, capitals, signs, letters with accents.
  static let pages = 4
  var page = 0

  /// What a key of the board does.
  enum Stroke: Equatable {
    case text(String)
    case group(Int)
    case page
    case backspace
    case clear
    case done
    case close
  }

  /// A key of the board.
  struct Cap: Equatable {
    /// What is pressed for it; empty where only a finger can.
    var digit = ""
    var label: Label
    var stroke: Stroke
    /// How many columns of the grid it takes.
    var span = 1

    enum Label: Equatable {
      case text(String)
      case phrase(Phrase)
    }
  }

  /// How a field is typed into.
  enum Kind: Equatable {
    /// So many digits, each typed as itself.
    case direct(Int)
    /// Groups of letters; the digits first in fields that are mostly digits.
    case groups(digitsFirst: Bool)
    /// A keyboard to touch, or a telephone's keys.
    case keys
    case numbers
  }
}

extension Field.Kind {
  /// How many digits a complete answer has, where that is certain.
  var digitCount: Int? {
    switch self {
    case .code: 6
    case .imei: 15
    case .day: 8
    case .text, .name, .userName, .email, .msisdn, .identifier, .password, .newPassword, .receipt,
      .activationCode, .document, .path:
      nil
    }
  }

  /// Whether digits are more likely than letters.
  var isMostlyDigits: Bool {
    switch self {
    case .msisdn, .receipt, .document, .activationCode, .code, .imei, .day: true
    case .text, .name, .userName, .email, .identifier, .password, .newPassword, .path: false
    }
  }
}

extension Board {
  /// Which board a field gets.
  static func kind(for field: Field.Kind, _ ways: Ways, width: Int) -> Kind {
    if ways.keypad {
      return field.digitCount.map(Kind.direct) ?? .groups(digitsFirst: field.isMostlyDigits)
    }
    if field == .msisdn || field.digitCount != nil, width >= 20 { return .numbers }
    return width >= leastForKeys ? .keys : .groups(digitsFirst: field.isMostlyDigits)
  }

  /// The fewest columns for a whole keyboard: four for each of its keys.
  static let leastForKeys = 43

  /// The keys, row by row.
  func caps(_ kind: Kind) -> [[Cap]] {
    switch kind {
    case .direct: []
    case .groups(let digitsFirst): grid(choices(digitsFirst))
    case .keys: keyboard
    case .numbers: Self.telephone
    }
  }

  /// What a digit does among groups.
  func stroke(_ digit: Int, digitsFirst: Bool) -> Stroke? {
    choices(digitsFirst)[digit]?.stroke
  }

  // MARK: Groups

  private func choices(_ digitsFirst: Bool) -> [Int: Cap] {
    var caps: [Int: Cap] = [:]
    guard let group else {
      for group in 1...9 {
        caps[group] = Cap(
          digit: String(group),
          label: .text(group == 1 ? ".@- 1" : Self.letters[group] + " \(group)"),
          stroke: .group(group))
      }
      caps[0] = Cap(digit: "0", label: .phrase("front.board.end"), stroke: .group(0))
      return caps
    }
    if group == 0 {
      caps[1] = Cap(label: .phrase("front.board.done"), stroke: .done)
      caps[2] = Cap(label: .phrase("front.board.delete"), stroke: .backspace)
      caps[3] = Cap(label: .text("0"), stroke: .text("0"))
      caps[4] = Cap(label: .phrase("front.board.space"), stroke: .text(" "))
      for (index, signs) in Self.signs.enumerated() {
        caps[5 + index] = Cap(label: .text(signs), stroke: .group(10 + index))
      }
      caps[8] = Cap(label: .phrase("front.board.clear"), stroke: .clear)
      caps[9] = Cap(label: .text(Self.accents), stroke: .group(10 + Self.signs.count))
    } else {
      for (place, text) in Self.members(group, digitsFirst: digitsFirst) {
        caps[place] = Cap(label: .text(text), stroke: .text(text))
      }
    }
    caps[0] = Cap(label: .phrase("front.board.back"), stroke: .close)
    for digit in caps.keys { caps[digit]?.digit = String(digit) }
    return caps
  }

  private func grid(_ caps: [Int: Cap]) -> [[Cap]] {
    [[1, 2, 3], [4, 5, 6], [7, 8, 9], [0]].map { row in
      row.map { caps[$0] ?? Cap(label: .text(""), stroke: .close) }
    }
  }

  private static let letters = ["", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"]
  private static let signs = ["!?#%&*=,;", "'\"()[]{}<", ">\\|^~`"]
  private static let accents = "ßäöüéèñçø"

  /// What the second digit chooses in a group.
  ///
  /// With the digits first a digit is its own key pressed twice, and the letters, capitals only,
  /// take the places around it.
  private static func members(_ group: Int, digitsFirst: Bool) -> [(Int, String)] {
    if group >= 10 { return placed((signs + [accents])[group - 10].map(String.init)) }
    let own = group == 1 ? Array(".@-_+/:$") : Array(letters[group])
    guard digitsFirst else {
      let capitals = group == 1 ? [] : own.map { $0.uppercased() }
      return placed(own.map(String.init) + capitals + [String(group)])
    }
    var rest = own.map { $0.uppercased() }
    rest.insert(String(group), at: min(group - 1, rest.count))
    if group - 1 >= own.count {
      // The group's own place lies behind its letters.
      return placed(Array(rest.dropLast())) + [(group, String(group))]
    }
    return placed(rest)
  }

  private static func placed(_ texts: [String]) -> [(Int, String)] {
    texts.prefix(9).enumerated().map { ($0 + 1, $1) }
  }

  // MARK: A whole keyboard

  private var keyboard: [[Cap]] {
    let rows =
      switch page {
      case 0: ["1234567890-", "qwertyuiop@", "asdfghjkl._", "zxcvbnm+"]
      case 1: ["1234567890-", "QWERTYUIOP@", "ASDFGHJKL._", "ZXCVBNM+"]
      case 2: ["1234567890-", "!?#%&*=,;:/", "'\"()[]{}<>$", "\\|^~`€£¥"]
      default: ["1234567890-", "àáâãäåæçèéê", "ëìíîïñòóôõö", "øùúûüýÿß"]
      }
    var caps = rows.map { row in
      row.map { Cap(label: .text(String($0)), stroke: .text(String($0))) }
    }
    caps[3].append(Cap(label: .phrase("front.board.delete"), stroke: .backspace, span: 3))
    let page: Cap.Label = .text(["ABC", "!?#", "äéß", "abc"][self.page])
    caps.append([
      Cap(label: page, stroke: .page, span: 3),
      Cap(label: .phrase("front.board.space"), stroke: .text(" "), span: 5),
      Cap(label: .phrase("front.board.done"), stroke: .done, span: 3),
    ])
    return caps
  }

  private static let telephone: [[Cap]] = {
    let rows = ["123", "456", "789", "+0-"].map { row in
      row.map { Cap(label: .text(String($0)), stroke: .text(String($0))) }
    }
    let side: [Cap] = [
      Cap(label: .phrase("front.board.delete"), stroke: .backspace),
      Cap(label: .phrase("front.board.clear"), stroke: .clear),
      Cap(label: .text(""), stroke: .close),
      Cap(label: .phrase("front.board.done"), stroke: .done),
    ]
    return zip(rows, side).map { $0 + [$1] }
  }()
}
