"""The three times that a clip is gone through: to look for heads, to write it with them hidden, and to look again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

import numpy as np

from coder.media import Clip, Source
from coder.media.audio import RATE, AudioReader
from coder.media.clip import Frame
from coder.media.clip_encoder import ClipWriter, Shape
from coder.privacy.encrypted_spool import Spool, SpoolFile
from coder.vocabulary.errors import Cancelled, ClipError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS
from models.blurring.head_detection import HeadEllipse, Watcher
from models.blurring.head_tracks import Hidden, plan
from models.blurring.lost_heads import HOLD_US
from models.blurring.murmur import Murmur
from models.blurring.veil import veil
from models.frame_sampling import every
from models.square_pixels import SquarePixels

AROUND_US = 2 * HOLD_US
"""How much of the clip before and after a stretch is looked at too: a head may be known from there."""
NEAR_US, CLOSELY_US = 90_000, 400_000
"""Near faces are looked for this often, far ones and bodies so often; between two sightings a head is on its way. In
the result near faces are looked for in every frame."""
WORKERS, AHEAD = 2, 2
"""Frames worked on at once, and decoded beyond those."""
WHOLE_SAMPLES = 48
"""Sound is asked for in whole milliseconds, which are whole microseconds: pieces then join without a seam."""

Told = Callable[[str, float], None]
"""Is told what is being done, in words, and what share of that is done."""
Asked = Callable[[], bool]
"""Says whether to stop."""
T = TypeVar("T")


def streamed(frames: Iterable[Frame], work: Callable[[Frame], T], cancelled: Asked) -> Iterator[tuple[Frame, T]]:
    """Work on frames side by side and give them in order. Raises Cancelled where ``cancelled`` says so."""
    pending: deque[tuple[Frame, Future[T]]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="blur") as workers:
        try:
            for frame in frames:
                if cancelled():
                    raise Cancelled
                pending.append((frame, workers.submit(work, frame)))
                while len(pending) >= WORKERS + AHEAD:
                    done, future = pending.popleft()
                    yield done, future.result()
            while pending:
                if cancelled():
                    raise Cancelled
                done, future = pending.popleft()
                yield done, future.result()
        finally:
            for _, future in pending:
                future.cancel()


def look_through(clip: Clip, frames: range, watcher: Watcher, told: Told, cancelled: Asked) -> dict[int, Hidden]:
    """Say what to hide in each frame that can be decoded, in its stored pixels; heads are looked for as they are shown.

    They are known from around the stretch, too.
    """
    pts, shown = clip.index.pts_us, SquarePixels.of(clip.info)
    first = clip.index.at(int(pts[frames[0]]) - AROUND_US)
    stop = int(np.searchsorted(pts, int(pts[frames[-1]]) + AROUND_US, side="right"))
    closely, near = (set((np.flatnonzero(every(pts[first:stop], us)) + first).tolist()) for us in (CLOSELY_US, NEAR_US))
    looked_at = near | closely
    numbers, seen = [], []

    def look(frame: Frame) -> list[HeadEllipse]:
        if frame.index not in looked_at:
            return []
        return watcher.heads(frame.rgb, closely=frame.index in closely)

    pictures = clip.pick(range(first, min(stop, len(pts))), size=(shown.width, shown.height))
    for frame, heads in streamed(pictures, look, cancelled):
        numbers.append(frame.index)
        seen.append(heads)
        told("Looking for faces", len(numbers) / (stop - first))
    hidden = plan(seen, pts[numbers], width=shown.width, height=shown.height) if numbers else ()
    stored = (replace(one, heads=_as_stored(one.heads, shown)) for one in hidden)
    wanted = {n: one for n, one in zip(numbers, stored, strict=True) if n in frames and _has_a_time(clip, n)}
    if not wanted:
        raise ClipError(tr("Not one picture of this stretch can be decoded; choose another."))
    return wanted


def write(
    source: Source,
    clip: Clip,
    hidden: Mapping[int, Hidden],
    spool: Spool,
    *,
    sound: bool,
    murmur: bool = False,
    comment: str,
    told: Told,
    cancelled: Asked,
) -> bool:
    """Write the frames with everything hidden; return whether there is sound with them. ``murmur``: without words."""
    index, info = clip.index, clip.info
    first, last = min(hidden), max(hidden)
    shape = Shape(info.width, info.height, info.sample_aspect, index.time_base, info.average_fps)
    with _Heard(source, clip, first, wanted=sound, murmur=murmur) as heard:
        with ClipWriter(SpoolFile(spool), shape, comment=comment, channels=heard.channels) as writer:
            frames = (frame for frame in clip.frames(first, last + 1) if frame.index in hidden)
            veiled = streamed(frames, lambda frame: veil(frame.rgb, hidden[frame.index]), cancelled)
            for done, (frame, picture) in enumerate(veiled):
                n = frame.index
                writer.picture(picture, int(index.ticks[n] - index.ticks[first]), _ticks_shown(clip, n))
                writer.sound(heard.until(frame.pts_us))
                told("Writing it", done / len(hidden))
            writer.sound(heard.until(int(index.pts_us[last]) + index.interval_us(last)))
        return heard.channels > 0


def faces_left(
    spool: Spool, clip: Clip, hidden: Mapping[int, Hidden], watcher: Watcher, told: Told, cancelled: Asked
) -> dict[int, list[HeadEllipse]]:
    """Decode the result and look for faces in every frame; return them by the frame's number in the clip.

    Raises ClipError where the result is not, frame by frame and time by time, what was to be written.
    """
    numbers, shown = sorted(hidden), SquarePixels.of(clip.info)
    left: dict[int, list[HeadEllipse]] = {}
    with Clip.open(spool.open, name="the blurred clip") as result:
        # Times of a stretch begin at 0 and are rounded there anew: a microsecond either way is the same time.
        wanted = clip.index.pts_us[numbers] - clip.index.pts_us[numbers[0]]
        if len(result) != len(numbers) or np.abs(result.index.pts_us - wanted).max() > 1:
            raise ClipError(tr("The blurred clip did not come out as it should, so nothing is written; try again."))
        closely = set(np.flatnonzero(every(result.index.pts_us, CLOSELY_US)).tolist())
        looked = streamed(
            result.pick(range(len(result)), size=(shown.width, shown.height)),
            lambda frame: watcher.faces_left(frame.rgb, closely=frame.index in closely),
            cancelled,
        )
        checked = 0
        for frame, faces in looked:
            checked += 1
            if faces:
                left[numbers[frame.index]] = list(_as_stored(faces, shown))
            told("Looking for faces in the result", checked / len(numbers))
        if checked != len(numbers):
            raise ClipError(
                tr("Not every picture of the blurred clip can be decoded, so nothing is written; try again.")
            )
    return left


def _as_stored(heads: Iterable[HeadEllipse], shown: SquarePixels) -> tuple[HeadEllipse, ...]:
    """Heads that were seen in square pixels, in those of the picture that is veiled."""
    return tuple(head.narrowed(shown.stretch) for head in heads)


def _ticks_shown(clip: Clip, n: int) -> int:
    index = clip.index
    return int(index.ticks[n + 1] - index.ticks[n]) if n + 1 < len(index) else max(1, index.last_ticks)


def _has_a_time(clip: Clip, n: int) -> bool:
    """Whether a frame is shown at all: of those that share a time, only the last is."""
    return _ticks_shown(clip, n) > 0


class _Heard:
    """The sound of a stretch, asked for up to one moment after another; nothing where it is not wanted."""

    def __init__(self, source: Source, clip: Clip, first: int, *, wanted: bool, murmur: bool) -> None:
        self._reader = AudioReader(source, clip.index) if wanted and clip.info.audio is not None else None
        self.channels = self._reader.channels if self._reader is not None and self._reader.has_sound else 0
        self._start_us = int(clip.index.pts_us[first])
        self._given = 0
        self._murmur = Murmur() if murmur else None

    def until(self, pts_us: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Samples from where the last asking ended to a moment of the recording."""
        wanted = (pts_us - self._start_us) * RATE // MICROS // WHOLE_SAMPLES * WHOLE_SAMPLES - self._given
        if self._reader is None or not self.channels or wanted <= 0:
            return np.zeros((0, max(1, self.channels)), np.float32)
        samples = self._reader.read(self._start_us + self._given * MICROS // RATE, wanted)
        self._given += wanted
        return samples if self._murmur is None else self._murmur.of(samples)

    def __enter__(self) -> _Heard:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._reader is not None:
            self._reader.close()
