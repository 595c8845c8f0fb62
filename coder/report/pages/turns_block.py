"""Voices in turn, in the research view: the figures of one recording, each with its source."""

from __future__ import annotations

from coder.report.figures.recording_figures import Numbers
from coder.report.figures.vocal_turns import WATCHED_S, Turns, both_heard, turns_of
from coder.report.phrases import figure_words, spread_words, unheard_words
from coder.report.render.html_page import heading, para, table
from coder.stats import ChanceTest
from coder.stats.result_text import counted_words
from coder.vocabulary.language import tr

COMMON = tr(
    "Vocalising together and in turn are both common at play (Stern 1974); neither is a fault. A voice wholly inside "
    "the other's takes no turn, and a silence past 5 s ends a run of turns."
)


def turns_blocks(numbers: Numbers) -> list[str]:
    """Return the block of a recording; [] where the voices of child and caregiver are not both settled."""
    if not both_heard(numbers):
        return []
    turns = turns_of(numbers)
    left_out = "".join(
        tr(" Left out, for nobody said whose they are: {count} of {name}.", count=count, name=name)
        for name, count in turns.left_out
    )
    return [
        heading(3, tr("Voices in turn in {recording}", recording=numbers.recording)),
        para(
            " ".join(filter(None, (COMMON + left_out, spread_words(turns.spread), unheard_words(turns.unheard_us)))),
            small=True,
        ),
        table(
            tr("Voices in turn in {recording}", recording=numbers.recording),
            (tr("figure"), tr("value"), "n", tr("source")),
            _rows(turns),
        ),
    ]


def _rows(turns: Turns) -> list[tuple[str, ...]]:
    taking, cries = turns.taking, turns.after_cries
    quartiles = "" if taking.quartiles is None else " ({:.2f} to {:.2f})".format(*taking.quartiles)
    offset = (
        tr("undefined, because {reason}", reason=taking.reason)
        if taking.estimate is None
        else tr("{figure} s", figure=figure_words(taking.estimate))
    )
    rows: list[tuple[str, ...]] = [
        (
            tr("from one's end to the other's beginning, median (quartiles)"),
            offset + quartiles,
            counted_words(taking),
            "Levinson & Torreira 2015",
        ),
        (tr("gaps: switching pauses, mean"), _seconds(taking.mean_gap), str(taking.gaps), tr("Jaffe et al. 2001")),
        (tr("overlaps, mean"), _seconds(taking.mean_overlap), str(taking.overlaps), "Levinson & Torreira 2015"),
    ]
    rows += [
        (tr("pauses of the {name}, median", name=name), _seconds(middle), str(count), tr("Jaffe et al. 2001"))
        for name, count, middle in taking.pauses
    ]
    rows += [
        (tr("{other} after {one}", other=other, one=one), str(count), "", "")
        for one, other, count in taking.follows
        if one != other
    ]
    shares = (taking.both, taking.first_only, taking.second_only, taking.neither)
    rows.append(
        (
            tr("share of the time both, child alone, caregiver alone, neither"),
            ", ".join(tr("undefined") if share is None else f"{100 * share:.0f} %" for share in shares),
            "",
            "Stern 1974",
        )
    )
    rows += [
        row
        for name, test in (
            (tr("both at once"), taking.together_by_chance),
            (tr("child followed in 1 s"), taking.taken_by_chance),
        )
        if (row := _beside(name, test)) is not None
    ]
    median = (
        tr("not reached in {watched_s:g} s", watched_s=WATCHED_S)
        if cries.estimate is None
        else tr("{figure} s", figure=figure_words(cries.estimate))
    )
    rows.append(
        (
            tr("from a cry's onset to the caregiver's next act, median"),
            median if cries.n else tr("no cry was settled"),
            tr("{counted}, {n_events} followed", counted=counted_words(cries), n_events=cries.n_events)
            if cries.n
            else "0",
            tr("Kaplan & Meier 1958, censored"),
        )
    )
    return rows


def _seconds(value: float | None) -> str:
    return tr("none") if value is None else tr("{value:.2f} s", value=value)


def _beside(name: str, test: ChanceTest | None) -> tuple[str, ...] | None:
    if test is None or test.estimate is None or test.null_mean is None or test.null_interval is None:
        return None
    low, high = (f"{100 * end:.0f}" for end in test.null_interval)
    return (
        tr("{name}, beside coincidence", name=name),
        tr(
            "{estimate:.0f} %; by coincidence {null_mean:.0f} % ({low} to {high})",
            estimate=100 * test.estimate,
            null_mean=100 * test.null_mean,
            low=low,
            high=high,
        ),
        counted_words(test),
        tr("circular shifts, {draws:,} draws", draws=test.draws),
    )
