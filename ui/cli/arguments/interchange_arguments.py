"""Arguments of the commands about files of other programs, schemes and clips that leave."""

from __future__ import annotations

from pathlib import Path

from coder.exchanges.pairing import NAMED_RULES
from coder.vocabulary.language import tr
from ui.cli.arguments.command_set import (
    CommandSet,
    coder_option,
    force_flag,
    json_flag,
    new_file,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _import(commands)
    _presets_and_formats(commands)
    _export(commands)
    _scheme(commands)
    _clip(commands)


def _import(commands: CommandSet) -> None:
    imported = commands.command("import", tr("bring in what another program coded"), "interchange:import_file")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--into", type=Path, required=True, metavar="STUDY", help=tr("folder of the study"))
    imported.add_argument("--recording", metavar="ID", help=tr("the recording that was coded; a new one if not given"))
    imported.add_argument("--format", metavar="FORMAT", help=tr("found by looking into the file if not given"))
    imported.add_argument("--map", metavar="PRESET", help=tr("which column means what, for tables: a file or a name"))
    imported.add_argument(
        "--subject", action="append", metavar="NAME=WHO", help=tr("who a name in the file is; repeatable")
    )
    imported.add_argument(
        "--dependent",
        action="append",
        metavar="TIER=WHAT",
        help=tr("as what a tier that depends on another comes in: events, modifier or comment; repeatable"),
    )
    imported.add_argument(
        "--code",
        action="append",
        metavar="GROUP/LABEL=CODE",
        help=tr("which code of the scheme a code of the file is, or “own”; remembered; repeatable"),
    )
    imported.add_argument(
        "--seen",
        action="append",
        metavar="LABEL=WORDS",
        help=tr("what is seen, where a code of the file says more than that; remembered; repeatable"),
    )
    imported.add_argument(
        "--shift", metavar="SECONDS", default="0", help=tr("added to every time of the file, to fit the clip")
    )
    imported.add_argument(
        "--again", choices=("replace", "layer"), help=tr("what to do with a file that came in before")
    )
    imported.add_argument(
        "--other-purpose", action="store_true", help=tr("take it in although it comes from a study of another purpose")
    )
    imported.add_argument("--preview", action="store_true", help=tr("say what would come in, and change nothing"))
    coder_option(imported, required=False)
    json_flag(imported)


def _presets_and_formats(commands: CommandSet) -> None:
    presets = commands.in_study(
        "presets", tr("list, keep or write the column mappings of a study"), "interchange:presets", recording=False
    )
    presets.add_argument("--keep", type=Path, metavar="FILE", help=tr("take a preset in from a file"))
    presets.add_argument("--name", metavar="NAME", help=tr("with --keep: under this name"))
    presets.add_argument("--write", metavar="NAME", help=tr("write a preset to the file that -o names"))
    presets.add_argument("--forget", metavar="NAME", help=tr("remove a preset"))
    presets.add_argument("-o", "--output", type=new_file, metavar="FILE")
    force_flag(presets)
    json_flag(presets)
    json_flag(commands.command("formats", tr("list file formats, and what each loses"), "interchange:formats"))


def _export(commands: CommandSet) -> None:
    export = commands.in_study("export", tr("write confirmed events to a file"), "interchange:export", recording=False)
    export.add_argument("--format", default="csv", metavar="FORMAT", help=tr("default csv"))
    export.add_argument("--recording", metavar="ID", help=tr("only this recording; all of them if not given"))
    export.add_argument("--preview", action="store_true", help=tr("say what would go and what is lost; write nothing"))
    export.add_argument("--without-notes", action="store_true", help=tr("leave out what coders wrote to events"))
    export.add_argument(
        "--with-proposals", action="store_true", help=tr("undecided proposals too, marked; research and training only")
    )
    export.add_argument(
        "--layer",
        "--coder",
        metavar="NAME",
        help=tr("only this layer: a coder's, or consensus; all of them if not given"),
    )
    export.add_argument(
        "--keep-names", action="store_true", help=tr("recordings leave under their names: these are pseudonyms")
    )
    export.add_argument("--afresh", action="store_true", help=tr("not put back into the file that was imported"))
    export.add_argument(
        "--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("of exchanges; default prompt-3s")
    )
    export.add_argument(
        "--unit-ms",
        type=int,
        default=1000,
        metavar="N",
        help=tr("a unit of time, in tables with one row a unit; default 1000"),
    )
    export.add_argument("-o", "--output", type=new_file, metavar="FILE")
    force_flag(export)
    json_flag(export)


def _scheme(commands: CommandSet) -> None:
    json_flag(commands.command("schemes", tr("list the coding schemes that come with the app"), "scheme:schemes"))

    scheme = commands.in_study(
        "scheme", tr("show what a study codes, or take a further scheme in"), "scheme:scheme", recording=False
    )
    scheme.add_argument(
        "scheme", nargs="?", metavar="SCHEME", help=tr("a name, a TOML file of your own, or another program's project")
    )
    scheme.add_argument("--change", action="store_true", help=tr("it is a new version of a scheme that the study has"))
    scheme.add_argument(
        "--rename", action="append", metavar="ROLE/OLD=ROLE/NEW", help=tr("with --change: events follow; repeatable")
    )
    scheme.add_argument("--dry-run", action="store_true", help=tr("with --change: say what it touches, change nothing"))
    scheme.add_argument("--write", type=new_file, metavar="FILE", help=tr("write a scheme of the study to a file"))
    scheme.add_argument("--version", metavar="ID[@N]", help=tr("with --write: which scheme, and which version of it"))
    force_flag(scheme)
    json_flag(scheme)

    example = commands.in_study(
        "example", tr("keep a clip or picture that shows what a code means"), "scheme:example", recording=False
    )
    example.add_argument("code", nargs="?", metavar="ROLE/CODE", help=tr("the code; lists all examples if not given"))
    example.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help=tr("a short clip or a picture of your own")
    )
    example.add_argument("--forget", action="store_true", help=tr("erase it"))
    json_flag(example)

    episodes = commands.in_study(
        "episodes", tr("lay the planned episodes of a template on a recording"), "scheme:episodes"
    )
    episodes.add_argument("template", metavar="TEMPLATE", help=tr("such as still_face; the study has to have it"))
    episodes.add_argument("--onset-us", type=int, default=0, metavar="N", help=tr("where the first begins (default 0)"))
    coder_option(episodes, required=False)
    json_flag(episodes)


def _clip(commands: CommandSet) -> None:
    clip = commands.in_study(
        "clip", tr("write a clip with faces blurred, after you have looked through it"), "clip:clip"
    )
    clip.add_argument(
        "--camera", metavar="CAMERA", help=tr("the clip of a further camera, as c1; the first if not given")
    )
    clip.add_argument("--from-us", type=int, metavar="N", help=tr("where it begins; at the start if not given"))
    clip.add_argument("--to-us", type=int, metavar="N", help=tr("where it ends; at the end if not given"))
    heard = clip.add_mutually_exclusive_group()
    heard.add_argument("--sound", action="store_true", help=tr("with sound, by which people are recognised too"))
    heard.add_argument("--murmur", action="store_true", help=tr("with rhythm and loudness of the sound, and no words"))
    clip.add_argument("-o", "--output", type=new_file, required=True, metavar="FILE")
    force_flag(clip)
    json_flag(clip)
