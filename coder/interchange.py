"""A study's recordings as the neutral documents that formats write. Pseudonymous: no path and no file name leaves."""

from __future__ import annotations

from collections.abc import Iterable

from coder.events import Event
from coder.formats import document as doc
from coder.formats.names import tier_name, unique_name
from coder.project import Project
from coder.recording import Recording
from coder.scheme import Kind, Role, Scheme, role_of


def documents_of(project: Project, recordings: Iterable[Recording] | None = None) -> tuple[doc.Document, ...]:
    """Return one document per recording, with everything that humans confirmed in it and nothing a machine proposed.

    Raises StudyError where the study has no recording.
    """
    chosen = project.recordings() if recordings is None else tuple(recordings)
    return tuple(_document(project, recording) for recording in chosen)


def _document(project: Project, recording: Recording) -> doc.Document:
    events, scheme = project.events(recording.id), project.scheme
    tiers = _tiers(events, scheme)
    return doc.Document(
        title=recording.id,
        media=(doc.Media(path=recording.id, duration_us=recording.duration_us, frame_rate=recording.info.get("fps")),),
        subjects=tuple(doc.Subject(name) for name in sorted({event.subject for event in events})),
        tiers=tuple(tiers.values()),
        vocabularies=_vocabularies(tiers.values(), scheme),
        events=doc.in_order(_event(event, tiers, scheme) for event in events),
    )


TierKey = tuple[str, str, str]


def _key(event: Event, scheme: Scheme) -> TierKey:
    return event.subject, scheme.code(role_of(event.subject), event.code).group, event.coder


def _tiers(events: Iterable[Event], scheme: Scheme) -> dict[TierKey, doc.Tier]:
    """One tier for each subject, group and coder: what excludes itself for one coder may overlap between two."""
    tiers: dict[TierKey, doc.Tier] = {}
    taken: set[str] = set()
    for key in sorted({_key(event, scheme) for event in events}):
        subject, group, coder = key
        name = unique_name(tier_name(subject, group), taken)
        taken.add(name)
        tiers[key] = doc.Tier(
            id=name, subject=subject, group=group, coder=coder, vocabulary=_vocabulary(role_of(subject), group)
        )
    return tiers


def _vocabulary(role: Role, group: str) -> str:
    return f"{role.value} {group}"


def _vocabularies(tiers: Iterable[doc.Tier], scheme: Scheme) -> tuple[doc.Vocabulary, ...]:
    kinds = {Kind.STATE: doc.Kind.STATE, Kind.POINT: doc.Kind.POINT}
    found: dict[str, doc.Vocabulary] = {}
    for tier in tiers:
        role = role_of(tier.subject)
        codes = tuple(
            doc.Code(name=code.id, kind=kinds[code.kind], description=code.description, key=code.key)
            for code in scheme.codes
            if code.role is role and code.group == tier.group
        )
        found[tier.vocabulary] = doc.Vocabulary(tier.vocabulary, codes)
    return tuple(found.values())


def _event(event: Event, tiers: dict[TierKey, doc.Tier], scheme: Scheme) -> doc.Event:
    point = scheme.code(role_of(event.subject), event.code).kind is Kind.POINT
    return doc.Event(
        tier=tiers[_key(event, scheme)].id,
        subject=event.subject,
        code=event.code,
        onset_us=event.onset_us,
        offset_us=event.onset_us if point else event.offset_us,
        point=point,
        comment=event.note,
        coder=event.coder,
        origin=event.origin.value,
        id=event.id,
    )
