"""What a built-in scheme says beyond its codes: which states fit, planned episodes, and what only a human codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedEpisode:
    """One episode of a timing template: which code, how it is called, how long it is meant to last."""

    code: str
    label: str
    duration_us: int


def builtin_names() -> tuple[str, ...]:
    """Return the names of the schemes that come with the app."""
    folder = resources.files("coder.schemes")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def fitting_states(name: str) -> tuple[tuple[str, str], ...]:
    """Return which (child, caregiver) states fit, for ``mismatch_repair(fits=...)``; () where a scheme says nothing."""
    return tuple((pair["child"], pair["caregiver"]) for pair in _raw(name).get("fit", ()))


def planned_episodes(name: str) -> tuple[PlannedEpisode, ...]:
    """Return the episodes of a timing template in order; () where the scheme is none."""
    return tuple(
        PlannedEpisode(code["id"], code["label"], int(code["seconds"]) * 1_000_000)
        for code in _raw(name)["code"]
        if "seconds" in code
    )


def only_human(name: str) -> bool:
    """Whether no model may propose this scheme's codes."""
    return bool(_raw(name).get("human_only", False))


def _raw(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("coder.schemes").joinpath(f"{name}.toml").read_text("utf-8"))
