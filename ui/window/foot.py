"""The foot of the window: a message on the left; on the right who codes, how it is guarded, and what letters do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStatusBar

from coder.study.state import RecordingState
from coder.vocabulary.language import tr
from ui.widgets.foot_chip import FootChip
from ui.window.actions import KeyMode
from ui.window.busy_line import BusyLine
from ui.window.guard_chip import GuardChip


class Foot:
    """Three quiet chips; a click on each explains or changes what it says."""

    def __init__(self, bar: QStatusBar, guarded: GuardChip, busy: BusyLine) -> None:
        self.coder, self.mode = (
            FootChip(tr("who is coding"), sign="person"),
            FootChip(tr("what letters do"), sign="review"),
        )
        self.guarded = guarded
        bar.setSizeGripEnabled(False)  # windows are sized by their edges, and a screen reader hears nothing of it
        for widget in (busy, self.coder, guarded, self.mode):
            bar.addPermanentWidget(widget)

    def show_coder(self, coder: str, *, shown: bool, family: bool) -> None:
        """Say whose word decisions are, where a recording is ``shown``."""
        self.coder.setVisible(shown and not family)
        self.coder.say(coder or tr("nobody named"), tr("Whose word the decisions are; a click asks"))

    def show_mode(
        self,
        mode: KeyMode,
        keys: Callable[[str], str],
        *,
        shown: bool,
        family: bool,
        seen: RecordingState | None = None,
    ) -> None:
        """Say what letters do; ``keys`` gives the keys of now by the id of an action."""
        blind = seen is not None and seen.conduct is not None and seen.conduct.blind
        practice = seen is not None and bool(seen.practice)
        self.mode.setVisible(shown)
        self.mode.show_sign("eye" if family else "code" if mode is KeyMode.CODE else "review")
        if family:
            self.mode.say(tr("for the family"), tr("{or_click} leaves it", or_click=_or_click(keys("for_family"))))
            return
        how = _or_click(keys("code_mode"))
        if mode is KeyMode.CODE:
            said = _coding_words(practice=practice, blind=blind)
            self.mode.say(said, tr("Leave coding by hand: {how}", how=how))
        elif practice:
            self.mode.say(tr("practising"), tr("Nothing coded here is data. Code by hand: {how}", how=how))
        elif blind:
            self.mode.say(tr("blind"), tr("Nothing that is proposed is shown here. Code by hand: {how}", how=how))
        else:
            self.mode.say(tr("reviewing"), tr("Code by hand: {how}", how=how))


def _coding_words(*, practice: bool, blind: bool) -> str:
    if practice:
        return tr("practising by hand, blind") if blind else tr("practising by hand")
    return tr("coding by hand, blind") if blind else tr("coding by hand")


def _or_click(keys: str) -> str:
    return tr("{keys} or a click", keys=keys) if keys else tr("a click")
