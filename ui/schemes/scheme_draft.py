"""A scheme as it is being changed: its codes know what they were called, so that events follow."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cache

from coder.study.scheme_change import CodeName
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import (
    Code,
    CodeKind,
    Role,
    Scheme,
    SchemeSubject,
    builtin_names,
    builtin_scheme,
    load_scheme,
    require_codable,
)
from coder.vocabulary.scheme_text import scheme_toml

_GIVEN = re.compile(r"code_\d+")
"""What a new code is called until somebody names it."""


def id_for(name: str) -> str:
    """Return the id that goes with a name, "touches_toy" for "Touches toy"; "" where it has no letter for one."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_").lstrip("_0123456789")


@cache
def _proposed() -> frozenset[CodeName]:
    """Return the codes of the schemes that come with the app, by whose ids models propose."""
    return frozenset((code.role, code.id) for name in builtin_names() for code in builtin_scheme(name).codes)


@dataclass(slots=True)
class DraftCode:
    """One code, and what it was before; ``before`` is None for a new one."""

    code: Code
    before: CodeName | None = None
    into: CodeName | None = None
    """The code that it becomes one with; it is no code of its own any more then."""
    coded: bool = False
    """Whether there are events of it, which know it by its id."""

    @property
    def id_follows(self) -> bool:
        """Whether its id goes on being made of its name.

        It does until somebody types another, or codes with it; an id by which models propose stays too.
        """
        if self.coded or (self.code.role, self.code.id) in _proposed():
            return False
        return bool(_GIVEN.fullmatch(self.code.id)) or self.code.id == id_for(self.code.label)


@dataclass(slots=True)
class SchemeDraft:
    """A scheme on its way to a new version, or to a study of its own."""

    id: str
    title: str
    version: int
    codes: list[DraftCode]
    subjects: list[SchemeSubject] = field(default_factory=list)
    fits: tuple[tuple[str, str], ...] = ()

    @classmethod
    def changing(cls, scheme: Scheme, coded: Collection[CodeName] = ()) -> SchemeDraft:
        """Begin the next version of a scheme that a study has; the first of one that has no code yet."""
        names = [(code.role, code.id) for code in scheme.codes]
        codes = [DraftCode(code, name, coded=name in coded) for code, name in zip(scheme.codes, names, strict=True)]
        draft = cls(scheme.id, scheme.title, scheme.version + bool(codes), codes, list(scheme.subjects), scheme.fits)
        if not codes:
            draft.add()
        return draft

    @classmethod
    def like(cls, scheme: Scheme, taken: frozenset[str]) -> SchemeDraft:
        """Begin a scheme of one's own from a template; its id is one that the study does not have."""
        plain = re.sub(r"[^a-z0-9_]+", "_", scheme.id.lower())
        new = next(name for name in (plain, *(f"{plain}_{n}" for n in range(2, 1000))) if name not in taken)
        return cls(new, scheme.title, 1, [DraftCode(c) for c in scheme.codes], list(scheme.subjects), scheme.fits)

    @classmethod
    def empty(cls, taken: frozenset[str]) -> SchemeDraft:
        """Begin a scheme of one's own from nothing: one code, waiting to be named."""
        new = next(name for name in ("own", *(f"own_{n}" for n in range(2, 1000))) if name not in taken)
        draft = cls(new, tr("A scheme of your own"), 1, [])
        draft.add()
        return draft

    def add(self, role: Role = Role.CHILD) -> int:
        """Add a code with a name of its own; return its place."""
        taken = {one.code.id for one in self.codes}
        name = next(f"code_{n}" for n in range(1, 1000) if f"code_{n}" not in taken)
        made = Code(
            name,
            name.replace("_", " "),
            role,
            kind=CodeKind.POINT,
            group="acts",
            bid=False,
            response=False,
            key="",
            description="",
        )
        self.codes.append(DraftCode(made))
        return len(self.codes) - 1

    def merge(self, place: int, into: int) -> None:
        """Let a code become one with another of the same subject."""
        one, other = self.codes[place].code, self.codes[into].code
        self.codes[place].into = (other.role, other.id)
        self._refit(one.id, other.id)

    def rename(self, place: int, code: Code) -> None:
        """Put a changed code in place of one; states that fit follow its new id."""
        before = self.codes[place].code
        self.codes[place].code = code
        for one in self.codes:
            if one.into == (before.role, before.id):
                one.into = (code.role, code.id)
        if before.id != code.id:
            self._refit(before.id, code.id)

    def remove(self, place: int) -> None:
        """Take a code out."""
        gone = self.codes.pop(place).code
        self.fits = tuple(pair for pair in self.fits if gone.id not in pair)

    @property
    def renames(self) -> dict[CodeName, CodeName]:
        """What events follow."""
        found = {}
        for one in self.codes:
            to = one.into or (one.code.role, one.code.id)
            if one.before is not None and one.before != to:
                found[one.before] = to
        return found

    @property
    def text(self) -> str:
        """The scheme as TOML. Raises SchemeError, in one sentence, where it does not hold together."""
        codes = tuple(replace(one.code, scheme="") for one in self.codes if one.into is None)
        text = scheme_toml(Scheme(self.id, self.title, self.version, codes, self.fits, tuple(self.subjects)))
        require_codable(load_scheme(text))
        return text

    def _refit(self, old: str, new: str) -> None:
        self.fits = tuple(dict.fromkeys((new if a == old else a, new if b == old else b) for a, b in self.fits))
