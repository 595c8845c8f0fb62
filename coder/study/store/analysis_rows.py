"""Rows of an analysis: its report, the people and signals of each camera, and what an unfinished one has looked at.

People and signals of a further camera are named with it, ``c1:A``; those of the first are letters alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.study.store import row_mapping
from coder.study.store.database import Database
from coder.vocabulary.people import Person, camera_of
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.signals import SignalTrack

FIRST = ""
"""The first camera of a recording, whose people have letters alone."""


def keep_report(db: Database, recording: str, report: AnalysisReport) -> None:
    """Keep the report of a recording's analysis, in place of the one before."""
    db.execute(
        "INSERT OR REPLACE INTO analyses VALUES (?, ?, ?, ?)",
        (recording, report.key, report.made_at, row_mapping.report_text(report)),
    )


def report_of(db: Database, recording: str) -> AnalysisReport | None:
    """Return the report of a recording's analysis; None where it has none."""
    rows = db.execute("SELECT report FROM analyses WHERE recording = ?", (recording,))
    return row_mapping.report_of(str(rows[0][0])) if rows else None


def is_analysed(db: Database, recording: str) -> bool:
    """Whether a recording has an analysis."""
    return bool(db.execute("SELECT 1 FROM analyses WHERE recording = ?", (recording,)))


def keep_signals(db: Database, recording: str, tracks: Iterable[SignalTrack]) -> None:
    """Keep signal tracks beside those that are there."""
    for track in tracks:
        db.execute("INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row_mapping.track_values(recording, track))


def signals_of(db: Database, recording: str, camera: str = FIRST) -> tuple[SignalTrack, ...]:
    """Return what was measured through one camera, by person and name; those of others are large, and are not read."""
    where, values = _through("person", recording, camera)
    rows = db.execute(f"SELECT * FROM signals WHERE {where} ORDER BY person, name", values)
    return tuple(row_mapping.track_of(row) for row in rows)


def keep_people(db: Database, recording: str, people: Iterable[Person]) -> None:
    """Keep people, each in place of the one of that letter."""
    for person in people:
        db.insert("people", row_mapping.person_row(recording, person))


def people_of(db: Database, recording: str, camera: str = FIRST) -> Sequence[Person]:
    """Return whom one camera showed, in order of insertion."""
    found = (row_mapping.person_of(row) for row in db.where("people", recording=recording))
    return [person for person in found if camera_of(person.letter) == camera]


def forget_seen(db: Database, recording: str, camera: str = FIRST) -> None:
    """Take out people and signals of one camera."""
    for table, column in (("signals", "person"), ("people", "letter")):
        where, values = _through(column, recording, camera)
        db.execute(f"DELETE FROM {table} WHERE {where}", values)


def forget_looks(db: Database, recording: str) -> None:
    """Take out what an analysis that was stopped, or is whole, has looked at."""
    db.execute("DELETE FROM looks WHERE recording = ?", (recording,))


def further_cameras(db: Database) -> set[tuple[str, str]]:
    """Return the further cameras that people or signals are named with, each with the recording that they are of."""
    found = set()
    for table, column in (("people", "letter"), ("signals", "person")):
        rows = db.execute(f"SELECT DISTINCT {column}, recording FROM {table} WHERE instr({column}, ':')")
        found |= {(camera_of(str(who)), str(recording)) for who, recording in rows}
    return found


def _through(column: str, recording: str, camera: str) -> tuple[str, tuple[str | int, ...]]:
    """What SQL asks for one camera's rows, and its values."""
    if camera == FIRST:
        return f"recording = ? AND instr({column}, ':') = 0", (recording,)
    return f"recording = ? AND substr({column}, 1, ?) = ?", (recording, len(camera) + 1, f"{camera}:")
