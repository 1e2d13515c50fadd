/// What is behind the text, which decides the colours that can be read.
public enum Light: String, Sendable, CaseIterable {
  /// Not known: colours of middle brightness, that read on black and on white alike.
  case unknown
  case dark
  case light
  /// White, yellow and red on black, whatever the terminal's own colours are.
  case contrast
}

/// The one place that names a colour: what each role is drawn in, by what the terminal can show.
///
/// Contrasts are those of WCAG 2.2. On a background that is not known no colour can have more than
/// 4.58 on both black and white; these come as near to it as the terminal's colours allow. On one
/// that is known they reach 4.5, and 7 where a word must be seen.
struct Hues {
  /// A colour of text, and of what is behind it where that is not the ground.
  struct Hue: Equatable {
    var text: Int
    var back: Int?
  }

  let light: Light
  private let colours: Int
  /// Whether a colour is red, green and blue rather than a place in a table.
  private let isDirect: Bool

  init(_ light: Light, colours: Int, isDirect: Bool) {
    self.light = light
    self.colours = colours
    self.isDirect = isDirect
  }

  /// Text and background of everything; nil where the terminal's own stay.
  var ground: (text: Int, back: Int)? {
    light == .contrast ? (white, black) : nil
  }

  /// A role's colour; nil where it has none of its own.
  func hue(_ role: Style.Role) -> Hue? {
    // Black on bright white where there is one: grey on black scans badly. The colours after the first
    // sixteen are what they are, whatever the terminal's theme makes of its own.
    if role == .paper {
      return colours >= 256 && !isDirect ? Hue(text: 16, back: 231) : Hue(text: black, back: white)
    }
    if light == .contrast { return contrast(role) }
    if isDirect { return direct(role).map { Hue(text: $0) } }
    return (colours >= 256 ? rich(role) : basic(role)).map { Hue(text: $0) }
  }

  private var black: Int { 0 }
  private var white: Int { isDirect ? 0xFFFFFF : colours >= 16 ? 15 : 7 }
  private var yellow: Int { isDirect ? 0xFFFF00 : colours >= 16 ? 11 : 3 }
  private var green: Int { isDirect ? 0x00FF00 : colours >= 16 ? 10 : 2 }
  private var red: Int { isDirect ? 0xB00000 : 1 }

  private func contrast(_ role: Style.Role) -> Hue {
    switch role {
    case .normal, .title, .muted, .rule: Hue(text: white)
    case .accent, .warning: Hue(text: yellow)
    case .good: Hue(text: green)
    case .bad: Hue(text: white, back: red)
    case .field, .paper: Hue(text: black, back: white)
    }
  }

  /// The eight colours every colour terminal has; what they look like is the terminal's own affair.
  private func basic(_ role: Style.Role) -> Int? {
    switch role {
    case .normal, .title, .muted, .field, .paper: nil
    case .accent, .rule: light == .light ? 4 : 6
    case .good: 2
    case .warning: light == .light ? 5 : 3
    case .bad: 1
    }
  }

  /// Of the table of 256, the part that is the same everywhere.
  private func rich(_ role: Style.Role) -> Int? {
    let row: (accent: Int, muted: Int, rule: Int, good: Int, warning: Int, bad: Int) =
      switch light {
      case .unknown, .contrast: (31, 243, 243, 28, 130, 161)
      case .dark: (80, 247, 240, 114, 215, 210)
      case .light: (24, 241, 249, 22, 94, 124)
      }
    return pick(role, row)
  }

  private func direct(_ role: Style.Role) -> Int? {
    let row: (accent: Int, muted: Int, rule: Int, good: Int, warning: Int, bad: Int) =
      switch light {
      case .unknown, .contrast: (0x007FA5, 0x757575, 0x757575, 0x29863C, 0xA36900, 0xDC3342)
      case .dark: (0x5CCFE6, 0xA3ABB2, 0x555D66, 0x87D96C, 0xFFAD66, 0xFF8A80)
      case .light: (0x00607A, 0x5C6166, 0xB4BAC0, 0x1F6B2C, 0x7A4D00, 0xA8112A)
      }
    return pick(role, row)
  }

  private func pick(
    _ role: Style.Role,
    _ row: (accent: Int, muted: Int, rule: Int, good: Int, warning: Int, bad: Int)
  ) -> Int? {
    switch role {
    case .normal, .title, .field, .paper: nil
    case .accent: row.accent
    case .muted: row.muted
    case .rule: row.rule
    case .good: row.good
    case .warning: row.warning
    case .bad: row.bad
    }
  }
}
