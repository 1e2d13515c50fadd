import Connectors
import Foundation
import Testing

@Suite struct PhotoViewerTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("esimdesk-viewer-\(UUID().uuidString)")

  /// A viewer that keeps what it was given, says who it is, and stays.
  private func program() throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("viewer").path
    let script = """
      #!/bin/sh
      cat "$1" > \(folder.path)/seen
      echo "$*" > \(folder.path)/arguments
      env > \(folder.path)/environment
      ls /proc/self/fd > \(folder.path)/descriptors
      echo $$ > \(folder.path)/pid.new
      mv \(folder.path)/pid.new \(folder.path)/pid
      sleep 600

      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  private func read(_ name: String) -> String? {
    try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func `a photo is handed over in memory, whole and nameless, and the viewer ends when told`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let viewer = try #require(PhotoViewer(path: try program()))
    let photo = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(viewer.show(photo))
    let deadline = Date(timeIntervalSinceNow: 60)
    while read("pid") == nil, Date() < deadline { usleep(5_000) }
    let pid = try #require(read("pid").flatMap { Int32($0.dropLast()) })
    #expect(try Data(contentsOf: folder.appendingPathComponent("seen")) == Data(photo))
    #expect(read("arguments") == "/proc/self/fd/3\n")
    let known = ["DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "HOME", "LANG"]
    // The shell adds its own folder and its last command.
    for line in (read("environment") ?? "").split(separator: "\n") {
      let name = line.prefix { $0 != "=" }
      #expect((known + ["PATH", "PWD", "_", "OLDPWD", "SHLVL"]).contains(String(name)))
    }
    // The folder that ls lists is its 4, and the shell reads its script from 10.
    let open = Set((read("descriptors") ?? "").split(separator: "\n").map(String.init))
    #expect(open.contains("3") && open.isSubset(of: ["0", "1", "2", "3", "4", "10"]), "\(open)")
    #expect(kill(pid, 0) == 0)
    viewer.close()
    #expect(kill(pid, 0) == -1 && errno == ESRCH)
    viewer.close()
  }

  @Test func `a program that is not there is no viewer`() {
    #expect(PhotoViewer(path: "/nowhere/feh") == nil)
    #expect(PhotoViewer(path: "feh") == nil)
  }
}
