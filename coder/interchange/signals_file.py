"""Signals and people of one clip as a Parquet file that stands by itself: numbers only, and what they were made from.

One row is one value: person (or pair), signal, unit, model, time, value, validity. What determines the numbers (the
clip's hash, weights, settings) and the people lie in the schema's metadata under :data:`MARK`, as JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import numpy as np

from coder.files.bounded_read import FormatError, read_bytes
from coder.files.parquet_library import require_parquet
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport
from coder.vocabulary.signals import PAIR_SIGNALS, PERSON_SIGNALS, SIGNALS, SignalTrack
from coder.vocabulary.time import Interval

MARK = b"dyadmirror.signals"
VERSION = 1
NEEDS = "a file of signals"
"""What needs the optional library for Parquet."""
VALUES_AT_MOST = 40_000_000
"""Of one file: many hours of several people, and some 700 MB once they are read. A few bytes can claim any number."""
VALUES_OF_ONE_AT_MOST = 10_000_000
"""Of one signal of one person: more than a day, a hundred times a second."""
LENGTH_AT_MOST = 1_000
"""Of a name or note, in letters."""
_TEXT = ("person", "signal", "unit", "model")


@dataclass(frozen=True, slots=True, eq=False)
class ClipSignals:
    """What the models measured in one clip, and from what.

    Attributes
    ----------
    clip_sha256 : str
        Of the clip's bytes. Neither its name nor its place is kept.
    settings : Settings
        Of the analysis; rules have no part in it, and are not kept.
    report : AnalysisReport
        ``report.key`` names clip, weights and settings together.
    """

    clip_sha256: str
    settings: Settings
    report: AnalysisReport
    people: tuple[Person, ...]
    tracks: tuple[SignalTrack, ...]


def write_signals(found: ClipSignals, file: IO[bytes]) -> None:
    """Write signals and people, a row group for each signal of each person."""
    pa, pq = require_parquet(NEEDS)
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [*((name, text) for name in _TEXT), ("t_us", pa.int64()), ("value", pa.float32()), ("validity", pa.float32())],
        metadata={MARK: json.dumps(_said(found), sort_keys=True)},
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for track in found.tracks:
            count = len(track.pts_us)
            named = [
                pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([word]))
                for word in (track.person, track.name, track.unit, track.model)
            ]
            numbers = [pa.array(column) for column in (track.pts_us, track.value, track.validity)]
            writer.write_table(pa.table([*named, *numbers], schema=schema), row_group_size=max(count, 1))


def key_of(path: Path) -> str | None:
    """Return the analysis key of a file of signals; None where there is none such. Numbers are not read."""
    if not path.is_file():
        return None
    try:
        _, pq = require_parquet(NEEDS)
        said = json.loads((pq.read_schema(path).metadata or {})[MARK])
        return str(said["report"]["key"]) if said["version"] == VERSION else None
    except FormatError:
        raise
    except Exception:
        return None  # whatever it is, it holds no analysis of ours; who writes here decides what becomes of it


def read_signals(path: Path) -> ClipSignals:
    """Read a file that :func:`write_signals` wrote; raise FormatError, one sentence, for any other."""
    pa, pq = require_parquet(NEEDS)
    data = read_bytes(path)
    try:
        # No threads of the library's own, no calls back into Python: what breaks off leaves nothing running.
        file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
        said = json.loads((file.schema_arrow.metadata or {})[MARK])
        if said["version"] > VERSION:
            raise FormatError(path.name, tr("a newer version of Dyad Mirror wrote it: update Dyad Mirror to read it"))
        groups = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
        if sum(groups) > VALUES_AT_MOST or max(groups, default=0) > VALUES_OF_ONE_AT_MOST:
            raise FormatError(path.name, tr("it claims more values than any analysis makes: it was not read"))
        tracks = tuple(_track(file, n) for n in range(file.metadata.num_row_groups))
        found = _found(said, tracks)
    except FormatError:
        raise
    except Exception as error:  # pyarrow, JSON and our own records each refuse in a way of their own
        raise FormatError(
            path.name, tr("it is no whole file of signals: make it anew with dyadmirror analyze CLIP --out FILE")
        ) from error
    return found


def is_seen(name: str) -> bool:
    """Whether a signal is one of people in the picture, at the times of frames; any other is of the clip as a whole."""
    return name in PERSON_SIGNALS or name in PAIR_SIGNALS


def _said(found: ClipSignals) -> dict[str, object]:
    settings = asdict(found.settings)
    return {
        "version": VERSION,
        "clip_sha256": found.clip_sha256,
        "settings": {"sampling": settings["sampling"], "vision": settings["vision"]},
        "report": asdict(found.report),
        "people": [
            {**asdict(person), "in_view": [[one.onset_us, one.offset_us] for one in person.in_view]}
            for person in found.people
        ],
    }


def _found(said: dict[str, Any], tracks: Sequence[SignalTrack]) -> ClipSignals:
    people = tuple(
        Person(
            **{
                **one,
                "confirmed_role": None,
                "median_box": tuple(float(number) for number in one["median_box"]),
                "in_view": tuple(Interval(int(start), int(end)) for start, end in one["in_view"]),
            }
        )
        for one in said["people"]
    )
    letters = {person.letter for person in people}
    for person in people:
        if (
            not _words(person.letter).isalpha()
            or len(person.median_box) != 4
            or not np.isfinite(person.median_box).all()
        ):
            raise ValueError(tr("a person that no analysis makes"))
        if person.suggested_role not in (None, "child", "caregiver"):
            raise ValueError(tr("a role that no analysis suggests"))
    of = [(track.person, track.name) for track in tracks]
    seen = {person for person, name in of if is_seen(name)}
    if len(set(of)) != len(of) or not all(set(person.split("+")) <= letters for person in seen):
        raise ValueError(tr("signals twice, or of nobody"))
    settings = Settings()
    stated = said["settings"]["vision"].items()
    vision: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stated}
    return ClipSignals(
        clip_sha256=_words(said["clip_sha256"]),
        settings=replace(
            settings,
            sampling=SamplingSettings(**said["settings"]["sampling"]),
            vision=replace(settings.vision, **vision),
        ),
        report=_report(**said["report"]),
        people=people,
        tracks=tuple(tracks),
    )


def _report(
    *,
    key: object,
    made_at: object,
    rate_hz: object,
    seconds: object,
    clip_seconds: object,
    frames: object,
    model_runs: dict[object, object],
    models: Sequence[object],
    notes: Sequence[object],
) -> AnalysisReport:
    return AnalysisReport(
        key=_words(key),
        made_at=datetime.fromisoformat(_words(made_at)).isoformat(),
        rate_hz=_number(rate_hz),
        seconds=_number(seconds),
        clip_seconds=_number(clip_seconds),
        frames=int(_number(frames)),
        model_runs={_words(model): int(_number(runs)) for model, runs in model_runs.items()},
        models=tuple(map(_words, models)),
        notes=tuple(map(_words, notes)),
    )


def _words(found: object) -> str:
    if not isinstance(found, str) or len(found) > LENGTH_AT_MOST:
        raise ValueError(tr("something that is no name and no note"))
    return found


def _number(found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < math.inf:
        raise ValueError(tr("something that is no number of an analysis"))
    return found


def _track(file: Any, group: int) -> SignalTrack:  # noqa: ANN401 - pyarrow is optional and untyped
    table = file.read_row_group(group, use_threads=False)
    person, name, unit, model = (_one(table.column(column)) for column in _TEXT)
    if SIGNALS[name][0] != unit:
        raise ValueError(tr("a unit that this signal does not have"))
    times = table.column("t_us").to_numpy().astype(np.int64)
    value = table.column("value").to_numpy().astype(np.float32)
    validity = table.column("validity").to_numpy().astype(np.float32)
    if not bool(np.all((validity >= 0) & (validity <= 1))) or bool(np.isinf(value).any()):
        raise ValueError(tr("a value that no analysis makes"))
    return SignalTrack(name=name, unit=unit, person=person, pts_us=times, value=value, validity=validity, model=model)


def _one(column: Any) -> str:  # noqa: ANN401
    (word,) = column.unique().to_pylist()
    return _words(word)
