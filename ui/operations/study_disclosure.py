"""What of a study may be told to a coder: each recording with its coders, and what keeps it closed or back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.operations.study_figures import coders_of

ALL_CLOSED = tr("Everything here is closed to you for now: {why}.")
_UNNAMED = tr("somebody codes it blind, and nobody has said who is looking")
_BLIND = tr("you are coding it blind; it opens when you have ended that")
_NOT_BEGUN = tr("others have coded it and you have not begun it; show it first, and say how you begin")
_NOBODY = tr("somebody has coded it, and nobody has said who is looking")


class _Called(Protocol):
    """Whatever has a recording's id and its name."""

    @property
    def id(self) -> str:
        """How the study knows it."""

    @property
    def name(self) -> str:
        """How people know it."""


@dataclass(frozen=True, slots=True)
class Tellable:
    """A recording that could be told: its coders; why it is closed to this coder now; why it may not leave."""

    id: str
    name: str
    coders: tuple[str, ...]
    closed: str | None
    keeps_back: str | None


def tellable_in(project: Project, coder: str, *, begins_blind: bool | None = None) -> tuple[Tellable, ...]:
    """Return what of a study could be told to a coder, and what may leave it.

    A recording that others coded and this coder has not begun is closed, unless they begin such ones in view of it
    (``begins_blind`` is False): then they have begun it now.
    """
    found = []
    for one in project.recordings():
        try:
            project.guard.require(one.id)
            closed = _kept_back(project, one.id, coder, begins_blind)
        except MendableError as error:
            closed = str(error)
        coders = coders_of(project, one.id) if project.guard.lock(one.id) is None else ()
        found.append(Tellable(one.id, one.name, coders, closed, project.guard.keeps_back(one.id)))
    return tuple(found)


def told_beside_proposals(project: Project, coder: str, *, begins_blind: bool | None = None) -> tuple[Tellable, ...]:
    """As :func:`tellable_in`, for what stands beside proposals: nothing that somebody codes blind is told to nobody."""
    told = tellable_in(project, coder, begins_blind=begins_blind)
    if coder:
        return told
    blind = {one.id for one in told if any(conduct.blind for conduct in project.conducts(one.id).values())}
    return tuple(replace(one, closed=one.closed or _UNNAMED) if one.id in blind else one for one in told)


def names_apart(told: Sequence[_Called]) -> dict[str, str]:
    """Return what each recording is called, by its id; of several called alike, with the id as well."""
    alike = Counter(one.name for one in told)
    return {one.id: one.name if alike[one.name] == 1 else f"{one.name} ({one.id})" for one in told}


def _kept_back(project: Project, recording: str, coder: str, begins_blind: bool | None) -> str | None:
    if begins_blind is False and project.asks_how(recording, coder):
        project.blinding.choose_in_view(recording, coder)
    if not project.blinding.keeps_others(recording, coder):
        return None
    if not coder:
        return _NOBODY
    return _NOT_BEGUN if project.blinding.conduct(recording, coder) is None else _BLIND
