"""From vocal turn-taking to its charts: gaps and overlaps, shares of time, coincidence, and what followed a cry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from coder.report.figures.vocal_turns import WATCHED_S, Turns
from coder.report.phrases import figure_words, spread_words, unheard_words
from coder.stats import ChanceTest, KaplanMeier, TurnTaking
from coder.stats.turns import Transfer, TurnPause
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import format_us, seconds_to_us
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.charts.survival_curve import band_of, steps_of, watched_words

OFFSETS = tr("Levinson & Torreira 2015: floor transfer offset, negative where the two overlap")
PAUSES = tr("Jaffe et al. 2001: switching pauses between speakers, pauses within one's turns")
SHARES = tr("Stern 1974: together and in turn are both common at play")
SHIFTS = tr("circular shifts of one person's voices against the other's")
CRIES = tr("Kaplan & Meier 1958; censored at 30 s, at the recording's end and where nothing could be observed")


def turn_charts(turns: Turns) -> tuple[Drawn, ...]:
    """Return the charts of one recording's turns."""
    return (_silences(turns), _shares(turns.taking, turns), _chance(turns), _cries(turns.after_cries))


def _silences(turns: Turns) -> Drawn:
    taking = turns.taking
    names = tuple(name for name, _, _ in taking.pauses) or ("child", "caregiver")
    lanes = [
        *((one, other) for one in names for other in names if one != other),
        *((name, name) for name in names),
    ]
    place = {pair: float(len(lanes) - 1 - n) for n, pair in enumerate(lanes)}
    spots = _stacked(
        [
            *(_transfer_spot(one, place[one.giver, one.taker]) for one in taking.transfers),
            *(_pause_spot(one, place[one.who, one.who]) for one in taking.within),
        ]
    )
    pauses = ", ".join(f"{name} {count}{_median(middle)}" for name, count, middle in taking.pauses if count)
    return Drawn(
        id="turn-silences",
        title=tr("Gaps, overlaps and pauses"),
        words=_said(taking) + (tr("Pauses within one's turns: {pauses}.", pauses=pauses) if pauses else ""),
        basis=(OFFSETS, PAUSES, *_left_out(turns)),
        spots=tuple(spots),
        x_title=tr("seconds to the next beginning; below 0, overlap"),
        x_range=(min([-0.5, *(spot.x for spot in spots)]) * 1.2, max([1.0, *(spot.x for spot in spots)]) * 1.05),
        y_range=(-0.6, len(lanes) - 0.4),
        y_ticks=tuple((place[a, b], f"{a} → {b}" if a != b else tr("{a} pauses", a=a)) for a, b in lanes),
        reason=None if spots else (taking.reason or tr("nobody's voice followed another")),
    )


def _stacked(spots: Iterable[Spot]) -> list[Spot]:
    """Lay spots that are as long as one another above and below their lane: on one point, ten would look like one."""
    alike: Counter[tuple[float, int]] = Counter()
    laid = []
    for spot in sorted(spots, key=lambda spot: (-spot.y, spot.x)):
        place = (spot.y, round(spot.x / _ALIKE_S))
        step = (alike[place] + 1) // 2 * _STEP
        side = 1 if alike[place] % 2 else -1
        laid.append(replace(spot, y=spot.y + side * min(step, _MOST_OFF)))
        alike[place] += 1
    return laid


_ALIKE_S = 0.05
"""Silences that differ by less lie on one another, seconds."""
_STEP, _MOST_OFF = 0.12, 0.36
"""In lanes: how far apart they are laid, and how far from their own lane at most."""


def _transfer_spot(one: Transfer, y: float) -> Spot:
    """From one's end to the other's beginning."""
    silence = (
        tr("a gap of {offset:.2f} s", offset=one.offset)
        if one.offset >= 0
        else tr("{offset:.2f} s of overlap", offset=-one.offset)
    )
    return Spot(
        x=one.offset,
        y=y,
        mark=SpotShape.ANSWERED if one.offset >= 0 else SpotShape.OPEN,
        words=tr(
            "At {time} the {taker} after the {giver}: {silence}.",
            time=format_us(seconds_to_us(one.at)),
            taker=one.taker,
            giver=one.giver,
            silence=silence,
        ),
        at_us=seconds_to_us(one.at),
    )


def _pause_spot(one: TurnPause, y: float) -> Spot:
    """A silence within one's own turn."""
    return Spot(
        x=one.length,
        y=y,
        mark=SpotShape.WATCHED,
        words=tr(
            "At {time} the {who} was silent for {length:.2f} s and went on.",
            time=format_us(seconds_to_us(one.at)),
            who=one.who,
            length=one.length,
        ),
        at_us=seconds_to_us(one.at),
    )


def _said(taking: TurnTaking) -> str:
    """Gaps, overlaps, and who followed whom; nothing where nobody followed."""
    if taking.estimate is None:
        return ""
    follows = ", ".join(
        tr("{other} after {one} {count}", other=other, one=one, count=count)
        for one, other, count in taking.follows
        if one != other
    )
    quartiles = ""
    if taking.quartiles is not None:
        quartiles = tr(
            ", half of them between {quartiles:.2f} and {quartiles_2:.2f} s",
            quartiles=taking.quartiles[0],
            quartiles_2=taking.quartiles[1],
        )
    return tr(
        "{count}{mean}, "
        "{count_2}{mean_2}. "
        "From one's end to the other's beginning: median {figure} s{quartiles}. "
        "Who followed whom: {follows}. ",
        count=plural(taking.gaps, "{count} gap", "{count} gaps", count=taking.gaps),
        mean=_mean(taking.mean_gap),
        count_2=plural(taking.overlaps, "{count} overlap", "{count} overlaps", count=taking.overlaps),
        mean_2=_mean(taking.mean_overlap),
        figure=figure_words(taking.estimate),
        quartiles=quartiles,
        follows=follows,
    )


def _mean(seconds: float | None) -> str:
    return "" if seconds is None else tr(" (mean {seconds:.2f} s)", seconds=seconds)


def _median(seconds: float | None) -> str:
    return "" if seconds is None else tr(" (median {seconds:.2f} s)", seconds=seconds)


def _shares(taking: TurnTaking, turns: Turns) -> Drawn:
    neither = tr("neither")
    shares = (
        (tr("both"), taking.both),
        (tr("child alone"), taking.first_only),
        (tr("caregiver alone"), taking.second_only),
        (neither, taking.neither),
    )
    spots = tuple(
        Spot(
            x=0.0,
            until=100 * share,
            y=float(3 - n),
            mark=SpotShape.MISMATCH if name == neither else SpotShape.MATCH,
            words=tr(
                "{name}{name_2}: {share:.1f} % of the time.", name=name[0].upper(), name_2=name[1:], share=100 * share
            ),
            at_us=None,
        )
        for n, (name, share) in enumerate(shares)
        if share is not None
    )
    return Drawn(
        id="turn-shares",
        title=tr("Who was heard, as shares of the time"),
        words=" ".join(spot.words for spot in spots),
        basis=(SHARES, tr("who is off camera is still heard"), *_unheard(turns), *_left_out(turns)),
        spots=spots,
        x_title=tr("% of the time in which somebody could be heard"),
        x_range=(0.0, 102.0),
        y_range=(-0.6, 3.6),
        y_ticks=tuple((float(3 - n), name) for n, (name, _) in enumerate(shares)),
        reason=None if spots else tr("no time could be observed"),
    )


def _chance(turns: Turns) -> Drawn:
    taking = turns.taking
    tests = ((tr("both at once"), taking.together_by_chance), (tr("child followed in 1 s"), taking.taken_by_chance))
    found = [
        (float(1 - n), name, test)
        for n, (name, test) in enumerate(tests)
        if test is not None and test.estimate is not None and test.null_mean is not None
    ]
    spots: list[Spot] = []
    for y, name, test in found:
        for value, mark, what in (
            (test.null_mean, SpotShape.CHANCE, tr("by coincidence")),
            (test.estimate, SpotShape.SEEN, tr("what was heard")),
        ):
            words = f"{name[0].upper()}{name[1:]}, {what}: {100 * (value or 0):.0f} %."
            spots.append(Spot(x=100 * (value or 0), y=y, mark=mark, words=words, at_us=None))
    return Drawn(
        id="turn-chance",
        title=tr("What was heard, beside coincidence"),
        words=" ".join(_beside(name, test) for _, name, test in found),
        basis=(SHIFTS, tr("about the whole recording: no point of it is one moment"), *_unheard(turns)),
        spots=tuple(spots),
        x_title="%",
        x_range=(-4.0, 104.0),
        y_range=(-0.6, 1.6),
        y_ticks=tuple((y, name) for y, name, _ in found),
        band=tuple(
            (100 * low, max(100 * high, 100 * low + 0.5), y - 0.2, y + 0.2)
            for y, _, test in found
            if test.null_interval is not None
            for low, high in (test.null_interval,)
        ),
        reason=None if found else tr("there are too few voices of both to shift against each other"),
    )


def _beside(name: str, test: ChanceTest) -> str:
    seen, mean = test.estimate or 0.0, test.null_mean or 0.0
    return tr(
        "{name}{name_2}: {seen:.0f} %, and {mean:.0f} % by coincidence.",
        name=name[0].upper(),
        name_2=name[1:],
        seen=100 * seen,
        mean=100 * mean,
    )


def _cries(curve: KaplanMeier) -> Drawn:
    corners = steps_of(curve)
    median = tr("not reached") if curve.estimate is None else tr("{figure} s", figure=figure_words(curve.estimate))
    return Drawn(
        id="turn-cries",
        title=tr("From a cry to the caregiver's next act"),
        words=plural(
            curve.n,
            "{value} cry; an act of the caregiver's began after {n_events} of them while it was watched; median "
            "{median}. An act that was under way already is not counted. {watched}",
            "{value} cries; an act of the caregiver's began after {n_events} of them while it was watched; median "
            "{median}. An act that was under way already is not counted. {watched}",
            value=curve.n,
            watched=watched_words(curve, WATCHED_S),
            n_events=curve.n_events,
            median=median,
        ),
        basis=(CRIES,),
        x_title=tr("seconds from the onset of the cry"),
        x_range=(0.0, WATCHED_S),
        y_range=(-0.06, 1.06),
        y_ticks=((0.0, tr("none")), (0.5, tr("half")), (1.0, tr("all"))),
        line=(*corners, (WATCHED_S, corners[-1][1])),
        band=band_of(curve, WATCHED_S),
        reason=None if curve.times else (curve.reason or tr("no cry of the child's was settled")),
    )


def _unheard(turns: Turns) -> tuple[str, ...]:
    return tuple(filter(None, (unheard_words(turns.unheard_us),)))


def _left_out(turns: Turns) -> tuple[str, ...]:
    left_out = tuple(
        plural(
            count,
            "{count} voice of {name} left out: whose has not been said",
            "{count} voices of {name} left out: whose has not been said",
            count=count,
            name=name,
        )
        for name, count in turns.left_out
    )
    return tuple(filter(None, (*left_out, spread_words(turns.spread))))
