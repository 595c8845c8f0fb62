"""Everything in an ELAN file but tiers and time: kept from what was read and brought to version 3.0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from coder.files.safe_xml import attribute, parse, serialise
from coder.interchange.document.document import Document, DocumentTier, Media, Stereotype, Vocabulary, value_of
from coder.interchange.document.provenance import pairs_of
from coder.interchange.document.tier_names import unique_name
from coder.interchange.formats.elan.eaf_reader import POINT_TYPE, PROPERTY
from coder.interchange.formats.elan.eaf_xml import types_of

_CONSTRAINTS = {
    Stereotype.TIME_SUBDIVISION: "Time subdivision of parent annotation's time interval, no time gaps allowed within "
    "this interval",
    Stereotype.SYMBOLIC_SUBDIVISION: "Symbolic subdivision of a parent annotation. Annotations refering to the same "
    "parent are ordered",
    Stereotype.SYMBOLIC_ASSOCIATION: "1-1 association with a parent annotation",
    Stereotype.INCLUDED_IN: "Time alignable annotations within the parent annotation's time interval, gaps are allowed",
}
_ORDER = (
    "LICENSE", "HEADER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT", "CONTROLLED_VOCABULARY", "LEXICON_REF",
    "REF_LINK_SET", "EXTERNAL_REF",
)  # fmt: skip
_LANGUAGE = "und"
NO_DATE = "1970-01-01T00:00:00Z"
"""ELAN wants a date; when and where on earth a file was written is nobody's business."""


class Skeleton:
    """The parts of an ELAN file around its annotations, from the document's ``extra`` or made afresh."""

    def __init__(self, document: Document) -> None:
        kept = value_of(document.extra, "eaf.skeleton")
        self._root = parse(kept.encode(), "", streamed={}) if kept else Element("ANNOTATION_DOCUMENT")
        self._date = document.date
        _upgrade(self._root)
        self._types = types_of(self._root)
        self.entries = {vocabulary.name: self._vocabulary(vocabulary) for vocabulary in document.vocabularies}
        for element in self._root.findall("CONTROLLED_VOCABULARY"):
            if element.get("CV_ID") not in self.entries:
                self._root.remove(element)

    def opening(self) -> Iterator[str]:
        """All lines before the time slots."""
        root = dict(self._root.items())
        try:
            datetime.fromisoformat(self._date)
            date = self._date if "T" in self._date else f"{self._date}T00:00:00"
        except ValueError:
            date = NO_DATE
        version = "3.0"
        root.update(DATE=date, FORMAT=version, VERSION=version)
        root.setdefault("AUTHOR", "")
        root.setdefault("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        root["xsi:noNamespaceSchemaLocation"] = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
        attributes = "".join(f' {key}="{attribute(value)}"' for key, value in sorted(root.items()))
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT{attributes}>\n'
        for tag in _ORDER[:2]:
            for element in self._root.iterfind(tag):
                yield from serialise(element, "    ")

    def closing(self) -> Iterator[str]:
        """All lines after the tiers, in the order of the schema; what it does not know comes last."""
        for tag in _ORDER[2:]:
            for element in self._root.iterfind(tag):
                yield from serialise(element, "    ")
        for element in self._root:
            if element.tag not in _ORDER:
                yield from serialise(element, "    ")
        yield "</ANNOTATION_DOCUMENT>\n"

    def type_for(self, tier: DocumentTier, *, points: bool, empty: bool) -> str:
        """Name of a linguistic type that fits the tier: the one it had, or one made for it."""
        constraint = "" if tier.stereotype is Stereotype.NONE else str(tier.stereotype)
        had = value_of(tier.extra, "eaf.type")
        number = 1
        base = (POINT_TYPE if points else "") + (tier.vocabulary or "events")
        wanted = had or base
        while True:
            known = self._types.get(wanted)
            if known is None:
                break
            fits = known.get("CONSTRAINTS", "") == constraint
            fits = fits and known.get("CONTROLLED_VOCABULARY_REF", "") == tier.vocabulary
            if fits and (wanted.startswith(POINT_TYPE) == points or empty):
                return wanted
            wanted = base if number == 1 else f"{base} {number}"
            number += 1
        kind = self._add_type(wanted, constraint, symbolic=tier.stereotype.symbolic)
        if tier.vocabulary:
            kind.set("CONTROLLED_VOCABULARY_REF", tier.vocabulary)
        return wanted

    def special_type(self, type_id: str, stereotype: Stereotype, *, vocabulary: str = "") -> None:
        """Have a linguistic type of this program's own on the list."""
        if type_id not in self._types:
            kind = self._add_type(type_id, str(stereotype), symbolic=stereotype.symbolic)
            if vocabulary:
                kind.set("CONTROLLED_VOCABULARY_REF", vocabulary)

    def add_vocabulary(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Have a controlled vocabulary of this program's own on the list; return entry ids by value."""
        return self._vocabulary(vocabulary)

    def _add_type(self, type_id: str, constraint: str, *, symbolic: bool) -> Element:
        kind = SubElement(self._root, "LINGUISTIC_TYPE")
        if constraint:
            kind.set("CONSTRAINTS", constraint)
        kind.set("GRAPHIC_REFERENCES", "false")
        kind.set("LINGUISTIC_TYPE_ID", type_id)
        kind.set("TIME_ALIGNABLE", "false" if symbolic else "true")
        self._types[type_id] = kind
        return kind

    def _vocabulary(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Bring one vocabulary of the skeleton up to date; return entry ids by code."""
        element = next(
            (e for e in self._root.iterfind("CONTROLLED_VOCABULARY") if e.get("CV_ID") == vocabulary.name), None
        )
        if element is None:
            element = SubElement(self._root, "CONTROLLED_VOCABULARY", CV_ID=vocabulary.name)
        told = element.find("DESCRIPTION")
        if told is None and vocabulary.description:
            told = Element("DESCRIPTION", LANG_REF=self._language())
            element.insert(0, told)
        if told is not None:
            told.text = vocabulary.description or None
        entries: dict[str, Element] = {}
        for entry in element.findall("CV_ENTRY_ML"):
            value = entry.find("CVE_VALUE")
            entries.setdefault((value.text or "") if value is not None else "", entry)
            element.remove(entry)
        taken = {entry.get("CVE_ID", "") for entry in entries.values()}
        ids: dict[str, str] = {}
        for code in vocabulary.codes:
            if code.name not in entries:
                fresh = unique_name(f"cveid{len(ids)}", taken)
                entries[code.name] = Element("CV_ENTRY_ML", CVE_ID=fresh)
                SubElement(entries[code.name], "CVE_VALUE", LANG_REF=self._language()).text = code.name
            entry = entries[code.name]
            value = entry.find("CVE_VALUE")
            if value is not None and value.get("DESCRIPTION", "") != code.description:
                value.set("DESCRIPTION", code.description)
            taken.add(entry.get("CVE_ID", ""))
            ids[code.name] = entry.get("CVE_ID", "")
            element.append(entry)
            for other in entry.iterfind("CVE_VALUE"):
                ids.setdefault(other.text or "", ids[code.name])
        return ids

    def _language(self) -> str:
        if not any(e.get("LANG_ID") == _LANGUAGE for e in self._root.iterfind("LANGUAGE")):
            SubElement(self._root, "LANGUAGE", LANG_ID=_LANGUAGE, LANG_LABEL="undetermined (und)")
        return _LANGUAGE

    def header(self, document: Document, last_number: int) -> None:
        """Bring the header up to date: media, variables, description, and the number of the last annotation."""
        header = self._root.find("HEADER")
        if header is None:
            header = SubElement(self._root, "HEADER", MEDIA_FILE="")
        header.set("TIME_UNITS", "milliseconds")
        for element in header.findall("MEDIA_DESCRIPTOR"):
            header.remove(element)
        for at, media in enumerate(document.media):
            header.insert(at, _media(media))
        for element in header.findall("PROPERTY"):
            if element.get("NAME") == "lastUsedAnnotationId":
                header.remove(element)
        last = SubElement(header, "PROPERTY", NAME="lastUsedAnnotationId")
        last.text = str(last_number)
        for variable in document.variables:
            told = {
                "name": variable.name,
                "value": variable.value,
                "kind": variable.kind,
                "description": variable.description,
                "choices": list(variable.choices),
            }
            SubElement(header, "PROPERTY", NAME=f"{PROPERTY}variable").text = json.dumps(told)
        if document.description:
            SubElement(header, "PROPERTY", NAME=f"{PROPERTY}description").text = json.dumps(document.description)
        for name, text in pairs_of(document.statement) if document.statement else ():
            SubElement(header, "PROPERTY", NAME=f"{PROPERTY}{name}").text = text
        known = {element.get("STEREOTYPE") for element in self._root.iterfind("CONSTRAINT")}
        for stereotype, description in _CONSTRAINTS.items():
            if stereotype not in known:
                SubElement(self._root, "CONSTRAINT", DESCRIPTION=description, STEREOTYPE=stereotype)


def _media(media: Media) -> Element:
    element = Element("MEDIA_DESCRIPTOR")
    url = value_of(media.extra, "eaf.url") or url_of(media.path)
    element.set("MEDIA_URL", url)
    element.set("MIME_TYPE", media.mime)
    if media.starts_us:
        element.set("TIME_ORIGIN", str(-media.starts_us // 1_000))
    for key, value in media.extra:
        if key.startswith("eaf@"):
            element.set(key[4:], value)
    if "://" not in url and not url.startswith("file:"):
        element.set("RELATIVE_MEDIA_URL", url)
    return element


def url_of(path: str) -> str:
    """Media address of a file path; addresses stay as they are."""
    if "://" in path or path.startswith("file:"):
        return path
    if path.startswith("/"):
        return "file://" + quote(path)
    return "file:///" + quote(path, safe="/:") if path[1:2] == ":" else quote(path)


def _upgrade(root: Element) -> None:
    """Bring vocabularies of version 2.7, in one language, into the form of 2.8 and later."""
    for vocabulary in root.iterfind("CONTROLLED_VOCABULARY"):
        old = vocabulary.findall("CV_ENTRY")
        description = vocabulary.attrib.pop("DESCRIPTION", "")
        if not old and not description:
            continue
        if not any(e.get("LANG_ID") == _LANGUAGE for e in root.iterfind("LANGUAGE")):
            SubElement(root, "LANGUAGE", LANG_ID=_LANGUAGE, LANG_LABEL="undetermined (und)")
        if description:
            told = Element("DESCRIPTION", LANG_REF=_LANGUAGE)
            told.text = description
            vocabulary.insert(0, told)
        for at, entry in enumerate(old):
            vocabulary.remove(entry)
            new = SubElement(vocabulary, "CV_ENTRY_ML", CVE_ID=f"cveid{at}")
            if entry.get("EXT_REF"):
                new.set("EXT_REF", entry.get("EXT_REF", ""))
            value = SubElement(new, "CVE_VALUE", LANG_REF=_LANGUAGE)
            if entry.get("DESCRIPTION"):
                value.set("DESCRIPTION", entry.get("DESCRIPTION", ""))
            value.text = entry.text
