"""Arguments of the commands about the caregiver's own side and the circumstances."""

from __future__ import annotations

from pathlib import Path

from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    CommandSet,
    caregiver_option,
    coder_option,
    json_flag,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _context(commands)
    _own_words(commands)


def _context(commands: CommandSet) -> None:
    context = commands.in_study(
        "context", tr("show or write down the caregiver's own side, in their words"), "context:context"
    )
    caregiver_option(context)
    context.add_argument("--rest", metavar="WORDS", help=tr("how rested they are"))
    context.add_argument("--support", metavar="WORDS", help=tr("who or what helps today"))
    context.add_argument("--restores", metavar="WORDS", help=tr("what restores them"))
    context.add_argument("--rather-not", action="store_true", help=tr("they were asked and would rather not say"))
    context.add_argument("--clear", action="store_true", help=tr("take the card out: then nothing was collected"))
    context.add_argument(
        "--bring", type=Path, metavar="FILE", help=tr("a table of sleep or heart data that they bring")
    )
    context.add_argument("--name", metavar="NAME", help=tr("with --bring: what it is, such as sleep or RMSSD"))
    context.add_argument("--unit", metavar="UNIT", help=tr("with --bring: its unit, such as h or ms"))
    context.add_argument("--column", metavar="NAME", help=tr("with --bring: which column holds the values"))
    context.add_argument("--take-out", metavar="ID", help=tr("take out a series that was brought, such as s1"))
    coder_option(context, required=False)
    json_flag(context)

    meeting = commands.in_study(
        "meeting", tr("show or say where, when and with which family it was"), "context:meeting"
    )
    meeting.add_argument("--family", metavar="NAME", help=tr("the family's pseudonym"))
    meeting.add_argument("--setting", metavar="WORDS", help=tr("home, nursery, grandparents', clinic, or own words"))
    meeting.add_argument("--child-months", metavar="N", help=tr("how old the child was, in whole months"))
    meeting.add_argument("--began-at", metavar="TIME", help=tr("wall clock at the first frame, as 2026-03-01T18:20"))
    meeting.add_argument(
        "--window", action="append", metavar="WINDOW", help=tr('full presence, as "bedtime 18:30-19:30"; repeatable')
    )
    coder_option(meeting, required=False)
    json_flag(meeting)


def _own_words(commands: CommandSet) -> None:
    own = commands.in_study(
        "own-words", tr("show or write down what a caregiver says for the study"), "own_words:own_words"
    )
    caregiver_option(own)
    own.add_argument("--practice", metavar="WORDS", help=tr("a practice, in their words; three at most"))
    own.add_argument("--answer", metavar="ID", help=tr("a practice of which --came-about and --helped are said"))
    own.add_argument("--came-about", metavar="WORDS", help=tr("did it come about?"))
    own.add_argument("--helped", metavar="WORDS", help=tr("did it help?"))
    own.add_argument("--support", metavar="WORDS", help=tr("who could take which hour (with --hour)"))
    own.add_argument("--ritual", metavar="WORDS", help=tr("the family's ritual of parting or coming back"))
    own.add_argument("--noticed", metavar="WORDS", help=tr("what they noticed"))
    own.add_argument("--delighted", metavar="WORDS", help=tr("what delighted them"))
    own.add_argument("--wanted", metavar="WORDS", help=tr("what the child seemed to want or need"))
    own.add_argument(
        "--low", metavar="WORDS", nargs="?", const="", help=tr("at --hour little was left; words if they like")
    )
    own.add_argument("--hour", type=int, metavar="0-23", help=tr("of which hour of the day"))
    own.add_argument("--on", metavar="DATE", help=tr("of which day, as 2026-03-01; the recording's if not given"))
    own.add_argument("--take-out", metavar="ID", help=tr("take out what was said, such as w1"))
    coder_option(own, required=False)
    json_flag(own)

    commands.command("pause", tr("print a pause for the parent; nothing is kept"), "own_words:pause")
