extension CursesSession {
  /// Whether Esc was pressed or the terminal is going, while something else is waited for.
  ///
  /// Never waits; all other keys keep their turn.
  public mutating func wantsOut() -> Bool {
    var others: [Key] = []
    defer { queue.insert(contentsOf: others, at: 0) }
    while let key = nextKey(timeout: 0) {
      switch key {
      case .escape: return true
      case .terminate:
        others.append(key)
        return true
      case .hangup: return true
      default: others.append(key)
      }
    }
    return false
  }
}
