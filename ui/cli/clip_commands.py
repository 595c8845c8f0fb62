"""The command that lets a clip leave with faces blurred: made here, looked through in a window, then written."""

from __future__ import annotations

import argparse

from coder.study.project import Project
from coder.vocabulary.camera import CameraClock
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, format_us
from ui.cli.output import print_json, print_line, print_note
from ui.cli.study_commands import passphrase_of
from ui.cli.window_commands import has_screen
from ui.operations.clip_export import ENDING, Wish, camera_of


def clip(options: argparse.Namespace) -> None:
    """Make the clip, show it, and write it once it has been looked through. Without a screen nothing is begun."""
    if not has_screen():
        raise StudyError(
            tr(
                "A clip leaves only after somebody has looked through it, and there is no screen to show it on; "
                "do it where there is one, or in the window (File, Export a clip with faces blurred)."
            )
        )
    if options.output.suffix.lower() != ENDING:
        raise StudyError(
            tr(
                "{output} would be an MP4 file; give it a name that ends in {ending}.",
                output=options.output.name,
                ending=ENDING,
            )
        )
    if options.sound:
        print_note(tr("With sound: people are recognised by their voices as well as by their faces."))
    # Asked for once; the study is opened here only to read how long the recording is.
    passphrase = passphrase_of(options.study)
    with Project.open(options.study, passphrase=passphrase) as project:
        project.guard.refuse_target(options.output, over=options.force, clip=True)
        stretch = _stretch(project, options)
        wish = Wish(
            options.recording, stretch, options.sound or options.murmur, options.murmur, camera=options.camera or ""
        )
        camera = camera_of(project, wish)
    clock = camera.clock if camera is not None else CameraClock()
    from ui.window.clip_export_window import export_clip  # Qt and the models are loaded only where something is shown

    made = export_clip(options.study, passphrase, wish, options.output, over=options.force)
    if made is None:
        raise StudyError(
            tr("Nobody looked through all of it, so nothing was written; run it again when there is time.")
        )
    if options.json:
        print_json(
            {
                "recording": wish.recording,
                "camera": wish.camera or None,
                "onset_us": clock.to_recording(made.stretch.onset_us),
                "offset_us": clock.to_recording(made.stretch.offset_us),
                "frames": made.frames,
                "whole_frame_us": made.whole_us,
                "sound": made.sound,
                "murmur": made.sound and options.murmur,
            }
        )
    else:
        print_line(
            tr(
                "Wrote {time} of {recording} to {output}.",
                time=format_us(made.stretch.duration_us),
                recording=wish.recording,
                output=options.output,
            )
        )


def _stretch(project: Project, options: argparse.Namespace) -> Interval | None:
    end_us = project.recording(options.recording).duration_us
    project.guard.require(options.recording)
    if options.from_us is None and options.to_us is None:
        return None
    onset = 0 if options.from_us is None else options.from_us
    offset = end_us if options.to_us is None else options.to_us
    if not 0 <= onset < offset <= end_us:
        raise StudyError(
            tr(
                "The stretch from {onset} to {offset} does not lie in {recording}, which lasts {end}.",
                onset=format_us(onset),
                offset=format_us(offset),
                recording=project.called(options.recording),
                end=format_us(end_us),
            )
        )
    return Interval(onset, offset)
