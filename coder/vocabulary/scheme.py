"""Coding scheme: subjects, codes, state or point, exclusive groups, keys. Built-in schemes are TOML files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import named, tr
from coder.vocabulary.modifiers import Modifier, modifier_of, require_names
from coder.vocabulary.time import MICROS

_ID = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SPARE_KEYS = "1234567890qwertyuiasdfghjkzxcvbn"
"""Keys for codes whose own is taken; l, m, o and p belong to the player and the view."""


class Role(StrEnum):
    """Who a code is about. ``together`` is the pair; ``several`` are two or more at once, whom nobody can part.

    ``someone`` is whoever was heard, until a human says who it was.
    """

    CHILD = "child"
    CAREGIVER = "caregiver"
    OTHER = "other"
    TOGETHER = "together"
    SEVERAL = "several"
    SOMEONE = "someone"


class CodeKind(StrEnum):
    """A state has an onset and an offset; a point only an onset."""

    STATE = "state"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Code:
    """What is seen, for one kind of subject.

    Attributes
    ----------
    id : str
        Stable identifier, e.g. ``look_to_caregiver``.
    label : str
        What the window shows, e.g. "looks to the caregiver".
    role : Role
        Whose act it is.
    kind : Kind
        State or point.
    group : str
        Codes of one group exclude each other for a subject; the timeline gives each group a tier.
    bid : bool
        Whether a child's act of this code can be answered.
    response : bool
        Whether a caregiver's act of this code can be an answer.
    key : str
        Key that codes it by hand, or "".
    description : str
        The rule for a human coder.
    planned_us : int
        How long the episode is meant to last, where the code is one of a timing template; 0 otherwise.
    only_human : bool
        Whether no model may propose it, and no figure is made of it.
    tier : str
        Tier or group of a code that came with a file, as the file has it, where ``group`` is another because states
        of that tier overlap; "" otherwise.
    name : str
        What the file calls it: two tiers may hold one label, and each is a code of its own here. "" for a code of a
        scheme.
    modifiers : tuple of Modifier
        Details that an event of it has.
    marker : bool
        Whether it marks trials: named stretches that repeat, onto which other events are measured. Its modifiers are
        their factors.
    colour : str
        ``#rrggbb`` where the scheme gives it one; "" leaves it to the window.
    scheme : str
        The scheme that it is of and its version, as ``id@version``; "" for a code that came with a file.
    example : str
        Name of the file of an example of one's own; "" for none. A study holds what was in it.
    """

    id: str
    label: str
    role: Role
    kind: CodeKind
    group: str
    bid: bool
    response: bool
    key: str
    description: str
    planned_us: int = 0
    only_human: bool = False
    tier: str = ""
    name: str = ""
    modifiers: tuple[Modifier, ...] = ()
    marker: bool = False
    colour: str = ""
    example: str = ""
    scheme: str = ""

    @property
    def called(self) -> str:
        """What a sentence calls it: its label, and whose act it is."""
        return tr("“{label}” of {role}", label=self.label, role=named(self.role))

    @property
    def outside(self) -> tuple[str, str]:
        """Its group and its name in a file, in and out alike."""
        return self.tier or self.group, self.name or self.id


@dataclass(frozen=True, slots=True)
class SchemeSubject:
    """Somebody, or something, that acts in this study's recordings: a sibling, a therapist, a robot.

    The role says what statistics make of their acts: a ``caregiver`` answers, a ``child`` is answered, an
    ``other`` does neither. ``name`` is "" for the role itself.
    """

    role: Role
    name: str = ""
    key: str = ""
    description: str = ""

    @property
    def id(self) -> str:
        """As events name it: ``other:robot``, or ``child``."""
        return f"{self.role.value}:{self.name}" if self.name else self.role.value


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named set of codes.

    ``subjects`` are those that it names, in its order; () where the roles are enough.

    ``fits`` lists the (child, caregiver) states that fit, for match and mismatch; () where a scheme says nothing.
    """

    id: str
    title: str
    version: int
    codes: tuple[Code, ...]
    fits: tuple[tuple[str, str], ...] = ()
    subjects: tuple[SchemeSubject, ...] = ()
    _by_name: dict[tuple[Role, str], Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for every event of a recording, of which there may be tens of thousands; the first of a name counts.
        object.__setattr__(self, "_by_name", {(code.role, code.id): code for code in reversed(self.codes)})

    def subject_of(self, text: str) -> str:
        """Return the subject that a name means here: ``other:robot`` for ``robot``, and for ``other robot``."""
        said = subject_said(text)
        for one in self.subjects:
            if said.casefold() in (one.name.casefold(), one.id.casefold()):
                return one.id
        return said

    def code(self, role: Role, code_id: str) -> Code:
        """Return the code of that role; raise KeyError where the scheme has none."""
        code = self._by_name.get((role, code_id))
        if code is None:
            raise KeyError(
                tr("the scheme {id!r} has no code {code_id!r} for {role}", id=self.id, code_id=code_id, role=role)
            )
        return code

    def has(self, role: Role, code_id: str) -> bool:
        """Whether it has that code of that role."""
        return (role, code_id) in self._by_name

    @property
    def episodes(self) -> tuple[Code, ...]:
        """The planned episodes of a timing template in order; () where the scheme is none."""
        return tuple(code for code in self.codes if code.planned_us)

    def groups(self, role: Role) -> tuple[str, ...]:
        """Exclusive groups of a role, in the order of the scheme."""
        return tuple(dict.fromkeys(code.group for code in self.codes if code.role == role))


@lru_cache(maxsize=1024)
def role_of(subject: str) -> Role:
    """Role of a subject name: ``caregiver:Kim`` is a caregiver.

    Raises ValueError for a subject that names no role.
    """
    return Role(subject.split(":", 1)[0])


def is_of(said: str | None, *roles: Role) -> bool:
    """Whether who is said is of one of these roles, with a name or without.

    Other than :func:`role_of` it also takes what is said of people: nobody and nothing are of none.
    """
    return said is not None and said.split(":", 1)[0] in roles


_ROLES = frozenset(Role)


def who_words(subject: str) -> str:
    """Return who acts, as people say it: ``caregiver Kim`` for ``caregiver:Kim``; a name without a role stays."""
    name, _, pseudonym = subject.partition(":")
    role = named(Role(name)) if name in _ROLES else name
    return f"{role} {pseudonym}".strip()


def subject_said(text: str) -> str:
    """Return whom the words of :func:`who_words` mean: ``caregiver:Kim`` for ``caregiver Kim``; else the text."""
    said = text.strip()
    for role in Role:
        for called in (named(role), role.value):
            if said.casefold() == called.casefold():
                return role.value
            if said.casefold().startswith(f"{called.casefold()} "):
                return f"{role.value}:{said[len(called) :].strip()}"
    return said


@lru_cache(maxsize=64)  # frozen, and asked for with the same few texts whenever a study is opened
def load_scheme(text: str) -> Scheme:
    """Read a scheme from TOML text; raise SchemeError in one sentence where it does not hold together."""
    try:
        raw = tomllib.loads(text)
        scheme = _scheme_of(raw)
    except tomllib.TOMLDecodeError as error:
        raise SchemeError(tr("The scheme is not proper TOML: {error}; mend it there.", error=error)) from error
    except KeyError as error:
        raise SchemeError(
            tr("The scheme leaves out {args!r}; docs/schemes.md shows what each part holds.", args=error.args[0])
        ) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise SchemeError(
            tr("The scheme does not hold together ({error}); docs/schemes.md shows a whole one.", error=error)
        ) from error
    seen: set[tuple[Role, str]] = set()
    for code in scheme.codes:
        if not _ID.fullmatch(code.id):
            raise SchemeError(
                tr("{code!r} is no id for a code: use small letters, digits and _, a letter first.", code=code.id)
            )
        if (code.role, code.id) in seen:
            raise SchemeError(
                tr(
                    "The scheme {scheme!r} names {role}/{code} twice; take one out.",
                    scheme=scheme.id,
                    role=code.role,
                    code=code.id,
                )
            )
        seen.add((code.role, code.id))
        if code.colour and not _COLOUR.fullmatch(code.colour):
            raise SchemeError(
                tr(
                    "The colour {colour!r} of {code} is none; write it as #3366aa.",
                    colour=code.colour,
                    code=code.called,
                )
            )
        require_names(code.modifiers, code.called)
    names = [one.id.casefold() for one in scheme.subjects]
    for one in scheme.subjects:
        if names.count(one.id.casefold()) > 1:
            raise SchemeError(
                tr("The scheme {scheme!r} names the subject {one!r} twice; take one out.", scheme=scheme.id, one=one.id)
            )
    for child, caregiver in scheme.fits:
        if (Role.CHILD, child) not in seen or (Role.CAREGIVER, caregiver) not in seen:
            raise SchemeError(
                tr(
                    "The scheme {scheme!r} says that {child} fits {caregiver}, but has not both as codes.",
                    scheme=scheme.id,
                    child=child,
                    caregiver=caregiver,
                )
            )
    return scheme


def require_codable(scheme: Scheme) -> None:
    """Raise SchemeError where a code has no name, or a key could not be pressed or stands for two codes or subjects.

    Asked of a scheme that comes into a study; one that a study has already is read as it is. Keys that the window uses
    are no clash: while coding by hand the scheme's keys come first.
    """
    for code in scheme.codes:
        if not code.label.strip():
            raise SchemeError(
                tr(
                    "The code {code!r} of {role} has no name; say what it is called.",
                    code=code.id,
                    role=named(code.role),
                )
            )
    taken: dict[str, str] = {}
    held = [(code.key, code.called) for code in scheme.codes]
    for key, whose in (*held, *((one.key, who_words(one.id)) for one in scheme.subjects)):
        if not key:
            continue
        if len(key) != 1 or not key.isprintable():
            raise SchemeError(
                tr(
                    "The scheme {scheme!r} gives {whose} the key {key!r}; a key is one character.",
                    scheme=scheme.id,
                    whose=whose,
                    key=key,
                )
            )
        if key in taken:
            raise SchemeError(
                tr(
                    "The scheme {scheme!r} gives the key {key!r} to {taken} and to {whose}; give one of them another.",
                    scheme=scheme.id,
                    key=key,
                    taken=taken[key],
                    whose=whose,
                )
            )
        taken[key] = whose


def _scheme_of(raw: dict[str, Any]) -> Scheme:
    only_human = bool(raw.get("human_only", False))
    codes = tuple(
        Code(
            id=str(item["id"]),
            label=str(item["label"]),
            role=Role(item["role"]),
            kind=CodeKind(item["kind"]),
            group=str(item["group"]),
            bid=bool(item.get("bid", False)),
            response=bool(item.get("response", False)),
            key=str(item.get("key", "")).lower(),
            description=str(item["description"]),
            planned_us=int(item.get("seconds", 0)) * MICROS,
            only_human=only_human,
            modifiers=tuple(modifier_of(raw, str(item["id"])) for raw in item.get("modifier", ())),
            marker=bool(item.get("marker", False)),
            colour=str(item.get("colour", "")),
            example=re.split(r"[/\\]", str(item.get("example", "")))[-1],  # where it lay is nobody's business
            scheme=f"{raw['id']}@{int(raw['version'])}",
        )
        for item in raw["code"]
    )
    return Scheme(
        id=str(raw["id"]),
        title=str(raw["title"]),
        version=int(raw["version"]),
        codes=codes,
        fits=tuple((str(pair["child"]), str(pair["caregiver"])) for pair in raw.get("fit", ())),
        subjects=tuple(_subject(one) for one in raw.get("subject", ())),
    )


def _subject(raw: dict[str, Any]) -> SchemeSubject:
    role, name = Role(raw["role"]), str(raw.get("name", "")).strip()
    if ":" in name or any(not char.isprintable() for char in name):
        raise SchemeError(tr("{name!r} is no name for a subject: write it in one line, without a colon.", name=name))
    key = str(raw.get("key", "")).lower()
    return SchemeSubject(role, "" if name == role else name, key, str(raw.get("description", "")))


def combined(schemes: Sequence[Scheme]) -> Scheme:
    """Return one scheme with the codes of several.

    A code that an earlier one has (same subject, same id) stands once, as the earlier has it. Groups of two schemes
    that happen to share a name stay apart, so that a code of one never cuts short a state of the other. A key that is
    taken gives way to a free one, where there is one. Schemes that come with the app give way to the others: the keys
    that people chose themselves are in their fingers.
    """
    if len(schemes) == 1:
        return schemes[0]
    chosen = _chosen_keys(schemes)
    codes: dict[tuple[Role, str], Code] = {}
    groups: dict[tuple[Role, str], str] = {}
    keys: set[str] = set()
    for scheme in schemes:
        for code in scheme.codes:
            if (code.role, code.id) in codes:
                continue
            whose = groups.setdefault((code.role, code.group), scheme.id)
            group = code.group if whose == scheme.id else f"{scheme.id} {code.group}"
            theirs = chosen.get(code.key, (code.role, code.id)) == (code.role, code.id)
            free = (one for one in _SPARE_KEYS if one not in keys and one not in chosen)
            key = code.key if theirs and code.key not in keys else next(free, "")
            keys |= {key} - {""}
            codes[code.role, code.id] = replace(code, group=group, key=key)
    return Scheme(
        id=" ".join(scheme.id for scheme in schemes),
        title="; ".join(scheme.title for scheme in schemes),
        version=max(scheme.version for scheme in schemes),
        codes=tuple(codes.values()),
        fits=tuple(dict.fromkeys(pair for scheme in schemes for pair in scheme.fits)),
        subjects=_subjects_of(schemes, keys),
    )


def with_further(scheme: Scheme, codes: Sequence[Code]) -> Scheme:
    """Return a scheme with codes beside it that came with files; one that it has already stands once.

    Their keys give way to keys that people gave in the scheme, and those of codes that come with the app to theirs.
    """
    held = {code.key for code in scheme.codes if not from_the_app(code)} | {one.key for one in scheme.subjects}
    further: list[Code] = []
    for code in codes:
        if not scheme.has(code.role, code.id):
            further.append(replace(code, key="" if code.key in held else code.key))
            held.add(code.key)
    theirs = {code.key for code in further} - {""}
    used = held | {code.key for code in scheme.codes}
    free = (key for key in _SPARE_KEYS if key not in used)
    kept = (
        replace(code, key=next(free, "")) if code.key in theirs and from_the_app(code) else code
        for code in scheme.codes
    )
    return replace(scheme, codes=(*kept, *further))


def from_the_app(code: Code) -> bool:
    """Whether a code is of a scheme that comes with the app."""
    return code.scheme.rpartition("@")[0] in builtin_names()


def _chosen_keys(schemes: Sequence[Scheme]) -> dict[str, object]:
    """Return whose each key is that a scheme gives which does not come with the app: a code's or a subject's."""
    chosen: dict[str, object] = {}
    named: set[tuple[Role, str]] = set()
    for scheme in schemes:
        own = scheme.id not in builtin_names()
        for code in scheme.codes:
            if own and code.key and (code.role, code.id) not in named:
                chosen.setdefault(code.key, (code.role, code.id))
            named.add((code.role, code.id))
        for subject in scheme.subjects if own else ():
            chosen.setdefault(subject.key, subject.id)
    chosen.pop("", None)
    return chosen


def with_keys(scheme: Scheme, keys: Mapping[str, str]) -> Scheme:
    """Return a scheme whose codes have other keys, by ``role/id``; who had such a key before has none."""
    if not keys:
        return scheme
    taken = {key.lower() for key in keys.values()}

    def keyed(code: Code) -> Code:
        name = f"{code.role}/{code.id}"
        if name in keys:
            return replace(code, key=keys[name].lower())
        return replace(code, key="") if code.key in taken else code

    subjects = tuple(replace(one, key="") if one.key in taken else one for one in scheme.subjects)
    return replace(scheme, codes=tuple(keyed(code) for code in scheme.codes), subjects=subjects)


def _subjects_of(schemes: Sequence[Scheme], taken: set[str]) -> tuple[SchemeSubject, ...]:
    found: dict[str, SchemeSubject] = {}
    for one in (subject for scheme in schemes for subject in scheme.subjects):
        if one.id not in found:
            found[one.id] = one if one.key not in taken else replace(one, key="")
            taken |= {one.key} - {""}
    return tuple(found.values())


@cache
def builtin_names() -> tuple[str, ...]:
    """Return the names of the schemes that come with the app."""
    folder = resources.files("coder.schemes")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def builtin_text(name: str) -> str:
    """Return the TOML text of a scheme that comes with the app; raise SchemeError where there is none."""
    if name not in builtin_names():
        raise SchemeError(
            tr("No scheme {name!r} comes with the app; these do: {names}.", name=name, names=", ".join(builtin_names()))
        )
    return resources.files("coder.schemes").joinpath(f"{name}.toml").read_text("utf-8")


def builtin_scheme(name: str = "first_path") -> Scheme:
    """Load one of the schemes that come with the app."""
    return load_scheme(builtin_text(name))
