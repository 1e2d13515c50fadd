"""A terminal to read the desk's screens with, independent of ncurses: pyte, spoken to in lines.

  feed HEX        bytes the program wrote
  size COLUMNS ROWS
  dump            answers one JSON line: rows, cursor, whether it is shown
"""
import json
import sys

import pyte


class Screen(pyte.Screen):
    """pyte's screen with REP, which xterm's terminfo promises, and nothing answered back."""

    last = " "

    def draw(self, data):
        super().draw(data)
        if data:
            self.last = data[-1]

    def repeat(self, count=1, **_):
        super().draw(self.last * (count or 1))

    def write_process_input(self, data):
        pass

    def set_margins(self, *arguments, **keywords):
        keywords.pop("private", None)
        super().set_margins(*arguments, **keywords)


class Stream(pyte.ByteStream):
    csi = dict(pyte.ByteStream.csi, b="repeat")
    events = pyte.ByteStream.events | {"repeat"}


def main():
    screen = Screen(80, 24)
    stream = Stream(screen)
    for line in sys.stdin:
        verb, *words = line.split()
        if verb == "feed":
            stream.feed(bytes.fromhex(words[0]))
        elif verb == "size":
            screen.resize(int(words[1]), int(words[0]))
        elif verb == "dump":
            answer = {
                "rows": [row.rstrip() for row in screen.display],
                "cursor": [screen.cursor.x, screen.cursor.y],
                "hidden": screen.cursor.hidden,
            }
            print(json.dumps(answer), flush=True)


main()
