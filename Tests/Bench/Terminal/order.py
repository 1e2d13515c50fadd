"""The names of the desk's functions that run while it starts and somebody looks around; Scripts/order calls it.

First those that every key calls that moves the focus, so that they lie in a few pages of their own.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import tempfile

from session import Session


class Desk:
    """The program, watched by valgrind, which takes its time."""

    def __init__(self, binary, starter, folder, language):
        self.name = "esimdesk"
        self.starter = starter
        self.settle = self.quiet = 3_000
        self.trace = f"{folder}/{language}"
        self.words = [
            shutil.which("valgrind"), "--tool=callgrind", f"--callgrind-out-file={self.trace}", "--demangle=no",
            f"--log-file={folder}/log", binary, "open", "--vault", f"{folder}/vault",
            "--key-file", f"{folder}/key", "--lang", language]
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}

    def look_around(self):
        session = Session(self)
        session.start()
        around = ["down"] * 5 + ["up"] * 5
        for key in [*around, "1", *around, "?", "escape", "repaint", *around, *around]:
            session.press(key, quiet=300)
        # What was called so far goes into a trace of its own.
        subprocess.run(
            ("callgrind_control", "--dump", str(session.pid)), check=True, stdout=subprocess.DEVNULL)
        for key in around:
            session.press(key, quiet=300)
        os.kill(session.pid, signal.SIGTERM)
        session.collect(5_000)
        os.waitpid(session.pid, 0)


def called(trace, binary):
    """The functions of the program itself in a trace, where each name is spelt out once."""
    objects, names, here = {}, {}, ""
    with open(trace, errors="replace") as lines:
        for line in lines:
            if found := re.match(r"(c?)ob=\((\d+)\)(?: (.*))?$", line):
                call, number, path = found.groups()
                if path:
                    objects[number] = path
                if not call:
                    here = objects[number]
            elif found := re.match(r"(c?)fn=\((\d+)\)(?: (.*))?$", line):
                call, number, name = found.groups()
                if name:
                    names[number] = name.split("'")[0]
                if not call and here == binary:
                    yield names[number]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--starter", required=True)
    given = parser.parse_args()
    binary = os.path.realpath(given.binary)
    names, moving = set(), set()
    with tempfile.TemporaryDirectory(prefix="esimdesk-order-") as folder:
        subprocess.run(
            (binary, "init", "--vault", f"{folder}/vault", "--key-file", f"{folder}/key"), check=True,
            stdout=subprocess.DEVNULL)
        for language in ["zh-Hans", "en"]:
            desk = Desk(binary, given.starter, folder, language)
            desk.look_around()
            names.update(called(f"{desk.trace}.1", binary))
            moving.update(called(desk.trace, binary))
    # What has no name in the program is an address.
    for name in [*sorted(moving), *sorted(names - moving)]:
        if not name.startswith("0x"):
            print(name)


main()
