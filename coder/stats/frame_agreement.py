"""Agreement frame by frame, as looking-time studies report it: share agreed, kappa, and looking time per trial."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coder.stats.cohen_kappa import Kappa, cohen_kappa, each_code
from coder.stats.intraclass import Icc, icc
from coder.stats.result import LEVEL, StatsError, above_zero
from coder.stats.time_arrays import listed, missing
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial as two coders (or a coder and a program) saw it.

    Attributes
    ----------
    name : str
        Which trial.
    frames : int
        Frames that both coded.
    agreement : float or None
        Share of them on which the two agree.
    first_looking, second_looking : float
        Looking time of each, in the unit of ``frame``.
    """

    name: str
    frames: int
    agreement: float | None
    first_looking: float
    second_looking: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameAgreement(Kappa):
    """Agreement frame by frame. The estimate is Cohen's kappa; ``observed_agreement`` is the share agreed.

    Attributes
    ----------
    trials : tuple of Trial
        In order of occurrence.
    looking_time : Icc or None
        ICC(2,1) of looking time over trials; None where no code was said to be looking.
    looking_correlation : float or None
        Pearson's correlation of the same; None where either does not vary.
    mean_trial_agreement : float or None
        Mean over trials of the share agreed, each trial weighing the same.
    """

    trials: tuple[Trial, ...] = ()
    looking_time: Icc | None = None
    looking_correlation: float | None = None
    mean_trial_agreement: float | None = None


def frame_agreement(
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    trials: Sequence[Any] | None = None,
    looking: Collection[Any] = (),
    frame: float = 1,
    level: float = LEVEL,
) -> FrameAgreement:
    """Compare two streams of codes, one code a frame.

    Parameters
    ----------
    first, second : sequence, length n
        Code of each frame, "left", "right" and "away", say. Frames with None, "" or NaN in either are in no figure, and
        counted in a note.
    trials : sequence, length n, optional
        Trial of each frame; one trial where not given.
    looking : collection, optional
        Codes that count as looking, for looking time per trial.
    frame : float
        Length of a frame, in the unit in which looking times shall be (1: count frames).
    level : float
        Confidence level.

    Returns
    -------
    FrameAgreement
        No interval, error or test of kappa: neighbouring frames are nearly copies of each other.

    Notes
    -----
    Looking times of a trial count the frames that both coded, so that a frame lost to one does not look like a
    disagreement about looking.
    """
    one, two = listed(first, "first"), listed(second, "second")
    names = [""] * len(one) if trials is None else [str(t) for t in listed(trials, "trials")]
    if not len(one) == len(two) == len(names):
        raise StatsError(
            tr(
                "{number} frames of the first, {number_2} of the second, {number_3} trials: one of each.",
                number=len(one),
                number_2=len(two),
                number_3=len(names),
            )
        )
    above_zero(frame, tr("the length of a frame"))
    base = cohen_kappa(one, two, level=level)
    inherited = {f.name: getattr(base, f.name) for f in dataclasses.fields(base)}
    seen = set(looking)
    told = tuple(_trial(name, names, one, two, seen, frame) for name in dict.fromkeys(names))
    times = [(t.first_looking, t.second_looking) for t in told if t.frames]
    shares = [t.agreement for t in told if t.agreement is not None]
    return FrameAgreement(
        **{
            **inherited,
            **dict.fromkeys(("interval", "standard_error", "cohen_error", "null_error", "z", "p_value")),
            "name": "frame_agreement",
            "n_of": "frames",
            "method": tr("Cohen's kappa and share agreed, frame by frame"),
            "parameters": {**base.parameters, "looking": sorted(map(str, seen)), "frame": frame},
            "per_code": each_code(base.table, base.codes, n_of="frames"),
            "notes": tuple(note for note in base.notes if not note.startswith("no interval")),
        },
        trials=told,
        looking_time=icc(times, form="ICC(2,1)", level=level) if seen else None,
        looking_correlation=_correlation(np.array(times, dtype=np.float64)) if seen else None,
        mean_trial_agreement=float(np.mean(shares)) if shares else None,
    )


def _trial(
    name: str, names: Sequence[str], one: Sequence[Any], two: Sequence[Any], looking: set[Any], frame: float
) -> Trial:
    both = [
        (a, b)
        for trial, a, b in zip(names, one, two, strict=True)
        if trial == name and not missing(a) and not missing(b)
    ]
    return Trial(
        name=name,
        frames=len(both),
        agreement=sum(a == b for a, b in both) / len(both) if both else None,
        first_looking=sum(a in looking for a, _ in both) * frame,
        second_looking=sum(b in looking for _, b in both) * frame,
    )


def _correlation(times: np.ndarray) -> float | None:
    if len(times) < 2 or np.ptp(times[:, 0]) == 0 or np.ptp(times[:, 1]) == 0:
        return None
    return float(np.corrcoef(times.T)[0, 1])
