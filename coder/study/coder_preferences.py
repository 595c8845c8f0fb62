"""How coders left the window: its look, the rows of the timeline, their keys. None of it is an edit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from math import inf, isfinite

from coder.study.store.database import Database
from coder.study.timeline_rows import RowChoices

_MOST_CHARS = 1_000
"""What is longer was not written here."""


@dataclass(frozen=True, slots=True)
class LastPlace:
    """Where a coder was: a recording by its id, a moment of it, what of it the timeline showed, and what they did."""

    recording: str
    at_us: int = 0
    left_us: float = 0.0
    us_per_px: float = 0.0
    """0 for all of it."""
    coding: bool = False
    """Whether letters coded by hand."""
    quiet: bool = False
    """Whether the edges of what was coded met those of proposals."""
    within: str = ""
    """Name of the pass that was being worked through; "" for none."""

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(list(astuple(self)))

    @classmethod
    def from_text(cls, text: str) -> LastPlace | None:
        """Return what was kept; None where nothing was, or what is there is no place."""
        if len(text) > _MOST_CHARS:
            return None
        try:
            recording, at_us, left_us, us_per_px, *did = json.loads(text)
            coding, quiet, within = did or (False, False, "")  # what earlier versions kept does not say
            place = cls(
                *(str(recording), int(at_us), float(left_us), float(us_per_px)),
                coding=coding is True,
                quiet=quiet is True,
                within=str(within),
            )
        except (ValueError, TypeError, OverflowError):
            return None
        sound = isfinite(place.left_us) and isfinite(place.us_per_px) and place.us_per_px >= 0 and place.at_us >= 0
        return place if sound else None


@dataclass(frozen=True, slots=True)
class Framing:
    """What of a picture is looked at: how close, and the point of it, 0 to 1 each way, that lies in the middle."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def sound(self) -> bool:
        """Whether a picture can lie so."""
        return 1 <= self.zoom < inf and 0 <= self.x <= 1 and 0 <= self.y <= 1


WHOLE = Framing()


class CoderViews:
    """What a study keeps for each coder beside their codes: nothing that is coded depends on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def window(self, coder: str) -> str:
        """Return how a coder left the window, as the window wrote it; "" where they left none."""
        return self._kept("view", coder)

    def keep_window(self, coder: str, text: str) -> None:
        """Keep how a coder left the window."""
        self._keep("view", coder, text)

    def place(self, coder: str) -> LastPlace | None:
        """Return where a coder was when they left."""
        return LastPlace.from_text(self._kept("place", coder))

    def keep_place(self, coder: str, place: LastPlace) -> None:
        """Keep where a coder is."""
        self._keep("place", coder, place.to_text())

    def framings(self, coder: str) -> dict[str, Framing]:
        """Return how close a coder looked at which pictures; nothing of those that they saw as a whole."""
        try:
            held = {
                str(name): Framing(*map(float, values))
                for name, values in json.loads(self._kept("framings", coder)).items()
            }
        except (ValueError, TypeError, AttributeError, OverflowError):
            return {}
        return {name: framing for name, framing in held.items() if framing.sound}

    def keep_framings(self, coder: str, framings: Mapping[str, Framing]) -> None:
        """Keep how close a coder looks at which pictures."""
        near = {name: (one.zoom, one.x, one.y) for name, one in framings.items() if one != WHOLE}
        self._keep("framings", coder, json.dumps(near))

    def rows(self, coder: str) -> RowChoices:
        """Return how a coder laid out the rows of the timeline."""
        return RowChoices.from_text(self._kept("rows", coder))

    def keep_rows(self, coder: str, chosen: RowChoices) -> None:
        """Keep how a coder laid out the rows. No edit changes what is on a locked row."""
        self._keep("rows", coder, chosen.to_text())

    def keys(self, coder: str) -> str:
        """Return the keys that a coder chose, as the window wrote them; "" where they chose none."""
        return self._kept("keys", coder)

    def keep_keys(self, coder: str, text: str) -> None:
        """Keep the keys that a coder chose."""
        self._keep("keys", coder, text)

    def _kept(self, what: str, coder: str) -> str:
        row = self._db.get("facts", f"{what} of {coder}")
        return str(row["value"]) if row else ""

    def _keep(self, what: str, coder: str, text: str) -> None:
        with self._db.transaction():
            self._db.insert("facts", {"id": f"{what} of {coder}", "value": text})
