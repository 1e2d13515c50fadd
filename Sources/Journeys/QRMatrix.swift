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
}
