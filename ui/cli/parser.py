"""The command line: everything the window does, without a window. Errors a person can mend exit with code 2."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

from coder.exchanges.pairing import NAMED_RULES, RULES
from coder.vocabulary.errors import Cancelled, MendableError
from coder.vocabulary.language import tr
from ui.cli import output, parser_words

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
    options = _parser().parse_args(asked)
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


def _new_file(text: str) -> Path:
    """Where a file is to be written; what ends like a folder would else become a file of its name."""
    if text.endswith(("/", os.sep)):
        raise argparse.ArgumentTypeError(tr("{text} is the name of a folder: say which file", text=text))
    return Path(text)


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


def _parser() -> argparse.ArgumentParser:
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
    commands = parser.add_subparsers(title=tr("commands"), metavar="COMMAND", required=True)

    def command(name: str, help_: str, run: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        return sub

    def in_study(name: str, help_: str, run: str, *, recording: bool = True) -> argparse.ArgumentParser:
        sub = command(name, help_, run)
        sub.add_argument("study", type=Path, metavar="STUDY", help=tr("folder of the study"))
        if recording:
            sub.add_argument("recording", metavar="RECORDING", help=tr("id of the recording, such as r1"))
        return sub

    probe = command("probe", tr("show what a clip holds, frame by frame if asked"), "study:probe")
    probe.add_argument("clip", type=Path, metavar="CLIP")
    probe.add_argument(
        "--frames", action="store_true", help=tr("decode every frame: index, PTS and a hash of the picture")
    )
    _json_flag(probe)

    new = in_study("new", tr("make a new, empty study"), "study:new", recording=False)
    new.add_argument("--purpose", metavar="PURPOSE", help=tr("reflection, clinical, research or training"))
    new.add_argument("--until", metavar="DATE", help=tr("last day on which its clips can be seen, as 2027-12-31"))
    new.add_argument(
        "--scheme",
        action="append",
        default=[],
        metavar="SCHEME",
        help=tr("what is coded: a name or a TOML file; repeatable"),
    )

    new.add_argument("--share", metavar="SHARE", help=tr("share of recordings to be coded blind, 0 to 1 (default 0.2)"))

    _recovery_option(new)
    renewed = in_study("recovery", tr("make a study another recovery key"), "study:recovery", recording=False)
    _recovery_option(renewed)

    in_study("passphrase", tr("change a study's passphrase"), "study:passphrase", recording=False)

    add = in_study("add", tr("add a clip to a study"), "study:add", recording=False)
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
    _json_flag(add)

    recordings = in_study("recordings", tr("list the recordings of a study"), "study:recordings", recording=False)
    _json_flag(recordings)

    analyze = command("analyze", tr("let the models look at a recording and propose"), "analysis:analyze")
    analyze.add_argument("study", type=Path, metavar="STUDY", help=tr("folder of the study; with --out, a clip"))
    analyze.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; every recording if not given"))
    analyze.add_argument("--rate", type=float, metavar="HZ", help=tr("looks per second of clip (default 10)"))
    analyze.add_argument(
        "--out", type=_new_file, metavar="FILE", help=tr("signals of a clip without a study, as Parquet")
    )
    analyze.add_argument(
        "--voices", type=Path, metavar="FILE", help=tr("your own ONNX voice classifier (docs/voices.md)")
    )
    analyze.add_argument("--voices-sha256", metavar="HASH", help=tr("what the SHA-256 of that file has to be"))
    _force_flag(analyze)
    _json_flag(analyze)

    for name, help_, run in (
        ("people", tr("list the people the models told apart"), "coding:people"),
        ("proposals", tr("list what the models propose"), "coding:proposals"),
        ("events", tr("list what humans confirmed"), "coding:events"),
        ("signals", tr("print the measured signals"), "coding:signals"),
    ):
        listing = in_study(name, help_, run)
        if name != "people":
            who = tr("only this coder's events") if name == "events" else tr("for this coder, who may code blind")
            listing.add_argument("--coder", *(("--layer",) if name == "events" else ()), metavar="NAME", help=who)
        if name == "proposals":
            listing.add_argument("--exchanges", action="store_true", help=tr("what came back and how soon, not acts"))
            listing.add_argument("--rule", choices=tuple(NAMED_RULES), help=tr("with --exchanges; default prompt-3s"))
        _json_flag(listing)

    blind = in_study("blind", tr("show or say who codes a recording blind"), "blinding:blind", recording=False)
    blind.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; every recording if not given"))
    blind.add_argument("--coder", metavar="NAME", help=tr("begin it blind in this coder's name"))
    blind.add_argument(
        "--open", action="store_true", help=tr("with --coder: end it once and for all, and show everything")
    )
    blind.add_argument("--share", metavar="SHARE", help=tr("share of recordings to be coded blind, 0 to 1"))
    _json_flag(blind)

    stretches = in_study("stretches", tr("list stretches where nothing was proposed"), "blinding:stretches")
    stretches.add_argument("--coder", metavar="NAME", help=tr("for this coder, who may code blind"))
    _json_flag(stretches)

    looked = in_study("looked", tr("say what a look at a stretch found"), "blinding:looked", recording=False)
    looked.add_argument("id", metavar="ID", help=tr("id of the stretch, such as s1"))
    looked.add_argument("verdict", choices=("nothing", "found", "skip"))
    _coder_option(looked, required=True)

    role = in_study("role", tr("say who a person is"), "coding:role")
    role.add_argument("person", metavar="PERSON", help=tr("letter of the person, such as A"))
    role.add_argument("role", metavar="ROLE", help=tr("child, caregiver, caregiver:NAME, other or nobody"))
    role.add_argument(
        "--events",
        choices=("keep", "follow", "remove"),
        help=tr("what becomes of your accepted events of that person: left, given the new role, or taken out"),
    )
    _coder_option(role, required=False)

    decide = in_study("decide", tr("accept, adjust or reject a proposal"), "coding:decide", recording=False)
    decide.add_argument("id", metavar="ID", help=tr("id of a proposal, such as p12, or of an exchange: x-p12-p15"))
    decide.add_argument("verdict", choices=("accept", "reject", "skip"))
    decide.add_argument("--onset-us", type=int, metavar="N", help=tr("adjusted onset"))
    decide.add_argument("--offset-us", type=int, metavar="N", help=tr("adjusted offset"))
    decide.add_argument(
        "--response",
        metavar="ID",
        help=tr('of an exchange: the proposal or event that answers, "none", or "rule" to leave it to the rule'),
    )
    decide.add_argument("--outcome", metavar="WORDS", help=tr('of an exchange: what became of the bid, or "open"'))
    decide.add_argument(
        "--part", choices=("pairing", "bid", "response"), help=tr("of an exchange that is rejected: what is not so")
    )
    decide.add_argument(
        "--rule", choices=tuple(NAMED_RULES), help=tr("of an exchange: the rule that it was listed under")
    )
    decide.add_argument(
        "--subject", metavar="WHO", help=tr("whose voice it was: child, caregiver, caregiver:NAME, other or several")
    )
    decide.add_argument(
        "--alike", action="store_true", help=tr("the same of every voice of its code that still waits in the recording")
    )
    decide.add_argument(
        "--until-us", type=int, metavar="N", help=tr("the same of every act of its kind that waits and begins before N")
    )
    _coder_option(decide, required=True)

    code = in_study("code", tr("code an event that no model proposed"), "coding:code")
    code.add_argument(
        "subject", metavar="SUBJECT", help=tr("child, caregiver, caregiver:NAME, together, other or several")
    )
    code.add_argument("code", metavar="CODE", help=tr("a code of the scheme, such as smile"))
    code.add_argument("--onset-us", type=int, metavar="N", required=True)
    code.add_argument("--offset-us", type=int, metavar="N", help=tr("not needed for a point"))
    code.add_argument("--modifier", action="append", metavar="NAME=VALUE", help=tr("a detail that it has; repeatable"))
    code.add_argument(
        "--snap", action="store_true", help=tr("let its edges meet the proposal that waits for the same act")
    )
    _coder_option(code, required=True)
    _layer_option(code)
    _json_flag(code)

    settle = in_study("settle", tr("say what became of a bid where a rule cannot"), "coding:settle", recording=False)
    settle.add_argument("bid", metavar="BID", help=tr("event id of the bid, such as e3"))
    settle.add_argument("outcome", metavar="OUTCOME", help=tr('such as "available nearby", or "open" to take it back'))
    _coder_option(settle, required=True)
    _layer_option(settle)

    for name, help_, run in (
        ("undo", tr("take back the newest edit"), "coding:undo"),
        ("redo", tr("bring back the edit that was undone last"), "coding:redo"),
    ):
        _coder_option(in_study(name, help_, run, recording=False), required=False)

    _editing(in_study)
    _camera_commands(command)

    exchanges = in_study("exchanges", tr("pair confirmed bids with responses under a named rule"), "coding:exchanges")
    exchanges.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
    _plain_rule(exchanges)
    exchanges.add_argument("--coder", "--layer", metavar="NAME", help=tr("only this coder's events"))
    _json_flag(exchanges)

    stats = in_study(
        "stats", tr("print the numbers of confirmed events, each with its rule"), "figure:stats", recording=False
    )
    stats.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; each recording if not given"))
    stats.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
    stats.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    _plain_rule(stats)
    stats.add_argument("--seed", type=int, metavar="N", help=tr("of the chance baseline; the same one if not given"))
    stats.add_argument("--episode", metavar="CODE", help=tr("only this episode, or all for each episode by itself"))
    stats.add_argument("--more", metavar="PARTS", help=tr("sweep,shuffle,lags,transitions,together or all"))
    _json_flag(stats)

    contingency = in_study("contingency", tr("say what stands out against chance"), "contingency:contingency")
    contingency.add_argument("--rule", choices=tuple(RULES), default="prompt-3s", help=tr("default prompt-3s"))
    contingency.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    contingency.add_argument(
        "--preview", action="store_true", help=tr("also from the models alone: unconfirmed, in no export and no report")
    )
    _json_flag(contingency)

    latencies = in_study(
        "latencies", tr("set latencies under several conditions side by side"), "figure:latencies", recording=False
    )
    latencies.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; each recording if not given"))
    latencies.add_argument(
        "--by", choices=("episode", "bid", "condition"), default="episode", help=tr("default episode")
    )
    latencies.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="NAME=IDS",
        help=tr("recordings of one condition; repeatable"),
    )
    latencies.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
    latencies.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    _json_flag(latencies)
    trials = in_study("trials", tr("how soon after each marker an act came"), "trial:trials", recording=False)
    trials.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; each recording if not given"))
    trials.add_argument("--act", required=True, metavar="WHO/CODE", help=tr("the act that is measured, as child/smile"))
    trials.add_argument("--marker", metavar="CODE", help=tr("the code that marks trials, where the scheme has several"))
    trials.add_argument("--by", metavar="FACTOR", help=tr("set the values of this factor of the marker side by side"))
    trials.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    _json_flag(trials)

    pooled = in_study(
        "pooled", tr("print figures over many families together, or one family's own"), "pooled:pooled", recording=False
    )
    pooled.add_argument(
        "--by", choices=("setting", "episode", "bid"), help=tr("what the conditions are; found if not given")
    )
    pooled.add_argument("--family", metavar="NAME", help=tr("this family's own figure, and nothing of the others"))
    pooled.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
    _plain_rule(pooled)
    pooled.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    pooled.add_argument("--seed", type=int, metavar="N", help=tr("of the draws of families; the same one if not given"))
    _json_flag(pooled)

    for name, help_ in (
        ("grid", tr("lay child's and caregiver's states over each other: a state space grid")),
        ("recurrence", tr("say how often child and caregiver do the same, and how long after each other")),
    ):
        sub = in_study(name, help_, f"together:{name}")
        sub.add_argument("--child", metavar="GROUP", help=tr("group of the child's states; found if not given"))
        sub.add_argument("--caregiver", metavar="GROUP", help=tr("group of the caregiver's states; found if not given"))
        sub.add_argument("--who", metavar="SUBJECT", help=tr("which caregiver, such as caregiver:Ada"))
        if name == "recurrence":
            sub.add_argument("--unit-ms", type=int, default=500, metavar="N", help=tr("a unit of time (default 500)"))
            sub.add_argument("--lag-ms", type=int, default=5000, metavar="N", help=tr("how far apart (default 5000)"))
        sub.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
        _json_flag(sub)

    kappa = command(
        "plan-kappa", tr("say how many to code twice, or blind, for an interval of kappa"), "planning:kappa"
    )
    kappa.add_argument("kappa", type=float, metavar="KAPPA", help=tr("the kappa to plan for"))
    kappa.add_argument(
        "--prevalence",
        type=float,
        nargs="+",
        required=True,
        metavar="N",
        help=tr("how common each code is: shares or counts"),
    )
    kappa.add_argument("--width", type=float, default=0.2, metavar="W", help=tr("of the whole interval; default 0.2"))
    kappa.add_argument(
        "--in-a-recording", type=float, metavar="N", help=tr("independent things that a recording holds")
    )
    kappa.add_argument(
        "--lasting", type=float, metavar="S", help=tr("mean length of a state in seconds: plan by made-up studies")
    )
    kappa.add_argument("--minutes", type=float, metavar="M", help=tr("length of a recording, for made-up studies"))
    _json_flag(kappa)
    icc = command("plan-icc", tr("say how many recordings to code twice for an interval of an ICC"), "planning:icc")
    icc.add_argument("icc", type=float, metavar="ICC", help=tr("the correlation to plan for"))
    icc.add_argument("--width", type=float, default=0.2, metavar="W", help=tr("of the whole interval; default 0.2"))
    icc.add_argument("--coders", type=int, default=2, metavar="N", help=tr("how many code each; default 2"))
    _json_flag(icc)
    wait = command("plan-latency", tr("say how many answers show a difference in speed"), "planning:latency")
    wait.add_argument(
        "hazard_ratio", type=float, metavar="RATIO", help=tr("how much likelier an answer is at each moment")
    )
    wait.add_argument("--power", type=float, default=0.8, metavar="P", help=tr("chance of finding it; default 0.8"))
    wait.add_argument(
        "--share", type=float, default=0.5, metavar="P", help=tr("of bids in the first condition; default 0.5")
    )
    wait.add_argument("--answered", type=float, default=1.0, metavar="P", help=tr("share of bids answered; default 1"))
    wait.add_argument("--bids-of-a-dyad", type=float, default=1.0, metavar="N", help=tr("bids that a dyad brings"))
    wait.add_argument(
        "--dyads", type=int, metavar="N", help=tr("say how often so many dyads show it, by made-up studies")
    )
    wait.add_argument(
        "--differ", type=float, default=0.5, metavar="SD", help=tr("how much dyads' log speeds differ; default 0.5")
    )
    wait.add_argument("--within", action="store_true", help=tr("each dyad is seen under both conditions"))
    wait.add_argument("--alike", type=float, default=0.0, metavar="R", help=tr("how alike bids of a dyad are, 0 to 1"))
    _json_flag(wait)

    synchrony = in_study(
        "synchrony", tr("say whether the two move together for a while, from what was measured"), "together:synchrony"
    )
    synchrony.add_argument(
        "--signal",
        choices=("head_moves", "head_turn", "head_pitch", "lean", "pitch", "loudness"),
        default="head_moves",
        help=tr("default head_moves"),
    )
    synchrony.add_argument("--who", metavar="SUBJECT", help=tr("which caregiver, such as caregiver:Ada"))
    synchrony.add_argument("--window-ms", type=int, default=10000, metavar="N", help=tr("default 10000"))
    synchrony.add_argument("--lag-ms", type=int, default=3000, metavar="N", help=tr("default 3000"))
    synchrony.add_argument("--coder", "--layer", metavar="NAME", help=tr("who says whose voice it is"))
    _json_flag(synchrony)

    reliability = in_study("reliability", tr("say how far coders agree"), "figure:reliability", recording=False)
    reliability.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; each recording if not given"))
    reliability.add_argument("--coders", nargs="+", required=True, metavar="NAME", help=tr("two or more who coded"))
    reliability.add_argument(
        "--tolerance-ms", type=float, metavar="N", help=tr("how far apart marks may lie (default 500)")
    )
    reliability.add_argument(
        "--rule",
        choices=tuple(NAMED_RULES),
        default="prompt-3s",
        help=tr("of the exchanges of two coders; default prompt-3s"),
    )
    _json_flag(reliability)

    validity = in_study(
        "validate", tr("say how right proposals are, against blind coding"), "validation:validation", recording=False
    )
    validity.add_argument(
        "--layer", metavar="NAME", help=tr("only what this coder coded blind; everybody if not given")
    )
    validity.add_argument(
        "--tolerance-ms", type=float, default=1000, metavar="N", help=tr("how far onsets may lie apart (default 1000)")
    )
    _json_flag(validity)

    worth = in_study("worth", tr("say what each rule's proposals cost and gave here"), "worth:worth", recording=False)
    worth.add_argument("--coder", metavar="NAME", help=tr("in this coder's work; in everybody's together if not given"))
    worth.add_argument("--off", metavar="RULE", help=tr("this rule (smile, or child/smile) proposes nothing to them"))
    worth.add_argument("--on", metavar="RULE", help=tr("it proposes to them again"))
    _json_flag(worth)
    calibrate = in_study(
        "calibrate",
        tr("fit thresholds to the study's own coding, held beside what is coded blind"),
        "calibration:calibrate",
        recording=False,
    )
    calibrate.add_argument(
        "--rule", metavar="RULE", help=tr("only this rule; every one that can be fitted if not given")
    )
    calibrate.add_argument("--list", action="store_true", help=tr("list the calibrations that the study has"))
    calibrate.add_argument("--use", metavar="NUMBER", help=tr("put a calibration in use; built-in for none"))
    calibrate.add_argument("--undo", action="store_true", help=tr("put in use again what was before"))
    calibrate.add_argument(
        "--export", type=_new_file, metavar="FILE", help=tr("write the one in use, or that of --use, to a file")
    )
    calibrate.add_argument(
        "--import", type=Path, metavar="FILE", dest="import_", help=tr("take in what --export wrote")
    )
    calibrate.add_argument("--force", action="store_true", help=tr("with --export: write over a file"))
    _json_flag(calibrate)

    report = in_study(
        "report", tr("write the mirror report as one page that needs no network"), "figure:report", recording=False
    )
    report.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; each recording if not given"))
    report.add_argument("--family", metavar="NAME", help=tr("the recordings of this family, by its pseudonym"))
    report.add_argument(
        "--audience",
        choices=("family", "research", "caregiver", "pooled"),
        default="family",
        help=tr(
            "whom it is for (default family); caregiver: when it runs low, to read together; pooled: many families"
        ),
    )
    report.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
    report.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    _plain_rule(report)
    report.add_argument("--seed", type=int, metavar="N", help=tr("of the chance baseline; the same one if not given"))
    report.add_argument("--date", metavar="DATE", help=tr("date to print on it, as 2027-12-31; none if not given"))
    report.add_argument(
        "--rerun",
        type=Path,
        metavar="FILE",
        help=tr("the .parameters.json beside a research page: makes that page again, to the byte"),
    )
    report.add_argument(
        "-o", "--output", type=_new_file, required=True, metavar="FILE", help=tr("a PDF if it ends in .pdf, else HTML")
    )
    _force_flag(report)
    _json_flag(report)

    context = in_study("context", tr("show or write down the caregiver's own side, in their words"), "context:context")
    context.add_argument(
        "--caregiver", default="caregiver", metavar="WHO", help=tr("caregiver (default) or caregiver:NAME")
    )
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
    _coder_option(context, required=False)
    _json_flag(context)

    own = in_study("own-words", tr("show or write down what a caregiver says for the study"), "own_words:own_words")
    own.add_argument(
        "--caregiver", default="caregiver", metavar="WHO", help=tr("caregiver (default) or caregiver:NAME")
    )
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
    _coder_option(own, required=False)
    _json_flag(own)

    command("pause", tr("print a pause for the parent; nothing is kept"), "own_words:pause")

    meeting = in_study("meeting", tr("show or say where, when and with which family it was"), "context:meeting")
    meeting.add_argument("--family", metavar="NAME", help=tr("the family's pseudonym"))
    meeting.add_argument("--setting", metavar="WORDS", help=tr("home, nursery, grandparents', clinic, or own words"))
    meeting.add_argument("--child-months", metavar="N", help=tr("how old the child was, in whole months"))
    meeting.add_argument("--began-at", metavar="TIME", help=tr("wall clock at the first frame, as 2026-03-01T18:20"))
    meeting.add_argument(
        "--window", action="append", metavar="WINDOW", help=tr('full presence, as "bedtime 18:30-19:30"; repeatable')
    )
    _coder_option(meeting, required=False)
    _json_flag(meeting)

    rhythm = in_study(
        "rhythm", tr("print together, apart and reunion over recordings and days"), "family:rhythm", recording=False
    )
    rhythm.add_argument("--family", metavar="NAME", help=tr("only this family's recordings"))
    rhythm.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
    _json_flag(rhythm)

    for name, help_ in (
        ("unanswered", tr("say which of a child's signals go unanswered in every context")),
        ("trends", tr("print figures of one family's own recordings by date, with intervals")),
    ):
        sub = in_study(name, help_, f"family:{name}", recording=False)
        sub.add_argument("--family", metavar="NAME", help=tr("the family's pseudonym, where the study holds several"))
        sub.add_argument("--rule", choices=tuple(NAMED_RULES), default="prompt-3s", help=tr("default prompt-3s"))
        _plain_rule(sub)
        sub.add_argument("--coder", "--layer", metavar="NAME", help=tr("whose events, where several have coded"))
        _json_flag(sub)

    imported = command("import", tr("bring in what another program coded"), "interchange:import_file")
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
    _coder_option(imported, required=False)
    _json_flag(imported)

    _json_flag(command("schemes", tr("list the coding schemes that come with the app"), "scheme:schemes"))

    scheme = in_study(
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
    scheme.add_argument("--write", type=_new_file, metavar="FILE", help=tr("write a scheme of the study to a file"))
    scheme.add_argument("--version", metavar="ID[@N]", help=tr("with --write: which scheme, and which version of it"))
    _force_flag(scheme)
    _json_flag(scheme)

    _pass_commands(in_study)
    _training_commands(in_study)

    example = in_study(
        "example", tr("keep a clip or picture that shows what a code means"), "scheme:example", recording=False
    )
    example.add_argument("code", nargs="?", metavar="ROLE/CODE", help=tr("the code; lists all examples if not given"))
    example.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help=tr("a short clip or a picture of your own")
    )
    example.add_argument("--forget", action="store_true", help=tr("erase it"))
    _json_flag(example)
    episodes = in_study("episodes", tr("lay the planned episodes of a template on a recording"), "scheme:episodes")
    episodes.add_argument("template", metavar="TEMPLATE", help=tr("such as still_face; the study has to have it"))
    episodes.add_argument("--onset-us", type=int, default=0, metavar="N", help=tr("where the first begins (default 0)"))
    _coder_option(episodes, required=False)
    _json_flag(episodes)

    presets = in_study(
        "presets", tr("list, keep or write the column mappings of a study"), "interchange:presets", recording=False
    )
    presets.add_argument("--keep", type=Path, metavar="FILE", help=tr("take a preset in from a file"))
    presets.add_argument("--name", metavar="NAME", help=tr("with --keep: under this name"))
    presets.add_argument("--write", metavar="NAME", help=tr("write a preset to the file that -o names"))
    presets.add_argument("--forget", metavar="NAME", help=tr("remove a preset"))
    presets.add_argument("-o", "--output", type=_new_file, metavar="FILE")
    _force_flag(presets)
    _json_flag(presets)

    private = in_study(
        "note-to-self",
        tr("keep what you notice in yourself; it is in no export, report or figure"),
        "private_note:note_to_self",
    )
    _coder_option(private, required=True)
    private.add_argument(
        "--at", type=int, default=0, metavar="US", help=tr("the moment it belongs to, in microseconds")
    )
    private.add_argument("--list", action="store_true", help=tr("show yours, and keep none"))
    private.add_argument("--remove", metavar="NOTE", help=tr("take one of yours out"))
    _json_flag(private)

    _json_flag(command("formats", tr("list file formats, and what each loses"), "interchange:formats"))

    export = in_study("export", tr("write confirmed events to a file"), "interchange:export", recording=False)
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
    export.add_argument("-o", "--output", type=_new_file, metavar="FILE")
    _force_flag(export)
    _json_flag(export)

    clip = in_study("clip", tr("write a clip with faces blurred, after you have looked through it"), "clip:clip")
    clip.add_argument("--from-us", type=int, metavar="N", help=tr("where it begins; at the start if not given"))
    clip.add_argument("--to-us", type=int, metavar="N", help=tr("where it ends; at the end if not given"))
    heard = clip.add_mutually_exclusive_group()
    heard.add_argument("--sound", action="store_true", help=tr("with sound, by which people are recognised too"))
    heard.add_argument("--murmur", action="store_true", help=tr("with rhythm and loudness of the sound, and no words"))
    clip.add_argument("-o", "--output", type=_new_file, required=True, metavar="FILE")
    _force_flag(clip)
    _json_flag(clip)

    purpose = in_study(
        "purpose", tr("show or state what a study is for, and until when"), "guard:purpose", recording=False
    )
    purpose.add_argument("purpose", nargs="?", metavar="PURPOSE", help=tr("reflection, clinical, research or training"))
    purpose.add_argument("--until", metavar="DATE", help=tr("last day on which its clips can be seen, as 2027-12-31"))
    _json_flag(purpose)

    consent = in_study("consent", tr("show or record who agreed to what for a recording"), "guard:consent")
    consent.add_argument("--who", metavar="NAMES", help=tr("pseudonyms, with commas between"))
    consent.add_argument("--to", metavar="USES", help=tr("coding, showing, training, sharing, with commas between"))
    consent.add_argument("--until", metavar="DATE", help=tr("last day on which it holds, as 2027-12-31"))
    consent.add_argument("--withdraw", action="store_true", help=tr("they (or everybody) no longer agree: lock it"))
    _json_flag(consent)

    erase = in_study("erase", tr("erase a recording for ever, with a certificate that names no one"), "guard:erase")
    erase.add_argument("--now", action="store_true", help=tr("although it is not locked"))
    _json_flag(erase)

    audit = in_study(
        "audit", tr("show what left a study and what changed about its guarding"), "guard:audit", recording=False
    )
    audit.add_argument("--verify", action="store_true", help=tr("check that no entry was altered, removed or moved"))
    audit.add_argument(
        "--witness", metavar="HASH", help=tr("with --verify: a head noted earlier, which must still be there")
    )
    _json_flag(audit)

    seal = command("seal", tr("say whether the system refuses this app a network"), "study:seal")
    seal.add_argument("--check", action="store_true", help=tr("try again what the seal must refuse"))
    _json_flag(seal)

    opened = command("open", tr("open the window, on a study if one is given"), "window:open_window")
    opened.add_argument("study", type=Path, nargs="?", metavar="STUDY")
    opened.add_argument("--for-family", action="store_true", help=tr("begin with the view for showing to the family"))

    demo = command("demo", tr("analyse a sample clip and show it, in a window where there is a screen"), "window:demo")
    demo.add_argument("--no-window", action="store_true", help=tr("print the table that the window would show"))
    return parser


def _editing(in_study: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that change, find, copy and settle events."""

    def edits(name: str, help_: str, *, events: str = "+", recording: bool = False) -> argparse.ArgumentParser:
        sub = in_study(name, help_, f"editing:{name}", recording=recording)
        sub.add_argument("event", nargs=events, metavar="EVENT", help=tr("id of an event, such as e3"))
        sub.add_argument("--dry-run", action="store_true", help=tr("say what would be changed, and change nothing"))
        _coder_option(sub, required=True)
        _layer_option(sub)
        _json_flag(sub)
        return sub

    change = edits("change", tr("change events of your own: code, subject, times, modifiers, comment"), events="*")
    change.add_argument("--code", metavar="C", help=tr("another code of the scheme"))
    change.add_argument("--subject", metavar="S", help=tr("another subject"))
    change.add_argument("--onset-us", type=int, metavar="N", help=tr("another onset, moved onto a frame"))
    change.add_argument("--offset-us", type=int, metavar="N", help=tr("another offset, moved onto a frame"))
    change.add_argument(
        "--modifier",
        action="append",
        metavar="NAME=VALUE",
        help=tr("set a modifier; NAME= takes it off; repeatable"),
    )
    change.add_argument("--comment", metavar="TEXT", help=tr("another comment; empty takes it out"))
    change.add_argument("--shift-us", type=int, metavar="N", help=tr("move them by so much, back if below 0"))
    change.add_argument("--split-us", type=int, metavar="N", help=tr("make two of one, at this time"))
    change.add_argument(
        "--stretch", choices=("onset", "offset"), help=tr("let this edge meet the neighbour in its tier")
    )
    change.add_argument("--replace", nargs=2, metavar=("WHAT", "WITH"), help=tr("replace words in their comments"))
    change.add_argument("--regex", action="store_true", help=tr("with --replace: WHAT is a regular expression"))
    change.add_argument("--within", metavar="NAME", help=tr("with --replace: in the values of this modifier"))
    remove = edits("remove", tr("take events of your own out"), events="*")
    for sub in (change, remove):
        sub.add_argument("--where", metavar="QUERY", help=tr("all of your own that find would list"))
        sub.add_argument("--recording", metavar="ID", help=tr("with --where: in this recording; in all if not given"))
    edits("merge", tr("make one state of several of one code and subject"))

    paste = in_study("paste", tr("code events again from a time on, in this recording or another"), "editing:paste")
    paste.add_argument("event", nargs="+", metavar="EVENT", help=tr("id of an event, such as e3"))
    paste.add_argument("--at-us", type=int, required=True, metavar="N", help=tr("where the first of them begins"))
    copy = in_study("copy", tr("copy another coder's events into your own layer"), "editing:copy")
    copy.add_argument("event", nargs="*", metavar="EVENT", help=tr("only these; all of them if not given"))
    copy.add_argument("--from", dest="source", required=True, metavar="NAME", help=tr("whose events"))
    for sub in (paste, copy):
        sub.add_argument("--dry-run", action="store_true", help=tr("say what would be coded, and code nothing"))
        _coder_option(sub, required=True)
        _layer_option(sub)
        _json_flag(sub)

    lead = in_study("lead", tr("show or name who may settle differences"), "editing:lead", recording=False)
    lead.add_argument("name", nargs="?", metavar="NAME", help=tr("a project lead; shows them if not given"))
    _json_flag(lead)

    consensus = in_study("consensus", tr("settle several coders' layers into the consensus layer"), "editing:consensus")
    consensus.add_argument(
        "--of", nargs="+", default=[], metavar="NAME", help=tr("whose layers; what they share goes in")
    )
    consensus.add_argument("--take", nargs="+", metavar="EVENT", help=tr("take these events of theirs in too"))
    consensus.add_argument("--drop", nargs="+", metavar="EVENT", help=tr("take these out of the consensus layer"))
    consensus.add_argument(
        "--aside", nargs="+", metavar="EVENT", help=tr("settle that these events of theirs are not so")
    )
    _coder_option(consensus, required=True)
    _json_flag(consensus)

    find = in_study("find", tr("find events by code, words, duration, overlap, gap"), "editing:find", recording=False)
    find.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; every recording if not given"))
    find.add_argument(
        "query", metavar="QUERY", help=tr('such as "code=smile duration<0.5"; docs/cli.md lists the terms')
    )
    find.add_argument("--keep", metavar="NAME", help=tr("keep the query under a name, to be asked again as @NAME"))
    find.add_argument("--coder", metavar="NAME", help=tr("for this coder, who may code blind"))
    _json_flag(find)


def _pass_commands(in_study: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands about passes."""
    passes = in_study("passes", tr("list, define or forget passes, with progress"), "pass:passes", recording=False)
    passes.add_argument("--define", metavar="NAME", help=tr("keep a pass under this name"))
    passes.add_argument("--query", metavar="QUERY", help=tr("with --define: which events, as find reads it"))
    passes.add_argument("--codes", nargs="+", metavar="ROLE/CODE", help=tr("with --define: whose keys code in it"))
    passes.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help=tr("with --define: how fast the clip plays")
    )
    passes.add_argument("--subjects", nargs="+", metavar="WHO", help=tr("with --define: whose acts it is about"))
    passes.add_argument(
        "--layer", metavar="NAME", help=tr("with --define: whose events; those of who works if not given")
    )
    passes.add_argument(
        "--order", choices=("time", "code", "subject"), default="time", help=tr("with --define: by what")
    )
    passes.add_argument("--keys", nargs="+", metavar="ROLE/CODE=KEY", help=tr("with --define: keys of its own"))
    passes.add_argument("--forget", metavar="NAME", help=tr("take a pass out"))
    passes.add_argument("--coder", metavar="NAME", help=tr("progress of this coder alone"))
    _json_flag(passes)

    work = in_study("pass", tr("list what a pass is about in a recording, and mark how far one is"), "pass:work")
    work.add_argument("name", metavar="PASS", help=tr("its name; “details” is what codes ask for and is not said yet"))
    work.add_argument("--by", choices=("time", "code", "subject"), help=tr("in which order; its own if not given"))
    work.add_argument("--reached-us", type=int, metavar="N", help=tr("it has been worked through up to here"))
    work.add_argument("--done", action="store_true", help=tr("it is done"))
    _coder_option(work, required=True)
    _json_flag(work)


def _camera_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command about further cameras, which has commands of its own."""
    cameras = command("camera", tr("further cameras of a recording: add, propose, place, list"), "")
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
    _coder_option(add, required=False)
    _json_flag(add)

    listed = on("list", tr("list further cameras, and where each lies"), "listed")
    listed.add_argument("recording", nargs="?", metavar="RECORDING", help=tr("id; every recording if not given"))
    _json_flag(listed)

    _json_flag(on("propose", tr("let sound propose where a camera lies; nothing is changed"), "propose", "CAMERA"))

    place = on("place", tr("say where a camera lies; one undo takes it back"), "place", "CAMERA")
    _clock_options(place)
    place.add_argument("--from-sound", action="store_true", help=tr("where its sound proposes, if that is clear"))
    help_ = tr("a moment of the recording that is this moment of the camera; twice for the speed too")
    place.add_argument("--same", action="append", metavar="HERE=THERE", help=help_)
    _coder_option(place, required=True)
    _json_flag(place)

    call = on("call", tr("call a camera otherwise"), "call", "CAMERA")
    call.add_argument("name", metavar="NAME")
    _coder_option(call, required=True)

    remove = on("remove", tr("take a camera and its clip out for ever"), "remove", "CAMERA")
    remove.add_argument("--now", action="store_true", help=tr("yes, for ever"))


def _clock_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offset-us", type=int, metavar="N", help=tr("when its first frame is shown, on the first clip")
    )
    parser.add_argument("--rate", type=float, metavar="R", help=tr("seconds of its clock in one of the first clip's"))


def _training_commands(in_study: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands about practice."""
    practice = in_study(
        "practice", tr("practise against a gold-standard layer; what is coded is no data"), "training:practice"
    )
    practice.add_argument("--gold", metavar="LAYER", help=tr("begin, against this layer: a coder's, or consensus"))
    practice.add_argument("--differences", action="store_true", help=tr("show where one differs from it so far"))
    practice.add_argument(
        "--done", action="store_true", help=tr("it is coded to its end: see the whole beside the gold")
    )
    _coder_option(practice, required=True)
    _json_flag(practice)

    training = in_study(
        "training", tr("what a trainer reads: kappa by code and session"), "training:training", recording=False
    )
    training.add_argument("--coder", metavar="NAME", help=tr("this trainee alone"))
    _json_flag(training)


def _layer_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--layer", metavar="LAYER", help=tr("consensus, for a project lead; your own if not given"))


def _resolve(name: str) -> Callable[[argparse.Namespace], None]:
    """Load the module of a command only when it runs: a short question must not wait for models and windows."""
    module, _, function = name.partition(":")
    found: Callable[[argparse.Namespace], None] = getattr(import_module(f"ui.cli.{module}_commands"), function)
    return found


def _json_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=tr("print JSON, as docs/cli.md describes it"))


def _recovery_option(parser: argparse.ArgumentParser) -> None:
    help_ = tr("write the recovery key to a new file; without it, it is shown on a terminal only")
    parser.add_argument("--recovery-file", type=_new_file, metavar="FILE", help=help_)


def _force_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help=tr("write over the file, where there is one already"))


def _coder_option(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--coder", required=required, default=None, metavar="NAME", help=tr("who says so; a pseudonym"))


def _plain_rule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain-rule", action="store_true", help=tr("leave the family's full-presence windows aside"))
