"""The command for a caregiver's own words that hold for the study: practices, hours, a ritual, dated lines, a pause."""

from __future__ import annotations

import argparse

from coder.study.edits.caregiver_words import AnswerPractice, SayOwn, TakeOutOwn
from coder.study.edits.changes import Edit
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import DID_IT, PAUSE, TITLES, OwnWordKind, OwnWords, answers_to
from ui.cli.coding_commands import SOMEBODY
from ui.cli.output import print_json, print_line
from ui.cli.study_commands import make_edit, open_study

SAID = tuple(kind for kind in OwnWordKind if kind is not OwnWordKind.ANSWER)
"""What can be written down with an option of its own name."""


def own_words(options: argparse.Namespace) -> None:
    """Show what caregivers said for the study, at any visit of the family; write down what is given."""
    edit = _edit(options)
    with open_study(options.study) as project:
        project.guard.require(project.recording(options.recording).id)
        if edit is not None:
            make_edit(project, edit, coder=options.coder or project.last_coder or SOMEBODY)
        found = project.own_words(options.recording)
    if options.json:
        print_json({"recording": options.recording, "own_words": [_json(one) for one in found]})
        return
    for one in found:
        if one.kind is not OwnWordKind.ANSWER:
            print_line(_line(one, found))
    if not found:
        print_line(tr("Nobody wrote anything down yet. It is theirs to begin, or to leave."))


def pause(options: argparse.Namespace) -> None:
    """Print a card for the parent. Nothing is opened, and nothing is kept."""
    for line in PAUSE:
        print_line(line)


def _edit(options: argparse.Namespace) -> Edit | None:
    given: list[Edit] = []
    for kind in SAID:
        words = getattr(options, kind.value)
        if words is not None:
            given.append(SayOwn(options.recording, options.caregiver, kind, words, options.on or "", options.hour))
    if options.answer is not None:
        given.append(
            AnswerPractice(
                options.recording, options.answer, options.came_about or "", options.helped or "", options.on or ""
            )
        )
    elif options.came_about is not None or options.helped is not None:
        raise StudyError(tr("--came-about and --helped say what came of a practice; name it with --answer ID."))
    if options.take_out is not None:
        given.append(TakeOutOwn(options.take_out))
    if len(given) > 1:
        raise StudyError(tr("Write down one thing at a time."))
    if not given and (options.on or options.hour is not None):
        raise StudyError(tr("--on and --hour say of which day and hour words are; give the words too."))
    return given[0] if given else None


def _line(one: OwnWords, every: tuple[OwnWords, ...]) -> str:
    hour = "" if one.hour is None else f", {one.hour:02d}:00"
    words = f": “{' '.join(one.words.split())}”" if one.words else ""
    line = f"{one.id}  {one.said_on}{hour}  {one.caregiver}, {TITLES[one.kind]}{words}"
    if one.kind is not OwnWordKind.PRACTICE:
        return line
    last = answers_to(one, every)
    told = tr(" Last time ({said_on}): {answer}", said_on=last[-1].said_on, answer=_answer(last[-1])) if last else ""
    return f"{line} {' '.join(DID_IT)}{told}"


def _answer(one: OwnWords) -> str:
    return "; ".join(f"“{text}”" for text in (one.words, one.helped) if text)


def _json(one: OwnWords) -> dict[str, object]:
    return {
        "id": one.id,
        "recording": one.recording,
        "caregiver": one.caregiver,
        "kind": one.kind.value,
        "of": one.of or None,
        "words": one.words,
        "helped": one.helped,
        "said_on": one.said_on,
        "hour": one.hour,
    }
