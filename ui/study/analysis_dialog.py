"""What is asked before the models look: how often, and by which weights voices are heard. It says what that buys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import format_us
from models.hearing.voice_classifier import VoiceClassifier
from ui.study.voice_weights_row import VoiceWeightsRow
from ui.widgets.choice_box import ChoiceBox

RATES = (5.0, 10.0, 15.0, 25.0)


class LookDialog(QDialog):
    """Signals: ``chosen(Settings, VoiceClassifier | None)``, the second None for the app's own."""

    chosen = Signal(object, object)

    def __init__(
        self,
        state: RecordingState | None,
        parent: QWidget | None = None,
        *,
        count: int = 1,
        voices: VoiceClassifier | None = None,
        stopped_us: int | None = None,
        words: str = "",
    ) -> None:
        """Ask of the recording that is shown, or of some number of recordings of which only that is known.

        ``voices`` are the weights that were chosen for this study the time before; ``stopped_us`` is how far an
        analysis of this recording came that was stopped; ``words`` name it, "" where it may not be named now.
        """
        super().__init__(parent)
        self.setWindowTitle(plural(count, "Analyse", "Analyse {count} recordings", count=count))
        frames = len(state.index) / max(state.index.end_us / 1e6, 1e-6) if state is not None else RATES[-1]
        self.rate_box = ChoiceBox()
        self.rate_box.setAccessibleName(tr("looks a second"))
        for rate in RATES:
            usual = tr(", usual") if rate == SamplingSettings().rate_hz else ""
            self.rate_box.addItem(tr("{rate:g} a second{usual}", rate=rate, usual=usual), rate)
        self.rate_box.setCurrentIndex(RATES.index(SamplingSettings().rate_hz))
        self.rate_box.currentIndexChanged.connect(lambda _: self._say(frames))
        self._words = QLabel(wordWrap=True)
        form = QFormLayout()
        named = tr("Recording {recording}", recording=words) if words else ""
        self.of = QLabel(named, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        form.addRow(tr("Looks"), self.rate_box)
        self.voices_row = VoiceWeightsRow(voices, self)
        form.addRow(tr("Voices"), self.voices_row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.begin = buttons.addButton(tr("Begin"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.finished.connect(lambda _: self.voices_row.finish())
        self.voices_row.said.connect(self._grow)
        self.voices_row.checking.connect(self._check)
        self.accepted.connect(lambda: self.chosen.emit(self.settings, self.voices_row.voices))
        layout = QVBoxLayout(self)
        layout.addWidget(self.of)
        self.of.setVisible(bool(words))
        layout.addLayout(form)
        layout.addWidget(self._words)
        kept = QLabel(
            tr("What you have decided and coded stays.") if state is None or state.report is not None else "",
            wordWrap=True,
        )
        layout.addWidget(kept)
        stopped = QLabel(wordWrap=True)
        if stopped_us is not None:
            stopped.setText(
                tr(
                    "An analysis of it was stopped at {time}. With the same models, looks and voices this one goes on "
                    "from there; with others it begins again.",
                    time=format_us(stopped_us)[:-4],
                )
            )
        layout.addWidget(stopped)
        stopped.setVisible(bool(stopped.text()))
        kept.setVisible(bool(kept.text()))
        layout.addWidget(buttons)
        self.begin.setDefault(True)  # only now does it belong to this dialog
        self.setMinimumWidth(30 * self.fontMetrics().averageCharWidth() + 160)
        self._say(frames)

    @property
    def settings(self) -> Settings:
        """What was chosen."""
        return Settings(sampling=SamplingSettings(rate_hz=float(self.rate_box.currentData())))

    def _check(self, checking: bool) -> None:
        self.begin.setEnabled(not checking)
        if not checking:
            self.begin.setFocus()  # a button that was shut meanwhile has handed Enter to another

    def _grow(self) -> None:
        """Let every line be seen: a dialog that is open does not grow by itself when a sentence does."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(max(self.width(), layout.totalMinimumSize().width()), self.height())
        layout.activate()
        self.voices_row.make_room()
        layout.activate()
        # Its least size reckons with words that do not wrap: at that, the row would be lower than what it holds.
        high = max(layout.totalMinimumSize().height(), layout.totalMinimumHeightForWidth(self.width()))
        self.resize(self.width(), max(self.height(), high))

    def _say(self, fps: float) -> None:
        rate = min(float(self.rate_box.currentData()), fps)
        self._words.setText(
            tr(
                "Every onset will be known to about ±{rate:.0f} ms. Twice as many looks take about twice as long; "
                "a clip has no more to see than its frames.",
                rate=1000 / rate,
            )
        )
