"""The time budget of a recording as a chart: when each code was going on, in a row of its own, as it was coded."""

from __future__ import annotations

from coder.report.figures.recording_figures import Numbers
from coder.report.figures.time_budget import BudgetLine
from coder.report.observed_phrases import gone_through
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, format_us
from ui.charts.chart_data import Drawn, Spot, SpotShape


def budget_chart(numbers: Numbers, lines: tuple[BudgetLine, ...]) -> Drawn:
    """Return the rows in the order of the table: by who and what, never by how much."""
    whole = [line for line in lines if not line.modifier]
    span = numbers.span
    rows = {(line.subject, line.code): float(len(whole) - 1 - n) for n, line in enumerate(whole)}
    spots = [
        _spot(event, line.name, rows[line.subject, line.code])
        for line in whole
        for event in numbers.events
        if (event.subject, event.code) == (line.subject, line.code) and span.contains(event.onset_us)
    ]
    start, end = span.onset_us / MICROS, span.offset_us / MICROS
    return Drawn(
        id="budget",
        title=tr("When each of it was seen"),
        words=tr(
            "A bar is as long as the act was coded; a line is a moment. Rows stand by who acted, never by how much."
        ),
        basis=(tr("over {part}", part=gone_through(numbers)),),
        spots=tuple(spots),
        x_range=(start, max(end, start + 1)),
        y_range=(-0.6, len(whole) - 0.4),
        y_ticks=tuple((rows[line.subject, line.code], line.name) for line in whole),
        lanes=len(whole),
        reason=None if whole else tr("nothing is confirmed of which there are figures"),
    )


def _spot(event: Event, name: str, row: float) -> Spot:
    begins, lasts = event.onset_us / MICROS, event.interval.duration_us / MICROS
    time = format_us(event.onset_us)
    return Spot(
        x=begins,
        until=begins + lasts if lasts else None,
        y=row,
        mark=SpotShape.LASTED if lasts else SpotShape.MOMENT,
        words=tr("At {time} {name}, for {lasts:.2f} s.", time=time, name=name, lasts=lasts)
        if lasts
        else tr("At {time} {name}.", time=time, name=name),
        at_us=event.onset_us,
        subject=event.subject,
    )
