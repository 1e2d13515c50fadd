/// The list of erased accounts: `<vault>.erased`, and a copy beside each backup.
///
/// A backup from before an erasure still holds the account and its key. Whoever restores it has
/// this list, which says what must be destroyed again. Entries of one length, in any order:
/// sealed(id8) under the erasure key. Accounts' numbers are never used twice, so that an entry can
/// be applied to whatever backup. What is left of an entry at the end, after a power cut, is
/// nothing; an entry that does not open is damage. A list that lacks entries cannot be told from
/// one made earlier: keep copies elsewhere, it is small.
struct Erasures: ~Copyable {
  private static let length = 8 + Seal.overhead
  private static let longest = 64 << 20

  static func path(of file: String) -> String { file + ending }
  static let ending = ".erased"

  private let key: SecretBytes
  private let vaultID: [UInt8]

  init(_ store: Store) throws(VaultError) {
    key = try store.open(.erasures)
    vaultID = store.sealer.vaultID
  }

  /// What a list holds; empty where there is none.
  func read(_ path: String) throws(VaultError) -> Set<Int64> {
    let found = try entries(path)
    guard !found.isBroken else { throw .damaged(Damage(.erasures, .sealBroken)) }
    return found.ids
  }

  /// What the lists in a folder hold; those of other vaults hold nothing for us.
  func read(folder: String) throws(VaultError) -> Set<Int64> {
    var all: Set<Int64> = []
    for path in Files.names(in: folder, ending: Self.ending) {
      if let found = try? entries(path) { all.formUnion(found.ids) }
    }
    return all
  }

  private func entries(_ path: String) throws(VaultError) -> (ids: Set<Int64>, isBroken: Bool) {
    guard let bytes = try Files.read(path, limit: Self.longest) else { return ([], false) }
    var reader = ByteReader(bytes)
    var ids: Set<Int64> = []
    var isBroken = false
    while let entry = reader.take(Self.length) {
      let opened = key.withPointer { Seal.open(entry, with: bound, under: $0) }
      var plain = ByteReader(opened ?? [])
      if let id = plain.integer(Int64.self) { ids.insert(id) } else { isBroken = true }
    }
    return (ids, isBroken)
  }

  /// Writes a whole list, for good.
  func write(_ ids: Set<Int64>, to path: String) throws(VaultError) {
    try Files.write(ids.sorted().flatMap { entry($0) }, to: path)
  }

  /// Adds to a list, for good; makes it where there is none.
  func add(_ ids: [Int64], to path: String) throws(VaultError) {
    try Files.append(ids.flatMap { entry($0) }, to: path, entry: Self.length)
  }

  private func entry(_ id: Int64) -> [UInt8] {
    var plain: [UInt8] = []
    plain.append(little: id)
    return plain.withUnsafeBytes { plain in
      key.withPointer { Seal.close(plain, with: bound, under: $0) }
    }
  }

  private var bound: [UInt8] { Sealer.bound(.erasure, vaultID, []) }
}

extension Store {
  /// The accounts whose keys were destroyed, as far as their marks are sound.
  func erased() throws(VaultError) -> Set<Int64> {
    var found: Set<Int64> = []
    try rows.eachKey { (row) throws(VaultError) in
      if isDestroyed(row) { found.insert(row.id) }
    }
    return found
  }

  /// Whether there is a sound mark where a key was.
  func isDestroyed(_ row: KeyRow) -> Bool {
    do {
      return try key(row) == nil
    } catch {
      return false
    }
  }
}
