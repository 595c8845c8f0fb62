"""How right the proposals are, in the window: worked out away from it, and from each figure back to its moments."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.report.figures.proposal_validation import CodedBlind
from coder.study.project import Project
from coder.vocabulary.language import tr
from ui.operations.blind_comparison import (
    NOT_BLIND,
    NOT_BLIND_OPEN,
    BlindComparison,
    coded_blind,
    compared,
    fitted_to_in,
)
from ui.operations.study_disclosure import ALL_CLOSED, Tellable, names_apart, told_beside_proposals
from ui.player.engine import PlayerEngine
from ui.validation.validation_window import ValidationWindow
from ui.window.jobs import Hand, LatestJob
from ui.window.moment_seeker import MomentSeeker
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_Gathered = tuple[list[CodedBlind], list[str], tuple[str, ...]]


class ValidationControl(WindowControl):
    """One comparison at a time. What a coder codes blind is left out of it: it would show what the models propose."""

    ENDS = Ends.FIGURES

    def __init__(
        self,
        session: Session,
        go_to_time: Callable[[int], None],
        engine: PlayerEngine,
        calibrate: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._calibrate, self._parent = session, calibrate, parent
        self._moments = MomentSeeker(session, go_to_time, engine, self)
        self.window: ValidationWindow | None = None
        self._closed_ones: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self._latest = LatestJob(self)

    def show_validity(self) -> None:
        """Open the window of what was proposed beside what was coded blind."""
        if self.window is not None:
            self.window.come_forward()
            return
        coder, blind = self._session.coder, self._session.begins_blind
        self._session.call(lambda project: told_beside_proposals(project, coder, begins_blind=blind), self._open)

    def ask_again(self) -> None:
        """Work the figures out anew, where they are shown: proposals have changed."""
        if self.window is not None:
            self.window.ask()

    def finish(self) -> None:
        """Stop what is under way and close."""
        self._latest.give_up()
        if self.window is not None:
            self.window.close()

    def _open(self, tellable: tuple[Tellable, ...]) -> None:
        open_ = [one for one in tellable if one.closed is None]
        self._closed_ones = {one.id: one.closed for one in tellable if one.closed is not None}
        self._called = names_apart(tellable)
        coders = sorted({name for one in open_ for name in one.coders})
        window = self.window = ValidationWindow(coders, self._parent)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.asked.connect(self._gather)
        window.sought.connect(self._seek)
        window.calibrate_asked.connect(self._calibrate)
        window.closed.connect(self._closed)
        window.show()
        if tellable and not open_:
            window.say(ALL_CLOSED.format(why=tellable[0].closed))
        else:
            window.ask()

    def _closed(self) -> None:
        self._latest.give_up()
        self.window = None

    def _seek(self, name: str, at_us: int) -> None:
        self._moments.go_to(next(one for one, called in self._called.items() if called == name), at_us)

    def _gather(self, coder: str, whole: bool) -> None:
        number, closed, called = self._latest.ask(), self._closed_ones, self._called

        def work(project: Project) -> _Gathered:
            coded, left_out = coded_blind(project, coder or None, without=closed, called=called, whole=whole)
            return coded, left_out, tuple(called.get(one, one) for one in fitted_to_in(project))

        self._session.call(work, lambda found: self._begin(found, coder, number))

    def _begin(self, found: _Gathered, coder: str, number: int) -> None:
        if not self._latest.is_newest(number) or self.window is None:
            return
        if not found[0]:
            told = self._nothing_words(tr(" by {coder}", coder=coder) if coder else "")
            self.window.say(tr("{told} Left out: {names}.", told=told, names="; ".join(found[1])) if found[1] else told)
            return

        def task(hand: Hand) -> BlindComparison:
            hand.step(0.0)
            return compared(*found)

        self.window.wait()
        window, study = self.window, self._session.study
        self._latest.run(
            number,
            tr("The figures"),
            task,
            finished=lambda one: window.show_comparison(one, study.scheme) if study is not None else None,
            failed=window.say,
        )

    def _nothing_words(self, whose: str) -> str:
        """Say that nothing can be compared; of what is closed to whoever asks nothing is said."""
        if not self._closed_ones:
            return NOT_BLIND.format(whose=whose)
        return NOT_BLIND_OPEN.format(whose=whose, closed="; ".join(dict.fromkeys(self._closed_ones.values())))
