"""The last step: codes of one exclusive group never overlap for a subject."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import builtin_scheme, role_of


def settle(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Let the surer of two overlapping drafts of a group stand; the other ends where it begins, or goes.

    An onset is never moved: it is what latencies are made of, and one that no sample supports would be invented.
    """
    scheme = builtin_scheme()
    groups: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.subject, scheme.code(role_of(draft.subject), draft.code).group].append(draft)
    kept: list[Draft] = []
    for group in groups.values():
        settled: list[Draft] = []
        for draft in sorted(group, key=lambda d: (-d.confidence, d.onset_us, d.offset_us, d.code, d.evidence)):
            at = bisect_right(settled, draft.onset_us, key=lambda d: d.onset_us)
            fitting = _beside(draft, settled[at - 1] if at else None, settled[at] if at < len(settled) else None)
            if fitting is not None:
                settled.insert(at, fitting)
        kept.extend(settled)
    return tuple(sorted(kept, key=lambda d: (d.onset_us, d.offset_us, d.subject, d.code)))


def _beside(draft: Draft, before: Draft | None, after: Draft | None) -> Draft | None:
    """The draft beside its neighbours: cut short by the one after it, gone where the one before it goes on."""
    if before is not None and draft.onset_us < before.offset_us:
        return None
    if after is None or after.onset_us >= draft.offset_us:
        return draft
    shorter = tr("{seen}; shown only until a surer proposal begins.", seen=draft.evidence.removesuffix("."))
    return replace(draft, offset_us=after.onset_us, evidence=shorter)
