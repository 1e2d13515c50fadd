/// The secrets of a vault that stay when its data key is changed.
///
/// Random, so that nothing follows from them or leads to them; a change of the data key only seals
/// them anew.
struct LastingSecrets: ~Copyable {
  /// The seed of the key that receipts are signed with.
  let receipts: SecretBytes
  /// The key of the list of erased accounts.
  let erasures: SecretBytes

  init() throws(VaultError) {
    self.init(
      receipts: try SecretBytes.random(ReceiptKey.seedLength),
      erasures: try SecretBytes.random(Keys.length))
  }

  init(receipts: consuming SecretBytes, erasures: consuming SecretBytes) {
    self.receipts = receipts
    self.erasures = erasures
  }
}

/// Which of them, by its row in `meta`.
enum Lasting: String {
  case receipts
  case erasures = "erasure"
}

extension Store {
  /// One of the lasting secrets, as the file has it now.
  func open(_ secret: Lasting) throws(VaultError) -> SecretBytes {
    guard let sealed = try rows.meta(secret.rawValue) else {
      throw .damaged(Damage(.meta(secret.rawValue), .missing))
    }
    let opened =
      switch secret {
      case .receipts: try sealer.openReceiptSeed(sealed)
      case .erasures: try sealer.openErasureKey(sealed)
      }
    guard let opened else { throw .damaged(Damage(.meta(secret.rawValue), .sealBroken)) }
    return opened
  }

  func lastingSecrets() throws(VaultError) -> LastingSecrets {
    LastingSecrets(receipts: try open(.receipts), erasures: try open(.erasures))
  }
}
