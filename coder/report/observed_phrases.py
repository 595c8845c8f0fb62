"""What the report says of time: over how much its figures are, and for how long people could be seen."""

from __future__ import annotations

from collections.abc import Sequence

from coder.report.figures.recording_figures import Numbers
from coder.report.phrases import spoken_time
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import MICROS, Interval, format_us


def basis_words(numbers: Numbers) -> str:
    """Return n, the time that figures are over and the timing bound."""
    bound = (
        ""
        if numbers.timing_bound_us is None
        else tr(" Times are true to within {value} seconds.", value=_s(numbers.timing_bound_us))
    )
    signals = len(numbers.answers.signals)
    count = plural(signals, "{count} moment", "{count} moments", count=signals)
    recorded = gone_through(numbers)
    if not numbers.presence_known:
        return tr(
            "Rests on {count} and on {recorded}; nobody looked at who could be seen when.{bound}",
            count=count,
            recorded=recorded,
            bound=bound,
        )
    return tr(
        "Rests on {count} and on {seen} in which both could be seen, of {recorded}.{bound}",
        count=count,
        seen=tr("{value} seconds", value=_s(numbers.observable_us)),
        recorded=recorded,
        bound=bound,
    )


def seen_words(numbers: Numbers) -> str:
    """Return for how long both could be seen, as it is read aloud."""
    seen, recorded = spoken_time(numbers.observable_us), spoken_time(numbers.span.duration_us)
    if numbers.partly:
        return _seen_of_part(numbers, seen, recorded)
    if not numbers.presence_known:
        return tr("Nobody looked at who could be seen when; the recording lasts {recorded}.", recorded=recorded)
    if seen == recorded:
        return tr("Both could be seen all the while, {recorded}.", recorded=recorded)
    return tr("Both could be seen for {seen} of {recorded}.", seen=seen, recorded=recorded)


def _seen_of_part(numbers: Numbers, seen: str, gone: str) -> str:
    """Say of a recording that was gone through in part how much that was, before who could be seen in it."""
    part, length = clock_words(numbers.span), spoken_time(numbers.clip.duration_us)
    if not numbers.presence_known:
        return tr(
            "Somebody went through {part} of {length}; nobody looked at who could be seen when.",
            part=part,
            length=length,
        )
    if seen == gone:
        return tr(
            "Somebody went through {part} of {length}; both could be seen all that while.", part=part, length=length
        )
    return tr(
        "Somebody went through {part} of {length}; both could be seen for {seen} of these {gone}.",
        part=part,
        length=length,
        seen=seen,
        gone=gone,
    )


def clock_words(part: Interval) -> str:
    """Return a stretch by the clock of the recording: "0:00 to 1:28"."""
    return tr("{start} to {end}", start=format_us(part.onset_us)[:-4], end=format_us(part.offset_us)[:-4])


def gone_through(numbers: Numbers) -> str:
    """Name what figures are over: the seconds of the clip, or of the part that was gone through."""
    if not numbers.partly:
        return tr("the {seconds} seconds of the clip", seconds=_s(numbers.span.duration_us))
    return tr(
        "the {seconds} seconds that were gone through ({part} of {length} s)",
        seconds=_s(numbers.span.duration_us),
        part=clock_words(numbers.span),
        length=_s(numbers.clip.duration_us),
    )


def observed_seconds(told: Sequence[Numbers]) -> str:
    """Return how much of some recordings was gone through and could be observed, to stand behind their seconds."""
    gone = sum(numbers.span.duration_us for numbers in told) / MICROS
    partly = tr(", of which {gone:.1f} s were gone through", gone=gone) if any(one.partly for one in told) else ""
    return f"{partly}{_observed(told)}"


def _observed(told: Sequence[Numbers]) -> str:
    known = [numbers for numbers in told if numbers.presence_known]
    seen = sum(numbers.observable_us for numbers in known) / MICROS
    if len(known) == len(told):
        return tr(", of which {seen:.1f} s could be observed", seen=seen)
    if not known:
        return tr("; who could be observed when was not coded")
    return plural(
        len(known),
        "; who could be observed when was coded in {count} of them: {seen:.1f} s of {of:.1f} s",
        "; who could be observed when was coded in {count} of them: {seen:.1f} s of {of:.1f} s",
        count=len(known),
        seen=seen,
        of=sum(numbers.span.duration_us for numbers in known) / MICROS,
    )


def _s(us: int) -> str:
    return f"{us / MICROS:.2f}".rstrip("0").rstrip(".")
