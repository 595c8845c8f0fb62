"""The folder of a study that is being made: empty before, whole afterwards, and as it was where the making fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coder.files.atomic_write import (
    PRIVATE_FOLDER,
    begin_study,
    finish_study,
    is_half_made,
    is_study_begun,
    refuse_inside_study,
    remove_half_made,
)
from coder.privacy import vault
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

DB_NAME = "study.db"
MEDIA = "media"


@contextmanager
def study_in_making(folder: Path) -> Iterator[None]:
    """Make a study's folder, let the caller fill it, and say at the end that it is whole.

    Raises StudyError where something is already there, or where the system refuses; then nothing has been changed.
    """
    again = folder.is_dir() and not folder.is_symlink() and is_study_begun(folder, made_there=_is_of_a_making)
    if not again and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(
            tr("{folder} exists and is not an empty folder; choose another place for the study.", folder=folder)
        )
    refuse_inside_study(folder)
    was_there = folder.exists()
    try:
        if again:  # making it broke off, by a crash or a power cut
            remove_half_made(folder, keep_folder=True)
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        begin_study(folder)
        (folder / MEDIA).mkdir(mode=PRIVATE_FOLDER)
        yield
        finish_study(folder)
    except OSError as error:
        remove_half_made(folder, keep_folder=was_there)
        raise StudyError(
            tr("The study cannot be made at {folder}: {said}.", folder=folder, said=said(error))
        ) from error
    except BaseException:
        remove_half_made(folder, keep_folder=was_there)
        raise


def _is_of_a_making(path: Path) -> bool:
    # An encrypted clip beside a study that was never whole is a copy whose original is untouched.
    return is_half_made(path) or vault.is_vault(path)
