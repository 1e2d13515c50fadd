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

  /// Which of a vault's files others than we may read or write, and its folder if they may change
  /// what lies in it.
  static func exposed(of path: String) -> [String] {
    let parts = [
      "", "-wal", "-shm", ".anchor", ".anchor.next", ".stations", ".gate", Erasures.ending, ".key",
    ]
    var found = parts.map { path + $0 }.filter { isOpenToOthers($0, 0o077) }
    if isOpenToOthers(folder(of: path), 0o022) { found.append(folder(of: path)) }
    return found
  }

  private static func isOpenToOthers(_ path: String, _ bits: mode_t) -> Bool {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return false }
    // Root looks after vaults of others, such as the service's.
    let isOurs = geteuid() == 0 || [geteuid(), 0].contains(facts.st_uid)
    return facts.st_mode & bits != 0 || !isOurs
  }

  /// Whether an open file is the one that goes by this name.
  static func isSame(_ file: Int32, _ path: String) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(file, &held) == 0 && lstat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  /// Whether two names lead to one file.
  static func isSame(_ one: String, _ other: String) -> Bool {
    var a = stat()
    var b = stat()
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_ino == b.st_ino
      && a.st_dev == b.st_dev
  }

  /// Refuses work for which there is not enough space where it is to be done.
  static func needRoom(_ bytes: Int64, at place: String) throws(VaultError) {
    var facts = statvfs()
    guard statvfs(folder(of: place), &facts) == 0 else { throw fault(errno) }
    let free = Int64(clamping: facts.f_bavail).multipliedReportingOverflow(
      by: Int64(clamping: facts.f_frsize)
    ).partialValue
    guard free < 0 || free >= bytes else { throw .noRoom(needed: bytes, free: free) }
  }

  /// A whole small file, at most `limit` bytes; nil where there is none.
  static func read(_ path: String, limit: Int) throws(VaultError) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard file >= 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw fault(errno) }
      return nil
    }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
      facts.st_size <= limit
    else { throw .io(errno: EFBIG) }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw fault(errno) }
    return Array(bytes.prefix(count))
  }

  /// Writes a small file: whole and for good under its name, or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(VaultError) {
    let draft = path + Draft.ending
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw fault(errno) }
    defer { close(file) }
    guard fchmod(file, 0o600) == 0, Glibc.write(file, bytes, bytes.count) == bytes.count,
      fsync(file) == 0, rename(draft, path) == 0
    else {
      let why = fault(errno == 0 ? ENOSPC : errno)
      unlink(draft)
      throw why
    }
    try syncFolder(of: path)
  }

  /// Takes a small file away; where there is none, nothing happens.
  static func remove(_ path: String) { unlink(path) }

  /// Adds entries of one length to the end of a small file, for good; half an entry there is
  /// overwritten.
  static func append(_ bytes: [UInt8], to path: String, entry: Int) throws(VaultError) {
    let isNew = !exists(path)
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw fault(errno) }
    defer { close(file) }
    let end = size(path) / entry * entry
    let written = pwrite(file, bytes, bytes.count, end)
    guard written == bytes.count else { throw fault(written < 0 ? errno : ENOSPC) }
    guard fsync(file) == 0 else { throw fault(errno) }
    if isNew { try syncFolder(of: path) }
  }

  /// The files of a folder whose names end so; none where it cannot be read.
  static func names(in folder: String, ending: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(ending) { names.append(folder + "/" + name) }
    }
    return names.sorted()
  }

  /// Copies a file's bytes; where they cannot be read and `gaps` allows it, zeros.
  static func copy(
    _ source: String, into file: Int32, gaps: Bool, _ progress: (Int, Int) -> Void
  ) throws(VaultError) {
    let from = open(source, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard from >= 0 else { throw fault(errno) }
    defer { close(from) }
    let length = size(source)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var place = 0
    while place < length {
      let wanted = min(chunk.count, length - place)
      var count = pread(from, &chunk, wanted, place)
      if count < 0, errno == EINTR { continue }
      if count < 0, gaps {
        chunk = [UInt8](repeating: 0, count: chunk.count)
        count = wanted
      }
      guard count >= 0 else { throw fault(errno) }
      if count == 0 { break }
      let written = pwrite(file, chunk, count, place)
      guard written == count else { throw fault(written < 0 ? errno : ENOSPC) }
      place += count
      progress(place, length)
    }
    guard fsync(file) == 0 else { throw fault(errno) }
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

  /// Gives a file its name, never over anything.
  ///
  /// - Throws: ``VaultError/alreadyExists`` where something has that name, and why else it could not be given.
  static func put(_ draft: String, at path: String) throws(VaultError) {
    if link(draft, path) == 0 {
      unlink(draft)
      return
    }
    switch errno {
    case EEXIST: throw .alreadyExists
    // A file system without hard links.
    case EPERM, EOPNOTSUPP, EMLINK, ENOSYS:
      guard !exists(path) else { throw .alreadyExists }
      guard rename(draft, path) == 0 else { throw fault(errno) }
    default: throw fault(errno)
    }
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
