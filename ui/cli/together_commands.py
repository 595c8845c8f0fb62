"""Commands about the two together: state space grid, cross-recurrence of states, synchrony of signals."""

from __future__ import annotations

import argparse
from typing import Any

from coder.report.figures.signal_synchrony import Synchrony, ahead_words
from coder.report.figures.state_pairs import StatePairs
from coder.stats.result_text import p_text
from coder.vocabulary.time import format_us, seconds_to_us
from ui.cli.caregiver_sides import print_sides, sides_json_of, sides_of
from ui.cli.figure_tables import figure_row
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import open_study
from ui.operations.study_figures import check_coder, recordings_of
from ui.operations.together_figures import pairs_later, synchrony_later

MOST_VISITS = 40


def grid(options: argparse.Namespace) -> None:
    """Print the state space grid of child and caregiver: cells, visits, dispersion."""
    pairs, sides = _pairs(options)
    found = pairs.grid
    if options.json:
        print_json({**_about(pairs), "grid": found.to_dict(), "caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    print_line(f"{_whose(pairs)}. Rows are the child's states, columns {pairs.caregiver.subject}'s; time and visits.")
    cells = {(one.first, one.second): one for one in found.cells}
    print_table(
        ("", *pairs.caregiver.codes),
        [
            (row, *(_cell(cells[row, column].duration, cells[row, column].visits) for column in pairs.caregiver.codes))
            for row in pairs.child.codes
        ],
        empty="",
    )
    print_table(("grid", "estimate", "interval", "n", "undefined because"), [figure_row("dispersion", found)], empty="")
    print_line(
        f"{found.visited} of {len(found.cells)} cells visited, {found.transitions} transitions, "
        f"{found.coded_time:.1f} s in all."
    )
    for visit in found.trajectory[:MOST_VISITS]:
        print_line(f"{format_us(seconds_to_us(visit.onset))}  {visit.first} / {visit.second}")
    if len(found.trajectory) > MOST_VISITS:
        print_line(f"… and {len(found.trajectory) - MOST_VISITS} more visits; --json has them all.")


def _cell(duration: float, visits: int) -> str:
    return f"{duration:.1f} s, {visits}" if visits else "."


def recurrence(options: argparse.Namespace) -> None:
    """Print how often the two do the same, and how long after each other."""
    pairs, sides = _pairs(options, unit_s=options.unit_ms / 1000, lag_s=options.lag_ms / 1000)
    found = pairs.recurrence
    if options.json:
        about = {**_about(pairs), "unit_s": pairs.unit_s, "alike": [list(one) for one in pairs.alike]}
        print_json({**about, "recurrence": found.to_dict(), "caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    same = "; ".join(a if a == b else f"{a} and {b}" for a, b in pairs.alike) or "nothing"
    print_line(f"{_whose(pairs)}, in units of {pairs.unit_s:g} s. The same are: {same}.")
    rows = [figure_row("recurrence (share of pairs of moments that are alike)", found)]
    if found.near is not None:
        rows.append(figure_row(f"within {found.parameters['lags']} units of each other", found.near))
    print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    if found.determinism is not None:
        print_line(f"Of these {found.determinism:.1%} lie in lines of two units or more: the same in the same order.")
    if found.near is not None and found.near.null_mean is not None and found.near.p_value is not None:
        print_line(
            f"By shifts of one beside the other: {found.near.null_mean:.3f}; mid-p {p_text(found.near.p_value)}."
        )
    print_table(
        ("the caregiver's, later by", "share of moments alike"),
        [(f"{lag * pairs.unit_s:g} s", f"{share:.3f}") for lag, share in found.profile],
        empty="",
    )
    print_line("Above 0 s the child did it first, below 0 s the caregiver; first is no more than first.")


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
        f"{found.recording}: {found.words}; child and {found.caregiver}, windows of {found.window_s:g} s, "
        f"{found.lag_s:g} s to either side. Signals are what models measured; nobody confirmed them."
    )
    rows = [figure_row("mean of the windows' peaks", result)]
    for name, test in (("other windows", result.chance), ("other meetings of the family", result.other_meetings)):
        if test is not None and test.null_mean is not None and test.p_value is not None:
            rows.append(
                (f"by {name}", f"{test.null_mean:.3f}", f"mid-p {p_text(test.p_value)}", f"{test.n} pairings", "")
            )
        elif test is not None:
            rows.append(figure_row(f"by {name}", test))
    print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    print_line(ahead_words(found))
    print_table(
        ("window at", "peak", "child first by"),
        [
            (format_us(found.window_at_us(k)), f"{peak:.2f}", f"{lag / found.samples_hz:+g} s")
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
    return f"{pairs.recording}: child's {pairs.child.group} and {pairs.caregiver.subject}'s {pairs.caregiver.group}"


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
