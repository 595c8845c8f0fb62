"""In the picture or not: leaving, returning, being apart, reunion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coder.proposals.rule_tools import SampleRange, Timing, confidence, frame_from, make_draft, stretches, time_at
from coder.proposals.scene import Scene, SignalReading, Values
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

LEAVE_RULE = "leave_view@1"
RETURN_RULE = "return@1"
SEPARATION_RULE = "separation@1"
REUNION_RULE = "reunion@1"


def absences(scene: Scene, subject: str) -> list[SampleRange]:
    """When the subject was out of the picture, beyond the gaps that a missed detection explains."""
    return _absent(scene, -presence(scene, subject))


def _absent(scene: Scene, margin: Values) -> list[SampleRange]:
    rules = scene.settings
    return stretches(
        scene,
        enter=margin,
        stay=margin,
        bridge_us=rules.presence_bridge_us,
        least_us=rules.absence_least_us,
        waver_us=rules.presence_waver_us,
    )


def presence(scene: Scene, subject: str) -> Values:
    """1 in the picture, -1 out of it, NaN where it could not be said."""
    value = scene.of(subject, "in_view").value
    return np.where(np.isfinite(value), np.where(value >= 0.5, 1.0, -1.0), np.nan)


def time_presence(scene: Scene, stretch: SampleRange) -> Timing:
    """Put a stretch of presence or absence on the samples themselves: between two of them it may be anywhere."""
    onset = time_at(scene, stretch.first)
    before = time_at(scene, stretch.first - 1) if stretch.first else int(scene.frame_pts_us[0])
    bound = max(onset - before, scene.frame_interval_us(onset))
    return Timing(onset_us=onset, offset_us=time_at(scene, stretch.stop), bound_us=bound)


def propose_presence(scene: Scene) -> Iterator[Draft]:
    """A caregiver leaves view and returns. Whoever comes for the first time does not return."""
    for caregiver in scene.caregivers:
        view = scene.of(caregiver, "in_view")
        first_seen = int(np.flatnonzero(view.value >= 0.5)[0])
        for gone in absences(scene, caregiver):
            if gone.first < first_seen:
                continue
            seconds = (time_at(scene, gone.stop) - time_at(scene, gone.first)) / 1e6
            to_end = gone.stop == len(scene.pts_us)
            words = (
                tr("No longer in the picture, to the end of the clip")
                if to_end
                else tr("No longer in the picture, for {seconds:.1f} s", seconds=seconds)
            )
            yield _point(scene, caregiver, "leave_view", gone.first, words, view, rule=LEAVE_RULE)
            if not to_end:
                words = tr("In the picture again after {seconds:.1f} s out of it", seconds=seconds)
                yield _point(scene, caregiver, "return", gone.stop, words, view, rule=RETURN_RULE)


def _point(scene: Scene, subject: str, code: str, at: int, seen: str, view: SignalReading, *, rule: str) -> Draft:
    when = time_at(scene, at)
    bound = max(when - time_at(scene, at - 1), scene.frame_interval_us(when))
    around = SampleRange(max(0, at - 2), min(len(scene.pts_us), at + 2))
    return make_draft(
        scene,
        subject=subject,
        code=code,
        timing=Timing(onset_us=when, offset_us=when, bound_us=bound),
        seen=seen,
        readings=(view,),
        sureness=confidence(1.0, (view,), around),
        rule=rule,
    )


def propose_apart_and_reunion(scene: Scene) -> Iterator[Draft]:
    """The child is in the picture and no caregiver is; then both are again."""
    if scene.child is None or not scene.caregivers:
        return
    rules, child = scene.settings, presence(scene, scene.child)
    adults = np.max(np.stack([presence(scene, caregiver) for caregiver in scene.caregivers]), axis=0)
    readings = tuple(scene.of(subject, "in_view") for subject in scene.subjects)
    alone, both = np.minimum(child, -adults), np.minimum(child, adults)
    apart = [
        stretch
        for stretch in _absent(scene, alone)
        if stretch.first > 0 or time_at(scene, stretch.stop) - time_at(scene, 0) >= rules.apart_at_start_least_us
    ]
    for index, stretch in enumerate(apart):
        timing = time_presence(scene, stretch)
        yield make_draft(
            scene,
            subject="together",
            code="separation",
            timing=timing,
            seen=tr("The child in the picture and no caregiver in it for {seconds:.1f} s", seconds=timing.seconds),
            readings=readings,
            sureness=confidence(1.0, readings, stretch),
            rule=SEPARATION_RULE,
        )
        until = apart[index + 1].first if index + 1 < len(apart) else len(scene.pts_us)
        yield from _reunion(scene, SampleRange(stretch.stop, until), both, readings, timing.seconds)


def _reunion(
    scene: Scene, after: SampleRange, both: Values, readings: tuple[SignalReading, ...], apart_s: float
) -> Iterator[Draft]:
    rules = scene.settings
    window = np.full(len(both), np.nan)
    window[after.first : after.stop] = both[after.first : after.stop]
    together = stretches(
        scene, enter=window, stay=window, bridge_us=rules.absence_least_us, least_us=rules.reunion_least_us
    )
    if not together:
        return
    first, onset = together[0].first, time_at(scene, together[0].first)
    longest = frame_from(scene, onset + rules.reunion_longest_us, latest_us=scene.end_us)
    offset = min(longest, time_at(scene, together[0].stop))
    bound = max(onset - time_at(scene, first - 1), scene.frame_interval_us(onset))
    timing = Timing(onset_us=onset, offset_us=offset, bound_us=bound)
    yield make_draft(
        scene,
        subject="together",
        code="reunion",
        timing=timing,
        seen=tr(
            "Both in the picture again after {apart:.1f} s apart; shown for its first {seconds:.1f} s",
            apart=apart_s,
            seconds=timing.seconds,
        ),
        readings=readings,
        sureness=confidence(1.0, readings, together[0]),
        rule=REUNION_RULE,
    )
