"""What the timeline shows of a recording: a tier for each subject and code group, hollow proposals, solid events."""

from __future__ import annotations

from coder.events import Status
from coder.scheme import Kind, Role, Scheme, role_of
from coder.state import RecordingState
from ui.timeline.model import Item, ItemKind, Tier
from ui.wording import code_words

_WAITING = (Status.OPEN, Status.SKIPPED)
_ORDER = (Role.CHILD, Role.CAREGIVER, Role.TOGETHER, Role.OTHER)


def tiers_and_items(
    state: RecordingState, scheme: Scheme, *, proposals: bool, every_tier: bool
) -> tuple[list[Tier], list[Item]]:
    """Return tiers and items.

    ``proposals`` False leaves the machine's suggestions out. ``every_tier`` True shows also the tiers that hold
    nothing, which coding by hand needs; otherwise they would only take room.
    """
    items = _events(state, scheme) + (_proposals(state, scheme) if proposals else [])
    used = {item.tier for item in items}
    names = {event.subject for event in state.events} | {p.draft.subject for p in state.proposals}
    names |= {Role.CHILD.value, Role.TOGETHER.value}
    if not any(role_of(name) is Role.CAREGIVER for name in names):
        names.add(Role.CAREGIVER.value)
    tiers = [
        Tier(id=f"{name}/{group}", label=group, subject=name, group=group)
        for name in sorted(names, key=lambda name: (_ORDER.index(role_of(name)), name))
        for group in scheme.groups(role_of(name))
        if every_tier or f"{name}/{group}" in used
    ]
    return tiers, items


def _tier_of(scheme: Scheme, subject: str, code: str) -> tuple[str, bool] | None:
    try:
        found = scheme.code(role_of(subject), code)
    except (KeyError, ValueError):
        return None
    return f"{subject}/{found.group}", found.kind is Kind.POINT


def _kind(code: str, otherwise: ItemKind) -> ItemKind:
    return ItemKind.NOT_OBSERVABLE if code == "not_observable" else otherwise


def _events(state: RecordingState, scheme: Scheme) -> list[Item]:
    items = []
    for event in state.events:
        place = _tier_of(scheme, event.subject, event.code)
        if place is not None:
            items.append(
                Item(
                    id=event.id,
                    tier=place[0],
                    onset_us=event.onset_us,
                    offset_us=event.onset_us if place[1] else event.offset_us,
                    label=code_words(scheme, event.subject, event.code),
                    kind=_kind(event.code, ItemKind.EVENT),
                    point=place[1],
                    tooltip=f"{event.coder} · {event.origin.value}" + (f" · {event.note}" if event.note else ""),
                )
            )
    return items


def _proposals(state: RecordingState, scheme: Scheme) -> list[Item]:
    items = []
    for proposal in state.proposals:
        draft = proposal.draft
        place = _tier_of(scheme, draft.subject, draft.code)
        if place is not None and proposal.status in _WAITING:
            items.append(
                Item(
                    id=proposal.id,
                    tier=place[0],
                    onset_us=draft.onset_us,
                    offset_us=draft.onset_us if place[1] else draft.offset_us,
                    label=code_words(scheme, draft.subject, draft.code) + "?",
                    kind=ItemKind.PROPOSAL,
                    point=place[1],
                    tooltip=draft.evidence,
                )
            )
    return items
