"""Where the events of a study's recording come from, with the weights of the models that proposed them."""

from __future__ import annotations

from coder.report.figures.event_origins import EventOrigins, event_origins_of, waiting_among
from coder.study.project import Project
from coder.vocabulary.coding_condition import Conduct
from models.model_registry import cards


def event_origins_in(project: Project, recording: str, *, coder: str | None) -> EventOrigins:
    """Return how a coder's events (the only coder's, if none is named) of a recording came to be."""
    events = project.events(recording, coder=coder)
    coders = {event.coder for event in events}
    conduct = _conduct(project, recording, coders)
    analysis = project.analysis(recording)
    return event_origins_of(
        recording,
        events,
        project.proposals(recording, coder=next(iter(coders)) if len(coders) == 1 else None, every=True),
        conduct=conduct,
        weights={card.model: card.sha256 for card in cards().values()},
        analysis=analysis.key if analysis is not None else "",
        switched_off=(one.rule for one in project.rule_switches.all if one.coder in coders and not one.shown),
    )


def waiting_in(project: Project, recording: str, *, coder: str | None) -> int:
    """Return how many proposals of a recording nobody (of these coders) has decided on."""
    coders = {event.coder for event in project.events(recording, coder=coder)}
    whose = coder or (next(iter(coders)) if len(coders) == 1 else None)
    conduct = _conduct(project, recording, {whose} if whose else coders)
    return waiting_among(project.proposals(recording, coder=whose), conduct)


def _conduct(project: Project, recording: str, coders: set[str]) -> Conduct | None:
    return project.conducts(recording).get(next(iter(coders))) if len(coders) == 1 else None
