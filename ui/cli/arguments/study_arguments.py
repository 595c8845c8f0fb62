"""Arguments of the commands about a study, its recordings and the window."""

from __future__ import annotations

from pathlib import Path

from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    CommandSet,
    json_flag,
    recovery_option,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _study(commands)
    _window(commands)


def _study(commands: CommandSet) -> None:
    probe = commands.command("probe", tr("show what a clip holds, frame by frame if asked"), "study:probe")
    probe.add_argument("clip", type=Path, metavar="CLIP")
    probe.add_argument(
        "--frames", action="store_true", help=tr("decode every frame: index, PTS and a hash of the picture")
    )
    json_flag(probe)

    new = commands.in_study("new", tr("make a new, empty study"), "study:new", recording=False)
    new.add_argument("--purpose", metavar="PURPOSE", help=tr("reflection, clinical, research or training"))
    new.add_argument("--until", metavar="DATE", help=tr("last day on which its clips can be seen, as 2027-12-31"))
    new.add_argument(
        "--scheme",
        action="append",
        default=[],
        metavar="SCHEME",
        help=tr('what is coded: a name, a file, or "none" to begin from nothing; repeatable'),
    )
    new.add_argument("--share", metavar="SHARE", help=tr("share of recordings to be coded blind, 0 to 1 (default 0.2)"))
    recovery_option(new)

    renewed = commands.in_study("recovery", tr("make a study another recovery key"), "study:recovery", recording=False)
    recovery_option(renewed)

    protected = commands.in_study(
        "protect", tr("copy a study without a passphrase into one that has one"), "study:protect", recording=False
    )
    protected.add_argument("copy", type=Path, metavar="COPY", help=tr("where the copy shall be: a new or empty folder"))
    recovery_option(protected)

    commands.in_study("passphrase", tr("change a study's passphrase"), "study:passphrase", recording=False)

    add = commands.in_study("add", tr("add a clip to a study"), "study:add", recording=False)
    add.add_argument(
        "clip", type=Path, metavar="CLIP", nargs="+", help=tr("the file, or the files of one recording in their order")
    )
    add.add_argument("--name", help=tr("what to call the recording; the file's name if not given"))
    add.add_argument("--link", action="store_true", help=tr("leave the clip where it is instead of copying it in"))
    add.add_argument(
        "--agreed-anew",
        action="store_true",
        help=tr("take a clip in again whose consent was withdrawn: its people said yes"),
    )
    add.add_argument("--signals", type=Path, metavar="FILE", help=tr("its analysis, made by: analyze CLIP --out FILE"))
    json_flag(add)

    recordings = commands.in_study(
        "recordings", tr("list the recordings of a study"), "study:recordings", recording=False
    )
    json_flag(recordings)

    seal = commands.command("seal", tr("say whether the system refuses this app a network"), "study:seal")
    seal.add_argument("--check", action="store_true", help=tr("try again what the seal must refuse"))
    json_flag(seal)


def _window(commands: CommandSet) -> None:
    opened = commands.command("open", tr("open the window, on a study if one is given"), "window:open_window")
    opened.add_argument("study", type=Path, nargs="?", metavar="STUDY")
    opened.add_argument("--coder", metavar="NAME", help=tr("who codes, so that the window need not ask"))
    opened.add_argument("--for-family", action="store_true", help=tr("begin with the view for showing to the family"))

    demo = commands.command(
        "demo", tr("analyse a sample clip and show it, in a window where there is a screen"), "window:demo"
    )
    demo.add_argument("--no-window", action="store_true", help=tr("print the table that the window would show"))
