import Journeys
import Terminal

/// Where a symbol to be scanned is drawn.
///
/// A symbol cut off or squeezed cannot be read, and neither can one without light around it (ISO/IEC
/// 18004 asks for four modules; two have been enough for every reader tried). So it shrinks in its quiet
/// zone, then in what it can lose to dirt and glare, then asks for the rows of the rules, and gives way to
/// words where that is not enough.
struct SymbolPlace: Equatable {
  var matrix: QRMatrix
  var quiet: Int
  /// Whether it stands at the right of everything else; else among the lines.
  var isBeside: Bool

  /// The fewest columns words may have beside a symbol.
  static let leastWords = 26
  /// The columns between them.
  static let gap = 2
  /// The rows that words above and below a symbol take.
  private static let roomForWords = 11

  /// The largest way to draw a symbol in a frame; nil where there is none.
  static func largest(_ symbol: QRSymbol, in frame: Frame) -> SymbolPlace? {
    let ways = [(4, false), (4, true), (2, false), (2, true)]
    return symbol.matrices.lazy.flatMap { matrix in
      ways.lazy.map { SymbolPlace(matrix: matrix, quiet: $0, isBeside: $1) }
    }.first { $0.fits(frame) }
  }

  private func fits(_ frame: Frame) -> Bool {
    isBeside
      ? columns + Self.gap + Self.leastWords <= frame.width && rows <= frame.content
      : columns <= frame.width && rows <= frame.content - Self.roomForWords
  }

  var columns: Int { matrix.size + 2 * quiet }
  var rows: Int { (columns + 1) / 2 }

  /// The symbol in half blocks, black on white with its quiet zone.
  func drawn(at column: Int = 0) -> [Row] {
    matrix.halfBlocks(quiet: quiet).map { Row($0, at: column, Style(.paper)) }
  }
}

extension Layout {
  /// A symbol among the lines; nothing where it stands beside them or would not fit whole.
  var qr: [Row] {
    guard let place = symbol, !place.isBeside else { return [] }
    return place.drawn()
  }

  /// What a phone opens: the symbol, or what it says where it cannot be drawn.
  func scan(_ address: String) -> [Row] {
    if let place = symbol { return place.isBeside ? [] : place.drawn() }
    return paragraph(say(Phrase("front.scan.address", ["address": .text(address)])), .normal)
  }
}

extension Prompt {
  /// What is to be scanned from the screen.
  var symbol: QRSymbol? {
    for line in body {
      switch line {
      case .qr(let symbol), .scan(let symbol?, _): return symbol
      default: continue
      }
    }
    return nil
  }
}
