"""All that can be scrolled back to in a terminal, independent of ncurses: pyte with a history.

Reads what a program wrote, and prints the lines above the screen and those on it.
"""
import sys

import pyte


class Screen(pyte.HistoryScreen):
    """pyte clears its history at ED 3 only with this; and nothing is answered back."""

    def write_process_input(self, data):
        pass

    def set_margins(self, *arguments, **keywords):
        keywords.pop("private", None)
        super().set_margins(*arguments, **keywords)


def main():
    screen = Screen(80, 24, history=10_000, ratio=0.5)
    pyte.ByteStream(screen).feed(sys.stdin.buffer.read())
    for line in screen.history.top:
        print("".join(line[column].data for column in range(80)).rstrip())
    for line in screen.display:
        print(line.rstrip())


main()
