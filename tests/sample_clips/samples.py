"""The clips and their truth, found in the repository."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "sample_clips"
NAMES = sorted(path.name.removesuffix(".mp4") for path in FOLDER.glob("*.mp4"))


@dataclass(frozen=True)
class Sample:
    """A clip and what is true of it."""

    path: Path
    truth: dict[str, Any]

    @property
    def pts_us(self) -> list[int]:
        return list(self.truth["pts_us"])

    @property
    def child(self) -> str:
        return next(who for who, person in self.truth["people"].items() if person["role"] == "child")

    def events(self, *codes: str) -> list[dict[str, Any]]:
        return [event for event in self.truth["events"] if not codes or event["code"] in codes]

    def value(self, who: str, name: str) -> list[Any]:
        return list(self.truth["people"][who]["values"][name])


def load(name: str) -> Sample:
    return Sample(FOLDER / f"{name}.mp4", json.loads((FOLDER / f"{name}.truth.json").read_text("utf-8")))
