"""Coding scheme: subjects, codes, state or point, exclusive groups, keys. Built-in schemes are TOML files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources


class Role(StrEnum):
    """Who a code is about. ``together`` is the pair."""

    CHILD = "child"
    CAREGIVER = "caregiver"
    OTHER = "other"
    TOGETHER = "together"


class Kind(StrEnum):
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
    """

    id: str
    label: str
    role: Role
    kind: Kind
    group: str
    bid: bool
    response: bool
    key: str
    description: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named set of codes."""

    id: str
    title: str
    version: int
    codes: tuple[Code, ...]

    def code(self, role: Role, code_id: str) -> Code:
        """Return the code of that role; raise KeyError where the scheme has none."""
        for code in self.codes:
            if code.role == role and code.id == code_id:
                return code
        raise KeyError(f"the scheme {self.id!r} has no code {code_id!r} for {role}")

    def groups(self, role: Role) -> tuple[str, ...]:
        """Exclusive groups of a role, in the order of the scheme."""
        return tuple(dict.fromkeys(code.group for code in self.codes if code.role == role))


def role_of(subject: str) -> Role:
    """Role of a subject name: ``caregiver:Kim`` is a caregiver.

    Raises ValueError for a subject that names no role.
    """
    return Role(subject.split(":", 1)[0])


def load_scheme(text: str) -> Scheme:
    """Read a scheme from TOML text; raise ValueError in one sentence where it does not hold together."""
    raw = tomllib.loads(text)
    codes = tuple(
        Code(
            id=item["id"],
            label=item["label"],
            role=Role(item["role"]),
            kind=Kind(item["kind"]),
            group=item["group"],
            bid=bool(item.get("bid", False)),
            response=bool(item.get("response", False)),
            key=item.get("key", ""),
            description=item["description"],
        )
        for item in raw["code"]
    )
    seen: set[tuple[Role, str]] = set()
    for code in codes:
        if (code.role, code.id) in seen:
            raise ValueError(f"the scheme {raw['id']!r} names {code.role}/{code.id} twice")
        seen.add((code.role, code.id))
    return Scheme(id=raw["id"], title=raw["title"], version=int(raw["version"]), codes=codes)


def builtin_scheme(name: str = "first_path") -> Scheme:
    """Load one of the schemes that come with the app."""
    return load_scheme(resources.files("coder.schemes").joinpath(f"{name}.toml").read_text("utf-8"))
