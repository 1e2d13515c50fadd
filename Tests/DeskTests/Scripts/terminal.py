"""A terminal to read the desk's screens with, independent of ncurses: pyte, spoken to in lines.

  feed HEX        bytes the program wrote
  size COLUMNS ROWS
  dump            answers one JSON line: rows, cursor, whether it is shown
  scan            answers one JSON line: what zbar and zxing read off a picture of the screen, and the level of error
                  correction
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


# The symbols on the screen, as two readers see them. Each cell is twice as high as wide, as on every
# terminal; its colours are those the program asked for, on a dark theme where it asked for none.

WIDTH = 6
COLOURS = {"black": 0, "000000": 0, "white": 229, "ffffff": 255}


def shade(colour, default):
    if colour == "default":
        return default
    if colour in COLOURS:
        return COLOURS[colour]
    try:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        return (red + green + blue) // 3
    except ValueError:
        return 128


def photograph(screen):
    import numpy

    picture = numpy.zeros((screen.lines * 2 * WIDTH, screen.columns * WIDTH), dtype=numpy.uint8)
    for y in range(screen.lines):
        for x in range(screen.columns):
            sign = screen.buffer[y][x]
            ink, paper = shade(sign.fg, 229), shade(sign.bg, 30)
            if sign.reverse:
                ink, paper = paper, ink
            cell = picture[y * 2 * WIDTH : (y + 1) * 2 * WIDTH, x * WIDTH : (x + 1) * WIDTH]
            cell[:, :] = paper
            if sign.data in "█▀":
                cell[:WIDTH, :] = ink
            if sign.data in "█▄":
                cell[WIDTH:, :] = ink
            elif sign.data not in " ▀█":
                # Some letter or other.
                cell[3 : 2 * WIDTH - 3, 1 : WIDTH - 1] = ink
    return picture


def scan(screen):
    # Only as a scanner of QR codes: one symbol in some 400 has a row that also reads as a bar code.
    import pyzbar.pyzbar
    import zxingcpp

    picture = photograph(screen)
    height, width = picture.shape
    zbar = pyzbar.pyzbar.decode(
        (picture.tobytes(), width, height), symbols=[pyzbar.pyzbar.ZBarSymbol.QRCODE]
    )
    zxing = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return {
        "zbar": [found.data.decode() for found in zbar],
        "zxing": [found.text for found in zxing],
        "level": [found.ec_level for found in zxing],
    }


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
        elif verb == "scan":
            print(json.dumps(scan(screen)), flush=True)


main()
