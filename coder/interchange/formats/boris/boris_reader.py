"""BORIS projects into documents: one per observation, states paired, automatic stops put back where they belong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentSubject,
    ModifierSet,
    Variable,
    Vocabulary,
    in_order,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.provenance import from_variables
from coder.interchange.formats.boris.comments import taken_out
from coder.interchange.formats.boris.observation import Observation, Place, ends_in_key
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import NO_KEY

MODIFIER_KINDS = ("one", "several", "number", "text")
VARIABLE_KINDS = {"numeric": "number", "value from set": "choice"}


def read_boris(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read every observation of a project (``.boris``, ``.boris.gz``)."""
    place = Place(path.name)
    project = _load(path)
    version = str(project.get("project_format_version", ""))
    if version.split(".")[0] not in ("7", ""):
        report.add(
            "other-version", tr("The project is of version {version}, not 7: it is read as 7.", version=version[:10])
        )
    codes = {code.name: (group, code) for group, code in _codes(project, place)}
    groups = dict.fromkeys(group for group, _ in codes.values())
    vocabularies = tuple(Vocabulary(name, tuple(c for group, c in codes.values() if group == name)) for name in groups)
    subjects = tuple(
        DocumentSubject(_text(row, "name"), _text(row, "description"), _text(row, "key"))
        for row in place.rows(project, "subjects_conf")
    )
    variables = [_variable(row) for row in place.rows(project, "independent_variables")]
    rest = json.dumps({key: value for key, value in project.items() if key != "observations"})
    documents: list[Document] = []
    bad: dict[str, object] = {}
    for title, observation in place.table(project, "observations").items():
        place.where = f"observation “{title[:60]}”"
        try:
            if not isinstance(observation, dict):
                raise place.wrong(tr("it is not a table, as every observation of BORIS is"))
            reader = Observation(place, observation, codes, report)
        except FormatError as error:
            report.left_out(place.where, error.sentence)
            bad[title] = observation
            continue
        events = in_order(taken_out(reader.events()))
        values = place.table(observation, "independent_variables")
        kept = {key: value for key, value in observation.items() if key != "events"}
        own = [v for v in values if v not in {variable.name for variable in variables}]
        named = {subject.name for subject in subjects}
        documents.append(
            Document(
                title=title,
                media=reader.media(),
                subjects=subjects
                + tuple(DocumentSubject(n) for n in dict.fromkeys(e.subject for e in events) if n and n not in named),
                tiers=tuple(
                    replace(tier, vocabulary=tier.group if tier.group in groups else "") for tier in reader.book.tiers()
                ),
                vocabularies=vocabularies,
                events=events,
                variables=tuple(replace(v, value=str(values.get(v.name, ""))) for v in variables)
                + tuple(Variable(name, str(values[name])) for name in own),
                date=str(observation.get("date", "")),
                description=str(observation.get("description", "")),
                extra=(
                    ("boris.project", rest),
                    ("boris.observation", json.dumps(kept)),
                    *((("boris.moved", str(reader.moved_us)),) if reader.moved_us else ()),
                    *((("boris.begins", str(reader.begins_us)),) if reader.begins_us else ()),
                    *((("boris.bad", json.dumps(reader.bad)),) if reader.bad else ()),
                ),
            )
        )
    if bad and not documents:
        place_of, reason = report.first_left_out or ("", "")
        raise FormatError(path.name, reason, place=place_of)
    if not documents:
        # A project is also an ethogram: what was planned comes in, and nothing was coded yet.
        if not vocabularies:
            raise FormatError(path.name, tr("the project holds no observation and no behaviour: it is empty"))
        title = str(project.get("project_name", "")) or path.name.removesuffix(".gz").removesuffix(".boris")
        documents = [Document(title, subjects=subjects, vocabularies=vocabularies, extra=(("boris.project", rest),))]
    if bad:
        documents[0] = replace(documents[0], extra=(*documents[0].extra, ("boris.bad-observations", json.dumps(bad))))
    return tuple(from_variables(document) for document in documents)


def _load(path: Path) -> dict[str, Any]:
    text = read_text(path)
    refuse_many(path.name, text, {"[": 2, ",": 12, ":": 12})
    try:
        project = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            path.name,
            tr("its JSON is broken or cut short: copy it again"),
            place=tr("line {lineno}", lineno=error.lineno),
        ) from error
    except ValueError as error:
        raise FormatError(path.name, tr("it holds a number that is too long to be one")) from error
    if not isinstance(project, dict) or not isinstance(project.get("observations"), dict | list):
        raise FormatError(path.name, tr("it is JSON, but no project of BORIS (it has no “observations”)"))
    return project


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key, "")
    return value if isinstance(value, str) else str(value)


def _codes(project: dict[str, Any], place: Place) -> Iterator[tuple[str, DocumentCode]]:
    seen: set[str] = set()
    for row in place.rows(project, "behaviors_conf"):
        name = _text(row, "code")
        if name in seen:
            raise place.wrong(tr("two behaviours are called {name!r}: give one another name in BORIS", name=name[:40]))
        seen.add(name)
        excluded = _text(row, "excluded")
        yield (
            _text(row, "category") or DEFAULT_GROUP,
            DocumentCode(
                name,
                DocumentCodeKind.POINT if _text(row, "type").lower().startswith("point") else DocumentCodeKind.STATE,
                _text(row, "description"),
                _text(row, "key"),
                tuple(part.strip() for part in excluded.split(",") if part.strip()),
                modifier_sets(row, place),
                colour=_colour(_text(row, "color")),
            ),
        )


def modifier_sets(row: dict[str, Any], place: Place) -> tuple[ModifierSet, ...]:
    """Sets of modifiers of one behaviour."""
    if not isinstance(row.get("modifiers"), dict):
        return ()
    return tuple(_modifier_set(at, one, place) for at, one in enumerate(place.rows(row, "modifiers"), 1))


def _modifier_set(number: int, row: dict[str, Any], place: Place) -> ModifierSet:
    kind = row.get("type", 0)
    values = row.get("values", [])
    if not isinstance(values, list):
        raise place.wrong(tr("a set of modifiers holds no list of values"))
    known = isinstance(kind, int) and 0 <= kind < len(MODIFIER_KINDS)
    # A value may carry its key in brackets at the end, "left (l)": the key is not part of what events hold.
    names = tuple(str(value)[:-4] if ends_in_key(str(value)) else str(value) for value in values)
    keys = "".join(NO_KEY if str(value) == name else str(value)[-2] for value, name in zip(values, names, strict=True))
    return ModifierSet(
        _text(row, "name") or f"modifier {number}",
        MODIFIER_KINDS[kind] if known else "text",
        names,
        keys if keys.strip() else "",
        description=_text(row, "description"),
        at_stop=row.get("ask at stop") is True,
    )


def _colour(text: str) -> str:
    """A colour as ``#rrggbb``; "" for none, and for a name that only BORIS's own palette knows."""
    return text.lower() if re.fullmatch(r"#[0-9A-Fa-f]{6}", text) else ""


def _variable(row: dict[str, Any]) -> Variable:
    possible = _text(row, "possible values")
    return Variable(
        _text(row, "label"),
        "",
        VARIABLE_KINDS.get(_text(row, "type"), "text"),
        _text(row, "description"),
        tuple(possible.split(",")) if possible else (),
    )
