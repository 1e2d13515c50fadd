import Foundation
import Glibc
import Testing

/// This machine's folders with a layer over each that is gone with the namespace.
private enum Namespace {
  static let layers = """
    set -e
    umask 022
    mkdir "$0/layers"
    mount -t tmpfs none "$0/layers"
    for place in etc var/lib usr/bin; do
      mkdir -p "$0/layers/$place/up" "$0/layers/$place/work"
      mount -t overlay overlay \\
        -o "lowerdir=/$place,upperdir=$0/layers/$place/up,workdir=$0/layers/$place/work" "/$place"
    done

    """

  static let canMount: Bool = {
    guard let folder = try? Folder() else { return false }
    let words = ["--mount", "--propagation", "private", "sh", "-c", layers, folder.path]
    return (try? esimdesk(words, in: folder, program: "/usr/bin/unshare"))?.code == 0
  }()
}

/// README's commands that make a machine a self-service terminal, each as it stands there.
///
/// In a mount namespace of their own, over `/etc`, `/var/lib` and `/usr/bin`, so that nothing of this
/// machine changes. No systemd runs in it: the unit's own command is then run as its user, on a
/// terminal and with a socket for what it tells systemd. What of the unit only systemd can do, its
/// confinement and its restarts, is read by systemd's checker in ``UnitTests``.
@Suite(
  .enabled(
    if: geteuid() == 0 && access("/usr/bin/systemd-creds", X_OK) == 0 && Namespace.canMount,
    "that wants root, systemd's tools and leave to mount"))
struct KioskSetupTests {
  /// The commands, a line each.
  private func commands() throws -> [String] {
    let readme = try String(
      contentsOf: Child.repository.appendingPathComponent("README.md"), encoding: .utf8)
    let part = try #require(readme.components(separatedBy: "## A counter in ten minutes\n").last)
    let section = try #require(part.components(separatedBy: "\n## ").first)
    let lines = section.components(separatedBy: "\n").filter { $0.hasPrefix("    ") }
    #expect(lines.count > 12)
    return lines.map { String($0.dropFirst(4)) }
  }

  private static let passphrase = "seven grey herons"
  private static let pin = "271828"

  @Test func `README's commands make a kiosk that says it is ready, lives, and lets staff out`()
    throws
  {
    let folder = try Folder()
    chmod(folder.path, 0o711)
    let people = try folder.write(VaultDesk.people, to: "subscribers.csv", mode: 0o644)
    let socket = try NotifySocket(at: folder("notify"))
    chmod(socket.path, 0o666)
    // What the package brings, and what only a running systemd can do; the staff's desk is a screen.
    let package = """
      install -m 755 '\(Child.program)' /usr/bin/esimdesk
      systemd-sysusers "$PWD/Resources/systemd/esimdesk.sysusers"
      install -d -o esimdesk -g esimdesk -m 700 /var/lib/esimdesk
      mkdir -p /etc/esimdesk
      cp Resources/systemd/*.service Resources/systemd/*.timer /etc/systemd/system/
      """
    let changes = [
      ("apt install ./esimdesk_0.1.0_amd64.deb", package),
      ("--sample csv > subscribers.csv", "--sample csv > /dev/null"),
      ("desk import - < subscribers.csv", "desk import - < \(people)"),
      ("desk staff --outlet", "true"), ("enable --now", "enable"),
      ("/usr/share/doc/esimdesk/examples", "Resources/debian/examples"),
    ]
    var setup = try commands().joined(separator: "\n")
    for (there, here) in changes {
      #expect(setup.contains(there), "\(there)")
      setup = setup.replacing(there, with: here)
    }
    let service = """

      credentials=$0/credentials
      mkdir "$credentials"
      systemd-creds decrypt --name=esimdesk.key /etc/credstore.encrypted/esimdesk.key \\
        "$credentials/esimdesk.key"
      # As systemd hands it over.
      chmod 400 "$credentials/esimdesk.key"
      chown -R esimdesk "$credentials"
      test ! -e /var/lib/esimdesk/key
      test -L /etc/systemd/system/getty.target.wants/esimdesk-kiosk@tty1.service
      OPTIONS=$(sed -n 's/^OPTIONS=//p' /etc/esimdesk/kiosk.conf)
      command=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/esimdesk-kiosk@.service \\
        | sed "s|%d|$credentials|; s|%H-%I|hall-tty1|; s|\\$OPTIONS||")
      clear
      eval "exec runuser -u esimdesk -- env -i TERM=xterm-256color LANG=C.UTF-8 \\
        XDG_STATE_HOME=/var/lib NOTIFY_SOCKET=\(socket.path) WATCHDOG_USEC=400000 \\
        $command $OPTIONS"

      """
    let script =
      "export SYSTEMD_OFFLINE=1\n\(Namespace.layers)\ncd '\(Child.repository.path)'\n\(setup)\n\(service)"
    let terminal = try Terminal(
      all: ["--mount", "--propagation", "private", "sh", "-c", script, folder.path], in: folder,
      rows: 60, more: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], program: "/usr/bin/unshare")
    try answerQuestions(terminal)
    try socket.wait(for: "READY=1", then: "WATCHDOG=1", "WATCHDOG=1")
    terminal.type("\u{18}\u{11}")
    try terminal.wait("PIN")
    terminal.type("\(Self.pin)\r")
    try socket.wait(for: "STOPPING=1")
    #expect(terminal.end() == 0)
    #expect(getpwnam("esimdesk") == nil, "this machine stayed as it was")
  }

  /// Answers what is asked in secret, until the kiosk is on the screen.
  private func answerQuestions(_ terminal: Terminal) throws {
    var asked = 0
    var last = ""
    while true {
      let picture = try terminal.wait("the next question after \(last)") { picture in
        if picture.text.contains("hall-tty1") { return true }
        let question = picture.rows.last { !$0.isEmpty } ?? ""
        return !terminal.echoes && question.hasSuffix(":")
          && picture.rows.count { $0.hasSuffix(":") } > asked
      }
      if picture.text.contains("hall-tty1") { return }
      asked = picture.rows.count { $0.hasSuffix(":") }
      last = picture.rows.last { !$0.isEmpty } ?? ""
      terminal.type((last.contains("PIN") ? Self.pin : Self.passphrase) + "\r")
    }
  }
}
