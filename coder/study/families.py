"""Whose recordings a comparison is of: families are never set beside each other, only many of them pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import plural, tr

FEWEST_FAMILIES = 5
"""So many families have to be pooled on each side before recordings of different families stand beside each other."""


def refuse_families_side_by_side(
    project: Project, sides: Mapping[str, Sequence[str]], *, unsaid_is_one: bool = False
) -> None:
    """Raise StudyError where a comparison of sets of recordings would be one of families.

    Allowed are recordings of one family, sides with the same families on each, and sides that pool over at least
    ``FEWEST_FAMILIES`` each. Where a side has recordings that no other has, it has to be known whose they are: nobody
    may have said it of two families as well. With ``unsaid_is_one``, a study in which no family is named is of one.
    """
    if len({frozenset(ones) for ones in sides.values()}) < 2:
        return  # within the same recordings
    if unsaid_is_one and not any(_family(project, one.id) for one in project.recordings()):
        return
    families: dict[str, set[str]] = {}
    for side, ones in sides.items():
        for one in ones:
            family = _family(project, one)
            if not family:
                raise StudyError(
                    tr(
                        "Nobody said of which family {one} is, and families are not set beside each other; say it: "
                        "Context ▸ Where and when it was…, or dyadmirror meeting STUDY {one} --family NAME",
                        one=one,
                    )
                )
            families.setdefault(side, set()).add(family)
    if len({frozenset(found) for found in families.values()}) < 2:
        return
    few = next((side for side, found in families.items() if len(found) < FEWEST_FAMILIES), None)
    if few is not None:
        raise StudyError(
            plural(
                len(families[few]),
                "{few} is of {number} family, and what it is set beside of others: families are not compared with "
                "each other here; compare recordings of one family, or pool at least {fewest_families} families on "
                "each side.",
                "{few} is of {number} families, and what it is set beside of others: families are not compared with "
                "each other here; compare recordings of one family, or pool at least {fewest_families} families on "
                "each side.",
                few=few,
                number=len(families[few]),
                fewest_families=FEWEST_FAMILIES,
            )
        )


def _family(project: Project, recording: str) -> str:
    meeting = project.beside(recording).meeting
    return meeting.family.strip().casefold() if meeting is not None else ""
