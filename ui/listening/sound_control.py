"""The sound as it is looked at: asked of the study, or worked out once off the window's thread and kept there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coder.media.audio import AudioReader
from coder.media.frame_index import FrameIndex
from coder.media.sound_picture import SoundPicture, sound_picture
from coder.media.sound_stretches import onset_after, sound_stretches
from coder.proposals.sound_doubts import DoubtedSound, doubted_sounds
from coder.proposals.voices import VOICE_CODES
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.events import Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval
from ui.player.engine import PlayerEngine
from ui.timeline.sound_strip import SoundStrip
from ui.timeline.timeline_view import TimelineView
from ui.window.jobs import Hand, Job
from ui.window.session import Session, ShownRecording
from ui.window.window_control import Ends, WindowControl

WORKING = tr("Working out the waveform …")
_STEP_BACK_US = 700_000
"""Going back within this of a stretch's onset goes to the one before: it plays while one presses again."""


class SoundControl(WindowControl):
    """Signals: ``told(str)`` when something is to be said at the foot of the window; ``shown`` once it is drawn."""

    shown = Signal()

    ENDS = Ends.PICTURES

    def __init__(self, session: Session, timeline: TimelineView, engine: PlayerEngine, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._timeline, self._engine = session, timeline, engine
        self._job: Job | None = None
        self._recording: str | None = None
        self._stretches: tuple[Interval, ...] = ()
        self._doubts: tuple[DoubtedSound, ...] = ()
        self._strip: SoundStrip | None = None

    def show(self, shown: ShownRecording | None) -> None:
        """Show the sound of a recording; of none, of one for the family or without a clip nothing is shown."""
        family = self._session.for_family
        if not family and shown is not None and shown.clip and shown.state.recording.id == self._recording:
            self._doubt(doubted_sounds(shown.tracks))
            return  # the same sound is shown or on its way
        self.finish()
        self._doubts = doubted_sounds(shown.tracks) if shown is not None and not family else ()
        if shown is None or shown.clip is None or family:
            return
        silent = shown.state.recording.info.get("sound") is False
        self._recording = recording = shown.state.recording.id
        if silent:
            self._timeline.set_sound(None, silent=True)
            return
        self._timeline.set_sound(WORKING)
        self._session.call(lambda project: _kept(project, recording), lambda kept: self._kept(shown, kept))

    def finish(self) -> None:
        """Stop working it out, and show no sound."""
        if self._job is not None:
            self._job.give_up()
            self._job = None
        self._recording = None
        self._stretches = ()
        self._doubts, self._strip = (), None
        self._timeline.set_sound(None)

    def next_sound(self) -> None:
        """Go to the next onset of a voice that is proposed, or of any sound where none is, or none may be shown."""
        self._go(1)

    def previous_sound(self) -> None:
        """Go to the onset before."""
        self._go(-1)

    def _go(self, places: int) -> None:
        state = self._session.state
        voices = proposed_voices(state.proposals) if state is not None else ()
        stretches, word = (voices, tr("voice")) if voices else (self._stretches, tr("sound"))
        here = self._engine.pts_us
        # By the frame that is on the screen at an onset: from there, the next is the next.
        onsets = sorted({self._timeline.frame_time(stretch.onset_us) for stretch in stretches})
        at = onset_after(onsets, here - _STEP_BACK_US if places < 0 and self._engine.playing else here, places)
        if at is None:
            why = (
                tr("There is no sound to go to")
                if not stretches
                else tr("No {word} {part}", word=word, part=tr("after") if places > 0 else tr("before"))
            )
            self.told.emit(tr("{why} here.", why=why) if stretches else f"{why}.")
            return
        self._engine.go_to_time(at)

    def _doubt(self, doubts: tuple[DoubtedSound, ...]) -> None:
        """Draw what is doubted anew where the recording was listened to again."""
        if doubts == self._doubts:
            return
        self._doubts = doubts
        if self._strip is not None:
            self._strip = replace(self._strip, doubts=doubts)
            self._timeline.set_sound(self._strip)

    def _kept(self, shown: ShownRecording, kept: tuple[SoundPicture, SoundStrip] | None) -> None:
        if self._recording != shown.state.recording.id:
            return
        if kept is not None:
            self._draw(*kept)
            return
        job = Job(tr("Working out the waveform"), _work(shown), self)
        job.progressed.connect(self._progressed)
        job.finished.connect(self._finished)
        job.failed.connect(self._failed)
        self._job = job
        job.start()

    def _progressed(self, share: object) -> None:
        if self._job is not None and self.sender() is self._job and isinstance(share, float):
            self._timeline.set_sound(f"{WORKING} {100 * share:.0f} %")

    def _finished(self, made: object) -> None:
        if self._job is None or self.sender() is not self._job or self._recording is None:
            return
        self._job, recording = None, self._recording
        if not isinstance(made, tuple):
            self._timeline.set_sound(None, silent=True)
            return
        picture, strip = made
        self._draw(picture, strip)
        self._session.call(lambda project: _keep(project, recording, picture), lambda _: None)

    def _failed(self, sentence: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self._timeline.set_sound(None)
            self.told.emit(sentence)

    def _draw(self, picture: SoundPicture, strip: SoundStrip) -> None:
        self._stretches = sound_stretches(picture)
        self._strip = replace(strip, doubts=self._doubts)
        self._timeline.set_sound(self._strip)
        self.shown.emit()


def proposed_voices(proposals: Iterable[Proposal]) -> tuple[Interval, ...]:
    """Return where a voice is proposed, whosever it was, and nobody said that there was none."""
    voices = (one for one in proposals if one.draft.code in VOICE_CODES and one.status is not Status.REJECTED)
    return tuple(one.draft.interval for one in voices)


def _kept(project: Project, recording: str) -> tuple[SoundPicture, SoundStrip] | None:
    try:
        picture = project.machine_rows.kept_sound(recording)
    except MendableError:
        return None  # why it cannot be shown is said where the clip would be
    return (picture, SoundStrip.of(picture)) if picture is not None else None


def _keep(project: Project, recording: str, picture: SoundPicture) -> None:
    try:
        project.machine_rows.keep_sound(recording, picture)
    except MendableError:
        return  # erased meanwhile, or nothing can be written here: it is worked out again next time


def _work(shown: ShownRecording) -> Callable[[Hand], object]:
    source, index, name = shown.clip, shown.state.index, shown.state.recording.name

    def work(hand: Hand) -> object:
        assert source is not None
        with AudioReader(source, index, name=name) as sound:
            picture = sound_picture(sound, length_us(index), told=hand.step)
        return (picture, SoundStrip.of(picture)) if picture is not None else None

    return work


def length_us(index: FrameIndex) -> int:
    """How much of the sound is drawn: as long as the picture lasts, in whole looks."""
    return max(index.end_us, MICROS // 50)
