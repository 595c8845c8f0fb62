"""How things are shown: the View and Help menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QTabWidget, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code
from ui.player.player_view import PlayerView
from ui.timeline.timeline_keys import ZOOM_STEP
from ui.timeline.timeline_view import TimelineView
from ui.widgets.measure import use_letters
from ui.window import theme
from ui.window.session import Session
from ui.window.shortcut_sheet import ShortcutSheet
from ui.window.typed_time import typed_us

ABOUT = tr("""<p><b>Dyad Mirror</b> plays recorded clips of a caregiver and a child, lets models on this device propose
what happened, and has you confirm, adjust or reject each proposal.</p>
<p>It is a mirror showing patterns, not a judge of adequacy. It rates nobody, names what is seen and never an
emotion, and a bid that nobody answered may be exactly right.</p>
<p>Nothing leaves this device. PRIVACY.md says what is promised, and what is not.</p>""")
LEAST_POINTS, MOST_POINTS = 7, 32
_TIME_ASKED = tr("Seconds (83.4), minutes and seconds (1:23.4), or a frame (#308):")


class ViewControl(QObject):
    """Signals: ``changed`` when what is shown must be drawn anew, ``sought(µs)`` when another time is asked for."""

    changed = Signal()
    sought = Signal(object)

    def __init__(
        self, session: Session, player: PlayerView, timeline: TimelineView, tabs: QTabWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._timeline = session, player, timeline
        self._tabs, self._parent = tabs, parent
        self.overlays = True
        self.joints = False
        self.as_system = True
        """Whether light, dark and contrast follow the system: until somebody chooses."""
        self.theme_chosen = False
        """Whether somebody chose it in this sitting: then no study that is opened looks otherwise for them."""
        session.coder_leaving.connect(self._another_coder)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self.strips = False
        self.keys_text: Callable[[str], str] | None = None
        self.codes_now: Callable[[], Sequence[Code]] = tuple
        """Codes that can be coded now; none where nothing is shown."""
        """Gives the keys of now by the id of an action, once the window has its actions."""
        self.wave = self.spectrogram = True
        self.proposals = True

    def go_to_time(self) -> None:
        """Ask for a time and show the frame that is on the screen then."""
        text, given = QInputDialog.getText(self._parent, tr("Go to time"), _TIME_ASKED)
        if not given or not text.strip():
            return
        state = self._session.state
        try:
            self.sought.emit(typed_us(text, state.index if state is not None else None))
        except ValueError as error:
            QMessageBox.information(self._parent, tr("Go to time"), str(error))

    def zoom_in(self) -> None:
        """Timeline closer."""
        self._timeline.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Timeline wider."""
        self._timeline.zoom(1 / ZOOM_STEP)

    def zoom_to_hand(self) -> None:
        """Timeline: the selected stretch, else the selected item, at a quarter of the width."""
        timeline, item = self._timeline, self._timeline.selected_item()
        if timeline.range is not None:
            timeline.zoom_to(timeline.range.onset_us, timeline.range.offset_us)
        elif item is not None:
            timeline.zoom_to(item.onset_us, item.offset_us)

    def zoom_all(self) -> None:
        """Timeline: whole clip."""
        self._timeline.zoom_to_all()

    def picture_in(self) -> None:
        """Picture closer."""
        self._player.zoom_in()

    def picture_out(self) -> None:
        """Picture wider."""
        self._player.zoom_out()

    def picture_all(self) -> None:
        """Whole picture."""
        self._player.reset_zoom()

    def toggle_overlays(self) -> None:
        """Boxes on people, or the bare picture."""
        self.overlays = not self.overlays
        self.changed.emit()

    def toggle_joints(self) -> None:
        """Measured hands and turns of heads over the picture, or not."""
        self.joints = not self.joints
        self.changed.emit()

    def toggle_strips(self) -> None:
        """Measured signals under the tiers, or not."""
        self.strips = not self.strips
        self.changed.emit()

    def toggle_wave(self) -> None:
        """The sound under the ruler, or not."""
        self.wave = not self.wave
        self.changed.emit()

    def toggle_spectrogram(self) -> None:
        """The spectrogram under the waveform, or not."""
        self.spectrogram = not self.spectrogram
        self.changed.emit()

    def toggle_proposals(self) -> None:
        """Proposals, or none, so that a person can code without them."""
        self.proposals = not self.proposals
        self.changed.emit()

    def text_larger(self) -> None:
        """Larger text everywhere."""
        self._scale_text(1.15)

    def text_smaller(self) -> None:
        """Smaller text everywhere."""
        self._scale_text(1 / 1.15)

    def toggle_dark(self) -> None:
        """Dark, or light."""
        self.theme_chosen = True
        self.wear(dark=not theme.is_dark(), contrast=theme.is_contrast())

    def toggle_contrast(self) -> None:
        """High contrast, or as usual."""
        self.theme_chosen = True
        self.wear(dark=theme.is_dark(), contrast=not theme.is_contrast())

    def toggle_system(self) -> None:
        """Light, dark and contrast as the system is, also when it changes; or as they are now."""
        self.as_system, self.theme_chosen = not self.as_system, True
        self._system_changed()

    def wear(self, *, dark: bool, contrast: bool, as_system: bool = False) -> None:
        """Look so, because somebody chose it; or as the system does."""
        self.as_system = as_system
        if as_system:
            theme.use_system()
        elif (dark, contrast) != (theme.is_dark(), theme.is_contrast()):
            theme.use(dark=dark, contrast=contrast)
        self.changed.emit()

    def _another_coder(self) -> None:
        self.theme_chosen = False  # what one chose is nothing to whoever comes next

    def _system_changed(self) -> None:
        if self.as_system:
            theme.use_system()
        self.changed.emit()

    def tab_review(self) -> None:
        """Show the review panel."""
        self._tabs.setCurrentIndex(0)

    def tab_people(self) -> None:
        """Show who is who."""
        self._tabs.setCurrentIndex(1)

    def tab_events(self) -> None:
        """Show the events, and let arrows go through them: letters and frames keep their keys there."""
        self._tabs.setCurrentIndex(2)
        if (events := self._tabs.currentWidget()) is not None:
            events.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tab_exchanges(self) -> None:
        """Show the exchanges."""
        self._tabs.setCurrentIndex(3)

    def tab_patterns(self) -> None:
        """Show the patterns."""
        self._tabs.setCurrentIndex(4)

    def tab_context(self) -> None:
        """Show what stands beside the codes."""
        self._tabs.setCurrentIndex(5)

    def show_shortcuts(self) -> None:
        """Show all keys."""
        study = self._session.study
        ShortcutSheet(study.scheme if study else None, self._parent, keys=self.keys_text, codes=self.codes_now()).open()

    def show_about(self) -> None:
        """Say what this is."""
        QMessageBox.about(self._parent, tr("What this is"), ABOUT)

    def _scale_text(self, factor: float) -> None:
        points = QApplication.font().pointSizeF() * factor
        if not LEAST_POINTS <= points <= MOST_POINTS:
            return  # half a step would leave sizes from which no step leads back to the first
        use_letters(points)
        self.changed.emit()
