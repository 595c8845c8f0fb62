"""Proposals against a truth: per code, a hit where an onset lies within the tolerance, one proposal to one truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.vocabulary.events import Draft


@dataclass(frozen=True, slots=True)
class Said:
    """What truly happened."""

    subject: str
    code: str
    onset_us: int
    offset_us: int


@dataclass(frozen=True, slots=True)
class Match:
    """A truth with the proposal that meets it, if any."""

    truth: Said
    draft: Draft | None

    @property
    def onset_error_us(self) -> int | None:
        """Proposed minus true."""
        return None if self.draft is None else self.draft.onset_us - self.truth.onset_us


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every truth, met or not, and the proposals that no truth explains."""

    matches: tuple[Match, ...]
    unexplained: tuple[Draft, ...]

    @property
    def missed(self) -> tuple[Said, ...]:
        return tuple(match.truth for match in self.matches if match.draft is None)


def compare(truth: Sequence[Said], drafts: Sequence[Draft], *, tolerance_us: int) -> Comparison:
    """Pair each truth with the nearest unused proposal of its subject and code within the tolerance.

    A proposal whose beginning was not seen (behind a hand, in a turn of the head) may come late by its own bound.
    """
    pairs = sorted(
        (abs(d.onset_us - t.onset_us), i, j)
        for i, t in enumerate(truth)
        for j, d in enumerate(drafts)
        if (t.subject, t.code) == (d.subject, d.code)
        and -tolerance_us <= d.onset_us - t.onset_us <= max(tolerance_us, d.timing_bound_us)
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in pairs:
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return Comparison(
        matches=tuple(Match(t, drafts[taken[i]] if i in taken else None) for i, t in enumerate(truth)),
        unexplained=tuple(d for j, d in enumerate(drafts) if j not in used),
    )


def table(comparison: Comparison) -> str:
    """The comparison as lines to read."""
    lines = []
    for match in comparison.matches:
        error = "missed" if match.onset_error_us is None else f"{match.onset_error_us / 1e3:+.0f} ms"
        lines.append(f"{match.truth.subject:10} {match.truth.code:18} {match.truth.onset_us / 1e6:7.2f}  {error}")
    lines += [f"{d.subject:10} {d.code:18} {d.onset_us / 1e6:7.2f}  without cause" for d in comparison.unexplained]
    return "\n".join(lines)
