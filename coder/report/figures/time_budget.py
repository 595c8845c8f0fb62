"""The time budget of one recording as it was coded: how often, how long and how far apart, by code and detail. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, stdev

from coder.report.figures.recording_figures import Numbers
from coder.report.phrases import act_name
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

BUDGET_HEADINGS = (
    tr("code"),
    tr("number"),
    tr("total (s)"),
    tr("mean (s)"),
    tr("SD (s)"),
    tr("mean gap (s)"),
    tr("SD of gaps (s)"),
)
BUDGET_NOTE = tr(
    "As coded, of acts that begin in what was gone through. A gap is from the end of one to the beginning of the next "
    "of the same code; SD is the standard deviation (n − 1)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One code of one subject, or those of its events that have one detail. Times are seconds.

    Attributes
    ----------
    subject, code, name : str
        Whose act, and how it is called.
    modifier, value : str
        The detail; "" for the code as a whole.
    number : int
        How often it was coded.
    total, mean, spread : float or None
        Of its lengths: the sum, the mean and the standard deviation (n - 1). None for points, and where there are too
        few to have one.
    gap, gap_spread : float or None
        From the end of one to the beginning of the next, at least 0: mean and standard deviation.
    """

    subject: str
    code: str
    name: str
    modifier: str = ""
    value: str = ""
    number: int
    total: float | None
    mean: float | None
    spread: float | None
    gap: float | None
    gap_spread: float | None


def time_budget_of(numbers: Numbers) -> tuple[BudgetLine, ...]:
    """Return a line for each code that has figures, and below it one for each value of each of its details.

    Counted are acts that begin in what was gone through, each as long as it was coded: time in which nobody could be
    observed is not taken off, which rates and shares do.
    """
    lines: list[BudgetLine] = []
    for act in numbers.acts:
        mine = [
            event
            for event in numbers.events
            if (event.subject, event.code) == (act.subject, act.code) and numbers.span.contains(event.onset_us)
        ]
        if not mine:
            continue
        lines.append(_line(mine, act_name(act), lasting=act.lasting is not None))
        details = sorted({pair for event in mine for pair in event.modifiers})
        lines += [
            _line(
                [event for event in mine if (modifier, value) in event.modifiers],
                act_name(act),
                lasting=act.lasting is not None,
                modifier=modifier,
                value=value,
            )
            for modifier, value in details
        ]
    return tuple(lines)


def _line(events: Sequence[Event], name: str, *, lasting: bool, modifier: str = "", value: str = "") -> BudgetLine:
    lengths = [event.interval.duration_us / MICROS for event in events] if lasting else []
    gaps = list(_gaps(events))
    return BudgetLine(
        subject=events[0].subject,
        code=events[0].code,
        name=name,
        modifier=modifier,
        value=value,
        number=len(events),
        total=sum(lengths) if lasting else None,
        mean=mean(lengths) if lasting else None,
        spread=stdev(lengths) if len(lengths) > 1 else None,
        gap=mean(gaps) if gaps else None,
        gap_spread=stdev(gaps) if len(gaps) > 1 else None,
    )


def _gaps(events: Iterable[Event]) -> Iterable[float]:
    ordered = sorted(events, key=lambda event: (event.onset_us, event.offset_us))
    for one, after in pairwise(ordered):
        yield max(0, after.onset_us - one.offset_us) / MICROS


def budget_cells(line: BudgetLine) -> tuple[str, ...]:
    """Return a line as the cells of a table: name, number, total, mean, deviation, gap and its deviation."""
    detail = f", {line.modifier}: {line.value}" if line.modifier else ""
    times = (line.total, line.mean, line.spread, line.gap, line.gap_spread)
    return (f"{line.name}{detail}", str(line.number), *("" if time is None else f"{time:.2f}" for time in times))


def budget_json(lines: Iterable[BudgetLine]) -> list[dict[str, object]]:
    """Return the lines as JSON values."""
    return [
        {
            "subject": line.subject,
            "code": line.code,
            "modifier": line.modifier,
            "value": line.value,
            "number": line.number,
            "total_s": line.total,
            "mean_s": line.mean,
            "sd_s": line.spread,
            "mean_gap_s": line.gap,
            "sd_gap_s": line.gap_spread,
        }
        for line in lines
    ]
