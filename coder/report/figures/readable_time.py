"""Time in which a smile could be read: what smiles are counted over where they were proposed by models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import who_words
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import MICROS, Interval

SMILE = "smile"
BRIDGE_US = 400_000
"""A mouth lost for so short a time was read all along, as the rule for smiles has it."""
TURNED_DEG = 20.0
"""Up to here a face is to the camera."""


@dataclass(frozen=True, slots=True)
class ReadableTime:
    """When somebody's smile could not have been read, and for how long it could, by the direction of the face.

    Attributes
    ----------
    unread : tuple of Interval
        Left out of every figure of this subject's smiles.
    to_camera_us, turned_us : int
        Readable time with the face to the camera, and turned farther or of a head that lies.
    to_camera, turned : int
        Smiles that begin in either: one rate for both would say who turns to the camera, not who smiles.
    """

    subject: str
    unread: tuple[Interval, ...]
    to_camera_us: int
    turned_us: int
    to_camera: int
    turned: int

    @property
    def words(self) -> str:
        """What stands in the notes."""
        whole = (self.to_camera_us + self.turned_us) / MICROS
        return tr(
            "Smiles of {subject} were proposed by models, so they are counted over the {whole:.1f} s in which "
            "they could read the mouth: {to_camera} to the camera, {turned} turned or lying; "
            "the rest is unread, which is not the same as without a smile",
            subject=who_words(self.subject),
            whole=whole,
            to_camera=_rate(self.to_camera, self.to_camera_us),
            turned=_rate(self.turned, self.turned_us),
        )


def _rate(begun: int, lasting_us: int) -> str:
    """How many begin in how long, and how often that is."""
    seconds = lasting_us / MICROS
    each = tr(" ({rate:.1f} a minute)", rate=60 * begun / seconds) if seconds else ""
    return plural(
        begun,
        "{begun} begins in {seconds:.1f} s{each}",
        "{begun} begin in {seconds:.1f} s{each}",
        begun=begun,
        seconds=seconds,
        each=each,
    )


def readings_of(
    events: Sequence[Event], people: Sequence[Person], tracks: Sequence[SignalTrack], span: Interval
) -> Mapping[str, ReadableTime]:
    """Return by subject what could be read through any camera, for those whose smiles rest on proposals.

    ``people`` and ``tracks`` are those of every camera, on the recording's clock. Who is turned to one of
    them is to the camera.

    Somebody who codes every smile by hand watches where no model can read: their figures are over all observable time.
    A smile that a human saw in unread time makes that time read.
    """
    found = {}
    by_name = {(track.person, track.name): track for track in tracks}
    for subject in sorted({e.subject for e in events if e.code == SMILE and e.proposal is not None}):
        letters = [person.letter for person in people if person.role == subject]
        mouths = [by_name[letter, "smile_read"] for letter in letters if (letter, "smile_read") in by_name]
        if not mouths:
            continue
        looked = np.unique(np.concatenate([track.pts_us for track in mouths]))
        pts = looked[(looked >= span.onset_us) & (looked < span.offset_us)]  # a further camera may run on
        read, turned = np.zeros(len(pts), np.bool_), np.ones(len(pts), np.bool_)
        for track in mouths:
            within = (track.pts_us >= span.onset_us) & (track.pts_us < span.offset_us)
            here = track.pts_us[track.valid & (track.value >= 0.5) & within]
            read[np.searchsorted(pts, here)] = True
            turned[np.searchsorted(pts, here)] &= ~_to_camera(by_name.get((track.person, "head_yaw")), here)
        ends = np.append(pts[1:], span.offset_us)
        # A gap that is bridged below is read time, in the words as in the denominator.
        at = np.flatnonzero(read)
        ends[at[:-1]] = np.where(pts[at[1:]] - ends[at[:-1]] <= BRIDGE_US, pts[at[1:]], ends[at[:-1]])
        seen = [Interval(int(a), int(b)) for a, b in zip(pts[read], ends[read], strict=True)]
        smiles = [e for e in events if (e.subject, e.code) == (subject, SMILE)]
        seen += [e.interval for e in smiles if e.offset_us > e.onset_us]
        lasting = ends - pts
        begun = _looks_at([e.onset_us for e in smiles], pts, ends, read)
        found[subject] = ReadableTime(
            subject=subject,
            unread=_between(seen, span),
            to_camera_us=int(lasting[read & ~turned].sum()),
            turned_us=int(lasting[read & turned].sum()),
            to_camera=int((~turned[begun]).sum()),
            turned=int(turned[begun].sum()),
        )
    return found


def _looks_at(
    onsets: Sequence[int], pts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], read: npt.NDArray[np.bool_]
) -> npt.NDArray[np.intp]:
    """The readable look in whose time each onset lies; onsets in unread time have none."""
    looks = np.flatnonzero(read)
    times = np.asarray(onsets, np.int64)
    at = np.searchsorted(pts[looks], times, side="right") - 1
    within = (at >= 0) & (times < ends[looks[at]] if len(looks) else np.zeros(len(times), np.bool_))
    return looks[at[within]]


def _to_camera(yaw: SignalTrack | None, times: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    if yaw is None or not len(yaw.pts_us):
        return np.zeros(len(times), np.bool_)
    at = np.clip(np.searchsorted(yaw.pts_us, times), 0, len(yaw.pts_us) - 1)
    return np.asarray(np.abs(yaw.value[at]) <= TURNED_DEG)


def _between(seen: Sequence[Interval], span: Interval) -> tuple[Interval, ...]:
    """What of the span lies in none of the intervals, but for short gaps."""
    left, unread = span.onset_us, []
    for one in sorted(seen):
        if one.onset_us - left > BRIDGE_US:
            unread.append(Interval(left, one.onset_us))
        left = max(left, one.offset_us)
    if span.offset_us - left > BRIDGE_US:
        unread.append(Interval(left, span.offset_us))
    return tuple(unread)
