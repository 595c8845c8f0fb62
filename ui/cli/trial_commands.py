"""The command about trials: the stretches that markers name, and how soon after each an act came."""

from __future__ import annotations

import argparse

from coder.report.pages.trials_record import trial_json, trial_latencies_json
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.time import MICROS, format_us
from ui.cli.caregiver_sides import print_sides, sides_json_of, sides_of
from ui.cli.figure_tables import figure_row
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.study_figures import check_coder, recordings_of
from ui.operations.trial_figures import trials_in


def trials(options: argparse.Namespace) -> None:
    """List trials with latencies from their markers to an act, and the curves over them."""
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, options.recording)
        check_coder(project, chosen, options.coder)
        found = trials_in(
            project, chosen, marker=options.marker, act=options.act, by=options.by or "", coder=options.coder
        )
        sides = sides_of(project, chosen)
    for sentence in closed:
        print_note(sentence)
    listed = [(recording, one) for recording, some in found.trials.items() for one in some]
    if options.json:
        print_json(
            {
                "trials": [trial_json(recording, one) for recording, one in listed],
                "latencies": trial_latencies_json(found.figures),
                "caregivers_side": sides_json_of(sides),
            }
        )
        return
    print_sides(sides)
    rows = [
        (
            recording,
            str(one.trial.number),
            format_us(one.trial.span.onset_us),
            "; ".join("=".join(pair) for pair in one.trial.factors),
            named(one.ending) if one.latency_us is None else tr("{latency:.3f} s", latency=one.latency_us / MICROS),
        )
        for recording, one in listed
    ]
    print_table(
        (tr("recording"), tr("trial"), tr("from"), tr("factors"), tr("latency")), rows, empty=tr("No trial is marked.")
    )
    curves = [
        figure_row(
            plural(
                one.trials,
                "{group}: median (s), {count} trial",
                "{group}: median (s), {count} trials",
                count=one.trials,
                group=one.group,
            ),
            one.latency,
        )
        for one in found.figures.groups
    ]
    if found.figures.test is not None:
        curves.append(figure_row(tr("could they be one curve (log-rank)"), found.figures.test))
    print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), curves, empty="")
    for note in found.figures.notes:
        print_line(tr("Note: {note}.", note=note))
