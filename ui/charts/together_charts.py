"""Charts of the two together: the state space grid, the profile of recurrence, windows of synchrony."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coder.report.figures.signal_synchrony import Synchrony, ahead_words
from coder.report.figures.state_pairs import NEITHER, StatePairs
from coder.stats import CellVisit
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us, seconds_to_us
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.operations.wording import code_words, subject_words

_PLASTIC = (0.7548777, 0.5698403)
"""Steps that spread any number of visits evenly over a cell (Roberts 2018), the same ones each time."""

MEASURED = tr("What models measured; nobody confirmed it, and it stands in no report.")


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
        tr("dispersion {estimate:.2f} (0: all time in one cell, 1: spread evenly)", estimate=grid.estimate)
        if grid.estimate is not None
        else tr("dispersion is undefined: {reason}", reason=grid.reason)
    )
    return Drawn(
        id=f"grid-{one.child.group}-{one.caregiver.group}",
        title=tr("State space grid: {groups}", groups=_groups(one)),
        words=tr(
            "Up: the child's {group}; across: {who}'s {group_2}. A dot is a visit to a "
            "cell, the line goes from each to the next. Where the two stay says nothing of how well.",
            group=one.child.group,
            who=_who(one),
            group_2=one.caregiver.group,
        ),
        basis=(
            spread,
            tr(
                "{visited} of {how_many} visited",
                visited=grid.visited,
                how_many=plural(len(grid.cells), "{number} cell", "{number} cells", number=len(grid.cells)),
            ),
            plural(
                grid.transitions, "{transitions} transition", "{transitions} transitions", transitions=grid.transitions
            ),
            tr("{coded_time:.0f} s in which both could be observed", coded_time=grid.coded_time),
        ),
        spots=tuple(spots),
        line=tuple(line),
        x_title=tr("{who}'s {group}", who=_who(one), group=one.caregiver.group),
        x_range=(-0.5, columns - 0.5),
        y_range=(-0.5, rows - 0.5),
        x_ticks=tuple((float(k), _code(one.caregiver.subject, c, scheme)) for k, c in enumerate(one.caregiver.codes)),
        y_ticks=tuple((float(k), _code(one.child.subject, c, scheme)) for k, c in enumerate(one.child.codes)),
        cells=(columns, rows),
        reason=None if spots else grid.reason or tr("the two were never both observable"),
    )


def profile_chart(one: StatePairs, scheme: Scheme) -> Drawn:
    """Return the share of moments at which both do the same, by how much later the caregiver's is taken."""
    found = one.recurrence
    points = [(lag * one.unit_s, share) for lag, share in found.profile]
    most = max([share for _, share in points], default=0.0)
    same = "; ".join(
        _code(one.child.subject, a, scheme)
        if a == b
        else tr(
            "{code} and {code_2}",
            code=_code(one.child.subject, a, scheme),
            code_2=_code(one.caregiver.subject, b, scheme),
        )
        for a, b in one.alike
    )
    near = found.near
    chance = ""
    if near is not None and near.null_mean is not None and near.p_value is not None:
        chance = tr(
            "within {points:g} s {value:.3f}, by shifts {null_mean:.3f} (mid-p {p_value:.3f})",
            points=points[-1][0],
            value=near.estimate or 0,
            null_mean=near.null_mean,
            p_value=near.p_value,
        )
    return Drawn(
        id=f"recurrence-{one.child.group}-{one.caregiver.group}",
        title=tr("The same, how long after each other: {groups}", groups=_groups(one)),
        words=tr(
            "Right of 0 the child did it first, left of 0 the caregiver; first is no more than first. "
            "The same are: {value}.",
            value=same or "nothing",
        ),
        basis=tuple(part for part in (chance, tr("units of {unit_s:g} s", unit_s=one.unit_s)) if part),
        spots=tuple(
            Spot(
                x=lag,
                y=share,
                mark=SpotShape.SEEN,
                words=tr("{lag:+g} s: {share:.1f} % of moments alike", lag=lag, share=100 * share),
                at_us=None,
            )
            for lag, share in points
        ),
        line=tuple(points),
        x_title=tr("seconds by which the caregiver's is taken later"),
        x_range=(points[0][0], points[-1][0]) if len(points) > 1 else (-1.0, 1.0),
        y_range=(0.0, max(most * 1.2, 0.05)),
        reason=None if one.alike and most else tr("the two never did the same so near to each other"),
    )


def synchrony_chart(one: Synchrony) -> Drawn:
    """Return each window's peak at the time of the window, by who was first; each dot leads to its window."""
    result, spots = one.result, []
    for k, (peak, lag) in enumerate(zip(result.peaks, result.peak_lags, strict=True)):
        if peak is None or lag is None or peak <= 0:
            continue
        at = one.window_at_us(k)
        who = (
            tr("neither was first")
            if lag == 0
            else tr("{caregiver} was first", caregiver=tr("the child") if lag > 0 else one.caregiver)
        )
        by = "" if lag == 0 else tr(" by {number:g} s", number=abs(lag) / one.samples_hz)
        words = tr(
            "{time}, {window_s:g} s: {who}{by}; correlation {peak:.2f}",
            time=format_us(at),
            window_s=one.window_s,
            who=who,
            by=by,
            peak=peak,
        )
        x = at / 1e6 + one.window_s / 2
        spots.append(Spot(x=x, y=lag / one.samples_hz, mark=SpotShape.SEEN, words=words, at_us=at))
    basis = [
        tr("windows of {window_s:g} s, {lag_s:g} s to either side", window_s=one.window_s, lag_s=one.lag_s),
        MEASURED,
    ]
    for name, test in ((tr("other windows"), result.chance), (tr("other meetings"), result.other_meetings)):
        if test is not None and test.null_mean is not None and test.p_value is not None:
            basis.insert(
                0,
                tr(
                    "by {name} {null_mean:.2f} (mid-p {p_value:.3f})",
                    name=name,
                    null_mean=test.null_mean,
                    p_value=test.p_value,
                ),
            )
    if result.estimate is not None:
        basis.insert(0, tr("mean peak {estimate:.2f}", estimate=result.estimate))
    last = result.starts[-1] / one.samples_hz + one.window_s + one.lag_s if result.starts else 1.0
    return Drawn(
        id=f"synchrony-{one.signal}",
        title=tr("Moving together: {one}", one=one.words),
        words=ahead_words(one),
        basis=tuple(basis),
        spots=tuple(spots),
        x_range=(0.0, last),
        y_range=(-one.lag_s, one.lag_s),
        y_ticks=(
            (-one.lag_s, tr("{caregiver} first", caregiver=one.caregiver)),
            (0.0, tr("at once")),
            (one.lag_s, tr("child first")),
        ),
        reason=None if spots else result.reason or tr("in no window the two moved together"),
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
    when = tr(
        "{time} for {offset:.1f} s", time=format_us(seconds_to_us(visit.onset)), offset=visit.offset - visit.onset
    )
    return tr("{when}: child {child}, {who} {caregiver}", when=when, child=child, who=_who(one), caregiver=caregiver)


def _groups(one: StatePairs) -> str:
    same = one.child.group == one.caregiver.group
    return one.child.group if same else tr("{group} and {group_2}", group=one.child.group, group_2=one.caregiver.group)


def _who(one: StatePairs) -> str:
    return subject_words(one.caregiver.subject)


def _code(subject: str, code: str, scheme: Scheme) -> str:
    return code if code == NEITHER else code_words(scheme, subject, code)
