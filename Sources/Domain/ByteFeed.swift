/// Bytes one after the other, from a source that hands them over in pieces.
///
/// So that a file can be read in memory that does not grow with it.
public struct ByteFeed {
  private let more: () -> [UInt8]
  private var piece: [UInt8]
  private var place = 0

  /// - Parameter more: gives the next piece, and an empty one at the end.
  public init(_ more: @escaping () -> [UInt8]) {
    self.more = more
    piece = more()
  }

  /// All of it in one piece.
  public init(_ bytes: [UInt8]) {
    more = { [] }
    piece = bytes
  }

  /// The next byte, which stays where it is; nil at the end.
  mutating func peek() -> UInt8? {
    if place == piece.count {
      guard !piece.isEmpty else { return nil }
      piece = more()
      place = 0
      if piece.isEmpty { return nil }
    }
    return piece[place]
  }

  mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    place += 1
    return byte
  }

  /// Passes over these bytes where they are what comes first; a piece holds them all or none.
  mutating func skip(_ bytes: [UInt8]) {
    if piece[place...].starts(with: bytes) { place += bytes.count }
  }

  /// Whether this is the first byte that is neither blank nor line end, as far as the piece at hand shows.
  func begins(with byte: UInt8) -> Bool {
    piece[place...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == byte
  }

  /// Passes over blanks and line ends; returns the first byte behind them, which stays.
  mutating func pastSpace() -> UInt8? {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    return peek()
  }
}
