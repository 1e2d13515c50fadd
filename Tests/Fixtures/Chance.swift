import Synchronization

/// A seeded source of chance, so that a failing test fails again.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random bytes for ports and scenes, always the same row for the same seed.
public final class Chance: Sendable {
  private let source: Mutex<SplitMix64>

  public init(seed: UInt64) { source = Mutex(SplitMix64(seed: seed)) }

  public func bytes(_ count: Int) -> [UInt8] {
    source.withLock { source in (0..<count).map { _ in UInt8(truncatingIfNeeded: source.next()) } }
  }
}
