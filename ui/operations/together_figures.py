"""Child and caregiver side by side in a recording: grid, recurrence, synchrony, for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from coder.report.figures.signal_synchrony import MeasuredMeeting, Synchrony, synchrony_of
from coder.report.figures.state_pairs import StatePairs, state_pairs
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval


def pairs_later(project: Project, recording: str, *, coder: str | None) -> Callable[..., StatePairs]:
    """Take out of the study what states of the two rest on; what comes back lays them side by side, in any thread."""
    return partial(
        state_pairs,
        project.events(recording, coder=coder),
        scheme=project.scheme,
        span=Interval(0, project.recording(recording).duration_us),
        recording=recording,
    )


def synchrony_later(project: Project, recording: str, *, coder: str | None) -> Callable[..., Synchrony]:
    """Take out of the study what was measured in a recording, and in the same family's others, as pseudo-pairs.

    Raises StudyError where ``coder`` codes the recording blind: what models measured is kept from them.
    """
    conduct = project.conducts(recording).get(coder) if coder is not None else None
    if conduct is not None and conduct.blind:
        raise StudyError(
            tr(
                "{coder} codes {recording} blind: what the models measured is shown when that is done.",
                coder=coder,
                recording=project.called(recording),
            )
        )
    return partial(synchrony_of, measured_in(project, recording, coder=coder), others=_of_family(project, recording))


def measured_in(project: Project, recording: str, *, coder: str | None) -> MeasuredMeeting:
    """Return what was measured of a recording, who is who in it, and what a coder said is heard."""
    return MeasuredMeeting(
        recording=recording,
        duration_us=project.recording(recording).duration_us,
        people=project.people(recording),
        tracks=project.signals(recording),
        events=project.events(recording, coder=coder),
    )


def _of_family(project: Project, recording: str) -> tuple[MeasuredMeeting, ...]:
    about = project.beside(recording).meeting
    if about is None or not about.family:
        return ()
    found = []
    for other in project.open_recordings():
        meeting = project.beside(other.id).meeting
        same = meeting is not None and meeting.family == about.family
        if same and other.id != recording:
            found.append(measured_in(project, other.id, coder=None))
    return tuple(found)
