"""Tidies ``media/`` when a study is opened: removes what this product left half-made, and nothing else.

A file that no recording names may be somebody's original, another study's clip, or a newer one than the ``study.db``
that was restored beside it. So it is moved aside, whole, and said. Nothing is followed through a link.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

from coder.files.atomic_write import PRIVATE_FOLDER, is_half_made, is_plain_file, is_plain_name
from coder.study.store.camera_rows import held_files
from coder.study.store.database import Database
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

ASIDE = "set-aside"
"""The folder in a study that holds what lay in ``media/`` and was not the study's."""
_OF_THE_DESKTOP = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_DOOMED = "doomed "
_HEAD = 1 << 20


def doom(db: Database, media: Path, clip: str) -> None:
    """Keep, in the transaction of an erasure, which file goes with it: should the power go, opening removes it."""
    path = media / clip
    if is_plain_file(path):
        db.insert("facts", {"id": f"{_DOOMED}{clip}", "value": json.dumps(_seen(path))})


def remove_doomed(db: Database, media: Path) -> None:
    """Remove the files of recordings that were erased: by name, and only if they are what was seen then."""
    for row in db.where("facts"):
        if not str(row["id"]).startswith(_DOOMED):
            continue
        name = str(row["id"]).removeprefix(_DOOMED)
        path = media / name
        if is_plain_name(name) and is_plain_file(path) and json.dumps(_seen(path)) == row["value"]:
            path.unlink()
        db.delete("facts", str(row["id"]))


def sweep(folder: Path, media: Path, db: Database) -> tuple[str, ...]:
    """Tidy ``media/`` and return what a person should know, in sentences.

    Only under the write lock, which an import holds while it copies: a copy under way is not a leftover.
    """
    if media.is_symlink():
        return (
            tr(
                "{media} is a link to another folder; nothing in there was touched, and no clip of it is shown.",
                media=media,
            ),
        )
    if not media.is_dir():
        return ()
    with db.transaction():
        remove_doomed(db, media)
        recordings = db.where("recordings")
        held = [(str(row["clip"]), bool(row["linked"])) for row in recordings] + list(held_files(db))
        known = {clip for clip, linked in held if not linked} | _OF_THE_DESKTOP
        there = [path for path in sorted(media.iterdir()) if path.name not in known]
        linked = {Path(clip) for clip, linked in held if linked and clip} if there else set()
        odd = []
        for path in there:
            if is_half_made(path):
                path.unlink()
            elif path.is_symlink() or path.resolve() not in linked:
                odd.append(path)
        return _set_aside(folder, odd) if odd else ()


def _set_aside(folder: Path, paths: list[Path]) -> tuple[str, ...]:
    aside = folder / ASIDE
    some = ", ".join(path.name for path in paths[:3]) + (
        tr(" and {number} more", number=len(paths) - 3) if len(paths) > 3 else ""
    )
    try:
        if aside.is_symlink():
            return (
                tr(
                    "{some} in media/ belong to no recording; they were left, because {aside} is a link.",
                    some=some,
                    aside=aside,
                ),
            )
        aside.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for path in paths:
            target = aside / path.name
            if target.is_symlink() or target.exists():
                target = aside / f"{secrets.token_hex(4)}-{path.name}"
            path.rename(target)
    except OSError as error:
        return (
            tr(
                "{some} in media/ belong to no recording and could not be moved aside: {said}.",
                some=some,
                said=said(error),
            ),
        )
    return (
        tr(
            "{some} in media/ belonged to no recording of this study; moved whole to {aside}, look what is yours.",
            some=some,
            aside=aside,
        ),
    )


def _seen(path: Path) -> list[object]:
    with path.open("rb") as file:
        return [path.lstat().st_size, hashlib.sha256(file.read(_HEAD)).hexdigest()]
