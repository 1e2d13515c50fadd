"""A receipt printer on a pseudo terminal: answers DLE EOT as told, keeps what it is given.

python printer.py FOLDER: prints one line of JSON with its device. FOLDER/state holds two bytes as hex, the
answers to DLE EOT 2 and 4, read anew at every question; without it the printer cannot tell. What is
printed goes to FOLDER/paper. Ends with its standard input.
"""

import json
import os
import select
import sys
import tty

folder = sys.argv[1]
master, slave = os.openpty()
tty.setraw(slave)
print(json.dumps({"device": os.ttyname(slave)}), flush=True)
paper = open(f"{folder}/paper", "ab", buffering=0)
pending = b""


def state(question):
    try:
        with open(f"{folder}/state") as file:
            return bytes([bytes.fromhex(file.read().strip())[0 if question == 2 else 1]])
    except FileNotFoundError:
        return b""


while True:
    ready, _, _ = select.select([master, sys.stdin], [], [])
    if sys.stdin in ready:
        break
    pending += os.read(master, 65536)
    while pending:
        at = pending.find(b"\x10\x04")
        if at < 0:
            kept = 1 if pending.endswith(b"\x10") else 0
            paper.write(pending[: len(pending) - kept])
            pending = pending[len(pending) - kept :]
            break
        paper.write(pending[:at])
        pending = pending[at:]
        if len(pending) < 3:
            break
        answer = state(pending[2])
        if answer:
            os.write(master, answer)
        pending = pending[3:]
