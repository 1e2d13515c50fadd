"""README's "A counter in ten minutes", done as it is printed on a booted Debian 12; then an upgrade, and the end.

    counter.py FOLDER README SUBSCRIBERS

FOLDER is a bare system in which /root has the package by the name that README uses, one more of a higher version as
next.deb, and nothing installed. systemd-nspawn boots it; a terminal of ours is its /dev/tty1. Every check that fails
ends this with 1 and says what was there instead.
"""

import base64
import fcntl
import hmac
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

PASSPHRASE, PASSWORD, PIN = "seven grey herons", "eleven quiet lamps", "271828"
CONFIGURATION = '{"format": 1, "mail": {"sendmail": "/bin/true"}}'
DEADLINE = 60


def fail(what, *shown):
    print(f"counter.py: {what}", *shown, sep="\n", file=sys.stderr)
    sys.exit(1)


class Terminal:
    """A terminal of which we keep both ends, so that it outlives whoever hangs it up."""

    def __init__(self):
        self.ours, self.theirs = pty.openpty()
        self.path = os.ttyname(self.theirs)
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.written = b""
        # Always read, so that nobody who writes to it has to wait.
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                self.written += os.read(self.ours, 65536)
            except OSError:
                # Nobody has it open just now.
                time.sleep(0.05)

    def text(self, since=0):
        """What was written, without what moves the cursor and colours."""
        return re.sub(
            r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()].|[=>78cMHDE])", " ", self.written[since:].decode(errors="replace"))

    def wait(self, what, holds):
        end = time.monotonic() + DEADLINE
        while not holds():
            if time.monotonic() > end:
                fail(f"{what}: waited in vain; there is", self.text()[-2000:])
            time.sleep(0.02)

    def wait_for(self, words, since):
        self.wait(f"'{words}'", lambda: words in self.text(since))

    def type(self, text):
        os.write(self.ours, text.encode())

    @property
    def echoes(self):
        return bool(termios.tcgetattr(self.ours)[3] & termios.ECHO)


class Machine:
    """A bare system, booted."""

    def __init__(self, root, consoles):
        with open(f"{root}/etc/hostname", "w") as name:
            name.write("hall\n")
        binds = [f"--bind={console.path}:/dev/tty{number}" for number, console in enumerate(consoles)]
        self.boot = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--console=pipe",
             f"--directory={root}", *binds],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
        self.leader = None
        end = time.monotonic() + DEADLINE
        while self.leader is None or self("systemctl is-system-running --wait", quiet=True) not in ("running", "degraded"):
            if self.boot.poll() is not None:
                fail("systemd-nspawn cannot boot a system here", self.boot.stderr.read().decode())
            if time.monotonic() > end:
                fail("the system does not come up")
            time.sleep(0.1)
            self.leader = self.leader or self.child_of(self.boot.pid)

    @staticmethod
    def child_of(pid):
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            return next(iter(children.read().split()), None)

    def words(self, command, begin="env"):
        environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                       "LANG=C.UTF-8", "TERM=xterm-256color"]  # fmt: skip
        inside = ["nsenter", f"--target={self.leader}", "--all", "env", "-i", *environment]
        return [*inside, *begin.split(), "bash", "-c", f"cd /root; {command}"]

    def __call__(self, command, quiet=False, code=0):
        done = subprocess.run(self.words(command), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if not quiet and done.returncode != code:
            log = self("journalctl -u 'esimdesk-*' -n 20 --no-pager", quiet=True)
            fail(f"{command}: ended with {done.returncode}", done.stdout, done.stderr, log)
        return done.stdout.strip()

    def wait(self, command, answer):
        end = time.monotonic() + DEADLINE
        while (found := self(command, quiet=True)) != answer:
            if time.monotonic() > end:
                fail(f"{command}: not {answer} but", found)
            time.sleep(0.1)

    def end(self):
        if self.boot.poll() is None:
            self.boot.send_signal(signal.SIGTERM)
            try:
                self.boot.wait(20)
            except subprocess.TimeoutExpired:
                self.boot.kill()
                self.boot.wait()


def commands(readme, heading, least):
    """The commands that stand in a section of README, a line each."""
    section = open(readme, encoding="utf-8").read().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.split("\n") if re.match(r"    [a-z]", line)]
    if len(lines) < least:
        fail(f"README's '{heading}' lacks commands", *lines)
    return lines


def on_terminal(machine, script, answers):
    """Runs lines in a shell at a terminal.

    `answers` are pairs: what stands there when something is asked, and what then does the answering.
    """
    terminal = Terminal()
    shell = subprocess.Popen(
        machine.words(f"set -em\n{script}", "setsid --ctty --wait"), stdin=terminal.theirs, stdout=terminal.theirs,
        stderr=terminal.theirs)  # fmt: skip
    seen = 0
    end = time.monotonic() + 2 * DEADLINE
    while shell.poll() is None:
        time.sleep(0.02)
        asked = terminal.text()[seen:].rstrip()
        for words, answer in answers:
            if re.search(words, asked) and not (words.endswith(":$") and terminal.echoes):
                seen = len(terminal.text())
                answer(terminal)
                break
        if time.monotonic() > end:
            shell.kill()
            fail("a command does not end", terminal.text()[-3000:])
    if shell.returncode != 0:
        fail(f"a command ended with {shell.returncode}", terminal.text()[-3000:])
    return terminal.text()


def types(text):
    return lambda terminal: terminal.type(text)


def signs_in(terminal):
    """A member of staff at the desk: name, password and the code that an authenticator app shows; and leaves."""
    secret = base64.b32decode(re.findall(r"secret=([A-Z2-7]+)", terminal.text())[-1])
    digest = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), "sha1")
    code = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] % 2**31 % 10**6
    for text in ("chan", "\r", PASSWORD, "\r", f"{code:06}", "\r"):
        before = len(terminal.written)
        terminal.type(text)
        terminal.wait(f"an answer to {text!r}", lambda: len(terminal.written) > before)
    terminal.wait("the staff's desk", lambda: "Serve a person" in terminal.text())
    terminal.type("\x03")


ANSWERS = [
    (r"assphrase[^\n]*:$", types(PASSPHRASE + "\r")),
    (r"PIN[^\n]*:$", types(PIN + "\r")),
    (r"assword[^\n]*:$", types(PASSWORD + "\r")),
    (r"\[Y/n\]$", types("y\r")),
    (r"\[yes/no\]$", types("yes\r")),
    (r"Staff sign-in[^$]*Leave", signs_in),
]


def personal(subscribers):
    """What stands in the import file and must not stand in the machine's log."""
    lines = open(subscribers, encoding="utf-8").read().split("\n")
    head = lines[0].split(",")
    wanted = [head.index(name) for name in ("number", "name", "email", "msisdn")]
    return [line.split(",")[place] for line in lines[1:] if line for place in wanted]


def main():
    root, readme, subscribers = sys.argv[1:]
    # Whoever starts this in the background has it ignored, and what we start would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kiosk, staff = Terminal(), Terminal()
    # /dev/tty0 is the one in front.
    machine = Machine(root, [kiosk, kiosk, staff])
    try:
        walk(machine, kiosk, staff, readme, subscribers)
    finally:
        machine.end()


def walk(machine, console, desk_of_staff, readme, subscribers):
    staff = "esimdesk-staff@tty2.service"
    kiosk = "esimdesk-kiosk@tty1.service"
    timers = ["esimdesk-run-due", "esimdesk-outbox", "esimdesk-backup"]

    def shows(unit, name):
        return machine(f"systemctl show --value -p {name} {unit}")

    def prompts():
        return machine("journalctl --no-pager -b -u getty@tty1").count("Started getty@tty1")

    def no_prompt():
        # One was there before the kiosk took its place.
        if prompts() != 1:
            fail("a login prompt came where the kiosk is", machine("journalctl --no-pager -b"))

    print("-- README: a counter in ten minutes")
    counter = commands(readme, "A counter in ten minutes", 13)
    desk = next(line for line in counter if line.startswith("desk()"))
    on_terminal(machine, "\n".join(counter), ANSWERS)

    print("-- the kiosk")
    machine.wait(f"systemctl is-active {kiosk}", "active")
    console.wait_for("hall-tty1", since=0)
    pid = shows(kiosk, "MainPID")
    if machine(f"stat -c %U /proc/{pid}") != "esimdesk":
        fail("the kiosk runs as somebody else")
    machine(f"kill -9 {pid}")
    machine.wait(f"systemctl show --value -p NRestarts {kiosk}", "1")
    machine.wait(f"systemctl is-active {kiosk}", "active")
    no_prompt()

    print("-- the staff's desk")
    machine.wait(f"systemctl is-active {staff}", "active")
    desk_of_staff.wait_for("密碼", since=0)
    desk_of_staff.type("\x03")
    machine.wait(f"systemctl show --value -p NRestarts {staff}", "1")
    machine.wait(f"systemctl is-active {staff}", "active")

    print("-- README: mail, payment, printer")
    machine(f"echo '{CONFIGURATION}' >/etc/esimdesk/config.json; touch mail.password sms-token")
    on_terminal(machine, "\n".join([desk, *commands(readme, "Mail, payment, printer", 4)]), ANSWERS)
    machine.wait(f"systemctl is-active {kiosk}", "active")
    no_prompt()

    print("-- what runs by itself")
    listed = machine("systemctl list-timers --no-pager")
    # The day may end meanwhile.
    days = [machine("date +%u")]
    for name in timers:
        if f"{name}.timer" not in listed:
            fail(f"{name}.timer does not wait for its time", listed)
        machine(f"systemctl start {name}.service")
        if shows(f"{name}.service", "Result") != "success":
            fail(f"{name}.service", machine(f"journalctl -u {name} --no-pager"))
    days.append(machine("date +%u"))
    copies = " -o ".join(f"-s /var/backups/esimdesk/vault-{day}" for day in days)
    machine(f"runuser -u esimdesk -- test {copies}")

    print("-- an upgrade under a kiosk")
    before = shows(kiosk, "MainPID")
    machine("echo '# ours' >>/etc/esimdesk/foot-kiosk.ini")
    machine("sha256sum /etc/esimdesk/* /etc/credstore.encrypted/esimdesk.key >kept")
    on_terminal(machine, "apt-get install -y -o Dpkg::Options::=--force-confold ./next.deb", ANSWERS)
    machine("sha256sum --quiet --check kept")
    if shows(kiosk, "MainPID") != before or shows(kiosk, "ActiveState") != "active":
        fail("the upgrade ended somebody's session")
    machine("systemctl restart 'esimdesk-kiosk*'")
    machine.wait(f"systemctl is-active {kiosk}", "active")
    no_prompt()
    for name in timers:
        if shows(f"{name}.timer", "ActiveState") != "active":
            fail(f"the upgrade stopped {name}.timer")
    machine("systemctl start esimdesk-run-due.service")

    print("-- README: backing up, and back again")
    before = len(console.written)
    on_terminal(machine, "\n".join([desk, *commands(readme, "Backing up, and back again", 6)]), ANSWERS)
    machine.wait(f"systemctl is-active {kiosk}", "active")
    machine("test -s /var/backups/esimdesk/before-monday && ls /var/lib/esimdesk/vault.* | grep -q 20")

    print("-- staff leave the kiosk")
    console.wait_for("hall-tty1", since=before)
    before = len(console.written)
    console.type("\x18\x11")
    console.wait_for("PIN", since=before)
    console.type(PIN + "\r")
    machine.wait(f"systemctl is-active {kiosk}", "inactive")
    if shows(kiosk, "Result") != "success":
        fail("the kiosk did not end well")
    machine.wait("systemctl is-active getty@tty1.service", "active")

    print("-- the log")
    log = machine("journalctl -u 'esimdesk-*' --no-pager")
    if "esimdesk" not in log:
        fail("the units logged nothing", log)
    for word in personal(subscribers) + [PIN, PASSWORD, PASSPHRASE]:
        if word in log:
            fail(f"the log has {word}")

    print("-- remove and purge")
    machine(f"systemctl start {kiosk}")
    on_terminal(machine, "apt remove -y esimdesk", ANSWERS)
    if machine("systemctl list-units --no-legend --plain 'esimdesk*'"):
        fail("a removed package still runs", machine("systemctl list-units --no-pager 'esimdesk*'"))
    machine("test -s /var/lib/esimdesk/vault && test -s /etc/esimdesk/kiosk.conf")
    said = on_terminal(machine, "apt purge -y esimdesk", ANSWERS)
    if "Delete the vault with all accounts in it?" not in said:
        fail("a purge deleted a vault and did not ask", said)
    machine("test ! -e /var/lib/esimdesk && test ! -e /etc/esimdesk && test -e /var/backups/esimdesk")


main()
