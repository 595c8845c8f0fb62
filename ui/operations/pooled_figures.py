"""Figures over all families of a study, and one family's own, taken from a study for window and command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from coder.exchanges.pairing import Rule
from coder.report.figures.bid_answers import BidAnswers
from coder.report.figures.episode_figures import episodes_of
from coder.report.figures.pooled_families import (
    BY_BID_CODE,
    BY_EPISODE,
    BY_SETTING,
    FamilyPart,
    OwnFamily,
    PooledFamilies,
    own_family,
    pooled_families,
)
from coder.report.figures.supplementary_figures import acts_in_order, acts_of_both
from coder.stats import SEED
from coder.study.families import FEWEST_FAMILIES
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.operations.study_figures import answers_by_episode_in


@dataclass(frozen=True, slots=True)
class PooledParts:
    """What pooled figures rest on, taken out of the study: whole recordings, and their episodes."""

    rule: Rule
    whole: tuple[FamilyPart, ...]
    episodes: tuple[FamilyPart, ...]
    events: int
    sides_told: int
    """In how many of the recordings at least one caregiver was asked about their own side."""

    @property
    def families(self) -> tuple[str, ...]:
        """Those that are known, by name."""
        return tuple(sorted({one.family for one in self.whole if one.family}))

    @property
    def best_by(self) -> str:
        """What the conditions are where nobody said: settings where there are several, else episodes, else bids."""
        if len({one.condition for one in self.whole if one.condition}) > 1:
            return BY_SETTING
        return BY_EPISODE if len({one.condition for one in self.episodes}) > 1 else BY_BID_CODE


def pooled_parts(
    project: Project, recordings: Sequence[str], *, rule: Rule, coder: str | None, plain_rule: bool = False
) -> PooledParts:
    """Take out of the study what pooled figures rest on."""
    whole, episodes, events, told = [], [], 0, 0
    for one in recordings:
        mine = project.events(one, coder=coder)
        meeting = project.beside(one).meeting
        family, setting = (meeting.family, meeting.setting) if meeting is not None else ("", "")
        marked = episodes_of(mine, scheme=project.scheme)
        all_of_it, *each = answers_by_episode_in(
            project, one, (None, *marked), rule=rule, coder=coder, plain_rule=plain_rule
        )
        gone = (*all_of_it.hidden, *all_of_it.set_aside)
        acts = acts_in_order(acts_of_both(mine, project.scheme), span=all_of_it.span, gone=gone)
        whole.append(_part(family, setting, all_of_it, tuple(acts)))
        episodes += [_part(family, episode.code, found) for episode, found in zip(marked, each, strict=True)]
        events += len(mine)
        told += not project.beside(one).nothing_collected
    return PooledParts(rule, tuple(whole), tuple(episodes), events, told)


def _part(family: str, condition: str, answers: BidAnswers, acts: tuple[str | None, ...] = ()) -> FamilyPart:
    # A family is the same however its pseudonym is written.
    return FamilyPart(family=family.strip().casefold(), condition=condition, answers=answers, acts=acts)


def refuse_few(parts: PooledParts) -> None:
    """Raise StudyError where there are too few families: what is pooled would still be a list of families."""
    found = len(parts.families)
    if found < FEWEST_FAMILIES:
        raise StudyError(
            tr(
                "Figures over many families need {fewest_families} families at least, and this study names {found}; "
                "say "
                "whose a recording is: Context ▸ Where and when it was…, or dyadmirror meeting STUDY RECORDING "
                "--family NAME. For one family there are stats and trends.",
                fewest_families=FEWEST_FAMILIES,
                found=found,
            )
        )


def pooled_later(parts: PooledParts, *, by: str | None, seed: int | None) -> Callable[..., PooledFamilies]:
    """Return what works the pooled figures out, in any thread; it takes a ``progress``."""
    refuse_few(parts)
    return partial(
        pooled_families,
        parts.whole,
        parts.episodes,
        by=by or parts.best_by,
        rule=parts.rule,
        seed=SEED if seed is None else seed,
    )


def own_in(parts: PooledParts, family: str) -> OwnFamily:
    """Return one family's own figure; raise StudyError where there is none of that name."""
    refuse_few(parts)
    if family.strip().casefold() not in parts.families:
        raise StudyError(
            tr("There is no family {family!r} among those whose recordings may be looked at.", family=family)
        )
    return own_family(parts.whole, family.strip().casefold(), rule=parts.rule)
