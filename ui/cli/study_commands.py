"""Commands about studies and clips: probe, new, add, recordings."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from coder.files.atomic_write import refuse_target, write_leaving
from coder.media.probe import probe as probe_clip
from coder.privacy import network_seal
from coder.privacy.consent import date_of, today_utc
from coder.privacy.environment import NEW_PASSPHRASE, PASSPHRASE, secret
from coder.privacy.guessed_passphrase import guessed_words
from coder.privacy.keys import is_encrypted
from coder.privacy.purpose import purpose_of
from coder.study.edits.changes import Changes, Edit
from coder.study.project import Project
from coder.vocabulary.coding_condition import share_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.operations.protected_copy_words import made_copy_words
from ui.operations.scheme_source import scheme_text


def open_study(folder: Path) -> Project:
    """Open a study, asking for its passphrase where it needs one, and say how it was found."""
    project = Project.open(folder, passphrase=passphrase_of(folder))
    for note in project.notes:
        print_note(note)
    return project


def make_edit(project: Project, edit: Edit, *, coder: str, layer: str | None = None) -> Changes:
    """Make an edit, and say in a note where its coder begins by it what others have coded, so that it is in view."""
    begun: list[str] = []
    changes = project.apply(edit, coder=coder, layer=layer, begins=begun.append)
    if begun:
        print_note(
            tr(
                "{coder} had not said how they begin {recordings}, which others have coded: it counts as coded in view "
                "of that from now on. To code one blind, say so before the first edit, with: dyadmirror blind STUDY "
                "RECORDING --coder {coder}",
                coder=coder.strip(),
                recordings=", ".join(begun),
            )
        )
    return changes


def passphrase_of(folder: Path) -> str | None:
    """Ask for a study's passphrase; None where it has none."""
    if not is_encrypted(folder):
        return None
    given = secret(PASSPHRASE) or _ask(tr("Passphrase of {folder}: ", folder=folder.name))
    if given is None:
        raise StudyError(
            tr(
                "The study {folder} asks for its passphrase; set {passphrase} to give it.",
                folder=folder.name,
                passphrase=PASSPHRASE,
            )
        )
    return given


def new(options: argparse.Namespace) -> None:
    """Make a study. What it is for is read first: a wish that is refused makes nothing."""
    purpose = purpose_of(options.purpose) if options.purpose else None
    retention = date_of(options.until) if options.until else None
    if retention is not None and retention < today_utc():
        raise StudyError(
            tr("{until} has passed: every clip would be locked as it is added; name a later day.", until=retention)
        )
    texts = [scheme_text(name) for name in options.scheme]
    share = share_of(options.share) if options.share is not None else None
    _check_recovery_file(options.recovery_file, options.study)
    passphrase = _new_passphrase(tr("Passphrase for the new study (leave empty for none): "))
    with Project.create(options.study, passphrase=passphrase or None, scheme_texts=texts) as project:
        if purpose is not None or retention is not None:
            project.guard.state_purpose(purpose, retention=retention)
        if share is not None:
            project.blinding.state_share(share)
        if project.recovery is not None:
            _hand_over(project.recovery, options.recovery_file)
        if not project.encrypted:
            print_note(
                tr(
                    "{study} is not encrypted, because no passphrase was given "
                    "({passphrase} gives one without a prompt).",
                    study=options.study,
                    passphrase=PASSPHRASE,
                )
            )
    print_line(tr("Made the study {study}.", study=options.study))


def _check_recovery_file(target: Path | None, study: Path) -> None:
    if target is None:
        return
    refuse_target(target, over=False)
    if study.resolve() in target.resolve().parents:
        raise StudyError(tr("A recovery key that lies in its study opens it for everybody; name a file elsewhere."))


def _new_passphrase(question: str) -> str | None:
    """Ask for the passphrase of a study that is to be made, twice, where the environment gives none."""
    given = secret(PASSPHRASE)
    if given is None:
        given = _ask(question)
        if given and _ask(tr("The same once more: ")) != given:
            raise StudyError(tr("The two passphrases differ; nothing was made, try again."))
    _remark_on(given or "")
    return given


def _remark_on(passphrase: str) -> None:
    """Say of a new passphrase what the window says of it: on stderr, and nothing is refused for it."""
    if remark := guessed_words(passphrase):
        print_note(remark)


def protect(options: argparse.Namespace) -> None:
    """Copy a study that was made without a passphrase into one that has one; the first stays as it is."""
    _check_recovery_file(options.recovery_file, options.copy)
    with Project.open(options.study, passphrase=passphrase_of(options.study)) as project:
        project.protected_copy.check()
        given = _new_passphrase(tr("Passphrase for the copy: "))
        if not given:
            raise StudyError(
                tr("The copy needs a passphrase; give it at the prompt, or in {passphrase}.", passphrase=PASSPHRASE)
            )
        made = project.protected_copy.make(options.copy, given)
    _hand_over(made.recovery, options.recovery_file)
    for sentence in made_copy_words(made, options.study):
        print_note(sentence)
    print_line(tr("Made the protected copy {copy}.", copy=options.copy))


def passphrase(options: argparse.Namespace) -> None:
    """Change a study's passphrase; the present one or the recovery key opens it."""
    if not is_encrypted(options.study):
        raise StudyError(
            tr("{study} has no passphrase; dyadmirror protect makes a copy of it that has one.", study=options.study)
        )
    present = secret(PASSPHRASE) or _ask(tr("Present passphrase, or the recovery key: "))
    wanted = secret(NEW_PASSPHRASE)
    if wanted is None:
        wanted = _ask(tr("New passphrase: "))
        if wanted != _ask(tr("The same once more: ")):
            raise StudyError(tr("The two passphrases differ; nothing was changed, try again."))
    if not present or not wanted:
        raise StudyError(
            tr(
                "Give both passphrases at the prompts, or in {passphrase} and {new_passphrase}.",
                passphrase=PASSPHRASE,
                new_passphrase=NEW_PASSPHRASE,
            )
        )
    with Project.open(options.study, passphrase=present) as project:
        project.passphrase.change(present, wanted)
    _remark_on(wanted)
    print_line(tr("Changed the passphrase of {study}; the recovery key stays as it is.", study=options.study))


def recovery(options: argparse.Namespace) -> None:
    """Make a study another recovery key, in place of the one that was lost or was never seen."""
    if not is_encrypted(options.study):
        raise StudyError(tr("{study} has no passphrase, so there is nothing to recover.", study=options.study))
    if options.recovery_file is None and not sys.stderr.isatty():
        raise StudyError(
            tr("There is no terminal to show the recovery key on; name a file for it with --recovery-file.")
        )
    if options.recovery_file is not None:
        refuse_target(options.recovery_file, over=False)
    given = passphrase_of(options.study) or ""
    with Project.open(options.study, passphrase=given) as project:
        _hand_over(project.passphrase.renew_recovery(given), options.recovery_file)
    print_line(tr("Made another recovery key for {study}; the one before opens it no longer.", study=options.study))


def _hand_over(key: str, target: Path | None) -> None:
    """Give somebody a recovery key: in a file that they named, or on a terminal, where no log keeps it."""
    if target is not None:
        write_leaving(target, f"{key}\n".encode(), over=False)
        print_note(
            tr(
                "The recovery key is in {target}; keep it away from this computer, and remove the file here.",
                target=target,
            )
        )
    elif sys.stderr.isatty():
        print_note(tr("Recovery key, shown this once; keep it on paper, away from this computer: {key}", key=key))
    else:
        print_note(
            tr(
                "The recovery key was not shown, because this is no terminal and a log might keep it; make one with: "
                "dyadmirror recovery STUDY --recovery-file FILE"
            )
        )


def add(options: argparse.Namespace) -> None:
    """Add a clip, and with ``--signals`` its analysis that was made without a study."""
    with open_study(options.study) as project:
        signals = None
        if options.signals is not None:
            from ui.operations.signals_intake import signals_for  # estimators: only where they are needed

            if len(options.clip) > 1:
                raise StudyError(tr("A file of signals is of one clip; add several files without --signals."))
            signals = signals_for(options.clip[0], options.signals)
        recording = project.add_recording(
            options.clip, name=options.name, link=options.link, agreed_anew=options.agreed_anew
        )
        if signals is not None:
            project.store_analysis(recording.id, signals.report, signals.people, signals.tracks)
        notes = project.frame_index(recording.id).notes
    for note in notes:
        print_note(note)
    if len(options.clip) > 1:
        print_note(
            tr("These files are one recording. Files of several recordings are added with a command of their own each.")
        )
    if options.link:
        print_note(tr("The clip stays where it is: the study can neither guard nor erase it there."))
    if options.json:
        print_json({"recording": recording.id})
    else:
        analysed = tr(", with its analysis") if signals is not None else ""
        print_line(
            tr(
                "Added {recording} as {recording_2} ({time}){analysed}.",
                recording=recording.name,
                recording_2=recording.id,
                time=format_us(recording.duration_us),
                analysed=analysed,
            )
        )


def recordings(options: argparse.Namespace) -> None:
    """List recordings."""
    with open_study(options.study) as project:
        stopped = {one.recording: one.stopped_us for one in project.standings()}
        found = [(item, project.analysis(item.id), stopped.get(item.id)) for item in project.recordings()]
    if options.json:
        print_json(
            [
                {
                    "recording": item.id,
                    "name": item.name,
                    "duration_us": item.duration_us,
                    "linked": item.linked,
                    "joints_us": list(item.joints_us),
                    "analysed": report is not None,
                    "stopped_us": stopped_us,
                }
                for item, report, stopped_us in found
            ]
        )
        return
    rows = [
        (item.id, item.name, format_us(item.duration_us), _analysed_words(report is not None, stopped_us))
        for item, report, stopped_us in found
    ]
    print_table(
        (tr("id"), tr("name"), tr("length"), tr("analysed")),
        rows,
        empty=tr("The study has no recording yet; add a clip."),
    )


def _analysed_words(analysed: bool, stopped_us: int | None) -> str:
    """Say whether a recording is analysed, and how far an analysis came that was stopped."""
    if stopped_us is None:
        return tr("yes") if analysed else tr("not yet")
    time = format_us(stopped_us)
    return tr("yes; a further one stopped at {time}", time=time) if analysed else tr("stopped at {time}", time=time)


def seal(options: argparse.Namespace) -> None:
    """Say whether this process is sealed; with --check, try again what must be refused."""
    state = network_seal.seal()
    if options.check and state.enforced:
        network_seal.check()
    if options.json:
        print_json({"enforced": state.enforced, "words": state.words})
    else:
        print_line(state.words + (tr(" (checked just now)") if options.check and state.enforced else ""))


def probe(options: argparse.Namespace) -> None:
    """Show what a clip holds. Pictures are hashed as they are decoded, so memory does not grow with them."""
    result = probe_clip(options.clip, frames=options.frames)
    # All frames before the first word of output: a clip that breaks half-way prints one sentence, not half a JSON.
    frames = None if result.frames is None else list(result.frames)
    for note in result.notes:
        print_note(note)
    if options.json:
        head = {"width": result.width, "height": result.height, "duration_us": result.duration_us}
        print_json(head if frames is None else {**head, "frames": frames})
        return
    print_line(f"{options.clip.name}: {result.width}×{result.height}, {format_us(result.duration_us)}")
    for frame in frames or ():
        print_line(f"{frame['index']:7d}  {format_us(frame['pts_us'])}  {frame['sha256']}")


def _ask(prompt: str) -> str | None:
    """Ask at the terminal; None where there is none to ask at."""
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(prompt)
