"""What people would write such a list with: Textual's OptionList, and nothing else."""

import sys

from textual.app import App
from textual.widgets import OptionList


class Desk(App):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("escape", "quit")]

    def compose(self):
        yield OptionList(*sys.argv[1:])


Desk().run()
