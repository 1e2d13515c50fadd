"""Another reader of the vault, written from the first page of Sources/Vault/Vault.swift and nothing else of ours.

  vault.py VAULT key FILE SPACE SCOPE VALUE          opened by its key file
  vault.py VAULT passphrase - SPACE SCOPE VALUE      by the passphrase on standard input

Checks every seal, tag, hash and number there is, finds one record, and prints one JSON object of what
it saw. The first thing that is not as the page says ends it with that on standard error and code 1.
"""
import json
import sqlite3
import struct
import sys

from nacl import bindings, encoding, hash, pwhash

VAULT, MEANS, SOURCE, SPACE, SCOPE, VALUE = sys.argv[1:]
PASSPHRASE, KEY_FILE = 1, 2


def must(holds, what):
    if not holds:
        sys.exit(f"not as the page says: {what}")


def H(key, size, message):
    return hash.blake2b(message, digest_size=size, key=key, encoder=encoding.RawEncoder)


def int8(number):
    return struct.pack("<q", number)


def counted(data):
    return struct.pack("<I", len(data)) + data


def uncounted(data, at):
    (size,) = struct.unpack_from("<I", data, at)
    must(at + 4 + size <= len(data), "a length within its plaintext")
    return data[at + 4 : at + 4 + size], at + 4 + size


def padded(data, end, what):
    must(len(data) % 64 == 0 and not any(data[end:]), f"zeros up to a multiple of 64 in {what}")
    must(len(data) - end < 64, f"no more zeros than needed in {what}")


def unseal(key, letter, header, body, what):
    bound = b"esimdesk1" + letter + vault_id + header
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body[24:], bound, body[:24], key)
    except Exception:
        must(False, f"seal of {what}")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# The file

with open(VAULT, "rb") as file:
    start = file.read(100)
must(start[:16] == b"SQLite format 3\0", "SQLite")
must(struct.unpack(">I", start[68:72]) == (0x6553444B,), "application_id")
must(struct.unpack(">I", start[60:64]) == (1,), "user_version")
must(start[18] == 2 and start[19] == 2, "write-ahead log")
base = sqlite3.connect(f"file:{VAULT}?mode=ro", uri=True)
meta = dict(base.execute("SELECT k, v FROM meta"))
vault_id = meta["vault"]
must(len(vault_id) == 16, "vault id")


# The data key

def data_key():
    secret = open(SOURCE, "rb").read() if MEANS == "key" else sys.stdin.buffer.read()
    found = None
    for name in sorted(name for name in meta if name.startswith("slot.")):
        slot = meta[name]
        must(H(b"", 16, vault_id + slot[:98]) == slot[98:], f"check of {name}")
        kind, algorithm, passes, kib = struct.unpack_from("<BBII", slot)
        salt = slot[10:26]
        if kind == PASSPHRASE and MEANS == "passphrase":
            must(algorithm == 2, f"algorithm of {name}")
            sealing = pwhash.argon2id.kdf(
                32, secret, salt, opslimit=passes, memlimit=kib * 1024)
        elif kind == KEY_FILE and MEANS == "key":
            must((algorithm, passes, kib) == (0, 0, 0), f"parameters of {name}")
            sealing = H(salt + vault_id, 32, secret)
        else:
            continue
        found = unseal(sealing, b"s", slot[:26], slot[26:98], name)
    must(found is not None and len(found) == 32, "a slot for this secret")
    return found


master = data_key()
SUBKEYS = ["record", "index", "journal", "set", "chain", "anchor", "receipts", "confirm", "account"]
keys = {
    name: hash.blake2b(
        b"", digest_size=32, key=master, salt=struct.pack("<QQ", number, 0),
        person=b"esimdesk" + bytes(8), encoder=encoding.RawEncoder)
    for number, name in enumerate(SUBKEYS, 1)
}
must(meta["confirm"] == H(keys["confirm"], 16, b"esimdesk1c" + vault_id), "confirm")
must(len(unseal(keys["receipts"], b"p", b"", meta["receipts"], "receipts")) == 32, "receipts")


# Account keys

set_hash = bytes(16)
account_keys, erased = {}, set()
for account, body in base.execute("SELECT id, body FROM akey"):
    if body == H(keys["account"], 32, b"esimdesk1x" + vault_id + int8(account)):
        erased.add(account)
    else:
        must(len(body) == 16, f"akey {account}")
        account_keys[account] = H(
            keys["account"], 32, b"esimdesk1k" + vault_id + int8(account) + body)
    set_hash = xor(set_hash, H(keys["set"], 16, b"k" + int8(account) + body))


# Records

records, unreadable, tags = {}, set(), {}
for record, kind, ver, owner, due, body in base.execute(
    "SELECT id, kind, ver, owner, due, body FROM rec"
):
    flags = (owner is not None) | (due is not None) << 1
    header = int8(kind) + int8(record) + int8(ver) + bytes([flags]) + int8(owner or 0) + int8(due or 0)
    set_hash = xor(set_hash, H(keys["set"], 16, b"r" + header + body[:24] + body[-16:]))
    must(ver >= 1, f"ver of record {record}")
    if owner in erased:
        unreadable.add(record)
        continue
    must(owner is None or owner in account_keys, f"account key of record {record}")
    key = keys["record"] if owner is None else account_keys[owner]
    plain = unseal(key, b"r", header, body, f"record {record}")
    (count,) = struct.unpack_from("<H", plain)
    for place in range(count):
        tags[plain[2 + 16 * place : 18 + 16 * place]] = record
    text, end = uncounted(plain, 2 + 16 * count)
    padded(plain, end, f"record {record}")
    records[record] = json.loads(text)


# The index

index = dict(base.execute("SELECT tag, id FROM idx"))
for tag, record in index.items():
    set_hash = xor(set_hash, H(keys["set"], 16, b"i" + tag + int8(record)))
    must(record in unreadable or tags.get(tag) == record, f"index entry of record {record}")
must(all(index.get(tag) == record for tag, record in tags.items()), "an index entry for each tag")
wanted = b"".join(counted(part.encode()) for part in (SPACE, SCOPE, VALUE))
found = index.get(H(keys["index"], 16, wanted))


# The journal

def first_chain(station):
    number = int8(station) if station else b""
    return H(keys["chain"], 32, b"esimdesk1j" + vault_id + number)


chains, newest, said, entries, acts = {0: first_chain(0)}, {}, {}, 0, []
for seq, body in base.execute("SELECT seq, body FROM journal ORDER BY seq"):
    entries += 1
    station = seq >> 40
    before = newest.get(station, station << 40)
    must(0 <= station <= 8191 and seq == before + 1, f"journal {before + 1} is there")
    chain = chains[before] if station in newest else first_chain(station)
    plain = unseal(keys["journal"], b"j", int8(seq), body, f"journal {seq}")
    must(plain[:32] == chain, f"chain of journal {seq}")
    said[station] = (plain[32:48], *struct.unpack_from("<qqqq", plain, 48))
    event, end = uncounted(plain, 80)
    padded(plain, end, f"journal {seq}")
    acts.append(json.loads(event)["act"])
    chains[seq] = H(keys["chain"], 32, chain + int8(seq) + body)
    newest[station] = seq
for said_set, *_ in said.values():
    set_hash = xor(set_hash, said_set)
must(not any(set_hash), "set hash")
all_records, all_keys = len(records) + len(unreadable), len(account_keys) + len(erased)
numbers = tuple(sum(one[place] for one in said.values()) for place in (1, 2, 3))
must(numbers == (all_records, all_keys, len(index)), "numbers of rows")
for number in [*records, *unreadable, *account_keys, *erased]:
    must(said[number >> 40][4] > number, f"next id of station {number >> 40}")


# The anchor

with open(VAULT + ".anchor", "rb") as file:
    anchor = file.read()
marks = []
for slot in (0, 1):
    plain = unseal(
        keys["anchor"], b"a", bytes([slot]), anchor[slot * 4096 : slot * 4096 + 80], f"anchor slot {slot}")
    (seq,) = struct.unpack_from("<q", plain)
    must(chains.get(seq) == plain[8:], f"chain in anchor slot {slot}")
    marks.append(seq)
must(marks[0] == marks[1] or (marks[0] % 2, marks[1] % 2) == (0, 1), "places in the anchor")
must(max(marks) == newest[0], "the anchor knows the newest entry")
others = {station: seq for station, seq in newest.items() if station}
if others:
    with open(VAULT + ".stations", "rb") as file:
        plain = unseal(keys["anchor"], b"a", bytes([2]), file.read(), "stations")
    seen = {plain[at : at + 8]: plain[at + 8 : at + 40] for at in range(0, len(plain), 40)}
    must(seen == {int8(seq): chains[seq] for seq in others.values()}, "stations")

print(json.dumps({
    "records": all_records, "erasedRecords": len(unreadable), "accounts": len(account_keys),
    "erasedAccounts": len(erased), "tags": len(index), "entries": entries, "head": chains[newest[0]].hex(), "stations": sorted(newest),
    "acts": acts, "found": records.get(found),
}))
