"""Figures over many families on the command line and as a page: pooled or one family's own, never a list."""

import contextlib
import io
import json

import numpy as np
import pytest

from coder.report.figures.pooled_families import _answered_share, _quick_median
from coder.stats import kaplan_meier
from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.project import Project
from tests.many_families import FAMILIES, seven_families
from tests.ui.cli.test_cli_numbers import printed
from tests.ui.cli.test_cli_over_time import refused
from ui.cli.parser import main


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return seven_families(tmp_path_factory.mktemp("families"))


@pytest.fixture(scope="module")
def told(study):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["pooled", str(study), "--json"]) == 0
    return json.loads(out.getvalue())


def test_it_rests_on_every_family_and_says_the_figures_of_the_app(told, study, capsys):
    assert (told["families"], told["recordings"], told["bids"], told["by"]) == (7, 14, 196, "setting")
    assert told["sides_told"] == 6
    low, high = told["share_answered"]["interval"]
    assert low < told["share_answered"]["estimate"] < high
    by_condition = json.loads(printed(capsys, "latencies", study, "--by", "condition", *[
        part for name, first in (("home", 1), ("nursery", 2))
        for part in ("--condition", f"{name}={','.join(f'r{n}' for n in range(first, 15, 2))}")
    ], "--json"))  # fmt: skip
    for mine, other in zip(told["conditions"], by_condition["groups"], strict=True):
        assert mine["condition"] == other["group"]
        assert mine["latency"]["survival"] == other["latency"]["survival"]
        last = mine["answered_by"][-1]
        assert last["share"]["estimate"] == pytest.approx(1 - other["latency"]["survival"][-1])
    assert told["model"]["n_clusters"] == 7


def test_no_family_stands_by_itself(told, study, tmp_path, capsys):
    printed(capsys, "report", study, "--audience", "pooled", "-o", tmp_path / "p.html")
    page = (tmp_path / "p.html").read_text()
    for words in (json.dumps(told), page, printed(capsys, "pooled", study)):
        assert not [name for name in FAMILIES if name.lower() in words.lower()]
        assert "shrunken" not in words
    assert "7 families" in page
    assert "asked about in 6 of 14 recordings" in page


def test_one_familys_own_is_of_nobody_else(study, capsys):
    own = json.loads(printed(capsys, "pooled", study, "--family", "oak", "--json"))
    assert set(own) == {"family", "rule", "bids", "answered", "share", "shrunken_share", "interval", "reason"}
    assert own["bids"] == 28
    # Seven families of 28 bids each: what is shrunk lies between its own share and the others'.
    assert own["share"] < own["shrunken_share"] < 0.54
    assert "no family 'nobody'" in refused(capsys, "pooled", study, "--family", "nobody")


def test_few_families_are_not_pooled_and_a_page_of_them_is_not_written(study, tmp_path, capsys):
    with Project.create(tmp_path / "few") as project:
        for k in range(4):
            made = project.add_recording(study.parent / "minute.mp4", link=True).id
            project.apply(DescribeMeeting(made, f"family {k}", "home"), coder="kim")
    assert "need 5 families at least, and this study names 4" in refused(capsys, "pooled", tmp_path / "few")
    target = tmp_path / "p.html"
    assert "5 families" in refused(capsys, "report", tmp_path / "few", "--audience", "pooled", "-o", target)
    assert not target.exists()


def test_by_bid_and_another_seed(study, capsys):
    words = printed(capsys, "pooled", study, "--by", "bid", "--seed", "1")
    assert "look_to_caregiver: 7 families" in words
    assert "smile beside look_to_caregiver" in words


def test_the_quick_curve_of_the_draws_is_the_curve():
    rng = np.random.default_rng(1)
    for _ in range(60):
        waits = np.ceil(rng.exponential(2, 30) * 4) / 4
        seen = waits <= rng.uniform(0.5, 4)
        waits = np.minimum(waits, 3)
        curve = kaplan_meier(waits, seen)
        assert _quick_median(waits, seen) == curve.estimate
        for time in (0.25, 1.0, 2.5, 3.0, 4.0):
            share = curve.share_by(time)
            assert _answered_share(waits, seen, time) == (None if share is None else pytest.approx(share))
