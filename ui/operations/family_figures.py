"""What several recordings of one family show together, taken from a study for the command line and the window."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Rule, unobservable
from coder.report.figures.day_rhythm import DayRhythm, Rhythm, RhythmKind, days_of, rhythm_of
from coder.report.figures.family_trends import TrendRecording
from coder.report.figures.match_repair import matchings_of
from coder.report.figures.signals_across_contexts import Told
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval
from ui.operations.study_figures import answers_in


def family_recordings(project: Project, recordings: Sequence[str], family: str | None) -> tuple[str, ...]:
    """Return those of the recordings that are of one family: the named one, or the only one there is.

    Raises StudyError where several families are in the study and none is named, or the named one is not in it.
    """
    of: dict[str, list[str]] = {}
    for recording in recordings:
        meeting = project.beside(recording).meeting
        if meeting is not None and meeting.family:
            of.setdefault(meeting.family, []).append(recording)
    known = ", ".join(sorted(of))
    if family is None and len(of) > 1:
        raise StudyError(
            tr(
                "This study holds several families ({known}); name one with --family: none is set beside another.",
                known=known,
            )
        )
    if not of:
        raise StudyError(
            tr(
                "Nobody said of which family the recordings are; say it: Context ▸ Where and when it was…, or "
                "dyadmirror meeting STUDY RECORDING --family NAME"
            )
        )
    if family is not None and family not in of:
        raise StudyError(
            tr("There is no family {family!r} in this study; it has: {known}.", family=family, known=known)
        )
    return tuple(of[family if family is not None else min(of)])


def rhythm_in(project: Project, recording: str, *, coder: str | None) -> Rhythm:
    """Return one recording's rhythm, from one coder's events."""
    return rhythm_of(
        project.events(recording, coder=coder),
        recording=recording,
        span=Interval(0, project.recording(recording).duration_us),
        meeting=project.beside(recording).meeting,
    )


def day_of(project: Project, recording: str, *, coder: str) -> DayRhythm | None:
    """Return the other recordings of a family's day, as far as ``coder`` may see their codes; None without any."""
    about = project.beside(recording).meeting
    if about is None:
        return None
    found = []
    for other in project.open_recordings():
        meeting = project.beside(other.id).meeting
        same = meeting is not None and (meeting.family, meeting.began_at[:10]) == (about.family, about.began_at[:10])
        if other.id == recording or not same:
            continue
        events = project.state(other.id, coder=coder).events
        found.append(rhythm_of(events, recording=other.id, span=Interval(0, other.duration_us), meeting=meeting))
    return next(iter(days_of(found)), None)


def told_in(project: Project, recording: str, *, rule: Rule, coder: str | None, plain_rule: bool) -> Told:
    """Return one recording's bids with what became of them, and what stands beside."""
    answers = answers_in(project, recording, rule=rule, coder=coder, plain_rule=plain_rule)
    return Told(answers=answers, beside=project.beside(recording))


def visit_in(project: Project, recording: str, *, rule: Rule, coder: str | None, plain_rule: bool) -> TrendRecording:
    """Return one recording as trends take it."""
    answers = answers_in(project, recording, rule=rule, coder=coder, plain_rule=plain_rule)
    events = project.events(recording, coder=coder)
    unseen = unobservable(events, answers.span.offset_us)
    hidden = tuple(sorted((*unseen["child"], *unseen["caregiver"], *answers.set_aside)))
    return TrendRecording(
        answers=answers,
        matchings=matchings_of(events, scheme=project.scheme, span=answers.span, hidden=hidden),
        beside=project.beside(recording),
        own_play_us=rhythm_in(project, recording, coder=coder).total_us(RhythmKind.OWN),
    )
