internal import Glibc

/// The key by which receipts are checked, as the desk met it last: so it checks them while the server is away.
///
/// `<folder>/fleet-<H(no key, 16, "esimdesk1" ‖ "n" ‖ hosts and database)>.receipts`: the public key32 ‖ H(no key, 16, "esimdesk1" ‖
/// "r" ‖ hosts and database ‖ key32). The check tells a damaged file from a key: by a wrong one genuine receipts would be called
/// forged. It keeps out nobody who may write to the folder; whoever does is this desk.
extension Fleet {
  private static let checkLength = 16

  private var receiptsPath: String {
    folder + "/fleet-" + Hexadecimal.text(hash("n", [])) + ".receipts"
  }

  /// The one kept; nil where there is none, or none that can be believed.
  public var keptReceiptKey: [UInt8]? {
    let length = ReceiptSignature.keyLength
    guard
      let found = try? Files.read(receiptsPath, limit: length + Self.checkLength),
      found.count == length + Self.checkLength
    else { return nil }
    let key = Array(found.prefix(length))
    return hash("r", key) == Array(found.dropFirst(length)) ? key : nil
  }

  /// Keeps it, where it is not kept yet; trouble with that is nobody's before it is wanted.
  public func keep(receiptKey: [UInt8]) {
    guard receiptKey.count == ReceiptSignature.keyLength, keptReceiptKey != receiptKey else {
      return
    }
    try? Files.write(receiptKey + hash("r", receiptKey), to: receiptsPath)
  }

  private func hash(_ letter: String, _ rest: [UInt8]) -> [UInt8] {
    Hash.keyed(
      Array("esimdesk1\(letter)\(address.name)".utf8) + rest, length: Self.checkLength, key: nil)
  }
}
