"""Reads a spool folder as smsd of smstools 3 does: header lines, an empty line, a body in the alphabet named."""

import json
import os
import stat
import sys

folder = sys.stdin.read().strip()
read = []
for name in sorted(os.listdir(folder)):
    path = os.path.join(folder, name)
    with open(path, "rb") as file:
        head, _, body = file.read().partition(b"\n\n")
    headers = dict(line.split(": ", 1) for line in head.decode("ascii").split("\n"))
    code = {"ISO": "latin-1", "UCS": "utf-16-be"}[headers["Alphabet"]]
    read.append(
        {
            "name": name,
            "to": headers["To"],
            "alphabet": headers["Alphabet"],
            "text": body.decode(code),
            "mode": oct(stat.S_IMODE(os.stat(path).st_mode)),
        }
    )
print(json.dumps(read))
