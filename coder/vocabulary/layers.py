"""Whose events are whose: each coder's own layer, and the consensus layer that a project lead settles from several."""

from __future__ import annotations

import json

from coder.privacy.audit_log import Act
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.store.audit_rows import Trail
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError

_LEADS = "project leads"


class Layers:
    """The layers of one open study."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db, self._trail = db, trail

    @property
    def leads(self) -> tuple[str, ...]:
        """Who may settle differences into the consensus layer, by name."""
        row = self._db.get("facts", _LEADS)
        return tuple(json.loads(str(row["value"]))) if row is not None else ()

    def name_lead(self, coder: str) -> None:
        """Let somebody settle differences; it is written into the study's trail."""
        name = coder.strip()
        if not name or name.casefold() == CONSENSUS:
            raise StudyError("A project lead has a name or pseudonym of their own; give one.")
        with self._db.transaction():
            self._db.insert("facts", {"id": _LEADS, "value": json.dumps(sorted({*self.leads, name}))})
            self._trail.append(Act.LEAD_NAMED, {})

    def names(self, recording: str) -> tuple[str, ...]:
        """Whose layers hold events of a recording, by name; the consensus layer is the last."""
        sql = "SELECT DISTINCT coder FROM events WHERE recording = ?"
        found = {str(name) for (name,) in self._db.execute(sql, (recording,))}
        return tuple(sorted(found, key=lambda name: (name == CONSENSUS, name)))

    def check(self, coder: str, layer: str | None) -> None:
        """Raise StudyError where a coder may not work in a layer: their own is theirs, the consensus a lead's."""
        if coder.casefold() == CONSENSUS:
            raise StudyError(
                f"“{CONSENSUS}” is the layer that is settled from several coders' layers; give a coder's own name."
            )
        if layer in (None, coder):
            return
        if layer != CONSENSUS:
            raise StudyError(f"The layer {layer!r} is {layer}'s, and only {layer} changes it; copy it into your own.")
        if coder not in self.leads:
            leads = ", ".join(self.leads) or "nobody yet"
            raise StudyError(
                f"Only a project lead settles the consensus layer ({leads}); name one with: dyadmirror lead STUDY NAME"
            )
