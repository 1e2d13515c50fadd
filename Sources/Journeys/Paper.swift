import Domain

/// How a receipt printer stands.
public enum PaperState: String, Equatable, Sendable {
  case ready
  /// Nearly at the end.
  case low
  case out
  /// Its cover is.
  case open
  /// It reports a fault of its own.
  case failing
  /// It does not answer, or cannot be reached.
  case silent
  /// It cannot tell.
  case unknown

  /// Whether a slip sent now is likely to come out.
  public var canPrint: Bool {
    switch self {
    case .ready, .low, .unknown: true
    case .out, .open, .failing, .silent: false
    }
  }
}

/// Paper for whoever wants it, at the end of a journey and among the receipts; also a second time.
struct Slip: Equatable {
  /// What came of the last one; nil before it.
  private(set) var outcome: PaperState?

  static let option = "print"

  /// Nothing where this desk has no printer.
  func options(_ world: World) -> [Option] {
    world.prints ? [Option(Self.option, outcome == nil ? "paper.print" : "paper.again")] : []
  }

  var lines: [Line] {
    switch outcome {
    case nil: []
    case .ready, .unknown: [.good("paper.printed")]
    case .low: [.good("paper.printed"), .remark("paper.low")]
    case .out: [.warning("paper.out"), .remark("paper.else")]
    case .open: [.warning("paper.open"), .remark("paper.else")]
    case .failing, .silent: [.warning("paper.failing"), .remark("paper.else")]
    }
  }

  mutating func note(_ report: Report) {
    if case .printed(let state) = report { outcome = state }
  }

  /// What is to be known before the last word: that no paper will come (OFF-07).
  static func warning(_ world: World) -> [Line] {
    guard world.prints, let paper = world.paper, !paper.canPrint else { return [] }
    return [.warning(paper == .out ? "paper.out" : "paper.failing"), .remark("paper.else")]
  }
}
