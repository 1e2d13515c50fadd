internal import CSodium

/// XChaCha20-Poly1305 with the nonce in front: nonce24 ‖ ciphertext ‖ mac16.
enum Seal {
  static let nonceLength = 24
  static let macLength = 16
  static let overhead = nonceLength + macLength

  /// Seals under a fresh random nonce.
  static func close(
    _ plain: UnsafeRawBufferPointer, with bound: [UInt8], under key: UnsafePointer<UInt8>
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: plain.count + overhead) { room, count in
      guard let nonce = room.baseAddress else { return }
      randombytes_buf(nonce, nonceLength)
      crypto_aead_xchacha20poly1305_ietf_encrypt(
        nonce + nonceLength, nil,
        plain.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(plain.count),
        bound, UInt64(bound.count), nil, nonce, key)
      count = plain.count + overhead
    }
  }

  /// The plaintext; nil when the seal does not hold.
  static func open(
    _ body: [UInt8], with bound: [UInt8], under key: UnsafePointer<UInt8>
  ) -> [UInt8]? {
    guard body.count >= overhead else { return nil }
    let length = body.count - overhead
    var intact = false
    let plain = body.withUnsafeBufferPointer { sealed in
      // One byte of room at least: libsodium wants an address even for nothing.
      [UInt8](unsafeUninitializedCapacity: max(length, 1)) { room, count in
        guard let nonce = sealed.baseAddress else { return }
        let result = crypto_aead_xchacha20poly1305_ietf_decrypt(
          room.baseAddress, nil, nil, nonce + nonceLength, UInt64(length + macLength),
          bound, UInt64(bound.count), nonce, key)
        intact = result == 0
        count = intact ? length : 0
      }
    }
    return intact ? plain : nil
  }
}

/// Keyed BLAKE2b.
enum Hash {
  static func keyed(
    _ message: [UInt8], length: Int, key: UnsafePointer<UInt8>?, keyLength: Int = Keys.length
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length) { room, count in
      guard let start = room.baseAddress else { return }
      crypto_generichash(
        start, length, message, UInt64(message.count), key, key == nil ? 0 : keyLength)
      count = length
    }
  }
}
