"""How a coder left the window, and finds it again: kept per coder in the study, encrypted with it, nowhere outside."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coder.study.coder_preferences import Framing, LastPlace
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from ui.player.camera_stage import Arrangement
from ui.window import theme
from ui.window.remembered_framings import RememberedFramings
from ui.window.remembered_place import PlaceKeeper
from ui.window.screen_room import opening, room_of
from ui.window.session import Session, ShownRecording, StudyInfo

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_PLAIN = ("tab", "dark", "strips", "overlays", "speed", "wave", "spectrogram", "contrast", "as_system")
_LATER = (
    *("size", "arrangement", "joints", "subtitles", "order", "finds"),
    *("maximised", "searched", "exchange_rule", "pattern_rule"),
)
"""What views of earlier versions do not say."""
_MOST_PX = 20_000
_MOST_CHARS = 20_000
"""What is longer was not written here."""


@dataclass(frozen=True, slots=True)
class View:
    """How the window looks. Where its coder was: :class:`~coder.study.coder_preferences.LastPlace`."""

    docks: bytes = b""
    wanted: tuple[tuple[str, bool | None], ...] = ()
    tab: int = 0
    dark: bool = False
    strips: bool = False
    overlays: bool = True
    speed: float = 1.0
    wave: bool = True
    spectrogram: bool = True
    contrast: bool = False
    as_system: bool = False
    size: tuple[int, int] = (0, 0)
    """Width and height; (0, 0) for as large as at first."""
    arrangement: str = Arrangement.BESIDE.value
    joints: bool = False
    subtitles: str = ""
    order: int = 0
    """Of the recordings in the list."""
    finds: str = ""
    """What the events are filtered by."""
    maximised: bool = False
    searched: str = ""
    """What the list of recordings is searched for."""
    exchange_rule: str = ""
    pattern_rule: str = ""
    """Under which answers are counted on each page; "" for the usual."""

    def to_text(self) -> str:
        """Return it as JSON."""
        held = {name: getattr(self, name) for name in (*_PLAIN, *_LATER)}
        return json.dumps({**held, "docks": base64.b64encode(self.docks).decode(), "wanted": dict(self.wanted)})

    @classmethod
    def from_text(cls, text: str) -> View | None:
        """Return what was kept; None where nothing was, or what is there was not written by this program."""
        if not text or len(text) > _MOST_CHARS:
            return None
        try:
            held = json.loads(text)
            said = {str(name): on if isinstance(on, bool) else None for name, on in held["wanted"].items()}
            return cls(
                base64.b64decode(held["docks"], validate=True),
                tuple(said.items()),
                int(held["tab"]),
                dark=held["dark"] is True,
                strips=held["strips"] is True,
                overlays=held["overlays"] is True,
                speed=float(held["speed"]),
                wave=held.get("wave", True) is True,
                spectrogram=held.get("spectrogram", True) is True,
                contrast=held.get("contrast") is True,
                as_system=held.get("as_system") is True,
                size=_size(held.get("size")),
                arrangement=Arrangement(held.get("arrangement", Arrangement.BESIDE.value)).value,
                joints=held.get("joints") is True,
                subtitles=str(held.get("subtitles", "")),
                order=int(held.get("order", 0)),
                finds=str(held.get("finds", "")),
                maximised=held.get("maximised") is True,
                searched=str(held.get("searched", "")),
                exchange_rule=str(held.get("exchange_rule", "")),
                pattern_rule=str(held.get("pattern_rule", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None


def _kept_size(window: QWidget) -> tuple[int, int]:
    """Width and height; none of a window that covers its screen: on a larger one it would be a small one."""
    room = room_of(window)
    covers = room is not None and window.width() >= room.width() and window.height() >= room.height()
    return (0, 0) if covers or window.isMaximized() or window.isFullScreen() else (window.width(), window.height())


def _size(held: object) -> tuple[int, int]:
    if not (isinstance(held, list) and len(held) == 2):
        return (0, 0)
    wide, high = (int(px) for px in held)
    return (wide, high) if min(wide, high) > 0 and max(wide, high) <= _MOST_PX else (0, 0)


class RememberedView(QObject):
    """Asks the study once for each coder who opens it; keeps the view when they leave."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._known: tuple[Path, str] | None = None
        self._place: LastPlace | None = None
        self._left: dict[tuple[str, str], LastPlace] = {}
        self._kept_place: tuple[str, LastPlace] | None = None
        self._keeper = PlaceKeeper(self._keep_place, playing=lambda: window.engine.playing, parent=self)
        window.engine.frame_shown.connect(lambda *_: self._keeper.moved())
        session.edited.connect(lambda *_: self._keeper.moved())
        window.coding.changed.connect(self._keeper.moved)
        self._framings = RememberedFramings(window.stage)
        session.study_changed.connect(self._study_changed)
        session.recording_changed.connect(self._recording_changed)

    def look(self) -> View:
        """Return how the window looks now."""
        window = self._window
        return View(
            window.docks.layout(),
            tuple(window.docks.wanted.items()),
            window.tabs.currentIndex(),
            dark=theme.is_dark(),
            strips=window.view.strips,
            overlays=window.view.overlays,
            speed=window.engine.speed,
            wave=window.view.wave,
            spectrogram=window.view.spectrogram,
            contrast=theme.is_contrast(),
            as_system=window.view.as_system,
            size=_kept_size(window),
            arrangement=window.stage.arrangement.value,
            joints=window.view.joints,
            subtitles=window.subtitles.tier,
            order=window.recordings_panel.order.currentIndex(),
            finds=window.events_panel.filter.text(),
            maximised=window.isMaximized(),
            searched=window.recordings_panel.search.text(),
            exchange_rule=window.exchanges_panel.rule_box.rule.id,
            pattern_rule=window.patterns_panel.rule_box.rule.id,
        )

    def place(self) -> LastPlace | None:
        """Return where its coder is now."""
        state = self._session.state
        return self._place_in(state.recording.id) if state is not None else None

    def leave(self, recording: str) -> None:
        """Note where its coder is in a recording that is about to go: they come back to it in this sitting.

        Whoever goes round what a queue asks is taken to what it asks next; a lock keeps what was in hand by itself.
        """
        if self._session.locked is None and not self._session.for_family and self._window.engine.loop is None:
            self._left[self._session.coder, recording] = self._place_in(recording)

    def _place_in(self, recording: str) -> LastPlace:
        scale = self._window.timeline.scale
        whole = scale.us_per_px >= scale.coarsest
        at_us = max(self._window.engine.pts_us, 0)
        coding = self._window.coding
        return LastPlace(
            *(recording, at_us, scale.left_us, 0.0 if whole else scale.us_per_px),
            coding=coding.coding,
            quiet=coding.quiet,
            within=coding.current_pass.name if coding.current_pass is not None else "",
        )

    def lay(self, view: View) -> None:
        """Make the window look as its coder left it."""
        window, shown = self._window, self._window.view
        if view.size != (0, 0) and not (window.isMaximized() or window.isFullScreen()):
            window.resize(opening(window, *view.size))
        if view.maximised and not window.isFullScreen():
            window.showMaximized()
        window.docks.lay(view.docks)
        window.docks.want(dict(view.wanted))
        window.tabs.setCurrentIndex(view.tab)
        shown.strips, shown.overlays = view.strips, view.overlays
        shown.wave, shown.spectrogram = view.wave, view.spectrogram
        shown.joints = view.joints
        window.subtitles.take(view.subtitles)
        window.stage.arrange(Arrangement(view.arrangement))
        window.recordings_panel.order.setCurrentIndex(view.order)
        window.events_panel.filter.setText(view.finds)
        window.recordings_panel.search.setText(view.searched)
        for box, rule in (
            (window.exchanges_panel.rule_box, view.exchange_rule),
            (window.patterns_panel.rule_box, view.pattern_rule),
        ):
            box.choose(rule)
        window.engine.set_speed(view.speed)
        if shown.theme_chosen:
            shown.changed.emit()
        else:
            shown.wear(dark=view.dark, contrast=view.contrast, as_system=view.as_system)

    def keep(self) -> None:
        """Keep how the window looks now for the coder of now; nothing of the family's view, and nothing of nobody's."""
        study, coder = self._session.study, self._session.coder
        if study is None or not coder or self._session.for_family or self._session.state is None:
            return
        text, place = self.look().to_text(), self.place()
        framings = dict(self._framings.noted()) if self._framings.ready else None

        def work(project: Project) -> None:
            project.views.keep_window(coder, text)
            if place is not None:
                project.views.keep_place(coder, place)
            if framings is not None:
                project.views.keep_framings(coder, framings)

        self._session.call(work, lambda _: None)

    def _keep_place(self) -> None:
        """Keep where the coder of now is, for a program that ends without leave; the rest is kept when they go."""
        study, coder, place = self._session.study, self._session.coder, self.place()
        if study is None or not coder or self._session.for_family or place is None:
            return
        if self._kept_place == (coder, place):
            return
        self._kept_place = coder, place

        def work(project: Project) -> None:
            with suppress(MendableError):  # nobody asked for it, so nobody is told; where one can write, it comes again
                project.views.keep_place(coder, place)

        self._session.call(work, lambda _: None)

    def _study_changed(self, info: StudyInfo | None) -> None:
        coder = self._session.coder
        if info is None or not coder or self._session.for_family or self._known == (info.folder, coder):
            return
        if self._known is None or self._known[0] != info.folder:
            self._left.clear()
        self._framings.forget()
        self._known, self._place = (info.folder, coder), info.place

        def kept(project: Project) -> tuple[View | None, dict[str, Framing]]:
            return View.from_text(project.views.window(coder)), project.views.framings(coder)

        self._session.call(kept, self._found)

    def _found(self, kept: tuple[View | None, dict[str, Framing]]) -> None:
        view, framings = kept
        if self._session.for_family:
            return
        if view is not None:
            self.lay(view)
        self._framings.take(framings)

    def _take_up(self, place: LastPlace) -> None:
        """Let letters, edges and pass do what they did; who coded when the program was killed goes on coding."""
        coding = self._window.coding
        if place.coding and not coding.coding:
            coding.toggle_code_mode()
        if place.quiet and not coding.quiet:
            coding.toggle_quiet()
        if place.within:
            self._window.passes.take_up(place.within)

    def _recording_changed(self, shown: ShownRecording | None) -> None:
        """Go where its coder was: in the recording that is shown first, and in each that they left in this sitting."""
        self._framings.show(shown.state.recording.id if shown is not None and not self._session.for_family else "")
        if shown is None or self._session.for_family:
            return
        first, self._place = self._place, None
        if first is not None and shown.state.recording.id == first.recording:
            self._take_up(first)
        place = self._left.pop((self._session.coder, shown.state.recording.id), first)
        if place is not None and shown.state.recording.id == place.recording:
            timeline, engine = self._window.timeline, self._window.engine
            if shown.clip is not None:
                engine.pause()
                engine.set_loop(None)
                engine.seek_time(place.at_us)
            if place.us_per_px > 0:
                nearer = timeline.scale.zoomed(timeline.scale.us_per_px / place.us_per_px, about_px=0)
                timeline.set_scale(nearer.starting_at(place.left_us))
            else:
                timeline.zoom_to_all()
