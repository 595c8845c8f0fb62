"""Voices in turn, in the research view: the figures of one recording, each with its source."""

from __future__ import annotations

from coder.report.figures.recording_figures import Numbers
from coder.report.figures.vocal_turns import WATCHED_S, Turns, both_heard, turns_of
from coder.report.phrases import counted_words, figure_words
from coder.report.render.html_page import heading, para, table
from coder.stats import ChanceTest

COMMON = (
    "Vocalising together and in turn are both common at play (Stern 1974); neither is a fault. A voice wholly inside "
    "the other's takes no turn, and a silence past 5 s ends a run of turns."
)


def turns_blocks(numbers: Numbers) -> list[str]:
    """Return the block of a recording; [] where the voices of child and caregiver are not both settled."""
    if not both_heard(numbers):
        return []
    turns = turns_of(numbers)
    left_out = "".join(
        f" Left out, for nobody said whose they are: {count} of {name}." for name, count in turns.left_out
    )
    return [
        heading(3, f"Voices in turn in {numbers.recording}"),
        para(COMMON + left_out, small=True),
        table(f"Voices in turn in {numbers.recording}", ("figure", "value", "n", "source"), _rows(turns)),
    ]


def _rows(turns: Turns) -> list[tuple[str, ...]]:
    taking, cries = turns.taking, turns.after_cries
    quartiles = "" if taking.quartiles is None else " ({:.2f} to {:.2f})".format(*taking.quartiles)
    offset = f"undefined, because {taking.reason}" if taking.estimate is None else f"{figure_words(taking.estimate)} s"
    rows: list[tuple[str, ...]] = [
        (
            "from one's end to the other's beginning, median (quartiles)",
            offset + quartiles,
            counted_words(taking),
            "Levinson & Torreira 2015",
        ),
        ("gaps: switching pauses, mean", _seconds(taking.mean_gap), str(taking.gaps), "Jaffe et al. 2001"),
        ("overlaps, mean", _seconds(taking.mean_overlap), str(taking.overlaps), "Levinson & Torreira 2015"),
    ]
    rows += [
        (f"pauses of the {name}, median", _seconds(middle), str(count), "Jaffe et al. 2001")
        for name, count, middle in taking.pauses
    ]
    rows += [(f"{other} after {one}", str(count), "", "") for one, other, count in taking.follows if one != other]
    shares = (taking.both, taking.first_only, taking.second_only, taking.neither)
    rows.append(
        (
            "share of the time both, child alone, caregiver alone, neither",
            ", ".join("undefined" if share is None else f"{100 * share:.0f} %" for share in shares),
            "",
            "Stern 1974",
        )
    )
    rows += [
        row
        for name, test in (
            ("both at once", taking.together_by_chance),
            ("child followed in 1 s", taking.taken_by_chance),
        )
        if (row := _beside(name, test)) is not None
    ]
    median = f"not reached in {WATCHED_S:g} s" if cries.estimate is None else f"{figure_words(cries.estimate)} s"
    rows.append(
        (
            "from a cry's onset to the caregiver's next act, median",
            median if cries.n else "no cry was settled",
            f"{counted_words(cries)}, {cries.n_events} followed" if cries.n else "0",
            "Kaplan & Meier 1958, censored",
        )
    )
    return rows


def _seconds(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f} s"


def _beside(name: str, test: ChanceTest | None) -> tuple[str, ...] | None:
    if test is None or test.estimate is None or test.null_mean is None or test.null_interval is None:
        return None
    low, high = (f"{100 * end:.0f}" for end in test.null_interval)
    return (
        f"{name}, beside coincidence",
        f"{100 * test.estimate:.0f} %; by coincidence {100 * test.null_mean:.0f} % ({low} to {high})",
        counted_words(test),
        f"circular shifts, {test.draws:,} draws",
    )
