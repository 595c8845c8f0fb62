"""Trends over one family's own recordings: each with its interval, by date. No arrow, no verdict, nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from coder.report.figures.bid_answers import HOUR_S, BidAnswers, latency_of, seconds, stretches
from coder.report.figures.match_repair import Matching
from coder.stats import MismatchRepair, Rate, Result, StatsError, rate
from coder.stats.match_cycle_interval import cycle_share
from coder.vocabulary.context import Beside, Series
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval, seconds_to_us

LONG_US = 600_000_000
"""Of a shorter time no hour is told: a lively minute would sound like a restless day."""

FEWEST = 3
"""With fewer recordings there is no line, only points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRecording:
    """One recording as trends take it: bids, states, own play beside the caregiver, and what stands beside."""

    answers: BidAnswers
    matchings: tuple[Matching, ...]
    beside: Beside
    own_play_us: int = 0

    @property
    def recording(self) -> str:
        """Its id."""
        return self.answers.recording

    @property
    def family(self) -> str:
        """The family's pseudonym, or ""."""
        return self.beside.meeting.family if self.beside.meeting else ""

    @property
    def setting(self) -> str:
        """Where it was, or ""."""
        return self.beside.meeting.setting if self.beside.meeting else ""

    @property
    def began_at(self) -> str:
        """When it began, or ""."""
        return self.beside.meeting.began_at if self.beside.meeting else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One figure of each recording, in order of their dates.

    Attributes
    ----------
    points : tuple of (str, str, Result)
        Recording, when it began, and the figure with its interval.
    """

    name: str
    unit: str
    points: tuple[tuple[str, str, Result], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """A family's own recordings over time.

    Attributes
    ----------
    series : tuple of Series
        What caregivers chose to bring; it is drawn beside and described, never set against a figure.
    fewer : tuple of (str, str)
        Recordings in which bids an hour lie below those of an earlier one of the same setting, both long enough for an
        hour to be told, beyond both intervals: (earlier, later).
    fading : tuple of str
        Recordings in the later half of which bids an hour lie below those of the earlier half, in the same way.
    own_play_us : mapping of recording to int
        How long child and caregiver were each at their own thing in the recordings that are named in these two.
    reason : str or None
        Why there is no trend.
    """

    family: str
    trends: tuple[Trend, ...]
    series: tuple[Series, ...]
    fewer: tuple[tuple[str, str], ...]
    fading: tuple[str, ...] = ()
    own_play_us: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None
    notes: tuple[str, ...] = ()


def trends_of(visits: Iterable[TrendRecording]) -> Trends:
    """Put one family's recordings in order of their dates.

    Raises
    ------
    StatsError
        Where the recordings are of several families: nothing is ever compared across families.
    """
    every = sorted(visits, key=lambda one: (one.began_at, one.recording))
    if len({one.family for one in every}) > 1:
        raise StatsError(
            tr("These recordings are of several families; a trend is of one family's own recordings only.")
        )
    family = every[0].family if every else ""
    dated = [one for one in every if one.began_at]
    notes = tuple(
        tr("recording {recording} is left out: nobody said when it began", recording=one.recording)
        for one in every
        if not one.began_at
    )
    reason = None
    if not family:
        reason = tr("nobody said of which family these recordings are")
    elif len(dated) < FEWEST:
        reason = tr(
            "a trend needs {fewest} recordings of the family with a date, and there are {number}",
            fewest=FEWEST,
            number=len(dated),
        )
    fewer, fading = _fewer(dated), tuple(one.recording for one in every if fades(one.answers))
    named = {*(name for pair in fewer for name in pair), *fading}
    return Trends(
        family=family,
        trends=() if reason else _trends(dated),
        series=_series(every) if family else (),
        fewer=fewer if family else (),
        fading=fading if family else (),
        own_play_us={one.recording: one.own_play_us for one in every if one.recording in named},
        reason=reason,
        notes=notes,
    )


def _trends(dated: Sequence[TrendRecording]) -> tuple[Trend, ...]:
    found = [
        _trend(tr("bids per hour"), "", dated, [one.answers.bids_per_hour for one in dated]),
        _trend(tr("latency, median"), "s", dated, [_latency(one) for one in dated]),
    ]
    for states in sorted({matching.states for one in dated for matching in one.matchings}):
        results = [next((m.result for m in one.matchings if m.states == states), None) for one in dated]
        if any(result is not None and result.defined for result in results):
            found.append(
                _trend(
                    tr("share of time in which states fit ({states})", states=states), "", dated, _each(results, shared)
                )
            )
            found.append(
                _trend(tr("repairs per minute ({states})", states=states), "", dated, _each(results, repairs_a_minute))
            )
    return tuple(found)


def _trend(name: str, unit: str, dated: Sequence[TrendRecording], results: Sequence[Result]) -> Trend:
    points = tuple((one.recording, one.began_at, result) for one, result in zip(dated, results, strict=True))
    return Trend(name=name, unit=unit, points=points)


def _latency(one: TrendRecording) -> Result:
    return latency_of(one.answers.kept, tau_us=one.answers.rule.window_us)


def _each(results: Sequence[MismatchRepair | None], make: Callable[[MismatchRepair], Result]) -> list[Result]:
    return [_uncoded() if result is None or not result.defined else make(result) for result in results]


def _uncoded() -> Result:
    reason = tr("such states were not coded in this recording")
    return Result(name="share", estimate=None, n=0, n_of="stretches", method=tr("share of coded time"), reason=reason)


def shared(result: MismatchRepair) -> Result:
    """Return the share of matched time with an interval over its complete cycles, where there are enough."""
    pairs = [
        (b.offset - b.onset, a.offset - a.onset)
        for a, b in pairwise(result.stretches)
        if not a.matched and b.matched and a.begin_seen and a.end_seen and b.end_seen and b.onset == a.offset
    ]
    cycles = cycle_share([on for on, _ in pairs], [off for _, off in pairs])
    if not cycles.defined:
        return replace(result, notes=(*result.notes, "no complete cycle of a mismatch and a match was seen"))
    low, high = cycles.interval or (None, None)
    kept = tuple(note for note in result.notes if not note.startswith("no interval is given"))
    if low is None or high is None or result.estimate is None or low <= result.estimate <= high:
        return replace(result, interval=cycles.interval, notes=(*kept, *cycles.notes))
    # Stretches cut off by the clip's ends are in the share and in no cycle; here they weigh more than its spread.
    note = tr("no interval: the stretches at the recording's ends weigh too much for one over complete cycles")
    return replace(result, notes=(*kept, note))


def repairs_a_minute(result: MismatchRepair) -> Rate:
    """Return repairs a minute of coded time, with the exact Poisson interval."""
    pieces = [Interval(seconds_to_us(one.onset), seconds_to_us(one.offset)) for one in result.stretches]
    onsets = [one.offset for one in result.stretches if not one.matched and one.end_seen]
    span = Interval(pieces[0].onset_us, pieces[-1].offset_us)
    gaps = [Interval(a.offset_us, b.onset_us) for a, b in pairwise(pieces) if b.onset_us > a.offset_us]
    return rate(onsets, span=(span.onset_us / MICROS, span.offset_us / MICROS), hidden=stretches(gaps), unit="s")


def _fewer(dated: Sequence[TrendRecording]) -> tuple[tuple[str, str], ...]:
    """Pairs of the family's own recordings between which bids an hour fell, beyond the intervals of both.

    Only within one setting: a nursery is not set beside a home by the back door. A fall is said once, where it is seen
    first, and not again of each recording after it.
    """
    found: list[tuple[str, str]] = []
    for setting in sorted({one.setting for one in dated if one.setting}):
        same = [one for one in dated if one.setting == setting]
        for place, later in enumerate(same):
            before = [one for one in same[:place] if _fell(one.answers.bids_per_hour, later.answers.bids_per_hour)]
            if before:
                found.append((before[-1].recording, later.recording))
                break
    return tuple(found)


def fades(answers: BidAnswers) -> bool:
    """Whether the child reached out less often in a recording's later half, by the same floor and intervals."""
    span = answers.span
    middle = (span.onset_us + span.offset_us) // 2
    halves = (Interval(span.onset_us, middle), Interval(middle, span.offset_us))
    return _fell(*(_bids_within(answers, half) for half in halves))


def _bids_within(answers: BidAnswers, part: Interval) -> Rate:
    onsets = [item.bid_interval.onset_us for item in answers.signals if part.contains(item.bid_interval.onset_us)]
    gone = [
        Interval(max(one.onset_us, part.onset_us), min(one.offset_us, part.offset_us))
        for one in (*answers.hidden, *answers.set_aside)
        if one.overlaps(part)
    ]
    return rate([t / MICROS for t in onsets], span=seconds(part), hidden=stretches(gone), per_seconds=HOUR_S, unit="s")


def _fell(before: Rate, after: Rate) -> bool:
    """Whether a rate fell beyond both intervals, each over ten observable minutes or more."""
    for one in (before, after):
        if one.observable_time is None or one.observable_time * MICROS < LONG_US or one.interval is None:
            return False
    assert before.interval is not None
    assert after.interval is not None
    low, high = before.interval[0], after.interval[1]
    return low is not None and high is not None and low > high


def _series(every: Sequence[TrendRecording]) -> tuple[Series, ...]:
    """Everything brought, once: a table brought again with another recording is the same table."""
    found: dict[tuple[object, ...], Series] = {}
    for one in every:
        for series in one.beside.series:
            found.setdefault((series.caregiver, series.name, series.unit, series.points), series)
    return tuple(found.values())
