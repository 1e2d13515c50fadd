"""PostgreSQL from Debian on loopback, alone or with a synchronous standby, and a way through that fails when told.

python postgres.py FOLDER [standby] [durable] [logging] [roomy]: prints one line of JSON with its ports, then obeys lines of
JSON such as {"do": "kill", "server": "a"}, each answered by one, until its standard input ends. Then all servers are
killed and their files removed; they are too when this process is killed. Server "a" begins as the primary.
durable: fsync is on, as where machines may fail. Killed servers lose nothing by its absence: what was written is the
kernel's, which goes on. logging: every statement with its parameters. roomy: memory and log for a million accounts.
"""

import base64
import ctypes
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import certificates
import ports

folder, wishes = sys.argv[1], sys.argv[2:]
BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))[-1]
# The server refuses to be root.
user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
# Not where TMPDIR says: a socket has a path of 107 bytes at most, and the server's user must get there.
place = tempfile.mkdtemp(prefix="esimdesk-pg-", dir="/tmp")
libc = ctypes.CDLL(None)


def follow():
    libc.prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG: ends when this process does


def own(path):
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)


def as_user():
    if os.geteuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def run(*command, **more):
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=place, **as_user(), **more
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


class Server:
    def __init__(self, name):
        self.name, self.port, self.process = name, ports.keep(), None
        self.data = f"{place}/{name}"
        self.log = f"{place}/{name}.log"

    def configure(self):
        with open(f"{self.data}/postgresql.auto.conf", "w", encoding="ascii") as file:
            file.write(
                f"""
port = {self.port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '{place}'
unix_socket_permissions = 0777
ssl = on
ssl_cert_file = '{place}/server.pem'
ssl_key_file = '{place}/server.pem'
fsync = {"on" if "durable" in wishes else "off"}
log_statement = {"all" if "logging" in wishes else "none"}
log_connections = {"on" if "logging" in wishes else "off"}
log_parameter_max_length = -1
max_connections = 400
shared_buffers = {"1GB" if "roomy" in wishes else "16MB"}
max_wal_size = {"4GB" if "roomy" in wishes else "1GB"}
recovery_init_sync_method = syncfs
jit = off
wal_keep_size = 64MB
wal_sender_timeout = 3s
wal_receiver_timeout = 3s
wal_retrieve_retry_interval = 200ms
primary_conninfo = 'host={place} port={other(self).port if len(servers) > 1 else 0} user=postgres application_name={self.name}'
synchronous_standby_names = '{"a, b" if "standby" in wishes else ""}'
"""
            )
        with open(f"{self.data}/pg_hba.conf", "w", encoding="ascii") as file:
            file.write(
                """
local all postgres trust
local replication postgres trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
            )

    def start(self):
        if self.process and self.process.poll() is None:
            return
        for left in glob.glob(f"{self.data}/postmaster.pid"):
            os.unlink(left)
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [f"{BIN}/postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=follow,
                cwd=place,
                **as_user(),
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with open(f"{self.data}/postmaster.pid", encoding="ascii") as file:
                    if file.read().splitlines()[7].strip() in ("ready", "standby"):
                        return
            except (OSError, IndexError):
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        with open(self.log, encoding="utf-8") as log:
            raise RuntimeError("no server: " + log.read()[-2000:])

    def group(self, number):
        """To the server and all it started, each of which has a group of its own."""
        if not self.process or self.process.poll() is not None:
            return []
        found = children(self.process.pid)
        self.process.send_signal(number)
        for child in found:
            try:
                os.kill(child, number)
            except ProcessLookupError:
                pass
        return found

    def kill(self):
        # Stopped first, so that it starts nothing more meanwhile.
        self.group(signal.SIGSTOP)
        left = self.group(signal.SIGKILL)
        if self.process:
            self.process.wait()
        for child in left:
            try:
                os.waitpid(child, 0)
            except ChildProcessError:
                pass

    def stop(self):
        """In order: sessions are ended, and told so."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def psql(self, sql, database="postgres"):
        return run(
            f"{BIN}/psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", place, "-p", str(self.port), "-U", "postgres",
            "-d", database, "-c", sql, env={"LC_ALL": "C.UTF-8", "HOME": place, "PATH": "/usr/bin:/bin"},
        )  # fmt: skip

    def find(self, needles):
        """Which of these stand in which files, the write-ahead log and the server's own log included."""
        self.psql("CHECKPOINT")
        paths = [self.log] + [f"{root}/{name}" for root, _, names in os.walk(self.data) for name in names]
        found = []
        for path in paths:
            try:
                with open(path, "rb") as file:
                    content = file.read()
            except OSError:
                continue  # gone meanwhile, or a socket
            name = os.path.relpath(path, self.data if path != self.log else place)
            found += [[at, name] for at, needle in enumerate(needles) if needle in content]
        return found

    def spent(self, at_rest):
        """Seconds of processor time, of all it ever started; at rest, once no desk is connected any more."""
        until = time.monotonic() + 5
        while at_rest and time.monotonic() < until and any("desk_" in title(child) for child in children(self.process.pid)):
            time.sleep(0.01)
        ticks = 0
        for pid in [self.process.pid] + children(self.process.pid):
            try:
                with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                    # Its own, and that of those of its children that ended (proc(5), fields 14 to 17).
                    ticks += sum(int(field) for field in file.read().rsplit(")", 1)[1].split()[11:15])
            except OSError:
                pass
        return ticks / os.sysconf("SC_CLK_TCK")

    def promote(self):
        run(f"{BIN}/pg_ctl", "promote", "-w", "-D", self.data)

    def rejoin(self):
        """Becomes the standby of the other, from nothing."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        run(f"{BIN}/pg_basebackup", "-h", place, "-p", str(other(self).port), "-U", "postgres", "-D", self.data,
            "--checkpoint=fast", "-X", "stream", "--no-sync")  # fmt: skip
        self.configure()
        open(f"{self.data}/standby.signal", "w", encoding="ascii").close()
        own(f"{self.data}/standby.signal")
        self.start()


def children(pid):
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path, encoding="ascii") as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    return found


def title(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def other(server):
    return servers["b" if server.name == "a" else "a"]


class Way:
    """A way through to a server, which can be stalled, cut, or made to lose one answer."""

    def __init__(self, target):
        self.target, self.mode, self.left = target, "pass", 0
        self.pairs, self.lock, self.turn = [], threading.Lock(), threading.Event()
        self.turn.set()
        self.happened = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            near, _ = self.listener.accept()
            if self.mode == "refuse":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target.port))
            except OSError:
                near.close()
                continue
            with self.lock:
                self.pairs.append((near, far))
            for source, sink, answers in ((near, far, False), (far, near, True)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.pump, args=(source, sink, answers), daemon=True).start()

    def pump(self, source, sink, answers):
        try:
            while chunk := source.recv(65536):
                self.turn.wait()
                if self.meets(chunk, answers):
                    break
                sink.sendall(chunk)
        except OSError:
            pass
        self.end(source, sink)

    def meets(self, chunk, answers):
        """Whether this is the moment; then both ends are cut, and later connections pass, or none does."""
        met = (
            (self.mode in ("loseAnswer", "loseAnswerAndGo") and answers and b"COMMIT\0" in chunk)
            or (self.mode in ("loseCommit", "loseCommitAndGo") and not answers and b"\0commit\0" in chunk)
            or (self.mode == "cutAfter" and not answers and self.spend(len(chunk)))
        )
        if met:
            self.mode = "refuse" if self.mode.endswith("AndGo") else "pass"
            self.happened += 1
        return met

    def spend(self, count):
        self.left -= count
        return self.left <= 0

    @staticmethod
    def end(*ends):
        for one in ends:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def set(self, mode, count):
        self.left = count
        if mode == "stall":
            self.turn.clear()
        else:
            self.turn.set()
        if mode in ("cut", "refuse"):
            with self.lock:
                for pair in self.pairs:
                    self.end(*pair)
                self.pairs = []
        self.mode = "pass" if mode == "cut" else mode


def obey(order):
    server = servers.get(order.get("server", "a"))
    match order["do"]:
        case "start":
            server.start()
        case "stop":
            server.stop()
        case "kill":
            server.kill()
        case "freeze":
            server.group(signal.SIGSTOP)
        case "thaw":
            server.group(signal.SIGCONT)
        case "promote":
            server.promote()
        case "rejoin":
            server.rejoin()
        case "sql":
            return {"out": server.psql(order["sql"], order.get("database", "postgres"))}
        case "dump":
            return {"out": run(f"{BIN}/pg_dump", "-h", place, "-p", str(server.port), "-U", "postgres", order["database"])}
        case "log":
            with open(server.log, encoding="utf-8", errors="replace") as file:
                return {"out": file.read()}
        case "spent":
            return {"seconds": server.spent(order["rest"])}
        case "find":
            return {"found": server.find([base64.b64decode(one) for one in order["needles"]])}
        case "way":
            way = Way(server)
            ways[way.port] = way
            return {"port": way.port}
        case "set":
            ways[order["port"]].set(order["mode"], order.get("bytes", 0))
        case "happened":
            return {"count": ways[order["port"]].happened}
        case what:
            raise RuntimeError(f"what is {what}?")
    return {}


# The end of the input is enough, and comes with this.
signal.signal(signal.SIGTERM, lambda *_: None)
libc.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: what a killed server leaves behind is ours to bury
servers, ways = {}, {}
try:
    os.chmod(place, 0o711)
    own(place)
    authority, pem = certificates.make(folder)
    for path in (authority, pem):
        shutil.copy(path, place)
        own(f"{place}/{os.path.basename(path)}")
        os.chmod(f"{place}/{os.path.basename(path)}", 0o600 if path == pem else 0o644)
    servers["a"] = Server("a")
    run(f"{BIN}/initdb", "-D", servers["a"].data, "--no-sync", "-U", "postgres", "--auth=trust", "--wal-segsize=1",
        "--locale=C", "-E", "UTF8")  # fmt: skip
    if "standby" in wishes:
        servers["b"] = Server("b")
        shutil.copytree(servers["a"].data, servers["b"].data)
        for root, _, files in os.walk(servers["b"].data):
            for path in [root] + [f"{root}/{name}" for name in files]:
                own(path)
        open(f"{servers['b'].data}/standby.signal", "w", encoding="ascii").close()
        os.chmod(servers["b"].data, 0o700)
    for server in servers.values():
        server.configure()
        server.start()
    print(
        json.dumps({
            "ports": {name: server.port for name, server in servers.items()},
            "socket": place, "authority": f"{place}/authority.pem",
            "version": BIN.split("/")[4],
        }),
        flush=True,
    )  # fmt: skip
    for line in sys.stdin:
        try:
            answer = obey(json.loads(line))
        except (RuntimeError, OSError, KeyError, AttributeError) as problem:
            answer = {"problem": str(problem)}
        print(json.dumps(answer), flush=True)
finally:
    for server in servers.values():
        server.kill()
    for path in (place, folder):
        shutil.rmtree(path, ignore_errors=True)
