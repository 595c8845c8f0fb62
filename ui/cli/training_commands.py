"""Commands about practice against a gold-standard layer, and what a trainer reads of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.pages.json_record import agreement_json
from coder.study.layer_differences import LayerDifference
from coder.study.training import PracticeBeside
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import format_us
from ui.cli.coding_commands import event_json
from ui.cli.figure_tables import figure_row
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import open_study
from ui.operations.training_figures import practice_agreement, practice_differences, practised, trainees
from ui.operations.wording import subject_words


def practice(options: argparse.Namespace) -> None:
    """Begin to practise in a recording, or show how one stands beside the gold standard so far."""
    with open_study(options.study) as project:
        recording, coder = project.recording(options.recording).id, options.coder.strip()
        project.guard.require(recording)
        if options.gold:
            project.training.begin(recording, coder, options.gold)
        if options.done:
            project.training.finish(recording, coder)
        beside = (
            project.training.show(recording, coder)
            if options.differences
            else project.training.beside(recording, coder)
        )
        scheme = project.scheme
    places = practice_differences(beside, scheme).differences if options.differences else ()
    found = practice_agreement([beside], scheme)
    if options.json:
        shown = {"differences": [_difference_json(one, scheme) for one in places]} if options.differences else {}
        print_json(_practice_json(beside) | {"agreement": agreement_json(found)} | shown)
        return
    print_line(_words(beside))
    print_table((tr("figure"), tr("kappa"), tr("interval"), "n", tr("undefined because")), list(_rows(found)), empty="")
    if options.differences:
        rows = [_difference_row(one) for one in places]
        print_table(
            (tr("at"), tr("who"), coder, beside.practice.gold, tr("differs by")),
            rows,
            empty=tr("Nothing differs so far."),
        )
        for code, text in _descriptions(places, scheme).items():
            print_line(f"{code}: {text}")


def training(options: argparse.Namespace) -> None:
    """Print what a trainer reads: each trainee's agreement with the gold standard, by code and by session."""
    with open_study(options.study) as project:
        beside, scheme = practised(project, options.coder), project.scheme
    if options.coder and not beside:
        raise StudyError(
            tr(
                "{coder} practises in no recording; begin with: dyadmirror practice STUDY RECORDING --gold LAYER",
                coder=options.coder,
            )
        )
    found = trainees(beside, scheme)
    if options.json:
        print_json(
            [
                {
                    "coder": one.coder,
                    "gold": one.gold,
                    "sessions": [
                        _practice_json(session) | {"agreement": agreement_json(agreement)}
                        for session, agreement in one.sessions
                    ],
                    "together": agreement_json(one.together),
                }
                for one in found
            ]
        )
        return
    if not found:
        print_line(tr("Nobody practises in this study."))
    for one in found:
        for session, agreement in one.sessions:
            print_line(_words(session))
            print_table(
                (tr("figure"), tr("kappa"), tr("interval"), "n", tr("undefined because")),
                list(_rows(agreement)),
                empty="",
            )
        if len(one.sessions) < 2:
            continue  # together they are what the one is
        print_line(
            tr(
                "{coder} and {gold}, {number} sessions together:",
                coder=one.coder,
                gold=one.gold,
                number=len(one.sessions),
            )
        )
        print_table(
            (tr("figure"), tr("kappa"), tr("interval"), "n", tr("undefined because")),
            list(_rows(one.together)),
            empty="",
        )


def _rows(found: CoderAgreement) -> Iterable[tuple[str, ...]]:
    for one in found.groups:
        for how, result in ((tr("moment by moment"), one.result.time_unit), (tr("act by act"), one.result.alignment)):
            yield figure_row(f"{subject_words(one.subject)} {one.result.group}, {how}", result)
            for each in result.per_code:
                yield figure_row(f"  {each.name.replace('_', ' ')}", each)


def _words(one: PracticeBeside) -> str:
    state = tr("done") if one.practice.done else "under way"
    who = tr(
        "{coder} practises in {recording} beside {gold}",
        coder=one.practice.coder,
        recording=one.practice.recording,
        gold=one.practice.gold,
    )
    return tr(
        "{who}: as far as {time}, {state}. It is no data.", who=who, time=format_us(one.span.offset_us), state=state
    )


def _practice_json(one: PracticeBeside) -> dict[str, object]:
    return {
        "recording": one.practice.recording,
        "coder": one.practice.coder,
        "gold": one.practice.gold,
        "begun_at": one.practice.begun_at,
        "done": one.practice.done,
        "reached_us": one.span.offset_us,
        "events": len(one.now),
    }


def _difference_json(one: LayerDifference, scheme: Scheme) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "onset_us": one.span.onset_us,
        "offset_us": one.span.offset_us,
        "subject": one.subject,
        "said": event_json(one.first, blind=True) if one.first is not None else None,
        "gold": event_json(one.second, blind=False) if one.second is not None else None,
        "descriptions": _descriptions((one,), scheme),
    }


def _difference_row(one: LayerDifference) -> tuple[str, ...]:
    sides = ["nothing" if event is None else event.code.replace("_", " ") for event in (one.first, one.second)]
    return (format_us(one.span.onset_us), subject_words(one.subject), *sides, named(one.kind))


def _descriptions(places: Iterable[LayerDifference], scheme: Scheme) -> dict[str, str]:
    named = {(role_of(event.subject), event.code) for one in places for event in one.events}
    return {code.id: code.description for code in scheme.codes if (code.role, code.id) in named}
