"""Modifiers of what two coders both coded: matched as their acts are, named where they differ, in the JSON too."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coder.report.figures.coder_agreement import CodedTwice, agreement_of
from coder.report.pages.json_record import agreement_json
from coder.vocabulary.scheme import load_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event
from tests.coder.test_modifiers import TOYS

SCHEME = load_scheme(TOYS)


def touches(coder: str, *acts: tuple[float, tuple[tuple[str, str], ...]]):
    made = (event(f"{coder}{n}", "child", "touches", at, at, coder=coder) for n, (at, _) in enumerate(acts))
    return tuple(replace(one, modifiers=said) for one, (_, said) in zip(made, acts, strict=True))


def both(kim, lee, recording="r1") -> CodedTwice:
    whole = Interval(0, 60 * S)
    return CodedTwice(recording=recording, span=whole, whole=whole, first=kim, second=lee)


def found(*coded: CodedTwice):
    return agreement_of(coded, scheme=SCHEME, coders=("kim", "lee"), tolerance_s=0.5)


def test_modifiers_of_matched_acts_are_compared_and_the_differing_ones_named():
    listed = SCHEME.codes[0].modifiers[0]
    left, right = listed.values[:2]
    kim = touches("kim", *((at, ((listed.name, left),)) for at in (1, 5, 9)), (20, ((listed.name, left),)))
    lee = touches(
        "lee",
        (1.2, ((listed.name, left),)),
        (5.1, ((listed.name, right),)),
        (9, ()),
        (40, ((listed.name, left),)),  # not the act at 20: too far off
    )
    (one,) = found(both(kim, lee), both(kim, lee, "r2")).modifiers
    assert (one.subject, one.code, one.modifier, one.condition) == ("child", "touches", listed.name, "by hand")
    result = one.result
    assert (result.matched, result.both, result.same, result.only_first, result.only_second) == (6, 4, 2, 2, 0)
    assert result.share_same == 0.5
    assert [(d.recording, d.onset_us, d.first, d.second) for d in one.differences] == [
        (recording, at * S, left, other) for recording in ("r1", "r2") for at, other in ((5, right), (9, ""))
    ]
    assert one.alike_words == "2 of 4 the same (50 %), 2 said by one alone"


def test_the_json_holds_them_and_nothing_where_nobody_gave_any():
    listed = SCHEME.codes[0].modifiers[0]
    said = ((listed.name, listed.values[0]),)
    kim, lee = touches("kim", (1, said)), touches("lee", (1, said))
    (one,) = json.loads(json.dumps(agreement_json(found(both(kim, lee)))))["modifiers"]
    assert (one["code"], one["both"], one["same"], one["share_same"], one["differences"]) == ("touches", 1, 1, 1.0, [])
    assert one["kappa"]["estimate"] is None
    assert one["kappa"]["reason"]
    assert agreement_json(found(both(touches("kim", (1, ())), touches("lee", (1, ())))))["modifiers"] == []


@pytest.mark.parametrize(("first", "second", "same"), [("2", "2.0", 1), ("2,5", "2.5", 1), ("2", "3", 0)])
def test_numbers_are_alike_however_they_are_written(first, second, same):
    text = TOYS + '[[code.modifier]]\nname = "times"\nkind = "number"\n'
    scheme = load_scheme(text)
    code = next(one for one in scheme.codes if any(m.name == "times" for m in one.modifiers))
    sides = (
        replace(event(coder, "child", code.id, 1, 3, coder=coder), modifiers=(("times", value),))
        for coder, value in (("kim", first), ("lee", second))
    )
    kim, lee = sides
    agreed = agreement_of([both((kim,), (lee,))], scheme=scheme, coders=("kim", "lee"), tolerance_s=0.5)
    (one,) = agreed.modifiers
    assert one.result.same == same
    assert "numbers or free text" in one.result.kappa.reason


def test_an_act_is_the_others_act_where_it_is_so_in_the_kappa():
    """At a tolerance below a time unit kappa takes onsets within one for the same; modifiers took them for two acts."""
    said = ((SCHEME.codes[0].modifiers[0].name, SCHEME.codes[0].modifiers[0].values[0]),)
    kim, lee = touches("kim", (1, said)), touches("lee", (1.05, said))
    agreed = agreement_of([both(kim, lee)], scheme=SCHEME, coders=("kim", "lee"), tolerance_s=0.01)
    assert not agreed.groups[0].result.disagreements
    assert [one.result.same for one in agreed.modifiers] == [1]
