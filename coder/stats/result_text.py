"""A record as a person reads it: what print() of a result says."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import TYPE_CHECKING

from coder.vocabulary.language import tr

if TYPE_CHECKING:
    from coder.stats.result import Result

_WIDTH = 110
LOWEST_SHOWN = 0.0001
_SAID_ABOVE = {"name", "estimate", "n", "n_of", "method", "interval", "level", "parameters", "notes", "reason"}


ONE_OF = {
    "answers": "answer",
    "bids": "bid",
    "bouts": "bout",
    "codes": "code",
    "cries": "cry",
    "cycles": "cycle",
    "dyads": "dyad",
    "events": "event",
    "floor transfers": tr("floor transfer"),
    "frames": "frame",
    "mismatches": "mismatch",
    "pairings": "pairing",
    "pairs": "pair",
    "pairs and unpaired acts": tr("pair or unpaired act"),
    "pairs of codes": tr("pair of codes"),
    "recordings": "recording",
    "made-up studies": tr("made-up study"),
    "recordings coded by all": tr("recording coded by all"),
    "recordings coded by both": tr("recording coded by both"),
    "states": "state",
    "stretches": "stretch",
    "trials": "trial",
    "things coded": tr("thing coded"),
    "things coded by all": tr("thing coded by all"),
    "things coded by both": tr("thing coded by both"),
    "things coded by two or more": tr("thing coded by two or more"),
    "things counted by all": tr("thing counted by all"),
    "things that all coded": tr("thing that all coded"),
    "time units": tr("time unit"),
    "time units that all could observe": tr("time unit that all could observe"),
    "time units that two or more could observe": tr("time unit that two or more could observe"),
    "transitions": "transition",
    "units of time": tr("unit of time"),
    "visits": "visit",
    "windows": "window",
}
"""What a record rests on where it is one: "1 mismatch", and not "1 mismatches"."""


def counted_words(result: Result) -> str:
    """Return what a figure rests on: "17 bids", "1 mismatch"."""
    return f"{result.n} {ONE_OF.get(result.n_of, result.n_of) if result.n == 1 else result.n_of}"


def shown(result: Result) -> str:
    """Return the estimate and its interval on one line, then every other number, the method and the notes.

    Tables and lists are named, not printed: they are attributes of the record.
    """
    rest = [field.name for field in dataclasses.fields(result) if field.name not in _SAID_ABOVE]
    values = {name: getattr(result, name) for name in rest}
    short = [f"{name} {_text(value)}" for name, value in values.items() if value is not None and _is_short(value)]
    # An undefined result has empty tables; they are not worth naming.
    long = [name for name, value in values.items() if not _is_short(value) and value]
    choices = [f"{name} {_text(value)}" for name, value in result.parameters.items()]
    paragraphs = [
        ", ".join(short),
        result.method,
        _after("with ", choices),
        *(tr("note: {note}", note=note) for note in result.notes),
    ]
    lines = [_first_line(result), *(_wrapped(text) for text in paragraphs if text), _wrapped(_after("also: ", long))]
    return "\n".join(line for line in lines if line)


def p_text(value: float, floor: float | None = None) -> str:
    """Return a p-value for reading: never a row of zeros, and none below what the shuffle can show at all."""
    if floor is not None and value < floor:
        return tr("{floor:.4f}, as low as it can come here", floor=floor)
    beside = (
        "" if floor is None or floor < LOWEST_SHOWN else tr(" (it cannot fall below {floor:.4f} here)", floor=floor)
    )
    return (
        f"{value:.4f}{beside}"
        if value >= LOWEST_SHOWN
        else tr("below {lowest_shown}{beside}", lowest_shown=LOWEST_SHOWN, beside=beside)
    )


def _first_line(result: Result) -> str:
    about = tr("n = {counted}", counted=counted_words(result))
    if result.estimate is None:
        return tr("{result}: undefined, {reason} ({about})", result=result.name, reason=result.reason, about=about)
    said = f"{result.name}: {_text(result.estimate)}"
    if result.interval is not None:
        low, high = ("open" if end is None else _text(end) for end in result.interval)
        said += tr(", {level:g} % interval {low} to {high}", level=result.level * 100, low=low, high=high)
    return f"{said} ({about})"


def _is_short(value: object) -> bool:
    if isinstance(value, tuple):
        return len(value) == 2 and all(v is None or isinstance(v, int | float) for v in value)
    return value is None or isinstance(value, int | float | str)


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, tuple | list):
        return f"({', '.join(_text(v) for v in value)})"
    return str(value)


def _after(word: str, items: list[str]) -> str:
    return word + ", ".join(items) if items else ""


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="    ") if text else ""
