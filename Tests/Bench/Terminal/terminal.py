"""`Scripts/bench terminal`: the desk beside a floor in C, whiptail, dialog and a Textual list, in one run.

The programs take turns, start by start and key by key, in shuffled order: a slow moment of the machine
falls on all alike. So ratios are to be quoted, never single times. Figures are medians with the quartiles
beside them; the last table says which targets are met, and the program ends with 1 where one is not.
"""

import argparse
import csv
import gc
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from session import Session, now

HERE = os.path.dirname(os.path.abspath(__file__))
ITEMS = ["套餐续订", "身份验证", "账户余额查询", "流量使用明细", "更换 eSIM 设备",
         "国际漫游设置", "发票与账单", "联系人工客服", "语言", "账户注销"]


SAME_TEXT = "floor, desk's text"


class Program:
    def __init__(self, name, words, starter, *, items=10, setup=(), opens=(), settle=150, quiet=40,
                 repaints=True):
        self.name = name
        self.words = [shutil.which(words[0]) or words[0], *words[1:]]
        self.starter = starter
        # Keys that lead to the list; those that open something for Esc to close: else Esc ends the program.
        self.setup = setup
        self.opens = opens
        self.keys = ["down"] * (items - 1) + ["up"] * (items - 1)
        self.settle = settle
        self.quiet = quiet
        self.repaints = repaints
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}

    def begin(self, columns=80, rows=24, prefix=()):
        session = Session(self, columns, rows, prefix)
        session.first_frame = session.start()
        for key in self.setup:
            session.feed(session.press(key, quiet=150)[1])
        return session


# MARK: Measuring

def starts(programs, rounds, chance):
    """Milliseconds from execve to the last byte of the first whole frame, its bytes, processor time."""
    found = {p.name: {"start": [], "start bytes": [], "start cpu": []} for p in programs}
    for turn in range(rounds + 1):
        for program in chance.sample(programs, len(programs)):
            session = Session(program)
            time_, size = session.start()
            used = session.end() / 1e6
            if turn == 0:  # brings all into the page cache
                continue
            figures = found[program.name]
            figures["start"].append(time_)
            figures["start bytes"].append(size)
            figures["start cpu"].append(used)
        progress(f"start {turn}/{rounds}")
    return found


def keys(programs, count, idle, chance):
    """Microseconds from key to the last byte of its frame, processor time and bytes for each; then memory,
    and what happens while nobody does anything."""
    found = {p.name: {"key": [], "key cpu": [], "key bytes": [], "unchanged": 0} for p in programs}
    live = {p.name: p.begin() for p in programs}
    for turn in range(18 + count):
        for program in chance.sample(programs, len(programs)):
            session, figures = live[program.name], found[program.name]
            session.feed(session.collect(0))
            before, used = session.model.picture(), session.processor_time()
            moment, chunks = session.press(program.keys[turn % len(program.keys)])
            used = session.processor_time() - used
            session.feed(chunks)
            if not chunks:
                session.check()
            if turn < 18:  # warms caches and predictors
                continue
            if not chunks or session.model.picture() == before:
                figures["unchanged"] += 1
                continue
            figures["key"].append((chunks[-1][0] - moment) / 1e3)
            figures["key cpu"].append(used / 1e3)
            figures["key bytes"].append(sum(len(data) for _, data in chunks))
        progress(f"key {max(0, turn - 17)}/{count}")
    for name, session in live.items():
        found[name]["memory"] = session.peak_memory() / 1024
    if idle:
        progress(f"{idle} seconds of nobody doing anything")
        time.sleep(3)
        before = {name: (session.collect(0), session.switches())[1] for name, session in live.items()}
        time.sleep(idle)
        for name, session in live.items():
            found[name]["idle switches"] = (session.switches() - before[name]) * 60 / idle
            found[name]["idle bytes"] = sum(len(data) for _, data in session.collect(0)) * 60 / idle
    for session in live.values():
        session.end()
    return found


def repaints(programs, desk, floor, columns, rows, count, chance):
    """Microseconds and bytes for all of the screen anew, by Ctrl-L.

    A floor that paints a menu of its own says little of a screen with more or less on it: another one paints
    the desk's text.
    """
    name = f"{rows}x{columns}"
    with tempfile.NamedTemporaryFile("w", prefix="bench-picture-") as picture:
        session = desk.begin(columns, rows)
        picture.write("\n".join(line.rstrip() for line in session.model.display) + "\n")
        picture.flush()
        session.end()
        same = Program(SAME_TEXT, [floor, picture.name], desk.starter)
        return repainted([*(p for p in programs if p.repaints), same], name, columns, rows, count, chance)


def repainted(programs, name, columns, rows, count, chance):
    found = {p.name: {f"full {name}": [], f"full bytes {name}": []} for p in programs}
    live = {p.name: p.begin(columns, rows) for p in programs}
    for turn in range(count + 2):
        for program in chance.sample(programs, len(programs)):
            session = live[program.name]
            moment, chunks = session.press("repaint")
            if turn < 2 or not chunks:
                continue
            found[program.name][f"full {name}"].append((chunks[-1][0] - moment) / 1e3)
            found[program.name][f"full bytes {name}"].append(sum(len(data) for _, data in chunks))
        progress(f"repaint {name} {max(0, turn - 1)}/{count}")
    for session in live.values():
        session.end()
    return found


def escapes(programs, count, chance):
    """Milliseconds from Esc to the last byte of what it does: something closes, or the program ends."""
    found = {p.name: {"esc": []} for p in programs}
    live = {}
    for turn in range(count):
        for program in chance.sample(programs, len(programs)):
            session = live.get(program.name) or program.begin()
            for key in program.opens:
                session.feed(session.press(key, quiet=150)[1])
            before = session.model.picture()
            moment, chunks = session.press("escape", quiet=100 if program.opens else 1_500, first=5_000)
            session.feed(chunks)
            if chunks and (session.ended or session.model.picture() != before):
                found[program.name]["esc"].append((chunks[-1][0] - moment) / 1e6)
            if program.opens:
                live[program.name] = session
            else:
                session.end()
        progress(f"Esc {turn + 1}/{count}")
    for session in live.values():
        session.end()
    return found


def writes(programs, count):
    """Write calls on the terminal for each key, as strace counts them, in a run of their own."""
    found = {}
    for program in programs:
        with tempfile.NamedTemporaryFile("r", prefix="bench-strace-") as log:
            session = program.begin(prefix=(
                shutil.which("strace"), "-f", "-qq", "-y", "-e", "trace=write,writev,pwrite64,sendto",
                "-e", "signal=none", "-o", log.name))
            time.sleep(.5)
            counts = []
            for turn in range(count):
                log.seek(0, os.SEEK_END)
                session.press(program.keys[turn % len(program.keys)], quiet=150)
                counts.append(len(re.findall(r"\b\w+\(\d+</dev/(?:pts/|tty)", log.read())))
            session.end()
        found[program.name] = {"writes": counts}
        progress(f"writes {program.name}")
    return found


# MARK: What a desk needs

def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def vault(binary, folder, name, accounts):
    """A vault that a key file opens, with so many made-up subscribers."""
    path = f"{folder}/{name}/vault"
    key = f"{folder}/{name}.key"
    words = ("--vault", path, "--key-file", key)
    run(binary, "init", *words)
    if accounts:
        sample = subprocess.run(
            (binary, "import", "--sample", "csv"), check=True, capture_output=True, text=True).stdout
        columns, person = list(csv.reader(io.StringIO(sample)))[:2]
        file = f"{folder}/{name}.csv"
        with open(file, "w") as out:
            rows = csv.writer(out)
            rows.writerow(columns)
            rows.writerows(subscribers(columns, person, accounts))
        run(binary, "import", file, *words)
    return words


def subscribers(columns, person, count):
    """As many like the sample's first person, told apart by what they sign in with."""
    for number in range(count):
        own = {"number": f"H-{number:06}", "email": f"person{number}@example.com",
               "msisdn": f"+86138{number:08}", "user_name": f"person{number}"}
        yield [own.get(column, cell) if cell else cell for column, cell in zip(columns, person)]


# MARK: Telling

def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[round((len(ordered) - 1) * part)] if ordered else None


def value(figures, measure):
    """One figure of a measure: `key p95` of all of `key`, and the median where nothing else is said."""
    name, _, part = measure.rpartition(" p")
    if part.isdigit() and name in figures:
        return percentile(figures[name], int(part) / 100)
    figure = figures.get(measure)
    if measure == "writes" and figure:
        return sum(figure) / len(figure)
    return percentile(figure, .5) if isinstance(figure, list) else figure


def text(number, digits=None):
    if number is None:
        return "-"
    if digits is None:
        digits = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    return f"{number:.{digits}f}"


def spread(figures, measure):
    """The quartiles of a measure, where it has any."""
    values_ = figures.get(measure)
    if not isinstance(values_, list) or len(values_) < 4:
        return ""
    return f"{text(percentile(values_, .25))}-{text(percentile(values_, .75))}"


COLUMNS = [
    ("start", "start ms"), ("start bytes", "bytes"), ("start cpu", "cpu ms"), ("key p50", "key p50"),
    ("key p95", "p95"), ("key p99", "p99 us"), ("key cpu", "cpu us"), ("key bytes", "bytes"),
    ("writes", "writes"), ("esc", "Esc ms"), ("memory", "MiB"), ("idle switches", "wakes/min"),
    ("idle bytes", "bytes/min")]
SIZES = [(80, 24), (200, 60)]
FULL = [(f"{kind}{rows}x{columns}", f"{kind}{rows}x{columns}") for columns, rows in SIZES
        for kind in ("full ", "full bytes ")]

# Whose figure may be how many times whose; a target without a base is the figure itself.
TARGETS = [
    ("start to first complete frame", "start", "whiptail", 2.0),
    ("key to frame, p50", "key p50", "whiptail", .9),
    ("key to frame, p95", "key p95", "whiptail", 1.0),
    ("processor time for a key", "key cpu", "whiptail", 1.0),
    ("bytes for a key in a list", "key bytes", "whiptail", 1.0),
    ("write calls for a key", "writes", None, 1.0),
    ("full repaint 24x80, time", "full 24x80", SAME_TEXT, 1.3),
    ("full repaint 24x80, bytes", "full bytes 24x80", SAME_TEXT, 1.3),
    ("full repaint 60x200, time", "full 60x200", SAME_TEXT, 1.3),
    ("full repaint 60x200, bytes", "full bytes 60x200", SAME_TEXT, 1.3),
    ("Esc answered", "esc", "whiptail", .1),
    ("peak memory", "memory", "whiptail", 4.0),
    ("wake-ups a minute, idle", "idle switches", None, 0),
    ("bytes a minute, idle", "idle bytes", None, 0),
]


def table(head, rows):
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
    print()


def tell(found, columns):
    columns = [(m, t) for m, t in columns if any(value(f, m) is not None for f in found.values())]
    if not columns:
        return
    table(["", *[title for _, title in columns]],
          [[name, *[text(value(figures, measure)) for measure, _ in columns]]
           for name, figures in found.items()])
    quartiles = [(m, t) for m, t in columns if any(spread(f, m) for f in found.values())]
    table(["quartiles", *[title for _, title in quartiles]],
          [[name, *[spread(figures, measure) or "-" for measure, _ in quartiles]]
           for name, figures in found.items()])
    for base in ("whiptail", "floor", SAME_TEXT):
        if all(value(found.get(base, {}), measure) is None for measure, _ in columns):
            continue
        rows = []
        for name, figures in found.items():
            row = [name]
            for measure, _ in columns:
                mine, theirs = value(figures, measure), value(found[base], measure)
                row.append(text(mine / theirs, 2) if mine is not None and theirs else "-")
            rows.append(row)
        table([f"x {base}", *[title for _, title in columns]], rows)


def judge(found, desks):
    """Prints the targets; whether all that were measured are met."""
    rows = []
    met = True
    for title, measure, base, limit in TARGETS:
        for name in desks:
            mine = value(found[name], measure)
            if mine is None or (base and value(found.get(base, {}), measure) is None):
                continue
            figure = mine / value(found[base], measure) if base else mine
            good = figure <= limit
            met = met and good
            bound = f"<= {limit:g}" + (f" x {base}" if base else "")
            rows.append([title, name, text(figure, 2), bound, "met" if good else "MISSED"])
    if rows:
        table(["target", "", "", "", ""], rows)
    return met


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench terminal", description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--starter", required=True)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--rounds", type=int, default=40, help="starts of each program")
    parser.add_argument("--keys", type=int, default=300, help="keys for each program")
    parser.add_argument("--idle", type=int, default=65, help="seconds without a key")
    parser.add_argument("--accounts", type=int, default=20_000, help="in the larger vault")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="start,key,repaint,esc,writes,growth", help="what to measure")
    given = parser.parse_args()
    only = given.only.split(",")
    chance = random.Random(given.seed)
    folder = tempfile.mkdtemp(prefix="esimdesk-bench-")
    try:
        binary = os.path.abspath(given.binary)
        menu = ["--title", "eSIM 自助服务台", "--menu", "请选择", "20", "60", "10"]
        menu += [word for number, item in enumerate(ITEMS) for word in (str(number + 1), item)]
        starter = given.starter
        empty = vault(binary, folder, "empty", 0)
        desk_words = [binary, "open", *empty, "--lang", "zh-Hans"]
        programs = [
            Program("floor", [given.floor], starter),
            Program("whiptail", ["whiptail", *menu], starter),
            Program("dialog", ["dialog", *menu], starter),
            Program("Textual", [sys.executable, f"{HERE}/textual_list.py", *ITEMS], starter, settle=400,
                    quiet=80, repaints=False),
            # The list of carriers, and the first screen of one of them.
            Program("esimdesk", desk_words, starter, items=5, opens=["?"]),
        ]
        inside = Program("esimdesk welcome", desk_words, starter, items=6, setup=["1"])
        found = {program.name: {} for program in [*programs, inside]}

        def take(figures):
            for name, measures in figures.items():
                found.setdefault(name, {}).update(measures)

        gc.disable()
        if "start" in only:
            take(starts(programs, given.rounds, chance))
        if "key" in only:
            take(keys([*programs, inside], given.keys, given.idle, chance))
        if "repaint" in only:
            for columns, rows in SIZES:
                take(repaints(programs, programs[-1], given.floor, columns, rows, 100, chance))
        if "esc" in only:
            take(escapes(programs, 12, chance))
        if "writes" in only:
            take(writes([*programs, inside], 18))
        progress("")
        tell({name: f for name, f in found.items() if name != SAME_TEXT}, COLUMNS)
        tell({name: f for name, f in found.items() if FULL[0][0] in f}, FULL)
        if "growth" in only:
            larger = vault(binary, folder, "larger", given.accounts)
            growth = starts([
                programs[-1],
                Program("one carrier", [*desk_words, "--brand", "heyon"], starter),
                Program("in English", [*desk_words[:-1], "en"], starter),
                Program(f"{given.accounts} accounts", [binary, "open", *larger, "--lang", "zh-Hans"], starter),
            ], given.rounds, chance)
            progress("")
            tell(growth, COLUMNS[:3])
        met = judge(found, ["esimdesk", "esimdesk welcome"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if met else 1)


main()
