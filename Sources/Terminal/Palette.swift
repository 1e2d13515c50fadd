import CNCurses

/// What each role looks like on this terminal: the one place that names a colour.
///
/// The terminal's own background stays, light or dark, so every colour is of middle brightness and
/// reads on both. Without colour a role still differs where it can, in weight; colour never carries
/// a meaning that the words do not.
struct Palette {
  private var looks: [Look]

  /// A role as curses takes it.
  struct Look {
    var attributes: attr_t
    var pair: Int16
  }

  /// The look of a style.
  func look(_ style: Style) -> Look {
    var look = looks[Int(style.role.rawValue)]
    let emphasis = style.emphasis
    if emphasis.contains(.bold) { look.attributes |= esimdesk_bold }
    if emphasis.contains(.dim) { look.attributes |= esimdesk_dim }
    if emphasis.contains(.reverse) { look.attributes |= esimdesk_reverse }
    if emphasis.contains(.underline) { look.attributes |= esimdesk_underline }
    return look
  }

  /// The palette without any colour; curses is never told to begin with colours.
  static func monochrome() -> Palette {
    Palette(looks: Style.Role.allCases.map { Look(attributes: weight($0), pair: 0) })
  }

  /// The palette in the terminal's colours, or without if it has fewer than eight.
  static func coloured() -> Palette {
    guard start_color() == OK, esimdesk_colours() >= 8, use_default_colors() == OK else {
      return monochrome()
    }
    let colours = esimdesk_colours()
    return Palette(
      looks: Style.Role.allCases.map { role in
        if role == .paper {
          let pair = Int16(role.rawValue) + 1
          // Bright white where there is one: grey on black scans badly.
          init_pair(pair, Int16(COLOR_BLACK), colours >= 16 ? 15 : Int16(COLOR_WHITE))
          return Look(attributes: 0, pair: pair)
        }
        guard let colour = colours >= 256 ? rich(role) : basic(role) else {
          return Look(attributes: weight(role), pair: 0)
        }
        let pair = Int16(role.rawValue) + 1
        init_pair(pair, colour, -1)
        let keepsWeight = role == .title || role == .bad || role == .warning
        return Look(attributes: keepsWeight ? weight(role) : 0, pair: pair)
      })
  }

  /// How a role stands out in weight alone.
  private static func weight(_ role: Style.Role) -> attr_t {
    switch role {
    case .normal, .rule, .good: 0
    case .accent, .title, .warning, .bad: esimdesk_bold
    case .muted: esimdesk_dim
    case .field: esimdesk_underline
    case .paper: esimdesk_reverse
    }
  }

  /// The eight colours every colour terminal has.
  private static func basic(_ role: Style.Role) -> Int16? {
    switch role {
    case .normal, .title, .muted, .field, .paper: nil
    case .accent, .rule: Int16(COLOR_CYAN)
    case .good: Int16(COLOR_GREEN)
    case .warning: Int16(COLOR_YELLOW)
    case .bad: Int16(COLOR_RED)
    }
  }

  /// Of 256 colours, those with a contrast near 4.5 on black and on white alike.
  private static func rich(_ role: Style.Role) -> Int16? {
    switch role {
    case .normal, .title, .field, .paper: nil
    case .accent: 31
    case .muted, .rule: 243
    case .good: 28
    case .warning: 130
    case .bad: 160
    }
  }
}
