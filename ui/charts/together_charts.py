"""Charts of the two together: the state space grid, the profile of recurrence, windows of synchrony."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coder.report.figures.signal_synchrony import Synchrony, ahead_words
from coder.report.figures.state_pairs import NEITHER, StatePairs
from coder.stats import CellVisit
from coder.vocabulary.plurals import how_many
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us, seconds_to_us
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.operations.wording import code_words, subject_words

_PLASTIC = (0.7548777, 0.5698403)
"""Steps that spread any number of visits evenly over a cell (Roberts 2018), the same ones each time."""

MEASURED = "What models measured; nobody confirmed it, and it stands in no report."


def together_charts(pairs: Sequence[StatePairs], synchronies: Sequence[Synchrony], scheme: Scheme) -> tuple[Drawn, ...]:
    """Return the charts of the two together, each leading to its moments."""
    return (
        *(grid_chart(one, scheme) for one in pairs),
        *(profile_chart(one, scheme) for one in pairs if one.alike),
        *(synchrony_chart(one) for one in synchronies),
    )


def grid_chart(one: StatePairs, scheme: Scheme) -> Drawn:
    """Return the grid with its trajectory; each dot is a visit to a cell, and leads to its beginning."""
    grid, met = one.grid, Counter[tuple[str, str]]()
    spots, line = [], []
    for visit in grid.trajectory:
        cell = (visit.first, visit.second)
        x, y = _place(one, cell, met[cell])
        met[cell] += 1
        line.append((x, y))
        spots.append(
            Spot(
                x=x, y=y, mark=SpotShape.SEEN, words=_visit_words(one, visit, scheme), at_us=seconds_to_us(visit.onset)
            )
        )
    rows, columns = len(one.child.codes), len(one.caregiver.codes)
    spread = (
        f"dispersion {grid.estimate:.2f} (0: all time in one cell, 1: spread evenly)"
        if grid.estimate is not None
        else f"dispersion is undefined: {grid.reason}"
    )
    return Drawn(
        id=f"grid-{one.child.group}-{one.caregiver.group}",
        title=f"State space grid: {_groups(one)}",
        words=f"Up: the child's {one.child.group}; across: {_who(one)}'s {one.caregiver.group}. A dot is a visit to a "
        "cell, the line goes from each to the next. Where the two stay says nothing of how well.",
        basis=(
            spread,
            f"{grid.visited} of {how_many(len(grid.cells), 'cell', 'cells')} visited",
            how_many(grid.transitions, "transition", "transitions"),
            f"{grid.coded_time:.0f} s in which both could be observed",
        ),
        spots=tuple(spots),
        line=tuple(line),
        x_title=f"{_who(one)}'s {one.caregiver.group}",
        x_range=(-0.5, columns - 0.5),
        y_range=(-0.5, rows - 0.5),
        x_ticks=tuple((float(k), _code(one.caregiver.subject, c, scheme)) for k, c in enumerate(one.caregiver.codes)),
        y_ticks=tuple((float(k), _code(one.child.subject, c, scheme)) for k, c in enumerate(one.child.codes)),
        cells=(columns, rows),
        reason=None if spots else grid.reason or "the two were never both observable",
    )


def profile_chart(one: StatePairs, scheme: Scheme) -> Drawn:
    """Return the share of moments at which both do the same, by how much later the caregiver's is taken."""
    found = one.recurrence
    points = [(lag * one.unit_s, share) for lag, share in found.profile]
    most = max([share for _, share in points], default=0.0)
    same = "; ".join(
        _code(one.child.subject, a, scheme)
        if a == b
        else f"{_code(one.child.subject, a, scheme)} and {_code(one.caregiver.subject, b, scheme)}"
        for a, b in one.alike
    )
    near = found.near
    chance = ""
    if near is not None and near.null_mean is not None and near.p_value is not None:
        chance = (
            f"within {points[-1][0]:g} s {near.estimate or 0:.3f}, by shifts {near.null_mean:.3f} "
            f"(mid-p {near.p_value:.3f})"
        )
    return Drawn(
        id=f"recurrence-{one.child.group}-{one.caregiver.group}",
        title=f"The same, how long after each other: {_groups(one)}",
        words="Right of 0 the child did it first, left of 0 the caregiver; first is no more than first. "
        f"The same are: {same or 'nothing'}.",
        basis=tuple(part for part in (chance, f"units of {one.unit_s:g} s") if part),
        spots=tuple(
            Spot(x=lag, y=share, mark=SpotShape.SEEN, words=f"{lag:+g} s: {share:.1%} of moments alike", at_us=None)
            for lag, share in points
        ),
        line=tuple(points),
        x_title="seconds by which the caregiver's is taken later",
        x_range=(points[0][0], points[-1][0]) if len(points) > 1 else (-1.0, 1.0),
        y_range=(0.0, max(most * 1.2, 0.05)),
        reason=None if one.alike and most else "the two never did the same so near to each other",
    )


def synchrony_chart(one: Synchrony) -> Drawn:
    """Return each window's peak at the time of the window, by who was first; each dot leads to its window."""
    result, spots = one.result, []
    for k, (peak, lag) in enumerate(zip(result.peaks, result.peak_lags, strict=True)):
        if peak is None or lag is None or peak <= 0:
            continue
        at = one.window_at_us(k)
        who = "neither was first" if lag == 0 else f"{'the child' if lag > 0 else one.caregiver} was first"
        by = "" if lag == 0 else f" by {abs(lag) / one.samples_hz:g} s"
        words = f"{format_us(at)}, {one.window_s:g} s: {who}{by}; correlation {peak:.2f}"
        x = at / 1e6 + one.window_s / 2
        spots.append(Spot(x=x, y=lag / one.samples_hz, mark=SpotShape.SEEN, words=words, at_us=at))
    basis = [f"windows of {one.window_s:g} s, {one.lag_s:g} s to either side", MEASURED]
    for name, test in (("other windows", result.chance), ("other meetings", result.other_meetings)):
        if test is not None and test.null_mean is not None and test.p_value is not None:
            basis.insert(0, f"by {name} {test.null_mean:.2f} (mid-p {test.p_value:.3f})")
    if result.estimate is not None:
        basis.insert(0, f"mean peak {result.estimate:.2f}")
    last = result.starts[-1] / one.samples_hz + one.window_s + one.lag_s if result.starts else 1.0
    return Drawn(
        id=f"synchrony-{one.signal}",
        title=f"Moving together: {one.words}",
        words=ahead_words(one),
        basis=tuple(basis),
        spots=tuple(spots),
        x_range=(0.0, last),
        y_range=(-one.lag_s, one.lag_s),
        y_ticks=((-one.lag_s, f"{one.caregiver} first"), (0.0, "at once"), (one.lag_s, "child first")),
        reason=None if spots else result.reason or "in no window the two moved together",
    )


def _place(one: StatePairs, cell: tuple[str, str], visit: int) -> tuple[float, float]:
    across, up = ((0.5 + (visit + 1) * step) % 1 - 0.5 for step in _PLASTIC)
    return (
        one.caregiver.codes.index(cell[1]) + 0.7 * across,
        one.child.codes.index(cell[0]) + 0.7 * up,
    )


def _visit_words(one: StatePairs, visit: CellVisit, scheme: Scheme) -> str:
    child, caregiver = (
        _code(side.subject, code, scheme) for side, code in ((one.child, visit.first), (one.caregiver, visit.second))
    )
    when = f"{format_us(seconds_to_us(visit.onset))} for {visit.offset - visit.onset:.1f} s"
    return f"{when}: child {child}, {_who(one)} {caregiver}"


def _groups(one: StatePairs) -> str:
    same = one.child.group == one.caregiver.group
    return one.child.group if same else f"{one.child.group} and {one.caregiver.group}"


def _who(one: StatePairs) -> str:
    return subject_words(one.caregiver.subject)


def _code(subject: str, code: str, scheme: Scheme) -> str:
    return code if code == NEITHER else code_words(scheme, subject, code)
