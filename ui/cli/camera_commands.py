"""Commands about the further cameras of a recording: added, proposed, placed, called, taken out."""

from __future__ import annotations

import argparse

from coder.media.audio import AudioReader
from coder.media.sound_alignment import ProposedClock, envelope_of, propose_clock
from coder.study.edits.camera_offsets import NameCamera, PlaceCamera
from coder.study.project import Project
from coder.vocabulary.camera import Camera, CameraClock, Placed, clock_at, clock_through
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.study_commands import make_edit, open_study


def add(options: argparse.Namespace) -> None:
    """Add a further clip of a recording, on its clock."""
    clock = None
    if options.offset_us is not None or options.rate is not None:
        clock = clock_at(options.offset_us or 0, options.rate if options.rate is not None else 1.0)
    with open_study(options.study) as project:
        camera = project.cameras.add(
            options.recording,
            options.clip,
            name=options.name,
            clock=clock,
            coder=(options.coder or "").strip(),
            link=options.link,
            agreed_anew=options.agreed_anew,
            instead=options.instead,
        )
        notes = project.cameras.frame_index(camera.id).notes
    for note in notes:
        print_note(note)
    if options.link:
        print_note(tr("The clip stays where it is: the study can neither guard nor erase it there."))
    if options.json:
        print_json(camera_json(camera))
        return
    print_line(
        tr(
            "Added {camera} as {camera_2} of {recording} ({time}).",
            camera=camera.name,
            camera_2=camera.id,
            recording=camera.recording,
            time=format_us(camera.duration_us),
        )
    )
    if camera.placed is Placed.NOT_YET:
        print_line(
            tr(
                "It is not placed yet; let its sound propose: dyadmirror camera propose STUDY {camera}",
                camera=camera.id,
            )
        )


def listed(options: argparse.Namespace) -> None:
    """List further cameras, and where each lies."""
    with open_study(options.study) as project:
        if options.recording is not None:
            project.recording(options.recording)
        found = project.cameras.of(options.recording) if options.recording else project.cameras.all()
    if options.json:
        print_json([camera_json(one) for one in found])
        return
    rows = [(one.id, one.recording, one.name, one.words, one.placed.value, _length(one)) for one in found]
    print_table(
        (tr("id"), tr("recording"), tr("name"), tr("lies"), tr("placed"), tr("length")),
        rows,
        empty=tr("There is no further camera."),
    )


def propose(options: argparse.Namespace) -> None:
    """Let sound propose where a camera lies, and change nothing."""
    with open_study(options.study) as project:
        camera = project.cameras.camera(options.camera)
        proposed = proposed_clock(project, camera)
    if options.json:
        print_json(
            {
                "camera": camera.id,
                "offset_us": proposed.clock.offset_us,
                "clock_speed": proposed.clock.rate,
                "clock_speed_within": None if proposed.speed_within is None else round(proposed.speed_within, 9),
                "clearness": round(proposed.clearness, 2),
                "clear": proposed.clear,
                "common_us": proposed.common_us,
            }
        )
        return
    if proposed.clear:
        print_line(
            tr(
                "By its sound {camera} {lies}. Look at both pictures before you confirm it.",
                camera=camera.name,
                lies=proposed.words,
            )
        )
    else:
        print_line(
            tr(
                "The sound of the two clips does not say it: no place fits much more closely than the next. Mark "
                "the same "
                "moment in each instead."
            )
        )


def place(options: argparse.Namespace) -> None:
    """Say where a camera lies: typed, as its sound proposes, or by one or two moments that are the same."""
    given = [options.offset_us is not None or options.rate is not None, options.from_sound, bool(options.same)]
    if sum(given) != 1:
        raise StudyError(tr("Say one thing: --offset-us, --from-sound, or --same HERE=THERE once or twice."))
    with open_study(options.study) as project:
        camera = project.cameras.camera(options.camera)
        clock, placed = _said(project, camera, options)
        make_edit(project, PlaceCamera(camera.id, clock, placed), coder=options.coder)
        camera = project.cameras.camera(camera.id)
    if options.json:
        print_json(camera_json(camera))
    else:
        print_line(f"{camera.name}: {camera.words}.")


def call(options: argparse.Namespace) -> None:
    """Call a camera otherwise."""
    with open_study(options.study) as project:
        project.cameras.camera(options.camera)
        make_edit(project, NameCamera(options.camera, options.name), coder=options.coder)
    print_line(tr("{camera} is called {options}.", camera=options.camera, options=options.name.strip()))


def remove(options: argparse.Namespace) -> None:
    """Take a camera out for ever."""
    with open_study(options.study) as project:
        camera = project.cameras.camera(options.camera)
        if not options.now:
            raise StudyError(
                tr(
                    "Taking {camera} out destroys its clip in this study, and no undo brings it back; say --now.",
                    camera=camera.name,
                )
            )
        project.cameras.remove(camera.id)
    left = tr(" Its linked clip is still where it was.") if camera.linked else ""
    print_line(tr("Took {camera} out of {recording}.{left}", camera=camera.name, recording=camera.recording, left=left))


def proposed_clock(project: Project, camera: Camera) -> ProposedClock:
    """Return where a camera's sound says that it lies."""
    first = project.recording(camera.recording)
    index, source = project.frame_index(first.id), project.clip_source(first.id)
    there_index, there = project.cameras.frame_index(camera.id), project.cameras.source(camera)
    with AudioReader(source, index, name=first.name) as reader:
        heard = envelope_of(reader, index.end_us)
    with AudioReader(there, there_index, name=camera.name) as reader:
        return propose_clock(heard, envelope_of(reader, there_index.end_us))


def camera_json(camera: Camera) -> dict[str, object]:
    """Return what docs/cli.md says of a camera."""
    return {
        "camera": camera.id,
        "recording": camera.recording,
        "name": camera.name,
        "offset_us": camera.clock.offset_us,
        "clock_speed": camera.clock.rate,
        "placed": camera.placed.value,
        "coder": camera.coder,
        "duration_us": camera.duration_us,
        "linked": camera.linked,
        "clip": bool(camera.clip),
    }


def _said(project: Project, camera: Camera, options: argparse.Namespace) -> tuple[CameraClock, Placed]:
    if options.from_sound:
        proposed = proposed_clock(project, camera)
        if not proposed.clear:
            raise StudyError(
                tr(
                    "The sound of the two clips does not say it: no place fits much more closely than the next. "
                    "Mark the "
                    "same moment in each: --same HERE=THERE"
                )
            )
        return proposed.clock, Placed.SOUND
    if options.same:
        marks = [_moment(text) for text in options.same]
        if len(marks) > 2:
            raise StudyError(
                tr("One moment gives the offset, two its clock's speed as well; more than two are not read.")
            )
        return clock_through(*marks), Placed.MOMENT
    offset_us = options.offset_us if options.offset_us is not None else camera.clock.offset_us
    return clock_at(offset_us, options.rate if options.rate is not None else camera.clock.rate), Placed.TYPED


def _moment(text: str) -> tuple[int, int]:
    here, _, there = text.partition("=")
    try:
        return int(here), int(there)
    except ValueError as error:
        raise StudyError(
            tr("{text!r} is no moment; write two times in microseconds, as 83400000=80120000.", text=text)
        ) from error


def _length(camera: Camera) -> str:
    return format_us(camera.duration_us) if camera.clip else tr("its clip is elsewhere")
