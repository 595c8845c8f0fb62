"""A calibration: thresholds of rules that were fitted to a study's own coding, compared on recordings held out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import cast

from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role

BUILT_IN = 0
"""The number that stands for the thresholds as the app ships them."""

MARK = "+calibration@"
"""Stands between a rule's version and the number of the calibration under which it proposed."""

_FORMAT = "dyadmirror-calibration@1"
_MOST_RULES = 100
_SHORTEST_US = 1_000


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A figure on recordings that were held out, before and after, with the interval of the difference.

    Attributes
    ----------
    before, after : float
        F1 (0 to 1) of the proposals of the built-in thresholds and of the fitted ones.
    low, high : float
        95 % interval of after minus before, drawn by whole families (by recordings where there is one family).
    before_range, after_range : tuple of float
        95 % intervals of the two, drawn likewise.
    events : int
        Events that were coded blind in what was held out.
    groups : int
        Families (or recordings) that were held out in turn.
    by_family : bool
        Whether whole families were held out, not recordings of one.
    """

    before: float
    after: float
    low: float
    high: float
    before_range: tuple[float, float]
    after_range: tuple[float, float]
    events: int
    groups: int
    by_family: bool


@dataclass(frozen=True, slots=True)
class FittedRule:
    """The thresholds of one rule for one role.

    ``version`` is the rule's ``name@version`` when it was fitted: a later version measures otherwise and is left alone.
    """

    version: str
    role: Role
    thresholds: tuple[tuple[str, float], ...]
    held_out: HeldOut

    @property
    def name(self) -> str:
        """The rule without its version."""
        return self.version.partition("@")[0]

    @property
    def key(self) -> tuple[str, Role]:
        """What it takes the place of."""
        return self.name, self.role


@dataclass(frozen=True, slots=True)
class Calibration:
    """A numbered set of fitted rules in one study.

    ``recordings`` are those it was fitted to; none where it was brought in as a file.
    """

    number: int
    made_at: str
    rules: tuple[FittedRule, ...]
    recordings: tuple[str, ...] = ()

    @property
    def brought(self) -> bool:
        """Whether it came from a file, not from this study's coding."""
        return not self.recordings

    def to_text(self) -> str:
        """Return it as JSON: thresholds and figures, nothing of a recording, a family or a coder."""
        return json.dumps({"format": _FORMAT, "rules": [_rule_json(one) for one in self.rules]}, indent=1)


def rules_from_text(text: str) -> tuple[FittedRule, ...]:
    """Read what :meth:`Calibration.to_text` wrote; raise StudyError in one sentence where it is something else."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise ValueError(tr("it is no calibration of Dyad Mirror"))
        rules = cast("list[dict[str, object]]", found["rules"])
        if not 1 <= len(rules) <= _MOST_RULES:
            raise ValueError(tr("it holds no rule, or too many"))
        read = tuple(map(_rule_from, rules))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = str(error) if type(error) is ValueError else "a part of it is missing or of another kind"
        raise StudyError(
            tr("The calibration cannot be read: {what}; choose a file that calibrate --export wrote.", what=what)
        ) from error
    if len({one.key for one in read}) != len(read):
        raise StudyError(tr("The calibration cannot be read: it says two things of one rule; choose another file."))
    return read


def with_thresholds(settings: RuleSettings, thresholds: Mapping[str, float]) -> RuleSettings:
    """Return settings with some thresholds replaced; whole numbers (microseconds) stay whole."""
    kinds = {field.name: getattr(settings, field.name) for field in fields(settings)}
    values = {name: round(value) if isinstance(kinds[name], int) else value for name, value in thresholds.items()}
    return RuleSettings(**{**kinds, **values})


def _rule_json(one: FittedRule) -> dict[str, object]:
    held = one.held_out
    return {
        "rule": one.version,
        "role": one.role.value,
        "thresholds": dict(one.thresholds),
        "held_out": {
            "f1_before": held.before,
            "f1_before_interval": list(held.before_range),
            "f1_after": held.after,
            "f1_after_interval": list(held.after_range),
            "difference_interval": [held.low, held.high],
            "events": held.events,
            "groups": held.groups,
            "by_family": held.by_family,
        },
    }


def _rule_from(one: Mapping[str, object]) -> FittedRule:
    held = cast("dict[str, object]", one["held_out"])
    version, thresholds = one["rule"], cast("dict[str, object]", one["thresholds"])
    if not isinstance(version, str) or version.count("@") != 1 or not version.isascii() or len(version) > 80:
        raise ValueError(tr("a rule's name is missing"))
    return FittedRule(
        version=version,
        role=Role(str(one["role"])),
        thresholds=tuple((name, _threshold(name, value)) for name, value in sorted(thresholds.items())),
        held_out=HeldOut(
            before=_share(held["f1_before"]),
            after=_share(held["f1_after"]),
            low=_number(_two(held["difference_interval"])[0]),
            high=_number(_two(held["difference_interval"])[1]),
            before_range=(_share(_two(held["f1_before_interval"])[0]), _share(_two(held["f1_before_interval"])[1])),
            after_range=(_share(_two(held["f1_after_interval"])[0]), _share(_two(held["f1_after_interval"])[1])),
            events=_count(held["events"]),
            groups=_count(held["groups"]),
            by_family=held["by_family"] is True,
        ),
    )


def _threshold(name: str, value: object) -> float:
    built_in = getattr(RuleSettings(), name, None)
    if isinstance(built_in, bool) or not isinstance(built_in, int | float):
        raise ValueError(tr("{name!r} is no threshold of this version", name=name))
    number = _number(value)
    # A file may be altered: a threshold far from any that could have been fitted would propose everything or nothing.
    if not 0.05 <= number / built_in <= 20 or (isinstance(built_in, int) and number < _SHORTEST_US):
        raise ValueError(tr("{name} is far from what can be fitted", name=name))
    return number


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(tr("a number is missing"))
    return float(value)


def _share(value: object) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise ValueError(tr("a share is not between 0 and 1"))
    return number


def _count(value: object) -> int:
    number = _number(value)
    if number < 0 or number != int(number):
        raise ValueError(tr("a count is no whole number"))
    return int(number)


def _two(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(tr("an interval is missing"))
    return value
