"""Fitting a study's thresholds to its own coding: what is tried, what is kept, and how it is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from coder.files.atomic_write import write_leaving
from coder.files.bounded_read import read_text
from coder.report.figures.calibration_trial import CoderWords, RuleTrial
from coder.study.project import Project
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.calibration import BUILT_IN, Calibration, HeldOut, rules_from_text
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from ui.operations.wording import subject_words, whose_code_words

NOT_BLIND_YET = tr(
    "What a calibration is worth is said by blind coding alone, and no recording that was analysed is coded blind yet. "
    "Code three families blind, or three recordings of one."
)


def require_blind_words(words: Sequence[CoderWords]) -> None:
    """Raise StudyError where nothing is coded blind."""
    if not any(one.blind.said for one in words):
        raise StudyError(NOT_BLIND_YET)


def kept_of(project: Project, trials: Sequence[RuleTrial], recordings: Collection[str]) -> Calibration | None:
    """Keep what finds more on held-out recordings, and put it in use; None where nothing is."""
    kept = [one.fitted for one in trials if one.kept and one.fitted is not None]
    tried = {(one.of.rule, one.of.role) for one in trials if one.enough}
    return project.calibrations.keep(kept, sorted(recordings, key=_by_number), use=True, tried=tried) if kept else None


def export_calibration(project: Project, number: int | None, target: Path, *, over: bool) -> Calibration:
    """Write a calibration (the one in use if None) to a file: thresholds and figures, nobody's recording or name.

    Raises StudyError where there is none, or where people of a recording it came from did not agree to sharing.
    """
    found = project.calibrations.in_use if number is None else project.calibrations.numbered(number)
    if found is None:
        raise StudyError(tr("The thresholds in use are the built-in ones; say which calibration with --use NUMBER."))
    project.guard.refuse_target(target, over=over)
    with project.guard.leaving(found.recordings, format_id="calibration", events=0):
        write_leaving(target, (found.to_text() + "\n").encode(), over=over)
    return found


def import_calibration(project: Project, source: Path) -> Calibration:
    """Take a calibration of another study in as a version of its own; it is not put in use."""
    text = read_text(source)
    return project.calibrations.keep(rules_from_text(text), (), use=False)


def number_words(calibration: Calibration | None) -> str:
    """Return how a sentence calls what is in use."""
    return (
        tr("the built-in thresholds") if calibration is None else tr("calibration {number}", number=calibration.number)
    )


def events_words(events: int) -> str:
    """Return how many events were coded blind."""
    return plural(events, "{events} event", "{events} events", events=events)


def trial_name(trial: RuleTrial, scheme: Scheme | None = None) -> str:
    """Return who and what a trial is about: as the window calls it where its scheme is given, else as commands do."""
    if scheme is not None:
        return whose_code_words(scheme, trial.of.role.value, trial.of.code)
    return f"{subject_words(trial.of.role.value)} {trial.of.code.replace('_', ' ')}"


def threshold_words(thresholds: Sequence[tuple[str, float]]) -> str:
    """Return thresholds with what they are as built in."""
    built_in = RuleSettings()
    return ", ".join(
        tr("{name} {value:g} (built in {getattr:g})", name=name, value=value, getattr=getattr(built_in, name))
        for name, value in thresholds
    )


def held_out_words(held: HeldOut) -> tuple[str, str, str, str]:
    """Return before, after and difference, each with its interval, and what was held out."""
    apart = (
        tr("{events} events, {groups} families", events=held.events, groups=held.groups)
        if held.by_family
        else tr("{events} events, {groups} recordings", events=held.events, groups=held.groups)
    )
    return (
        f"{held.before:.2f} [{held.before_range[0]:.2f}, {held.before_range[1]:.2f}]",
        f"{held.after:.2f} [{held.after_range[0]:.2f}, {held.after_range[1]:.2f}]",
        f"{held.after - held.before:+.2f} [{held.low:+.2f}, {held.high:+.2f}]",
        apart,
    )


def parse_version(text: str) -> int:
    """Return the number of a version; ``built-in`` is 0. Raises StudyError where it is neither."""
    if text == "built-in":
        return BUILT_IN
    if not text.isascii() or not text.isdigit():
        raise StudyError(tr("{text!r} is no calibration; give its number, or built-in.", text=text))
    return int(text)


def _by_number(recording: str) -> tuple[int, str]:
    return len(recording), recording
