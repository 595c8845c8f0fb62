"""From vocal turn-taking to its charts: gaps and overlaps, shares of time, coincidence, and what followed a cry."""

from __future__ import annotations

from coder.report.figures.vocal_turns import WATCHED_S, Turns
from coder.report.phrases import figure_words
from coder.stats import ChanceTest, KaplanMeier, TurnTaking
from coder.vocabulary.time import format_us, seconds_to_us
from ui.charts.chart_data import Drawn, Spot, SpotShape

OFFSETS = "Levinson & Torreira 2015: floor transfer offset, negative where the two overlap"
PAUSES = "Jaffe et al. 2001: switching pauses between speakers, pauses within one's turns"
SHARES = "Stern 1974: together and in turn are both common at play"
SHIFTS = "circular shifts of one person's voices against the other's"
CRIES = "Kaplan & Meier 1958; censored at 30 s, at the recording's end and where nothing could be observed"


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
    spots = [
        Spot(
            x=one.offset,
            y=place[one.giver, one.taker],
            mark=SpotShape.ANSWERED if one.offset >= 0 else SpotShape.OPEN,
            words=f"At {format_us(seconds_to_us(one.at))} the {one.taker} after the {one.giver}: "
            + (f"a gap of {one.offset:.2f} s." if one.offset >= 0 else f"{-one.offset:.2f} s of overlap."),
            at_us=seconds_to_us(one.at),
        )
        for one in taking.transfers
    ]
    spots += [
        Spot(
            x=one.length,
            y=place[one.who, one.who],
            mark=SpotShape.WATCHED,
            words=f"At {format_us(seconds_to_us(one.at))} the {one.who} was silent for {one.length:.2f} s and went on.",
            at_us=seconds_to_us(one.at),
        )
        for one in taking.within
    ]
    follows = ", ".join(f"{other} after {one} {count}" for one, other, count in taking.follows if one != other)
    quartiles = ""
    if taking.quartiles is not None:
        quartiles = f", half of them between {taking.quartiles[0]:.2f} and {taking.quartiles[1]:.2f} s"
    said = (
        f"{_count(taking.gaps, 'gap')}{_mean(taking.mean_gap)}, "
        f"{_count(taking.overlaps, 'overlap')}{_mean(taking.mean_overlap)}. "
        f"From one's end to the other's beginning: median {figure_words(taking.estimate)} s{quartiles}. "
        f"Who followed whom: {follows}. "
        if taking.estimate is not None
        else ""
    )
    pauses = ", ".join(f"{name} {count}{_median(middle)}" for name, count, middle in taking.pauses if count)
    return Drawn(
        id="turn-silences",
        title="Gaps, overlaps and pauses",
        words=said + (f"Pauses within one's turns: {pauses}." if pauses else ""),
        basis=(OFFSETS, PAUSES, *_left_out(turns)),
        spots=tuple(sorted(spots, key=lambda spot: (-spot.y, spot.x))),
        x_title="seconds from one's end to the next beginning; left of 0 is overlap",
        x_range=(min([-0.5, *(spot.x for spot in spots)]) * 1.05, max([1.0, *(spot.x for spot in spots)]) * 1.05),
        y_range=(-0.6, len(lanes) - 0.4),
        y_ticks=tuple((place[a, b], f"{a} → {b}" if a != b else f"{a} pauses") for a, b in lanes),
        reason=None if spots else (taking.reason or "nobody's voice followed another"),
    )


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _mean(seconds: float | None) -> str:
    return "" if seconds is None else f" (mean {seconds:.2f} s)"


def _median(seconds: float | None) -> str:
    return "" if seconds is None else f" (median {seconds:.2f} s)"


def _shares(taking: TurnTaking, turns: Turns) -> Drawn:
    shares = (
        ("both", taking.both),
        ("child alone", taking.first_only),
        ("caregiver alone", taking.second_only),
        ("neither", taking.neither),
    )
    spots = tuple(
        Spot(
            x=0.0,
            until=100 * share,
            y=float(3 - n),
            mark=SpotShape.MISMATCH if name == "neither" else SpotShape.MATCH,
            words=f"{name[0].upper()}{name[1:]}: {100 * share:.1f} % of the time.",
            at_us=None,
        )
        for n, (name, share) in enumerate(shares)
        if share is not None
    )
    return Drawn(
        id="turn-shares",
        title="Who was heard, as shares of the time",
        words=" ".join(spot.words for spot in spots),
        basis=(SHARES, "of the whole recording: who is off camera is still heard", *_left_out(turns)),
        spots=spots,
        x_title="% of the recording",
        x_range=(0.0, 102.0),
        y_range=(-0.6, 3.6),
        y_ticks=tuple((float(3 - n), name) for n, (name, _) in enumerate(shares)),
        reason=None if spots else "no time could be observed",
    )


def _chance(turns: Turns) -> Drawn:
    taking = turns.taking
    tests = (("both at once", taking.together_by_chance), ("child followed in 1 s", taking.taken_by_chance))
    found = [
        (float(1 - n), name, test)
        for n, (name, test) in enumerate(tests)
        if test is not None and test.estimate is not None and test.null_mean is not None
    ]
    spots: list[Spot] = []
    for y, name, test in found:
        for value, mark, what in (
            (test.null_mean, SpotShape.CHANCE, "by coincidence"),
            (test.estimate, SpotShape.SEEN, "what was heard"),
        ):
            words = f"{name[0].upper()}{name[1:]}, {what}: {100 * (value or 0):.0f} %."
            spots.append(Spot(x=100 * (value or 0), y=y, mark=mark, words=words, at_us=None))
    return Drawn(
        id="turn-chance",
        title="What was heard, beside coincidence",
        words=" ".join(_beside(name, test) for _, name, test in found),
        basis=(SHIFTS, "about the whole recording: no point of it is one moment"),
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
        reason=None if found else "there are too few voices of both to shift against each other",
    )


def _beside(name: str, test: ChanceTest) -> str:
    seen, mean = test.estimate or 0.0, test.null_mean or 0.0
    return f"{name[0].upper()}{name[1:]}: {100 * seen:.0f} %, and {100 * mean:.0f} % by coincidence."


def _cries(curve: KaplanMeier) -> Drawn:
    corners, before = [(0.0, 0.0)], 0.0
    for t, survival in zip(curve.times, curve.survival, strict=True):
        corners += [(t, before), (t, 1 - survival)]
        before = 1 - survival
    corners.append((WATCHED_S, before))
    median = "not reached" if curve.estimate is None else f"{figure_words(curve.estimate)} s"
    return Drawn(
        id="turn-cries",
        title="From a cry to the caregiver's next act",
        words=f"{curve.n} {'cry' if curve.n == 1 else 'cries'}; an act of the caregiver's began after {curve.n_events} "
        f"of them while it was watched; median {median}. An act that was under way already is not counted.",
        basis=(CRIES,),
        x_title="seconds from the onset of the cry",
        x_range=(0.0, WATCHED_S),
        y_range=(-0.06, 1.06),
        y_ticks=((0.0, "none"), (0.5, "half"), (1.0, "all")),
        line=tuple(corners),
        reason=None if curve.times else (curve.reason or "no cry of the child's was settled"),
    )


def _left_out(turns: Turns) -> tuple[str, ...]:
    return tuple(
        f"{count} {'voice' if count == 1 else 'voices'} of {name} left out: whose has not been said"
        for name, count in turns.left_out
    )
