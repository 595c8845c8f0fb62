"""Analyses that wait, in the order in which they will be made; it can be paused, ordered anew, and thinned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from coder.vocabulary.analysis_settings import Settings
from models.hearing.voice_classifier import VoiceClassifier


@dataclass(frozen=True, slots=True)
class WaitingAnalysis:
    """One recording that the models shall look at, and how; ``voices`` are a laboratory's own, None the app's."""

    recording: str
    settings: Settings
    voices: VoiceClassifier | None = None


class AnalysisQueue(QObject):
    """Holds each recording once. It is kept in memory only: who closes the study means to stop.

    Signals
    -------
    changed()
        Something came, went, moved, or it was paused or not.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[WaitingAnalysis] = []
        self._paused = False

    @property
    def waiting(self) -> tuple[WaitingAnalysis, ...]:
        """What waits, the next one first."""
        return tuple(self._waiting)

    @property
    def paused(self) -> bool:
        """Whether nothing is begun until a person says so."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Begin nothing more, or go on."""
        self._paused = paused
        self.changed.emit()

    def add(self, wanted: Iterable[WaitingAnalysis]) -> None:
        """Let more wait, behind the others; one that waits already keeps its place and takes the new settings."""
        for one in wanted:
            at = self._place_of(one.recording)
            if at is None:
                self._waiting.append(one)
            else:
                self._waiting[at] = one
        self.changed.emit()

    def put_first(self, one: WaitingAnalysis) -> None:
        """Let one that was begun wait again, before all others."""
        self._waiting = [one, *(other for other in self._waiting if other.recording != one.recording)]
        self.changed.emit()

    def take_next(self) -> WaitingAnalysis | None:
        """Take the first out, to be begun; None where none waits or nothing shall begin."""
        if self._paused or not self._waiting:
            return None
        one = self._waiting.pop(0)
        self.changed.emit()
        return one

    def move(self, recording: str, places: int) -> None:
        """Let one be made earlier (negative) or later, as far as there is room."""
        at = self._place_of(recording)
        if at is not None:
            one = self._waiting.pop(at)
            self._waiting.insert(max(at + places, 0), one)
            self.changed.emit()

    def take_out(self, recording: str) -> None:
        """Let one wait no longer."""
        self.keep_only(one.recording for one in self._waiting if one.recording != recording)

    def keep_only(self, recordings: Iterable[str]) -> None:
        """Let go of all others; an empty queue is not paused."""
        kept = set(recordings)
        self._waiting = [one for one in self._waiting if one.recording in kept]
        self._paused = self._paused and bool(self._waiting)
        self.changed.emit()

    def _place_of(self, recording: str) -> int | None:
        return next((n for n, one in enumerate(self._waiting) if one.recording == recording), None)
