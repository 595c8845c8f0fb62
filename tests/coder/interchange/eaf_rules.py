"""The structure of ELAN annotation files of version 3.0 as their documentation describes it: not ELAN's own schema.

The schema itself carries no licence that would let us pass it on. Where ``DYADMIRROR_EAF_XSD`` names a copy of it, the
tests check against that too.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_ID = re.compile(r"[A-Za-z_][\w.-]*")

# element: (required attributes, further attributes, children in order)
ANNOTATION = ("ANNOTATION_ID",)
ANNOTATION_MAY = ("EXT_REF", "LANG_REF", "CVE_REF")
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "ANNOTATION_DOCUMENT": (
        ("DATE", "AUTHOR", "VERSION"),
        ("FORMAT", "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"),
        (
            "LICENSE", "HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT",
            "CONTROLLED_VOCABULARY", "LEXICON_REF", "REF_LINK_SET", "EXTERNAL_REF",
        ),
    ),
    "LICENSE": ((), ("LICENSE_URL",), ()),
    "HEADER": ((), ("MEDIA_FILE", "TIME_UNITS"), ("MEDIA_DESCRIPTOR", "LINKED_FILE_DESCRIPTOR", "PROPERTY")),
    "MEDIA_DESCRIPTOR": (("MEDIA_URL", "MIME_TYPE"), ("RELATIVE_MEDIA_URL", "TIME_ORIGIN", "EXTRACTED_FROM"), ()),
    "LINKED_FILE_DESCRIPTOR": (("LINK_URL", "MIME_TYPE"), ("RELATIVE_LINK_URL", "TIME_ORIGIN", "ASSOCIATED_WITH"), ()),
    "PROPERTY": ((), ("NAME",), ()),
    "TIME_ORDER": ((), (), ("TIME_SLOT",)),
    "TIME_SLOT": (("TIME_SLOT_ID",), ("TIME_VALUE",), ()),
    "TIER": (
        ("TIER_ID", "LINGUISTIC_TYPE_REF"),
        ("PARTICIPANT", "ANNOTATOR", "DEFAULT_LOCALE", "PARENT_REF", "EXT_REF", "LANG_REF"),
        ("ANNOTATION",),
    ),
    "ANNOTATION": ((), (), ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")),
    "ALIGNABLE_ANNOTATION": (
        (*ANNOTATION, "TIME_SLOT_REF1", "TIME_SLOT_REF2"),
        (*ANNOTATION_MAY, "SVG_REF"),
        ("ANNOTATION_VALUE",),
    ),
    "REF_ANNOTATION": (
        (*ANNOTATION, "ANNOTATION_REF"),
        (*ANNOTATION_MAY, "PREVIOUS_ANNOTATION"),
        ("ANNOTATION_VALUE",),
    ),
    "ANNOTATION_VALUE": ((), (), ()),
    "LINGUISTIC_TYPE": (
        ("LINGUISTIC_TYPE_ID",),
        (
            "TIME_ALIGNABLE", "CONSTRAINTS", "GRAPHIC_REFERENCES", "CONTROLLED_VOCABULARY_REF", "EXT_REF",
            "LEXICON_REF",
        ),
        (),
    ),
    "LOCALE": (("LANGUAGE_CODE",), ("COUNTRY_CODE", "VARIANT"), ()),
    "LANGUAGE": (("LANG_ID",), ("LANG_DEF", "LANG_LABEL"), ()),
    "CONSTRAINT": (("STEREOTYPE",), ("DESCRIPTION",), ()),
    "CONTROLLED_VOCABULARY": (("CV_ID",), ("EXT_REF",), ("DESCRIPTION", "CV_ENTRY_ML")),
    "DESCRIPTION": (("LANG_REF",), (), ()),
    "CV_ENTRY_ML": (("CVE_ID",), ("EXT_REF",), ("CVE_VALUE",)),
    "CVE_VALUE": (("LANG_REF",), ("DESCRIPTION",), ()),
    "LEXICON_REF": (
        ("LEX_REF_ID", "NAME", "TYPE", "URL", "LEXICON_ID", "LEXICON_NAME"),
        ("DATCAT_ID", "DATCAT_NAME"),
        (),
    ),
    "EXTERNAL_REF": (("EXT_REF_ID", "TYPE", "VALUE"), (), ()),
}  # fmt: skip
# Which attribute refers to which, by element: names need only be unique among elements of one kind.
REFERENCES = (
    ("TIER", "LINGUISTIC_TYPE_REF", "LINGUISTIC_TYPE", "LINGUISTIC_TYPE_ID"),
    ("TIER", "PARENT_REF", "TIER", "TIER_ID"),
    ("TIER", "DEFAULT_LOCALE", "LOCALE", "LANGUAGE_CODE"),
    ("LINGUISTIC_TYPE", "CONTROLLED_VOCABULARY_REF", "CONTROLLED_VOCABULARY", "CV_ID"),
    ("LINGUISTIC_TYPE", "CONSTRAINTS", "CONSTRAINT", "STEREOTYPE"),
    ("ALIGNABLE_ANNOTATION", "TIME_SLOT_REF1", "TIME_SLOT", "TIME_SLOT_ID"),
    ("ALIGNABLE_ANNOTATION", "TIME_SLOT_REF2", "TIME_SLOT", "TIME_SLOT_ID"),
    ("REF_ANNOTATION", "PREVIOUS_ANNOTATION", "REF_ANNOTATION", "ANNOTATION_ID"),
    ("CVE_VALUE", "LANG_REF", "LANGUAGE", "LANG_ID"),
    ("DESCRIPTION", "LANG_REF", "LANGUAGE", "LANG_ID"),
)
IDS = ("ANNOTATION_ID", "TIME_SLOT_ID", "LANGUAGE_CODE", "LANG_ID", "STEREOTYPE", "EXT_REF_ID")


def broken_rules(path: Path) -> list[str]:
    """Everything in a file that its format forbids."""
    root = ElementTree.parse(path).getroot()
    return [*_elements(root), *_references(root), *_against_schema(path)]


def _elements(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag not in RULES:
            yield f"unknown element {element.tag}"
            continue
        required, further, children = RULES[element.tag]
        yield from (f"{element.tag} lacks {name}" for name in required if name not in element.attrib)
        yield from (f"{element.tag} has {name}" for name in element.attrib if name not in required + further)
        order = [children.index(child.tag) if child.tag in children else -1 for child in element]
        if -1 in order or order != sorted(order):
            yield f"children of {element.tag} out of order: {[child.tag for child in element][:20]}"
        value = element.get("TIME_VALUE")
        if value is not None and not (value.isdecimal() and int(value) < 2**32):
            yield f"TIME_VALUE {value}"


def _references(root: ElementTree.Element) -> Iterator[str]:
    ids = [element.get(name, "") for element in root.iter() for name in IDS if name in element.attrib]
    yield from (f"id {one!r} is no XML id" for one in ids if not _ID.fullmatch(one))
    yield from (f"id {one!r} twice" for one, count in Counter(ids).items() if count > 1)
    for tag, attribute, target, key in REFERENCES:
        known = [element.get(key) for element in root.iter(target)]
        if len(set(known)) < len(known):
            yield f"two {target} have the same {key}"
        listed = set(known)
        for element in root.iter(tag):
            if attribute in element.attrib and element.get(attribute) not in listed:
                yield f"{tag} refers to a missing {target} {element.get(attribute)!r}"
    annotations = {e.get("ANNOTATION_ID") for e in root.iter() if "ANNOTATION_ID" in e.attrib}
    for element in root.iter("REF_ANNOTATION"):
        if element.get("ANNOTATION_REF") not in annotations:
            yield f"annotation refers to a missing parent {element.get('ANNOTATION_REF')!r}"


def _against_schema(path: Path) -> Iterator[str]:
    schema = os.environ.get("DYADMIRROR_EAF_XSD")
    if schema:
        from lxml import etree

        checker = etree.XMLSchema(etree.parse(schema))
        if not checker.validate(etree.parse(str(path))):
            yield str(checker.error_log)[:500]
