"""What is of one kind in the queue that is worked, ready to be played through: acts of a code, or cards alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coder.proposals.exchange import ExchangeProposal
from coder.proposals.exchange_queue import ExchangeQueue, kind_of, says_no_more
from coder.proposals.played_stretch import PlayedItem, stretch_from
from coder.study.edits.changes import Edit
from coder.study.edits.many_decisions import (
    AcceptMany,
    ConfirmMany,
    DecideMany,
    RejectMany,
    RejectManyExchanges,
    alike_in,
)
from coder.vocabulary.events import Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme
from coder.vocabulary.time import Interval
from ui.operations.wording import act_words, subject_words
from ui.review.play_through import PlayedKind, PlayedWhole

_EVER = Interval(0, 1 << 62)


def acts_alike(
    proposals: Iterable[Proposal], first: Proposal, scheme: Scheme, chosen: Interval | None, *, any_code: bool
) -> PlayedKind | None:
    """Return the acts of the kind of ``first`` (or all of its subject) that wait in its stretch.

    None of voices, whose word is who it was.
    """
    if first.draft.subject == Role.SOMEONE:
        return None
    alike = alike_in(proposals, first, _EVER, any_code=any_code)
    items = stretch_from([_played(p, scheme) for p in alike], first.id, chosen)
    words = act_words(scheme, first.draft.subject, first.draft.code)
    if any_code:
        words = tr("All that waits of: {subject}", subject=subject_words(first.draft.subject))
    return PlayedKind(words, items, _accept, _reject)


def all_acts(proposals: Iterable[Proposal], scheme: Scheme, chosen: Interval | None, end_us: int) -> PlayedKind:
    """Return every act that waits in the chosen part of the clip, else in the whole of it, which is played as it is.

    None of voices, whose word is who it was.
    """
    whole = chosen if chosen is not None else Interval(0, end_us)
    items = [_played(p, scheme) for p in proposals if is_played_with_all(p)]
    within = sorted((one for one in items if _is_within(one.interval, whole, end_us)), key=_when)
    return PlayedKind(tr("All that waits"), tuple(within), _accept, _reject, PlayedWhole(whole, _both))


def is_played_with_all(proposal: Proposal) -> bool:
    """Whether it waits, and a whole clip is played with it: a voice's word is who it was."""
    return proposal.status in (Status.OPEN, Status.SKIPPED) and proposal.draft.subject != Role.SOMEONE


def cards_alike(
    queue: ExchangeQueue, first: ExchangeProposal, words: str, chosen: Interval | None, *, any_kind: bool
) -> PlayedKind:
    """Return the cards of the kind of ``first`` that wait in its stretch: the same acts, and the same to be said.

    Of any kind: all cards that say no more than what was seen, for what became of a bid is said one by one.
    """
    wanted = kind_of(queue.acts, first)
    alike = [
        card
        for card in queue.items
        if card.status in (Status.OPEN, Status.SKIPPED)
        and (says_no_more(card) if any_kind else kind_of(queue.acts, card) == wanted)
    ]
    words = tr("All that the two do") if any_kind else words
    if first not in alike:
        # What would be said of this bid is not said of many: begin with what follows it.
        first = next((card for card in alike if card.interval.onset_us >= first.interval.onset_us), first)
    by_id = {card.id: card for card in alike}
    items = stretch_from(
        [PlayedItem(card.id, card.interval, card.bid, queue.acts.words(queue.acts.by_id[card.bid])) for card in alike],
        first.id,
        chosen,
    )

    def confirm(ids: tuple[str, ...], took_ms: int) -> Edit:
        return ConfirmMany(tuple(by_id[one] for one in ids), took_ms=took_ms)

    def not_so(ids: tuple[str, ...], took_ms: int) -> Edit:
        return RejectManyExchanges(tuple(by_id[one] for one in ids), took_ms=took_ms)

    return PlayedKind(words, items, confirm, not_so)


def _played(proposal: Proposal, scheme: Scheme) -> PlayedItem:
    draft = proposal.draft
    return PlayedItem(proposal.id, draft.interval, proposal.id, act_words(scheme, draft.subject, draft.code))


def _is_within(act: Interval, whole: Interval, end_us: int) -> bool:
    """Whether all of an act is played; one that goes on at the clip's end is played to it."""
    return whole.contains(act.onset_us) and (act.offset_us <= whole.offset_us or whole.offset_us >= end_us)


def _when(item: PlayedItem) -> tuple[int, str]:
    return item.interval.onset_us, item.id


def _accept(ids: tuple[str, ...], took_ms: int) -> Edit:
    return AcceptMany(ids, took_ms=took_ms)


def _both(accepted: tuple[str, ...], rejected: tuple[str, ...], times: Mapping[str, Interval], took_ms: int) -> Edit:
    moved = tuple((one, times[one].onset_us, times[one].offset_us) for one in accepted if one in times)
    return DecideMany(accepted, rejected, took_ms=took_ms, times=moved)


def _reject(ids: tuple[str, ...], took_ms: int) -> Edit:
    return RejectMany(ids, took_ms=took_ms)
