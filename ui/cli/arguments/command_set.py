"""CommandSet: the commands of the parser, and the options that many of them share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, Self, cast

from coder.exchanges.pairing import NAMED_RULES
from coder.vocabulary.language import tr


class CommandSet:
    """Adds a command, with the ``part:function`` that runs it, in ``ui/cli/part_commands.py``.

    Where the words that were ``asked`` are given, only commands among them get their arguments: those of all the
    others took most of the time of a short question, and nobody sees them.
    """

    def __init__(self, parser: argparse.ArgumentParser, asked: Collection[str] | None = None) -> None:
        whole = type(parser)

        def made(*, prog: str, **given: str) -> argparse.ArgumentParser:
            return (
                whole(prog=prog, description=given["description"])
                if asked is None or prog.split()[-1] in asked
                else _Unasked()
            )

        kind = cast(type[argparse.ArgumentParser], made)
        self._commands = parser.add_subparsers(
            title=tr("commands"), metavar="COMMAND", required=True, parser_class=kind
        )

    def command(self, name: str, help_: str, run: str) -> argparse.ArgumentParser:
        """Add a command."""
        sub = self._commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

    def in_study(self, name: str, help_: str, run: str, *, recording: bool = True) -> argparse.ArgumentParser:
        """Add a command that names a study, and a recording of it."""
        sub = self.command(name, help_, run)
        sub.add_argument("study", type=Path, metavar="STUDY", help=tr("folder of the study"))
        if recording:
            sub.add_argument("recording", metavar="RECORDING", help=tr("id of the recording, such as r1"))
        return sub


class _Unasked(argparse.ArgumentParser):
    """Stands in the list of commands for one that nobody asked for: it takes arguments, and keeps none."""

    def __init__(self, **_: object) -> None:  # not the parser's own: that is what takes the time
        pass

    def add_argument(self, *_: object, **__: object) -> argparse.Action:
        return _NOTHING

    def add_mutually_exclusive_group(self, **_: object) -> Self:  # type: ignore[override]
        return self

    def add_argument_group(self, *_: object, **__: object) -> Self:  # type: ignore[override]
        return self

    def add_subparsers(self, **_: object) -> argparse._SubParsersAction[Any]:
        return argparse._SubParsersAction([], prog="", parser_class=_Unasked)

    def set_defaults(self, **_: object) -> None:
        pass


_NOTHING = argparse.Action([], "")

EVERY = tr("id; every recording if not given")
EACH = tr("id; each recording if not given")
"""Each by itself, with figures of its own."""


def optional_recording(parser: argparse.ArgumentParser, help_: str) -> None:
    """Let it name a recording."""
    parser.add_argument("recording", nargs="?", metavar="RECORDING", help=help_)


def caregiver_option(parser: argparse.ArgumentParser) -> None:
    """Say which caregiver it is about."""
    help_ = tr("caregiver (default) or caregiver:NAME")
    parser.add_argument("--caregiver", default="caregiver", metavar="WHO", help=help_)


def json_flag(parser: argparse.ArgumentParser) -> None:
    """Let it print JSON."""
    parser.add_argument("--json", action="store_true", help=tr("print JSON, as docs/cli.md describes it"))


def recovery_option(parser: argparse.ArgumentParser) -> None:
    """Let a recovery key go into a file."""
    help_ = tr("write the recovery key to a new file; without it, it is shown on a terminal only")
    parser.add_argument("--recovery-file", type=new_file, metavar="FILE", help=help_)


def force_flag(parser: argparse.ArgumentParser) -> None:
    """Let it write over a file."""
    parser.add_argument("--force", action="store_true", help=tr("write over the file, where there is one already"))


def coder_option(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Say in whose name."""
    parser.add_argument("--coder", required=required, default=None, metavar="NAME", help=tr("who says so; a pseudonym"))


def whose_option(parser: argparse.ArgumentParser) -> None:
    """Say whose events are counted."""
    help_ = tr("whose events, where several have coded")
    parser.add_argument("--coder", "--layer", metavar="NAME", help=help_)


def rule_option(parser: argparse.ArgumentParser) -> None:
    """Say under which rule bids are paired with answers."""
    help_ = tr("default prompt-3s")
    parser.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=help_)


def plain_rule(parser: argparse.ArgumentParser) -> None:
    """Let full-presence windows be left aside."""
    parser.add_argument("--plain-rule", action="store_true", help=tr("leave the family's full-presence windows aside"))


def layer_option(parser: argparse.ArgumentParser) -> None:
    """Say in which layer."""
    parser.add_argument("--layer", metavar="LAYER", help=tr("consensus, for a project lead; your own if not given"))


def new_file(text: str) -> Path:
    """Where a file is to be written; what ends like a folder would else become a file of its name."""
    if text.endswith(("/", os.sep)):
        raise argparse.ArgumentTypeError(tr("{text} is the name of a folder: say which file", text=text))
    return Path(text)


def whole(parser: argparse.ArgumentParser, words: str) -> None:
    """All of a recording counts, and not what was gone through alone."""
    parser.add_argument("--whole", action="store_true", help=words)
