/// What a person did, or what happened to the terminal they sit at.
public enum Key: Hashable, Sendable {
  /// A character typed, its accents with it; the space bar is a character too.
  case character(Character)
  /// A whole text pasted at once, free of control characters; its lines end in `\n`.
  case paste(String)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// F1 to F20.
  case function(Int)
  /// A key held with Ctrl: `.control("l")`.
  case control(Character)
  /// A finger, or the left button of a mouse, came down on this cell.
  case touch(Position)
  /// The wheel was turned: -1 towards what is above, 1 towards what is below.
  case wheel(Int)
  /// The terminal has another size now, or needs drawing again; ask the session for its size.
  case resize
  /// The terminal is gone: finish or roll back, and leave.
  case hangup
  /// Somebody asked the program to end, by Ctrl-C or by a signal.
  case terminate
  /// Something was received that means nothing here; it was read to its end.
  case unknown
}
