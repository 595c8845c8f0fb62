"""Arguments of the commands by which people code, decide, change and practise."""

from __future__ import annotations

import argparse

from coder.exchanges.pairing import NAMED_RULES
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import subject_said
from ui.cli.arguments.command_set import (
    EVERY,
    CommandSet,
    coder_option,
    json_flag,
    layer_option,
    optional_recording,
    plain_rule,
    rule_option,
)


def add_to(commands: CommandSet) -> None:
    """Add them."""
    _listing(commands)
    _deciding(commands)
    _hand_coding(commands)
    _exchanges(commands)
    _blinding(commands)
    _editing(commands)
    _pass(commands)
    _training(commands)
    _private_note(commands)


def _listing(commands: CommandSet) -> None:
    for name, help_, run in (
        ("people", tr("list the people the models told apart"), "coding:people"),
        ("proposals", tr("list what the models propose"), "coding:proposals"),
        ("events", tr("list what humans confirmed"), "coding:events"),
        ("signals", tr("print the measured signals"), "coding:signals"),
    ):
        listing = commands.in_study(name, help_, run)
        if name != "people":
            who = tr("only this coder's events") if name == "events" else tr("for this coder, who may code blind")
            listing.add_argument("--coder", *(("--layer",) if name == "events" else ()), metavar="NAME", help=who)
        if name == "proposals":
            listing.add_argument("--exchanges", action="store_true", help=tr("what came back and how soon, not acts"))
            listing.add_argument("--rule", choices=tuple(NAMED_RULES), help=tr("with --exchanges; default prompt-3s"))
        json_flag(listing)


def _deciding(commands: CommandSet) -> None:
    role = commands.in_study("role", tr("say who a person is"), "coding:role")
    role.add_argument("person", metavar="PERSON", help=tr("letter of the person, such as A"))
    role.add_argument(
        "role",
        metavar="ROLE",
        type=subject_said,
        help=tr("child, child:NAME, caregiver, caregiver:NAME, other or nobody"),
    )
    role.add_argument(
        "--events",
        choices=("keep", "follow", "remove"),
        help=tr("what becomes of your accepted events of that person: left, given the new role, or taken out"),
    )
    coder_option(role, required=False)

    decide = commands.in_study("decide", tr("accept, adjust or reject a proposal"), "coding:decide", recording=False)
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
        "--subject",
        metavar="WHO",
        type=subject_said,
        help=tr("whose voice it was: child, child:NAME, caregiver, caregiver:NAME, other or several"),
    )
    decide.add_argument(
        "--alike", action="store_true", help=tr("the same of every voice of its code that still waits in the recording")
    )
    decide.add_argument(
        "--until-us", type=int, metavar="N", help=tr("the same of every act of its kind that waits and begins before N")
    )
    coder_option(decide, required=True)


def _hand_coding(commands: CommandSet) -> None:
    code = commands.in_study("code", tr("code an event that no model proposed"), "coding:code")
    code.add_argument(
        "subject",
        metavar="SUBJECT",
        help=tr("child, child:NAME, caregiver, caregiver:NAME, together, other or several"),
    )
    code.add_argument("code", metavar="CODE", help=tr("a code of the scheme, such as smile"))
    code.add_argument("--onset-us", type=int, metavar="N", required=True)
    code.add_argument("--offset-us", type=int, metavar="N", help=tr("not needed for a point"))
    code.add_argument("--modifier", action="append", metavar="NAME=VALUE", help=tr("a detail that it has; repeatable"))
    code.add_argument(
        "--snap", action="store_true", help=tr("let its edges meet the proposal that waits for the same act")
    )
    coder_option(code, required=True)
    layer_option(code)
    json_flag(code)

    settle = commands.in_study(
        "settle", tr("say what became of a bid where a rule cannot"), "coding:settle", recording=False
    )
    settle.add_argument("bid", metavar="BID", help=tr("event id of the bid, such as e3"))
    settle.add_argument("outcome", metavar="OUTCOME", help=tr('such as "available nearby", or "open" to take it back'))
    coder_option(settle, required=True)
    layer_option(settle)

    for name, help_, run in (
        ("undo", tr("take back the newest edit"), "coding:undo"),
        ("redo", tr("bring back the edit that was undone last"), "coding:redo"),
    ):
        coder_option(commands.in_study(name, help_, run, recording=False), required=False)


def _exchanges(commands: CommandSet) -> None:
    exchanges = commands.in_study(
        "exchanges", tr("pair confirmed bids with responses under a named rule"), "coding:exchanges"
    )
    rule_option(exchanges)
    plain_rule(exchanges)
    exchanges.add_argument("--coder", "--layer", metavar="NAME", help=tr("only this coder's events"))
    json_flag(exchanges)


def _blinding(commands: CommandSet) -> None:
    blind = commands.in_study("blind", tr("show or say who codes a recording blind"), "blinding:blind", recording=False)
    optional_recording(blind, EVERY)
    blind.add_argument("--coder", metavar="NAME", help=tr("begin it blind in this coder's name"))
    how = blind.add_mutually_exclusive_group()
    how.add_argument(
        "--open", action="store_true", help=tr("with --coder: end it once and for all, and show everything")
    )
    how.add_argument(
        "--look", action="store_true", help=tr("with --coder: begin it in view of what others coded, not blind")
    )
    blind.add_argument("--share", metavar="SHARE", help=tr("share of recordings to be coded blind, 0 to 1"))
    json_flag(blind)

    stretches = commands.in_study("stretches", tr("list stretches where nothing was proposed"), "blinding:stretches")
    stretches.add_argument("--coder", metavar="NAME", help=tr("for this coder, who may code blind"))
    json_flag(stretches)

    looked = commands.in_study("looked", tr("say what a look at a stretch found"), "blinding:looked", recording=False)
    looked.add_argument("id", metavar="ID", help=tr("id of the stretch, such as s1"))
    looked.add_argument("verdict", choices=("nothing", "found", "skip"))
    coder_option(looked, required=True)


def _editing(commands: CommandSet) -> None:
    """Add the commands that change, find, copy and settle events."""

    def edits(name: str, help_: str, *, events: str = "+", recording: bool = False) -> argparse.ArgumentParser:
        sub = commands.in_study(name, help_, f"editing:{name}", recording=recording)
        sub.add_argument("event", nargs=events, metavar="EVENT", help=tr("id of an event, such as e3"))
        sub.add_argument("--dry-run", action="store_true", help=tr("say what would be changed, and change nothing"))
        coder_option(sub, required=True)
        layer_option(sub)
        json_flag(sub)
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

    paste = commands.in_study(
        "paste", tr("code events again from a time on, in this recording or another"), "editing:paste"
    )
    paste.add_argument("event", nargs="+", metavar="EVENT", help=tr("id of an event, such as e3"))
    paste.add_argument("--at-us", type=int, required=True, metavar="N", help=tr("where the first of them begins"))
    copy = commands.in_study("copy", tr("copy another coder's events into your own layer"), "editing:copy")
    copy.add_argument("event", nargs="*", metavar="EVENT", help=tr("only these; all of them if not given"))
    copy.add_argument("--from", dest="source", required=True, metavar="NAME", help=tr("whose events"))
    for sub in (paste, copy):
        sub.add_argument("--dry-run", action="store_true", help=tr("say what would be coded, and code nothing"))
        coder_option(sub, required=True)
        layer_option(sub)
        json_flag(sub)

    lead = commands.in_study("lead", tr("show or name who may settle differences"), "editing:lead", recording=False)
    lead.add_argument("name", nargs="?", metavar="NAME", help=tr("a project lead; shows them if not given"))
    json_flag(lead)

    consensus = commands.in_study(
        "consensus", tr("settle several coders' layers into the consensus layer"), "editing:consensus"
    )
    consensus.add_argument(
        "--of", nargs="+", default=[], metavar="NAME", help=tr("whose layers; what they share goes in")
    )
    consensus.add_argument("--take", nargs="+", metavar="EVENT", help=tr("take these events of theirs in too"))
    consensus.add_argument("--drop", nargs="+", metavar="EVENT", help=tr("take these out of the consensus layer"))
    consensus.add_argument(
        "--aside", nargs="+", metavar="EVENT", help=tr("settle that these events of theirs are not so")
    )
    coder_option(consensus, required=True)
    json_flag(consensus)

    find = commands.in_study(
        "find", tr("find events by code, words, duration, overlap, gap"), "editing:find", recording=False
    )
    optional_recording(find, EVERY)
    find.add_argument(
        "query", metavar="QUERY", help=tr('such as "code=smile duration<0.5"; docs/cli.md lists the terms')
    )
    find.add_argument("--keep", metavar="NAME", help=tr("keep the query under a name, to be asked again as @NAME"))
    find.add_argument("--coder", metavar="NAME", help=tr("for this coder, who may code blind"))
    json_flag(find)


def _pass(commands: CommandSet) -> None:
    """Add the commands about passes."""
    passes = commands.in_study(
        "passes", tr("list, define or forget passes, with progress"), "pass:passes", recording=False
    )
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
    json_flag(passes)

    work = commands.in_study(
        "pass", tr("list what a pass is about in a recording, and mark how far one is"), "pass:work"
    )
    work.add_argument("name", metavar="PASS", help=tr("its name; “details” is what codes ask for and is not said yet"))
    work.add_argument("--by", choices=("time", "code", "subject"), help=tr("in which order; its own if not given"))
    work.add_argument("--reached-us", type=int, metavar="N", help=tr("it has been worked through up to here"))
    work.add_argument("--done", action="store_true", help=tr("it is done"))
    coder_option(work, required=True)
    json_flag(work)


def _training(commands: CommandSet) -> None:
    """Add the commands about practice."""
    practice = commands.in_study(
        "practice", tr("practise against a gold-standard layer; what is coded is no data"), "training:practice"
    )
    practice.add_argument("--gold", metavar="LAYER", help=tr("begin, against this layer: a coder's, or consensus"))
    practice.add_argument("--differences", action="store_true", help=tr("show where one differs from it so far"))
    practice.add_argument(
        "--done", action="store_true", help=tr("it is coded to its end: see the whole beside the gold")
    )
    coder_option(practice, required=True)
    json_flag(practice)

    training = commands.in_study(
        "training", tr("what a trainer reads: kappa by code and session"), "training:training", recording=False
    )
    training.add_argument("--coder", metavar="NAME", help=tr("this trainee alone"))
    json_flag(training)


def _private_note(commands: CommandSet) -> None:
    private = commands.in_study(
        "note-to-self",
        tr("keep what you notice in yourself; it is in no export, report or figure"),
        "private_note:note_to_self",
    )
    coder_option(private, required=True)
    private.add_argument(
        "--at", type=int, default=0, metavar="US", help=tr("the moment it belongs to, in microseconds")
    )
    private.add_argument("--list", action="store_true", help=tr("show yours, and keep none"))
    private.add_argument("--remove", metavar="NOTE", help=tr("take one of yours out"))
    json_flag(private)
