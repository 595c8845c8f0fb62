"""Commands about proposed exchanges: what came back, and how soon; listed, and decided on as single acts are."""

from __future__ import annotations

import argparse
import re

from coder.exchanges.pairing import RULES
from coder.proposals.exchange import ExchangeProposal
from coder.report.pages.caregiver_side import state_words
from coder.study.edits.changes import Edit
from coder.study.edits.exchanges import BY_RULE, CardPart, ConfirmExchange, RejectExchange, SetPairing, SkipExchange
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from coder.vocabulary.time import format_us
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import make_edit, open_study

USUAL_RULE = "prompt-3s"
EXCHANGE_HEADINGS = (tr("id"), tr("at"), tr("kind"), tr("latency"), "±", tr("can be said"), tr("status"), tr("why"))
MS = 1000
_ID = re.compile(r"[xsmr]-[a-z]+[0-9]+(-[a-z]+[0-9]+)?")


def is_exchange(name: str) -> bool:
    """Whether an id is that of a proposed exchange."""
    return _ID.fullmatch(name) is not None


def list_exchanges(options: argparse.Namespace) -> None:
    """List proposed exchanges under a rule."""
    with open_study(options.study) as project:
        project.recording(options.recording)
        if options.coder:
            project.require_seen(options.recording, options.coder.strip(), tr("what the models propose"))
        queue = project.exchange_queue(options.recording, RULES[options.rule or USUAL_RULE], coder=options.coder)
        beside = project.beside(options.recording)
    print_note(state_words(beside))
    if options.json:
        print_json([exchange_proposal_json(item) for item in queue.items])
        return
    print_table(
        EXCHANGE_HEADINGS,
        [exchange_proposal_row(item) for item in queue.items],
        empty=tr("Nothing is proposed: no bid, nothing shared, no repair and no reunion was seen or confirmed."),
    )


def exchange_proposal_json(item: ExchangeProposal) -> dict[str, object]:
    """Return a proposed exchange as docs/cli.md describes it."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "bid": item.bid,
        "response": item.response,
        "latency_us": item.latency_us,
        "latency_bound_us": item.latency_bound_us,
        "anchor_us": item.anchor_us,
        "watched_until_us": item.watched_until_us,
        "offered_outcome": item.offered_outcome,
        "evidence": item.evidence,
        "status": item.status.value,
        "rule": item.rule or None,
        "parts": list(item.parts),
        "waiting": list(item.waiting),
        "between": list(item.between),
        "observable": item.observable,
        "paired_by_hand": item.paired_by_hand,
    }


def decide_exchange(options: argparse.Namespace) -> None:
    """Confirm, change, reject or leave a proposed exchange: acts and pairing are one step."""
    _check(options)
    with open_study(options.study) as project:
        card = _card(project, options)
        make_edit(project, _edit(options, card), coder=options.coder)
    if options.response == BY_RULE:
        print_line(tr("{card}: its pairing is the rule's again.", card=card.id))
        return
    print_line(decided_words(options.verdict, card.id))


def decided_words(verdict: str, what: str) -> str:
    """Say what was decided on proposals or on a card, named by their ids."""
    if verdict == "skip":
        return tr("{what}: left for later.", what=what)
    return tr("{what}: accepted.", what=what) if verdict == "accept" else tr("{what}: rejected.", what=what)


def _check(options: argparse.Namespace) -> None:
    if options.onset_us is not None or options.offset_us is not None:
        raise StudyError(
            tr(
                "{options} is made of several acts; move one of them by its own id, with --onset-us.",
                options=options.id,
            )
        )
    if options.verdict != "accept" and (options.response is not None or options.outcome is not None):
        raise StudyError(tr("Only an exchange that is accepted has a response or an outcome; use accept with them."))
    if options.verdict != "reject" and options.part is not None:
        raise StudyError(tr("A part can only be rejected; use reject with --part."))


def _card(project: Project, options: argparse.Namespace) -> ExchangeProposal:
    """Find an exchange under the rule that was named, else under the usual one, else under any that proposes it."""
    recording = project.recording_of_exchange(options.id, coder=options.coder)
    names = [options.rule] if options.rule else [USUAL_RULE, *(name for name in RULES if name != USUAL_RULE)]
    for name in names:
        queue = project.exchange_queue(recording, RULES[name], coder=options.coder)
        found = next((item for item in queue.items if item.id == options.id), None)
        if found is not None:
            return found
    return queue.named(options.id)


def _edit(options: argparse.Namespace, card: ExchangeProposal) -> Edit:
    if options.verdict == "skip":
        return SkipExchange(card)
    if options.verdict == "reject":
        return RejectExchange(card, CardPart(options.part or CardPart.PAIRING))
    if options.response == BY_RULE:
        if not card.paired_by_hand or options.outcome is not None:
            raise StudyError(
                tr("{card} is not paired by hand, so there is nothing to leave to the rule.", card=card.id)
                if not card.paired_by_hand
                else tr("Leave the pairing to the rule first, then say what became of the bid.")
            )
        return SetPairing(card.bid, to_rule=True)
    return ConfirmExchange(card, response=options.response, outcome=options.outcome)


def exchange_proposal_row(item: ExchangeProposal) -> tuple[str, ...]:
    """Return a proposed exchange as the table for people shows it."""
    return (
        item.id,
        format_us(item.interval.onset_us),
        named(item.kind),
        "" if item.latency_us is None else tr("{latency_us:.0f} ms", latency_us=item.latency_us / MS),
        tr("{latency_bound_us:.0f} ms", latency_bound_us=item.latency_bound_us / MS),
        item.offered_outcome or "",
        named(item.status),
        item.evidence,
    )
