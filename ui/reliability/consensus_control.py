"""Settling two coders' layers into the consensus layer: side by side, the moment plays, one key takes a side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMessageBox, QWidget

from coder.study.edits.event_ledger import CONSENSUS
from coder.study.edits.layer_copies import SettleEvents
from coder.study.layer_differences import LayerDifferences, differences_between
from coder.study.project import Project
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from ui.player.playback_control import PlayControl
from ui.reliability.differences_panel import NOTHING, SIDES, DifferencesWindow
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_TOO_FEW = tr("Only {names} coded this recording; it takes the layers of two coders to settle one from both.")
(_FIRST, _SECOND), _OUT, _SHARED = SIDES, "0", "S"
_VERBS = {
    _FIRST: tr("Take the one's"),
    _SECOND: tr("Take the other's"),
    _OUT: tr("Take it out again"),
    _SHARED: tr("Take what both say"),
}


@dataclass(frozen=True, slots=True)
class _Layers:
    """What is compared: two coders' layers, and what was settled of them."""

    scheme: Scheme
    compared: LayerDifferences
    consensus: tuple[Event, ...]
    aside: frozenset[str]

    def is_aside(self, event: Event) -> bool:
        """Whether it was settled that this event is not so."""
        return f"{event.coder}/{event.id}" in self.aside

    def settled_from(self, event: Event) -> tuple[Event, ...]:
        """Events of the consensus layer that name this one among their sources."""
        return tuple(one for one in self.consensus if f"{event.coder}/{event.id}" in one.copied_from)

    @property
    def shared_left(self) -> tuple[tuple[str, str], ...]:
        """Pairs that say the same and are not settled yet."""
        return tuple(
            (one.id, other.id)
            for one, other in self.compared.same
            if not any(self.settled_from(side) or self.is_aside(side) for side in (one, other))
        )


class ConsensusControl(WindowControl):
    """One window, of the recording that is shown. Whoever codes it blind is refused: it shows what others said."""

    ENDS = Ends.FIGURES

    def __init__(self, session: Session, play: PlayControl, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._play, self._parent, self._ask_coder = session, play, parent, ask_coder
        self.window: DifferencesWindow | None = None
        self._held: _Layers | None = None
        self._asked = 0
        session.recording_changed.connect(lambda _: self._anew())
        session.edited.connect(lambda *_: self._anew())

    def open(self) -> None:
        """Open the window, once the coder is known to be a lead, or becomes one."""
        state = self._session.state
        if state is None or not (self._session.coder or self._ask_coder()):
            return
        recording, coder = state.recording.id, self._session.coder

        def read(project: Project) -> tuple[tuple[str, ...], bool]:
            project.require_seen(recording, coder, tr("what others coded"))
            names = tuple(name for name in project.layers.names(recording) if name != CONSENSUS)
            return names, coder in project.layers.leads

        self._session.call(read, lambda found: self._opened(*found))

    def finish(self) -> None:
        """Close."""
        if self.window is not None:
            self.window.close()

    def _opened(self, layers: tuple[str, ...], leads: bool) -> None:
        if len(layers) < 2:
            box = QMessageBox(QMessageBox.Icon.Information, tr("Settle differences"), "", parent=self._parent)
            box.setText(_TOO_FEW.format(names=tr(" and ").join(layers) or tr("nobody has")))
            box.finished.connect(box.deleteLater)
            box.open()
        elif leads:
            self._show(layers)
        else:
            self._ask_to_lead(layers)

    def _ask_to_lead(self, layers: tuple[str, ...]) -> None:
        coder = self._session.coder
        text = tr(
            "Only a project lead settles differences. Name {coder} a lead? The study's trail keeps that it was said.",
            coder=coder,
        )
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, tr("Settle differences"), text, buttons, self._parent)
        yes = box.button(QMessageBox.StandardButton.Yes)
        yes.clicked.connect(
            lambda _=False: self._session.call(
                lambda project: project.layers.name_lead(coder), lambda _: self._show(layers)
            )
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _show(self, layers: tuple[str, ...]) -> None:
        if self.window is not None:
            self.window.come_forward()
            return
        coder = self._session.coder
        first = coder if coder in layers else layers[0]
        second = next(name for name in layers if name != first)
        window = self.window = DifferencesWindow(
            tr("Settle differences"), layers, (first, second), _VERBS, self._parent
        )
        window.asked.connect(lambda *_: self._anew())
        window.moment.connect(lambda one: self._play.play_loop(one.span))
        window.pressed.connect(self._act)
        window.closed.connect(self._closed)
        window.show()
        window.ask()

    def _closed(self) -> None:
        self._asked += 1
        self.window = self._held = None

    def _anew(self) -> None:
        """Compare the two layers again, as they are now."""
        state, window = self._session.state, self.window
        if window is None:
            return
        if state is None or not state.all_seen or self._session.for_family:
            window.close()
            return
        self._asked += 1
        number, recording, (one, other) = self._asked, state.recording.id, window.layers

        def work(project: Project) -> _Layers:
            first, second = (project.events(recording, coder=name) for name in (one, other))
            compared = differences_between(first, second, project.scheme)
            consensus = project.events(recording, coder=CONSENSUS)
            return _Layers(project.scheme, compared, consensus, project.layers.set_aside(recording))

        def show(found: _Layers) -> None:
            if number == self._asked and self.window is not None:
                self._held = found
                self._fill(self.window, found)

        self._session.call(work, show)

    def _fill(self, window: DifferencesWindow, found: _Layers) -> None:
        places = found.compared.differences
        settled = {
            event.id: _taken(kept[0]) for one in places for event in one.events if (kept := found.settled_from(event))
        }
        settled |= {event.id: NOTHING for one in places for event in one.events if found.is_aside(event)}
        done = sum(any(event.id in settled for event in one.events) for one in places)
        shared = len(found.compared.same)
        window.show_differences(
            places,
            found.scheme,
            settled,
            tr(
                "{how_many} where the two differ, {done} of them settled; "
                "{how_many_2} that both say, {shared} of them settled. "
                "Up and Down go through the places and play them.",
                how_many=plural(len(places), "{number} place", "{number} places", number=len(places)),
                done=done,
                how_many_2=plural(shared, "{shared} event", "{shared} events", shared=shared),
                shared=shared - len(found.shared_left),
            ),
        )
        window.always_enabled(_SHARED)

    def _act(self, key: str) -> None:
        window, held = self.window, self._held
        if window is None or held is None:
            return
        if key == _SHARED:
            if held.shared_left:
                self._settle(
                    SettleEvents(together=held.shared_left, anew=tuple(n for pair in held.shared_left for n in pair))
                )
            return
        one = window.current
        if one is None:
            return
        together = {_FIRST: _sources(one.first, one.second), _SECOND: _sources(one.second, one.first)}.get(key, ())
        anew = tuple(event.id for event in one.events)
        aside = () if together or key == _OUT else anew  # the side that says nothing was taken
        if together or aside or any(held.settled_from(event) or held.is_aside(event) for event in one.events):
            self._settle(SettleEvents(together=(together,) if together else (), anew=anew, aside=aside))
        if key != _OUT:
            window.go(1)

    def _settle(self, edit: SettleEvents) -> None:
        self._session.apply(edit, layer=CONSENSUS)


def _sources(taken: Event | None, other: Event | None) -> tuple[str, ...]:
    """Whose word an event of the consensus layer is: of one code, both say it and are named."""
    if taken is None:
        return ()
    return (taken.id, other.id) if other is not None and other.code == taken.code else (taken.id,)


def _taken(kept: Event) -> str:
    """Whose word was taken: that of the source that is named first."""
    return kept.copied_from[0].rpartition("/")[0] if kept.copied_from else ""
