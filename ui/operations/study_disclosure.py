"""What of a study may be told to a coder: each recording with its coders, and what keeps it closed or back."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.operations.study_figures import coders_of

_BLIND = tr("you are coding it blind; it opens when you have ended that")


@dataclass(frozen=True, slots=True)
class Tellable:
    """A recording that could be told: its coders; why it is closed to this coder now; why it may not leave."""

    id: str
    name: str
    coders: tuple[str, ...]
    closed: str | None
    keeps_back: str | None


def tellable_in(project: Project, coder: str) -> tuple[Tellable, ...]:
    """Return what of a study could be told to a coder, and what may leave it."""
    found = []
    for one in project.recordings():
        conduct = project.blinding.conduct(one.id, coder) if coder else None
        closed = _BLIND if conduct is not None and conduct.blind else None
        try:
            project.guard.require(one.id)
        except MendableError as error:
            closed = str(error)
        coders = coders_of(project, one.id) if project.guard.lock(one.id) is None else ()
        found.append(Tellable(one.id, one.name, coders, closed, project.guard.keeps_back(one.id)))
    return tuple(found)
