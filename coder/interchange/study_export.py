"""A study's recordings as the neutral documents that formats write. Pseudonymous: no path and no file name leaves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coder.exchanges.pairing import Outcome, Rule, unobservable
from coder.exchanges.trials import latency_in, trials_of
from coder.interchange.document import document as doc
from coder.interchange.document.provenance import MACHINE, NOT_STATED, PROPOSED
from coder.interchange.document.tier_names import tier_name, unique_name
from coder.interchange.import_plan import guess_subject
from coder.interchange.imported_code_list import modifier_set, named_as_in_file, with_code_list, with_people_named
from coder.interchange.pairings_in_files import with_pairings
from coder.interchange.planned_codes import CAME_WITH_A_FILE
from coder.interchange.write_back import ImportedFile, family_of, put_back
from coder.privacy.purpose import Purpose
from coder.report.figures.bid_answers import BidAnswers, answers_of
from coder.report.figures.episode_figures import EpisodeFigures, episodes_of
from coder.study.project import Project
from coder.vocabulary.camera import Camera
from coder.vocabulary.coding_condition import CodingMode, Conduct
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Origin, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.recording import Recording
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, role_of, who_words
from coder.vocabulary.time import Interval, format_us

_AS_CALLED = "people and coders as the study calls them (whether these are pseudonyms nobody has said)"
NAMES = {
    False: f"recordings by their ids; {_AS_CALLED}",
    True: f"recordings under names that are pseudonyms by the word of who exported; {_AS_CALLED}",
}
"""What the names in a file are, by whether recordings leave under theirs: no more than somebody said."""
WITH_PROPOSALS = (Purpose.RESEARCH, Purpose.TRAINING)
"""Studies from which proposals that nobody decided on may leave, each marked as one: never to a family."""


@dataclass(frozen=True, slots=True)
class Along:
    """What goes along with the confirmed events when they leave.

    Attributes
    ----------
    notes : bool
        What coders wrote to events: free words, which nobody can promise to be pseudonymous.
    proposals : bool
        Proposals that nobody has decided on, each marked as one.
    exchanges : Rule, optional
        The rule of the exchanges, for formats that hold them.
    trials : bool
        Trials and latencies from their markers, for formats that hold them.
    format : str
        Format of the file that is to be written: a recording that came from such a file is put back into it. "" for
        documents that are made of the events alone.
    code_list : str
        Format of a file of which at least the code list is kept, where the recording came with one: keys, exclusions,
        codes that were never used.
    layer : str
        Whose events: one coder's, or the consensus; every layer's where it is "".
    names : bool
        Whether recordings leave under the names that people gave them here, so that they can be joined to a list of
        participants; else under their ids.
    unit_us : int
        Length of a unit of time, for tables that have one row a unit.
    """

    notes: bool = True
    proposals: bool = False
    exchanges: Rule | None = None
    trials: bool = False
    format: str = ""
    code_list: str = ""
    layer: str = ""
    names: bool = False
    unit_us: int = 1_000_000


def documents_of(
    project: Project, recordings: Iterable[Recording] | None = None, *, along: Along | None = None
) -> tuple[doc.Document, ...]:
    """Return one document per recording, with everything that humans confirmed in it and nothing a machine proposed.

    Raises StudyError where proposals are to go along from a study whose purpose does not allow it, or of a recording
    that somebody codes blind.
    """
    along = along or Along()
    if along.proposals and project.guard.purpose not in WITH_PROPOSALS:
        words = project.guard.purpose.words if project.guard.purpose else NOT_STATED
        raise StudyError(
            tr(
                "Proposals that nobody decided on leave only a study for research or for training of coders (the "
                "purpose "
                "of this one: {words}); decide on them first, or export without them.",
                words=words,
            )
        )
    chosen = project.recordings() if recordings is None else tuple(recordings)
    blind = [one.id for one in chosen if any(c.blind for c in project.conducts(one.id).values())]
    if along.proposals and blind:
        raise StudyError(
            tr(
                "Somebody codes {blind} blind and would see its proposals in the file; export it without proposals, or "
                "wait until they have seen them.",
                blind=project.called(blind[0]),
            )
        )
    return tuple(_document(project, recording, along) for recording in chosen)


def _document(project: Project, recording: Recording, along: Along) -> doc.Document:
    events, scheme = project.events(recording.id, coder=along.layer or None), project.scheme
    if not along.notes:
        events = tuple(replace(event, note="") for event in events)
    waiting = [p for p in project.proposals(recording.id) if p.status in (Status.OPEN, Status.SKIPPED)]
    document = with_pairings(_confirmed(recording, events, scheme), events, project.pairings(recording.id))
    source = kept_source(project, recording.id, along.format)
    listed = source or kept_source(project, recording.id, along.code_list)
    if listed is not None:
        document = named_as_in_file(document, listed, scheme, project.code_choices.all())
    if source is not None:
        document = put_back(document, events, source, notes=along.notes)
    elif along.code_list:
        document = with_people_named(document, _names_outside(scheme, listed))
        document = document if listed is None else with_code_list(document, listed.document)
    document = _with_cameras(document, recording, project.cameras.of(recording.id), source)
    if along.proposals:
        document = _with_proposals(document, waiting, scheme, source.shift_us if source is not None else 0)
    purpose = project.guard.purpose
    statement = doc.Statement(
        purpose.words if purpose else NOT_STATED,
        NAMES[along.names],
        _provenance(events, proposals=len(waiting) if along.proposals else 0)
        + (f" Layer: {along.layer}." if along.layer else "")
        + _blind(project, recording.id, {event.coder for event in events})
        + (" What has no mark of its origin came with the file." if source is not None else ""),
        caregivers_side=project.beside(recording.id).sides_words,
        agreement=project.guard.consent(recording.id).words,
    )
    document = _with_conducts(document, project.conducts(recording.id))
    if along.names:
        document = _under_its_name(document, recording)
    told = [
        _answered(project, recording, along.exchanges, layer)
        for layer in project.layers.names(recording.id)
        if along.exchanges is not None and along.layer in ("", layer)
    ]
    return replace(
        document,
        statement=statement,
        exchanges=tuple(one for coded in told for one in _exchanges(coded, along.exchanges)) if along.exchanges else (),
        layers=tuple(_layer(coded, recording, along) for coded in told),
        trials=tuple(one for one in _trials(project, recording) if along.layer in ("", one.coder))
        if along.trials
        else (),
    )


def _with_conducts(document: doc.Document, conducts: Mapping[str, Conduct]) -> doc.Document:
    """Say of each event how its coder worked, where that is kept."""
    modes = {name: conduct.mode.value for name, conduct in conducts.items()}
    return replace(
        document, events=tuple(replace(one, conduct=modes.get(one.coder, one.conduct)) for one in document.events)
    )


def _names_outside(scheme: Scheme, listed: ImportedFile | None) -> dict[str, str]:
    """Return by what name each subject leaves: that of the file it came with, or its own where that says as much."""
    names: dict[str, str] = {}
    for name, subject in listed.subjects.items() if listed is not None else ():
        if name:
            names.setdefault(subject, name)
    for one in scheme.subjects:
        if one.name and guess_subject(one.name) == one.id and one.name not in names.values():
            names.setdefault(one.id, one.name)
    return names


def _with_cameras(
    document: doc.Document, recording: Recording, cameras: Sequence[Camera], source: ImportedFile | None
) -> doc.Document:
    """Name every further camera beside the first, where it lies now; one file each, all at once."""
    if not cameras or not document.media:
        return document
    first = min(document.media, key=lambda media: media.player)
    # What a file came in with is one queue (BORIS) or one picture (ELAN) with its sound; the rest are the cameras.
    queued = any(name.startswith("boris.") for name, _ in document.extra)
    kept = [one for one in document.media if one is first or one.is_sound or (queued and one.player == first.player)]
    moved_us = 0
    if source is not None:
        was = min(source.document.media, key=lambda media: media.player, default=first)
        moved_us = first.starts_us - was.starts_us - source.shift_us
    beside = [
        doc.Media(
            path=f"{recording.id}-{number}",
            # Other programs count from the sound where it begins before the picture.
            starts_us=camera.clock.to_recording(-int((camera.info or {}).get("sound_lead_us", 0))) + moved_us,
            duration_us=camera.duration_us or None,
            frame_rate=(camera.info or {}).get("fps"),
            player=first.player + number - 1,
            rate=camera.clock.rate,
        )
        for number, camera in enumerate(cameras, start=2)
    ]
    return replace(document, media=(*kept, *beside))


def _under_its_name(document: doc.Document, recording: Recording) -> doc.Document:
    """Call recording and media as people did; what stands in names of files here are pseudonyms, by their word."""
    called = {media.path: media.path.replace(recording.id, recording.name, 1) for media in document.media}
    media = tuple(replace(one, path=called[one.path]) for one in document.media)
    description = re.sub(rf"\b{re.escape(recording.id)}\b", lambda _: recording.name, document.description)
    return replace(document, title=recording.name, media=media, description=description)


def kept_source(project: Project, recording: str, format_id: str) -> ImportedFile | None:
    """Return the newest file of a format that came into a recording, or None."""
    family = family_of(format_id)
    return next((ImportedFile.from_text(text) for kind, text in project.sources(recording) if kind == family), None)


def _provenance(events: Sequence[Event], *, proposals: int) -> str:
    """Where the events come from, in a sentence."""
    counts = Counter(event.origin for event in events)
    parts = [f"{counts[origin]} {words}" for origin, words in _ORIGINS.items() if counts[origin]]
    said = f"{len(events)} events: {', '.join(parts) or 'none'}."
    behind = {name.rpartition("/")[0] for e in events if e.origin is Origin.SETTLED for name in e.copied_from}
    if behind:
        said += f" Settled from what these coded: {', '.join(sorted(behind))}."
    if proposals:
        return tr(
            "{said} Beside them {proposals} proposals that nobody decided on, marked “{proposed}”.",
            said=said,
            proposals=proposals,
            proposed=PROPOSED.strip(),
        )
    return tr("{said} No proposal that nobody accepted.", said=said)


def _blind(project: Project, recording: str, coders: Collection[str]) -> str:
    """Who of them saw neither proposals nor what others said, so that agreement can be told apart elsewhere too."""
    conducts = project.conducts(recording)
    said = ""
    for mode, words in ((CodingMode.BLIND, "Coded blind"), (CodingMode.OPENED, "Coded blind at first")):
        names = sorted(name for name, conduct in conducts.items() if conduct.mode is mode and name in coders)
        said += f" {words}: {', '.join(names)}." if names else ""
    return said


_ORIGINS = {
    Origin.HUMAN: "coded by hand",
    Origin.ACCEPTED: "accepted from proposals",
    Origin.ADJUSTED: "adjusted from proposals",
    Origin.IMPORTED: "imported",
    Origin.COPIED: "copied from another coder's layer",
    Origin.SETTLED: "settled from several coders' layers",
}


def _with_proposals(document: doc.Document, waiting: Iterable[Proposal], scheme: Scheme, shift_us: int) -> doc.Document:
    """Add proposals so that no format and no reader takes them for events: tiers and codes say what they are."""
    tiers = {tier.id: tier for tier in document.tiers}
    events = []
    for proposal in waiting:
        draft = proposal.draft
        code = scheme.code(role_of(draft.subject), draft.code)
        group = f"{PROPOSED}{code.group}"
        name = tier_name(draft.subject, group)
        tiers.setdefault(name, doc.DocumentTier(id=name, subject=draft.subject, group=group, coder=MACHINE))
        point = code.kind is CodeKind.POINT
        offset = draft.onset_us if point else draft.offset_us
        events.append(
            doc.DocumentEvent(
                tier=name,
                subject=draft.subject,
                code=f"{PROPOSED}{draft.code}",
                onset_us=draft.onset_us - shift_us,
                offset_us=offset - shift_us,
                point=point,
                coder=MACHINE,
                origin=MACHINE,
                id=proposal.id,
            )
        )
    return replace(
        document,
        subjects=document.subjects
        + tuple(
            doc.DocumentSubject(name)
            for name in sorted({tier.subject for tier in tiers.values()} - {one.name for one in document.subjects})
        ),
        tiers=tuple(tiers.values()),
        events=doc.in_order((*document.events, *events)),
    )


@dataclass(frozen=True, slots=True)
class _Coded:
    """One layer's events of a recording, with what became of its bids: two layers are never paired with each other."""

    layer: str
    family: str
    condition: str
    conduct: str
    scheme: str
    events: tuple[Event, ...]
    episodes: tuple[EpisodeFigures, ...]
    answers: BidAnswers


def _answered(project: Project, recording: Recording, rule: Rule, layer: str) -> _Coded:
    events = project.events(recording.id, coder=layer)
    presence, conduct = project.full_presence(recording.id, coder=layer), project.conducts(recording.id).get(layer)
    meeting = project.beside(recording.id).meeting
    return _Coded(
        layer=layer,
        family=_family_number(project, recording.id),
        condition=meeting.setting if meeting is not None else "",
        conduct=conduct.mode.value if conduct else "",
        scheme=" ".join(f"{one.id}@{one.version}" for one in project.schemes.given),
        events=events,
        episodes=episodes_of(events, scheme=project.scheme),
        answers=answers_of(
            events,
            scheme=project.scheme,
            rule=presence.rule(rule),
            span=Interval(0, recording.duration_us),
            recording=recording.id,
            settled=project.outcomes(recording.id, coder=layer),
            pairings=project.pairings(recording.id, coder=layer),
            full_presence=presence,
        ),
    )


def _exchanges(coded: _Coded, rule: Rule) -> Iterable[doc.DocumentExchange]:
    by_id = {event.id: event for event in coded.events}
    counted = {one.bid for one in coded.answers.kept}
    for one in coded.answers.exchanges:
        answer = by_id[one.response] if one.response is not None else None
        yield doc.DocumentExchange(
            rule=one.rule,
            bid_subject=one.bid_subject,
            bid_code=one.bid_code,
            bid_onset_us=one.bid_interval.onset_us,
            bid_offset_us=one.bid_interval.offset_us,
            outcome=one.outcome.value,
            response_subject=answer.subject if answer else "",
            response_code=answer.code if answer else "",
            response_onset_us=answer.onset_us if answer else None,
            response_offset_us=answer.offset_us if answer else None,
            latency_us=one.latency_us,
            censored_at_us=one.censored_at_us,
            reason=one.reason,
            coder=coded.layer,
            anchor_us=one.anchor_us,
            window_us=rule.window_us,
            family=coded.family,
            episode=_episode_at(coded.episodes, one.bid_interval.onset_us),
            conduct=coded.conduct,
            paired_by_hand=one.paired_by_hand,
            condition=coded.condition,
            layer=coded.layer,
            scheme=coded.scheme,
            counted=one.bid in counted,
        )


def _layer(coded: _Coded, recording: Recording, along: Along) -> doc.DocumentLayer:
    unseen, told = unobservable(coded.events, recording.duration_us), coded.answers
    return doc.DocumentLayer(
        name=coded.layer,
        conduct=coded.conduct,
        family=coded.family,
        condition=coded.condition,
        scheme=coded.scheme,
        rule=told.rule.id,
        duration_us=recording.duration_us,
        child_hidden=_pairs(unseen["child"]),
        caregiver_hidden=_pairs(unseen["caregiver"]),
        set_aside=_pairs(told.set_aside),
        episodes=tuple((one.code, one.interval.onset_us, one.interval.offset_us) for one in coded.episodes),
        signals=len(told.signals),
        counted=len(told.kept),
        answered=sum(one.is_answer for one in told.kept),
        already_there=told.became(Outcome.ALREADY_THERE),
        left_open=told.left_open,
        cut_short=told.cut_short,
        unit_us=along.unit_us,
    )


def _pairs(spans: Iterable[Interval]) -> doc.Stretches:
    return tuple((one.onset_us, one.offset_us) for one in spans)


def _trials(project: Project, recording: Recording) -> Iterable[doc.DocumentTrial]:
    """Trials of each coder by itself, with the first act of every code that the coder used besides."""
    conducts, family = project.conducts(recording.id), _family_number(project, recording.id)
    for coder in sorted({event.coder for event in project.events(recording.id)}):
        mine, conduct = project.events(recording.id, coder=coder), conducts.get(coder)
        marks = trials_of(mine, project.scheme, recording.duration_us)
        marking = {trial.marker.id for trial in marks}
        sought = sorted({(act.subject, act.code) for act in mine if act.id not in marking})
        for trial in marks:
            for subject, code in sought:
                one = latency_in(trial, mine, subject=subject, code=code, end_us=recording.duration_us)
                yield doc.DocumentTrial(
                    marker=trial.marker.code,
                    number=trial.number,
                    onset_us=trial.span.onset_us,
                    offset_us=trial.span.offset_us,
                    factors=trial.factors,
                    act_subject=subject,
                    act_code=code,
                    latency_us=one.latency_us,
                    bound_us=one.bound_us,
                    watched_us=one.watched_us,
                    ending=one.ending.value,
                    coder=coder,
                    family=family,
                    conduct=conduct.mode.value if conduct else "",
                )


def _family_number(project: Project, recording: str) -> str:
    """Return which family of the study it is, by number: bids of one family belong together, and it stays unnamed."""
    met = {one.id: project.beside(one.id).meeting for one in project.recordings()}
    names = {key: meeting.family for key, meeting in met.items() if meeting is not None and meeting.family}
    known = list(dict.fromkeys(names.values()))
    return f"F{known.index(names[recording]) + 1}" if recording in names else ""


def _episode_at(episodes: Iterable[EpisodeFigures], time_us: int) -> str:
    around = [one for one in episodes if one.interval.contains(time_us)]
    return min(around, key=lambda one: one.interval.duration_us).code if around else ""


def _confirmed(recording: Recording, events: Sequence[Event], scheme: Scheme) -> doc.Document:
    codes = {(code.role, code.id): code for code in scheme.codes}
    known = {event.id: _code(event, codes) for event in events}
    tiers = _tiers(events, known)
    return doc.Document(
        title=recording.id,
        media=(
            doc.Media(
                path=recording.id,
                # Other programs count from the sound where it begins before the picture.
                starts_us=-int(recording.info.get("sound_lead_us", 0)),
                duration_us=recording.duration_us,
                frame_rate=recording.info.get("fps"),
            ),
        ),
        subjects=tuple(_subject(name, scheme) for name in sorted({event.subject for event in events})),
        tiers=tuple(tiers.values()),
        vocabularies=_vocabularies(tiers.values(), scheme),
        events=doc.in_order(_event(event, tiers, known[event.id]) for event in events),
    )


def _subject(name: str, scheme: Scheme) -> doc.DocumentSubject:
    known = next((one for one in scheme.subjects if one.id == name), None)
    return doc.DocumentSubject(name, known.description, known.key) if known is not None else doc.DocumentSubject(name)


TierKey = tuple[str, str, str]


def _code(event: Event, codes: Mapping[tuple[Role, str], Code]) -> Code:
    try:
        return codes[role_of(event.subject), event.code]
    except KeyError as error:
        raise StudyError(
            tr(
                "The event {event} at {time} has the code {code!r}, which the study's "
                "scheme does not have for {subject}: take in the scheme that has it, or restore a backup.",
                event=event.id,
                time=format_us(event.onset_us),
                code=event.code,
                subject=who_words(event.subject),
            )
        ) from error


def _key(event: Event, code: Code) -> TierKey:
    return event.subject, code.outside[0], event.coder


def _tiers(events: Iterable[Event], known: Mapping[str, Code]) -> dict[TierKey, doc.DocumentTier]:
    """One tier for each subject, group and coder: what excludes itself for one coder may overlap between two."""
    tiers: dict[TierKey, doc.DocumentTier] = {}
    taken: set[str] = set()
    for key in sorted({_key(event, known[event.id]) for event in events}):
        subject, group, coder = key
        name = unique_name(tier_name(subject, group), taken)
        taken.add(name)
        tiers[key] = doc.DocumentTier(
            id=name, subject=subject, group=group, coder=coder, vocabulary=_vocabulary(role_of(subject), group)
        )
    return tiers


def _vocabulary(role: Role, group: str) -> str:
    return f"{role.value} {group}"


def _vocabularies(tiers: Iterable[doc.DocumentTier], scheme: Scheme) -> tuple[doc.Vocabulary, ...]:
    kinds = {CodeKind.STATE: doc.DocumentCodeKind.STATE, CodeKind.POINT: doc.DocumentCodeKind.POINT}
    found: dict[str, doc.Vocabulary] = {}
    for tier in tiers:
        role = role_of(tier.subject)
        if tier.vocabulary in found:
            continue
        excluded = _excluded(code for code in scheme.codes if code.role is role)
        codes = {
            (code.outside[1], code.kind): doc.DocumentCode(
                name=code.outside[1],
                kind=kinds[code.kind],
                description="" if code.description == CAME_WITH_A_FILE else code.description,
                key=code.key,
                excludes=excluded.get((code.group, code.kind, code.outside[1]), ()),
                modifiers=tuple(modifier_set(one) for one in code.modifiers),
                marker=code.marker,
                colour=code.colour,
            )
            for code in scheme.codes
            if code.role is role and code.outside[0] == tier.group
        }
        found[tier.vocabulary] = doc.Vocabulary(tier.vocabulary, tuple(codes.values()))
    return tuple(found.values())


def _excluded(codes: Iterable[Code]) -> dict[tuple[str, CodeKind, str], tuple[str, ...]]:
    """Return of each state, by group, kind and name, the others of its group: none of them lasts beside it."""
    groups: dict[str, dict[str, None]] = {}
    for code in codes:
        if code.kind is CodeKind.STATE:
            groups.setdefault(code.group, {})[code.outside[1]] = None
    return {
        (group, CodeKind.STATE, name): tuple(one for one in names if one != name)
        for group, names in groups.items()
        for name in names
    }


def _event(event: Event, tiers: dict[TierKey, doc.DocumentTier], code: Code) -> doc.DocumentEvent:
    point = code.kind is CodeKind.POINT
    return doc.DocumentEvent(
        tier=tiers[_key(event, code)].id,
        subject=event.subject,
        code=code.outside[1],
        onset_us=event.onset_us,
        offset_us=event.onset_us if point else event.offset_us,
        point=point,
        modifiers=event.modifiers,
        comment=event.note,
        coder=event.coder,
        origin=event.origin.value,
        id=event.id,
        sources="; ".join(event.copied_from),
    )
