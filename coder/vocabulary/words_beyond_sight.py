"""Words that say more than can be seen: what somebody feels, or what is thought of them. Found in the languages listed.

The list helps to ask, "What is *seen*?"; it proves nothing. A word that it does not know may still name
more than is seen.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from importlib import resources

from coder.vocabulary.coder_name import without_hidden
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, Role, Scheme, role_of

QUESTION = tr("A code names what is seen, and these name a feeling or a judgement: what is *seen*?")

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-zA-Z]")
_LOOKS_LATIN = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅοαυινΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhqwABEKMHOPCTXIJSoauivABEZHIKMNOPTYX"
)
"""Letters of Cyrillic and Greek, in words that hold Latin ones too, and what they look like there."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(
    r"^\s*[-+]?\d+(?:[.,]\d+)?\s*$"  # a bare number: a place on a scale
    r"|\b\d+\s*/\s*(?:[3-9]|10|100)\b"  # 4/7
    r"|^\s*[A-Fa-f]\s?[-+−]\s*$|^\s*[-+−±]+\s*$"  # B+, ++
    r"|[★☆⭐]|[\U0001F600-\U0001F644\U0001F910-\U0001F92F\U0001F970-\U0001F97A\u2639\u263a👍👎]"
)


FEELINGS, JUDGEMENTS, COMPARING = "feelings", "judgements", "comparing"
"""The kinds of words in the list; comparing is judging by grades, marks and ranks."""


@lru_cache
def _patterns(kinds: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Whole words, beginnings of words, and what is looked for anywhere."""
    text = resources.files("coder.vocabulary").joinpath("words_beyond_sight.toml").read_text("utf-8")
    entries = {
        _plain(entry)
        for lists in tomllib.loads(text).values()
        for kind, said in lists.items()
        if kind in kinds
        for entry in said.split()
    }
    inside = tuple(sorted(entry[1:-1] for entry in entries if entry.startswith("*")))
    begins = tuple(sorted(entry[:-1] for entry in entries if entry.endswith("*") and not entry.startswith("*")))
    return frozenset(entry for entry in entries if not entry.endswith("*")), begins, inside


@lru_cache(maxsize=4096)
def beyond_sight(text: str, *kinds: str) -> tuple[str, ...]:
    """Return the words of a text that name a feeling or a judgement, as they stand there; () where there are none.

    Of ``kinds`` alone, where any are given.
    """
    whole, begins, inside = _patterns(frozenset(kinds or (FEELINGS, JUDGEMENTS, COMPARING)))
    text = without_hidden(unicodedata.normalize("NFKC", text))
    found = [
        word
        for word in _WORD.findall(_HUMP.sub(" ", text))
        if (plain := _plain(word)) in whole or plain.startswith(begins)
    ]
    plain_text = _plain(text)
    return (*found, *(part for part in inside if part in plain_text))


def code_beyond_sight(code: Code) -> tuple[str, ...]:
    """Return what a code is called that cannot be seen: words of it or of its group, or a mark on a scale."""
    name, group = code.name or code.label, code.tier or code.group
    said = tuple(word for text in (code.id, code.label, code.name, group) for word in beyond_sight(text))
    marks = (name.strip(),) if _MARKS.search(name) else ()
    return tuple(dict.fromkeys((*said, *marks)))


def asked_of(codes: Iterable[Code]) -> str:
    """Return the question about codes that name a feeling or a judgement, in a sentence; "" where none does."""
    found = [code.label for code in codes if code_beyond_sight(code)]
    if not found:
        return ""
    some = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
    return tr("{question} ({some}) Until it is said, no page for a family has them.", question=QUESTION, some=some)


def plainly_seen(scheme: Scheme, events: Iterable[Event]) -> tuple[Scheme, tuple[Event, ...]]:
    """Return scheme and events without the codes that name a feeling or a judgement: for every page for a family."""
    gone = {(code.role, code.id) for code in scheme.codes if code_beyond_sight(code)}
    kept = replace(
        scheme,
        codes=tuple(code for code in scheme.codes if (code.role, code.id) not in gone),
        fits=tuple(
            (child, caregiver)
            for child, caregiver in scheme.fits
            if (Role.CHILD, child) not in gone and (Role.CAREGIVER, caregiver) not in gone
        ),
    )
    return kept, tuple(event for event in events if (role_of(event.subject), event.code) not in gone)


def _plain(text: str) -> str:
    """Without accents and case; Arabic and Hebrew without vowel signs; letters that only look Latin taken for Latin."""
    if _LATIN.search(text):
        text = text.translate(_LOOKS_LATIN)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
