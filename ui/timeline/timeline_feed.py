"""What the timeline shows of a recording: a tier for each subject and code group, hollow proposals, solid events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from coder.study.edits.changes import Changes
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.state import RecordingState
from coder.vocabulary.events import Event, Proposal, Status
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, role_of
from ui.operations.wording import code_words, origin_words
from ui.timeline.timeline_model import NOT_SO, Item, ItemKind, TimelineModel, TimelineRow

_WAITING = (Status.OPEN, Status.SKIPPED)
_ORDER = (Role.CHILD, Role.CAREGIVER, Role.TOGETHER, Role.SOMEONE, Role.SEVERAL, Role.OTHER)


class TimelineFeed:
    """Keeps the timeline's model in step with a recording; an edit changes only the items that it touched."""

    def __init__(self, model: TimelineModel) -> None:
        self._model = model
        self._under_way: set[str] = set()
        self._as_kept: dict[str, Item] = {}
        """Items that are shown at times that nobody has kept yet, as they are in the study."""
        self._own = ""
        self._refused: frozenset[str] = frozenset()

    def show(
        self,
        state: RecordingState | None,
        scheme: Scheme | None,
        *,
        proposals: bool,
        every_tier: bool,
        coder: str = "",
    ) -> None:
        """Show a recording, as ``coder`` works on it: what others coded has rows of its own, under theirs.

        ``proposals`` False leaves the machine's suggestions out. ``every_tier`` True shows also the tiers that hold
        nothing, which coding by hand needs; otherwise they would only take room.
        """
        self._as_kept.clear()
        if state is None or scheme is None:
            self._model.replace_all([], [])
            return
        self._own = own_layer(state, coder)
        found = [event_item(event, scheme, own=self._own) for event in state.events]
        if proposals:
            found += [self._proposed(p, scheme) for p in state.proposals if p.status in _WAITING]
        items = [item for item in found if item is not None]
        running = (_tier_of(scheme, one.subject, one.code) for one in state.own_under_way)
        used = {*(item.tier for item in items), *(place[0] for place in running if place is not None)}
        layers = sorted(state.events.coders.keys() - {self._own}, key=lambda name: (name == CONSENSUS, name))
        names = _acting(state)
        tiers = [
            row
            for name in sorted(names, key=lambda name: (_ORDER.index(role_of(name)), name))
            for group in scheme.groups(role_of(name))
            for row in _rows(name, group, layers)
            if row.id in used or (every_tier and not row.layer)
        ]
        self._model.replace_all(tiers, items)

    def follow(self, state: RecordingState, scheme: Scheme, changes: Changes, *, proposals: bool) -> bool:
        """Show what an edit changed; return False where it takes a new tier, or more than it names: then show anew.

        A tier that has become empty stays until then, so that nothing jumps under a person's eyes; but those of a layer
        that is gone, as after the undo of an import.
        """
        if changes.touched("people"):
            return False
        events = {row.id for row in changes.touched("events")}
        asked = set(changes.proposals)
        held = (state.events.by_id.get(one) for one in sorted(events))
        found = [event_item(event, scheme, own=self._own) for event in held if event is not None]
        if proposals and asked:
            waiting = (p for p in state.proposals if p.id in asked and p.status in _WAITING)
            found += [self._proposed(p, scheme) for p in waiting]
        items = [item for item in found if item is not None]
        tiers = {tier.id for tier in self._model.tiers}
        if any(item.tier not in tiers for item in items):
            return False
        if any(tier.layer and not state.events.coders.get(tier.layer) for tier in self._model.tiers):
            return False
        for one in events | asked:
            self._as_kept.pop(one, None)
        self._model.upsert(items, without=(events | asked) - {item.id for item in items})
        return True

    def show_pending(self, item_id: str, onset_us: int, offset_us: int) -> None:
        """Show an item at the times that a person has moved it to, before they are kept."""
        item = self._model.item(item_id)
        if item is not None:
            self._as_kept.setdefault(item_id, item)
            offset_us = onset_us if item.point else offset_us
            self._model.upsert([replace(item, onset_us=onset_us, offset_us=offset_us)])

    def show_refused(self, ids: Collection[str]) -> None:
        """Show of proposals that they are not so, as somebody has just said; others as they were."""
        before, self._refused = self._refused, frozenset(ids)
        held = (self._model.item(one) for one in sorted(before ^ self._refused))
        changed = [self._look(item) for item in held if item is not None]
        if changed:
            self._model.upsert(changed)

    def _proposed(self, proposal: Proposal, scheme: Scheme) -> Item | None:
        item = proposal_item(proposal, scheme)
        return self._look(item) if item is not None else None

    def _look(self, item: Item) -> Item:
        if item.id in self._refused and item.kind is ItemKind.PROPOSAL:
            return replace(item, kind=ItemKind.REFUSED, label=NOT_SO + item.label.removesuffix("?"))
        if item.id not in self._refused and item.kind is ItemKind.REFUSED:
            return replace(item, kind=ItemKind.PROPOSAL, label=item.label.removeprefix(NOT_SO) + "?")
        return item

    def put_back(self, *, but: Collection[str] = ()) -> None:
        """Show what was moved and not kept as it is; ``but`` are those that a person has in hand so still."""
        back = [item for one, item in self._as_kept.items() if one not in but and self._model.item(one) is not None]
        self._as_kept = {one: item for one, item in self._as_kept.items() if one in but}
        if back:
            self._model.upsert(back)

    def show_under_way(self, running: Sequence[tuple[str, Code, int]], now_us: int) -> str:
        """Show states that a person has begun and not yet ended, up to now; before its beginning a state is a point.

        Returns
        -------
        str
            The row of the one that is shown for the first time, the last of several; "" where there is none.
        """
        tiers = {tier.id for tier in self._model.tiers}
        items = [
            Item(
                id=f"under way: {subject}/{code.group}",
                tier=f"{subject}/{code.group}",
                onset_us=onset_us,
                offset_us=max(onset_us, now_us),
                label=f"{code.label} …",
                kind=ItemKind.PROPOSAL,
            )
            for subject, code, onset_us in running
            if f"{subject}/{code.group}" in tiers
        ]
        begun = [item.tier for item in items if item.id not in self._under_way]
        gone = self._under_way - {item.id for item in items}
        self._under_way = {item.id for item in items}
        if gone or items:
            self._model.upsert(items, without=gone)
        return begun[-1] if begun else ""


def everybody(state: RecordingState | None) -> tuple[str, ...]:
    """Whoever is in a recording by what was coded, proposed, or said or suggested of a letter: each has a colour."""
    if state is None:
        return ()
    said = {one.role for one in state.people if one.role and one.role != "nobody"}
    names = set(state.events.subjects) | {p.draft.subject for p in state.proposals} | said
    return tuple(sorted(_whole(names)))


def _acting(state: RecordingState) -> set[str]:
    return _whole(set(state.events.subjects) | {p.draft.subject for p in state.proposals})


def _whole(names: set[str]) -> set[str]:
    """Add the pair, and a child and a caregiver where none is named."""
    there = {role_of(name) for name in names}
    return names | {Role.TOGETHER.value} | {role.value for role in (Role.CHILD, Role.CAREGIVER) if role not in there}


def own_layer(state: RecordingState, coder: str) -> str:
    """Whose events lie on the rows without a name: of whoever works, or of the one who coded all there is."""
    coders = state.events.coders
    return next(iter(coders)) if len(coders) == 1 and (not coder or coder not in coders) else coder


def _rows(subject: str, group: str, layers: Sequence[str]) -> list[TimelineRow]:
    """The rows of a group: the one that is worked on, and below it one for each other layer."""
    own = TimelineRow(id=f"{subject}/{group}", label=group, subject=subject, group=group)
    return [own, *(replace(own, id=f"{own.id}@{name}", label=f"{group} · {name}", layer=name) for name in layers)]


def event_item(event: Event, scheme: Scheme, *, own: str | None = None) -> Item | None:
    """Return an event as the timeline shows it; None where the scheme does not know its code.

    An event of another layer than ``own`` lies on that layer's row; None: all lie together.
    """
    place = _tier_of(scheme, event.subject, event.code)
    if place is None:
        return None
    return Item(
        id=event.id,
        tier=place[0] if own is None or event.coder == own else f"{place[0]}@{event.coder}",
        colour=place[2],
        onset_us=event.onset_us,
        offset_us=event.onset_us if place[1] else event.offset_us,
        label=code_words(scheme, event.subject, event.code),
        kind=ItemKind.NOT_OBSERVABLE if event.code == "not_observable" else ItemKind.EVENT,
        point=place[1],
        tooltip=f"{event.coder} · {origin_words(event.origin)}" + (f" · {event.note}" if event.note else ""),
    )


def proposal_item(proposal: Proposal, scheme: Scheme) -> Item | None:
    """Return a proposal as the timeline shows it; None where the scheme does not know its code."""
    draft = proposal.draft
    place = _tier_of(scheme, draft.subject, draft.code)
    if place is None:
        return None
    return Item(
        id=proposal.id,
        tier=place[0],
        colour=place[2],
        onset_us=draft.onset_us,
        offset_us=draft.onset_us if place[1] else draft.offset_us,
        label=code_words(scheme, draft.subject, draft.code) + "?",
        kind=ItemKind.PROPOSAL,
        point=place[1],
        tooltip=draft.evidence,
    )


def _tier_of(scheme: Scheme, subject: str, code: str) -> tuple[str, bool, str] | None:
    try:
        found = scheme.code(role_of(subject), code)
    except (KeyError, ValueError):
        return None
    return f"{subject}/{found.group}", found.kind is CodeKind.POINT, found.colour
