"""The mirror report of a study: gathered in the study's thread, worked out in any, and let out through the guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.files.atomic_write import write_leaving
from coder.report.figures.caregiver_low_hours import Visited
from coder.report.figures.coder_agreement import CodedTwice, agreement_of
from coder.report.figures.event_origins import EventOrigins
from coder.report.figures.proposal_validation import CodedBlind
from coder.report.figures.recording_figures import Numbers
from coder.report.pages.caregivers_page import caregivers_page
from coder.report.pages.family_page import family_page
from coder.report.pages.pooled_page import pooled_page
from coder.report.pages.rerun_record import parameters, record_text
from coder.report.pages.research_page import research_page
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.family_names import events_called, family_names
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import OwnWords
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.words_beyond_sight import plainly_seen
from ui.operations.blind_comparison import coded_blind, compared, fitted_to_in
from ui.operations.event_provenance import event_origins_in, waiting_in
from ui.operations.family_figures import family_recordings
from ui.operations.pooled_figures import PooledParts, pooled_later, pooled_parts, refuse_few
from ui.operations.report_request import Asked, asked_json, recorded_in
from ui.operations.study_figures import check_coder, coded_twice, coders_of, numbers_later

FAMILY, RESEARCH = "family", "research"
"""Whom a report is for."""

CAREGIVER = "caregiver"
"""The page for a caregiver and a practitioner together: own words and the hours of a day, and nothing of the child."""

POOLED = "pooled"
"""The page over many families: figures over all of them, and none by itself."""

PDF = ".pdf"

BESIDE = ".parameters.json"
"""How the file beside a research page ends: ``one.html`` has ``one.parameters.json``."""


@dataclass(frozen=True, slots=True)
class ReportBasis:
    """What a report rests on, taken out of the study."""

    asked: Asked
    recordings: tuple[str, ...]
    scheme: Scheme
    numbers: tuple[Callable[..., Numbers], ...]
    pairs: tuple[tuple[tuple[str, str], tuple[CodedTwice, ...]], ...]
    visits: tuple[Visited, ...] = ()
    own: tuple[OwnWords, ...] = ()
    origins: tuple[EventOrigins, ...] = ()
    blind: tuple[list[CodedBlind], tuple[str, ...]] = field(default_factory=lambda: ([], ()))
    """What was coded blind of these recordings, and to which the calibration in use was fitted."""
    pooled: PooledParts | None = None
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many proposals of each recording wait: a family's page says it."""


@dataclass(frozen=True, slots=True)
class MirrorReport:
    """A report as a page, what is said in the trail when it leaves, and the file beside it ("" where there is none)."""

    asked: Asked
    recordings: tuple[str, ...]
    page: str
    events: int
    record: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """Which recordings are in a report, and which stayed in the study, and why."""

    recordings: tuple[str, ...]
    kept_back: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def gather(project: Project, recordings: Sequence[str], asked: Asked) -> ReportBasis:
    """Take out of the study what a report of these recordings rests on."""
    check_coder(project, recordings, asked.coder)
    if asked.audience == CAREGIVER:
        return _gather_own(project, recordings, asked)
    if asked.audience == POOLED:
        parts = pooled_parts(project, recordings, rule=asked.rule, coder=asked.coder, plain_rule=asked.plain_rule)
        refuse_few(parts)
        return ReportBasis(asked, tuple(recordings), project.scheme, (), (), pooled=parts)
    if asked.audience == FAMILY and len({_family(project, one) for one in recordings} - {""}) > 1:
        raise StudyError(
            tr("A page for a family shows no other family; name it with --family, or one of its recordings.")
        )
    pairs: dict[tuple[str, str], list[CodedTwice]] = {}
    for recording in recordings:
        everybody = coders_of(project, recording)
        own = asked.coder or (everybody[0] if len(everybody) == 1 else None)
        conduct = project.blinding.conduct(recording, own) if own is not None else None
        if conduct is not None and conduct.blind:
            continue  # how much others marked is kept from them until they have opened it
        for other in everybody if own in everybody else ():
            if own is not None and other != own:
                pairs.setdefault((own, other), []).extend(
                    coded_twice(project, recording, (own, other), whole=asked.whole)
                )
    for_family = asked.audience == FAMILY
    later = (
        numbers_later(
            project,
            one,
            rule=asked.rule,
            coder=asked.coder,
            seed=asked.seed,
            plain_rule=asked.plain_rule,
            for_family=for_family,
            whole=asked.whole,
        )
        for one in recordings
    )
    return ReportBasis(
        asked,
        tuple(recordings),
        plainly_seen(project.scheme, ())[0] if for_family else project.scheme,
        tuple(later),
        tuple((pair, tuple(pairs[pair])) for pair in sorted(pairs)),
        origins=tuple(event_origins_in(project, one, coder=asked.coder) for one in recordings)
        if asked.audience == RESEARCH
        else (),
        blind=_blind(project, recordings, whole=asked.whole) if asked.audience == RESEARCH else ([], ()),
        waiting={one: waiting_in(project, one, coder=asked.coder) for one in recordings} if for_family else {},
    )


def _blind(project: Project, recordings: Sequence[str], *, whole: bool) -> tuple[list[CodedBlind], tuple[str, ...]]:
    others = {one.id for one in project.recordings()} - set(recordings)
    coded, _ = coded_blind(project, without=others, whole=whole)
    return coded, fitted_to_in(project)


def _gather_own(project: Project, recordings: Sequence[str], asked: Asked) -> ReportBasis:
    """Take out what a page for one family's caregivers rests on."""
    families = {_family(project, one) for one in recordings}
    if len(families) > 1:
        raise StudyError(tr("This page is for the caregivers of one family; name one of its recordings."))
    coded = {one: (project.events(one, coder=asked.coder), project.beside(one)) for one in recordings}
    own = project.own_words(recordings[0])
    names = family_names(
        (event for events, _ in coded.values() for event in events),
        (beside for _, beside in coded.values()),
        (one.caregiver for one in own),
    )
    visits = tuple(
        Visited(
            recording=one,
            events=plainly_seen(project.scheme, events_called(events, names))[1],
            beside=beside.called(names),
        )
        for one, (events, beside) in coded.items()
    )
    own = tuple(replace(one, caregiver=names.get(one.caregiver, one.caregiver)) for one in own)
    return ReportBasis(asked, tuple(recordings), project.scheme, numbers=(), pairs=(), visits=visits, own=own)


def _family(project: Project, recording: str) -> str:
    meeting = project.beside(recording).meeting
    return meeting.family if meeting is not None else ""


def _same_family(project: Project, recording: str) -> tuple[str, ...]:
    """Return the recordings of the same family; one of which nobody said whose it is stands alone."""
    family = _family(project, project.recording(recording).id)
    same = tuple(one.id for one in project.recordings() if family and _family(project, one.id) == family)
    return same or (recording,)


def make(gathered: ReportBasis, progress: Progress = silent) -> MirrorReport:
    """Work a report out; ``progress`` is told the share done, and stops it by raising."""
    asked, count = gathered.asked, max(len(gathered.numbers), 1)
    if asked.audience == CAREGIVER:
        day = asked.day.isoformat() if asked.day else None
        return MirrorReport(asked, gathered.recordings, caregivers_page(gathered.visits, gathered.own, day=day), 0)
    if gathered.pooled is not None:
        return _make_pooled(gathered.pooled, gathered, progress)
    told = [
        later(progress=part(progress, 0.9 * n / count, 0.9 * (n + 1) / count))
        for n, later in enumerate(gathered.numbers)
    ]
    progress(0.9)
    day = asked.day.isoformat() if asked.day else None
    agreements = tuple(agreement_of(coded, scheme=gathered.scheme, coders=pair) for pair, coded in gathered.pairs)
    events = sum(len(numbers.events) for numbers in told)
    if asked.audience == FAMILY:
        page = family_page(told, scheme=gathered.scheme, agreements=agreements, day=day, waiting=gathered.waiting)
        return MirrorReport(asked, gathered.recordings, page, events)
    coded, fitted_to = gathered.blind
    page = research_page(
        told,
        scheme=gathered.scheme,
        agreements=agreements,
        day=day,
        origins=gathered.origins,
        validity=compared(coded, [], fitted_to).methods if coded else "",
    )
    record = record_text(
        page,
        asked=asked_json(asked, gathered.recordings),
        parameters=parameters(told, scheme=gathered.scheme, agreements=agreements, day=day),
        told=told,
    )
    return MirrorReport(asked, gathered.recordings, page, events, record)


def _make_pooled(parts: PooledParts, gathered: ReportBasis, progress: Progress) -> MirrorReport:
    asked = gathered.asked
    told = pooled_later(parts, by=None, seed=asked.seed)(progress=progress)
    page = pooled_page(told, sides_told=parts.sides_told, day=asked.day.isoformat() if asked.day else None)
    return MirrorReport(asked, gathered.recordings, page, parts.events)


def content_of(made: MirrorReport, target: Path) -> tuple[bytes, tuple[str, ...]]:
    """Return a file's bytes, and what a reader should know: a PDF where its name ends in ``.pdf``, else HTML."""
    if target.suffix.lower() != PDF:
        return made.page.encode(), ()
    # What writes PDFs takes a second to load: only who wants one waits for it.
    from coder.report.render.pdf_layout import pdf_of

    printed = pdf_of(made.page, day=made.asked.day.isoformat() if made.asked.day else None)
    if not printed.boxes:
        return printed.content, ()
    note = tr(
        "The PDF has no letters for {boxes}; boxes stand for them. The HTML page has them all.",
        boxes=" ".join(printed.boxes),
    )
    return printed.content, (note,)


def beside_of(made: MirrorReport, target: Path) -> Path | None:
    """Return the file that is written beside a report; None where its audience has none."""
    return target.with_suffix(BESIDE) if made.record else None


def let_out(project: Project, made: MirrorReport, target: Path, content: bytes, *, over: bool = False) -> None:
    """Write a report, told in the trail first; refused, in a sentence, beyond what people agreed to.

    ``over`` says that a human was told of the file that is there.
    """
    project.guard.refuse_target(target, over=over)
    beside = beside_of(made, target)
    if beside is not None:
        project.guard.refuse_target(beside, over=over)
    kind = f"report-{made.asked.audience}"
    kind += PDF.replace(".", "-") if target.suffix.lower() == PDF else ""
    with project.guard.leaving(made.recordings, format_id=kind, events=made.events):
        if beside is not None:
            write_leaving(beside, made.record.encode(), over=over)
        write_leaving(target, content, over=over)


def write_report(
    project: Project,
    target: Path,
    asked: Asked,
    *,
    recording: str | None = None,
    family: str | None = None,
    over: bool = False,
) -> Reported:
    """Write the mirror report, as far as people agreed to sharing; the file appears whole or not at all.

    It is of one recording, of those of one family, or of all.

    Raises MendableError in a sentence, also where no recording may leave.
    """
    project.guard.refuse_target(target, over=over)
    recordings = (recording,) if recording else tuple(one.id for one in project.recordings())
    if recording and asked.audience == CAREGIVER:
        recordings = _same_family(project, recording)
    elif family is not None and not recording:
        recordings = family_recordings(project, recordings, family)
    if not recordings:
        raise StudyError(tr("The study has no recording yet, so there is nothing to report; add a clip first."))
    reasons = {one: project.guard.keeps_back(project.recording(one).id) for one in recordings}
    kept_back = tuple((one, reason) for one, reason in reasons.items() if reason is not None)
    chosen = tuple(one for one in recordings if reasons[one] is None)
    if not chosen:
        more = tr(" (and so it is with {number} more)", number=len(kept_back) - 1) if len(kept_back) > 1 else ""
        raise StudyError(tr("Nothing may leave this study{more}. {kept_back}", more=more, kept_back=kept_back[0][1]))
    made = make(gather(project, chosen, asked))
    content, notes = content_of(made, target)
    let_out(project, made, target, content, over=over)
    return Reported(chosen, kept_back, notes)


def rerun_report(project: Project, target: Path, record: Path, *, over: bool = False) -> Reported:
    """Write the page again that a file of parameters lies beside, to the byte; else say why it cannot be the same.

    Raises StudyError where the file is none of these, where a recording may not leave, and where the study or the
    app has changed since: then nothing is written, for a page that only looks like the first one would mislead.
    """
    project.guard.refuse_target(target, over=over)
    told = recorded_in(record)
    for one in told.recordings:
        reason = project.guard.keeps_back(project.recording(one).id)
        if reason is not None:
            raise StudyError(
                tr("The page was made from {one} too, and it may not leave now. {reason}", one=one, reason=reason)
            )
    made = make(gather(project, told.recordings, told.asked))
    changed = told.differs_from(made.record)
    if changed:
        raise StudyError(tr("The page would not be the same, so nothing was written: {changed}.", changed=changed))
    content, notes = content_of(made, target)
    let_out(project, made, target, content, over=over)
    return Reported(told.recordings, (), notes)
