"""What a report shall be, and the file beside a research page that asks for the same page again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coder.exchanges.pairing import NAMED_RULES, Rule
from coder.files.bounded_read import read_text
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report shall be: everything that decides its bytes, but the events."""

    audience: str
    rule: Rule
    coder: str | None = None
    seed: int | None = None
    day: date | None = None
    plain_rule: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file of parameters as it was read: what was asked, of which recordings, and all that it says."""

    asked: Asked
    recordings: tuple[str, ...]
    whole: dict[str, Any]

    def differs_from(self, record: str) -> str:
        """Say why a page made now is not the one of the file; "" where it is."""
        now = json.loads(record)
        if now["page_sha256"] == self.whole.get("page_sha256"):
            return ""
        then = self.whole.get("parameters")
        before = then if isinstance(then, dict) else {}
        app, was = now["parameters"]["app"], before.get("app")
        if app != was and isinstance(was, dict):
            return tr(
                "it was made with Dyad Mirror {was}, and this is {app}", was=was.get("version"), app=app["version"]
            )
        listed = before.get("recordings")
        old = {one["recording"]: one for one in listed if _names_one(one)} if isinstance(listed, list) else {}
        changed = [one["recording"] for one in now["parameters"]["recordings"] if old.get(one["recording"]) != one]
        if changed:
            return tr("what was coded, or said beside it, has changed since in {changed}", changed=", ".join(changed))
        return tr("the study or the file of parameters has changed since")


def _names_one(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("recording"), str)


def asked_json(asked: Asked, recordings: Sequence[str]) -> dict[str, object]:
    """Return what was asked for, as the file beside the page has it."""
    return {
        "audience": asked.audience,
        "recordings": list(recordings),
        "rule": asked.rule.id,
        "coder": asked.coder,
        "seed": asked.seed,
        "date": asked.day.isoformat() if asked.day else None,
        "plain_rule": asked.plain_rule,
        "whole": asked.whole,
    }


def recorded_in(path: Path) -> Recorded:
    """Read a file of parameters. Raises StudyError in a sentence where it is none."""
    none = StudyError(
        tr(
            "{path} is no file of parameters; one lies beside each research page and ends in .parameters.json.",
            path=path.name,
        )
    )
    try:
        whole = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise none from error
    asked = whole.get("asked") if isinstance(whole, dict) else None
    if not isinstance(asked, dict):
        raise none
    try:
        return Recorded(_asked(asked), _names(asked["recordings"]), whole)
    except (KeyError, TypeError, ValueError) as error:
        raise none from error


def _asked(found: dict[str, Any]) -> Asked:
    coder, seed, day = found["coder"], found["seed"], found["date"]
    if found["audience"] != "research" or not isinstance(found["plain_rule"], bool):
        raise ValueError
    whole = found.get("whole", False)  # files of before it could be asked for have none
    if not isinstance(whole, bool):
        raise TypeError
    if not isinstance(coder, str | None) or not isinstance(seed, int | None) or isinstance(seed, bool):
        raise TypeError
    return Asked(
        audience="research",
        rule=NAMED_RULES[found["rule"]],
        coder=coder,
        seed=seed,
        day=None if day is None else date.fromisoformat(day),
        plain_rule=found["plain_rule"],
        whole=whole,
    )


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise TypeError
    return tuple(found)
