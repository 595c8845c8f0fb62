"""What people said of codes that came with files: which code of the scheme each is. Kept in the study, asked once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress

from coder.interchange.code_matching import CodeKey
from coder.interchange.write_back import words_of
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_FACT = "choices of codes"


class CodeChoices:
    """Choices of one open study, by role, tier or group, and label."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[CodeKey, str]:
        """Every choice. Raises StudyError where the study's file was altered."""
        row = self._db.get("facts", _FACT)
        if row is None:
            return {}
        try:
            return {
                (str(role), str(group), str(label)): str(code)
                for role, group, label, code in json.loads(str(row["value"]))
            }
        except (ValueError, TypeError) as error:
            raise StudyError(tr("The study's choices of codes have been altered; restore it from a backup.")) from error

    def keep(self, choices: Mapping[CodeKey, str]) -> None:
        """Add choices; a later one takes the place of an earlier."""
        if not choices:
            return
        with self._db.transaction():
            _write(self._db, {**self.all(), **choices})


def forget_unused(db: Database) -> list[str]:
    """Forget choices whose label is in no file and no code that the study still has, and return their words.

    A label may be what somebody was heard to say. A choice that is forgotten too many is asked about once more.
    """
    try:
        choices = CodeChoices(db).all()
    except StudyError:  # what nobody can read is nobody's choice, and may be anybody's words
        db.delete("facts", _FACT)
        return []
    standing = {*_labels(db)}
    kept = {key: code for key, code in choices.items() if key[2] in standing}
    if len(kept) == len(choices):
        return []
    _write(db, kept)
    return [text for key, code in choices.items() if key not in kept for text in (*key[1:], code)]


def _write(db: Database, choices: Mapping[CodeKey, str]) -> None:
    told = [[*key, code] for key, code in choices.items()]
    db.insert("facts", {"id": _FACT, "value": json.dumps(told)})


def _labels(db: Database) -> Iterator[str]:
    for row in db.where("codes"):
        yield str(row["name"])
    for row in db.where("sources"):
        with suppress(ValueError, zlib.error):  # an altered one is the concern of who writes it back
            yield from words_of(str(row["content"]))
