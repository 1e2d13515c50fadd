"""ESC/POS by somebody else, and a slip drawn as its printer would.

python escpos_oracle.py bytes          JSON on standard input: what python-escpos sends for it, as hex
python escpos_oracle.py draw COLUMNS CHARSET   a slip's bytes on standard input: its lines, what its symbol says to
                                       zxing and to zbar off the drawn picture, as JSON; anything a printer
                                       would not understand, and any line too long, ends it
"""

import io
import json
import sys

# Python splits between two codecs what printers call Big5.
ENCODINGS = {"gb18030": ["gb18030"], "big5": ["big5hkscs", "cp950"], "ascii": ["ascii"]}


def converted(text, charset, how):
    for encoding in ENCODINGS[charset]:
        try:
            return getattr(text, how)(encoding)
        except UnicodeError:
            continue
    raise UnicodeError(f"{text!r} is not {charset}")


def sent(piece):
    from escpos.printer import Dummy

    printer = Dummy()
    kind = piece["kind"]
    if kind == "text":
        printer._raw(b"".join(converted(sign, piece["charset"], "encode") for sign in piece["text"]))
    elif kind == "symbol":
        printer.qr(piece["text"], native=True, ec=0, size=piece["size"], model=2)
    elif kind == "cut":
        printer.cut()
    elif kind == "init":
        printer.hw("INIT")
    return printer.output.hex()


class Slip:
    """Obeys what a slip may hold, and nothing else."""

    def __init__(self, data, columns):
        self.data, self.columns, self.at = data, columns, 0
        self.lines, self.line, self.used, self.wide = [], "", 0, 1
        self.kanji, self.symbol, self.cut, self.symbols = False, {}, False, []

    def take(self, count=1):
        part = self.data[self.at : self.at + count]
        assert len(part) == count, "a command ends early"
        self.at += count
        return part

    def run(self):
        assert self.take(2) == b"\x1b@", "not set up"
        while self.at < len(self.data):
            assert not self.cut, "something after the cut"
            byte = self.take()
            if byte == b"\x1b":
                self.escape(self.take())
            elif byte == b"\x1c":
                command = self.take()
                if command == b"&":
                    self.kanji = True
                else:
                    assert command == b"W" and self.kanji, "an unknown FS command"
                    self.take()
            elif byte == b"\x1d":
                self.group(self.take())
            elif byte == b"\n":
                self.lines.append(self.line)
                self.line, self.used = "", 0
            else:
                self.character(byte)
        assert self.cut and not self.line, "not cut, or in the middle of a line"
        return self

    def escape(self, command):
        value = self.take()[0]
        if command == b"!":
            self.wide = 2 if value & 0x20 else 1
        elif command == b"a":
            assert value in (0, 1, 2)
        else:
            assert command == b"d", f"an unknown ESC command {command}"

    def group(self, command):
        if command == b"V":
            assert self.take() == b"\x00"
            self.cut = True
            return
        assert command == b"(" and self.take() == b"k", "an unknown GS command"
        low, high = self.take(2)
        parameters = self.take(low + 256 * high)
        assert parameters[:1] == b"1", "not a QR symbol"
        function, rest = parameters[1], parameters[2:]
        if function == 0x41:
            assert rest == b"2\x00"
        elif function == 0x43:
            self.symbol["dots"] = rest[0]
        elif function == 0x45:
            assert rest == b"0"
        elif function == 0x50:
            assert rest[:1] == b"0"
            self.symbol["data"] = rest[1:]
        else:
            assert function == 0x51 and rest == b"0"
            self.symbols.append(dict(self.symbol))

    def character(self, byte):
        cells = 1
        if byte[0] >= 0x80:
            assert self.kanji, "Chinese without Kanji mode"
            byte += self.take()
            # A second byte of digits: four bytes, which only GB18030 has.
            if CHARSET == "gb18030" and 0x30 <= byte[1] <= 0x39:
                byte += self.take(2)
            cells = 2
        else:
            assert 0x20 <= byte[0] < 0x7F, f"a control byte {byte!r}"
        self.line += converted(byte, CHARSET, "decode")
        self.used += cells * self.wide
        assert self.used <= self.columns, f"a line too long: {self.line}"


def draw(symbol, columns):
    """The symbol on paper of so many columns of 12 dots, as the printer's head leaves it."""
    import segno
    from PIL import Image

    code = segno.make(symbol["data"].decode(), error="l", mode="byte", micro=False, boost_error=False)
    out = io.BytesIO()
    code.save(out, kind="png", scale=symbol["dots"], border=0)
    picture = Image.open(out).convert("L")
    width = columns * 12
    assert picture.width + 8 * symbol["dots"] <= width, "the symbol is wider than the paper"
    paper = Image.new("L", (width, picture.height + 48), 255)
    paper.paste(picture, ((width - picture.width) // 2, 24))
    return paper


def read(paper):
    # Only as a scanner of QR codes: one symbol in some 400 has a row that also reads as a bar code.
    import zxingcpp
    from pyzbar import pyzbar

    zxing = zxingcpp.read_barcodes(paper, formats=zxingcpp.BarcodeFormat.QRCode)
    zbar = pyzbar.decode(paper, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return {
        "zxing": [found.text for found in zxing],
        "zbar": [found.data.decode() for found in zbar],
    }


if sys.argv[1] == "bytes":
    print(json.dumps([sent(piece) for piece in json.load(sys.stdin)]))
else:
    CHARSET = sys.argv[3]
    slip = Slip(sys.stdin.buffer.read(), int(sys.argv[2])).run()
    print(
        json.dumps(
            {
                "lines": slip.lines,
                "symbols": [read(draw(symbol, slip.columns)) for symbol in slip.symbols],
            }
        )
    )
