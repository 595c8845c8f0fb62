"""Second passes in Datavyu: a column ``trial_rel`` beside ``trial`` holds what another coder saw of the same things."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from coder.interchange.document.document import DocumentEvent, DocumentTier, value_of

PASS = "datavyu.pass"
_BASE = "datavyu.base"
_WHO = r"(?P<who>rel|reliab|reliability|rely|second|pass_?2|coder_?2)"
_NAMES = (re.compile(rf"(?P<base>.+)_{_WHO}", re.IGNORECASE), re.compile(rf"{_WHO}_(?P<base>.+)", re.IGNORECASE))


def find_passes(names: Collection[str]) -> dict[str, tuple[str, str]]:
    """Columns that are a pass over another one that is there, too: that column's name, and the word for the coder.

    Initials (``trial_jd``) are not guessed at, since ``hand_lh`` looks the same: a mapping says who they are.
    """
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        for pattern in _NAMES:
            match = pattern.fullmatch(name)
            if match is not None and match["base"] in names:
                found[name] = (match["base"], match["who"])
                break
    return {name: told for name, told in found.items() if told[0] not in found}


def as_pass(tier: DocumentTier, subject: str, group: str, told: tuple[str, str]) -> DocumentTier:
    """Make a tier the other coder's tier of what its base codes."""
    base, who = told
    kept = tuple(pair for pair in tier.extra if pair[0] not in (PASS, _BASE))
    return replace(tier, subject=subject, group=group, coder=who, extra=(*kept, (PASS, who), (_BASE, base)))


def no_pass(tier: DocumentTier) -> DocumentTier:
    """Make a tier one of its own again, whose base has gone."""
    return replace(tier, coder="", extra=tuple(pair for pair in tier.extra if pair[0] not in (PASS, _BASE)))


def base_of(tier: DocumentTier) -> str:
    """Name of the column whose subject and group the tier shares: its own where it is no pass."""
    return value_of(tier.extra, _BASE, tier.id)


def named_coder(tier: DocumentTier, event: DocumentEvent) -> str:
    """Who coded an event, where the name of its column does not say it already."""
    return "" if event.coder == value_of(tier.extra, PASS) else event.coder
