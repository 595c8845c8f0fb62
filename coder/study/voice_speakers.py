"""Whose the voices of a recording may be, from what one coder settled in the recordings of the same family."""

from __future__ import annotations

from collections.abc import Mapping

from coder.proposals.speakers import HeardRecording, SpeakerSuggestion, VoiceToName, settled_subject, suggest_speakers
from coder.proposals.voices import VOICE_CODES
from coder.study.project import Project
from coder.vocabulary.events import Event, Status
from coder.vocabulary.scheme import Role

WAITING = (Status.OPEN, Status.SKIPPED)


def suggested_speakers(
    project: Project, recording_id: str, *, coder: str | None = None
) -> Mapping[str, SpeakerSuggestion]:
    """Suggest whose the waiting voices of a recording are, by the ids of their proposals.

    Nothing is kept of it: it is worked out from the signals and events of the family's recordings, so that it goes
    with them. Recordings of other families take no part, and no other coder's word does. A recording of which nobody
    has said whose family it is of stands alone.
    """
    waiting = [
        proposal
        for proposal in project.proposals(recording_id, coder=coder)
        if proposal.draft.subject == Role.SOMEONE and proposal.status in WAITING
    ]
    if not waiting:
        return {}
    open_voices = [VoiceToName(one.id, one.draft.interval) for one in waiting]
    here = _heard(project, recording_id, coder, open_voices)
    return suggest_speakers(here, [_heard(project, other, coder) for other in _of_family(project, recording_id, coder)])


def _heard(
    project: Project, recording_id: str, coder: str | None, waiting: list[VoiceToName] | None = None
) -> HeardRecording:
    settled = [
        VoiceToName(event.id, event.interval, settled_subject(event.subject))
        for event in _voices(project, recording_id, coder)
        if settled_subject(event.subject) is not None
    ]
    return HeardRecording(
        recording_id, project.signals(recording_id), project.people(recording_id), (*settled, *(waiting or ()))
    )


def _of_family(project: Project, recording_id: str, coder: str | None) -> list[str]:
    """The other recordings of its family in which this coder has settled voices."""
    family = _family(project, recording_id)
    if not family:
        return []
    others = [one.id for one in project.open_recordings() if one.id != recording_id]
    return [one for one in others if _family(project, one) == family and _voices(project, one, coder)]


def _family(project: Project, recording_id: str) -> str:
    meeting = project.beside(recording_id).meeting
    return meeting.family.strip().casefold() if meeting is not None else ""


def _voices(project: Project, recording_id: str, coder: str | None) -> list[Event]:
    return [
        event
        for event in project.events(recording_id, coder=coder)
        if event.code in VOICE_CODES and event.offset_us > event.onset_us
    ]
