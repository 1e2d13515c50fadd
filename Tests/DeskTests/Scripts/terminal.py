"""A terminal to read the desk's screens with, independent of ncurses: pyte, spoken to in lines.

  feed HEX        bytes the program wrote
  size COLUMNS ROWS
  dump            answers one JSON line: rows, cursor, whether it is shown
"""
import json
import sys

import pyte


class Screen(pyte.Screen):
    """pyte's screen with REP, SU and SD, which xterm's terminfo promises, and nothing answered back."""

    last = " "

    def draw(self, data):
        super().draw(data)
        if data:
            self.last = data[-1]

    def repeat(self, count=1, **_):
        super().draw(self.last * (count or 1))

    def scroll_up(self, count=1, **_):
        self.scroll(count, self.margins.bottom if self.margins else self.lines - 1, self.index)

    def scroll_down(self, count=1, **_):
        self.scroll(count, self.margins.top if self.margins else 0, self.reverse_index)

    def scroll(self, count, edge, move):
        row = self.cursor.y
        self.cursor.y = edge
        for _ in range(count or 1):
            move()
        self.cursor.y = row

    def rows(self):
        # Not pyte's own display: it fails on the second half of a wide sign whose first half
        # a resize has just cut away.
        for y in range(self.lines):
            yield "".join(self.buffer[y][x].data for x in range(self.columns))

    def write_process_input(self, data):
        pass

    def set_margins(self, *arguments, **keywords):
        keywords.pop("private", None)
        super().set_margins(*arguments, **keywords)


class Stream(pyte.ByteStream):
    csi = dict(pyte.ByteStream.csi, b="repeat", S="scroll_up", T="scroll_down")
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


def main():
    screen = Screen(80, 24)
    stream = Stream(screen)
    for line in sys.stdin:
        verb, *words = line.split()
        if verb == "feed":
            stream.feed(bytes.fromhex(words[0]))
        elif verb == "size":
            screen.resize(int(words[1]), int(words[0]))
        elif verb == "blank":
            screen.erase_in_display(2)
        elif verb == "dump":
            answer = {
                "rows": [row.rstrip() for row in screen.rows()],
                "cursor": [screen.cursor.x, screen.cursor.y],
                "hidden": screen.cursor.hidden,
            }
            print(json.dumps(answer), flush=True)


main()
