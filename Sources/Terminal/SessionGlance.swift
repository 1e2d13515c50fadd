extension CursesSession {
  /// Whether a key was pressed; it keeps its turn.
  public mutating func isKeyWaiting() -> Bool {
    if queue.isEmpty, let key = nextKey(timeout: 0) { queue.insert(key, at: 0) }
    return !queue.isEmpty
  }

  /// Whether a key that gives up was pressed or the terminal is going, while something else is waited for.
  ///
  /// Never waits; all other keys keep their turn.
  ///
  /// - Parameter isOut: the keys that do, beside Esc.
  /// - Returns: whether one came.
  public mutating func wantsOut(_ isOut: (Key) -> Bool = { _ in false }) -> Bool {
    var others: [Key] = []
    defer { queue.insert(contentsOf: others, at: 0) }
    while let key = nextKey(timeout: 0) {
      switch key {
      case .escape: return true
      case _ where isOut(key): return true
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
