"""Checks receipts as anybody could who has Sources/Domain/ReceiptCode.swift's description and a public key.

receipt.py verify PEM   a code on standard input; prints what it says, or why it proves nothing
receipt.py relabel PEM  the same code, said to be signed by that key
receipt.py edit PEM     the same code with the last bit of its facts changed
receipt.py scan         a printed symbol on standard input; prints what a scanner reads
"""

import json
import sys

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KINDS = [
    "activation", "renewal", "bill", "refund", "planChange", "suspended", "resumed",
    "closureSubmitted", "closureWithdrawn", "closureRejected", "closureDone",
]
NUMBERS = {
    1: "months", 2: "first", 3: "last", 4: "amount", 5: "credit", 6: "toBalance", 7: "method",
    8: "application", 9: "left", 10: "leftAmount", 11: "fee", 12: "order",
}
TEXTS = {128: "plan", 129: "tier", 130: "currency", 131: "bill", 132: "why", 133: "order"}


class Unproved(Exception):
    pass


def check(group, start):
    total = start
    for worth in group:
        total = (total ^ worth) << 1
        if total >= 32:
            total ^= 37
    return total


def unpacked(text):
    text = "".join(c for c in text.upper() if c not in " -\r\n\t")
    text = text.replace("O", "0").replace("I", "1").replace("L", "1")
    if any(c not in SYMBOLS for c in text):
        raise Unproved("character")
    worths = [SYMBOLS.index(c) for c in text]
    if len(worths) % 8:
        raise Unproved("truncated")
    bits = ""
    for place in range(0, len(worths), 8):
        group = worths[place:place + 8]
        if check(group[:7], place // 8 % 32) != group[7]:
            raise Unproved("group")
        bits += "".join(format(worth, "05b") for worth in group[:7])
    whole = len(bits) // 8 * 8
    return bytes(int(bits[at:at + 8], 2) for at in range(0, whole, 8)), bits


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Unproved("truncated")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def text(self):
        return self.take(self.number()).decode("utf-8")


def in_base_32(value, count):
    return "".join(SYMBOLS[value >> 5 * place & 31] for place in reversed(range(count)))


def receipt_number(value):
    symbols = in_base_32(value, 8)
    return f"R-{symbols[:4]}-{symbols[4:]}"


def day(value):
    import datetime
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=value)).isoformat()


def facts(data):
    import datetime
    reader = Reader(data)
    said = {"kind": KINDS[reader.number() - 1], "receipt": receipt_number(reader.number())}
    at = datetime.datetime.fromtimestamp(reader.number(), datetime.timezone.utc)
    said["at"] = at.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    said["brand"] = reader.text()
    while reader.at < len(data):
        tag = reader.take(1)[0]
        if tag < 128:
            name, value = NUMBERS[tag], reader.number()
        else:
            name, value = TEXTS[tag], reader.text()
        if name in ("first", "last"):
            value = day(value)
        elif name == "application":
            value = receipt_number(value)
        elif name == "method":
            value = ["balance", "practice"][value - 1]
        elif name == "left":
            value = ["refund", "transfer", "forfeit"][value - 1]
        elif tag == 12:
            value = "O-" + in_base_32(value, 12)
        said[name] = value
    return said


def verified(text, pem):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_public_key(pem)
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    data, bits = unpacked(text)
    reader = Reader(data)
    if reader.take(1) != b"\x01":
        raise Unproved("version")
    if reader.take(4) != raw[:4]:
        raise Unproved("unknownSigner")
    said = reader.take(reader.number())
    signed = data[:reader.at]
    signature = reader.take(64)
    if "1" in bits[reader.at * 8:] or len(bits) - reader.at * 8 >= 35:
        raise Unproved("malformed")
    try:
        key.verify(signature, b"esimdesk receipt" + signed)
    except InvalidSignature:
        raise Unproved("forged")
    return facts(said)


def scanned(lines):
    import numpy
    import zxingcpp

    rows = []
    for line in lines:
        rows.append([255 * (c not in "█▀") for c in line])
        rows.append([255 * (c not in "█▄") for c in line])
    wide = max(map(len, rows))
    rows = [row + [255] * (wide - len(row)) for row in rows]
    image = numpy.kron(numpy.array(rows, dtype=numpy.uint8), numpy.ones((4, 4), dtype=numpy.uint8))
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


def repacked(data):
    bits = "".join(format(byte, "08b") for byte in data)
    bits += "0" * (-len(bits) % 35)
    text = ""
    for place in range(0, len(bits) // 35):
        group = [int(bits[place * 35 + 5 * at:place * 35 + 5 * at + 5], 2) for at in range(7)]
        text += "".join(SYMBOLS[worth] for worth in group + [check(group, place % 32)])
    return text


def forged(text, pem, relabel):
    from cryptography.hazmat.primitives import serialization

    raw = serialization.load_pem_public_key(pem).public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    data = bytearray(unpacked(text)[0])
    reader = Reader(data)
    reader.take(5)
    reader.take(reader.number())
    if relabel:
        data[1:5] = raw[:4]
    else:
        data[reader.at - 1] ^= 1
    return repacked(data[:reader.at + 64])


if sys.argv[1] == "verify":
    try:
        with open(sys.argv[2], "rb") as file:
            print(json.dumps({"valid": True, "reason": None} | verified(sys.stdin.read(), file.read())))
    except Unproved as why:
        print(json.dumps({"valid": False, "reason": str(why)}))
elif sys.argv[1] == "scan":
    print(scanned(sys.stdin.read().split("\n")))
else:
    with open(sys.argv[2], "rb") as file:
        print(forged(sys.stdin.read(), file.read(), sys.argv[1] == "relabel"))
