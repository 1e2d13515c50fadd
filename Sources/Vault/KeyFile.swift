internal import Glibc

/// Why a key file cannot be used.
public enum KeyFileFault: Equatable, Sendable {
  case missing
  case alreadyExists
  case unreadable
  /// Others than its owner may read or write it.
  case exposed
  /// It holds fewer than 32 bytes, or more than any key we made.
  case wrongSize
}

/// A file of random bytes that opens a vault without anybody typing.
public enum KeyFile {
  private static let sizes = 32...4096
  private static let freshSize = 64

  /// Makes one, readable by its owner alone, with its folder; never over an existing file.
  ///
  /// It comes whole under its name, or not at all: half a key would open nothing, and bar the next.
  public static func create(at path: String) throws(VaultError) {
    guard !Files.exists(path) else { throw .keyFile(.alreadyExists) }
    try Files.makeFolder(Files.folder(of: path))
    let bytes = try SecretBytes.random(freshSize)
    var name = Array("\(path).XXXXXX".utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw Files.fault(errno) }
    let draft = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(file)
      unlink(draft)
    }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard written == freshSize, fsync(file) == 0 else { throw Files.fault(errno) }
    do {
      try Files.put(draft, at: path)
    } catch .alreadyExists {
      throw .keyFile(.alreadyExists)
    }
    try Files.syncFolder(of: path)
  }

  /// Its content.
  ///
  /// A credential belongs to root and reaches the service through an access list, which shows as
  /// permissions of its group.
  static func read(_ path: String, isCredential: Bool = false) throws(VaultError) -> SecretBytes {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard file >= 0 else {
      throw .keyFile(errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable)
    }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw .keyFile(.unreadable)
    }
    guard facts.st_mode & (isCredential ? 0o007 : 0o077) == 0 else { throw .keyFile(.exposed) }
    guard sizes.contains(Int(facts.st_size)) else { throw .keyFile(.wrongSize) }
    var content = try SecretBytes(capacity: Int(facts.st_size))
    content.fill { room, capacity in Glibc.read(file, room, capacity) }
    guard content.count == Int(facts.st_size) else { throw .keyFile(.unreadable) }
    return content
  }
}
