"""The column mappings that a study keeps under a name: in its database, so that they are encrypted where it is."""

from __future__ import annotations

from dataclasses import replace

from coder.interchange.formats.tables.column_mapping import Mapping, mapping_of, text_of
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_KEY = "mapping "


class Presets:
    """Named mappings of one open study. They say which column means what, never what stands in one."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def names(self) -> tuple[str, ...]:
        """All names, in alphabetical order."""
        rows = (str(row["id"]) for row in self._db.where("facts"))
        return tuple(sorted(key.removeprefix(_KEY) for key in rows if key.startswith(_KEY)))

    def named(self, name: str) -> Mapping:
        """Return the mapping of that name; raise StudyError naming those there are."""
        row = self._db.get("facts", _KEY + name)
        if row is None:
            known = ", ".join(self.names()) or tr("none yet")
            raise StudyError(
                tr("The study keeps no column mapping called {name!r}; it has: {known}.", name=name, known=known)
            )
        return mapping_of(str(row["value"]), name)

    def keep(self, name: str, mapping: Mapping) -> None:
        """Keep a mapping under a name; it takes the place of what had that name."""
        if not name.strip():
            raise StudyError(tr("A column mapping is kept under a name; give it one."))
        named = replace(mapping, name=name.strip())
        with self._db.transaction():
            self._db.insert("facts", {"id": _KEY + named.name, "value": text_of(named)})

    def forget(self, name: str) -> None:
        """Remove a mapping; what came in through it stays."""
        self.named(name)
        with self._db.transaction():
            self._db.delete("facts", _KEY + name)
