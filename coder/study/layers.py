"""Whose events are whose: each coder's own layer, and the consensus layer that a project lead settles from several."""

from __future__ import annotations

import json

from coder.privacy.audit_log import AuditedAct
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.event_search import Query, query_of
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.study.store.practice_rows import practices
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_LEADS = "project leads"
_FILTERS = "filters"


class Layers:
    """The layers of one open study."""

    def __init__(self, db: Database, trail: AuditTrail) -> None:
        self._db, self._trail = db, trail

    @property
    def leads(self) -> tuple[str, ...]:
        """Who may settle differences into the consensus layer, by name."""
        row = self._db.get("facts", _LEADS)
        return tuple(json.loads(str(row["value"]))) if row is not None else ()

    def name_lead(self, coder: str) -> None:
        """Let somebody settle differences; it is written into the study's trail."""
        name = coder_name(coder)
        if name.casefold() == CONSENSUS:
            raise StudyError(tr("A project lead has a name or pseudonym of their own; give one."))
        with self._db.transaction():
            self._db.insert("facts", {"id": _LEADS, "value": json.dumps(sorted({*self.leads, name}))})
            self._trail.append(AuditedAct.LEAD_NAMED, {})

    def of_others(self, coder: str) -> frozenset[str]:
        """Return the layers that ``coder`` may not write: of everybody who has worked here, and the consensus layer.

        Names that only ever came in with files are nobody's here.
        """
        found = {*self._db.coders(), *self.leads, *self._db.coders_of_events()}
        return frozenset({*found, CONSENSUS} - {coder.strip()})

    def names(self, recording: str) -> tuple[str, ...]:
        """Whose layers hold events of a recording, by name; the consensus layer is the last, and practice is none."""
        practised = {one.coder for one in practices(self._db) if one.recording == recording}
        found = set(self._db.layers_of(recording)) - practised
        return tuple(sorted(found, key=lambda name: (name == CONSENSUS, name)))

    def set_aside(self, recording: str) -> frozenset[str]:
        """Events of which a lead settled that they are not so, each as a source is named: coder/event."""
        return frozenset(str(row["id"]) for row in self._db.where("set_aside", recording=recording))

    def filters(self, coder: str | None = None) -> dict[str, str]:
        """Queries that were kept under a name, by name: everybody's, and a coder's own, which stand before those."""
        own = self._kept(f"{_FILTERS} of {coder.strip()}") if coder else {}
        return {**self._kept(_FILTERS), **own}

    def keep_filter(self, name: str, query: str, coder: str | None = None) -> None:
        """Keep a query under a name, for one coder or, where none is given, for everybody; an empty one forgets it."""
        known = " ".join(name.split())
        if not known or not known.isprintable() or any(char in "@\"'," for char in known):
            raise StudyError(
                tr("{name!r} is no name for a filter; give one without quotation marks, commas and @.", name=name)
            )
        whole = query_of(query, {held: text for held, text in self.filters(coder).items() if held != known}).text
        where = f"{_FILTERS} of {coder.strip()}" if coder else _FILTERS
        with self._db.transaction():
            kept = {**self._kept(where), known: whole.strip()}
            held = {name: text for name, text in sorted(kept.items()) if text}
            self._db.insert("facts", {"id": where, "value": json.dumps(held)})

    def query(self, text: str, coder: str | None = None) -> Query:
        """Read a query; ``@NAME`` stands for the one that was kept under that name."""
        return query_of(text, self.filters(coder))

    def _kept(self, fact: str) -> dict[str, str]:
        row = self._db.get("facts", fact)
        return dict(json.loads(str(row["value"]))) if row is not None else {}

    def check(self, coder: str, layer: str | None) -> None:
        """Raise StudyError where a coder may not work in a layer: their own is theirs, the consensus a lead's."""
        if coder_name(coder).casefold() == CONSENSUS:
            raise StudyError(
                tr(
                    "“{consensus}” is the layer that is settled from several coders' layers; give a coder's own name.",
                    consensus=CONSENSUS,
                )
            )
        if layer in (None, coder):
            return
        if layer != CONSENSUS:
            raise StudyError(
                tr("The layer {layer!r} is {layer}'s, and only {layer} changes it; copy it into your own.", layer=layer)
            )
        if coder not in self.leads:
            leads = ", ".join(self.leads) or tr("nobody yet")
            raise StudyError(
                tr(
                    "Only a project lead settles the consensus layer ({leads}); name one: File ▸ Settle "
                    "differences…, or dyadmirror lead STUDY NAME",
                    leads=leads,
                )
            )
