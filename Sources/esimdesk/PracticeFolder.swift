import Glibc

/// The folder of one practice desk's throw-away vault; it goes with the desk.
///
/// A desk that was killed leaves it behind, so the next one to start removes those whose process is
/// gone. A lock on the folder itself (`flock`) says that it is not: it ends with the process, however
/// that ends.
final class PracticeFolder {
  let path: String
  private let base: String
  private let name: String
  private let folder: Int32

  private static let prefix = "esimdesk-practice-"

  init() throws(Failure) {
    let place =
      Surroundings.variable("XDG_RUNTIME_DIR") ?? Surroundings.variable("TMPDIR") ?? "/tmp"
    // Somebody who sweeps between the making and the lock takes it away: then another is made.
    for base in [place, place, place, "/tmp"] {
      Self.sweep(base)
      var template = Array("\(base)/\(Self.prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { continue }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard folder >= 0 else { continue }
      if flock(folder, LOCK_EX | LOCK_NB) == 0, Self.isAt(path, folder) {
        (self.path, self.base, self.folder) = (path, base, folder)
        name = String(path.dropFirst(base.utf8.count + 1))
        return
      }
      close(folder)
    }
    throw Failure(
      code: Exit.cannotCreate,
      line: "esimdesk: no folder for the practice vault can be made in \(place) or /tmp")
  }

  deinit {
    let parent = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    Self.remove(name, folder, from: parent)
    close(parent)
    close(folder)
  }

  /// Whether the folder that is open is still the one of that name.
  private static func isAt(_ path: String, _ folder: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return lstat(path, &named) == 0 && fstat(folder, &opened) == 0
      && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  /// Removes our own practice folders that nobody holds any more; links and strangers' are left alone.
  private static func sweep(_ base: String) {
    let parent = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { return }
    defer { close(parent) }
    for name in names(in: parent) where name.hasPrefix(prefix) {
      let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard folder >= 0 else { continue }
      defer { close(folder) }
      var status = stat()
      guard fstat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o77 == 0,
        flock(folder, LOCK_EX | LOCK_NB) == 0
      else { continue }
      remove(name, folder, from: parent)
    }
  }

  /// A practice vault has files and no folders.
  private static func remove(_ name: String, _ folder: Int32, from parent: Int32) {
    for file in names(in: folder) { unlinkat(folder, file, 0) }
    unlinkat(parent, name, AT_REMOVEDIR)
  }

  private static func names(in folder: Int32) -> [String] {
    // A listing closes what it reads.
    let again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0, let listing = fdopendir(again) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
