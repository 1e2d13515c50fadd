import Domain
import FoundationEssentials
import Glibc
import Vault

/// One of the two stores that are compared, with one account's work done on it.
protocol Shelf {
  static var name: String { get }
  /// Opens an existing store at `path`.
  init(opening path: String) throws
  /// Lays out a new one.
  static func make(at path: String) throws
  func read<T>(_ body: (any Book) throws -> T) throws -> T
  func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T
}

/// The vault, opened by its data key: no key is derived.
struct Sealed: Shelf {
  static let name = "vault"
  private let vault: Vault

  init(opening path: String) throws {
    vault = try Vault.open(at: path, unlock: try Self.unlock())
  }

  static func make(at path: String) throws {
    _ = try Vault.create(at: path, unlock: try unlock())
  }

  private static func unlock() throws -> Unlock {
    .key(try SecretBytes(copying: [UInt8](repeating: 7, count: 32)))
  }

  func read<T>(_ body: (any Book) throws -> T) throws -> T { try vault.read(body) }

  func transact<T>(_ body: (any Book) throws -> (T, JournalEvent)) throws -> T {
    try vault.transact(body)
  }
}
