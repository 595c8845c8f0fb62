"""Agreement on a detail of acts that two coders both coded: how many say the same, and kappa where it is of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.stats.cohen_kappa import Kappa, cohen_kappa
from coder.stats.result import LEVEL, StatsError
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierAgreement:
    """Agreement of two coders on one modifier of matched events.

    Attributes
    ----------
    matched : int
        Events that both coded, and of which either said this modifier.
    both : int
        Of these, those of which both said it.
    same : int
        Of these, those of which both said the same.
    only_first, only_second : int
        Those of which one coder alone said it.
    share_same : float or None
        Percent agreement as a share: same of both; None where both said it of no event.
    kappa : Kappa
        Cohen's kappa over those of which both said it; undefined, with the reason, for numbers and free text.
    """

    matched: int
    both: int
    same: int
    only_first: int
    only_second: int
    share_same: float | None
    kappa: Kappa


def modifier_agreement(
    first: Sequence[str | None], second: Sequence[str | None], *, listed: bool = True, level: float = LEVEL
) -> ModifierAgreement:
    """Say how far two coders agree on a modifier of events that both coded.

    Parameters
    ----------
    first, second : sequence, length n
        What each said of the same event; several values as one text in a fixed order. None or "" where they said
        nothing; events of which neither said anything are not counted.
    listed : bool
        Whether values are chosen from a list. Kappa of numbers and of free text is undefined: nobody chose among
        categories.
    level : float
        Confidence level of kappa's interval.

    Returns
    -------
    ModifierAgreement

    Raises
    ------
    StatsError
        Where lengths differ.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educ. Psychol. Meas., 20, 37–46.
    Bakeman, R., & Quera, V. (2011). Sequential Analysis and Observational Methods for the Behavioral Sciences,
    chapters 5 and 6. Cambridge University Press. (Percent agreement beside kappa.)
    """
    if len(first) != len(second):
        raise StatsError(
            tr(
                "both coders say something of the same events, and {first} is not {second}.",
                first=len(first),
                second=len(second),
            )
        )
    said = [(one or None, other or None) for one, other in zip(first, second, strict=True) if one or other]
    both = [(one, other) for one, other in said if one is not None and other is not None]
    same = sum(one == other for one, other in both)
    return ModifierAgreement(
        matched=len(said),
        both=len(both),
        same=same,
        only_first=sum(other is None for _, other in said),
        only_second=sum(one is None for one, _ in said),
        share_same=same / len(both) if both else None,
        kappa=cohen_kappa([one for one, _ in both], [other for _, other in both], level=level)
        if listed
        else _undefined(len(both), level),
    )


def _undefined(both: int, level: float) -> Kappa:
    return Kappa(
        name="cohen_kappa",
        estimate=None,
        n=both,
        n_of="pairs",
        method=tr("none: the values are not of a list"),
        level=level,
        reason=tr("kappa is of values of a list, and these are numbers or free text"),
    )
