import Foundation
import Testing

@testable import Terminal

/// Colours against the contrast that WCAG 2.2 defines, computed here from its own formula.
struct HuesTests {
  /// Relative luminance of an sRGB colour.
  private func luminance(_ colour: Int) -> Double {
    let parts = [16, 8, 0].map { shift -> Double in
      let value = Double(colour >> shift & 0xFF) / 255
      return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ one: Int, _ other: Int) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Red, green and blue of a place in the table of 256, from xterm's definition of it.
  private func rgb(_ index: Int, direct: Bool) -> Int {
    if direct && index > 7 { return index }
    if index >= 232 { return (8 + 10 * (index - 232)) * 0x010101 }
    if index >= 16 {
      let steps = [0, 95, 135, 175, 215, 255]
      let cube = index - 16
      return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6]
    }
    // The first sixteen as xterm has them.
    return [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F,
      0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ][index]
  }

  @Test(arguments: [(256, false), (0x1000000, true)])
  func `words can be read on every background they are made for`(colours: Int, direct: Bool) {
    let grounds: [(Light, [Int], Double)] = [
      (.unknown, [0x000000, 0xFFFFFF], direct ? 4.5 : 4.0), (.dark, [0x000000, 0x1C1C1C], 4.5),
      (.light, [0xFFFFFF, 0xEEEEEE], 4.5), (.contrast, [0x000000], 7),
    ]
    for (light, backs, least) in grounds {
      let hues = Hues(light, colours: colours, isDirect: direct)
      for role in Style.Role.allCases where role != .rule {
        guard let hue = hues.hue(role) else { continue }
        for back in hue.back.map({ [rgb($0, direct: direct)] }) ?? backs {
          let value = contrast(rgb(hue.text, direct: direct), back)
          // White on red is read by its ground as much as by its letters.
          let enough = role == .bad && light == .contrast ? 4.5 : least
          #expect(value >= enough, "\(role) \(light): \(value)")
        }
      }
    }
  }

  @Test func `high contrast is black and white with as few colours as there are`() {
    for colours in [8, 16, 256] {
      let hues = Hues(.contrast, colours: colours, isDirect: false)
      #expect(hues.ground?.back == 0)
      for role in Style.Role.allCases { #expect(hues.hue(role) != nil) }
    }
    for light in [Light.unknown, .dark, .light] {
      let hues = Hues(light, colours: 8, isDirect: false)
      #expect(hues.ground == nil)
      for role in Style.Role.allCases { #expect((hues.hue(role)?.text ?? 0) < 8) }
    }
  }

  @Test func `the background is what the terminal says it is`() {
    for (text, light): (String, Light) in [
      ("15;0", .dark), ("0;15", .light), ("0;default;15", .light), ("12;8", .dark), ("", .unknown),
      ("15;default", .unknown), ("x", .unknown), ("0;99", .unknown),
    ] { #expect(Light(colorfgbg: text) == light, "\(text)") }
  }

  @Test func `true colour is asked of the database only where the terminal shows it`() {
    func names(_ terminal: String, _ hasTrueColour: Bool, _ colour: ColorMode = .auto) -> [String] {
      SessionOptions(terminal: terminal, colour: colour, hasTrueColour: hasTrueColour).names
    }
    #expect(names("xterm-256color", true) == ["xterm-direct", "xterm-256color"])
    #expect(names("xterm-256color", false) == ["xterm-256color"])
    #expect(names("xterm-256color", true, .never) == ["xterm-256color"])
    #expect(names("linux", true) == ["linux"])
  }
}

extension CursesSessionTests {
  @Test func `a terminal of true colour is sent red, green and blue`() throws {
    let pty = try Pty()
    var session = try open(
      pty, SessionOptions(terminal: "xterm-256color", hasTrueColour: true))
    session.present(picture(session))
    #expect(pty.written().contains("38:2::0:127:165"))
    session.close()
    var plain = try open(pty)
    plain.present(picture(plain))
    let written = pty.written()
    #expect(!written.contains("38:2") && written.contains("38;5;31"))
    plain.close()
  }

  @Test func `high contrast brings its own background`() throws {
    let pty = try Pty()
    var session = try open(pty, SessionOptions(terminal: "xterm-256color", light: .contrast))
    session.present(picture(session))
    let written = pty.written()
    #expect(written.contains("\u{1B}[97;40m") || written.contains("\u{1B}[97m\u{1B}[40m"))
    session.close()
  }
}
