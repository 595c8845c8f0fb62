"""Which stretch of a recording somebody went through, as far as what they marked and said tells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import Interval, format_us

FEWEST_MARKS = 3
"""Below this nothing is known of how long somebody is silent while they watch: the whole recording is taken."""

AROUND_US = 2_000_000
"""Whoever marks an act has watched for so long before it and after it, at least: edges of one act differ."""

Stretch = tuple[str, Interval, Interval]
"""A recording's id, what of it is compared, and the whole of it."""


def coded_stretch(marks: Iterable[Interval], span: Interval, *, reached_us: int = 0, silences: int = 1) -> Interval:
    """Return which stretch of a recording somebody went through: what they said (:func:`counted_stretch`), or a guess.

    Where they said nothing, it reaches from their first mark to their last, and on either side on by the longest time
    for which they marked nothing between two marks: who is silent for that long and then marks again may have watched
    on for as long. It is two seconds at least.

    Parameters
    ----------
    marks : iterable of Interval
        Whatever they said of a time: events, proposals that they decided on, stretches that they looked at.
    span : Interval
        The whole recording, in microseconds.
    reached_us : int
        How far from the start they said that they had come; 0 where they said nothing.
    silences : int
        How often the longest silence may have been watched on, before the first mark and after the last.
    """
    inside = sorted(
        (
            Interval(max(one.onset_us, span.onset_us), min(one.offset_us, span.offset_us))
            for one in marks
            if _in(one, span)
        ),
        key=lambda one: one.onset_us,
    )
    if reached_us:
        return counted_stretch(inside, span, reached_us=reached_us)  # where it was said, nothing is guessed
    if len(inside) < FEWEST_MARKS:
        return span
    furthest = [inside[0].offset_us]
    for one in inside[1:]:
        furthest.append(max(furthest[-1], one.offset_us))
    silent = max(
        (max(0, after.onset_us - until) for until, after in zip(furthest[:-1], inside[1:], strict=True)), default=0
    )
    beside = silences * max(silent, AROUND_US)
    start, end = inside[0].onset_us - beside, furthest[-1] + beside
    return Interval(max(start, span.onset_us), min(max(end, start), span.offset_us))


def counted_stretch(marks: Sequence[Interval], span: Interval, *, reached_us: int = 0) -> Interval:
    """Return over which part of a recording rates and shares are: as far as somebody said that they came, else all.

    Silence at an end is coding too: a child may sleep for half of a clip. Only a pass says that nobody went further;
    what was marked beyond it was gone through as well.
    """
    if not reached_us:
        return span
    end = max([reached_us, *(one.offset_us for one in marks)])
    return Interval(span.onset_us, min(end, span.offset_us))


def marked_stretch(marks: Sequence[Interval], span: Interval) -> Interval | None:
    """Return where marks stand, if one end of the recording is further off than twice the longest silence; else None.

    Whoever went through all of a recording is seldom silent for so long at its end alone, so a reader should know.
    """
    if coded_stretch(marks, span, silences=2) == span:
        return None
    return Interval(min(one.onset_us for one in marks), max(one.offset_us for one in marks))


def part_words(part: Interval, span: Interval, marked: Interval | None = None) -> str:
    """Say over which part of a recording its rates and shares are; "" where it is all of it, and marked all over."""
    length = format_us(span.offset_us)[:-4]
    if part != span:
        return tr(
            "rates and shares are of the part from {start} to {end} of {length}, as far as the passes say that the "
            "coder came",
            start=format_us(part.onset_us)[:-4],
            end=format_us(part.offset_us)[:-4],
            length=length,
        )
    if marked is None:
        return ""
    return tr(
        "codes stand only from {start} to {end} of {length}, and rates and shares are of all of it; where it was gone "
        "through no further, a pass says how far, and they are of that part",
        start=format_us(marked.onset_us)[:-4],
        end=format_us(marked.offset_us)[:-4],
        length=length,
    )


def in_common(stretches: Sequence[Interval]) -> Interval:
    """Return what all of several stretches hold; one of no length where they hold nothing together."""
    start = max(one.onset_us for one in stretches)
    return Interval(start, max(start, min(one.offset_us for one in stretches)))


def stretches_words(told: Sequence[Stretch]) -> str:
    """Say over which stretch of each recording an agreement is; "" where there is none."""
    whole = list(dict.fromkeys(recording for recording, part, span in told if part == span))
    parts = [
        tr(
            "{recording} from {start} to {end} of {length}",
            recording=recording,
            start=format_us(part.onset_us)[:-4],
            end=format_us(part.offset_us)[:-4],
            length=format_us(span.offset_us)[:-4],
        )
        for recording, part, span in dict.fromkeys(told)
        if part != span
    ]
    if not told:
        return ""
    said = [tr("all of {recordings}", recordings=", ".join(whole))] if whole else []
    words = tr("Agreement is over {parts}.", parts="; ".join([*said, *parts]))
    if not parts:
        return words
    why = plural(
        len(parts),
        "That part is as far as what they marked, decided and worked through says that each of them went; where all of "
        "it was watched, ask for whole recordings.",
        "Those parts are as far as what they marked, decided and worked through says that each of them went; where all "
        "of it was watched, ask for whole recordings.",
    )
    return f"{words} {why}"


def _in(one: Interval, span: Interval) -> bool:
    return one.offset_us >= span.onset_us and one.onset_us <= span.offset_us
