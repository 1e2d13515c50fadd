"""Which of some texts are in the writable memory of a process, however it keeps its characters.

  memory.py PID        the texts, one a line, on standard input; those found are printed, one a line

A text is looked for as UTF-8, and with its characters apart as in an array of cells: one byte of each
every 2, 4, 8 and so on up to 40 bytes. Texts are ASCII.
"""
import re
import sys


def pattern(text, stride):
    gap = b"[\\x00-\\xff]{%d}" % (stride - 1)
    return re.compile(gap.join(re.escape(bytes([c])) for c in text))


def main():
    pid = int(sys.argv[1])
    texts = [line.strip().encode() for line in sys.stdin if line.strip()]
    strides = [1, 2] + list(range(4, 44, 4))
    found = set()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            area, rights, *_, name = (line.split() + [""])[:7]
            if not rights.startswith("rw") or name in ("[vvar]", "[vsyscall]"):
                continue
            start, end = (int(part, 16) for part in area.split("-"))
            memory.seek(start)
            try:
                content = memory.read(end - start)
            except OSError:
                continue  # guard pages
            for text in texts:
                # A cell's letters stand apart from each other, but each of them is there.
                if text not in found and text[:1] in content:
                    if any(pattern(text, stride).search(content) for stride in strides):
                        found.add(text)
    for text in sorted(found):
        print(text.decode())


main()
