internal import COpenSSL

/// libcrypto, looked for when the first signature is made (Debian: libssl3).
enum Crypto {
  static let library: Library? = {
    var table = esimdesk_crypto()
    return esimdesk_crypto_load(&table) == 1 ? Library(table: table) : nil
  }()

  /// Only read once it is made.
  struct Library: @unchecked Sendable {
    let table: esimdesk_crypto
  }
}
