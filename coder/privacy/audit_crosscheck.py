"""Whether purpose, agreements and recordings still are what the trail says they became. Pure.

The trail shows that nobody altered the trail; this shows that nobody altered, behind the app's back, what it tells of.
The trail holds no names, so an agreement is compared by a seal: a hash over what everybody said and a random salt,
which goes with the recording when it is erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from coder.privacy.audit_log import AuditedAct, Entry, Finding, told
from coder.privacy.consent import ConsentGiven, Use
from coder.vocabulary.language import tr


def seal_of(agreements: Iterable[ConsentGiven], salt: str) -> str:
    """Return the seal over what everybody said for one recording."""
    said = sorted(
        [one.who, [use.value for use in Use if use in one.uses], str(one.until), one.withdrawn] for one in agreements
    )
    return hashlib.sha256(json.dumps([salt, said]).encode()).hexdigest()


def disagreements(
    entries: Sequence[Entry], *, purpose: str, until: str | None, seals: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Return where the study is not as the trail left it.

    ``seals`` holds, for each recording that the study has, the seal over its agreements as they are now.
    """
    acts = [(entry.number, entry.act, told(entry.detail)) for entry in entries]
    found = []
    stated = [(number, detail) for number, act, detail in acts if act == AuditedAct.PURPOSE]
    number, last = stated[-1] if stated else (0, {"purpose": "not stated", "until": None})
    if (last.get("purpose"), last.get("until")) != (purpose, until):
        found.append(Finding(number, tr("The study's purpose or retention date is not the one that was stated last.")))
    added: dict[str, int] = {}
    for number, act, detail in acts:
        if act == AuditedAct.RECORDING_ADDED:
            added[str(detail.get("recording"))] = number
        elif act == AuditedAct.RECORDING_TAKEN_BACK:
            # An undo took the import back; a redo is told as adding it.
            added.pop(str(detail.get("recording")), None)
    erased = {str(detail.get("recording")) for _, act, detail in acts if act == AuditedAct.ERASURE}
    for recording in sorted((set(added) - erased) - set(seals)):
        found.append(
            Finding(
                added[recording], tr("The recording {recording} has gone, but was never erased.", recording=recording)
            )
        )
    before = sum(int(detail.get("recordings_before", 0)) for _, act, detail in acts if act == AuditedAct.BEGUN)
    unknown = set(seals) - set(added)
    if len(unknown) > before or unknown & erased:
        found.append(
            Finding(0, tr("Recordings are there that were never added: {unknown}.", unknown=", ".join(sorted(unknown))))
        )
    for recording, seal in seals.items():
        said = [
            (number, detail) for number, act, detail in acts if _is_word(act) and detail.get("recording") == recording
        ]
        number, kept = (said[-1][0], str(said[-1][1].get("seal"))) if said else (0, seal_of((), ""))
        if kept != seal:
            found.append(
                Finding(
                    number,
                    tr("What people agreed to for {recording} is not what was recorded last.", recording=recording),
                )
            )
    return tuple(found)


def _is_word(act: str) -> bool:
    return act in (AuditedAct.AGREEMENT, AuditedAct.WITHDRAWAL)
