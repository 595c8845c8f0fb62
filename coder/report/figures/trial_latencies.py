"""Latency from marker: how soon after a marker an act came, over trials, by a factor. Censored at the trial's end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.exchanges.trials import TrialEnding, TrialLatency
from coder.stats import KaplanMeier, LogRank, kaplan_meier, log_rank
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import MICROS

UNSAID = tr("not said")
"""Group of trials whose marker does not say the factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialGroup:
    """The trials of one value of a factor (all of them where none is asked for). Times are seconds."""

    group: str
    trials: int
    latency: KaplanMeier


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLatencies:
    """Latency from one marker to the first act of one code.

    Attributes
    ----------
    marker, subject, code : str
    by : str
        The factor; "" for none.
    groups : tuple of TrialGroup
    test : LogRank or None
        Whether the curves could be one, within recordings; None where there is one group.
    notes : tuple of str
    """

    marker: str
    subject: str
    code: str
    by: str
    groups: tuple[TrialGroup, ...]
    test: LogRank | None
    notes: tuple[str, ...]


def trial_latencies(
    measured: Mapping[str, Sequence[TrialLatency]], *, marker: str, subject: str, code: str, by: str = ""
) -> TrialLatencies:
    """Work out latency curves over the trials of recordings.

    Parameters
    ----------
    measured : mapping of recording to TrialLatency
    by : str
        Name of a factor of the marker; "" puts all trials into one group.
    """
    rows = [(recording, one) for recording, listed in measured.items() for one in listed]
    groups: dict[str, list[tuple[str, TrialLatency]]] = {}
    for recording, one in rows:
        said = ", ".join(value for name, value in one.trial.factors if name == by) or UNSAID
        groups.setdefault(said if by else "all trials", []).append((recording, one))
    kept = [(name, recording, one) for name, listed in groups.items() for recording, one in listed if one.counts]
    test = None
    if len(groups) > 1:
        recordings = [recording for _, recording, _ in kept]
        test = log_rank(
            [one.watched_us / MICROS for *_, one in kept],
            [one.latency_us is not None for *_, one in kept],
            [name for name, *_ in kept],
            strata=recordings if len(set(recordings)) > 1 else None,
            of="trials",
        )
    return TrialLatencies(
        marker=marker,
        subject=subject,
        code=code,
        by=by,
        groups=tuple(
            TrialGroup(group=name, trials=len(listed), latency=_curve([one for _, one in listed]))
            for name, listed in sorted(groups.items())
        ),
        test=test,
        notes=_notes([one for _, one in rows]),
    )


def _curve(listed: Sequence[TrialLatency]) -> KaplanMeier:
    counted = [one for one in listed if one.counts]
    return kaplan_meier(
        [one.watched_us / MICROS for one in counted], [one.latency_us is not None for one in counted], of="trials"
    )


def _notes(listed: Sequence[TrialLatency]) -> tuple[str, ...]:
    ends = Counter(one.ending for one in listed)
    notes = []
    unseen = ends[TrialEnding.NOT_OBSERVABLE]
    if ends[TrialEnding.UNDER_WAY]:
        notes.append(
            tr(
                "{how_many} left out: the act was under way at the marker",
                how_many=plural(
                    ends[TrialEnding.UNDER_WAY],
                    "{ends} trial is",
                    "{ends} trials are",
                    ends=ends[TrialEnding.UNDER_WAY],
                ),
            )
        )
    if unseen:
        notes.append(
            tr(
                "{how_many} left out: whoever acts could not be observed at the marker",
                how_many=plural(unseen, "{unseen} trial is", "{unseen} trials are", unseen=unseen),
            )
        )
    bounds = [one.bound_us for one in listed if one.bound_us is not None]
    if bounds:
        notes.append(tr("latencies are true to within {most:.3f} s", most=max(bounds) / MICROS))
    notes.append(tr("a trial in which the act did not come is watched to its end and censored there, never dropped"))
    return tuple(notes)
