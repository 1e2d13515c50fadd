import Terminal

/// Tells a scanner that types like a keyboard from fingers, by its speed; the time is passed in.
///
/// What comes faster than any hand, eight characters or more, may be a scan; what it says decides
/// (``Scan``). A person who types in a field sees every character at once: should it turn out to be
/// a scan, the field is put back to what it was before. On a list the keys are held for the moment
/// that tells, since a scanned digit must choose nothing. An input method sends a whole word at
/// once too; a word is no number, so it stays typed.
struct ScanWatch {
  /// The longest pause between two characters of a scanner, in milliseconds; HID ones send every 8 to 16.
  static let gap = 40
  /// The longest pause between two lines of one document.
  static let lineGap = 300

  /// What came without a pause; lines end in `\n`.
  var text = ""
  /// Keys that wait until it is known what they are.
  var held: [Key] = []
  /// What was typed in the step before this began.
  var before: Form?
  private var last = 0
  private var awaitsLine = false

  var isEmpty: Bool { text.isEmpty && held.isEmpty }

  /// Adds a key that came at a time.
  mutating func note(_ character: Character, at now: Int) {
    text.append(character)
    last = now
    awaitsLine = false
  }

  /// The line ended, and another may follow.
  mutating func endLine(_ key: Key, at now: Int) {
    note("\n", at: now)
    held.append(key)
    awaitsLine = true
  }

  /// How long to wait, in milliseconds, until it is known what this was; nil when nothing waits.
  func patience(at now: Int) -> Int? {
    isEmpty ? nil : max(0, last + limit - now)
  }

  /// Whether a key at that time cannot belong to it any more.
  func isOver(at now: Int) -> Bool { !isEmpty && now - last > limit }

  private var limit: Int { awaitsLine ? Self.lineGap : Self.gap }
}
