/// How a piece of text is meant; what colour that is, `Palette` decides for each terminal.
public struct Style: Hashable, Sendable {
  /// What the text is for.
  public enum Role: UInt8, CaseIterable, Sendable {
    case normal
    /// The one colour that leads the eye: the brand, the focused item, a bar.
    case accent
    case title
    /// Less important than its neighbours: hints, units, what is already done.
    case muted
    case good
    case warning
    case bad
    /// The lines of boxes and rules.
    case rule
    /// A field a person can type into.
    case field
    /// Black on white whatever the terminal's own colours: a symbol to be scanned.
    case paper
  }

  /// How text stands out without any colour.
  public struct Emphasis: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Emphasis(rawValue: 1)
    public static let dim = Emphasis(rawValue: 2)
    public static let reverse = Emphasis(rawValue: 4)
    public static let underline = Emphasis(rawValue: 8)
  }

  public var role: Role
  public var emphasis: Emphasis

  public init(_ role: Role = .normal, _ emphasis: Emphasis = []) {
    self.role = role
    self.emphasis = emphasis
  }

  public static let normal = Style(.normal)
  public static let accent = Style(.accent)
  public static let title = Style(.title)
  public static let muted = Style(.muted)
  public static let good = Style(.good)
  public static let warning = Style(.warning)
  public static let bad = Style(.bad)
  public static let rule = Style(.rule)
  public static let field = Style(.field)

  /// This style in bold.
  public var bold: Style { adding(.bold) }
  /// This style, fainter where the terminal can.
  public var dim: Style { adding(.dim) }
  /// This style with foreground and background exchanged.
  public var reversed: Style { adding(.reverse) }
  /// This style, underlined.
  public var underlined: Style { adding(.underline) }

  /// Whether a blank in this style is seen: reversed, underlined, or paper around a symbol.
  var showsInBlanks: Bool {
    role == .field || role == .paper || emphasis.contains(.reverse) || emphasis.contains(.underline)
  }

  private func adding(_ more: Emphasis) -> Style { Style(role, emphasis.union(more)) }
}
