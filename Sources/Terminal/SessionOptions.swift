internal import CNCurses
import Glibc

/// Why no session could be opened.
public enum TerminalError: Error, Equatable, Sendable {
  /// Input or output is not a terminal, or `TERM` says nothing.
  case noTerminal
  /// The terminal database does not know this `TERM`.
  case unknownTerminal(String)
  /// This `TERM` cannot place its cursor, as `dumb`: a line by line front still works.
  case tooSimple(String)
  /// There is a session in this process already.
  case alreadyOpen
}

/// Whether to colour; attributes such as bold stay either way.
public enum ColorMode: String, CaseIterable, Sendable {
  /// As the terminal can, unless the environment says no.
  case auto
  /// As the terminal can, whatever the environment says.
  case always
  case never
}

/// What a session needs to know of its surroundings.
public struct SessionOptions: Sendable {
  /// The name to look up in the terminal database.
  public var terminal: String
  public var colour: ColorMode
  /// How long Esc waits, in milliseconds, for a sequence to follow.
  public var escapeDelay: Int
  /// Whether a mouse or a touch panel is listened to; the terminal's own selection of text then
  /// needs Shift held, so a person must have asked for it.
  public var takesTouch: Bool
  /// What is behind the text, as far as it is known, or high contrast.
  public var light: Light
  /// Whether ambiguous characters are shown two columns wide, where a person says so; nil: the
  /// terminal is asked.
  public var ambiguousIsWide: Bool?
  /// Whether the terminal says that it shows true colour.
  public var hasTrueColour: Bool
  /// Whether the terminal stands in public: nothing typed stops or ends the program, and nothing
  /// shown or typed stays behind.
  public var isPublic = false
  /// What the terminal's window is called for as long as the session is open, where it is public.
  public var title = ""

  public init(
    terminal: String, colour: ColorMode = .auto, light: Light = .unknown,
    hasTrueColour: Bool = false, escapeDelay: Int = 25, takesTouch: Bool = false
  ) {
    self.terminal = terminal
    self.colour = colour
    self.light = light
    self.hasTrueColour = hasTrueColour
    self.escapeDelay = escapeDelay
    self.takesTouch = takesTouch
  }

  /// Whether the terminal database describes this terminal; not to be asked while a session is open.
  public var isDescribed: Bool { esimdesk_describes(terminal) }

  /// Whether this is the bare Linux console, whose fonts have no Chinese characters.
  ///
  /// A terminal in user space, such as kmscon, may call itself `linux` too and have them: there,
  /// a person who asks for Chinese is believed.
  ///
  /// - Parameters:
  ///   - languageWasAsked: whether the language was named on the command line.
  ///   - output: where frames go.
  /// - Returns: whether Chinese cannot be shown.
  public func lacksChinese(languageWasAsked: Bool, output: Int32 = 1) -> Bool {
    guard terminal == "linux" || terminal.hasPrefix("linux-") else { return false }
    return !languageWasAsked || esimdesk_is_console(output) != 0
  }

  /// What is sent to have pastes and touches reported.
  var requests: String {
    (takesPaste ? "\u{1B}[?2004h" : "") + (takesTouch ? MouseReport.on : "")
  }

  /// What is sent to have them no longer reported.
  var releases: String {
    (takesTouch ? MouseReport.off : "") + (takesPaste ? "\u{1B}[?2004l" : "")
  }

  /// The names to look up, the best first: the terminal database has a twin of many terminals that
  /// takes red, green and blue.
  var names: [String] {
    guard hasTrueColour, colour != .never, terminal.hasSuffix("-256color") else {
      return [terminal]
    }
    return [terminal.dropLast("-256color".count) + "-direct", terminal]
  }

  /// The options that `TERM`, `COLORTERM`, `COLORFGBG`, `NO_COLOR`, `CLICOLOR` and `ESCDELAY` ask for.
  ///
  /// - Parameter colour: what the command line asked for; only `.auto` asks the environment.
  /// - Returns: options for this process's own terminal.
  public static func environment(colour: ColorMode = .auto) -> SessionOptions {
    func value(_ name: String) -> String {
      getenv(name).map { String(cString: $0) } ?? ""
    }
    var options = SessionOptions(
      terminal: value("TERM"), colour: colour, light: Light(colorfgbg: value("COLORFGBG")),
      hasTrueColour: ["truecolor", "24bit"].contains(value("COLORTERM")))
    if colour == .auto && (!value("NO_COLOR").isEmpty || value("CLICOLOR") == "0") {
      options.colour = .never
    }
    if let delay = Int(value("ESCDELAY")), delay >= 0 { options.escapeDelay = min(delay, 10_000) }
    return options
  }

  /// Whether the terminal knows bracketed paste, or at least leaves its request alone.
  var takesPaste: Bool {
    !["linux", "dumb", "vt", "ansi", "cons", "wy", "unknown"].contains { terminal.hasPrefix($0) }
      || terminal.hasPrefix("vte")
  }
}

extension Light {
  /// What rxvt, Konsole and others say in `COLORFGBG`: the last part is the background's number.
  init(colorfgbg text: String) {
    switch text.split(separator: ";").last.flatMap({ Int($0) }) {
    case 0, 1, 2, 3, 4, 5, 6, 8: self = .dark
    case 7, 9, 10, 11, 12, 13, 14, 15: self = .light
    default: self = .unknown
    }
  }
}
