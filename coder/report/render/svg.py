"""Drawings of the report as inline SVG: every mark has a shape as well as a colour, and every drawing says itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from coder.report.phrases import figure_words
from coder.stats import ChanceTest, KaplanMeier
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, format_us

WIDTH = 720
LEFT, RIGHT = 215, 24
MOMENT_WIDTH = 240
"""Three moments stand beside each other on a page."""
ROW = 15
COLOURS = {
    Role.CHILD: "#1f6fa8",
    Role.CAREGIVER: "#b35c00",
    Role.TOGETHER: "#4c7a3d",
    Role.OTHER: "#6b6b66",
    Role.SEVERAL: "#6b6b66",
    Role.SOMEONE: "#6b6b66",
}
INK, PALE = "#1b1d1f", "#c9c9c4"
BAND_EDGE = "#5b7f9c"
"""At least 3 to 1 on white and on the shade, as WCAG asks of what must be seen (1.4.11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the ribbon: whose, what, and when (microseconds)."""

    subject: str
    label: str
    spans: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A bid and its answer: rows of the ribbon and the two onsets."""

    from_row: int
    to_row: int
    from_us: int
    to_us: int


def ribbon(
    name: str,
    title: str,
    words: str,
    *,
    lanes: Sequence[Lane],
    span: Interval,
    hidden: Iterable[Interval] = (),
    links: Iterable[Link] = (),
    repairs_us: Sequence[int] = (),
) -> str:
    """Draw what was seen, when, on one clock; lines join bids with answers, rings mark finding each other."""
    height = 8 + ROW * (len(lanes) + (1 if repairs_us else 0)) + 26
    bottom = height - 26
    scale = (WIDTH - LEFT - RIGHT) / max(span.duration_us, 1)

    def x(t_us: int) -> float:
        return LEFT + (min(max(t_us, span.onset_us), span.offset_us) - span.onset_us) * scale

    hatch = tr(
        'id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"', name=name
    )
    line = f'<line x1="0" y1="0" x2="0" y2="6" stroke="{PALE}" stroke-width="2"/>'
    parts = [f"<defs><pattern {hatch}>{line}</pattern></defs>"]
    for stretch in hidden:
        parts.append(
            _bar(x(stretch.onset_us), 4, x(stretch.offset_us) - x(stretch.onset_us), bottom - 4, f"url(#{name}-hatch)")
        )
    for row, lane in enumerate(lanes):
        middle = 8 + ROW * row + ROW / 2
        parts.append(_text(LEFT - 8, middle + 4, lane.label, anchor="end"))
        parts.append(f'<line x1="{LEFT}" y1="{_n(middle)}" x2="{WIDTH - RIGHT}" y2="{_n(middle)}" stroke="#ececea"/>')
        colour = COLOURS[role_of(lane.subject)]
        for one in lane.spans:
            tip = f"<title>{escape(lane.label)}, {format_us(one.onset_us)}</title>"
            if one.duration_us:
                wide = max(x(one.offset_us) - x(one.onset_us), 1.5)
                parts.append(_bar(x(one.onset_us), middle - 5, wide, 10, colour, tip))
            else:
                parts.append(
                    f'<circle cx="{_n(x(one.onset_us))}" cy="{_n(middle)}" r="4" fill="{colour}">{tip}</circle>'
                )
    for link in links:
        y1, y2 = (8 + ROW * row + ROW / 2 for row in (link.from_row, link.to_row))
        parts.append(
            f'<line x1="{_n(x(link.from_us))}" y1="{_n(y1)}" x2="{_n(x(link.to_us))}" y2="{_n(y2)}" stroke="{INK}" '
            'stroke-width="1.2"/>'
        )
    if repairs_us:
        middle = 8 + ROW * len(lanes) + ROW / 2
        parts.append(_text(LEFT - 8, middle + 4, "found each other", anchor="end"))
        parts += [
            f'<circle cx="{_n(x(t))}" cy="{_n(middle)}" r="5" fill="none" stroke="{COLOURS[Role.TOGETHER]}" '
            f'stroke-width="2.5"><title>{format_us(t)}</title></circle>'
            for t in repairs_us
        ]
    for t in _ticks(span):
        parts.append(f'<line x1="{_n(x(t))}" y1="{bottom}" x2="{_n(x(t))}" y2="{bottom + 5}" stroke="{INK}"/>')
        parts.append(_text(x(t), bottom + 18, format_us(t)[:-4], anchor="middle"))
    parts.append(f'<line x1="{LEFT}" y1="{bottom}" x2="{WIDTH - RIGHT}" y2="{bottom}" stroke="{INK}"/>')
    return _svg(name, title, words, height, parts)


def moment(name: str, title: str, words: str, *, bid: Lane, answer: Lane, span: Interval) -> str:
    """Draw one act and its answer: a bar above, a bar below, joined where the answer began. No axis, no number."""
    height, left = 44, 74
    scale = (MOMENT_WIDTH - left - 6) / span.duration_us

    def x(t_us: int) -> float:
        return left + (min(max(t_us, span.onset_us), span.offset_us) - span.onset_us) * scale

    parts = []
    for lane, middle in ((bid, 12), (answer, 32)):
        (one,) = lane.spans
        wide = max(x(one.offset_us) - x(one.onset_us), 10)
        parts.append(f'<line x1="{left}" y1="{middle}" x2="{MOMENT_WIDTH - 6}" y2="{middle}" stroke="#ececea"/>')
        parts.append(_bar(x(one.onset_us), middle - 6, wide, 12, COLOURS[role_of(lane.subject)]))
        parts.append(_text(left - 6, middle + 4, lane.label, anchor="end"))
    ends = [x(lane.spans[0].onset_us) for lane in (bid, answer)]
    parts.append(f'<line x1="{_n(ends[0])}" y1="12" x2="{_n(ends[1])}" y2="32" stroke="{INK}" stroke-width="1.5"/>')
    return _svg(name, title, words, height, parts, wide=MOMENT_WIDTH)


def latency_curve(name: str, title: str, words: str, curve: KaplanMeier, *, window_s: float, band: bool) -> str:
    """Draw the share of bids answered over time; a tick is a bid that was watched until then without an answer.

    The axis begins with the first answer or at 0: a long bid that another bid cut short before its end may have been
    watched only for a minute before that, and its tick stands at the left edge.
    """
    top, bottom, left = 12, 132, 60
    height = bottom + (64 if band else 44)
    answers = [t for t, count in zip(curve.times, curve.events, strict=True) if count]
    start, end = min([0.0, *answers]), max([window_s, *curve.times])

    def x(t: float) -> float:
        return left + (max(t, start) - start) / (end - start) * (WIDTH - left - 24)

    def y(survival: float) -> float:
        return top + survival * (bottom - top)

    parts = []
    for share, label in ((0.0, "none"), (0.5, "half"), (1.0, "all")):
        level_y = y(1 - share)
        parts.append(f'<line x1="{left}" y1="{_n(level_y)}" x2="{WIDTH - 24}" y2="{_n(level_y)}" stroke="#ececea"/>')
        parts.append(_text(left - 8, level_y + 4, label, anchor="end"))
    if band:
        parts.append(_band(curve, x, y))
    points, before = [f"{_n(x(start))},{_n(y(1))}"], 1.0
    for t, survival in zip(curve.times, curve.survival, strict=True):
        points += [f"{_n(x(t))},{_n(y(before))}", f"{_n(x(t))},{_n(y(survival))}"]
        before = survival
    parts.append(
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{COLOURS[Role.CHILD]}" stroke-width="2.5"/>'
    )
    for t, survival, count in zip(curve.times, curve.survival, curve.censored, strict=True):
        if count:
            at = tr(
                'x1="{value}" y1="{value_2}" x2="{value}" y2="{value_3}"',
                value=_n(x(t)),
                value_2=_n(y(survival) - 7),
                value_3=_n(y(survival) + 7),
            )
            parts.append(
                tr(
                    '<line {at} stroke="{ink}" stroke-width="2"><title>{count} watched until then</title></line>',
                    at=at,
                    ink=INK,
                    count=count,
                )
            )
    parts.append(f'<line x1="{left}" y1="{bottom}" x2="{WIDTH - 24}" y2="{bottom}" stroke="{INK}"/>')
    for t in _round_steps(start, end):
        parts.append(f'<line x1="{_n(x(t))}" y1="{bottom}" x2="{_n(x(t))}" y2="{bottom + 5}" stroke="{INK}"/>')
        parts.append(_text(x(t), bottom + 19, tr("{t:g} s", t=t), anchor="middle"))
        if band:
            parts.append(_text(x(t), bottom + 37, str(curve.still_watched(t)), anchor="middle"))
    if band:
        parts.append(_text(left - 14, bottom + 37, tr("at risk"), anchor="end"))
    parts.append(
        _text((left + WIDTH) / 2, height - 4, tr("seconds from where the rule starts to count"), anchor="middle")
    )
    return _svg(name, title, words, height, parts)


def chance_line(name: str, title: str, words: str, test: ChanceTest) -> str:
    """Draw the share of bids answered beside what the same answers give at unrelated times."""
    left, height, middle = 60, 110, 46
    assert test.estimate is not None
    assert test.null_mean is not None
    assert test.null_interval is not None

    def x(share: float) -> float:
        return left + share * (WIDTH - left - 40)

    low, high = test.null_interval
    mean = x(test.null_mean)
    seen = x(test.estimate)
    green = COLOURS[Role.TOGETHER]
    return _svg(
        name,
        title,
        words,
        height,
        [
            _bar(x(low), middle - 7, max(x(high) - x(low), 2), 14, PALE),
            f'<path d="M{_n(mean)} {middle - 10} l8 10 l-8 10 l-8 -10 z" fill="#6b6b66"/>',
            f'<circle cx="{_n(seen)}" cy="{middle}" r="8" fill="{green}"/>',
            _text(min(mean, WIDTH - 48), middle - 18, "by coincidence", anchor="middle"),
            _text(min(seen, WIDTH - 48), middle + 27, "what was seen", anchor="middle"),
            f'<line x1="{left}" y1="82" x2="{WIDTH - 40}" y2="82" stroke="{INK}"/>',
            *(_text(x(share / 100), 100, f"{share} %", anchor="middle") for share in (0, 25, 50, 75, 100)),
        ],
    )


def _band(curve: KaplanMeier, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    """Shade the interval, to the last time watched; thin lines at its edges, for the shade alone is too pale."""
    pieces, lines = [], []
    edges = [*curve.times[1:], curve.times[-1]]
    for t, until, low, high in zip(curve.times, edges, curve.lower, curve.upper, strict=True):
        if low is not None and high is not None and until > t:
            pieces.append(_bar(x(t), y(low), x(until) - x(t), y(high) - y(low), "#cfe2f0"))
            lines += [
                f'<line x1="{_n(x(t))}" y1="{_n(y(edge))}" x2="{_n(x(until))}" y2="{_n(y(edge))}" '
                f'stroke="{BAND_EDGE}"/>'
                for edge in (low, high)
            ]
    return "".join([*pieces, *lines])


def _svg(name: str, title: str, words: str, height: float, parts: Iterable[str], *, wide: int = WIDTH) -> str:
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {wide} {_n(height)}" '
        f'font-size="12" fill="{INK}"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(words)}</desc>{"".join(parts)}</svg>'
    )


def _bar(x: float, y: float, width: float, height: float, fill: str, inside: str = "") -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}">{inside}</rect>'


def _text(x: float, y: float, text: str, *, anchor: str) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _n(value: float) -> str:
    """Two decimals are finer than a printer; more would show the order of a sum."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _ticks(span: Interval) -> list[int]:
    """Five to nine round times on the recording's clock."""
    steps = [s * 1_000_000 for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800)]
    step = next((s for s in steps if span.duration_us / s <= 8), steps[-1])
    first = -(-span.onset_us // step) * step
    return list(range(first, span.offset_us + 1, step))


def _round_steps(start: float, end: float) -> list[float]:
    step = next((s for s in (0.5, 1.0, 2.0, 5.0, 10.0) if (end - start) / s <= 8), 30.0)
    first = int(-(-start // step))
    return [i * step for i in range(first, int(end // step) + 1)]


Dated = tuple[str, float, float | None, float | None]
"""A date (ISO 8601), a figure, and the ends of its interval; None for an open or missing end."""


def points_over_time(name: str, title: str, words: str, *, points: Sequence[Dated]) -> str:
    """Draw figures with their intervals by date. No line joins them: what lies between is not known."""
    height, top, bottom, left = 160, 30, 122, 60
    times = [datetime.fromisoformat(at).timestamp() for at, *_ in points] or [0.0]
    start, end = min(times), max(times)
    most = _round_top(max([value for _, *values in points for value in values if value is not None] or [1.0]))

    def x(t: float) -> float:
        share = (t - start) / (end - start) if end > start else 0.5
        return left + 20 + share * (WIDTH - left - 64)

    def y(value: float) -> float:
        return bottom - max(value, 0.0) / most * (bottom - top)

    parts = [_text(left, 14, title, anchor="start")]
    parts.append(f'<line x1="{left}" y1="{bottom}" x2="{WIDTH - 24}" y2="{bottom}" stroke="{INK}"/>')
    for value in (0.0, most / 2, most):
        parts.append(f'<line x1="{left}" y1="{_n(y(value))}" x2="{WIDTH - 24}" y2="{_n(y(value))}" stroke="#ececea"/>')
        parts.append(_text(left - 8, y(value) + 4, figure_words(value), anchor="end"))
    said_until = -1e9
    for t, (at, value, low, high) in sorted(zip(times, points, strict=False)):
        if low is not None or high is not None:
            ends = (y(low or 0.0), y(most if high is None else high))
            parts.append(
                f'<line x1="{_n(x(t))}" y1="{_n(ends[0])}" x2="{_n(x(t))}" y2="{_n(ends[1])}" stroke="{INK}" '
                'stroke-width="1.5"/>'
            )
        parts.append(f'<circle cx="{_n(x(t))}" cy="{_n(y(value))}" r="4" fill="{COLOURS[Role.TOGETHER]}"/>')
        if x(t) - said_until > 84:
            said_until = x(t)
            parts.append(_text(x(t), bottom + 18, at[:10], anchor="middle"))
    return _svg(name, title, words, height, parts)


def _round_top(value: float) -> float:
    """The next of 1, 2, 4, 5, 6, 8 times a power of ten: the end of an axis that starts at 0."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))


def day_strip(name: str, title: str, words: str, *, rows: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw marks on the hours of a day, 0 to 24, a row for each source. No line joins them, and none is higher."""
    top, left, right = 22, 250, WIDTH - 24
    bottom = top + 26 * max(len(rows), 1)

    def x(hour: float) -> float:
        return left + hour / 24 * (right - left)

    parts = []
    for hour in range(0, 25, 3):
        parts.append(f'<line x1="{_n(x(hour))}" y1="{top - 8}" x2="{_n(x(hour))}" y2="{bottom}" stroke="#ececea"/>')
        parts.append(_text(x(hour), bottom + 16, str(hour), anchor="middle"))
    for row, (label, hours) in enumerate(rows):
        y = top + 26 * row + 8
        parts.append(_text(left - 12, y + 4, label, anchor="end"))
        parts += [
            f'<circle cx="{_n(x(hour))}" cy="{_n(y)}" r="5" fill="{COLOURS[Role.CAREGIVER]}"/>'
            for hour in sorted(hours)
        ]
    parts.append(f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{INK}"/>')
    return _svg(name, title, words, bottom + 26, parts)
