"""Looks through the bytes of a file for what should no longer be in it. Pure.

Everything that was erased is cut into pieces (words, whole texts, the beginnings of measurements), and all of them are
looked for at once, at every place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHORTEST = 4
"""Bytes; anything shorter is found by accident."""
_SAMPLE = 32
_ID = re.compile(r"[a-z]{1,3}\d+")
_NUMBER = re.compile(r"[-+.:\dTZe]+")
_BLOCK = 1 << 24


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is looked for, as bytes."""

    all: frozenset[bytes]

    def __len__(self) -> int:
        return len(self.all)


def pieces_of(values: Iterable[object]) -> Pieces:
    """Return the pieces by which texts and blobs would be known again; ids and numbers say nothing of anybody."""
    found: set[bytes] = set()
    for value in values:
        if isinstance(value, bytes):
            # From the middle too: the beginning of two measurements may be alike.
            for start in (0, len(value) // 2):
                sample = value[start : start + _SAMPLE]
                if len(set(sample)) >= 8:
                    found.add(sample)
        elif isinstance(value, str):
            for text in (value, *_leaves(value)):
                if not (_ID.fullmatch(text) or _NUMBER.fullmatch(text)):
                    found |= {text.encode("utf-8", "surrogatepass"), json.dumps(text)[1:-1].encode()}
    return Pieces(frozenset(piece for piece in found if len(piece) >= SHORTEST))


def remains(pieces: Pieces, content: bytes) -> frozenset[bytes]:
    """Return those pieces that ``content`` holds; time grows with its length, not with the number of pieces."""
    found: set[bytes] = set()
    for width, kind in ((8, np.uint64), (4, np.uint32)):
        short = [piece for piece in pieces.all if (len(piece) >= 8) == (width == 8)]
        by_head: dict[bytes, list[bytes]] = {}
        for piece in short:
            by_head.setdefault(piece[:width], []).append(piece)
        if not by_head:
            continue
        heads = np.sort(np.frombuffer(b"".join(by_head), dtype=kind))
        for place in _places(content, width, heads):
            candidates = by_head[content[place : place + width]]
            hits = [piece for piece in candidates if content.startswith(piece, place)]
            if hits:
                found.update(hits)
    return frozenset(found)


def _places(content: bytes, width: int, heads: npt.NDArray[np.unsignedinteger]) -> Iterator[int]:
    """Every place at which one of the heads stands."""
    for begin in range(0, len(content), _BLOCK):
        block = content[begin : begin + _BLOCK + width - 1]
        for shift in range(width):
            count = (len(block) - shift) // width
            if count <= 0:
                continue
            words = np.frombuffer(block, dtype=heads.dtype, count=count, offset=shift)
            at = np.minimum(np.searchsorted(heads, words), len(heads) - 1)
            for n in np.flatnonzero(heads[at] == words):
                yield begin + shift + int(n) * width


def _leaves(text: str) -> Iterator[str]:
    """The texts in a text that is JSON."""
    if text[:1] not in ("{", "["):
        return
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            if item[:1] in ("{", "["):
                yield from _leaves(item)
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
