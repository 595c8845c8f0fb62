"""Built-in schemes hold together, say what is seen, and are documented."""

import re
from pathlib import Path

import pytest

from coder.stats import mismatch_repair
from coder.vocabulary.scheme import CodeKind, Role, builtin_names, builtin_scheme

ROOT = Path(__file__).resolve().parents[3]
FORBIDDEN = re.compile(
    r"\b(scor\w*|rat(e|ing)s?|perform\w*|fail\w*|good|bad|attachment|secure|insecure|avoidant|happy|sad|angry|anxious|upset|disappointed)\b",
    re.IGNORECASE,
)
MINE = [name for name in builtin_names() if name != "first_path"]


def test_all_are_there():
    assert set(MINE) == {
        "engagement",
        "separation_reunion",
        "limits_with_warmth",
        "presence",
        "resourcing",
        "still_face",
        "strange_situation",
        "voices",
    }


@pytest.mark.parametrize("name", builtin_names())
def test_scheme_holds_together(name):
    scheme = builtin_scheme(name)
    assert scheme.id == name
    keys = [code.key for code in scheme.codes if code.key]
    assert len(set(keys)) == len(keys)
    for code in scheme.codes:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code.id)
        assert len(code.description) > 20
        assert code.description.endswith(".")
        assert not (code.bid and code.role is not Role.CHILD)
        assert not (code.response and code.role is not Role.CAREGIVER)


@pytest.mark.parametrize("name", MINE)
def test_scheme_says_what_is_seen_and_judges_nobody(name):
    scheme = builtin_scheme(name)
    for text in (scheme.title, *(t for c in scheme.codes for t in (c.id.replace("_", " "), c.label, c.description))):
        assert not FORBIDDEN.search(text), text


@pytest.mark.parametrize("name", builtin_names())
def test_scheme_is_documented(name):
    assert f"`{name}`" in (ROOT / "docs/schemes.md").read_text("utf-8")


def test_fitting_states_are_states_of_the_scheme_and_go_into_mismatch_repair():
    scheme = builtin_scheme("engagement")
    pairs = scheme.fits
    assert len(pairs) == len(set(pairs)) > 4
    for child, caregiver in pairs:
        assert scheme.code(Role.CHILD, child).kind is CodeKind.STATE
        assert scheme.code(Role.CAREGIVER, caregiver).kind is CodeKind.STATE
    # Crying that is comforted is met.
    met = mismatch_repair(
        ([0], [10], ["cries_or_fusses"]),
        ([0, 4], [4, 10], ["busy_elsewhere", "comforts"]),
        span=(0, 10),
        fits=pairs,
        unit="s",
    )
    assert met.estimate == pytest.approx(0.6)


def test_timing_templates_have_the_published_lengths():
    still = builtin_scheme("still_face").episodes
    assert [(e.id, e.planned_us) for e in still] == [
        ("play", 120_000_000),
        ("still_face", 120_000_000),
        ("reunion", 120_000_000),
    ]
    strange = builtin_scheme("strange_situation").episodes
    assert [e.planned_us // 1_000_000 for e in strange] == [30] + [180] * 7
    assert builtin_scheme("engagement").episodes == ()
    for name in ("still_face", "strange_situation"):
        assert not any(code.bid or code.response for code in builtin_scheme(name).codes)


def test_only_a_human_codes_that_a_caregiver_runs_low():
    human = {name: {code.only_human for code in builtin_scheme(name).codes} for name in builtin_names()}
    assert {name for name, only in human.items() if True in only} == {"resourcing"}
    assert human["resourcing"] == {True}
