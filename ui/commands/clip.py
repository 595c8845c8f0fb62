"""The command that lets a clip leave with faces blurred: made here, looked through in a window, then written."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from coder.errors import StudyError
from coder.media import Clip
from coder.project import Project
from coder.timebase import Interval, format_us
from ui.clip_out import ENDING, Wish, prepare, write_out
from ui.commands.output import print_json, print_line, print_note
from ui.commands.studies import open_study
from ui.commands.window import has_screen

UNSEEN = "Nobody has looked through it yet"


def clip(options: argparse.Namespace) -> None:
    """Make the clip, show it, and write it once it has been looked through. Without a screen nothing is begun."""
    if not has_screen():
        raise StudyError(
            "A clip leaves only after somebody has looked through it, and there is no screen to show it on; "
            "do it where there is one, or in the window (File, Export a clip with faces blurred)."
        )
    if options.output.suffix.lower() != ENDING:
        raise StudyError(f"{options.output.name} would be an MP4 file; give it a name that ends in {ENDING}.")
    with open_study(options.study) as project:
        wish = Wish(options.recording, _stretch(project, options), options.sound)
        written = _make_and_show(project, wish, options.output, json=options.json)
    if not written:
        raise StudyError(f"{UNSEEN}, so nothing was written; run it again when there is time to look.")


def _stretch(project: Project, options: argparse.Namespace) -> Interval | None:
    if options.from_us is None and options.to_us is None:
        return None
    end_us = project.recording(options.recording).duration_us
    onset = 0 if options.from_us is None else options.from_us
    offset = end_us if options.to_us is None else options.to_us
    if not 0 <= onset < offset <= end_us:
        raise StudyError(
            f"The stretch from {onset} to {offset} µs does not lie in {options.recording}, which lasts {end_us} µs."
        )
    return Interval(onset, offset)


def _make_and_show(project: Project, wish: Wish, target: Path, *, json: bool) -> bool:
    from models.blurring import make  # loads the models
    from ui.clip_window import look_through  # loads Qt

    ready = prepare(project, wish)
    if wish.sound:
        print_note("With sound: people are recognised by their voices as well as by their faces.")
    said = ""

    def tell(words: str, _share: float) -> None:
        nonlocal said
        if words != said:
            said = words
            print_note(f"{words} …")

    with Clip.open(ready.source, index=ready.index, name=wish.recording) as opened:
        made = make(ready.source, opened, ready.order, told=tell)
    try:
        if not look_through(made, partial(write_out, project, wish, made, target)):
            return False
        if json:
            print_json(
                {
                    "recording": wish.recording,
                    "onset_us": made.stretch.onset_us,
                    "offset_us": made.stretch.offset_us,
                    "frames": made.frames,
                    "whole_frame_us": made.whole_us,
                    "sound": made.sound,
                }
            )
        else:
            print_line(f"Wrote {format_us(made.stretch.duration_us)} of {wish.recording} to {target}.")
        return True
    finally:
        made.spool.close()
