internal import Glibc

/// The few things we ask of the file system besides SQLite.
enum Files {
  /// What the system's error number means for a vault.
  static func fault(_ number: Int32) -> VaultError {
    switch number {
    case ENOENT, ENOTDIR: .noFolder
    case EACCES, EPERM: .noPermission
    case EROFS: .readOnly
    case ENOSPC, EDQUOT: .diskFull
    case ENOMEM: .outOfMemory
    default: .io(errno: number)
    }
  }

  /// Refuses what cannot be a vault we may work in, without opening anything.
  static func examine(_ path: String) throws(VaultError) {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw fault(errno) }
      throw exists(folder(of: path)) ? .notFound : .noFolder
    }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAVault }
    guard mayUse(path, R_OK) else { throw .noPermission }
  }

  /// Refuses a file or folder that we may read but not write.
  static func examineWritable(_ path: String) throws(VaultError) {
    guard mayUse(path, W_OK), mayUse(folder(of: path), W_OK | X_OK) else { throw .readOnly }
  }

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  /// How long the file is; 0 when there is none.
  static func size(_ path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes the folder and those above it, for their owner alone, where they are missing.
  static func makeFolder(_ path: String) throws(VaultError) {
    if exists(path) { return }
    let above = folder(of: path)
    if above != path { try makeFolder(above) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault(errno) }
  }

  /// Makes names that were made, moved or removed in the file's folder last.
  static func syncFolder(of path: String) throws(VaultError) {
    let folder = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw fault(errno) }
    defer { close(folder) }
    guard fsync(folder) == 0 || errno == EINVAL else { throw fault(errno) }
  }

  private static func mayUse(_ path: String, _ mode: Int32) -> Bool {
    faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0
  }
}
