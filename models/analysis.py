"""Frames and sound to signals: look, listen, keep people apart, measure. Streaming, with a prompt cancel."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.errors import Cancelled
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.progress import part
from coder.vocabulary.scheme import who_words
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import MICROS
from models.following.camera_motion import Grey, camera_moved
from models.following.role_suggestion import Suggestion, letter, suggest_roles
from models.following.tracking import follow
from models.following.tracklet_joining import join
from models.frame_sampling import every, looks
from models.hearing.heard_parts import HeardBlock
from models.look_checkpoint import Checkpoint
from models.measuring import Sources, measure
from models.model_registry import cards
from models.native_memory import give_back
from models.seeing.detections import GatheredLooks, Look
from models.seeing.hands_between import hands_between
from models.seeing.look import ModelSet, arms_in, load_models, look_at
from models.square_pixels import SquarePixels

if TYPE_CHECKING:
    from models.hearing.listening import Hearing
    from models.hearing.voice_classifier import VoiceClassifier

# What listens is loaded where somebody listens: with the rules about sound that takes as long as a second's looks.

WORKERS = 2
"""Looks under way at once. Each runs on one thread: two whole looks side by side keep two cores busier than one
look split in two."""
MEASURED_BY = "measured@9"
"""How pictures become signals. Raised with every change that alters a signal of the same weights and settings."""
AHEAD = 2
"""Frames decoded beyond those being looked at."""
AFTER_LOOKING = 0.04
"""Following, joining and measuring, as a share of the looks, ..."""
LEAST_STEPS = 10
"""... and into how many steps it is parted at least."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is: steps done and to do, and seconds left, None while it cannot be said.

    A look is a step; telling people apart and measuring them take further steps.
    """

    done: int
    total: int
    seconds_left: float | None

    @property
    def fraction(self) -> float:
        """Share done, 0 to 1."""
        return self.done / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What the models saw in a clip.

    Attributes
    ----------
    people : tuple of Person
        By letter; roles are suggestions.
    tracks : tuple of SignalTrack
        Every signal of every person and ordered pair, at the looks.
    models : tuple of str
        ``id@version`` of each model used.
    seconds, clip_seconds : float
        What it took, and how long the clip is.
    frames : int
        Frames looked at.
    frames_stored : int
        Frames that the clip has.
    model_runs : dict of str to int
        How often each model was asked.
    notes : tuple of str
        What a person should know, a sentence each.
    """

    people: tuple[Person, ...]
    tracks: tuple[SignalTrack, ...]
    settings: Settings
    models: tuple[str, ...]
    seconds: float
    clip_seconds: float
    frames: int
    frames_stored: int
    model_runs: dict[str, int]
    notes: tuple[str, ...]


def model_ids(settings: Settings, *, voices: VoiceClassifier | None = None) -> tuple[str, ...]:
    """``id@version`` of the models that an analysis with these settings uses, without loading them."""
    from models.hearing.listening import hearing_ids

    asked = ("centerface", "face_mesh", "iris", "movenet_multipose", "smile", "head_direction", "nanodet")
    seeing = tuple(cards()[name].model for name in asked)
    return (*seeing, *hearing_ids(voices))


def made_with(settings: Settings, *, voices: VoiceClassifier | None = None) -> tuple[str, ...]:
    """What names an analysis beside its clip and settings: its models, and how pictures and sound are measured.

    An analysis that was kept is taken only where all of it is the same: code that measures otherwise makes other
    signals from the same weights.
    """
    from models.hearing.listening import HEARD_BY

    return (*model_ids(settings, voices=voices), MEASURED_BY, HEARD_BY)


def analyze_clip(
    clip: Clip,
    settings: Settings,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint: Checkpoint | None = None,
    voices: VoiceClassifier | None = None,
) -> Analysis:
    """Load the app's models and analyse, with a laboratory's own ``voices`` where given; see :func:`analyze`."""
    from models.hearing.listening import load_hearing

    hand = _Hand(clip, settings, progress, cancelled)
    models, hearing = load_models(settings), load_hearing(voices=voices)
    give_back()
    looked = _looked(hand, models, hearing, checkpoint)
    # The networks are not asked any more: their room is for what comes now.
    del models, hearing
    give_back()
    found = _measured(hand, looked)
    give_back()
    return found


def analyze(
    clip: Clip,
    settings: Settings,
    *,
    models: ModelSet,
    hearing: Hearing | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Look at a clip, listen to it, and measure who is in it and what they do.

    Pictures are let go as soon as they were looked at, those between two looks for bodies once the second has come; a
    few hundred numbers a second remain. The same clip, models and settings give the same result, however many cores
    there are.

    Parameters
    ----------
    clip : Clip
        An open clip; it is read through a decoder of its own.
    hearing : Hearing, optional
        What listens meanwhile, on a thread of its own; without it nothing is heard.
    progress : callable, optional
        Told after every look and several times a second after that, in the calling thread.
    cancelled : callable, optional
        Asked as often.
    checkpoint : Checkpoint, optional
        What an earlier run looked at and heard, which is not looked at or heard again, and where this run keeps its
        own.

    Raises
    ------
    Cancelled
        ``cancelled`` said so; only ``checkpoint`` keeps anything.
    ClipError
        The clip cannot be read.
    """
    hand = _Hand(clip, settings, progress, cancelled)
    return _measured(hand, _looked(hand, models, hearing, checkpoint))


class _Hand:
    """One analysis under way: what it is of, how far it is, and whether it shall stop."""

    def __init__(
        self,
        clip: Clip,
        settings: Settings,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.clip, self.settings = clip, settings
        self.stopped = cancelled or (lambda: False)
        self._progress = progress or (lambda _: None)
        self._began = time.monotonic()
        self.chosen = looks(clip.index.pts_us, settings.sampling.rate_hz)
        self.shown = SquarePixels.of(clip.info)
        self._total = len(self.chosen) + max(round(AFTER_LOOKING * len(self.chosen)), LEAST_STEPS)
        self.held = 0
        """Looks that an earlier run had done."""

    @property
    def seconds(self) -> float:
        """How long it took so far."""
        return time.monotonic() - self._began

    def go_on(self) -> None:
        """Raise Cancelled where it shall stop."""
        if self.stopped():
            raise Cancelled

    def tell(self, done: int) -> None:
        """Tell how many looks are done."""
        self._progress(_progress(done, self._total, self.seconds, held=self.held))

    def after_looking(self, share: float) -> None:
        """Tell how much is done of what comes after the looks; raise Cancelled where it shall stop."""
        self.go_on()
        self.tell(len(self.chosen) + int(share * (self._total - len(self.chosen))))


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """What was seen and heard, and by which models: all that measuring needs of them."""

    seen: GatheredLooks
    sounds: tuple[SignalTrack, ...]
    channels: tuple[str, ...]
    """What is to be said of the channels of the sound."""
    sources: Sources
    models: tuple[str, ...]
    listened: bool


def _looked(hand: _Hand, models: ModelSet, hearing: Hearing | None, checkpoint: Checkpoint | None) -> _Looked:
    """Look at what no earlier run looked at, and listen meanwhile to what none listened to."""
    blocks = _HeardBlocks(checkpoint)
    pts_us = hand.clip.index.pts_us[hand.chosen]
    seen = GatheredLooks(len(pts_us))
    for look in checkpoint.going_on(pts_us) if checkpoint is not None else ():
        hand.go_on()
        seen.add(look)
    hand.held, until_us = len(seen), -1 if seen.last_us is None else seen.last_us
    held = checkpoint.heard() if checkpoint is not None else iter(())
    before: Grey | None = None
    try:
        with _listening(hand, hearing, held, blocks.told) as heard:
            # From the last look for bodies on: what is compared from one such look to the next finds its picture again.
            stream = _stream(hand, models, from_us=seen.last_for_bodies_us or 0)
            for look in hands_between(stream, partial(arms_in, models=models), hand.settings.vision):
                moved = before is not None and look.grey is not None and camera_moved(before, look.grey)
                before = look.grey if look.grey is not None else before
                if look.pts_us > until_us:
                    known = replace(look, grey=None, camera_moved=moved)
                    seen.add(known)
                    if checkpoint is not None:
                        checkpoint.add(known)
                blocks.keep()
                hand.tell(len(seen))
            if hearing is not None:
                # Told as each block comes: who keeps parts elsewhere takes them then, and a kill costs one block.
                blocks.keep_all(lambda: hand.tell(len(seen)))
            sounds, channels = heard()
    finally:
        blocks.keep()
        if checkpoint is not None:
            checkpoint.flush()
    sources = Sources(*models.ids)
    ids = (*models.ids, *(hearing.ids if hearing is not None and sounds else ()))
    return _Looked(seen, sounds, channels, sources, ids, hearing is not None)


def _measured(hand: _Hand, looked: _Looked) -> Analysis:
    """Tell people apart and measure them."""
    clip, vision, seen, shown = hand.clip, hand.settings.vision, looked.seen, hand.shown
    sights = seen.sights(width=shown.width, height=shown.height)
    tracks = join(
        follow(sights, vision, part(hand.after_looking, 0.0, 0.4)),
        sights,
        vision,
        part(hand.after_looking, 0.4, 0.6),
    )
    suggested = suggest_roles(tracks, sights, vision)
    people, signals = measure(
        tracks,
        [one.role for one in suggested],
        sights,
        vision=vision,
        sources=looked.sources,
        progress=part(hand.after_looking, 0.6, 1.0),
    )
    hand.after_looking(1.0)
    return Analysis(
        people=tuple(_within_clip(one, clip.info.duration_us) for one in shown.stored_people(people)),
        tracks=(*shown.stored_tracks(signals), *looked.sounds),
        settings=hand.settings,
        models=looked.models,
        seconds=hand.seconds,
        clip_seconds=clip.info.duration_us / MICROS,
        frames=len(seen),
        frames_stored=len(clip.index),
        model_runs=dict(seen.runs),
        notes=(
            *_notes(clip, len(hand.chosen), len(seen), suggested, hand.settings),
            *(_of_sounds(looked.sounds) if looked.listened else ()),
            *looked.channels,
        ),
    )


def _of_sounds(sounds: tuple[SignalTrack, ...]) -> tuple[str, ...]:
    from models.hearing.sound_notes import sound_notes

    return sound_notes(sounds)


def _within_clip(person: Person, end_us: int) -> Person:
    """The last look lasts as long as the one before it, but not beyond the clip."""
    seen = tuple(
        replace(span, offset_us=min(span.offset_us, end_us)) for span in person.in_view if span.onset_us < end_us
    )
    return replace(person, in_view=seen)


class _HeardBlocks:
    """Blocks from the thread that listens to the one that keeps what is seen."""

    def __init__(self, checkpoint: Checkpoint | None) -> None:
        self._checkpoint, self._ended = checkpoint, False
        self._queue: SimpleQueue[HeardBlock | None] = SimpleQueue()

    def told(self, block: HeardBlock | None) -> None:
        """Take in the next block, or that there is no other, in whichever thread."""
        self._queue.put(block)

    def keep(self) -> None:
        """Keep what came so far."""
        with suppress(Empty):
            while not self._ended:
                self._take(self._queue.get_nowait())

    def keep_all(self, tell: Callable[[], None]) -> None:
        """Wait for all that will come, keep it, and tell of each block."""
        while not self._ended:
            self._take(self._queue.get())
            tell()

    def _take(self, block: HeardBlock | None) -> None:
        if block is None:
            self._ended = True
        elif self._checkpoint is not None:
            self._checkpoint.add_heard(block)


@contextmanager
def _listening(
    hand: _Hand,
    hearing: Hearing | None,
    held: Iterator[HeardBlock],
    told: Callable[[HeardBlock | None], None],
) -> Iterator[Callable[[], tuple[tuple[SignalTrack, ...], tuple[str, ...]]]]:
    """Listen while pictures are looked at; what is given out, with what is to be said of the channels, waits for the
    end of it. Leaving early stops it. ``told`` is given each new block, and None at the end, however it came."""
    if hearing is None:
        yield lambda: ((), ())
        return
    from coder.media.audio import AudioReader
    from models.hearing.channels import ChannelTally
    from models.hearing.listening import listen
    from models.hearing.sound_notes import channel_notes

    left, clip, hears = threading.Event(), hand.clip, hearing

    def work() -> tuple[tuple[SignalTrack, ...], tuple[str, ...]]:
        try:
            return heard()
        finally:
            told(None)

    def heard() -> tuple[tuple[SignalTrack, ...], tuple[str, ...]]:
        tally = ChannelTally()
        with AudioReader(clip.source, clip.index, name=clip.name, every_channel=True) as reader:
            sounds = listen(
                reader,
                end_us=clip.index.end_us,
                hearing=hears,
                cancelled=lambda: left.is_set() or hand.stopped(),
                channels=tally,
                held=held,
                keep=told,
            )
            return sounds, channel_notes(tally, low=reader.low)

    with ThreadPoolExecutor(1, thread_name_prefix="listen") as worker:
        try:
            yield worker.submit(work).result
        finally:
            left.set()


def _stream(hand: _Hand, models: ModelSet, *, from_us: int = 0) -> Iterator[Look]:
    """Looks in order, from a time on. This thread decodes; the workers look."""
    chosen, vision = hand.chosen, hand.settings.vision
    pts_us = hand.clip.index.pts_us[chosen]
    for_bodies = every(pts_us, vision.body_every_us)
    with_bodies = dict(zip(chosen.tolist(), for_bodies.tolist(), strict=True))
    for_persons = set(chosen[for_bodies][every(pts_us[for_bodies], vision.person_every_us)].tolist())
    with_eyes = dict(zip(chosen.tolist(), every(pts_us, vision.iris_every_us).tolist(), strict=True))
    pending: deque[Future[Look]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="look") as workers:
        try:
            wanted, size = chosen[pts_us >= from_us].tolist(), (hand.shown.width, hand.shown.height)
            for frame in hand.clip.pick(wanted, size=size, give_up=hand.stopped):
                hand.go_on()
                pending.append(
                    workers.submit(
                        look_at,
                        frame.rgb,
                        frame.pts_us,
                        models=models,
                        vision=vision,
                        with_bodies=with_bodies[frame.index],
                        with_eyes=with_eyes[frame.index],
                        with_persons=frame.index in for_persons,
                    )
                )
                while len(pending) >= WORKERS + AHEAD or (pending and pending[0].done()):
                    yield pending.popleft().result()
            while pending:
                hand.go_on()
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _progress(done: int, total: int, seconds: float, *, held: int = 0) -> Progress:
    # The first looks also warm the models up: too few of them say nothing about the rest.
    new = done - held
    left = seconds / new * (total - done) if new >= min(5, total - held) and new > 0 else None
    return Progress(done, total, left)


def _notes(
    clip: Clip, wanted: int, looked: int, suggested: Sequence[Suggestion], settings: Settings
) -> tuple[str, ...]:
    notes = list(clip.notes)
    if looked < wanted:
        notes.append(
            tr(
                "{left} of {wanted} frames could not be decoded and were not looked at.",
                left=wanted - looked,
                wanted=wanted,
            )
        )
    if not suggested:
        notes.append(tr("Nobody was found in this clip."))
    elif len(suggested) > 1 and not any(one.role == "child" for one in suggested):
        notes.append(tr("Size does not say who the child is: choose under who is who."))
    for number, one in enumerate(suggested):
        who = letter(number)
        notes.append(
            tr("{letter}: suggested as the {role} ({why}).", letter=who, role=who_words(one.role), why=one.why)
            if one.role
            else tr("{letter}: no role suggested ({why}).", letter=who, why=one.why)
        )
    stored = len(clip.index) * MICROS / max(clip.info.duration_us, 1)
    if stored < settings.sampling.rate_hz:
        notes.append(tr("The clip has {rate:.1f} frames a second: every one was looked at.", rate=stored))
    return tuple(notes)
