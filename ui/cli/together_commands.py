"""Commands about the two together: state space grid, cross-recurrence of states, synchrony of signals."""

from __future__ import annotations

import argparse
from typing import Any

from coder.report.figures.signal_synchrony import Synchrony, ahead_words
from coder.report.figures.state_pairs import StatePairs
from coder.stats.result_text import p_text
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us, seconds_to_us
from ui.cli.caregiver_sides import print_sides, sides_json_of, sides_of
from ui.cli.figure_tables import figure_row
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import open_study
from ui.operations.study_figures import check_coder, recordings_of
from ui.operations.together_figures import pairs_later, synchrony_later
from ui.operations.wording import subject_words

MOST_VISITS = 40


def grid(options: argparse.Namespace) -> None:
    """Print the state space grid of child and caregiver: cells, visits, dispersion."""
    pairs, sides = _pairs(options)
    found = pairs.grid
    if options.json:
        print_json({**_about(pairs), "grid": found.to_dict(), "caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    print_line(
        tr(
            "{whose}. Rows are the child's states, columns {subject}'s; time and visits.",
            whose=_whose(pairs),
            subject=subject_words(pairs.caregiver.subject),
        )
    )
    cells = {(one.first, one.second): one for one in found.cells}
    print_table(
        ("", *pairs.caregiver.codes),
        [
            (row, *(_cell(cells[row, column].duration, cells[row, column].visits) for column in pairs.caregiver.codes))
            for row in pairs.child.codes
        ],
        empty="",
    )
    print_table(
        (tr("grid"), tr("estimate"), tr("interval"), "n", tr("undefined because")),
        [figure_row("dispersion", found)],
        empty="",
    )
    print_line(
        tr(
            "{visited} of {number} cells visited, {transitions} transitions, {coded_time:.1f} s in all.",
            visited=found.visited,
            number=len(found.cells),
            transitions=found.transitions,
            coded_time=found.coded_time,
        )
    )
    for visit in found.trajectory[:MOST_VISITS]:
        print_line(f"{format_us(seconds_to_us(visit.onset))}  {visit.first} / {visit.second}")
    if len(found.trajectory) > MOST_VISITS:
        print_line(tr("… and {number} more visits; --json has them all.", number=len(found.trajectory) - MOST_VISITS))


def _cell(duration: float, visits: int) -> str:
    return tr("{duration:.1f} s, {visits}", duration=duration, visits=visits) if visits else "."


def recurrence(options: argparse.Namespace) -> None:
    """Print how often the two do the same, and how long after each other."""
    pairs, sides = _pairs(options, unit_s=options.unit_ms / 1000, lag_s=options.lag_ms / 1000)
    found = pairs.recurrence
    if options.json:
        about = {**_about(pairs), "unit_s": pairs.unit_s, "alike": [list(one) for one in pairs.alike]}
        print_json({**about, "recurrence": found.to_dict(), "caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    same = "; ".join(a if a == b else tr("{a} and {b}", a=a, b=b) for a, b in pairs.alike) or "nothing"
    print_line(
        tr(
            "{whose}, in units of {unit_s:g} s. The same are: {same}.",
            whose=_whose(pairs),
            unit_s=pairs.unit_s,
            same=same,
        )
    )
    rows = [figure_row(tr("recurrence (share of pairs of moments that are alike)"), found)]
    if found.near is not None:
        rows.append(
            figure_row(tr("within {parameters} units of each other", parameters=found.parameters["lags"]), found.near)
        )
    print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    if found.determinism is not None:
        print_line(
            tr(
                "Of these {determinism:.1f} % lie in lines of two units or more: the same in the same order.",
                determinism=100 * found.determinism,
            )
        )
    if found.near is not None and found.near.null_mean is not None and found.near.p_value is not None:
        print_line(
            tr(
                "By shifts of one beside the other: {null_mean:.3f}; mid-p {value}.",
                null_mean=found.near.null_mean,
                value=p_text(found.near.p_value),
            )
        )
    print_table(
        (tr("the caregiver's, later by"), tr("share of moments alike")),
        [(tr("{lag:g} s", lag=lag * pairs.unit_s), f"{share:.3f}") for lag, share in found.profile],
        empty="",
    )
    print_line(tr("Above 0 s the child did it first, below 0 s the caregiver; first is no more than first."))


def synchrony(options: argparse.Namespace) -> None:
    """Print whether a signal of the two goes together for a while, and who is first."""
    with open_study(options.study) as project:
        (recording,), _ = recordings_of(project, options.recording)
        check_coder(project, (recording,), options.coder)
        later = synchrony_later(project, recording, coder=options.coder)
        sides = sides_of(project, (recording,))
    found = later(options.signal, who=options.who, window_s=options.window_ms / 1000, lag_s=options.lag_ms / 1000)
    if options.json:
        print_json({**_synchrony_json(found), "caregivers_side": sides_json_of(sides)})
        return
    result = found.result
    print_sides(sides)
    print_line(
        tr(
            "{recording}: {found}; child and {caregiver}, windows of {window_s:g} s, "
            "{lag_s:g} s to either side. Signals are what models measured; nobody confirmed them.",
            recording=found.recording,
            found=found.words,
            caregiver=found.caregiver,
            window_s=found.window_s,
            lag_s=found.lag_s,
        )
    )
    rows = [figure_row(tr("mean of the windows' peaks"), result)]
    for name, test in (
        (tr("other windows"), result.chance),
        (tr("other meetings of the family"), result.other_meetings),
    ):
        if test is not None and test.null_mean is not None and test.p_value is not None:
            rows.append(
                (
                    tr("by {name}", name=name),
                    f"{test.null_mean:.3f}",
                    tr("mid-p {value}", value=p_text(test.p_value)),
                    tr("{value} pairings", value=test.n),
                    "",
                )
            )
        elif test is not None:
            rows.append(figure_row(tr("by {name}", name=name), test))
    print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    print_line(ahead_words(found))
    print_table(
        (tr("window at"), tr("peak"), tr("child first by")),
        [
            (format_us(found.window_at_us(k)), f"{peak:.2f}", tr("{lag:+g} s", lag=lag / found.samples_hz))
            for k, (peak, lag) in enumerate(zip(result.peaks, result.peak_lags, strict=True))
            if peak is not None and lag is not None
        ],
        empty="",
    )


def _pairs(options: argparse.Namespace, **how: float) -> tuple[StatePairs, Any]:
    with open_study(options.study) as project:
        (recording,), _ = recordings_of(project, options.recording)
        check_coder(project, (recording,), options.coder)
        later = pairs_later(project, recording, coder=options.coder)
        sides = sides_of(project, (recording,))
    return later(child=options.child, caregiver=options.caregiver, who=options.who, **how), sides


def _about(pairs: StatePairs) -> dict[str, object]:
    return {
        "recording": pairs.recording,
        "child": {"subject": pairs.child.subject, "group": pairs.child.group, "codes": list(pairs.child.codes)},
        "caregiver": {
            "subject": pairs.caregiver.subject,
            "group": pairs.caregiver.group,
            "codes": list(pairs.caregiver.codes),
        },
    }


def _whose(pairs: StatePairs) -> str:
    return tr(
        "{recording}: child's {group} and {subject}'s {group_2}",
        recording=pairs.recording,
        group=pairs.child.group,
        subject=subject_words(pairs.caregiver.subject),
        group_2=pairs.caregiver.group,
    )


def _synchrony_json(found: Synchrony) -> dict[str, object]:
    return {
        "recording": found.recording,
        "signal": found.signal,
        "caregiver": found.caregiver,
        "samples_hz": found.samples_hz,
        "window_s": found.window_s,
        "lag_s": found.lag_s,
        "other_recordings": found.others,
        "windows_at_us": [found.window_at_us(k) for k in range(len(found.result.starts))],
        "synchrony": found.result.to_dict(),
    }
