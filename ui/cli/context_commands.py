"""Commands about what stands beside the codes: a caregiver's own card, data that they brought, and the meeting."""

from __future__ import annotations

import argparse

from coder.interchange.caregiver_series import read_series
from coder.report.pages.caregiver_side import beside_json, beside_lines
from coder.study.edits.caregiver_context import (
    BringSeries,
    DescribeMeeting,
    FillCard,
    RatherNot,
    RemoveCard,
    RemoveSeries,
)
from coder.study.edits.changes import Edit
from coder.vocabulary.context import Beside
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.wall_clock import began_of, window_of
from ui.cli.coding_commands import SOMEBODY
from ui.cli.output import print_json, print_line, print_note
from ui.cli.study_commands import make_edit, open_study


def context(options: argparse.Namespace) -> None:
    """Show what a caregiver chose to say and to bring; write it down where something is given."""
    edit = _card_edit(options)
    with open_study(options.study) as project:
        project.guard.require(project.recording(options.recording).id)
        coder = options.coder or project.last_coder or SOMEBODY
        before = project.beside(options.recording)
        if isinstance(edit, FillCard):
            edit = _kept_answers(edit, before, options)
        if edit is not None:
            make_edit(project, edit, coder=coder)
        found = project.beside(options.recording)
    _show(options, found)


def meeting(options: argparse.Namespace) -> None:
    """Show where, when and with which family a recording was made; say it where something is given."""
    windows = None if options.window is None else tuple(window_of(text) for text in options.window if text.strip())
    if options.began_at:
        began_of(options.began_at)
    edit = DescribeMeeting(
        options.recording, options.family, options.setting, options.began_at, windows, options.child_months
    )
    asked = (options.family, options.setting, options.began_at, windows, options.child_months)
    with open_study(options.study) as project:
        project.guard.require(project.recording(options.recording).id)
        if any(answer is not None for answer in asked):
            make_edit(project, edit, coder=options.coder or project.last_coder or SOMEBODY)
        found = project.beside(options.recording)
    _show(options, found)


def _card_edit(options: argparse.Namespace) -> Edit | None:
    answers = {"rest": options.rest, "support": options.support, "restores": options.restores}
    given = any(answer is not None for answer in answers.values())
    chosen = [given, options.rather_not, options.clear, options.bring is not None, options.take_out is not None]
    if sum(chosen) > 1:
        raise StudyError(tr("Give one thing at a time: answers, --rather-not, --clear, --bring FILE or --take-out ID."))
    if options.bring is None and (options.name or options.unit is not None or options.column):
        raise StudyError(tr("--name, --unit and --column say what a file holds; give the file with --bring."))
    if options.rather_not:
        return RatherNot(options.recording, options.caregiver)
    if options.clear:
        return RemoveCard(options.recording, options.caregiver)
    if options.take_out is not None:
        return RemoveSeries(options.take_out)
    if options.bring is not None:
        if not options.name:
            raise StudyError(tr("Say what the file holds, such as: --bring nights.csv --name sleep --unit h"))
        read = read_series(options.bring, name=options.name, column=options.column)
        passed = tr("; {empty} rows without a value were passed over", empty=read.empty) if read.empty else ""
        print_note(
            tr(
                "Read {value_column!r} by {time_column!r}: {number} values{passed}.",
                value_column=read.value_column,
                time_column=read.time_column,
                number=len(read.points),
                passed=passed,
            )
        )
        unit = read.unit if options.unit is None else options.unit
        return BringSeries(options.recording, options.caregiver, options.name, unit, read.points)
    if not given:
        return None
    return FillCard(options.recording, options.caregiver, **{name: text or "" for name, text in answers.items()})


def _kept_answers(edit: FillCard, before: Beside, options: argparse.Namespace) -> FillCard:
    """Keep the answers that were given earlier: one may speak of rest today and of support tomorrow."""
    card = before.card(options.caregiver)
    if card is None:
        return edit
    return FillCard(
        edit.recording,
        edit.caregiver,
        rest=card.rest if options.rest is None else options.rest,
        support=card.support if options.support is None else options.support,
        restores=card.restores if options.restores is None else options.restores,
    )


def _show(options: argparse.Namespace, found: Beside) -> None:
    if options.json:
        print_json({"recording": options.recording, **beside_json(found)})
        return
    for line in beside_lines(found):
        print_line(line)
    if options.run == "context:meeting" and found.meeting is None:
        print_line(tr("Where and when it was: nobody said."))
