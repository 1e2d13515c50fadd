/// SHA-1 (FIPS 180-4) and HMAC over it (RFC 2104), for one-time passwords and nothing else.
///
/// Authenticator apps only speak HMAC-SHA-1, libsodium does not have it, and Domain imports no C
/// library; so it is written here, and tried on the vectors of RFC 3174 and RFC 2202. HMAC does not
/// need what SHA-1 has lost, resistance to collisions.
enum SHA1 {
  static let blockSize = 64

  /// The digest of 20 bytes.
  static func hash(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    var padded = message + [0x80]
    padded += [UInt8](repeating: 0, count: (blockSize + 56 - padded.count % blockSize) % blockSize)
    padded += bigEndian(UInt64(message.count) * 8)
    for block in stride(from: 0, to: padded.count, by: blockSize) {
      mix(padded[block..<(block + blockSize)], into: &state)
    }
    return state.flatMap { word in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = [UInt32](repeating: 0, count: 80)
    var place = 0
    for byte in block {
      words[place &>> 2] = words[place &>> 2] &<< 8 | UInt32(byte)
      place += 1
    }
    place = 16
    while place < 80 {
      let mixed = words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16]
      words[place] = mixed &<< 1 | mixed &>> 31
      place += 1
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    place = 0
    while place < 80 {
      let choice: UInt32
      if place < 20 {
        choice = ((b & c) | (~b & d)) &+ 0x5A82_7999
      } else if place < 40 {
        choice = (b ^ c ^ d) &+ 0x6ED9_EBA1
      } else if place < 60 {
        choice = ((b & c) | (b & d) | (c & d)) &+ 0x8F1B_BCDC
      } else {
        choice = (b ^ c ^ d) &+ 0xCA62_C1D6
      }
      let next = (a &<< 5 | a &>> 27) &+ choice &+ e &+ words[place]
      e = d
      d = c
      c = b &<< 30 | b &>> 2
      b = a
      a = next
      place += 1
    }
    for (place, value) in [a, b, c, d, e].enumerated() { state[place] &+= value }
  }

  /// The message's authentication code of 20 bytes.
  static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = key.count > blockSize ? hash(key) : key
    block += [UInt8](repeating: 0, count: blockSize - block.count)
    return hash(block.map { $0 ^ 0x5C } + hash(block.map { $0 ^ 0x36 } + message))
  }

  static func bigEndian(_ number: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
  }
}
