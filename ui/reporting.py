"""Numbers and reports of a study, for the window and the command line alike."""

from __future__ import annotations

from collections.abc import Sequence

from coder.errors import StudyError
from coder.exchanges import Rule
from coder.project import Project
from coder.report.agreement import TOLERANCE_S, Agreement, CodedTwice, agreement_of
from coder.report.numbers import Numbers, numbers_of
from coder.stats import SEED
from coder.timebase import Interval


def recordings_of(project: Project, recording: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the recordings to look at, and a sentence for each that is locked.

    Raises StudyError where the one that is named is locked or unknown, and where there is none at all.
    """
    if recording is not None:
        project.recording(recording)
        project.guard.require(recording)
        return (recording,), ()
    chosen, closed = [], []
    for one in project.recordings():
        try:
            project.guard.require(one.id)
            chosen.append(one.id)
        except StudyError as error:
            closed.append(str(error))
    if not chosen:
        raise StudyError(closed[0] if closed else "The study has no recording yet; add a clip first.")
    return tuple(chosen), tuple(closed)


def check_coder(project: Project, recordings: Sequence[str], coder: str | None) -> None:
    """Raise StudyError where several have coded a recording and nobody is named, or who is named coded none."""
    by_recording = {recording: coders_of(project, recording) for recording in recordings}
    everybody = sorted({name for names in by_recording.values() for name in names})
    if coder is None:
        for recording, names in by_recording.items():
            if len(names) > 1:
                raise StudyError(
                    f"Several coders have coded {recording} ({', '.join(names)}); say whose events with --coder."
                )
    elif everybody and coder not in everybody:
        raise StudyError(f"{coder} has coded nothing here; it was coded by {', '.join(everybody)}.")


def numbers_in(project: Project, recording: str, *, rule: Rule, coder: str | None, seed: int | None = None) -> Numbers:
    """Return the numbers of one recording, by one coder's events."""
    return numbers_of(
        project.events(recording, coder=coder),
        scheme=project.scheme,
        rule=rule,
        span=Interval(0, project.recording(recording).duration_us),
        recording=recording,
        settled=project.outcomes(recording),
        seed=SEED if seed is None else seed,
    )


def agreement_in(
    project: Project, recordings: Sequence[str], coders: tuple[str, str], *, tolerance_s: float = TOLERANCE_S
) -> Agreement:
    """Return how far two coders agree over recordings."""
    coded = [
        CodedTwice(
            recording=recording,
            span=Interval(0, project.recording(recording).duration_us),
            first=project.events(recording, coder=coders[0]),
            second=project.events(recording, coder=coders[1]),
        )
        for recording in recordings
    ]
    return agreement_of(coded, scheme=project.scheme, coders=coders, tolerance_s=tolerance_s)


def coders_of(project: Project, recording: str) -> tuple[str, ...]:
    """Who has coded a recording."""
    return tuple(sorted({event.coder for event in project.events(recording)}))
