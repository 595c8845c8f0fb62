"""Arguments of the commands about what models see, and how right they are."""

from __future__ import annotations

import argparse
from pathlib import Path

from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    EVERY,
    CommandSet,
    coder_option,
    force_flag,
    json_flag,
    new_file,
    optional_recording,
    whole,
)

_WATCHED_ALL = tr("every coder watched the whole of each recording; without it, as far as events and passes reach")


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _analysis(commands)
    _camera(commands)
    _validation(commands)
    _worth(commands)
    _calibration(commands)


def _analysis(commands: CommandSet) -> None:
    analyze = commands.command("analyze", tr("let the models look at a recording and propose"), "analysis:analyze")
    analyze.add_argument("study", type=Path, metavar="STUDY", help=tr("folder of the study; with --out, a clip"))
    optional_recording(analyze, EVERY)
    analyze.add_argument("--rate", type=float, metavar="HZ", help=tr("looks per second of clip (default 10)"))
    analyze.add_argument(
        "--out", type=new_file, metavar="FILE", help=tr("signals of a clip without a study, as Parquet")
    )
    analyze.add_argument(
        "--voices", type=Path, metavar="FILE", help=tr("your own ONNX voice classifier (docs/voices.md)")
    )
    analyze.add_argument("--voices-sha256", metavar="HASH", help=tr("what the SHA-256 of that file has to be"))
    force_flag(analyze)
    json_flag(analyze)


def _camera(commands: CommandSet) -> None:
    """Add the command about further cameras, which has commands of its own."""
    cameras = commands.command("camera", tr("further cameras of a recording: add, propose, place, list"), "")
    inner = cameras.add_subparsers(title=tr("commands"), metavar="COMMAND", required=True)

    def on(name: str, help_: str, run: str, *rest: str) -> argparse.ArgumentParser:
        sub = inner.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=f"camera:{run}")
        sub.add_argument("study", type=Path, metavar="STUDY", help=tr("folder of the study"))
        for one in rest:
            sub.add_argument(one.lower(), metavar=one, help=tr("id of the {one}", one=one.lower()))
        return sub

    add = on("add", tr("add a further clip of a recording, on its clock"), "add", "RECORDING")
    add.add_argument("clip", type=Path, metavar="CLIP")
    _clock_options(add)
    add.add_argument("--name", help=tr("what to call the camera; the file's name if not given"))
    add.add_argument("--link", action="store_true", help=tr("leave the clip where it is instead of copying it in"))
    add.add_argument(
        "--as", dest="instead", metavar="CAMERA", help=tr("it is the clip of this camera, which a file named")
    )
    add.add_argument("--agreed-anew", action="store_true", help=tr("its people agreed again after a withdrawal"))
    coder_option(add, required=False)
    json_flag(add)

    listed = on("list", tr("list further cameras, and where each lies"), "listed")
    optional_recording(listed, EVERY)
    json_flag(listed)

    json_flag(on("propose", tr("let sound propose where a camera lies; nothing is changed"), "propose", "CAMERA"))

    place = on("place", tr("say where a camera lies; one undo takes it back"), "place", "CAMERA")
    _clock_options(place)
    place.add_argument("--from-sound", action="store_true", help=tr("where its sound proposes, if that is clear"))
    help_ = tr("a moment of the recording that is this moment of the camera; twice for the speed too")
    place.add_argument("--same", action="append", metavar="HERE=THERE", help=help_)
    coder_option(place, required=True)
    json_flag(place)

    call = on("call", tr("call a camera otherwise"), "call", "CAMERA")
    call.add_argument("name", metavar="NAME")
    coder_option(call, required=True)

    remove = on("remove", tr("take a camera and its clip out for ever"), "remove", "CAMERA")
    remove.add_argument("--now", action="store_true", help=tr("yes, for ever"))


def _clock_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offset-us", type=int, metavar="N", help=tr("when its first frame is shown, on the first clip")
    )
    parser.add_argument("--rate", type=float, metavar="R", help=tr("seconds of its clock in one of the first clip's"))


def _validation(commands: CommandSet) -> None:
    validity = commands.in_study(
        "validate", tr("say how right proposals are, against blind coding"), "validation:validation", recording=False
    )
    validity.add_argument(
        "--layer", metavar="NAME", help=tr("only what this coder coded blind; everybody if not given")
    )
    validity.add_argument(
        "--tolerance-ms", type=float, default=1000, metavar="N", help=tr("how far onsets may lie apart (default 1000)")
    )
    whole(validity, _WATCHED_ALL)
    json_flag(validity)


def _worth(commands: CommandSet) -> None:
    worth = commands.in_study(
        "worth", tr("say what each rule's proposals cost and gave here"), "worth:worth", recording=False
    )
    worth.add_argument("--coder", metavar="NAME", help=tr("in this coder's work; in everybody's together if not given"))
    worth.add_argument("--off", metavar="RULE", help=tr("this rule (smile, or child/smile) proposes nothing to them"))
    worth.add_argument("--on", metavar="RULE", help=tr("it proposes to them again"))
    json_flag(worth)


def _calibration(commands: CommandSet) -> None:
    calibrate = commands.in_study(
        "calibrate",
        tr("fit thresholds to the study's own coding, held beside what is coded blind"),
        "calibration:calibrate",
        recording=False,
    )
    calibrate.add_argument(
        "--rule", metavar="RULE", help=tr("only this rule; every one that can be fitted if not given")
    )
    calibrate.add_argument(
        "--coder", metavar="NAME", help=tr("to what this coder said alone; to everybody's coding if not given")
    )
    whole(calibrate, _WATCHED_ALL)
    calibrate.add_argument("--list", action="store_true", help=tr("list the calibrations that the study has"))
    calibrate.add_argument("--use", metavar="NUMBER", help=tr("put a calibration in use; built-in for none"))
    calibrate.add_argument("--undo", action="store_true", help=tr("put in use again what was before"))
    calibrate.add_argument(
        "--export", type=new_file, metavar="FILE", help=tr("write the one in use, or that of --use, to a file")
    )
    calibrate.add_argument(
        "--import", type=Path, metavar="FILE", dest="import_", help=tr("take in what --export wrote")
    )
    calibrate.add_argument("--force", action="store_true", help=tr("with --export: write over a file"))
    json_flag(calibrate)
