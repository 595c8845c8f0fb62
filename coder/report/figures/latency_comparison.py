"""How soon answers came under different conditions: curves side by side, log-rank, and Cox with clustered errors.

Conditions are episodes, kinds of bids, or sets of recordings that a human named. Never people: whose answers are
quicker is not asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.exchanges.pairing import Exchange, Rule
from coder.report.figures.bid_answers import BidAnswers, latency_of, timed
from coder.stats import Cox, KaplanMeier, LogRank, cox_recurrent, log_rank
from coder.vocabulary.language import plural, tr

BY_EPISODE, BY_BID, BY_CONDITION = "episode", "bid", "condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The bids of one condition and how long they waited. Times are seconds."""

    group: str
    recordings: tuple[str, ...]
    latency: KaplanMeier


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """Latency curves of several conditions.

    Attributes
    ----------
    by : str
        What the conditions are: ``episode``, ``bid`` or ``condition``.
    rule : Rule
        Convention of what counts as an answer.
    groups : tuple of Waits
        One curve each.
    test : LogRank
        Whether they could be one curve; within recordings where each recording has several conditions.
    model : Cox
        Hazard ratio of each condition after the first, errors clustered by recording.
    notes : tuple of str
        What a reader should know.
    """

    by: str
    rule: Rule
    groups: tuple[Waits, ...]
    test: LogRank
    model: Cox
    notes: tuple[str, ...]


def latencies_of(parts: Sequence[tuple[str, BidAnswers]], *, by: str, rule: Rule) -> Latencies:
    """Set latency curves of several conditions side by side.

    Parameters
    ----------
    parts : sequence of (group, Answers)
        Each recording or episode with its condition; with ``by="bid"`` the code of each bid is its condition.
    by : str
        What the conditions are.
    rule : Rule
        Under which all of these bids were paired.
    """
    rows = [
        (item.bid_code if by == BY_BID else group, one.recording, item) for group, one in parts for item in one.kept
    ]
    names = sorted({name for name, _, _ in rows}) if by == BY_BID else list(dict.fromkeys(name for name, _ in parts))
    durations, answered = timed(item for _, _, item in rows)
    labels, recordings = [name for name, _, _ in rows], [recording for _, recording, _ in rows]
    within = by != BY_CONDITION and len(set(recordings)) > 1
    return Latencies(
        by=by,
        rule=rule,
        groups=tuple(_waits(name, rows, rule) for name in names),
        test=log_rank(durations, answered, labels, strata=recordings if within else None),
        model=_cox(durations, answered, labels, recordings, [name for name in names if name in labels]),
        notes=_notes(parts, by, within),
    )


def _waits(name: str, rows: Sequence[tuple[str, str, Exchange]], rule: Rule) -> Waits:
    mine = [(recording, item) for group, recording, item in rows if group == name]
    return Waits(
        group=name,
        recordings=tuple(sorted({recording for recording, _ in mine})),
        latency=latency_of([item for _, item in mine], tau_us=rule.window_us),
    )


def _cox(
    durations: list[float], answered: list[bool], labels: list[str], recordings: list[str], names: list[str]
) -> Cox:
    """Fit one hazard ratio for each condition after the first."""
    table = np.array([[label == name for name in names[1:]] for label in labels], dtype=np.float64)
    # A table without columns has no covariate to vary: one that is always 0 lets the fit say so in its own words.
    table = table.reshape(len(labels), -1) if len(names) > 1 else np.zeros((len(labels), 1))
    covariates = [tr("{name} beside {names}", name=name, names=names[0]) for name in names[1:]] or [tr("the condition")]
    return cox_recurrent(durations, answered, table, recordings, names=covariates)


def _notes(parts: Sequence[tuple[str, BidAnswers]], by: str, within: bool) -> tuple[str, ...]:
    notes = []
    out = sum(sum(one.left_out.values()) for _, one in parts)
    if out:
        whose = tr("that nobody could have answered or seen answered")
        notes.append(
            plural(out, "{out} bid {whose} is left out", "{out} bids {whose} are left out", out=out, whose=whose)
        )
    if any(one.rule.acknowledged_outside for _, one in parts):
        notes.append(
            tr("where somebody was acknowledged or windows were chosen, the rule is its variant: see exchanges")
        )
    if by == BY_EPISODE:
        notes.append(tr("bids are watched until the end of their episode at most; bids in no episode are not here"))
    if within:
        notes.append(tr("the log-rank test compares within each recording and adds up the differences"))
    notes.append(tr("recordings are the clusters: where several are of one family, the interval is likely too narrow"))
    return tuple(notes)
