"""Where the events of a study's recording come from, with the weights of the models that proposed them."""

from __future__ import annotations

from coder.report.figures.event_origins import EventOrigins, event_origins_of
from coder.study.project import Project
from models.model_registry import cards


def event_origins_in(project: Project, recording: str, *, coder: str | None) -> EventOrigins:
    """Return how a coder's events (the only coder's, if none is named) of a recording came to be."""
    events = project.events(recording, coder=coder)
    coders = {event.coder for event in events}
    conducts = project.conducts(recording)
    analysis = project.analysis(recording)
    return event_origins_of(
        recording,
        events,
        project.proposals(recording),
        conduct=conducts.get(next(iter(coders))) if len(coders) == 1 else None,
        weights={card.model: card.sha256 for card in cards().values()},
        analysis=analysis.key if analysis is not None else "",
        switched_off=(one.rule for one in project.rule_switches.all if one.coder in coders and not one.shown),
    )
