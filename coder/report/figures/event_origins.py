"""How the events of a recording came to be: by which hand, over which models, weights and rules. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.vocabulary.coding_condition import CodingMode, Conduct
from coder.vocabulary.events import Event, Origin, Proposal, Status
from coder.vocabulary.language import tr

UNKNOWN = tr("not known")
CONDUCT_WORDS = {
    CodingMode.BLIND: "blind",
    CodingMode.OPENED: tr("blind first, then with the proposals in view"),
    CodingMode.ASSISTED: tr("with the proposals in view"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOrigins:
    """Where one coder's events of one recording come from.

    Attributes
    ----------
    recording : str
        Of which recording.
    coded : str
        Whether it was coded blind; ``not known`` where several coded, or nobody wrote it down.
    counts : mapping of Origin to int
        Events by how they came to be, with those that did not occur.
    models : tuple of str
        Models behind the proposals that were taken over, as ``id@version``.
    weights : mapping of str to str
        Each of these with the SHA-256 of its weight file; "" where this version no longer has it.
    rules : tuple of (str, int)
        Rules behind those proposals, as ``name@version``, each with the events that rest on it.
    analysis : str
        Name of the analysis, which stands for clip, weights and every setting of the rules; "" without one.
    met : int
        Events coded by hand that took edges of a proposal (quiet mode); they are among those coded by hand.
    rejected, waiting : int
        Proposals that a human said were not so, and those that nobody has decided on; none is in any figure.
    switched_off : tuple of str
        Rules that the coder has ever switched off for themselves, as ``name role/code``.
    """

    recording: str
    coded: str
    counts: Mapping[Origin, int]
    models: tuple[str, ...]
    weights: Mapping[str, str]
    rules: tuple[tuple[str, int], ...]
    analysis: str
    met: int = 0
    rejected: int = 0
    waiting: int = 0
    switched_off: tuple[str, ...] = ()


def event_origins_of(
    recording: str,
    events: Sequence[Event],
    proposals: Iterable[Proposal],
    *,
    conduct: Conduct | None,
    weights: Mapping[str, str],
    analysis: str,
    switched_off: Iterable[str] = (),
) -> EventOrigins:
    """Work out where events come from; an event names the proposal that it was taken over from."""
    proposals = list(proposals)
    behind = {one.id: one.draft for one in proposals}
    coded = CONDUCT_WORDS[conduct.mode] if conduct is not None else UNKNOWN
    if not behind and conduct is not None and conduct.mode is not CodingMode.BLIND:
        opened = conduct.mode is CodingMode.OPENED
        coded = tr("blind first, then opened; nothing was proposed") if opened else tr("nothing was proposed")
    drafts = [behind[e.proposal] for e in events if e.proposal in behind]
    models = tuple(sorted({model for draft in drafts for model in draft.models}))
    counts = Counter(event.origin for event in events)
    return EventOrigins(
        recording=recording,
        coded=coded,
        counts={origin: counts[origin] for origin in Origin},
        models=models,
        weights={model: weights.get(model, "") for model in models},
        rules=tuple(sorted(Counter(draft.rule for draft in drafts).items())),
        analysis=analysis if models else "",
        met=sum(event.origin is Origin.HUMAN and event.proposal is not None for event in events),
        rejected=sum(one.status is Status.REJECTED for one in proposals),
        waiting=waiting_among(proposals, conduct),
        switched_off=tuple(sorted(set(switched_off))),
    )


def waiting_among(proposals: Iterable[Proposal], conduct: Conduct | None) -> int:
    """Return how many proposals wait; 0 for who codes blind, to whom it would say that there are some."""
    if conduct is not None and conduct.blind:
        return 0
    return sum(one.status in (Status.OPEN, Status.SKIPPED) for one in proposals)
