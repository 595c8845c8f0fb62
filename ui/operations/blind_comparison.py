"""Which recordings of a study can be compared with what the models propose, and what coders said of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from coder.report.figures.calibration_trial import AssistedWords, CoderWords, SeenByCamera
from coder.report.figures.coded_stretch import AROUND_US, coded_stretch
from coder.report.figures.family_draws import FEW
from coder.report.figures.proposal_validation import (
    TOLERANCE_US,
    CodedBlind,
    CodeValidity,
    Estimate,
    code_name,
    methods_sentence,
    validate,
)
from coder.study.project import Project
from coder.vocabulary.calibration import MARK
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Origin, Status
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, format_us

NOT_BLIND = tr("No recording that was analysed is coded blind{whose} yet, so there is nothing to set proposals beside.")
NOT_BLIND_OPEN = tr(
    "Of the recordings that are open to you, none that was analysed is coded blind{whose} yet. Closed to you: {closed}."
)
_OWN = (Origin.HUMAN, Origin.ACCEPTED, Origin.ADJUSTED, Origin.IMPORTED)
_DECIDED = (Origin.ACCEPTED, Origin.ADJUSTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindComparison:
    """What holds of the proposals of a study.

    ``left_out`` says which recordings are not in it and why, and what else was not compared; ``notes`` what a reader of
    the figures has to know. ``coded`` are the recordings themselves.
    """

    coded: tuple[CodedBlind, ...]
    codes: tuple[CodeValidity, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    methods: str

    @property
    def families(self) -> int:
        """Of how many families somebody said that they are in it."""
        return len({one.family for one in self.coded if one.family})


def coded_blind(
    project: Project,
    coder: str | None = None,
    *,
    without: Collection[str] = (),
    called: Mapping[str, str] = MappingProxyType({}),
    whole: bool = False,
) -> tuple[list[CodedBlind], list[str]]:
    """Return the recordings that are analysed and coded blind, and which are left out and why.

    ``without`` are closed to whoever looks: they code them blind themselves. ``called`` are the names that recordings
    have in what is returned, by id; a recording without one is called by its id, as on the command line. ``whole`` says
    that every coder watched all of each: else it is the part that their events and passes reach.
    """
    found, left_out = [], []
    not_blind: list[str] = []
    for recording in project.recordings():
        name = called.get(recording.id, recording.id)
        if recording.id in without:
            left_out.append(tr("{recording} is closed to you", recording=name))
            continue
        if project.guard.lock(recording.id) is not None:
            left_out.append(tr("{recording} is locked", recording=name))
            continue
        said, bare = _said_blind(project, recording.id, coder, whole=whole)
        left_out += [_bare_words(name, one) for one in bare]
        if not said:
            not_blind += [] if bare else [name]
        elif project.analysis(recording.id) is None:
            left_out.append(tr("{recording} is not analysed", recording=name))
        else:
            one = replace(_coded(project, recording.id, said, whole=whole), recording=name)
            unsettled = sum(role_of(draft.subject) is Role.OTHER for draft in one.drafts)
            if unsettled:
                left_out.append(
                    plural(
                        unsettled,
                        "{unsettled} proposal of {recording}: nobody said of whom",
                        "{unsettled} proposals of {recording}: nobody said of whom",
                        unsettled=unsettled,
                        recording=name,
                    )
                )
            found.append(one)
    if not_blind:
        left_out.append(
            plural(
                len(not_blind),
                "{recordings} is not coded blind",
                "{recordings} are not coded blind",
                recordings=", ".join(not_blind),
            )
        )
    return found, left_out


def _bare_words(name: str, coder: str) -> str:
    """Say that somebody began blind, and what takes it in where there was nothing to code."""
    return tr(
        "{recording} by {coder}, who began it blind and has coded nothing (a pass that is done says that there was "
        "nothing to code)",
        recording=name,
        coder=coder,
    )


def _part_words(name: str, coder: str, part: Interval, span: Interval) -> str:
    return tr(
        "{recording} by {coder} from {start} to {end} of {length}",
        recording=name,
        coder=coder,
        start=format_us(part.onset_us),
        end=format_us(part.offset_us),
        length=format_us(span.offset_us),
    )


def parts_words(coded: Sequence[CodedBlind]) -> str:
    """Say which parts are compared; "" where it is all of every recording."""
    parts = [
        _part_words(one.recording, coder, part, one.span)
        for one in coded
        for coder, part in sorted(one.went.items())
        if part != one.span
    ]
    if not parts:
        return ""
    return plural(
        len(parts),
        "What coders went through counts, as far as their events and passes reach, and not all of {parts}; where "
        "it was watched to its ends, ask for whole recordings.",
        "What coders went through counts, as far as their events and passes reach, and not all of these: {parts}; "
        "where they were watched to their ends, ask for whole recordings.",
        parts="; ".join(parts),
    )


def _not_sought_words(coded: Sequence[CodedBlind], codes: Sequence[CodeValidity]) -> str:
    """Say what is left out because somebody's passes are of other codes; "" where nothing is."""
    out = [
        _beside_words(one.recording, coder, left)
        for one in coded
        for coder in sorted(one.said)
        if (left := [code for code in codes if not one.looked_for(coder, code.role, code.code)])
    ]
    if not out:
        return ""
    return tr(
        "Not looked for, as the passes say, and left out: {out}; where all was looked for, ask for whole recordings.",
        out="; ".join(out),
    )


def _beside_words(name: str, coder: str, codes: Sequence[CodeValidity]) -> str:
    return tr("{recording} by {coder}: {codes}", recording=name, coder=coder, codes=", ".join(map(code_name, codes)))


def _uncoded_words(coded: Sequence[CodedBlind], codes: Sequence[CodeValidity]) -> str:
    """Say which codes nobody coded in a recording though others were; "" where proposals of none are false by it."""
    bare = [
        tr("{code} in {recordings}", code=code_name(code), recordings=", ".join(where))
        for code in codes
        if code.coded_blind and (where := [one.recording for one in coded if _is_bare(one, code)])
    ]
    if not bare:
        return ""
    return tr(
        "Coded elsewhere, and not once here: {bare}. What is proposed of it there counts as false. If nobody looked "
        "for it there, a pass of the codes that were looked for says so, and it is left out.",
        bare="; ".join(bare),
    )


def _is_bare(one: CodedBlind, code: CodeValidity) -> bool:
    """Whether something is proposed of a code in a recording in which nobody of those who looked for it coded it."""
    there = {moment.coded for moment in code.moments if moment.recording == one.recording}
    return there == {False}


def compared(
    coded: list[CodedBlind], left_out: list[str], fitted_to: tuple[str, ...], *, tolerance_us: int = TOLERANCE_US
) -> BlindComparison:
    """Work out every figure; needs no study. ``fitted_to``: see :func:`fitted_to_in`."""
    codes = validate(coded, tolerance_us=tolerance_us)
    methods = methods_sentence(
        codes,
        recordings=len(coded),
        families=len({one.family for one in coded if one.family}),
        of_nobody=sum(not one.family for one in coded),
        tolerance_us=tolerance_us,
    )
    notes = []
    inside = [one.recording for one in coded if one.recording in fitted_to]
    if inside and any(MARK in rule for code in codes for rule in code.rules):
        said = tr(
            "The calibration in use was fitted to {inside} too: here its figures flatter", inside=", ".join(inside)
        )
        notes.append(tr("{said}. Those of recordings held out are kept with the calibration.", said=said))
        methods += (
            tr(" Thresholds had been fitted to {number} of the same recordings.", number=len(inside)) if methods else ""
        )
    parts = parts_words(coded)
    if parts:
        notes.append(parts)
        methods += tr(" Of each recording the part counts that its coders went through.") if methods else ""
    if 2 <= len({one.cluster for one in coded}) < FEW:
        notes.append(
            tr(
                "With fewer than {few} families an interval reaches from the lowest to the highest of them: what "
                "others would give lies outside of it more often than 5 times in 100.",
                few=FEW,
            )
        )
    notes += [words for words in (_not_sought_words(coded, codes), _uncoded_words(coded, codes)) if words]
    if any(not one.coded_blind for one in codes):
        notes.append(
            tr("A code with nothing found and nothing missed was not coded blind; perhaps nobody looked for it.")
        )
    if any(one.age_months is None for one in coded):
        notes.append(
            tr("Where nobody said how old the child was, nothing is told by age; say it where family and place are.")
        )
    bare = {one.models.f1.why for one in codes if one.models.f1.value is not None and one.models.f1.why}
    notes += [tr("Where there is no interval: {why}.", why=why) for why in sorted(bare)]
    return BlindComparison(
        coded=tuple(coded), codes=codes, left_out=tuple(left_out), notes=tuple(notes), methods=methods
    )


def fitted_to_in(project: Project) -> tuple[str, ...]:
    """Return the recordings to which the calibration in use was fitted."""
    in_use = project.calibrations.in_use
    return in_use.recordings if in_use is not None else ()


def require_blind(coded: list[CodedBlind], coder: str | None = None) -> None:
    """Raise StudyError where nothing is coded blind."""
    if not coded:
        told = NOT_BLIND.format(whose=tr(" by {coder}", coder=coder) if coder else "")
        raise StudyError(
            tr(
                "{told} Begin one: Code ▸ Code this recording blind, or dyadmirror blind STUDY RECORDING --coder NAME",
                told=told,
            )
        )


def estimate_words(one: Estimate) -> str:
    """Return a figure with its interval, or a dash."""
    if one.value is None:
        return "-"
    return f"{one.value:.2f}" + ("" if one.low is None else f" [{one.low:.2f}, {one.high:.2f}]")


def median_words(one: Estimate) -> str:
    """Return a median onset error in milliseconds with its interval, or a dash."""
    if one.value is None:
        return "-"
    within = "" if one.low is None or one.high is None else f" [{one.low / 1000:+z.0f}, {one.high / 1000:+z.0f}]"
    return tr("{one:+z.0f} ms{within}", one=one.value / 1000, within=within)


def share_words(one: Estimate) -> str:
    """Return a share with its interval, or a dash."""
    if one.value is None:
        return "-"
    within = "" if one.low is None or one.high is None else f" [{100 * one.low:.0f}, {100 * one.high:.0f}]"
    return f"{100 * one.value:.0f} %{within}"


def coder_words(
    project: Project, coder: str | None = None, *, without: Collection[str] = frozenset(), whole: bool = False
) -> tuple[list[CoderWords], list[str]]:
    """Return all that coders said of every recording that was analysed, and which recordings are left out and why.

    With ``coder``, what that one said. ``without`` are those that are closed to whoever reads it; ``whole`` as for
    :func:`coded_blind`.
    """
    found, left_out = [], []
    for recording in project.recordings():
        called = project.called(recording.id)
        if recording.id in without:
            left_out.append(tr("{recording} is closed to you", recording=called))
        elif project.guard.lock(recording.id) is not None:
            left_out.append(tr("{recording} is locked", recording=called))
        elif project.analysis(recording.id) is None:
            left_out.append(tr("{recording} is not analysed", recording=called))
        else:
            said, bare = _said_blind(project, recording.id, coder, whole=whole)
            assisted = _assisted(project, recording.id, coder)
            left_out += [_bare_words(called, one) for one in bare]
            if said or assisted:
                blind = _coded(project, recording.id, said, whole=whole)
                frames = project.frame_index(recording.id).pts_us
                further = _further(project, recording.id)
                found.append(CoderWords(blind=blind, frame_pts_us=frames, assisted=assisted, further=further))
            elif not bare:
                whose = tr(" by {coder}", coder=coder) if coder else ""
                left_out.append(tr("{recording} is not coded{whose}", recording=called, whose=whose))
    return found, left_out


def _further(project: Project, recording: str) -> tuple[SeenByCamera, ...]:
    """Return what further cameras saw from which something is proposed."""
    seen = project.camera_analyses
    return tuple(
        SeenByCamera(camera=one.name, people=people, tracks=seen.signals(one))
        for one in seen.ready(recording)
        if (people := seen.people(one))
    )


def _said_blind(
    project: Project, recording: str, coder: str | None, *, whole: bool
) -> tuple[dict[str, tuple[Event, ...]], list[str]]:
    """Return what each coder said blind, and who began blind and left nothing: what they watched is not known."""
    names = [name for name in project.conducts(recording) if coder is None or name == coder]
    found = {name: project.blinding.coded_blind(recording, name) for name in names}
    said = {name: events for name, events in found.items() if events is not None}
    bare = [name for name, events in said.items() if not (events or whole or _reached(project, recording, name))]
    return {name: events for name, events in said.items() if name not in bare}, sorted(bare)


def _reached(project: Project, recording: str, coder: str) -> int:
    """How far a coder said that they came while blind; 0 where they did not say. What they open they may go on with."""
    conduct, end_us = project.blinding.conduct(recording, coder), project.recording(recording).duration_us
    opened_at = conduct.opened_at if conduct is not None else None
    return project.passes.coded_until(recording, coder, end_us, done_by=opened_at)


def _sought(project: Project, recording: str, coder: str) -> frozenset[tuple[Role, str]] | None:
    """Return what a coder looked for while blind, as far as their passes say it; None where they say nothing of it."""
    conduct = project.blinding.conduct(recording, coder)
    codes = project.passes.looked_for(recording, coder, done_by=conduct.opened_at if conduct is not None else None)
    if codes is None:
        return None
    parts = (code.partition("/") for code in codes)
    return frozenset((Role(role), code) for role, _, code in parts)


def _went(project: Project, recording: str, coder: str, events: Sequence[Event], span: Interval) -> Interval:
    """Which part a coder went through blind; where that is told from marks, an end so near to them is reached."""
    reached = _reached(project, recording, coder)
    part = coded_stretch([one.interval for one in events], span, reached_us=reached)
    if reached:
        return part
    onset = span.onset_us if part.onset_us - span.onset_us <= AROUND_US else part.onset_us
    return Interval(onset, span.offset_us if span.offset_us - part.offset_us <= AROUND_US else part.offset_us)


def _coded(project: Project, recording: str, said: dict[str, tuple[Event, ...]], *, whole: bool) -> CodedBlind:
    meeting, span = project.beside(recording).meeting, Interval(0, project.recording(recording).duration_us)
    went = {name: _went(project, recording, name, events, span) for name, events in said.items()}
    sought = {name: _sought(project, recording, name) for name in said}
    return CodedBlind(
        recording=recording,
        family=meeting.family if meeting else "",
        span=span,
        said=said,
        drafts=project.proposed_now(recording),
        people=project.people(recording),
        tracks=project.signals(recording),
        age_months=meeting.child_months if meeting else None,
        went={} if whole else went,
        sought={} if whole else {name: codes for name, codes in sought.items() if codes is not None},
    )


def _assisted(project: Project, recording: str, only: str | None) -> list[AssistedWords]:
    """What each coder (or ``only`` one) said with proposals in view.

    All that is their own, or after blind coding what they decided.
    """
    conducts, drafts = project.conducts(recording), {one.id: one.draft for one in project.proposals(recording)}
    last = {(one.coder, one.proposal): one.verdict for one in project.decisions(recording)}
    events = project.events(recording)
    found = []
    for coder in sorted({event.coder for event in events} | {coder for coder, _ in last}):
        conduct = conducts.get(coder)
        if only is not None and coder != only:
            continue
        if conduct is not None and conduct.blind:
            continue
        was_blind = project.blinding.coded_blind(recording, coder) is not None
        mine = [e for e in events if e.coder == coder and e.origin in (_DECIDED if was_blind else _OWN)]
        rejected = [
            drafts[proposal]
            for (who, proposal), verdict in last.items()
            if who == coder and verdict is Status.REJECTED and proposal in drafts
        ]
        if mine or rejected:
            found.append(AssistedWords(events=mine, rejected=rejected))
    return found
