import Glibc

/// A small disk of its own over a folder, as long as a test needs it.
public struct Mount {
  private let folder: String

  /// Whether this process may mount; tried once, since being root is not enough in every container.
  public static let isPossible: Bool = {
    var template = Array("/tmp/mount-XXXXXX".utf8CString)
    guard geteuid() == 0, mkdtemp(&template) != nil else { return false }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { rmdir(folder) }
    guard let mount = Mount(over: folder, size: "1m") else { return false }
    mount.end()
    return true
  }()

  /// Mounts a disk in memory of that size (`600k`, `2m`); nil where it may not.
  public init?(over folder: String, size: String) {
    self.folder = folder
    guard mount("tmpfs", folder, "tmpfs", 0, "size=\(size),mode=700") == 0 else { return nil }
  }

  public func makeReadOnly() -> Bool {
    mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
  }

  /// Writes a file until not a byte is left; whoever removes it makes room.
  public func fill(_ name: String) {
    let file = open(folder + "/" + name, O_WRONLY | O_CREAT, 0o600)
    let page = [UInt8](repeating: 1, count: 4096)
    while write(file, page, page.count) > 0 {}
    close(file)
  }

  public func makeRoom(_ name: String) { unlink(folder + "/" + name) }

  public func end() { umount2(folder, Int32(MNT_DETACH)) }
}
