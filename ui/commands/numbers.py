"""Commands about numbers: stats, reliability and the report, from confirmed events only."""

from __future__ import annotations

import argparse

from coder.exchanges import RULES, Outcome
from coder.report.numbers import Numbers
from coder.report.record import numbers_json
from coder.stats.result import Result
from coder.timebase import MICROS, format_us
from ui.commands.output import print_json, print_line, print_note, print_table
from ui.commands.studies import open_study
from ui.reporting import check_coder, numbers_in, recordings_of


def stats(options: argparse.Namespace) -> None:
    """Print the numbers of one recording, or of each."""
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, options.recording)
        check_coder(project, chosen, options.coder)
        found = [
            numbers_in(project, one, rule=RULES[options.rule], coder=options.coder, seed=options.seed) for one in chosen
        ]
    for sentence in closed:
        print_note(sentence)
    if options.json:
        answers = [numbers_json(numbers) for numbers in found]
        print_json(answers[0] if options.recording else answers)
        return
    for numbers in found:
        _print_numbers(numbers)


def _print_numbers(numbers: Numbers) -> None:
    rule = numbers.rule
    print_line(f"{numbers.recording}, coded by {numbers.coder or 'nobody yet'}")
    print_line(
        f"Rule {rule.id}: an answer within {rule.window_us / MICROS:g} s, counted from the bid's {rule.anchor}; "
        f"{rule.pairing} ({rule.source})."
    )
    bound = "no bid" if numbers.timing_bound_us is None else f"{numbers.timing_bound_us / MICROS:.3f} s"
    print_line(
        f"Observable {format_us(numbers.observable_us)} of {format_us(numbers.span.duration_us)}; latencies are true "
        f"to within {bound}."
    )
    print_table(
        ("outcome", "bids"),
        [(outcome.value, str(numbers.outcomes[outcome])) for outcome in Outcome],
        empty="",
    )
    for why, count in numbers.left_out.items():
        print_line(f"Not in the figures below: {count} ({why}).")
    latency, chance = numbers.latency, numbers.chance
    rows = [
        figure_row("bids per hour", numbers.bids),
        figure_row("latency, median (s)", latency),
        *([figure_row("latency, restricted mean (s)", latency.restricted_mean)] if latency.restricted_mean else []),
        figure_row("share of bids answered", chance),
    ]
    if chance.null_mean is not None and chance.null_interval is not None:
        low, high = chance.null_interval
        rows.append(("the same by chance", f"{chance.null_mean:.3f}", f"{low:.3f} to {high:.3f}", "", ""))
    rows.append(figure_row("odds ratio of an answer after a bid", numbers.contingency))
    for one in numbers.matchings:
        rows.append(figure_row(f"time in which states fit ({one.states})", one.result))
    for act in numbers.acts:
        rows.append(figure_row(f"{act.subject} {act.label}, per minute", act.often))
        if act.lasting is not None:
            rows.append(figure_row(f"{act.subject} {act.label}, share of time", act.lasting))
    print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    for note in numbers.notes:
        print_line(f"Note: {note}.")


def figure_row(name: str, result: Result) -> tuple[str, ...]:
    """Return a result as the table for people shows it."""
    estimate = "undefined" if result.estimate is None else f"{result.estimate:.3f}"
    interval = ""
    if result.interval is not None:
        low, high = ("open" if end is None else f"{end:.3f}" for end in result.interval)
        interval = f"{low} to {high}"
    return name, estimate, interval, f"{result.n} {result.n_of}", result.reason or ""
