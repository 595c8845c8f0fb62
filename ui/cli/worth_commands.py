"""The command that says what the proposals are worth in a study, and switches a rule off or on for a coder."""

from __future__ import annotations

import argparse

from coder.report.figures.proposal_worth import RuleWorth, worth_words
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import open_study
from ui.operations.proposals_worth import CardsWorth, StudyWorth, missed_words, rule_words, switch_rules, worth_in

MODEL_HEADINGS = (tr("model"), tr("so"), tr("moved"), tr("not so"), tr("later"), tr("waits"), tr("missed"))
_MODEL_CELLS = ("model", "accepted", "moved", "rejected", "later", "waiting", "missed")
HEADINGS = (
    tr("rule"),
    tr("so"),
    tr("moved"),
    tr("not so"),
    tr("later"),
    tr("waits"),
    tr("missed"),
    tr("time"),
    tr("each"),
    tr("by hand"),
    "",
)


def worth(options: argparse.Namespace) -> None:
    """Print what each rule's proposals cost and gave; with --off or --on, switch one for a coder first."""
    if (options.off or options.on) and not options.coder:
        raise StudyError(tr("A rule is switched off for one coder; say for whom with --coder."))
    with open_study(options.study) as project:
        coder = (options.coder or "").strip() or None
        for name, shown in ((options.off, False), (options.on, True)):
            if name and coder:
                _switch(project, coder, name, shown=shown)
        found = worth_in(project, coder=coder)
        scheme = project.scheme
    if options.json:
        print_json(worth_json(found))
        return
    print_table(
        HEADINGS,
        [worth_row(rule_words(scheme, one.rule), one) for one in found.rules],
        empty=tr("Nothing was decided or coded by hand yet with proposals in view."),
    )
    models = _by_model(found)
    if models:
        print_table(MODEL_HEADINGS, [tuple(str(one[name]) for name in _MODEL_CELLS) for one in models], empty="")
    for one in found.rules:
        if one.costs_more and one.shown:
            print_line(
                tr(
                    "{rule}: {worth} Switch it off: --off {split}",
                    rule=rule_words(scheme, one.rule),
                    worth=worth_words(one),
                    split=one.rule.split()[1],
                )
            )
    print_line(_cards_words(found.cards))


def _switch(project: Project, coder: str, name: str, *, shown: bool) -> None:
    changed = switch_rules(project, coder, name, shown=shown)
    state = tr("proposes again") if shown else tr("proposes nothing now")
    for rule in changed:
        print_note(
            tr(
                "{rule}: {state} to {coder}; what was decided stays.",
                rule=rule_words(project.scheme, rule),
                state=state,
                coder=coder,
            )
        )
    if not changed:
        print_note(
            tr("{name} was {part} for {coder} already.", name=name, part=tr("on") if shown else tr("off"), coder=coder)
        )


def worth_json(found: StudyWorth) -> dict[str, object]:
    """Return it as docs/cli.md describes it."""
    cards = found.cards
    return {
        "recordings": found.recordings,
        "rules": [_rule_json(one) for one in found.rules],
        "models": _by_model(found),
        "cards": {
            "confirmed": cards.confirmed,
            "changed": cards.changed,
            "taken_apart": cards.taken_apart,
            "later": cards.later,
            "missed": cards.missed,
            "seconds": round(cards.seconds, 3),
        },
        "hand": {"timed": found.hand_coded, "seconds_per_event": _rounded(found.hand_seconds)},
    }


def _rule_json(one: RuleWorth) -> dict[str, object]:
    rule, _, code = one.rule.partition(" ")
    return {
        "rule": rule or None,
        "code": code,
        "versions": list(one.versions),
        "models": list(one.models),
        "accepted": one.accepted,
        "moved": one.moved,
        "rejected": one.rejected,
        "met_quietly": one.met,
        "later": one.later,
        "waiting": one.waiting,
        "missed": one.missed,
        "share_accepted": _rounded(one.share(one.accepted)),
        "share_moved": _rounded(one.share(one.moved)),
        "share_rejected": _rounded(one.share(one.rejected)),
        "share_missed": _rounded(one.missed / (one.kept + one.missed) if one.kept + one.missed else None),
        "timed": one.timed,
        "seconds": round(one.seconds, 3),
        "median_seconds": _rounded(one.median_seconds),
        "hand_seconds_per_event": _rounded(one.hand_seconds),
        "keys": one.keys,
        "hand_keys": one.hand_keys,
        "costs_more": one.costs_more,
        "shown": one.shown,
        "words": worth_words(one),
    }


def _by_model(found: StudyWorth) -> list[dict[str, object]]:
    """Return the same by model: a proposal that rests on two models counts with each."""
    models = sorted({model for one in found.rules for model in one.models})
    return [
        {
            "model": model,
            **{
                name: sum(getattr(one, name) for one in found.rules if model in one.models)
                for name in ("accepted", "moved", "rejected", "later", "waiting", "missed")
            },
            "seconds": round(sum(one.seconds for one in found.rules if model in one.models), 3),
        }
        for model in models
    ]


def worth_row(words: str, one: RuleWorth) -> tuple[str, ...]:
    """Return a rule as the table for people shows it."""
    counts = (one.accepted, one.moved, one.rejected, one.later, one.waiting, one.missed)
    return (
        words,
        *(str(count) for count in counts),
        tr("{seconds:.0f} s", seconds=one.seconds) if one.timed else "",
        "" if one.median_seconds is None else tr("{median_seconds:.1f} s", median_seconds=one.median_seconds),
        "" if one.hand_seconds is None else tr("{hand_seconds:.1f} s", hand_seconds=one.hand_seconds),
        "" if one.shown else tr("switched off"),
    )


def _cards_words(cards: CardsWorth) -> str:
    missed = missed_words(cards)
    if not cards.confirmed + cards.changed + cards.taken_apart + cards.later:
        return tr("No exchange was decided on a card yet.") + missed
    said = tr(
        "Cards: {confirmed} confirmed, {changed} changed, {taken_apart} not so, {later} left "
        "for later, {seconds:.0f} s in all.",
        confirmed=cards.confirmed,
        changed=cards.changed,
        taken_apart=cards.taken_apart,
        later=cards.later,
        seconds=cards.seconds,
    )
    return said + missed


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
