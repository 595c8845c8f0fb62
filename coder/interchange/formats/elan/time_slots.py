"""Times that an ELAN file leaves open: unaligned slots, and annotations that only have their parent's time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from coder.interchange.formats.elan.eaf_xml import RawAnnotation

MS = 1_000


def fill_chains(annotations: Sequence[RawAnnotation], slots: dict[str, int | None]) -> None:
    """Give unaligned slots of one tier times at equal steps between the aligned ones around them.

    As ELAN does it: annotations that share unaligned slots divide the time between the two aligned slots at the
    ends of their chain, in whole milliseconds.
    """
    following = {annotation.refs[0]: annotation for annotation in annotations if annotation.aligned}
    for annotation in annotations:
        if not annotation.aligned:
            continue
        begin = slots.get(annotation.refs[0])
        if begin is None or slots.get(annotation.refs[1]) is not None:
            continue
        chain = [annotation.refs[1]]
        seen = set(chain)
        while (after := following.get(chain[-1])) is not None and after.refs[1] not in seen:
            chain.append(after.refs[1])
            if slots.get(chain[-1]) is not None:
                break
            seen.add(chain[-1])
        end = slots.get(chain[-1])
        if end is not None:
            _spread(chain[:-1], begin, end, slots)


def fill_rest(slots: dict[str, int | None]) -> int:
    """Give every slot that is still unaligned a time between its neighbours in the file; return how many."""
    run: list[str] = []
    before = 0
    filled = 0
    for slot, time in list(slots.items()):
        if time is None:
            run.append(slot)
            continue
        if run:
            _spread(run, before, max(before, time), slots)
            filled += len(run)
            run = []
        before = time
    for slot in run:
        slots[slot] = before
    return filled + len(run)


def share_out(onset_us: int, offset_us: int, count: int) -> list[tuple[int, int]]:
    """Divide a stretch into ``count`` parts of whole milliseconds."""
    span = (offset_us - onset_us) // MS
    edges = [onset_us + span * part // count * MS for part in range(count)] + [offset_us]
    return list(pairwise(edges))


def in_sequence(annotations: Sequence[RawAnnotation]) -> list[RawAnnotation]:
    """Order the parts of one parent by the link each has to the part before it; as in the file where links break."""
    after = {annotation.refs[1]: annotation for annotation in annotations}
    ordered: list[RawAnnotation] = []
    at = ""
    while (part := after.pop(at, None)) is not None:
        ordered.append(part)
        at = part.id
    return ordered if len(ordered) == len(annotations) else list(annotations)


class ParentFinder:
    """Finds the annotation of a parent tier in which a stretch of time lies."""

    def __init__(self, spans: Sequence[tuple[int, int, str]]) -> None:
        self._spans = sorted(spans)
        self._onsets = [span[0] for span in self._spans]

    def find(self, onset_us: int, offset_us: int) -> str:
        """Id of the annotation that holds the stretch, or ""."""
        at = bisect_right(self._onsets, onset_us) - 1
        while at >= 0 and self._onsets[at] <= onset_us:
            if self._spans[at][1] >= offset_us:
                return self._spans[at][2]
            if self._spans[at][1] < onset_us:
                break
            at -= 1
        return ""


def _spread(run: list[str], begin: int, end: int, slots: dict[str, int | None]) -> None:
    parts = share_out(begin, end, len(run) + 1)
    for slot, (_, edge) in zip(run, parts, strict=False):
        slots[slot] = edge
