"""Codes that are called alike and stand twice in a study, as after a file that came in by two roads. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, Scheme

_MOST = 3
"""Codes that a sentence names."""


def doubles_of(scheme: Scheme) -> tuple[tuple[Code, ...], ...]:
    """Return codes of one role and kind that are called alike and have ids of their own, those of each name together.

    One of them came with a file: schemes that were written by people may each have a code of that name, and mean it.
    """
    alike: dict[tuple[str, str, str], list[Code]] = {}
    for code in scheme.codes:
        alike.setdefault((code.role.value, code.kind.value, code.label.strip().casefold()), []).append(code)
    twice = (codes for codes in alike.values() if len(codes) > 1)
    return tuple(tuple(sorted(codes, key=_came)) for codes in twice if any(map(_came, codes)))


def double_words(scheme: Scheme) -> str:
    """Say which codes stand twice and what makes one of two; "" where none does."""
    doubles = doubles_of(scheme)
    if not doubles:
        return ""
    said = [f"{codes[0].label} ({', '.join(_names(codes))})" for codes in doubles[:_MOST]]
    if len(doubles) > _MOST:
        said.append(tr("and {number} more", number=len(doubles) - _MOST))
    first, second = doubles[0][:2]
    return tr(
        "Codes stand here twice under one name, as after a file that came as a plan and with its events: {codes}. "
        "Ctrl+H makes one of two: which events, code={second}; what changes, the code; becomes, {first}.",
        codes="; ".join(said),
        first=first.id,
        second=second.id,
    )


def _came(code: Code) -> bool:
    """Whether a code is of no scheme of the study: it came with a file."""
    return not code.scheme


def _names(codes: Iterable[Code]) -> list[str]:
    return [f"{code.role.value}/{code.id}" for code in codes]
