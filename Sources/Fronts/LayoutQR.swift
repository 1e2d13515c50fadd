import Journeys
import Terminal

extension Layout {
  /// The symbol in half blocks, black on white with its quiet zone; nothing where it would not fit whole.
  ///
  /// A symbol cut off or squeezed cannot be read, so the words beside it must say the same.
  func qr(_ symbol: QRMatrix) -> [Row] {
    guard !isASCII else { return [] }
    for quiet in [4, 2] {
      let columns = symbol.size + 2 * quiet
      let rows = (symbol.size + 2 * quiet + 1) / 2
      guard columns <= width, rows <= height - Self.roomForWords else { continue }
      return symbol.halfBlocks(quiet: quiet).map { Row($0, at: 0, Style(.paper)) }
    }
    return []
  }

  /// Rows that the words around a symbol need.
  private static var roomForWords: Int { 11 }
}
