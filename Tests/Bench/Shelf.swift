import Domain
import FoundationEssentials
import Glibc
import Vault

/// One of the two stores that are compared, with one account's work done on it.
protocol Shelf {
  static var name: String { get }
  /// Opens an existing store at `path`; the key, where there is one, is at hand.
  init(opening path: String, _ key: consuming Unlock) throws
  /// Lays out a new one.
  static func make(at path: String) throws
  func read<T>(_ body: (any Book) throws -> T) throws -> T
  func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T
}

extension Shelf {
  static func key() throws -> Unlock {
    .key(try SecretBytes(copying: [UInt8](repeating: 7, count: 32)))
  }

  init(opening path: String) throws { try self.init(opening: path, try Self.key()) }
}

/// The vault, opened by its data key: no key is derived.
struct Sealed: Shelf {
  static let name = "vault"
  private let vault: Vault

  init(_ vault: Vault) { self.vault = vault }

  init(opening path: String, _ key: consuming Unlock) throws {
    vault = try Vault.open(at: path, unlock: key)
  }

  static func make(at path: String) throws {
    _ = try Vault.create(at: path, unlock: try key())
  }

  func read<T>(_ body: (any Book) throws -> T) throws -> T { try vault.read(body) }

  func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    try vault.transact(body)
  }
}
