"""The command line: everything the window does, without a window. Errors a person can mend exit with code 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

from coder.vocabulary.errors import Cancelled, MendableError
from coder.vocabulary.language import tr
from ui.cli import output, parser_words
from ui.cli.arguments import (
    analysis_arguments,
    coding_arguments,
    context_arguments,
    figure_arguments,
    guard_arguments,
    interchange_arguments,
    study_arguments,
)
from ui.cli.arguments.command_set import CommandSet

MENDABLE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 something the user can mend, 130 interrupted.

    Without a command the window opens, where there is a screen: whoever types a program's name expects to see it.
    """
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if not asked:
        from ui.cli.window_commands import has_screen  # commands do not wait for what a window needs

        asked = ["open"] if has_screen() else []
    options = _parser(asked).parse_args(asked)
    try:
        _resolve(options.run)(options)
    except MendableError as error:
        output.print_note(tr("dyadmirror: {error}", error=error))
        return MENDABLE
    except (Cancelled, KeyboardInterrupt):
        output.print_note(tr("dyadmirror: stopped as you asked; nothing half-made was kept."))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Nothing more can be written, not even by the interpreter at exit.
        output.silence_stdout()
        return 0
    except Exception as error:  # whatever a study holds, nobody is shown a traceback
        output.print_note(tr("dyadmirror: {unforeseen}", unforeseen=_unforeseen(error)))
        return MENDABLE
    return 0


class _Version(argparse.Action):
    """Look the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        output.print_line(tr("dyadmirror {version}", version=version("dyadmirror")))
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command, with what was typed written out as far as a terminal would obey it."""

    def _print_message(self, message: str, file: IO[str] | None = None) -> None:  # type: ignore[override]
        super()._print_message(output.harmless(message), file)


def _unforeseen(error: Exception) -> str:
    """Say in one sentence what stopped, where, and whom to tell; names of files and what was coded stay out of it."""
    home = Path(__file__).parents[2]
    where, trace = tr("an unknown place"), error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        where = (
            tr("{file}, line {tb_lineno}", file=file.name, tb_lineno=trace.tb_lineno)
            if file.is_relative_to(home)
            else where
        )
        trace = trace.tb_next
    return tr(
        "this is a defect of the app, not of yours ({kind}, {where}); nothing half-made was kept. "
        "Please report that place and the command where you got Dyad Mirror, and nothing from the study.",
        kind=type(error).__name__,
        where=where,
    )


def _parser(asked: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser of all commands; with the words that were ``asked``, whole for these alone."""
    parser_words.speak()
    parser = _Parser(
        prog="dyadmirror",
        description=tr(
            "A mirror for recorded sessions of caregivers and children. Models propose, you confirm, "
            "nothing leaves this device."
        ),
        epilog=tr(
            "docs/cli.md describes every command and its JSON. Times are microseconds from the clip's first frame."
        ),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=tr("print the version and stop"))
    commands = CommandSet(parser, asked)
    for part in (
        study_arguments,
        analysis_arguments,
        coding_arguments,
        figure_arguments,
        context_arguments,
        interchange_arguments,
        guard_arguments,
    ):
        part.add_to(commands)
    return parser


def _resolve(name: str) -> Callable[[argparse.Namespace], None]:
    """Load the module of a command only when it runs: a short question must not wait for models and windows."""
    module, _, function = name.partition(":")
    found: Callable[[argparse.Namespace], None] = getattr(import_module(f"ui.cli.{module}_commands"), function)
    return found
