"""The analyze command: progress on stderr, a prompt stop on Ctrl+C, and the study's answer where it has one."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType

from coder.files.atomic_write import file_that_leaves, refuse_target
from coder.files.parquet_library import require_parquet
from coder.files.unfinished_parts import UnfinishedParts
from coder.interchange.signals_file import NEEDS, ClipSignals, key_of, read_signals, write_signals
from coder.media import Clip
from coder.study.project import Project
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.camera import Camera, Placed
from coder.vocabulary.errors import Cancelled, StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import AnalysisReport
from models.analysis import Analysis, Progress, analyze_clip, made_with
from models.hearing.voice_classifier import VoiceClassifier, load_own_voices
from models.look_checkpoint import Checkpoint
from ui.cli.output import print_json, print_line, print_note
from ui.cli.progress_line import progress_line
from ui.cli.study_commands import open_study
from ui.operations.analysis_result import report_of
from ui.operations.signals_intake import clip_digest
from ui.operations.study_figures import recordings_of
from ui.operations.wording import left_words


def analyze(options: argparse.Namespace) -> None:
    """Analyse one recording, or every recording of a study; with ``--out``, one clip without a study."""
    settings, voices = settings_at(options.rate), _own_voices(options)
    if options.out is not None:
        analyze_to_file(options, settings, voices)
        return
    if options.force:
        raise StudyError(tr("--force is for the file that --out names; a study serves an analysis that it holds."))
    with open_study(options.study) as project:
        wanted, locked = recordings_of(project, options.recording)
        for sentence in locked:
            print_note(sentence)
        results = {recording: analyse_recording(project, recording, settings, voices) for recording in wanted}
        further = {recording: analyse_cameras(project, recording, settings) for recording in wanted}
    if options.json:
        found = [
            report_json(recording, report, cached) | {"cameras": [_camera_json(*one) for one in further[recording]]}
            for recording, (report, cached) in results.items()
        ]
        print_json(found[0] if len(found) == 1 else found)
        return
    shown = [
        one
        for recording, result in results.items()
        for one in (
            (recording, result),
            *((f"{recording}, {camera.name}", (report, cached)) for camera, report, cached in further[recording]),
        )
    ]
    for recording, (report, cached) in shown:
        held = tr("{recording}: the study already holds this analysis.", recording=recording) if cached else ""
        _print_analysis(recording, report, held=held)


def analyze_to_file(options: argparse.Namespace, settings: Settings, voices: VoiceClassifier | None = None) -> None:
    """Analyse a clip that is in no study, into a file of signals; do nothing where it holds this analysis already."""
    clip_path, target = options.study, options.out
    if options.recording is not None or clip_path.is_dir():
        raise StudyError(tr("With --out a clip is analysed without a study; name the clip itself, and no recording."))
    if target.exists() and clip_path.exists() and target.samefile(clip_path):
        raise StudyError(tr("--out names the clip itself, which is never written over; choose another name."))
    require_parquet(NEEDS)
    digest = clip_digest(clip_path)
    key = settings.key(digest, *sorted(made_with(settings, voices=voices)))
    if key_of(target) == key:
        signals, cached = read_signals(target), True
    else:
        refuse_target(target, over=options.force)
        unfinished = UnfinishedParts(target, key)
        checkpoint = Checkpoint(unfinished.read(), unfinished.keep, key=key, forget=unfinished.forget)
        try:
            found = _look(tr("The clip"), partial(Clip.open, clip_path), checkpoint, settings, voices)
        except Cancelled:
            if unfinished.read():
                print_note(
                    tr(
                        "What was looked at is kept in {path}; the next analysis goes on from there.",
                        path=unfinished.path,
                    )
                )
            raise
        signals, cached = ClipSignals(digest, settings, report_of(found, key=key), found.people, found.tracks), False
        with file_that_leaves(target, over=options.force) as out:
            write_signals(signals, out)
    UnfinishedParts(target, key).forget()
    held = signals.report
    if options.json:
        people = [{"person": one.letter, "suggested_role": one.suggested_role} for one in signals.people]
        about = report_json("", held, cached) | {
            "file": str(target),
            "clip_sha256": digest,
            "people": people,
            "from_file": cached,
        }
        print_json({name: value for name, value in about.items() if name not in ("recording", "from_study")})
        return
    same = tr("{target} already holds this analysis: same clip, same models, same settings.", target=target)
    _print_analysis(str(target), held, held=same if cached else "")


def _print_analysis(where: str, said: AnalysisReport, *, held: str) -> None:
    """Print how long it took, or that it was held already, and what it notes."""
    if held:
        print_line(held)
    else:
        print_line(
            tr(
                "{where}: {clip_seconds:.1f} s of clip in {seconds:.1f} s ({times:.1f}×).",
                where=where,
                clip_seconds=said.clip_seconds,
                seconds=said.seconds,
                times=said.clip_seconds / max(said.seconds, 1e-9),
            )
        )
    for note in said.notes:
        print_line(f"  {note}")


def settings_at(rate: float | None) -> Settings:
    """Return the settings, with another sampling rate where one is given."""
    settings = Settings()
    if rate is None:
        return settings
    if not 0.5 <= rate <= 60:
        raise StudyError(tr("A rate of {rate:g} looks per second cannot be used; give one from 0.5 to 60.", rate=rate))
    return replace(settings, sampling=SamplingSettings(rate_hz=rate))


def _own_voices(options: argparse.Namespace) -> VoiceClassifier | None:
    """The voice classifier that was brought; it is read and checked before anything else is done."""
    if options.voices is None:
        if options.voices_sha256 is not None:
            raise StudyError(tr("--voices-sha256 states the hash of the file that --voices names; name it too."))
        return None
    return load_own_voices(options.voices, sha256=options.voices_sha256)


def analyse_recording(
    project: Project, recording: str, settings: Settings, voices: VoiceClassifier | None = None
) -> tuple[AnalysisReport, bool]:
    """Analyse a recording, or return the study's own report where clip, weights and settings are the same."""
    key = project.analysis_key(recording, settings, made_with(settings, voices=voices))
    held = project.analysis(recording)
    if held is not None and held.key == key:
        return held, True
    opened = partial(project.open_clip, recording)
    analysis = _look_for_study(project, recording, recording, opened, settings, key, voices)
    report = report_of(analysis, key=key)
    project.store_analysis(recording, report, analysis.people, analysis.tracks)
    return report, False


def analyse_cameras(project: Project, recording: str, settings: Settings) -> list[tuple[Camera, AnalysisReport, bool]]:
    """Analyse a recording's further cameras, as :func:`analyse_recording`; say which cannot be looked through."""
    for camera in project.cameras.of(recording):
        if camera.clip and camera.placed is Placed.NOT_YET:
            print_note(
                tr(
                    "{recording}: nobody has said yet where the camera {camera} lies, so it is not looked at; place it "
                    "with: dyadmirror camera place",
                    recording=recording,
                    camera=camera.id,
                )
            )
    found = []
    for camera, key, held in project.camera_analyses.asked(recording, settings, made_with(settings)):
        if held is None:
            named = f"{recording}, {camera.name}"
            analysis = _look_for_study(
                project, recording, named, partial(project.cameras.open_clip, camera), settings=settings, key=key
            )
            report = report_of(analysis, key=key)
            project.camera_analyses.store(camera, report, analysis.people, analysis.tracks)
            found.append((camera, report, False))
        else:
            found.append((camera, held, True))
    return found


def _look_for_study(
    project: Project,
    recording: str,
    named: str,
    opened: Callable[[], Clip],
    settings: Settings,
    key: str,
    voices: VoiceClassifier | None = None,
) -> Analysis:
    """Look at one camera's clip; what was looked at before a stop is kept, and gone on from."""
    checkpoint = Checkpoint(
        project.machine_rows.kept_looks(recording, key),
        lambda part: project.machine_rows.keep_looks(recording, key, part, until_us=checkpoint.until_us),
        key=key,
        forget=lambda: project.machine_rows.forget_looks(recording),
    )
    try:
        return _look(named, opened, checkpoint, settings, voices)
    except Cancelled:
        print_note(
            tr(
                "{recording}: what was looked at is kept in the study; the next analysis goes on from there.",
                recording=named,
            )
        )
        raise


def _look(
    named: str,
    opened: Callable[[], Clip],
    checkpoint: Checkpoint,
    settings: Settings,
    voices: VoiceClassifier | None,
) -> Analysis:
    """Look at a clip, on from where an earlier run was stopped; raise Cancelled at Ctrl+C."""
    if checkpoint.held:
        print_note(
            tr(
                "{recording}: an earlier run looked at {number} frames; this one goes on from there.",
                recording=named,
                number=checkpoint.held,
            )
        )
    stop = threading.Event()
    # From before the clip is opened: what an interrupt raises while FFmpeg reads through us may be lost there.
    with _stopped_by_ctrl_c(stop), opened() as clip, progress_line() as show:
        return analyze_clip(
            clip,
            settings,
            progress=_told(named, show),
            cancelled=stop.is_set,
            checkpoint=checkpoint,
            voices=voices,
        )


def report_json(recording: str, report: AnalysisReport, cached: bool) -> dict[str, object]:
    """Return a report as docs/cli.md describes it."""
    return {
        "recording": recording,
        "seconds": report.seconds,
        "clip_seconds": report.clip_seconds,
        "frames": report.frames,
        "model_runs": report.model_runs,
        "models": list(report.models),
        "rate_hz": report.rate_hz,
        "notes": list(report.notes),
        "from_study": cached,
    }


def _camera_json(camera: Camera, report: AnalysisReport, cached: bool) -> dict[str, object]:
    told = report_json(camera.recording, report, cached)
    return {"camera": camera.id} | {name: value for name, value in told.items() if name != "recording"}


@contextmanager
def _stopped_by_ctrl_c(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl+C ask the analysis to stop, so that it ends between two frames."""

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _told(recording: str, show: Callable[[float, str], None]) -> Callable[[Progress], None]:
    """Put an analysis's progress into words."""

    def tell(progress: Progress) -> None:
        show(
            progress.fraction,
            tr(
                "{recording}: looked at {number} %{left}",
                recording=recording,
                number=int(progress.fraction * 100),
                left=left_words(progress.seconds_left),
            ),
        )

    return tell
