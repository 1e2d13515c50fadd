internal import Glibc

/// A vault file under way, beside the place it is for; gone again unless it is moved there.
///
/// Nobody else opens it, so SQLite is told to lock nothing: its locks and ours would be one and
/// the same on some network file systems, where backups often lie.
final class Draft {
  static let ending = ".new"

  /// Where it is now, and where it will be.
  let path: String
  let place: String
  /// It stays where it is, for a later attempt, unless it is moved.
  private let isLasting: Bool
  private var file: Int32

  /// Begins one; what an earlier attempt left is taken away, but not one still under way.
  ///
  /// - Parameters:
  ///   - place: where it is for.
  ///   - isLasting: what an earlier attempt left is gone on with, and this one left for a later.
  /// - Throws: when there can be none now.
  init(for place: String, isLasting: Bool = false) throws(VaultError) {
    self.place = place
    self.isLasting = isLasting
    path = place + Self.ending
    if isLasting {
      file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw Files.fault(errno) }
      guard fchmod(file, 0o600) == 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
        throw errno == EWOULDBLOCK ? .busy : Files.fault(errno)
      }
      return
    }
    // Taken away rather than emptied: it may be another name of what was just moved into place.
    let stale = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if stale >= 0 {
      defer { close(stale) }
      guard flock(stale, LOCK_EX | LOCK_NB) == 0 else { throw .busy }
      if Files.isSame(stale, path) { Self.discard(path) }
    }
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw errno == EEXIST ? .busy : Files.fault(errno) }
    guard fchmod(file, 0o600) == 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK ? .busy : Files.fault(errno)
    }
  }

  private static func discard(_ path: String) {
    for ending in ["", "-wal", "-journal"] { unlink(path + ending) }
  }

  deinit {
    if !isLasting, Files.isSame(file, path) { Self.discard(path) }
    close(file)
  }

  /// Takes out all that an earlier attempt left; no connection to it may be open.
  func empty() throws(VaultError) {
    for ending in ["-wal", "-journal"] { unlink(path + ending) }
    guard ftruncate(file, 0) == 0 else { throw Files.fault(errno) }
  }

  /// SQLite on it.
  func connect() throws(VaultError) -> Connection { try Connection(path, alone: true) }

  /// Fills it with a file's content, byte by byte as it lies there, with its log where it has one.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - gaps: goes on where the disk cannot be read, with zeros.
  ///   - progress: told how many bytes are done, of how many.
  /// - Throws: when not all of it was copied.
  func copy(
    _ source: String, gaps: Bool = false, _ progress: (Int, Int) -> Void
  ) throws(VaultError) {
    try Files.copy(source, into: file, gaps: gaps, progress)
    guard Files.size(source + "-wal") > 0 else { return }
    let log = open(path + "-wal", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard log >= 0 else { throw Files.fault(errno) }
    defer { close(log) }
    try Files.copy(source + "-wal", into: log, gaps: gaps, { _, _ in })
  }

  /// Makes what was written last, once no connection to it is left.
  func sync() throws(VaultError) {
    guard fsync(file) == 0 else { throw Files.fault(errno) }
    try Files.syncFolder(of: path)
  }

  /// Moves it into place, for good, with a log it may have, once no connection to it is left.
  ///
  /// It is closed by then: the closing of any descriptor of a file drops the locks that SQLite
  /// holds on it for this process.
  /// - Parameter replacing: over what is there; otherwise never over anything.
  /// - Throws: when it is not in place.
  func move(replacing: Bool = false) throws(VaultError) {
    try sync()
    if Files.size(path + "-wal") > 0, rename(path + "-wal", place + "-wal") != 0 {
      throw Files.fault(errno)
    }
    if replacing {
      guard rename(path, place) == 0 else { throw Files.fault(errno) }
    } else {
      try Files.put(path, at: place)
    }
    close(file)
    file = -1
    try Files.syncFolder(of: place)
  }
}
