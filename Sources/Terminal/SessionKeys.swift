internal import Glibc

extension CursesSession {
  /// How long an unfinished sequence waits for its rest, in milliseconds; lines can be slow.
  private static let sequenceDelay = 250
  private static let textDelay = 1_000

  /// Waits for the next key.
  ///
  /// - Parameter timeout: the longest wait in milliseconds; without one it waits for ever.
  /// - Returns: the key, or nil when the time is over.
  public mutating func nextKey(timeout: Int? = nil) -> Key? {
    let deadline = timeout.map { now + max(0, $0) }
    while true {
      if !queue.isEmpty { return queue.removeFirst() }
      if hasHungUp { return .hangup }
      let left = deadline.map { max(0, $0 - now) }
      let patience = patience
      let wait = left.map { min($0, patience ?? $0) } ?? patience
      var sources = (
        keys: pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        signals: pollfd(fd: Signals.readable, events: Int16(POLLIN), revents: 0)
      )
      let ready = withUnsafeMutableBytes(of: &sources) {
        poll($0.bindMemory(to: pollfd.self).baseAddress, 2, wait.map { Int32(clamping: $0) } ?? -1)
      }
      if ready > 0 {
        if sources.signals.revents != 0 { answerSignals() }
        if sources.keys.revents != 0 { readKeys() }
      } else if ready == 0 {
        if let patience, wait == patience { queue += decoder.flush() }
        if queue.isEmpty, left == wait, timeout != nil { return nil }
      } else if errno != EINTR {
        hangUp()
      }
    }
  }

  private mutating func hangUp() {
    hasHungUp = true
    Signals.leave()
  }

  /// How much longer to wait for the rest of what has begun, in milliseconds; nil when nothing has.
  private var patience: Int? {
    let delay: Int
    switch decoder.pending {
    case .nothing: return nil
    case .escape: delay = options.escapeDelay
    case .sequence: delay = max(options.escapeDelay, Self.sequenceDelay)
    case .character, .paste: delay = max(options.escapeDelay, Self.textDelay)
    }
    return max(0, readAt + delay - now)
  }

  /// The moment, in milliseconds of a clock that nobody sets.
  public var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  private mutating func readKeys() {
    let keys = withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer -> [Key]? in
      let count = read(input, buffer.baseAddress, buffer.count)
      readAt = now
      if count > 0 { return decoder.feed(buffer.prefix(count)) }
      return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : nil
    }
    if let keys {
      if queue.isEmpty { queue = keys } else { queue += keys }
      takeAnswer()
    } else {
      queue += decoder.flush()
      hangUp()
    }
  }

  private mutating func answerSignals() {
    var signals = Signals.received()
    if signals.isDisjoint(with: Signals.leaving) {
      if signals.contains(SIGTSTP) {
        giveBack()
        signals.formUnion(Signals.stop())
      } else if signals.contains(SIGCONT), Signals.isInBackground {
        signals.formUnion(Signals.stop())
      }
    }
    let isLeaving = !signals.isDisjoint(with: Signals.leaving)
    if isLeaving, hasGivenBack || Signals.isInBackground {
      // Ended while it was stopped: the terminal is the shell's, and stays so.
      leaveBehind()
    } else if !signals.isDisjoint(with: [SIGTSTP, SIGCONT]) {
      resume()
      queue.append(.resize)
    } else if signals.contains(SIGWINCH) {
      measure()
      queue.append(.resize)
    }
    if signals.contains(SIGTERM) || signals.contains(SIGINT) { queue.insert(.terminate, at: 0) }
    if signals.contains(SIGHUP) { hasHungUp = true }
  }
}
