"""What people said of codes that came with files: which code of the scheme each is. Kept in the study, asked once."""

from __future__ import annotations

import json
from collections.abc import Mapping

from coder.interchange.code_identity import CodeKey
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
            told = [[*key, code] for key, code in {**self.all(), **choices}.items()]
            self._db.insert("facts", {"id": _FACT, "value": json.dumps(told)})
