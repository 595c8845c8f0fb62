"""Commands that show something: the window, and the demo with or without a screen."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from coder.exchanges.pairing import RULES
from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import plural, tr
from ui.cli.coding_commands import PROPOSAL_HEADINGS, proposal_row
from ui.cli.exchange_proposals_commands import EXCHANGE_HEADINGS, USUAL_RULE, exchange_proposal_row
from ui.cli.output import print_line, print_note, print_table
from ui.operations.sample_study import fill_sample_study, require_sample, sample_place
from ui.operations.startup import kept_for_good


def open_window(options: argparse.Namespace) -> None:
    """Open the window."""
    if not has_screen():
        raise StudyError(
            tr("There is no screen to open a window on; set DISPLAY or WAYLAND_DISPLAY, or use the commands (--help).")
        )
    with kept_for_good():
        from ui.window.app import run  # Qt is loaded only by the commands that show something

    sys.exit(run(options.study, coder=(options.coder or "").strip(), for_family=options.for_family))


def demo(options: argparse.Namespace) -> None:
    """Analyse the sample clip, then show it at its first proposal, or print what the window would show."""
    require_sample()
    from ui.cli.analysis_commands import analyse_recording  # loads the models

    with sample_place() as folder:
        study = Path(folder) / "demo"
        print_note(tr("Analysing a rendered sample clip; no real person is in it."))
        with Project.create(study) as project:
            recording = fill_sample_study(project)
            report, _ = analyse_recording(project, recording, Settings())
            proposals = project.proposals(recording)
            cards = project.exchange_queue(recording, RULES[USUAL_RULE]).items
        print_note(
            plural(
                len(proposals),
                "{clip_seconds:.1f} s of clip took {seconds:.1f} s; {number} proposal waits.",
                "{clip_seconds:.1f} s of clip took {seconds:.1f} s; {number} proposals wait.",
                clip_seconds=report.clip_seconds,
                seconds=report.seconds,
                number=len(proposals),
            )
        )
        if has_screen() and not options.no_window:
            with kept_for_good():
                from ui.window.app import run  # Qt is loaded only by the commands that show something

            run(study, recording=recording, coder="demo")
            return
        print_table(
            EXCHANGE_HEADINGS, [exchange_proposal_row(item) for item in cards], empty=tr("No exchange is proposed.")
        )
        print_table(PROPOSAL_HEADINGS, [proposal_row(item) for item in proposals], empty=tr("Nothing is proposed."))
        print_line(tr("Nothing is confirmed yet: a proposal becomes an event only when you accept it."))


def has_screen() -> bool:
    """Whether a window can be shown here."""
    if sys.platform.startswith("linux") and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")
