"""What machines made of a recording beside its analysis: kept with the study, encrypted with it, erased with it."""

from __future__ import annotations

from typing import cast

from coder.media.sound_picture import SoundPicture
from coder.privacy.consent import Use
from coder.study.guard import Guard
from coder.study.store import analysis_rows
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError


class MachineRows:
    """Parts of an analysis that is not whole yet, and the picture of the sound: all can be made again."""

    def __init__(self, db: Database, guard: Guard) -> None:
        self._db, self._guard = db, guard

    def kept_looks(self, recording: str, key: str) -> tuple[bytes, ...]:
        """Return the parts that :meth:`keep_looks` was given of an analysis of this key, in order."""
        sql = "SELECT content FROM looks WHERE recording = ? AND key = ? ORDER BY part"
        return tuple(cast("bytes", content) for (content,) in self._db.execute(sql, (recording, key)))

    def keep_looks(self, recording: str, key: str, part: bytes, *, until_us: int, camera: str = "") -> bool:
        """Keep a further part of what an analysis has looked at or heard, until the whole is stored.

        ``until_us`` says how far into the clip it has looked by now; ``camera`` is the further camera that it looks
        through. Returns False, and keeps nothing, where that was taken out meanwhile.

        What was kept under another key goes: one analysis of a recording is under way at a time.
        """
        with self._db.transaction():
            self._guard.require(recording, Use.CODING)
            if camera and self._db.get("cameras", camera) is None:
                return False
            self._db.execute("DELETE FROM looks WHERE recording = ? AND key <> ?", (recording, key))
            sql = "SELECT coalesce(max(part), 0) + 1 FROM looks WHERE recording = ? AND key = ?"
            number = self._db.execute(sql, (recording, key))[0][0]
            sql = "INSERT INTO looks (recording, key, part, content, until_us) VALUES (?, ?, ?, ?, ?)"
            self._db.execute(sql, (recording, key, number, part, until_us))
        return True

    def forget_looks(self, recording: str) -> None:
        """Take out what was kept of an analysis that was stopped, or is whole."""
        with self._db.transaction():
            analysis_rows.forget_looks(self._db, recording)

    def kept_sound(self, recording: str) -> SoundPicture | None:
        """Return the picture of a recording's sound; None where none was kept yet, or what was kept is damaged."""
        self._guard.require_open(recording)
        rows = self._db.execute("SELECT content FROM sound_pictures WHERE recording = ?", (recording,))
        try:
            return SoundPicture.from_bytes(cast("bytes", rows[0][0])) if rows else None
        except StudyError:
            return None  # it is made anew, like everything that a machine made

    def keep_sound(self, recording: str, picture: SoundPicture) -> None:
        """Keep the picture of a recording's sound, so that it is worked out once."""
        with self._db.transaction():
            self._guard.require(recording)
            self._db.execute("INSERT OR REPLACE INTO sound_pictures VALUES (?, ?)", (recording, picture.to_bytes()))
