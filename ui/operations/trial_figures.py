"""Trials of a study, and latencies from their markers, taken out of it for window and command line alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.exchanges.trials import TrialLatency, latency_in, trials_of
from coder.report.figures.trial_latencies import TrialLatencies, trial_latencies
from coder.study.families import refuse_families_side_by_side
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of


@dataclass(frozen=True, slots=True)
class MeasuredTrials:
    """The trials of recordings with how soon an act came in each, and the curve over all of them."""

    trials: dict[str, tuple[TrialLatency, ...]]
    figures: TrialLatencies


def markers_of(scheme: Scheme) -> tuple[str, ...]:
    """Return the ids of the codes that mark trials."""
    return tuple(dict.fromkeys(code.id for code in scheme.codes if code.marker))


def factors_of(scheme: Scheme, marker: str) -> tuple[str, ...]:
    """Return the names of the factors of a marker."""
    return tuple(one.name for code in scheme.codes if code.marker and code.id == marker for one in code.modifiers)


def every_latency_in(project: Project, recording: str, *, coder: str | None = None) -> tuple[TrialLatencies, ...]:
    """Return the curve from each marker that is coded in a recording to each other act that is coded in it."""
    scheme, end_us = project.scheme, project.recording(recording).duration_us
    events = project.events(recording, coder=coder)
    found = []
    for marker in markers_of(scheme):
        marks = trials_of(events, scheme, end_us, marker=marker)
        marking = {trial.marker.id for trial in marks}
        for subject, code in (
            sorted({(act.subject, act.code) for act in events if act.id not in marking}) if marks else ()
        ):
            listed = tuple(latency_in(trial, events, subject=subject, code=code, end_us=end_us) for trial in marks)
            found.append(trial_latencies({recording: listed}, marker=marker, subject=subject, code=code))
    return tuple(found)


def trials_in(
    project: Project,
    recordings: Sequence[str],
    *,
    marker: str | None,
    act: str,
    by: str = "",
    coder: str | None = None,
) -> MeasuredTrials:
    """Measure from each marker to the first act of a code.

    Parameters
    ----------
    marker : str, optional
        Id of the code that marks trials; the only one of the scheme if not given.
    act : str
        ``SUBJECT/CODE``, the subject a role or a name, as in ``child/look_to_caregiver``.
    by : str
        A factor of the marker, whose values are set side by side.

    Raises
    ------
    StudyError
        In one sentence, where the scheme has no such marker, factor or code; and where families would be set side by
        side by it.
    """
    scheme, known = project.scheme, markers_of(project.scheme)
    if marker is None and len(known) == 1:
        marker = known[0]
    if marker is None or marker not in known:
        asked = (
            tr("no marker {marker!r}", marker=marker)
            if marker
            else tr("several markers")
            if known
            else tr("no code that marks trials")
        )
        which = ", ".join(known) or tr("say marker = true of a code first")
        raise StudyError(tr("The scheme has {asked}; name one with --marker ({which}).", asked=asked, which=which))
    subject, _, code = act.rpartition("/")
    subject = scheme.subject_of(subject)
    try:
        role: Role | None = role_of(subject)
    except ValueError:
        role = None
    if role is None or not scheme.has(role, code):
        raise StudyError(
            tr("The scheme has no code {act!r}; name the act as SUBJECT/CODE, as in child/smile.", act=act)
        )
    if by and by not in factors_of(scheme, marker):
        names = ", ".join(factors_of(scheme, marker)) or "none"
        raise StudyError(
            tr("The marker {marker!r} has no factor {by!r}; it has: {names}.", marker=marker, by=by, names=names)
        )
    found = {}
    for one in recordings:
        events, end_us = project.events(one, coder=coder), project.recording(one).duration_us
        found[one] = tuple(
            latency_in(trial, events, subject=subject, code=code, end_us=end_us)
            for trial in trials_of(events, scheme, end_us, marker=marker)
        )
    if by:
        where: dict[str, list[str]] = {}
        for one, listed in found.items():
            for value in {value for each in listed for name, value in each.trial.factors if name == by}:
                where.setdefault(value, []).append(one)
        refuse_families_side_by_side(project, where, unsaid_is_one=True)
    return MeasuredTrials(found, trial_latencies(found, marker=marker, subject=subject, code=code, by=by))
