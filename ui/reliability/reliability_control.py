"""Where two coders differ, in the window: worked out away from it, and from each place back to its moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.exchanges.pairing import RULES
from coder.report.figures.agreement_lanes import AgreementLane, agreement_lanes
from coder.report.figures.coder_agreement import TOLERANCE_S, CodedTwice, CoderAgreement, agreement_of
from coder.report.figures.exchange_agreement import exchange_agreement_words
from coder.study.project import Project
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import seconds_to_us
from ui.operations.study_disclosure import ALL_CLOSED, Tellable, names_apart, tellable_in
from ui.operations.study_figures import coded_twice, exchange_agreement_in
from ui.player.engine import PlayerEngine
from ui.reliability.reliability_panel import AgreementWindow
from ui.window.jobs import Hand, LatestJob
from ui.window.moment_seeker import MomentSeeker
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_TOO_FEW = tr("Nothing that two coded is open to you for now. Closed: {names} ({why}).")
_PAIR = 2
_RULE = "prompt-3s"
_TOLERANCE_US = seconds_to_us(TOLERANCE_S)


@dataclass(frozen=True, slots=True)
class _Coded:
    """What two coders said, and in words how far they agree on exchanges."""

    scheme: Scheme
    coded: list[CodedTwice]
    on_exchanges: tuple[str, ...]


class AgreementControl(WindowControl):
    """One comparison at a time. What a coder codes blind is left out of it: it would show what others said."""

    ENDS = Ends.FIGURES

    def __init__(
        self, session: Session, go_to_time: Callable[[int], None], engine: PlayerEngine, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent
        self._moments = MomentSeeker(session, go_to_time, engine, self)
        self.window: AgreementWindow | None = None
        self._called: dict[str, str] = {}  # what is open to this coder, by id
        self._latest = LatestJob(self)

    def show_agreement(self) -> None:
        """Open the window of two coders."""
        if self.window is not None:
            self.window.come_forward()
            return
        coder, blind = self._session.coder, self._session.begins_blind
        self._session.call(lambda project: tellable_in(project, coder, begins_blind=blind), self._open)

    def finish(self) -> None:
        """Stop what is under way and close."""
        self._latest.give_up()
        if self.window is not None:
            self.window.close()

    def _open(self, tellable: tuple[Tellable, ...]) -> None:
        open_ = [one for one in tellable if one.closed is None]
        coders = sorted({name for one in open_ for name in one.coders})
        called = names_apart(tellable)
        self._called = {one.id: called[one.id] for one in open_}
        window = self.window = AgreementWindow(coders, coder=self._session.coder, parent=self._parent)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.asked.connect(self._gather)
        window.sought.connect(self._seek)
        window.closed.connect(self._closed)
        window.show()
        closed = [one for one in tellable if one.closed is not None]
        if tellable and not open_:
            window.say(ALL_CLOSED.format(why=tellable[0].closed))
        elif closed and len(coders) < _PAIR:
            window.say(_TOO_FEW.format(names=", ".join(one.name for one in closed), why=closed[0].closed))
        else:
            window.ask()

    def _closed(self) -> None:
        self._latest.give_up()
        self.window = None

    def _seek(self, name: str, at_us: int) -> None:
        self._moments.go_to(next(one for one, called in self._called.items() if called == name), at_us)

    def _gather(self, one: str, other: str, whole: bool) -> None:
        number, called, coders = self._latest.ask(), self._called, (one, other)

        def work(project: Project) -> _Coded:
            coded = [
                replace(item, recording=name)  # in the figures and their sentences: people know recordings by name
                for each, name in called.items()
                for item in coded_twice(project, each, coders, whole=whole)
            ]
            on = exchange_agreement_in(
                project, tuple(called), coders, rule=RULES[_RULE], tolerance_s=TOLERANCE_S, whole=whole
            )
            return _Coded(project.scheme, coded, tuple(exchange_agreement_words(one, _TOLERANCE_US) for one in on))

        self._session.call(work, lambda found: self._begin(found, coders, number))

    def _begin(self, found: _Coded, coders: tuple[str, str], number: int) -> None:
        if not self._latest.is_newest(number) or self.window is None:
            return

        def task(hand: Hand) -> tuple[CoderAgreement, tuple[AgreementLane, ...]]:
            hand.step(0.0)
            agreement = agreement_of(found.coded, scheme=found.scheme, coders=coders)
            return agreement, agreement_lanes(found.coded, found.scheme)

        self.window.wait()
        window = self.window
        self._latest.run(
            number,
            tr("The agreement"),
            task,
            finished=lambda told: window.show_agreement(told[0], found.scheme, found.on_exchanges, lanes=told[1]),
            failed=window.say,
        )
