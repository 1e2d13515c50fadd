"""A program on a terminal of its own, and what can be seen of it from outside.

Every read is stamped first and understood later: what the screen model costs is in no figure, and neither
is the wait by which a frame is known to be over. A frame ends with its last byte.
"""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

import pyte

now = time.monotonic_ns


class Model(pyte.Screen):
    """pyte's screen; sequences that it does not know are none of its colours."""

    def select_graphic_rendition(self, *attributes, private=False):
        if not private:
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode, **_):
        pass

    def report_device_attributes(self, mode=0, **_):
        pass

    def picture(self):
        rows = [[self.buffer[y][x] for x in range(self.columns)] for y in range(self.lines)]
        return rows, (self.cursor.x, self.cursor.y)


# What a terminal answers when it is asked; a program that got no answer might wait for it.
ANSWERS = [
    (re.compile(rb"\x1b\[6n"), b"\x1b[2;2R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), b"\x1b[?\\1;0$y"),
]


class Session:
    """A running program; its time begins when it is executed, not when Python decides to."""

    def __init__(self, program, columns=80, rows=24, prefix=()):
        self.program = program
        self.model = Model(columns, rows)
        self.stream = pyte.ByteStream(self.model)
        self.ended = False
        self.application_keys = False
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        reading, writing = os.pipe()
        actions = [(os.POSIX_SPAWN_DUP2, slave, end) for end in (0, 1, 2)]
        actions.append((os.POSIX_SPAWN_DUP2, writing, 3))
        words = [program.starter, *prefix, *program.words]
        self.pid = os.posix_spawn(
            program.starter, words, program.environment, file_actions=actions, setsid=True)
        os.close(slave)
        os.close(writing)
        self.began, self.used_before = struct.unpack("qq", os.read(reading, 16))
        os.close(reading)
        self.fd = master
        os.set_blocking(master, False)
        self.poll = select.poll()
        self.poll.register(master, select.POLLIN)

    def collect(self, quiet, first=None):
        """What comes until nothing has come for `quiet` ms (`first` ms before the first byte), each with its
        moment."""
        chunks = []
        wait = quiet if first is None else first
        while not self.ended:
            ready = self.poll.poll(wait)
            moment = now()
            if not ready:
                break
            try:
                data = os.read(self.fd, 1 << 16)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self.ended = True
                self.ended_at = moment
                break
            chunks.append((moment, data))
            if b"\x1b" in data:
                for question, answer in ANSWERS:
                    for found in question.finditer(data):
                        self.send(found.expand(answer))
                self.application_keys = (
                    data.rfind(b"\x1b[?1h") > data.rfind(b"\x1b[?1l") if b"\x1b[?1" in data
                    else self.application_keys)
            wait = quiet
        return chunks

    def send(self, data):
        try:
            os.write(self.fd, data)
        except OSError:
            self.ended = True

    def feed(self, chunks):
        for _, data in chunks:
            self.stream.feed(data)

    def start(self):
        """Waits for the first frame: its milliseconds, and its bytes.

        It is complete with the first chunk after which the screen is what it stays.
        """
        chunks = self.collect(self.program.settle, 20_000)
        pictures = []
        for chunk in chunks:
            self.feed([chunk])
            pictures.append(self.model.picture())
        if not pictures:
            raise RuntimeError(f"{self.program.name} shows nothing")
        at = next(i for i, picture in enumerate(pictures) if picture == pictures[-1])
        return (chunks[at][0] - self.began) / 1e6, sum(len(data) for _, data in chunks[: at + 1])

    def press(self, name, quiet=None, first=2_000):
        """Presses a key; the moment, and what came."""
        data = KEYS[name](self) if callable(KEYS.get(name)) else KEYS.get(name, name.encode())
        moment = now()
        self.send(data)
        return moment, self.collect(quiet or self.program.quiet, first)

    def tasks(self):
        """The threads of the program and of all it started."""
        found, left = [], [self.pid]
        while left:
            pid = left.pop()
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    found.append(f"/proc/{pid}/task/{task}")
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        left += [int(child) for child in children.read().split()]
            except OSError:
                pass
        return found

    def processor_time(self):
        """Nanoseconds on a processor so far, of all threads."""
        return sum(int(read(f"{task}/schedstat").split()[0] or 0) for task in self.tasks())

    def switches(self):
        """How often threads went to sleep or were put off a processor so far."""
        lines = "".join(read(f"{task}/status") for task in self.tasks())
        return sum(int(count) for count in re.findall(r"ctxt_switches:\s+(\d+)", lines))

    def check(self):
        """Stops the bench where the program has ended by itself: every figure after that would be of nothing."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            how = os.waitstatus_to_exitcode(status)
            how = f"exit code {how}" if how >= 0 else signal.Signals(-how).name
            last = "\n".join(line.rstrip() for line in self.model.display).rstrip()
            raise RuntimeError(f"{self.program.name} has ended, {how}; its last picture:\n{last}")

    def peak_memory(self):
        """KiB in memory at most, libraries with it."""
        self.check()
        return int(re.search(r"VmHWM:\s+(\d+)", read(f"/proc/{self.pid}/status"))[1])

    def end(self):
        """Ends it the hard way; the processor time it used in nanoseconds, without the starter's."""
        for task in self.tasks()[::-1]:
            try:
                os.kill(int(task.split("/")[2]), signal.SIGKILL)
            except ProcessLookupError:
                pass
        _, _, usage = os.wait4(self.pid, 0)
        os.close(self.fd)
        return (usage.ru_utime + usage.ru_stime) * 1e9 - self.used_before


def read(path):
    try:
        with open(path) as file:
            return file.read() or "0"
    except OSError:
        return "0"


def arrow(letter):
    return lambda session: b"\x1b" + (b"O" if session.application_keys else b"[") + letter


KEYS = {
    "down": arrow(b"B"), "up": arrow(b"A"), "enter": b"\r", "escape": b"\x1b", "repaint": b"\x0c",
}
