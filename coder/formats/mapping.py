"""Which column of a table means what: said once, kept as a preset, used again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapping:
    """Placeholder."""
