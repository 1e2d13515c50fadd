import CNCurses

/// What each role looks like on this terminal, as curses takes it; the colours are in `Hues`.
///
/// The terminal's own background stays, light or dark. Without colour a role still differs where it
/// can, in weight; colour never carries a meaning that the words do not.
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
  ///
  /// - Parameter light: what is behind the text, as far as it is known, or high contrast.
  /// - Returns: a look for each role.
  static func coloured(_ light: Light) -> Palette {
    guard start_color() == OK, esimdesk_colours() >= 8 else { return monochrome() }
    let hues = Hues(
      light, colours: Int(esimdesk_colours()), isDirect: esimdesk_has_direct_colour())
    let ground = hues.ground
    // High contrast brings its own background; all else stays on the terminal's.
    guard
      assume_default_colors(
        ground.map { Int32($0.text) } ?? -1, ground.map { Int32($0.back) } ?? -1)
        == OK
    else { return monochrome() }
    return Palette(
      looks: Style.Role.allCases.map { role in
        guard let hue = hues.hue(role) else { return Look(attributes: weight(role), pair: 0) }
        let pair = Int16(role.rawValue) + 1
        init_extended_pair(
          Int32(pair), Int32(hue.text), Int32(hue.back ?? ground.map(\.back) ?? -1))
        let keepsWeight = [.title, .bad, .warning].contains(role) || light == .contrast
        return Look(
          attributes: keepsWeight && role != .paper ? hues.weight(weight(role)) : 0, pair: pair)
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
}

extension Hues {
  /// The weight of a role here: nothing is faint in high contrast.
  fileprivate func weight(_ attributes: attr_t) -> attr_t {
    light == .contrast ? attributes & ~esimdesk_dim : attributes
  }
}
