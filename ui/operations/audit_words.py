"""The trail of a study in words: what each entry is about, and what checking it found."""

from __future__ import annotations

import json
from datetime import datetime

from coder.privacy.audit_log import STEPS, AuditedAct, Entry, TrailReport
from coder.vocabulary.language import named, tr

UNKEYED = tr(
    "This study has no passphrase, so its trail shows an edit, a removal or a change of order, but not the work of "
    "somebody who computes all of it anew; note its head elsewhere and give it later as --witness."
)


def detail_of(entry: Entry) -> dict[str, object]:
    """What an entry tells; one that was altered into something unreadable is shown as it is."""
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        detail = None
    return detail if isinstance(detail, dict) else {"unreadable": entry.detail}


def minute_of(entry: Entry) -> str:
    """Return when, to the minute on this computer's clock; what is no time is shown as it is."""
    try:
        return datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return entry.at


_ACTS = frozenset(AuditedAct)


def act_words(entry: Entry) -> str:
    """Say what was done; an act of a later version by its own name."""
    return named(AuditedAct(entry.act)) if entry.act in _ACTS else entry.act


def about(entry: Entry) -> str:
    """What an entry tells, on one line."""
    parts = (
        f"{name.replace('_', ' ')} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in detail_of(entry).items()
        if value is not None and name != STEPS
    )
    return "; ".join(parts)


def found_words(report: TrailReport) -> str:
    """What checking the trail found, in sentences."""
    if report.findings:
        head = tr("Only dates are odd. ") if report.only_clocks else tr("Not as it was written. ")
        return head + " ".join(finding.sentence for finding in report.findings)
    return tr("{number} entries, each as it was written and where it was.", number=len(report.entries))
