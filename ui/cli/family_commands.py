"""Commands beyond one recording: rhythm of a day, signals over all contexts, a family's own trends."""

from __future__ import annotations

import argparse

from coder.exchanges.pairing import NAMED_RULES
from coder.report.figures.day_rhythm import days_of, rhythm_json, rhythm_words
from coder.report.figures.family_trends import Trends, trends_of
from coder.report.figures.signals_across_contexts import FEWEST, NEEDS_NO_MORE, Unanswered, unanswered_of
from coder.report.pages.caregiver_side import beside_json, series_words, sides_json
from coder.report.pages.json_record import result_json
from coder.report.pages.several_recordings import fewer_words
from coder.study.project import Project
from coder.vocabulary.language import tr
from ui.cli.caregiver_sides import print_sides, sides_of
from ui.cli.figure_tables import figure_row
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.family_figures import family_recordings, rhythm_in, told_in, visit_in
from ui.operations.study_figures import check_coder, recordings_of


def rhythm(options: argparse.Namespace) -> None:
    """Print together, apart and reunion of each recording, and of each day of a family."""
    with open_study(options.study) as project:
        chosen, closed = _chosen(project, options, of_one_family=options.family is not None)
        found = [rhythm_in(project, one, coder=options.coder) for one in chosen]
        sides = sides_of(project, chosen)
    _tell(closed)
    days = days_of(found)
    if options.json:
        days_json = [
            {"family": day.family, "day": day.day, "recordings": [one.recording for one in day.recordings]}
            for day in days
        ]
        recordings = [rhythm_json(one) | {"caregivers_side": sides_json(sides[one.recording])} for one in found]
        print_json({"recordings": recordings, "days": days_json})
        return
    print_sides(sides)
    for one in found:
        where = (
            f" ({one.began_at.replace('T', ' ')}{', ' + one.setting if one.setting else ''})" if one.began_at else ""
        )
        print_line(f"{one.recording}{where}: {rhythm_words(one)}")
    for day in days:
        print_line(f"{day.family}, {day.day}: {', '.join(one.recording for one in day.recordings)}")


def unanswered(options: argparse.Namespace) -> None:
    """Print which of a child's signals go unanswered in every context."""
    rule = NAMED_RULES[options.rule]
    with open_study(options.study) as project:
        chosen, closed = _chosen(project, options, of_one_family=True)
        plain = options.plain_rule
        told = [told_in(project, one, rule=rule, coder=options.coder, plain_rule=plain) for one in chosen]
        found = unanswered_of(told, scheme=project.scheme)
        sides = sides_of(project, chosen)
    _tell(closed)
    if options.json:
        context = [{"recording": one.answers.recording, **beside_json(one.beside)} for one in told]
        print_json(
            {**_unanswered_json(found), "rules": sorted({one.answers.rule.id for one in told}), "context": context}
        )
        return
    print_sides(sides)
    if found.reason is not None:
        print_line(tr("Undefined: {reason}.", reason=found.reason))
    print_table(
        (
            tr("signal"),
            tr("what can be said"),
            tr("bids"),
            tr("already there"),
            tr("near by"),
            tr("an hour"),
            tr("too little to say in"),
        ),
        [
            (
                one.label,
                one.said.value,
                str(one.bids),
                str(one.already_there),
                str(one.nearby),
                "" if one.bids_per_hour.estimate is None else f"{one.bids_per_hour.estimate:.1f}",
                "" if one.said in NEEDS_NO_MORE else ", ".join(one.too_little),
            )
            for one in found.signals
        ],
        empty="",
    )
    if found.signals:
        print_line(
            tr(
                "Over all of: {contexts}. Fewer than {fewest} bids in one say too little of it.",
                contexts=", ".join(found.contexts),
                fewest=FEWEST,
            )
        )
    for note in found.notes:
        print_line(tr("Note: {note}.", note=note))


def trends(options: argparse.Namespace) -> None:
    """Print figures of a family's own recordings, by date, each with its interval."""
    rule = NAMED_RULES[options.rule]
    with open_study(options.study) as project:
        chosen, closed = _chosen(project, options, of_one_family=True)
        plain = options.plain_rule
        visits = [visit_in(project, one, rule=rule, coder=options.coder, plain_rule=plain) for one in chosen]
        found = trends_of(visits)
        sides = sides_of(project, chosen)
    _tell(closed)
    if options.json:
        context = [{"recording": one.recording, **beside_json(one.beside)} for one in visits]
        print_json(
            {**_trends_json(found), "rules": sorted({one.answers.rule.id for one in visits}), "context": context}
        )
        return
    print_sides(sides)
    if found.reason is not None:
        print_line(tr("Undefined: {reason}.", reason=found.reason))
    for trend in found.trends:
        rows = [figure_row(f"{recording}, {at.replace('T', ' ')}", result) for recording, at, result in trend.points]
        name = f"{trend.name}{f' ({trend.unit})' if trend.unit else ''}"
        print_table((name, tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    for one in found.series:
        print_line(tr("Brought: {series}.", series=series_words(one)))
    for line in fewer_words(found):
        print_line(line)
    for note in found.notes:
        print_line(tr("Note: {note}.", note=note))


def _chosen(
    project: Project, options: argparse.Namespace, *, of_one_family: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the recordings that are asked about, and what is said of those that stay closed."""
    every, closed = recordings_of(project, None)
    chosen = family_recordings(project, every, options.family) if of_one_family else every
    check_coder(project, chosen, options.coder)
    return chosen, closed


def _tell(closed: tuple[str, ...]) -> None:
    for sentence in closed:
        print_note(sentence)


def _unanswered_json(found: Unanswered) -> dict[str, object]:
    return {
        "family": found.family or None,
        "contexts": list(found.contexts),
        "recordings": list(found.recordings),
        "fewest_bids": FEWEST,
        "signals": [
            {
                "code": one.code,
                "label": one.label,
                "said": one.said.value,
                "bids": one.bids,
                "available_nearby": one.nearby,
                "already_there": one.already_there,
                "bids_per_hour": result_json(one.bids_per_hour),
                "too_little_in": list(one.too_little),
            }
            for one in found.signals
        ],
        "reason": found.reason,
        "notes": list(found.notes),
    }


def _trends_json(found: Trends) -> dict[str, object]:
    return {
        "family": found.family or None,
        "trends": [
            {
                "name": trend.name,
                "unit": trend.unit,
                "points": [
                    {"recording": recording, "began_at": at, "figure": result_json(result)}
                    for recording, at, result in trend.points
                ],
            }
            for trend in found.trends
        ],
        "brought": [{"name": one.name, "unit": one.unit, "words": series_words(one)} for one in found.series],
        "fewer_bids": [{"earlier": earlier, "later": later} for earlier, later in found.fewer],
        "fading_within": list(found.fading),
        "own_play_us": dict(found.own_play_us),
        "reason": found.reason,
        "notes": list(found.notes),
    }
