/// A text to be scanned, as the symbols that say it: the largest and hardest to spoil first.
public struct QRSymbol: Equatable, Sendable {
  public let matrices: [QRMatrix]

  /// Nil without any.
  public init?(_ matrices: [QRMatrix]) {
    guard !matrices.isEmpty else { return nil }
    self.matrices = matrices
  }
}

/// A QR symbol as rows of modules, without its quiet zone.
public struct QRMatrix: Equatable, Sendable {
  /// Modules a side.
  public let size: Int
  /// Row by row; true is dark.
  public let modules: [Bool]

  public init(size: Int, modules: [Bool]) {
    self.size = size
    self.modules = modules
  }

  /// Whether the module is dark; outside the symbol, in the quiet zone, none is.
  public func isDark(row: Int, column: Int) -> Bool {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
    return modules[row * size + column]
  }

  /// The symbol in half blocks, two rows of modules a line, with a quiet zone of so many around it.
  ///
  /// Dark is drawn and light is left blank, as ink on paper.
  public func halfBlocks(quiet: Int) -> [String] {
    let columns = size + 2 * quiet
    return (0..<((columns + 1) / 2)).map { row in
      String(
        (0..<columns).map { column -> Character in
          let top = isDark(row: row * 2 - quiet, column: column - quiet)
          let bottom = isDark(row: row * 2 + 1 - quiet, column: column - quiet)
          return top ? (bottom ? "█" : "▀") : (bottom ? "▄" : " ")
        })
    }
  }
}
