"""The foot of the window: a message on the left; on the right who codes, how it is guarded, and what letters do."""

from __future__ import annotations

from PySide6.QtWidgets import QStatusBar

from ui.widgets.foot_chip import FootChip
from ui.window.busy_line import BusyLine
from ui.window.status_line import StatusLine


class Foot:
    """Three quiet chips; a click on each explains or changes what it says."""

    def __init__(self, bar: QStatusBar, guarded: StatusLine, busy: BusyLine) -> None:
        self.coder, self.mode = FootChip("who is coding"), FootChip("what letters do")
        self.guarded = guarded
        for widget in (busy, self.coder, guarded, self.mode):
            bar.addPermanentWidget(widget)

    def show_coder(self, coder: str, *, shown: bool, code: bool, family: bool) -> None:
        """Say whose word decisions are and what letters do, where a recording is ``shown``."""
        self.coder.setVisible(shown and not family)
        self.coder.say(coder or "nobody named", "Whose word the decisions are; a click asks")
        self.mode.setVisible(shown)
        if family:
            self.mode.say("for the family", "Ctrl+Shift+F, or a click, leaves it")
        else:
            other = "Back to the proposals (Ctrl+D, or a click)" if code else "Code by hand (Ctrl+D, or a click)"
            self.mode.say("coding by hand" if code else "reviewing", other)
