"""What a file format could not carry, in words: collected while reading or writing, shown before anything changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from coder.vocabulary.language import plural, tr

EXAMPLES = 3
LISTED = 200
"""How many bad items are named, each with its place and reason; beyond that only their number grows."""
ITEMS_LEFT_OUT = "bad-items"
POINTS_DROPPED = tr("Points are left out.")


def became(*pairs: tuple[str, str], most: int = 30) -> str:
    """Return the first of several texts that became otherwise, was and is, from shortly before they differ."""
    was, now = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    start = max(0, alike - most // 2) if alike >= most else 0
    return " → ".join(repr("…" * bool(start) + text[start : start + most]) for text in (was, now))


def as_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return modifiers as an example names them."""
    return "; ".join(f"{name}={value}" for name, value in pairs)


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing that did not come through unchanged.

    Attributes
    ----------
    code : str
        Stable name for programs, e.g. ``times-rounded``.
    count : int
        How many events (or tiers, entries, lines) it touches.
    sentence : str
        For a person: what happened to them.
    examples : tuple of str
        Up to three places, for looking it up; of bad items every one, up to two hundred; all that a file written afresh
        leaves out.
    """

    code: str
    count: int
    sentence: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        values = {"sentence": self.sentence, "count": self.count, "places": "; ".join(self.examples)}
        if not self.examples:
            return plural(self.count, "{sentence} (once)", "{sentence} ({count} times)", **values)
        if self.count > len(self.examples):
            return tr("{sentence} ({count} times, such as {places})", **values)
        return plural(self.count, "{sentence} (once: {places})", "{sentence} ({count} times: {places})", **values)


class LossReport:
    """Counts losses by code and keeps the first few places of each."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._sentences: dict[str, str] = {}
        self._examples: dict[str, list[str]] = {}
        self.first_left_out: tuple[str, str] | None = None
        """Place and reason of the first bad item."""
        self.from_first_frame = False
        """Whether this very file counts from the first frame, where others of its format may count from the sound."""

    def add(self, code: str, sentence: str, *, count: int = 1, example: str = "") -> None:
        """Note a loss; the sentence of the first call of a code is kept."""
        if count <= 0:
            return
        self._counts[code] = self._counts.get(code, 0) + count
        self._sentences.setdefault(code, sentence)
        examples = self._examples.setdefault(code, [])
        most = LISTED if code == ITEMS_LEFT_OUT else EXAMPLES
        if example and len(examples) < most and example not in examples:
            examples.append(example)

    def left_out(self, place: str, reason: str) -> None:
        """Note one item that cannot be right, where it stands and why; the rest of the file comes in."""
        self.first_left_out = self.first_left_out or (place, reason)
        self.add(ITEMS_LEFT_OUT, tr("Items that cannot be right are left out."), example=f"{place}: {reason}")

    def extend(self, losses: Iterable[Loss]) -> None:
        """Take over losses from elsewhere."""
        for loss in losses:
            self.add(loss.code, loss.sentence, count=loss.count)
            for example in loss.examples:
                kept = self._examples[loss.code]
                if len(kept) < (LISTED if loss.code == ITEMS_LEFT_OUT else EXAMPLES) and example not in kept:
                    kept.append(example)

    def losses(self) -> tuple[Loss, ...]:
        """Everything noted, in the order it was first met."""
        return tuple(
            Loss(code, count, self._sentences[code], tuple(self._examples[code]))
            for code, count in self._counts.items()
        )
