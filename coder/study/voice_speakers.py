"""Whose the voices of a recording may be, from what one coder settled in the recordings of the same family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.proposals.speakers import (
    NO_VOICE,
    HeardRecording,
    SpeakerSuggestion,
    VoiceToName,
    settled_subject,
    suggest_speakers,
)
from coder.proposals.voices import VOICE_CODES
from coder.study.project import Project
from coder.vocabulary.events import Event, Proposal, Status
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
    open_voices = [
        VoiceToName(one.id, one.draft.interval)
        for one in project.proposals(recording_id, coder=coder)
        if one.draft.subject == Role.SOMEONE and one.status in WAITING
    ]
    if not open_voices:
        return {}
    here = _heard(project, recording_id, coder, open_voices)
    return suggest_speakers(here, [_heard(project, other, coder) for other in _of_family(project, recording_id, coder)])


def _heard(
    project: Project, recording_id: str, coder: str | None, waiting: Sequence[VoiceToName] = ()
) -> HeardRecording:
    settled = [
        VoiceToName(event.id, event.interval, settled_subject(event.subject))
        for event in _voices(project, recording_id, coder)
        if settled_subject(event.subject) is not None
    ]
    none = [VoiceToName(one.id, one.draft.interval, NO_VOICE) for one in _no_voices(project, recording_id, coder)]
    return HeardRecording(
        recording_id, project.signals(recording_id), project.people(recording_id), (*settled, *none, *waiting)
    )


def _of_family(project: Project, recording_id: str, coder: str | None) -> list[str]:
    """The other recordings of its family in which this coder has settled voices, or said that there was none."""
    family = _family(project, recording_id)
    if not family:
        return []
    others = [one.id for one in project.open_recordings() if one.id != recording_id]
    mine = [one for one in others if _family(project, one) == family]
    return [one for one in mine if _voices(project, one, coder) or _no_voices(project, one, coder)]


def _family(project: Project, recording_id: str) -> str:
    meeting = project.beside(recording_id).meeting
    return meeting.family.strip().casefold() if meeting is not None else ""


def _voices(project: Project, recording_id: str, coder: str | None) -> list[Event]:
    return [
        event
        for event in project.events(recording_id, coder=coder)
        if event.code in VOICE_CODES and event.offset_us > event.onset_us
    ]


def _no_voices(project: Project, recording_id: str, coder: str | None) -> list[Proposal]:
    """What was rejected, but where a voice of another code was coded instead."""
    said = [one.interval for one in _voices(project, recording_id, coder)]
    none = [one for one in project.proposals(recording_id, coder=coder) if is_no_voice(one)]
    return [one for one in none if not any(one.draft.interval.overlaps(when) for when in said)]


def is_no_voice(proposal: Proposal) -> bool:
    """Whether a voice was proposed, and a coder said that it was none."""
    return proposal.draft.subject == Role.SOMEONE and proposal.status is Status.REJECTED
