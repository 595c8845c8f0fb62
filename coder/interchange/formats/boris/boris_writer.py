"""Documents into one BORIS project, starting from the project they were read from where there was one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentSubject,
    ModifierSet,
    Variable,
    value_of,
)
from coder.interchange.document.provenance import with_variables
from coder.interchange.document.written_times import seconds_text
from coder.interchange.formats.boris.boris_reader import MODIFIER_KINDS, VARIABLE_KINDS, modifier_sets
from coder.interchange.formats.boris.comments import with_provenance
from coder.interchange.formats.boris.observation import SNAP_US, Place, modifiers_text
from coder.vocabulary.modifiers import NO_KEY


def write_boris(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write reduced documents as the observations of one project, format version 7.0."""
    documents = [with_variables(document) for document in documents]
    first = next((one for one in documents if value_of(one.extra, "boris.project")), documents[0])
    project: dict[str, Any] = {
        "time_format": "hh:mm:ss",
        "project_date": first.date[:19],
        "project_name": first.title,
        "project_description": "",
        "project_format_version": "7.0",
        "behavioral_categories": [],
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    } | json.loads(value_of(first.extra, "boris.project", "{}"))
    codes = [(vocabulary.name, code) for vocabulary in first.vocabularies for code in vocabulary.codes]
    # An empty category and one called like the default group read the same: keep what the project said.
    project["behavioral_categories"] = project["behavioral_categories"] or []
    categories = set(project["behavioral_categories"])
    project["subjects_conf"] = _updated(project.get("subjects_conf"), "name", map(_subject, first.subjects))
    project["behaviors_conf"] = _updated(
        project.get("behaviors_conf"), "code", (_behaviour(group, code, categories) for group, code in codes)
    )
    used = dict.fromkeys(row["category"] for row in project["behaviors_conf"].values() if row["category"])
    project["behavioral_categories"] = [*project["behavioral_categories"], *(c for c in used if c not in categories)]
    project["independent_variables"] = _updated(
        project.get("independent_variables"), "label", map(_variable, _all_variables(documents))
    )
    by_name = {code.name: code for _, code in codes}
    project["observations"] = {document.title: _observation(document, by_name) for document in documents}
    for document in documents:
        bad = json.loads(value_of(document.extra, "boris.bad-observations", "{}"))
        project["observations"] |= {title: one for title, one in bad.items() if title not in project["observations"]}
    file.write(json.dumps(project, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def _updated(had: object, key: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Number rows from 0, in the order that the project had, each starting from its row of the same name."""
    known = {row.get(key): row for row in had.values()} if isinstance(had, dict) else {}
    order = {name: number for number, name in enumerate(known)}
    listed = sorted(rows, key=lambda row: order.get(row[key], len(order)))
    return {str(number): _merged(known.get(row[key], {}), row) for number, row in enumerate(listed)}


def _merged(had: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Keep what this program does not know: kinds with coding maps, keys of modifiers, colours, defaults, dates."""
    if str(had.get("type", "")).startswith(str(row.get("type"))):
        row = row | {"type": had["type"]}
    if "default value" in had:
        row = row | {"default value": had["default value"]}
    if "label" in had and VARIABLE_KINDS.get(had.get("type", ""), "text") == VARIABLE_KINDS.get(row["type"], "text"):
        row = row | {"type": had.get("type", "text")}
    if "modifiers" in had and modifier_sets(had, Place("")) == modifier_sets(row, Place("")):
        row = row | {"modifiers": had["modifiers"]}
    return had | row


def _subject(subject: DocumentSubject) -> dict[str, Any]:
    return {"key": subject.key, "name": subject.name, "description": subject.description}


def _behaviour(group: str, code: DocumentCode, categories: set[str]) -> dict[str, Any]:
    return {
        "type": "Point event" if code.kind is DocumentCodeKind.POINT else "State event",
        "key": code.key,
        "code": code.name,
        "description": code.description,
        "category": "" if group == DEFAULT_GROUP and group not in categories else group,
        "modifiers": {str(at): _modifier_set(one) for at, one in enumerate(code.modifiers)},
        "excluded": ",".join(code.excludes),
    } | ({"color": code.colour} if code.colour else {})


def _modifier_set(one: ModifierSet) -> dict[str, Any]:
    kind = MODIFIER_KINDS.index(one.kind) if one.kind in MODIFIER_KINDS else 3
    keys = one.keys if len(one.keys) == len(one.values) else NO_KEY * len(one.values)
    values = [value if key == NO_KEY else f"{value} ({key})" for value, key in zip(one.values, keys, strict=True)]
    at_stop = {"ask at stop": True} if one.at_stop else {}
    return {"name": one.name, "description": one.description, "type": kind, "values": values} | at_stop


def _variable(variable: Variable) -> dict[str, Any]:
    kinds = {kind: name for name, kind in VARIABLE_KINDS.items()}
    return {
        "label": variable.name,
        "description": variable.description,
        "type": kinds.get(variable.kind, "text"),
        "default value": "",
        "possible values": ",".join(variable.choices),
    }


def _all_variables(documents: Sequence[Document]) -> Iterable[Variable]:
    return {variable.name: variable for document in documents for variable in document.variables}.values()


def _observation(document: Document, codes: dict[str, DocumentCode]) -> dict[str, Any]:
    observation: dict[str, Any] = {
        "file": {},
        "type": "MEDIA" if document.media else "LIVE",
        "date": document.date[:19],
        "time offset": 0.0,
        "observation time interval": [0, 0],
        "visualize_spectrogram": False,
        "visualize_waveform": False,
        "close_behaviors_between_videos": False,
        "scan_sampling_time": 0,
        "media_info": {},
    } | json.loads(value_of(document.extra, "boris.observation", "{}"))
    observation["description"] = document.description
    had = observation.get("independent_variables")
    observation["independent_variables"] = {
        one.name: one.value for one in document.variables if one.value or had is None or one.name in had
    }
    info = observation["media_info"] = dict(observation["media_info"] or {})
    moved_us = int(value_of(document.extra, "boris.moved", "0"))
    if document.media and observation["type"] == "LIVE":
        observation["type"] = "MEDIA"
    files: dict[str, list[str]] = {
        player: [] for player in (observation["file"] if isinstance(observation["file"], dict) else {})
    }
    offsets: dict[str, float] = {player: (info.get("offset") or {}).get(player, 0.0) for player in files}
    for media in document.media:
        player = str(media.player)
        if not files.get(player):
            offsets[player] = _number(media.starts_us - moved_us)
        files.setdefault(player, []).append(media.path)
        if media.duration_us is not None:
            info.setdefault("length", {})[media.path] = _number(media.duration_us)
        if media.frame_rate is not None:
            info.setdefault("fps", {})[media.path] = media.frame_rate
    info["offset"] = offsets
    observation["file"] = files or observation["file"]
    observation["events"] = _rows(document, codes, moved_us)
    return observation


def _rows(document: Document, codes: dict[str, DocumentCode], moved_us: int) -> list[list[Any]]:
    rows: list[tuple[int, list[Any]]] = []
    for event in document.events:
        sets = codes[event.code].modifiers
        modifiers = modifiers_text(event.modifiers, sets) if sets else ""
        untimed = value_of(event.extra, "boris.untimed") == f"{event.onset_us} {event.offset_us}"
        no_time = json.loads(value_of(event.extra, "boris.time", "NaN"))
        onset = no_time if untimed else _number(event.onset_us - moved_us)
        at_start = value_of(event.extra, "boris.start-modifiers", modifiers)
        row = [onset, event.subject, event.code, at_start, with_provenance(event)]
        rows.append((event.onset_us, row + json.loads(value_of(event.extra, "boris.rest", "[]"))))
        unpaired = value_of(event.extra, "boris.unpaired") == str(event.offset_us)
        if event.point or unpaired:
            continue
        stop = event.offset_us - (SNAP_US if value_of(event.extra, "boris.snapped") == str(event.offset_us) else 0)
        offset = no_time if untimed else _number(stop - moved_us)
        row = [offset, event.subject, event.code, modifiers, value_of(event.extra, "boris.stop-comment")]
        rows.append((stop, row + json.loads(value_of(event.extra, "boris.stop-rest", "[]"))))
    rows.sort(key=lambda row: row[0])
    # What could not be read goes back as it stood, for a person to mend in BORIS.
    return [*(row for _, row in rows), *json.loads(value_of(document.extra, "boris.bad", "[]"))]


def _number(us: int) -> float:
    return float(seconds_text(us))
