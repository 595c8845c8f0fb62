"""What a human says of a proposed exchange, as edits: acts, pairing and outcome are one step, and one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from coder.exchanges.pairing import SETTLED_BY_HUMAN, Outcome
from coder.proposals.exchange import ALREADY_THERE, ExchangeKind, ExchangeProposal
from coder.study.edits.changes import Changes, Row, RowChange, StudyRows
from coder.study.edits.coding import Accept, MoveEvent, Reject, SettleOutcome
from coder.study.edits.event_ledger import not_yours, said_event
from coder.study.edits.planned_rows import PlannedRows
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import who_words

NOTHING = "none"
"""In place of a response: a human says that no act answers the bid."""

BY_RULE = "rule"
"""In place of a response: what was paired by hand is left to the rule again."""

LEFT_TO_THE_RULE = ("", "open", ALREADY_THERE, Outcome.ANSWERED.value, Outcome.UNSETTLED.value)
"""Words that a rule says by itself once the acts are confirmed: nobody has to settle them."""


class CardPart(StrEnum):
    """What of a card is not so."""

    PAIRING = "pairing"
    BID = "bid"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class ConfirmExchange:
    """Confirm what waits of a proposed exchange, as it is shown or changed.

    Attributes
    ----------
    card : ExchangeProposal
        As it was shown.
    response : str or None
        Another act (proposal or event) that answers the bid, ``none`` where nothing does; None leaves the card's own.
    outcome : str or None
        What became of the bid; None takes what the card offers, "open" leaves it to the rule.
    times : mapping of act id to (onset_us, offset_us)
        Acts that were moved.
    only : frozenset of act ids or None
        Confirm just these acts; the rest of the card goes on waiting.
    took_ms : int
        How long the card was in hand.
    """

    card: ExchangeProposal
    response: str | None = None
    outcome: str | None = None
    times: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    only: frozenset[str] | None = None
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"confirm {'part of ' if self.only is not None else ''}{self.card.id}"

    @property
    def leaves_moved_to_rule(self) -> bool:
        """Whether acts of an answer's card were moved and their pairing is still the rule's to say."""
        whole = self.response is None and self.outcome is None and self.only is None
        return whole and bool(self.times) and self.card.kind is ExchangeKind.ANSWER and self.card.response is not None

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        card, planned = self.card, PlannedRows(rows)
        self._refuse_what_stands(rows)
        replaced = self._replaced()
        word = self._word(replaced)
        said = word or ""
        takes_away = card.response is not None and replaced is None and said not in (*LEFT_TO_THE_RULE, "acknowledged")
        acts = [part for part in card.parts if self.only is None or part in self.only]
        if replaced is not None or takes_away:
            acts = [act for act in acts if act != card.response]
        if replaced not in (None, NOTHING):
            acts.append(str(replaced))
        events = {act: _confirmed(planned, coder, act, self.times.get(act), self._took(acts, act)) for act in acts}
        if self.only is not None:
            return planned.changes
        if replaced is not None or (takes_away and said != Outcome.NOT_A_BID):
            answer = events[replaced] if replaced not in (None, NOTHING) else None
            planned.extend([pairing_change(planned, coder, events[card.bid], answer, rule=card.rule)])
        if said not in LEFT_TO_THE_RULE:
            planned.extend(SettleOutcome(events[card.bid], Outcome(said)).plan(planned, coder))
        changed = replaced is not None or takes_away or bool(self.times)
        verdict = Status.ADJUSTED if changed else Status.ACCEPTED
        planned.extend([_word_change(planned, coder, card, verdict, self.took_ms)])
        return planned.changes

    def _refuse_what_stands(self, rows: StudyRows) -> None:
        """Refuse to say again what was decided by hand: "accepted" would sound as if something had become otherwise."""
        if self.response is not None or self.outcome is not None or self.times or self.only is not None:
            return
        decided = self.card.status in (Status.ACCEPTED, Status.ADJUSTED)
        if decided and any(rows.get(table, self.card.bid) is not None for table in ("pairings", "outcomes")):
            raise StudyError(
                tr(
                    "{card} was decided by hand already and stays as it is; to decide it otherwise name what answers "
                    "it (a response, none, or rule to leave the pairing to the rule) or what became of it.",
                    card=self.card.id,
                )
            )

    def _took(self, acts: Sequence[str], act: str) -> int:
        """The time that a card took is shared by the acts that were decided on with it, and so counted once."""
        decided = [one for one in acts if one in self.card.waiting] or [self.card.bid]
        share, rest = divmod(self.took_ms, len(decided))
        return share + (rest if act == decided[0] else 0) if act in decided else 0

    def _replaced(self) -> str | None:
        """Return the act that a human named as the response, were it the card's own; None where they named none."""
        if self.response is None:
            return None
        if self.card.kind is not ExchangeKind.ANSWER:
            raise StudyError(
                tr(
                    "This is no bid with an answer ({kind}), so no other act can be put there; accept it or reject it.",
                    kind=self.card.kind.value,
                )
            )
        if self.response == self.card.bid:
            raise StudyError(tr("An act cannot answer itself; name another one as the response."))
        return self.response

    def _word(self, replaced: str | None) -> str | None:
        word = self.outcome
        if word is None:
            offered = self.card.offered_outcome
            return offered if replaced in (None, NOTHING) and self.only is None else None
        word = word.replace("_", " ")
        if self.card.kind is not ExchangeKind.ANSWER:
            raise StudyError(
                tr(
                    "This is no bid ({kind}), so nothing is said of what became of it.",
                    kind=self.card.kind.value,
                )
            )
        known = {outcome.value for outcome in SETTLED_BY_HUMAN} | set(LEFT_TO_THE_RULE)
        if word not in known:
            words = ", ".join(outcome.value for outcome in SETTLED_BY_HUMAN)
            raise StudyError(tr("{word!r} is not an outcome; use one of: {words}, open.", word=word, words=words))
        if replaced not in (None, NOTHING) and word not in (*LEFT_TO_THE_RULE, Outcome.ACKNOWLEDGED.value):
            raise StudyError(
                tr(
                    "Either {replaced} answers the bid, or {word!r} is said of it; give --response or --outcome.",
                    replaced=replaced,
                    word=word,
                )
            )
        return word


@dataclass(frozen=True, slots=True)
class RejectExchange:
    """Say that a proposed exchange is not so: these two do not belong together, or one of the acts was not there.

    What is left of it goes on waiting.
    """

    card: ExchangeProposal
    part: CardPart = CardPart.PAIRING
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"reject {'' if self.part is CardPart.PAIRING else f'the {self.part.value} of '}{self.card.id}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        card, planned = self.card, PlannedRows(rows)
        part = self.part
        if part is CardPart.PAIRING and card.kind is ExchangeKind.ANSWER and card.response is None:
            part = CardPart.BID  # there is nothing else on the card that could be not so
        act = {CardPart.BID: card.bid, CardPart.RESPONSE: card.response}.get(part)
        if part is CardPart.RESPONSE and act is None:
            raise StudyError(tr("{card} proposes no response, so there is none to reject.", card=card.id))
        if act is not None and rows.get("proposals", act) is not None:
            planned.extend(Reject(act, took_ms=self.took_ms).plan(planned, coder))
        elif act is not None and part is CardPart.BID and card.kind is ExchangeKind.ANSWER:
            # It was confirmed as something seen; that it was seen stays, that it asked for an answer does not.
            planned.extend(SettleOutcome(act, Outcome.NOT_A_BID).plan(planned, coder))
        planned.extend([_word_change(planned, coder, card, Status.REJECTED, self.took_ms)])
        return planned.changes


@dataclass(frozen=True, slots=True)
class SkipExchange:
    """Leave a proposed exchange for later; it comes again at the end of the queue."""

    card: ExchangeProposal
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"skip {self.card.id}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        return [_word_change(rows, coder, self.card, Status.SKIPPED, self.took_ms)]


@dataclass(frozen=True, slots=True)
class ReopenExchange:
    """Let an exchange that was rejected wait again."""

    card: ExchangeProposal

    @property
    def label(self) -> str:
        return f"decide {self.card.id} again"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        if self.card.status is not Status.REJECTED:
            raise StudyError(tr("{card} was not rejected, so there is nothing to take back.", card=self.card.id))
        return [_word_change(rows, coder, self.card, Status.OPEN, 0)]


@dataclass(frozen=True, slots=True)
class SetPairing:
    """Say by hand which event answers a bid (None: nothing does), or leave it to the rule again."""

    bid: str
    response: str | None = None
    to_rule: bool = False

    @property
    def label(self) -> str:
        return f"leave {self.bid} to the rule" if self.to_rule else f"pair {self.bid} with {self.response or 'nothing'}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before = rows.get("pairings", self.bid)
        if self.to_rule:
            if before is not None and before["coder"] != coder:
                raise StudyError(not_yours(_listed_event(rows, self.bid), rows.scheme))
            return [RowChange("pairings", self.bid, before, None)] if before is not None else []
        return [pairing_change(rows, coder, self.bid, self.response, rule="")]


def _listed_event(rows: StudyRows, event_id: str) -> Row:
    event = rows.get("events", event_id)
    if event is None:
        raise StudyError(tr("There is no event {bid!r} in this study; list them to find its id.", bid=event_id))
    return event


def pairing_change(rows: StudyRows, coder: str, bid: str, response: str | None, *, rule: str) -> RowChange:
    """Return the change that pairs two events by hand; raise StudyError where they cannot be a bid and its answer."""
    event = _listed_event(rows, bid)
    if event["coder"] != coder:
        raise StudyError(not_yours(event, rows.scheme))
    if response is not None:
        answer = rows.get("events", response)
        if answer is None:
            raise StudyError(
                tr("There is no event {response!r} in this study; list them to find its id.", response=response)
            )
        if answer["recording"] != event["recording"]:
            raise StudyError(
                tr(
                    "{bid} and {response} are of two recordings, so one cannot answer the other.",
                    bid=said_event(event, rows.scheme),
                    response=said_event(answer, rows.scheme),
                )
            )
        if answer["subject"] == event["subject"]:
            raise StudyError(
                tr(
                    "{bid} and {response} are both by the {who}; an answer is another person's.",
                    bid=said_event(event, rows.scheme),
                    response=said_event(answer, rows.scheme),
                    who=who_words(str(event["subject"])),
                )
            )
    after = pairing_row(
        bid, recording=str(event["recording"]), response=response, coder=coder, rule=rule, set_at=rows.now()
    )
    return RowChange("pairings", bid, rows.get("pairings", bid), after)


def pairing_row(bid: str, *, recording: str, response: str | None, coder: str, rule: str, set_at: str) -> Row:
    """Return what is stored of a pairing set by hand; ``rule`` is the one it was set beside, "" for none."""
    return {"id": bid, "recording": recording, "response": response, "coder": coder, "rule": rule, "set_at": set_at}


def _confirmed(planned: PlannedRows, coder: str, act: str, times: tuple[int, int] | None, took_ms: int) -> str:
    """Plan the confirming of an act and return its event's id."""
    proposal = planned.get("proposals", act)
    if proposal is None:
        if planned.get("events", act) is None:
            raise StudyError(
                tr("There is no proposal or event {act!r} in this study; list them to find its id.", act=act)
            )
        if times is not None:
            planned.extend(MoveEvent(act, *times).plan(planned, coder))
        return act
    own = planned.where("events", recording=proposal["recording"], proposal=act, coder=coder)
    if own:
        return str(own[0]["id"])  # what this coder confirmed before goes by its old name
    onset, offset = times or (None, None)
    changes = Accept(act, onset, offset, took_ms=took_ms).plan(planned, coder)
    planned.extend(changes)
    made = (c for c in changes if c.table == "events" and c.before is None and c.after is not None)
    return next(change.id for change in made if change.after is not None and change.after["proposal"] == act)


def _word_change(rows: StudyRows, coder: str, card: ExchangeProposal, verdict: Status, took_ms: int) -> RowChange:
    row_id = f"{card.recording}/{coder}/{card.id}"
    before = rows.get("exchange_words", row_id)
    spent = int(before["took_ms"] or 0) if before is not None else 0
    roots = card.id.split("-")[1:]
    after: Row = {
        "id": row_id,
        "recording": card.recording,
        "exchange": card.id,
        "bid": roots[0],
        "response": roots[1] if len(roots) > 1 else None,
        "rule": card.rule,
        "verdict": verdict.value,
        "coder": coder,
        "decided_at": rows.now(),
        "took_ms": spent + took_ms,
    }
    return RowChange("exchange_words", row_id, before, after)


def waits_again(changes: Changes) -> str | None:
    """Return the exchange that an undo or a redo (or a change of mind) lets wait again; None where it is none."""
    again = [
        str(row.before["exchange"])
        for row in changes.touched("exchange_words")
        if row.before is not None and (row.after is None or row.after["verdict"] == Status.OPEN)
    ]
    return again[-1] if again else None
