internal import CNCurses
internal import Glibc

/// One curses session on one terminal; the terminal is put back when it ends, however it ends.
///
/// Synchronous and for one thread. Show a `Screen`, ask for a key, and so on; while it waits it
/// sleeps. Return from `main` rather than calling `exit`, which skips `deinit`.
public struct CursesSession: ~Copyable {
  /// The terminal's size in cells, at least 1 by 1.
  public private(set) var columns: Int
  public private(set) var rows: Int

  let options: SessionOptions
  let input: Int32
  let output: Int32
  var decoder = KeyDecoder()
  var queue: [Key] = []
  var hasHungUp = false
  /// Whether the terminal is whoever stopped us's, and nothing more is written to it.
  private(set) var hasGivenBack = false
  /// When the bytes of the last key came, in milliseconds of a clock that nobody sets.
  public internal(set) var readAt = 0

  /// Whether the terminal shows ambiguous characters two columns wide; known soon after the first
  /// frame, and a `.resize` when it is so.
  public internal(set) var ambiguousIsWide = false
  /// When the terminal was asked for that, in milliseconds, while it has not answered.
  var askedAt: Int?
  private var hasAsked = false

  private let handle: OpaquePointer
  private let files: (UnsafeMutablePointer<FILE>, UnsafeMutablePointer<FILE>)
  private var modes: termios
  private let palette: Palette
  private let widths = CursesWidth()
  private var shown: Screen
  /// Whether the terminal may show anything at all, so that all of it is sent again.
  private var needsRepaint = true
  /// Whether curses, too, has to be told all of it again.
  private var needsDrawing = true
  private var showsCursor: Bool?
  private var cells: [cchar_t] = []
  /// A blank of each look that was needed so far.
  private var looks: [(style: Style, blank: cchar_t)] = []

  /// The most cells in either direction; more is a mistake of whoever reports the size.
  private static let largest = 2_000

  /// Opens a session on two descriptors of the same terminal.
  ///
  /// - Parameters:
  ///   - input: where keys come from; its modes are changed and put back.
  ///   - output: where frames go, each in one write.
  ///   - options: what the terminal is and how it is treated.
  /// - Throws: `TerminalError` when there is no terminal to use; nothing has been written then.
  public init(
    input: Int32 = 0, output: Int32 = 1, options: SessionOptions = .environment()
  ) throws(TerminalError) {
    var modes = termios()
    guard !options.terminal.isEmpty, isatty(output) == 1, tcgetattr(input, &modes) == 0
    else { throw .noTerminal }
    if options.isPublic { modes.c_lflag |= Self.shared }
    Signals.awaitTurn(input)
    guard Signals.open(input: input, output: output, modes: modes) else { throw .alreadyOpen }
    useUTF8()
    guard let files = openFiles(input: input, output: output) else {
      Signals.close()
      throw .noTerminal
    }
    var opened: OpaquePointer?
    for name in options.names where opened == nil { opened = newTerminal(name, files) }
    guard let handle = opened else {
      closeFiles(files)
      Signals.close()
      throw .unknownTerminal(options.terminal)
    }
    guard esimdesk_capability("cup") != nil, esimdesk_capability("clear") != nil else {
      delscreen(handle)
      tcsetattr(input, TCSANOW, &modes)
      closeFiles(files)
      Signals.close()
      throw .tooSimple(options.terminal)
    }
    self.options = options
    self.input = input
    self.output = output
    self.handle = handle
    self.files = files
    self.modes = modes
    palette = options.colour == .never ? .monochrome() : .coloured(options.light)
    (columns, rows) = (1, 1)
    shown = Screen(columns: 1, rows: 1)
    if let isWide = options.ambiguousIsWide {
      ambiguousIsWide = isWide
      hasAsked = true
    }
    measure()
    prepare()
    // A session that was killed could wipe nothing.
    if options.isPublic { wipe() }
  }

  deinit {
    guard !hasGivenBack else {
      delscreen(handle)
      closeFiles(files)
      return Signals.close()
    }
    // Also after a hang-up: a signal may say so of a terminal that is still there.
    esimdesk_send(options.releases)
    if showsCursor == false, let visible = esimdesk_capability("cnorm") { esimdesk_send(visible) }
    if options.isPublic { wipe() }
    endwin()
    delscreen(handle)
    closeFiles(files)
    if options.isPublic { wipe() }
    var modes = modes
    // An answer still on its way would be typed into the shell, and what was typed ahead in public
    // was typed by somebody who is gone.
    tcsetattr(input, options.isPublic || answerIsDue() ? TCSAFLUSH : TCSADRAIN, &modes)
    Signals.close()
  }

  /// Ends the session now and puts the terminal back.
  public consuming func close() {}

  /// Ends the session, but leaves the keyboard silent for the session that follows at once.
  ///
  /// What is typed in between is neither shown nor kept, and no key of it is a signal.
  public consuming func closeForTheNext() { modes.c_lflag &= ~Self.shared }

  /// Shows a picture: what changed since the last one, in one write.
  ///
  /// A picture of another size than the terminal is shown from its upper left corner.
  public mutating func present(_ screen: Screen) {
    guard !hasGivenBack else { return }
    let screen = screen.fitted(columns: columns, rows: rows)
    for row in 0..<rows where needsDrawing || !screen.shares(row, with: shown) {
      if needsDrawing {
        draw(screen.cells[row], 0..<columns, row: row)
      } else if let changed = screen.cells[row].change(from: shown.cells[row]) {
        draw(screen.cells[row], changed, row: row)
      }
      // Row by row: the picture is whoever drew it's own again, who draws the next on it without copying it.
      shown[strip: row] = screen[strip: row]
    }
    shown.cursor = screen.cursor
    needsDrawing = false
    if needsRepaint {
      clearok(esimdesk_curscr(), true)
      needsRepaint = false
    }
    placeCursor(screen.cursor)
    wnoutrefresh(esimdesk_stdscr())
    doupdate()
    if !hasAsked { askWidth() }
  }

  /// Asks, behind the first frame and so without delaying it, where the cursor is after a rule.
  ///
  /// Not in the first row, where the answer would be Shift-F3. The row is drawn again at once.
  private mutating func askWidth() {
    hasAsked = true
    guard rows > 1, columns > 3 else { return }
    askedAt = now
    let question = Array("\u{1B}7\u{1B}[2;1H─\u{1B}[6n\u{1B}8".utf8)
    _ = write(output, question, question.count)
    wredrawln(esimdesk_stdscr(), 1, 1)
    wnoutrefresh(esimdesk_stdscr())
    doupdate()
  }

  /// Takes in where the cursor was after the rule.
  mutating func takeAnswer() {
    guard let place = decoder.cursorReport, askedAt != nil else { return }
    askedAt = nil
    decoder.cursorReport = nil
    guard place.row == 1, place.column == 2 else { return }
    ambiguousIsWide = true
    needsRepaint = true
    needsDrawing = true
    queue.append(.resize)
  }

  /// Whether an answer may still come; waits for it a moment.
  private borrowing func answerIsDue() -> Bool {
    guard let askedAt, now - askedAt < 1_000, !hasHungUp else { return false }
    var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    poll(&source, 1, 100)
    return true
  }

  /// Draws the last picture again from nothing, for Ctrl-L and after other output.
  public mutating func redraw() {
    needsRepaint = true
    present(shown)
  }

  /// Gives curses some of a row: with the blanks at both ends, whose look follows their neighbours.
  private mutating func draw(_ row: [Cell], _ part: Range<Int>, row number: Int) {
    cells.removeAll(keepingCapacity: true)
    let plain = blank(.normal)
    let before = part.lowerBound == 0 ? Style.normal : row[part.lowerBound - 1].style
    var (style, look) = (before, blank(before))
    var blanks = 0
    for index in part {
      let cell = row[index]
      if cell.isContinuation { continue }
      if cell.isPlainBlank {
        blanks += 1
        continue
      }
      // Blanks have no colour of their own: between words of one colour they take it, so that it
      // need not be changed twice, and elsewhere they take none, so that they can be erased.
      let joins = cell.style == style && !style.showsInBlanks
      for _ in 0..<blanks { cells.append(joins ? look : plain) }
      blanks = 0
      if cell.style != style { (style, look) = (cell.style, blank(cell.style)) }
      let drawn = widths.drawable(cell)
      if drawn.marks.isEmpty {
        look.chars.0 = wchar_t(drawn.base)
        cells.append(look)
        look.chars.0 = 0x20
      } else {
        cells.append(whole(drawn))
      }
    }
    if blanks > 0 {
      let joins =
        part.upperBound < row.count && row[part.upperBound].style == style && !style.showsInBlanks
      for _ in 0..<blanks { cells.append(joins ? look : plain) }
    }
    wmove(esimdesk_stdscr(), Int32(number), Int32(part.lowerBound))
    wadd_wchnstr(esimdesk_stdscr(), cells, Int32(cells.count))
  }

  /// A blank that looks so, as curses takes it; made once.
  private mutating func blank(_ style: Style) -> cchar_t {
    for look in looks where look.style == style { return look.blank }
    let made = whole(Cell(style: style))
    looks.append((style, made))
    return made
  }

  /// A cell as curses takes it.
  private borrowing func whole(_ cell: Cell) -> cchar_t {
    let look = palette.look(cell.style)
    var wide = cchar_t()
    esimdesk_cell(
      &wide, wchar_t(cell.base), wchar_t(cell.marks.first), wchar_t(cell.marks.second),
      wchar_t(cell.marks.third), look.attributes, look.pair)
    return wide
  }

  /// Puts the terminal's cursor where the picture wants it, and hides it only if it wants none.
  private mutating func placeCursor(_ place: Position?) {
    let row = min(max(place?.row ?? rows - 1, 0), rows - 1)
    let column = min(max(place?.column ?? 0, 0), columns - 1)
    wmove(esimdesk_stdscr(), Int32(row), Int32(column))
    // Not curs_set, which writes at once.
    if showsCursor != (place != nil) {
      showsCursor = place != nil
      if let change = esimdesk_capability(place == nil ? "civis" : "cnorm") {
        esimdesk_send(change)
      }
    }
  }
}

extension CursesSession {
  /// Asks the terminal for its size and lets curses know; the next frame is drawn from nothing.
  mutating func measure() {
    var (height, width): (Int32, Int32) = (0, 0)
    if esimdesk_size(output, &height, &width) != 0 || height <= 0 || width <= 0 {
      // A serial line knows no size: what the environment says, or what every terminal has.
      (height, width) = (environmentSize("LINES") ?? 24, environmentSize("COLUMNS") ?? 80)
    }
    rows = min(Int(height), Self.largest)
    columns = min(Int(width), Self.largest)
    // In two steps, of which neither makes something large only to cut it off: see `newTerminal`.
    resize_term(min(Int32(rows), esimdesk_rows()), Int32(columns))
    resize_term(Int32(rows), Int32(columns))
    shown = shown.fitted(columns: columns, rows: rows)
    needsRepaint = true
    needsDrawing = true
  }

  /// Gives the terminal to the shell (Ctrl-Z).
  mutating func giveBack() {
    esimdesk_send(options.releases)
    if let visible = esimdesk_capability("cnorm") { esimdesk_send(visible) }
    endwin()
    hasGivenBack = true
  }

  /// Leaves the terminal to whoever has it: its modes are theirs by now.
  mutating func leaveBehind() {
    guard !hasGivenBack else { return }
    let farewell = farewell
    _ = write(output, farewell, farewell.count)
    hasGivenBack = true
  }

  /// Takes the terminal again after the process was stopped.
  mutating func resume() {
    hasGivenBack = false
    reset_prog_mode()
    esimdesk_send(options.requests)
    showsCursor = nil
    measure()
    present(shown)
  }

  /// Sets the terminal's modes: keys one by one, no echo, Ctrl-C still a signal.
  private func prepare() {
    cbreak()
    noecho()
    nonl()
    var modes = termios()
    if tcgetattr(input, &modes) == 0 {
      // Ctrl-S would freeze the desk, and Ctrl-V would hide the next key.
      modes.c_iflag &= ~tcflag_t(IXON | ISTRIP | INLCR | IGNCR)
      modes.c_lflag &= ~tcflag_t(options.isPublic ? IEXTEN | ISIG : IEXTEN)
      tcsetattr(input, TCSANOW, &modes)
      def_prog_mode()
    }
    typeahead(-1)
    Signals.setFarewell(farewell)
    // ncurses writes at every cursor move until it has been ended once (measured: 45 writes for
    // the first frame, then 1).
    endwin()
    reset_prog_mode()
    // Once and for all, for whoever left another character set behind.
    if esimdesk_forget_charsets() { esimdesk_send("\u{1B}(B") }
    // The colours of high contrast are the first sixteen.
    esimdesk_shorten_looks(options.light != .contrast)
    esimdesk_send(options.requests)
  }

  /// The bytes that put the terminal back when the process ends suddenly.
  private var farewell: [UInt8] {
    var bytes: [UInt8] = options.isPublic ? wiping : []
    for name in ["sgr0", options.colour == .never ? "" : "op", "cnorm", "rmcup"] {
      if let text = name.isEmpty ? nil : esimdesk_capability(name) {
        bytes += withoutPadding(String(cString: text).utf8)
      }
    }
    bytes += Array(options.releases.utf8)
    if esimdesk_capability("rmcup") == nil { bytes += Array("\r\n".utf8) }
    if options.isPublic { bytes += wiping }
    return bytes
  }
}

/// A terminfo string without its `$<5>` delays, which only `tputs` understands.
private func withoutPadding(_ text: String.UTF8View) -> [UInt8] {
  var bytes: [UInt8] = []
  var inDelay = false
  for byte in text {
    if byte == 0x3C, bytes.last == 0x24 {
      bytes.removeLast()
      inDelay = true
    } else if inDelay {
      inDelay = byte != 0x3E
    } else {
      bytes.append(byte)
    }
  }
  return bytes
}

/// Makes curses speak UTF-8, whatever locales are installed.
///
/// Only character types: how numbers look must not depend on where the program runs.
private func useUTF8() {
  setlocale(LC_CTYPE, "")
  let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
  if codeset != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
}

private func environmentSize(_ name: String) -> Int32? {
  getenv(name).flatMap { Int32(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
}
