"""Frames to signals: look at a clip, keep people apart, measure. Streaming, with progress and a prompt cancel."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from coder.media import Clip
from coder.vocabulary.errors import Cancelled
from coder.vocabulary.people import Person
from coder.vocabulary.settings import Settings
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import MICROS
from models.following.role_suggestion import suggest_roles
from models.following.tracking import follow
from models.following.tracklet_joining import join
from models.frame_sampling import every, looks
from models.look_checkpoint import Checkpoint
from models.measuring import Sources, measure
from models.model_registry import cards
from models.seeing.detections import Look, gather
from models.seeing.look import ModelSet, load_models, look_at

__all__ = ["Analysis", "ModelSet", "Progress", "analyze", "analyze_clip", "load_models", "model_ids"]

WORKERS = 2
"""Looks under way at once. Each runs on one thread: two whole looks side by side keep two cores busier than one
look split in two."""
AHEAD = 2
"""Frames decoded beyond those being looked at."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is: looks done and to do, and seconds left, None while it cannot be said."""

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


def model_ids(settings: Settings) -> tuple[str, ...]:
    """``id@version`` of the models that an analysis with these settings uses, without loading them."""
    return tuple(cards()[name].model for name in ("centerface", "face_mesh", "iris", "movenet_multipose"))


def analyze_clip(
    clip: Clip,
    settings: Settings,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Load the app's models and analyse; see :func:`analyze`."""
    models = load_models(settings)
    return analyze(clip, settings, models=models, progress=progress, cancelled=cancelled, checkpoint=checkpoint)


def analyze(
    clip: Clip,
    settings: Settings,
    *,
    models: ModelSet,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Look at a clip and measure who is in it and what they do.

    Pictures are let go as soon as they were looked at; a few hundred numbers a second remain. The same clip, models
    and settings give the same result, however many cores there are.

    Parameters
    ----------
    clip : Clip
        An open clip; it is read through a decoder of its own.
    progress : callable, optional
        Told after every look, in the calling thread.
    cancelled : callable, optional
        Asked before every look.
    checkpoint : Checkpoint, optional
        What an earlier run looked at, which is not looked at again, and where this run keeps what it looks at.

    Raises
    ------
    Cancelled
        ``cancelled`` said so; only ``checkpoint`` keeps anything.
    ClipError
        The clip cannot be read.
    """
    began = time.monotonic()
    chosen = looks(clip.index.pts_us, settings.sampling.rate_hz)
    checkpoint = checkpoint or Checkpoint((), lambda _: None)
    seen: list[Look] = list(checkpoint.looks)
    held, until_us = len(seen), seen[-1].pts_us if seen else -1
    try:
        for look in _stream(clip, chosen, settings, models, cancelled or (lambda: False), from_us=_again_from(seen)):
            if look.pts_us > until_us:
                seen.append(look)
                checkpoint.add(look)
            if progress is not None:
                progress(_progress(len(seen), len(chosen), time.monotonic() - began, held=held))
    finally:
        checkpoint.flush()
    sights = gather(seen, width=clip.info.width, height=clip.info.height)
    tracks = join(follow(sights, settings.vision), sights, settings.vision)
    people, signals = measure(
        tracks,
        suggest_roles(tracks, sights, settings.vision),
        sights,
        vision=settings.vision,
        sources=Sources(models.faces.model, models.mesh.model, models.iris.model, models.bodies.model),
    )
    runs: Counter[str] = Counter()
    for look in seen:
        runs.update(look.runs)
    return Analysis(
        people=people,
        tracks=signals,
        settings=settings,
        models=models.ids,
        seconds=time.monotonic() - began,
        clip_seconds=clip.info.duration_us / MICROS,
        frames=len(seen),
        frames_stored=len(clip.index),
        model_runs=dict(runs),
        notes=_notes(clip, len(chosen), seen, people, settings),
    )


def _stream(
    clip: Clip,
    chosen: np.ndarray[tuple[int], np.dtype[np.int64]],
    settings: Settings,
    models: ModelSet,
    cancelled: Callable[[], bool],
    *,
    from_us: int = 0,
) -> Iterator[Look]:
    """Looks in order, from a time on. This thread decodes; the workers look."""
    pts_us, vision = clip.index.pts_us[chosen], settings.vision
    with_bodies = dict(zip(chosen.tolist(), every(pts_us, vision.body_every_us).tolist(), strict=True))
    with_eyes = dict(zip(chosen.tolist(), every(pts_us, vision.iris_every_us).tolist(), strict=True))
    pending: deque[Future[Look]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="look") as workers:
        try:
            for frame in clip.pick(chosen[pts_us >= from_us].tolist(), give_up=cancelled):
                if cancelled():
                    raise Cancelled
                pending.append(
                    workers.submit(
                        look_at,
                        frame.rgb,
                        frame.pts_us,
                        models=models,
                        vision=vision,
                        with_bodies=with_bodies[frame.index],
                        with_eyes=with_eyes[frame.index],
                    )
                )
                while len(pending) >= WORKERS + AHEAD or (pending and pending[0].done()):
                    yield pending.popleft().result()
            while pending:
                if cancelled():
                    raise Cancelled
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _again_from(seen: Sequence[Look]) -> int:
    """Where to go on after ``seen``: at the last look for bodies, so that what is compared from one such look to the
    next finds its picture again."""
    return next((look.pts_us for look in reversed(seen) if look.bodies is not None), 0)


def _progress(done: int, total: int, seconds: float, *, held: int = 0) -> Progress:
    # The first looks also warm the models up: too few of them say nothing about the rest.
    new = done - held
    left = seconds / new * (total - done) if new >= min(5, total - held) and new > 0 else None
    return Progress(done, total, left)


def _notes(
    clip: Clip, wanted: int, seen: list[Look], people: tuple[Person, ...], settings: Settings
) -> tuple[str, ...]:
    notes = list(clip.notes)
    if len(seen) < wanted:
        notes.append(f"{wanted - len(seen)} of {wanted} frames could not be decoded and were not looked at.")
    if not people:
        notes.append("Nobody was found in this clip.")
    elif len(people) > 1 and not any(person.suggested_role == "child" for person in people):
        notes.append("Size does not say who the child is: choose under who is who.")
    stored = len(clip.index) * MICROS / max(clip.info.duration_us, 1)
    if stored < settings.sampling.rate_hz:
        notes.append(f"The clip has {stored:.1f} frames a second: every one was looked at.")
    return tuple(notes)
