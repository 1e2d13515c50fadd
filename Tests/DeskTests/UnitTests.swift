import Foundation
import Glibc
import Testing

/// The systemd units that put a kiosk, or the staff's desk, on a terminal of a machine.
///
/// They are read by systemd itself here; Scripts/test-package boots a system and starts them.
@Suite(.enabled(if: access("/usr/bin/systemd-analyze", X_OK) == 0, "there is no systemd here"))
struct UnitTests {
  static let names = ["esimdesk-kiosk", "esimdesk-kiosk-kmscon", "esimdesk-kiosk-cage"]

  private let folder: Folder

  init() throws { folder = try Folder() }

  private func text(_ name: String) throws -> String {
    try String(
      contentsOf: Child.repository.appendingPathComponent("Resources/systemd/\(name)@.service"),
      encoding: .utf8)
  }

  /// The unit for tty1, its programs replaced by one that is there.
  private func unit(_ name: String) throws -> String {
    var text = try text(name)
    for program in ["esimdesk", "kmscon", "cage", "foot"] {
      text = text.replacingOccurrences(of: "/usr/bin/\(program)", with: "/bin/true")
    }
    return try folder.write(text, to: "\(name)@tty1.service")
  }

  private func analyze(_ arguments: String...) throws -> Result {
    try esimdesk(arguments, in: folder, program: "/usr/bin/systemd-analyze")
  }

  @Test(arguments: names + ["esimdesk-staff"]) func `systemd finds nothing wrong with it`(
    _ name: String
  ) throws {
    let result = try analyze("verify", "--man=no", try unit(name))
    #expect(result.code == 0 && result.out.isEmpty && result.err.isEmpty, "\(result)")
  }

  /// Of 100; a unit that confines nothing has 96.
  @Test(arguments: [
    ("esimdesk-kiosk", 18), ("esimdesk-staff", 18), ("esimdesk-kiosk-kmscon", 21),
    ("esimdesk-kiosk-cage", 21),
  ])
  func `it is confined as far as a program on a terminal can be`(
    _ name: String, _ exposure: Int
  ) throws {
    let result = try analyze(
      "security", "--no-pager", "--offline=yes", "--threshold=\(exposure)", try unit(name))
    #expect(result.code == 0, "\(result.out.suffix(200))")
  }

  @Test(arguments: names) func `it starts a kiosk that understands every word of its command`(
    _ name: String
  ) throws {
    let command = try text(name).replacingOccurrences(of: "\\\n", with: " ")
      .components(separatedBy: "\n").first { $0.hasPrefix("ExecStart=") }
    let words = try #require(command).components(separatedBy: "/usr/bin/esimdesk ").last?
      .replacingOccurrences(of: "%d", with: "/run/credentials")
      .replacingOccurrences(of: "%H-%I", with: "host-tty1")
      .replacingOccurrences(of: "$OPTIONS", with: "")
      .split(separator: " ").map(String.init)
    let arguments = try #require(words)
    #expect(arguments.first == "kiosk")
    let result = try esimdesk(arguments + ["--help"], in: folder)
    #expect(result.code == 0 && result.err.isEmpty, "\(result)")
  }

  @Test(arguments: names) func `a hang, a crash and a kill start it again; memory stays in memory`(
    _ name: String
  ) throws {
    let lines = try text(name).components(separatedBy: "\n")
    for line in [
      "Type=notify", "WatchdogSec=30", "Restart=always", "StartLimitIntervalSec=0", "LimitCORE=0",
      "MemorySwapMax=0", "NoNewPrivileges=yes", "ProtectSystem=strict", "TTYVTDisallocate=yes",
      "RestartPreventExitStatus=0",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(lines.contains { $0.hasPrefix("Environment=") && $0.contains("enable=no") })
    #expect(
      !lines.contains { $0.hasPrefix("OnSuccess=") }, "that comes between crash and start too")
  }
}
