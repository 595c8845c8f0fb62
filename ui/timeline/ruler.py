"""Which times the ruler marks, from hours down to single frames."""

from __future__ import annotations

from dataclasses import dataclass

from coder.vocabulary.time import MICROS, format_us
from ui.timeline.time_scale import TimeScale

_MS = MICROS // 1000

STEPS: tuple[tuple[int, int], ...] = (
    (1 * _MS, 1),
    (2 * _MS, 2),
    (5 * _MS, 5),
    (10 * _MS, 5),
    (20 * _MS, 4),
    (50 * _MS, 5),
    (100 * _MS, 5),
    (200 * _MS, 4),
    (500 * _MS, 5),
    (1 * MICROS, 5),
    (2 * MICROS, 4),
    (5 * MICROS, 5),
    (10 * MICROS, 5),
    (15 * MICROS, 3),
    (30 * MICROS, 6),
    (60 * MICROS, 6),
    (120 * MICROS, 4),
    (300 * MICROS, 5),
    (600 * MICROS, 5),
    (900 * MICROS, 3),
    (1800 * MICROS, 6),
    (3600 * MICROS, 6),
    (7200 * MICROS, 4),
    (6 * 3600 * MICROS, 6),
)
"""Steps between labelled ticks in microseconds, each with the number of parts that unlabelled ticks cut it into."""

LEAST_MINOR_PX = 6


@dataclass(frozen=True, slots=True)
class Ticks:
    """Times to mark, in microseconds: labelled ones and the small ones between them."""

    step_us: int
    labelled: tuple[int, ...]
    minor: tuple[int, ...]

    def label(self, us: int) -> str:
        """What stands at a labelled tick; whole seconds where the step is whole seconds."""
        text = format_us(us)
        return text.removesuffix(".000") if self.step_us % MICROS == 0 else text


def ticks(scale: TimeScale, *, label_px: float) -> Ticks:
    """Choose the ticks that fit ``scale`` when each label takes ``label_px`` pixels with the space around it."""
    step, parts = next(
        ((step, parts) for step, parts in STEPS if step / scale.us_per_px >= label_px),
        _beyond_the_table(scale, label_px),
    )
    labelled = _multiples(step, scale)
    if step / parts / scale.us_per_px < LEAST_MINOR_PX:
        return Ticks(step, labelled, ())
    return Ticks(step, labelled, tuple(us for us in _multiples(step // parts, scale) if us % step))


def _multiples(step: int, scale: TimeScale) -> tuple[int, ...]:
    """Multiples of ``step`` that are in view and within what can be scrolled to."""
    left, right = max(scale.left_us, scale.start_us), min(scale.right_us, scale.end_us)
    return tuple(range(-int(-left // step) * step, int(right // step) * step + 1, step))


def _beyond_the_table(scale: TimeScale, label_px: float) -> tuple[int, int]:
    """Whole multiples of the longest step, for spans of many days."""
    longest, parts = STEPS[-1]
    return longest * (int(label_px * scale.us_per_px // longest) + 1), parts
