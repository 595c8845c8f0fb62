"""What the rules share: stretches with hysteresis, onsets on frames, movements, and how a draft is put together.

A rule says how far each sample lies above what it asks for (a *margin*: 0 at the threshold, 1 where there is no
doubt, NaN where nothing can be said) and this file finds the stretches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.proposals.scene import Flags, Scene, SignalReading, Values
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import who_words
from coder.vocabulary.time import MICROS

SURE_FROM = 0.4
"""Confidence of a well-seen stretch that only just passes its threshold; a clear one reaches 1."""

NEIGHBOURS_US = 450_000
"""Samples farther apart than this are not joined by a line: anything may have happened between them."""


@dataclass(frozen=True, slots=True)
class SampleRange:
    """Samples ``[first, stop)`` of a scene's grid."""

    first: int
    stop: int


@dataclass(frozen=True, slots=True)
class Timing:
    """A stretch in time: on frames, with the bound on its onset."""

    onset_us: int
    offset_us: int
    bound_us: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.offset_us - self.onset_us) / 1_000_000


def stretches(
    scene: Scene,
    *,
    enter: Values,
    stay: Values,
    bridge_us: int,
    least_us: int,
    lost_us: int = 0,
    waver_us: int | None = None,
    near: npt.NDArray[np.bool_] | None = None,
) -> list[SampleRange]:
    """Find where something holds: it begins where ``enter`` reaches 0 and goes on while ``stay`` does.

    Parameters
    ----------
    enter, stay : float64 array (n,)
        Margins; NaN where the sample says nothing. ``stay`` is the more lenient.
    bridge_us : int
        A loss of sight up to this long does not end a stretch; a moment seen below ``stay`` does not either, up to
        ``waver_us``, by default that of the settings.
    lost_us : int
        Nor does a longer one, up to this, where ``enter`` holds as soon as there is sight again.
    near : bool array (n,), optional
        Where a moment below ``stay`` may last for ``waver_us``; elsewhere only for that of the settings.
    least_us : int
        Shorter stretches are dropped. A stretch lasts to the first sample in which it no longer holds.
    """
    pts, n = scene.pts_us, len(scene.pts_us)
    found: list[SampleRange] = []
    first: int | None = None
    last = 0
    for i in np.flatnonzero(np.isfinite(enter) & np.isfinite(stay)).tolist():
        lost = pts[i] - pts[last] > (max(bridge_us, lost_us) if enter[i] >= 0 else bridge_us)
        if first is not None and lost and i > last + 1:
            found.append(SampleRange(first, last + 1))
            first = None
        if first is None:
            first = i if enter[i] >= 0 else None
        elif stay[i] < 0:
            found.append(SampleRange(first, i))
            first = None
        last = i
    if first is not None:
        tail_us = scene.end_us - int(pts[last])
        found.append(SampleRange(first, n if last == n - 1 or tail_us <= bridge_us else last + 1))
    usual_us = scene.settings.waver_us
    waver_us = usual_us if waver_us is None else waver_us
    joined: list[SampleRange] = []
    for stretch in found:
        gap_us = time_at(scene, stretch.first) - time_at(scene, joined[-1].stop) if joined else waver_us + 1
        stayed = near is None or not joined or bool(near[joined[-1].stop : stretch.first].all())
        if gap_us <= (waver_us if stayed else min(waver_us, usual_us)):
            stretch = SampleRange(joined.pop().first, stretch.stop)
        joined.append(stretch)
    return [s for s in joined if time_at(scene, s.stop) - time_at(scene, s.first) >= least_us]


def holds_within(scene: Scene, stretch: SampleRange, margin: Values, *, least_us: int) -> bool:
    """Whether a stricter margin holds somewhere within a stretch, over samples that lie ``least_us`` or more apart.

    A rule may decide by it whether a stretch is an act at all, and leave its edges where lenient margins put them: they
    come sooner. Samples that say nothing are passed over.
    """
    known = stretch.first + np.flatnonzero(np.isfinite(margin[stretch.first : stretch.stop]))
    since: int | None = None
    for i in known.tolist():
        if margin[i] < 0:
            since = None
            continue
        since = i if since is None else since
        if scene.pts_us[i] - scene.pts_us[since] >= least_us:
            return True
    return False


def time_at(scene: Scene, index: int) -> int:
    """Time of a sample; past the last one, the end of the clip."""
    return int(scene.pts_us[index]) if index < len(scene.pts_us) else scene.end_us


def time_stretch(scene: Scene, stretch: SampleRange, *, enter: Values, stay: Values) -> Timing:
    """Put a stretch on frames.

    An edge is the first frame at or after the straight line between the two samples around it crosses the
    threshold: heads, mouths and hands move smoothly, so this is nearer than the sample itself. The bound stays the
    whole gap to the last sample that could be judged, because the line is a guess.
    """
    onset, before = time_at(scene, stretch.first), last_known(enter, stretch.first)
    since = int(scene.pts_us[before]) if before is not None else int(scene.frame_pts_us[0])
    bound = max(onset - since, scene.frame_interval_us(onset))
    if before is not None and onset - since <= NEIGHBOURS_US:
        onset = crossing(scene, before, stretch.first, enter)
    offset, last = time_at(scene, stretch.stop), last_known(stay, stretch.stop)
    if last is not None and stretch.stop < len(stay) and stay[stretch.stop] < 0 <= stay[last]:
        offset = max(onset, crossing(scene, last, stretch.stop, -stay))
    return Timing(onset_us=onset, offset_us=offset, bound_us=bound)


def last_known(values: Values, stop: int) -> int | None:
    """The last sample before ``stop`` that has a value; searched backwards, so that a long clip costs no more."""
    while stop > 0:
        start = max(0, stop - 256)
        known = np.flatnonzero(np.isfinite(values[start:stop]))
        if len(known):
            return start + int(known[-1])
        stop = start
    return None


def crossing(scene: Scene, before: int, after: int, margin: Values) -> int:
    """First frame at or after a margin rises through 0 on the straight line from one sample to another."""
    low, high = float(margin[before]), float(margin[after])
    start, end = int(scene.pts_us[before]), int(scene.pts_us[after])
    if not low < 0 <= high or end - start > NEIGHBOURS_US:
        return end
    return frame_from(scene, start + (end - start) * -low / (high - low), latest_us=end)


def frame_from(scene: Scene, t_us: float, *, latest_us: int) -> int:
    """PTS of the first frame at or after ``t_us``, but no later than ``latest_us``, itself a frame."""
    at = int(np.searchsorted(scene.frame_pts_us, np.ceil(t_us), side="left"))
    return min(int(scene.frame_pts_us[at]), latest_us) if at < len(scene.frame_pts_us) else latest_us


def steady(scene: Scene, values: Values) -> Values:
    """Running median of three neighbouring samples: one wild sample vanishes, an edge stays where it is."""
    calm, known = values.copy(), np.flatnonzero(np.isfinite(values))
    if len(known) > 2:
        near = np.diff(scene.pts_us[known]) <= NEIGHBOURS_US
        middle = np.flatnonzero(near[:-1] & near[1:]) + 1
        trios = np.stack([values[known[middle + step]] for step in (-1, 0, 1)])
        calm[known[middle]] = np.median(trios, axis=0)
    return calm


def turning(scene: Scene, who: str) -> Flags:
    """Samples around which somebody's head turns: by so much within so short a time before and after."""
    rules, pts = scene.settings, scene.pts_us
    yaw = steady(scene, scene.of(who, "head_yaw").value)
    known = np.flatnonzero(np.isfinite(yaw))
    first = np.searchsorted(pts[known], pts - rules.turn_near_us)
    stop = np.searchsorted(pts[known], pts + rules.turn_near_us, side="right")
    around = [yaw[known[i:j]] for i, j in zip(first.tolist(), stop.tolist(), strict=True)]
    return np.array([len(one) > 1 and float(np.ptp(one)) >= rules.turn_deg for one in around], np.bool_)


@dataclass(frozen=True, slots=True)
class Rise:
    """Where something began to rise: the height it came from, the onset on a frame, and the onset's bound."""

    base: float
    onset_us: int
    bound_us: int


def foot(scene: Scene, values: Values, first: int, *, back_us: int, bridge_us: int, share: float) -> Rise:
    """Where the rise that reaches sample ``first`` began.

    Looks back over at most ``back_us``, and no further than a loss of sight longer than ``bridge_us``. The height
    it came from is the median of the samples in the lower half of the rise; it began where it had come ``share`` of
    its way (a hand at rest trembles: the first small step is not a movement).
    """
    early = int(np.searchsorted(scene.pts_us, scene.pts_us[first] - back_us))
    earlier = last_known(values, early)
    known = early + np.flatnonzero(np.isfinite(values[early : first + 1]))
    known = known if earlier is None else np.concatenate([[earlier], known])
    start = len(known) - 1
    while start > 0 and scene.pts_us[known[start]] - scene.pts_us[known[start - 1]] <= bridge_us:
        if scene.pts_us[first] - scene.pts_us[known[start - 1]] > back_us:
            break
        start -= 1
    before = values[known[start:]]
    base = float(np.median(before[before <= (before.min() + before[-1]) / 2]))
    level = base + share * (float(before[-1]) - base)
    under = np.flatnonzero(before < level)
    at = start + int(under[-1]) + 1 if len(under) else start
    since = int(scene.pts_us[known[at - 1]]) if at else int(scene.frame_pts_us[0])
    onset = time_at(scene, int(known[at]))
    bound = max(onset - since, scene.frame_interval_us(onset))
    if len(under):
        onset = crossing(scene, int(known[at - 1]), int(known[at]), values - level)
    return Rise(base=base, onset_us=onset, bound_us=bound)


@dataclass(frozen=True, slots=True)
class Movement:
    """Samples of a movement: the lowest and highest, and where it clearly left the one and had arrived at the other."""

    low: int
    left: int
    arrived: int
    high: int

    def gain(self, progress: Values) -> float:
        """How far something went meanwhile."""
        return float(progress[self.high] - progress[self.low])


def advances(scene: Scene, progress: Values, *, least: float) -> Iterable[Movement]:
    """Find movements in one direction: ``progress`` gains ``least`` or more.

    A movement ends where some of it is taken back, where it pauses, and where a sample is NaN: what happened meanwhile
    was not seen.
    """
    rules, pts = scene.settings, scene.pts_us
    known = np.isfinite(progress)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        low = high = start
        for i in range(start, stop + 1):
            ended = i == stop or progress[high] - progress[i] > rules.movement_slack_head_widths
            if not ended:
                earlier = int(np.searchsorted(pts, pts[i] - rules.movement_pause_us, side="right")) - 1
                ended = earlier >= low and progress[i] - progress[earlier] < rules.movement_still_head_widths
            if ended and progress[high] - progress[low] >= least:
                yield _movement(progress, low, high)
            if i < stop and (ended or progress[i] <= progress[low]):
                low = high = i
            elif i < stop and progress[i] > progress[high]:
                high = i


def _movement(progress: Values, low: int, high: int) -> Movement:
    share = (progress[low : high + 1] - progress[low]) / (progress[high] - progress[low])
    left, arrived = np.flatnonzero(share <= 0.1)[-1], np.flatnonzero(share >= 0.9)[0]
    return Movement(low=low, left=low + int(left), arrived=low + int(arrived), high=high)


def settled(scene: Scene, who: str, at: int) -> bool:
    """Whether somebody had been in the picture for a while before a movement: who walks in does not lean in."""
    since = int(np.searchsorted(scene.pts_us, scene.pts_us[at] - scene.settings.settled_us))
    return bool(np.all(scene.of(who, "in_view").value[since:at] >= 0.5))


def carried(scene: Scene, values: Values, most_us: int) -> Values:
    """Fill what is not known with the last known value, for at most ``most_us``."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return values
    last = known[np.maximum(np.searchsorted(known, np.arange(len(values)), side="right") - 1, 0)]
    age = scene.pts_us - scene.pts_us[last]
    return np.where((age >= 0) & (age <= most_us), values[last], np.nan)


def confidence(margin: float, readings: Iterable[SignalReading], stretch: SampleRange) -> float:
    """How sure a rule is, 0 to 1: mean validity of what it went by, times how clearly the threshold was passed."""
    seen = float(
        np.mean([np.clip(reading.validity[stretch.first : stretch.stop], 0, 1).mean() for reading in readings])
    )
    return round(seen * (SURE_FROM + (1 - SURE_FROM) * float(np.clip(margin, 0, 1))), 3)


def typical(values: Values, stretch: SampleRange) -> float:
    """Median of what was measured over a stretch."""
    part = values[stretch.first : stretch.stop]
    return float(np.median(part[np.isfinite(part)]))


def make_draft(
    scene: Scene,
    *,
    subject: str,
    code: str,
    timing: Timing,
    seen: str,
    readings: Iterable[SignalReading],
    sureness: float,
    rule: str,
    looked_every_us: int = 0,
    found_apart_us: int | None = None,
) -> Draft:
    """Put a draft together; the evidence sentence ends with how often the models looked.

    ``looked_every_us`` is for what is looked at less often than faces: nothing about it is timed finer, but where
    ``found_apart_us`` says between which two looks it was found around the onset.
    """
    every, apart = (
        max(looked_every_us, scene.sampling_us),
        looked_every_us if found_apart_us is None else found_apart_us,
    )
    said = tr("{seen}; sampled every {every} ms.", seen=seen, every=round(every / 1000))
    if abs(every - apart) > scene.sampling_us // 2 and found_apart_us is not None:
        said = tr(
            "{seen}; sampled every {every} ms, {apart} ms apart where it began.",
            seen=seen,
            every=round(every / 1000),
            apart=round(apart / 1000),
        )
    return Draft(
        subject=subject,
        code=code,
        onset_us=timing.onset_us,
        offset_us=timing.offset_us,
        timing_bound_us=max(timing.bound_us, apart),
        evidence=said,
        models=tuple(sorted({model for reading in readings for track in reading.models for model in track.split("+")})),
        confidence=sureness,
        rule=rule,
    )


def found_apart_us(scene: Scene, onset_us: int, found: Values) -> int | None:
    """Time from the last look before an onset in which something was found itself to the first one at or after it.

    Parameters
    ----------
    found : float64 array (n,)
        1 where it was, 0 where it is carried from one look to the next, NaN where nothing is said. Where nothing is
        said at all, in what was measured before that was noted, None is returned.
    """
    if not np.isfinite(found).any():
        return None
    looks = scene.pts_us[found >= 0.5]
    after = int(np.searchsorted(looks, onset_us))
    first = int(looks[after]) if after < len(looks) else scene.end_us
    last = int(looks[after - 1]) if after else int(scene.frame_pts_us[0])
    return first - last


def under_way(scene: Scene, timing: Timing) -> str:
    """Words for an onset that was not seen, or nothing."""
    if timing.onset_us <= int(scene.frame_pts_us[0]):
        return tr(", already so when the clip begins")
    if timing.bound_us > 3 * scene.sampling_us:
        return tr(", first seen after {seconds:.1f} s in which nothing could be said", seconds=timing.bound_us / MICROS)
    return ""


def named(subject: str) -> str:
    """How a sentence calls a subject: "the caregiver", "caregiver Kim"."""
    said = who_words(subject)
    return said if ":" in subject else tr("the {who}", who=said)


def last_seen(subject: str) -> str:
    """How a sentence calls the place of somebody who is gone."""
    return tr("where {who} was last seen", who=named(subject))
