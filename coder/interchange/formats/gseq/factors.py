"""The design of an SDS file: variables with a list of levels are factors, declared after an asterisk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coder.interchange.document.document import Document, Variable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import unique_name
from coder.vocabulary.language import tr

_WORD = re.compile(r"[A-Za-z]\w*", re.ASCII)
_LEVEL = re.compile(r"\w+", re.ASCII)
MAX_WORD = 16


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor as it is declared: one word each for it and its levels, and the variable that they stand for."""

    word: str
    levels: tuple[str, ...]
    variable: Variable

    @property
    def declared(self) -> str:
        """``sex (m f)``, as it stands after the asterisk."""
        return f"{self.word} ({' '.join(self.levels)})"

    @property
    def told(self) -> tuple[str, tuple[str, ...]]:
        """What the legend says of it."""
        return self.variable.name, self.variable.choices


def with_factors(documents: Sequence[Document], report: LossReport) -> tuple[Document, ...]:
    """Leave the variables that can be factors; all recordings of a file have them, each with all its levels or none."""
    factors: dict[str, Variable] = {}
    for variable in (one for document in documents for one in document.variables):
        if not _fits(variable):
            report.add(
                "variables-dropped",
                tr("Independent variables without a list of levels are left out."),
                example=variable.name,
            )
            continue
        had = factors.get(variable.name, Variable(variable.name, kind="choice"))
        factors[variable.name] = replace(had, choices=tuple(dict.fromkeys((*had.choices, *_named(variable)))))
        if variable.description:
            report.add("descriptions-dropped", tr("Descriptions of variables are left out."), example=variable.name)
    return tuple(replace(one, variables=_levels(one, tuple(factors.values()), report)) for one in documents)


def _fits(variable: Variable) -> bool:
    return variable.kind == "choice" and any(variable.choices)


def _named(variable: Variable) -> tuple[str, ...]:
    return tuple(level for level in variable.choices if level)


def _levels(document: Document, factors: tuple[Variable, ...], report: LossReport) -> tuple[Variable, ...]:
    own = {one.name: one for one in document.variables if _fits(one)}
    if any(set(_named(own.get(factor.name, factor))) != set(factor.choices) for factor in factors):
        report.add("levels-joined", tr("A factor has all the levels that it has in any of the recordings."))
    given = [own[one.name].value if one.name in own else "" for one in factors]
    whole = all(value in one.choices for value, one in zip(given, factors, strict=True))
    if any(given) and not whole:
        told = next(f"{one.name} {value}" for value, one in zip(given, factors, strict=True) if value)
        report.add("conditions-dropped", tr("A condition names a level of every factor, or is left out."), example=told)
    return tuple(replace(one, value=value if whole else "") for value, one in zip(given, factors, strict=True))


def factors_of(documents: Sequence[Document]) -> tuple[Factor, ...]:
    """Return the factors of documents that :func:`with_factors` made."""
    variables = documents[0].variables if documents else ()
    words = _words((one.name for one in variables), _WORD, "factor")
    return tuple(
        Factor(word, _words(one.choices, _LEVEL, "level"), one) for word, one in zip(words, variables, strict=True)
    )


def condition(document: Document, factors: Sequence[Factor]) -> str:
    """Write the levels of a recording, ``(old m)``, or "" where it has none."""
    values = [one.value for one in document.variables]
    if not any(values):
        return ""
    chosen = (one.levels[one.variable.choices.index(value)] for one, value in zip(factors, values, strict=True))
    return f"({' '.join(chosen)})\n"


def as_told(declared: tuple[Variable, ...], told: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[Variable, ...]:
    """Give declared factors the names that the legend says, where it is the legend of these."""
    if [len(one.choices) for one in declared] != [len(levels) for _, levels in told]:
        return declared
    return tuple(replace(one, name=name, choices=levels) for one, (name, levels) in zip(declared, told, strict=True))


def _words(texts: Iterable[str], fitting: re.Pattern[str], otherwise: str) -> tuple[str, ...]:
    """One word for each text; GSEQ does not tell capitals apart."""
    words: dict[str, str] = {}
    for text in texts:
        plain = text if fitting.fullmatch(text) else re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
        word = (plain if fitting.fullmatch(plain) else f"{otherwise}_{plain}".rstrip("_"))[:MAX_WORD]
        free = unique_name(word.casefold(), words).replace("~", "_")
        while free in words:
            free += "_"
        words[free] = word + free[len(word) :]
    return tuple(words.values())
