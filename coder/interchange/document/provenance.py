"""How a file says what its study is for and where its events come from, whatever room the format leaves for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, fields, replace

from coder.interchange.document.document import Document, Pairs, Statement, Variable, value_of

MARK = "dyadmirror"
"""Begins whatever this program writes for itself; a reader takes it out again."""

FIELDS = tuple(field.name for field in fields(Statement))
NOT_STATED = "not stated"
MACHINE = "machine"
"""Origin and coder of a proposal that nobody has decided on."""
PROPOSED = "proposed: "
"""Begins its code and its group, so that it is told from an event in every format."""


def pairs_of(statement: Statement) -> Pairs:
    """Names and values of what is said, in order."""
    return tuple((name, value) for name, value in zip(FIELDS, astuple(statement), strict=True) if value)


def statement_of(told: Mapping[str, str] | Pairs) -> Statement | None:
    """Return the statement that names and values make, or None where they say no purpose."""
    pairs = told if isinstance(told, tuple) else tuple(told.items())
    said = Statement(*(value_of(pairs, name) for name in FIELDS))
    return said if said.purpose else None


def plain(statement: Statement, clean: Callable[[str], str]) -> Statement:
    """Bring a statement down to texts of one line that the format can hold."""
    texts = (" ".join(clean(text).replace("-->", "→").split()) for text in astuple(statement))
    said = Statement(*texts)
    return said if said.purpose else replace(said, purpose=NOT_STATED)


def lines_of(statement: Statement) -> list[str]:
    """Write one line for each thing said: ``purpose: research under a protocol``."""
    return [f"{name}: {value}" for name, value in pairs_of(statement)]


def from_lines(lines: Iterable[str]) -> Statement | None:
    """Read what :func:`lines_of` wrote."""
    return statement_of(tuple((name, value) for name, _, value in (line.partition(": ") for line in lines)))


def with_variables(document: Document) -> Document:
    """Say it in independent variables, which other programs carry on into every table that they make."""
    if document.statement is None:
        return document
    told = tuple(Variable(f"{MARK} {name}", value) for name, value in pairs_of(document.statement))
    return replace(document, variables=document.variables + told)


def from_variables(document: Document) -> Document:
    """Undo :func:`with_variables`."""
    told = {variable.name: variable.value for variable in document.variables}
    names = {f"{MARK} {name}": name for name in FIELDS}
    return replace(
        document,
        variables=tuple(variable for variable in document.variables if variable.name not in names),
        statement=statement_of({names[name]: value for name, value in told.items() if name in names}),
    )
