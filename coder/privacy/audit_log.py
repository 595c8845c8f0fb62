"""The trail of a study: what left it and what changed about its guarding, each entry bound to the one before.

Pure rules; ``coder.study.store.audit_rows`` keeps the rows. Entries carry ids, counts and dates, never a name, a path
or a code, because a trail is kept when a recording is erased. With a study key every hash is an HMAC (RFC 2104) under
a key derived from it (HKDF, RFC 5869), so that nobody without the passphrase can write a trail that fits. Without one
the chain and its head still show an edit, a removal or a change of order, but not the work of somebody who computes
the whole chain anew; only a head that was noted elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coder.vocabulary.language import tr

BEGINNING = "0" * 64
"""What the first entry is bound to."""

BROKEN = "f" * 64
"""What an entry is bound to that had no head to follow."""


KEPT_BACK = "kept back until nobody codes blind there"
"""Stands for a count that would tell a blind coder how much another saw."""


class AuditedAct(StrEnum):
    """What an entry is about."""

    BEGUN = "trail begun"
    RECORDING_ADDED = "recording added"
    RECORDING_TAKEN_BACK = "import taken back"
    CAMERA_ADDED = "camera added"
    CAMERA_REMOVED = "camera removed"
    EXPORT = "export"
    PASSPHRASE = "passphrase change"
    PROTECTED = "protected copy"
    PURPOSE = "purpose stated"
    AGREEMENT = "agreement recorded"
    WITHDRAWAL = "agreement withdrawn"
    ERASURE = "erasure"
    BLIND_SHARE = "blind share stated"
    BLIND_DRAWN = "blind or assisted drawn"
    BLIND_CHOSEN = "blind chosen"
    BLIND_OPENED = "blind opened"
    SCHEME_CHANGED = "scheme changed"
    CALIBRATION = "calibration put in use"
    LEAD_NAMED = "project lead named"
    RULE_SWITCHED = "rule switched off or on"
    BROKE_OFF = "broke off"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. ``detail`` is JSON exactly as it was hashed."""

    number: int
    at: str
    act: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class LogHead:
    """How many entries there are and the hash of the last, bound together: a missing last entry is noticed."""

    count: int
    last: str
    seal: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the trail that is not as it was written; ``entry`` is its number, 0 for the head.

    ``of_clocks``: what was written is as it was; only a date is odd, as a clock that is wrong makes it.
    """

    entry: int
    sentence: str
    of_clocks: bool = False


@dataclass(frozen=True, slots=True)
class TrailReport:
    """The trail as it stands, and what is not as it was written."""

    entries: tuple[Entry, ...]
    keyed: bool
    """Whether the hashes need the study's key; without it, a trail that was computed anew as a whole goes unnoticed."""
    findings: tuple[Finding, ...]

    @property
    def only_clocks(self) -> bool:
        """Whether nothing was found but odd dates."""
        return bool(self.findings) and all(one.of_clocks for one in self.findings)

    def has_had(self, head: str) -> bool:
        """Whether the trail once ended with ``head``: here, or in the study without a passphrase this is a copy of."""
        return head in {entry.hash for entry in (*self.entries, *before_the_copy(self.entries))}

    @property
    def head(self) -> str:
        """Hash of the last entry: noted elsewhere, it shows later whether the trail was replaced."""
        return self.entries[-1].hash if self.entries else ""


STEPS = "steps"
"""What binds an entry to the coders' steps; it says nothing to a reader."""

COUNTS = ("events", "proposals")
"""What an entry counts of the coding itself."""


def without_counts(entries: Sequence[Entry], blind: Collection[str]) -> tuple[Entry, ...]:
    """Return entries for reading: no count of what was coded in recordings that somebody still codes blind.

    An entry that counts and names no recording counts over the whole study. Hashes stay those of the entry as it is.
    """
    return tuple(_without_counts(entry, blind) for entry in entries) if blind else tuple(entries)


def _without_counts(entry: Entry, blind: Collection[str]) -> Entry:
    detail = told(entry.detail)
    if not any(name in detail for name in COUNTS):
        return entry
    recordings = detail.get("recordings")
    if isinstance(recordings, list) and not any(one in blind for one in recordings):
        return entry
    hidden = {name: KEPT_BACK for name in COUNTS if name in detail}
    return replace(entry, detail=json.dumps(detail | hidden, sort_keys=True, ensure_ascii=False))


def told(detail_text: str) -> dict[str, Any]:
    """Return what the text of an entry's detail tells; nothing where it is no such text."""
    try:
        detail = json.loads(detail_text)
    except (ValueError, RecursionError):
        return {}  # altered, which the trail's own check tells
    return detail if isinstance(detail, dict) else {}


def audit_key(study_key: bytes | None) -> bytes | None:
    """Return the key of the trail, derived from the study's so that neither stands for the other."""
    if study_key is None:
        return None
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"dyadmirror audit trail").derive(study_key)


def next_entry(
    head: LogHead | None, *, at: str, act: AuditedAct, detail: str, key: bytes | None, kept: int = 0
) -> Entry:
    """Return the entry that follows the head.

    Where the head is missing or altered although ``kept`` entries are there, the new entry is bound to nothing: the
    break stays visible, and going on with the work never mends a trail that somebody has cut.
    """
    if head is not None and _sealed(head, key):
        number, previous = head.count + 1, head.last
    elif act is AuditedAct.BEGUN and kept == 0:
        number, previous = 1, BEGINNING
    else:
        number, previous = kept + 1, BROKEN
    return Entry(number, at, act.value, detail, previous, _entry_hash(number, at, act.value, detail, previous, key))


def bound_anew(entries: Sequence[Entry], key: bytes | None) -> tuple[Entry, ...]:
    """Return what the same entries are under another key: what they tell stays, what binds them is made anew."""
    bound: list[Entry] = []
    previous = BEGINNING
    for entry in entries:
        made = _entry_hash(entry.number, entry.at, entry.act, entry.detail, previous, key)
        bound.append(replace(entry, previous=previous, hash=made))
        previous = made
    return tuple(bound)


def before_the_copy(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the trail as it was in the study that a protected copy was made of; none where this is no such copy.

    It is worked out from what the entries tell, and believed only where it ends as the copy was told it did.
    """
    for place, entry in enumerate(entries):
        head = told(entry.detail).get("head_before") if entry.act == AuditedAct.PROTECTED else None
        if head is not None:
            before = bound_anew(entries[:place], None)
            return before if before and before[-1].hash == head else ()
    return ()


def head_of(last: Entry, key: bytes | None) -> LogHead:
    """Return the head of a trail that ends with ``last``."""
    return LogHead(last.number, last.hash, _hash(key, "head", str(last.number), last.hash))


def findings(entries: Sequence[Entry], head: LogHead | None, key: bytes | None) -> tuple[Finding, ...]:
    """Return everything that is not as it was written; nothing where the trail is whole.

    ``entries`` are in the order in which they are kept. Each entry is checked by itself and against the one before, so
    that the finding names the place.
    """
    found: list[Finding] = []
    if entries and entries[0].act != AuditedAct.BEGUN:
        found.append(Finding(1, tr("The trail does not start with the entry that begins every trail.")))
    again = next((entry for entry in entries[1:] if entry.act == AuditedAct.BEGUN), None)
    if again is not None:
        found.append(Finding(again.number, tr("Entry {number} begins the trail a second time.", number=again.number)))
    expected, previous = 1, BEGINNING
    for entry in entries:
        if entry.number > expected:
            found.append(Finding(expected, _gone_words(expected, entry.number)))
        elif entry.number < expected:
            found.append(
                Finding(
                    entry.number,
                    tr("Entry {number} stands in another place than it was written in.", number=entry.number),
                )
            )
        elif entry.previous != previous:
            found.append(
                Finding(
                    entry.number, tr("Entry {number} does not follow from the entry before it.", number=entry.number)
                )
            )
        made = _entry_hash(entry.number, entry.at, entry.act, entry.detail, entry.previous, key)
        if not hmac.compare_digest(made.encode(), entry.hash.encode()):
            found.append(
                Finding(entry.number, tr("Entry {number} has been altered since it was written.", number=entry.number))
            )
        expected, previous = entry.number + 1, entry.hash
    return (*found, *_head_findings(entries, head, key))


def _gone_words(first: int, before: int) -> str:
    """Say which entries are not there, from ``first`` up to the one ``before`` which they stood."""
    if before == first + 1:
        return tr("Before entry {number}, entry {gone} cannot be found.", number=before, gone=first)
    return tr(
        "Before entry {number}, entries {first} to {last} cannot be found.", number=before, first=first, last=before - 1
    )


def _head_findings(entries: Sequence[Entry], head: LogHead | None, key: bytes | None) -> tuple[Finding, ...]:
    if head is None or not entries:
        empty = tr("The trail is empty, which no version of Dyad Mirror leaves so.")
        headless = tr("The head of the trail is missing, which no version of Dyad Mirror leaves so.")
        return (Finding(0, headless if entries else empty),)
    if not _sealed(head, key):
        return (Finding(0, tr("The head of the trail has been altered since it was written.")),)
    if (head.count, head.last) != (entries[-1].number, entries[-1].hash):
        return (
            Finding(
                head.count,
                tr(
                    "The trail ended with entry {count} when it was last written, and now ends with another.",
                    count=head.count,
                ),
            ),
        )
    return ()


def _sealed(head: LogHead, key: bytes | None) -> bool:
    return hmac.compare_digest(_hash(key, "head", str(head.count), head.last).encode(), head.seal.encode())


def _entry_hash(number: int, at: str, act: str, detail: str, previous: str, key: bytes | None) -> str:
    return _hash(key, "entry", str(number), at, act, detail, previous)


def _hash(key: bytes | None, *parts: str) -> str:
    # Each part is preceded by its length, so that no two lists of parts read alike.
    content = b"".join(len(raw).to_bytes(8, "big") + raw for raw in (part.encode() for part in parts))
    if key is None:
        return hashlib.sha256(content).hexdigest()
    return hmac.new(key, content, hashlib.sha256).hexdigest()
