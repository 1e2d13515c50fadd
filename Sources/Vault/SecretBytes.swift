internal import CSodium

/// Bytes that are locked in memory, fenced by guard pages, and wiped when they go.
///
/// They cannot be copied, and never pass through a `String` or an array.
public struct SecretBytes: ~Copyable {
  private let base: UnsafeMutablePointer<UInt8>
  /// How many bytes there is room for.
  private(set) var capacity: Int
  /// How many of them are in use.
  public private(set) var count: Int

  /// Each has a page of its own however short it is, so this much room costs nothing.
  private static let leastRoom = 512

  /// Room for some bytes, none in use yet.
  init(capacity: Int) throws(VaultError) {
    guard Sodium.isReady, let base = sodium_malloc(max(capacity, Self.leastRoom)) else {
      throw .outOfMemory
    }
    self.base = base.assumingMemoryBound(to: UInt8.self)
    self.capacity = capacity
    count = 0
  }

  /// A copy; the caller wipes the original.
  public init(copying bytes: UnsafeRawBufferPointer) throws(VaultError) {
    try self.init(capacity: bytes.count)
    UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: bytes)
    count = bytes.count
  }

  /// A copy; the caller wipes the original.
  public init(copying bytes: [UInt8]) throws(VaultError) {
    try self.init(capacity: bytes.count)
    base.update(from: bytes, count: bytes.count)
    count = bytes.count
  }

  /// The same bytes once more.
  ///
  /// - Returns: the copy, locked and wiped like these.
  /// - Throws: when there is no memory for it.
  public func copy() throws(VaultError) -> SecretBytes {
    var twin = try SecretBytes(capacity: count)
    let length = count
    withPointer { bytes in
      twin.fill { room, _ in
        room.update(from: bytes, count: length)
        return length
      }
    }
    return twin
  }

  /// Fresh random bytes.
  public static func random(_ count: Int) throws(VaultError) -> SecretBytes {
    var fresh = try SecretBytes(capacity: count)
    fresh.fill { room, _ in
      randombytes_buf(room, count)
      return count
    }
    return fresh
  }

  deinit { sodium_free(base) }

  /// The bytes in use, for as long as `body` runs.
  ///
  /// - Parameter body: must not keep a copy.
  /// - Returns: what `body` does.
  /// - Throws: what `body` does.
  public func withUnsafeBytes<T, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> T
  ) throws(E) -> T {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The same, as C wants them.
  func withPointer<T>(_ body: (UnsafePointer<UInt8>) -> T) -> T { body(base) }

  /// Makes room for more bytes where they are; the page is there already.
  mutating func widen(to capacity: Int) throws(VaultError) {
    guard capacity <= Self.leastRoom else { throw .outOfMemory }
    self.capacity = max(self.capacity, capacity)
  }

  /// Lets `body` write into the room and say how much of it is now in use.
  mutating func fill(_ body: (_ room: UnsafeMutablePointer<UInt8>, _ capacity: Int) -> Int) {
    count = min(max(body(base, capacity), 0), capacity)
  }

  /// Whether both hold the same bytes, in a time that depends on the length alone.
  public func matches(_ other: borrowing SecretBytes) -> Bool {
    count == other.count && sodium_memcmp(base, other.base, count) == 0
  }
}

/// The library behind every seal and hash here.
enum Sodium {
  /// Whether it could be made ready; asked before anything else is.
  static let isReady = sodium_init() >= 0

  static func sha256(_ message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, message, UInt64(message.count))
    return digest
  }
}
