"""Commands about numbers: stats, reliability and the report, from confirmed events only."""

from __future__ import annotations

import argparse

from coder.errors import StudyError
from coder.exchanges import RULES, Outcome
from coder.privacy.consent import date_of
from coder.report.agreement import CONDITION_WORDS, TOLERANCE_S, Agreement
from coder.report.beside import beside_lines
from coder.report.numbers import Numbers
from coder.report.record import agreement_json, numbers_json
from coder.report.words import chance_name
from coder.stats.result import Result
from coder.timebase import MICROS, format_us, seconds_to_us
from ui.commands.output import print_json, print_line, print_note, print_table
from ui.commands.studies import open_study
from ui.reporting import agreement_in, check_coder, numbers_in, recordings_of, write_report

MS = 1000


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


def reliability(options: argparse.Namespace) -> None:
    """Print how far two coders agree."""
    first, second = options.coders
    if first == second:
        raise StudyError(f"{first} is named twice; agreement is between two coders.")
    tolerance_s = TOLERANCE_S if options.tolerance_ms is None else options.tolerance_ms / MS
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, options.recording)
        found = agreement_in(project, chosen, (first, second), tolerance_s=tolerance_s)
    for sentence in closed:
        print_note(sentence)
    if options.json:
        print_json(agreement_json(found))
        return
    if found.reason is not None:
        print_line(f"Undefined: {found.reason}.")
    _print_agreement(found)


def report(options: argparse.Namespace) -> None:
    """Write the mirror report, for a family or for research."""
    day = date_of(options.date) if options.date else None
    with open_study(options.study) as project:
        if project.guard.purpose is None:
            print_note(
                "This study does not say what it is for, so nothing is known of what people agreed to; "
                "say it with: dyadmirror purpose STUDY PURPOSE"
            )
        done = write_report(
            project,
            options.output,
            audience=options.audience,
            rule=RULES[options.rule],
            recording=options.recording,
            coder=options.coder,
            seed=options.seed,
            day=day,
        )
    for recording, reason in done.kept_back:
        print_note(f"{recording} stayed in the study. {reason}")
    for note in done.notes:
        print_note(note)
    if options.json:
        kept_back = [{"recording": recording, "reason": reason} for recording, reason in done.kept_back]
        print_json({"audience": options.audience, "recordings": list(done.recordings), "kept_back": kept_back})
    else:
        print_line(f"Wrote the report ({', '.join(done.recordings)}) to {options.output}.")


def _print_agreement(agreement: Agreement) -> None:
    for condition in sorted({one.result.condition for one in agreement.groups}):
        print_line(f"{condition}: {CONDITION_WORDS[condition]}.")
        rows = []
        for one in agreement.groups:
            result = one.result
            if result.condition != condition:
                continue
            name = f"{one.subject} {result.group}"
            rows.append(figure_row(f"{name}, moment by moment", result.time_unit))
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.time_unit.per_code]
            acts = figure_row(f"{name}, act by act", result.alignment)
            rows.append((*acts[:3], f"{result.alignment.agreed} of {result.alignment.n} agreed", acts[4]))
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.alignment.per_code]
        print_table(("kappa", "estimate", "interval", "n", "undefined because"), rows, empty="")
    places = [(one, place) for one in agreement.groups for place in one.result.disagreements]
    if agreement.groups:
        print_table(
            ("recording", "at", "subject", agreement.first, agreement.second),
            [
                (place.recording, format_us(seconds_to_us(place.onset)), one.subject, place.first, place.second)
                for one, place in places
            ],
            empty="The two differ in no act.",
        )
    for note in agreement.notes:
        print_line(f"Note: {note}.")


def _print_numbers(numbers: Numbers) -> None:
    rule = numbers.rule
    print_line(f"{numbers.recording}, coded by {numbers.coder or 'nobody yet'}")
    for line in beside_lines(numbers.beside):
        print_line(line)
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
        figure_row(chance_name(rule), chance),
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
