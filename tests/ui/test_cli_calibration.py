"""`dyadmirror calibrate`: fitted by a human's act, judged by what was held out, named in each proposal, taken back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coder.proposals.calibrated_rules import RuleOfRole
from coder.report.figures.calibration_trial import RuleTrial, try_calibration
from coder.study.edits.coding import Accept
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Status
from coder.vocabulary.scheme import Role
from tests.smiling_study import SMILES_S, smiling_study
from tests.ui.cli.test_cli_blind import found, said
from tests.ui.cli.test_cli_numbers import printed
from ui.operations.blind_comparison import coder_words
from ui.operations.calibration_fit import kept_of

FOUR = ("ash", "birch", "cedar", "dogwood")


@pytest.fixture
def faint(tmp_path):
    return smiling_study(tmp_path / "faint")


def smiles(folder, recording="r1"):
    with Project.open(folder) as project:
        return [one for one in project.proposals(recording) if one.draft.code == "smile"]


def test_thresholds_that_find_more_are_kept_named_and_taken_back(faint, capsys):
    assert smiles(faint) == []
    told = found(capsys, "calibrate", faint)
    assert told["calibration"] == told["in_use"] == 1
    assert told["recordings"] == ["r1", "r2", "r3"]
    (rule,) = (one for one in told["rules"] if one["code"] == "smile" and one["role"] == "child")
    assert rule["kept"] is True
    assert rule["rule"].startswith("smile@")
    assert rule["held_out"]["by"] == "family"
    assert rule["held_out"]["groups"] == 3
    assert rule["held_out"]["f1_before"] == 0
    assert rule["held_out"]["f1_after"] > 0.9
    assert rule["held_out"]["difference_interval"][0] > 0
    assert rule["thresholds"]["smile_on"] < 0.26
    assert len(smiles(faint)) == len(SMILES_S)
    assert {one.draft.rule for one in smiles(faint)} == {f"{rule['rule']}+calibration@1"}
    assert found(capsys, "calibrate", faint, "--list")["in_use"] == 1
    validated = found(capsys, "validate", faint)
    assert "fitted to r1, r2, r3" in validated["notes"][0]
    assert "Thresholds had been fitted to 3 of the same recordings." in validated["methods"]
    assert "built-in" in printed(capsys, "calibrate", faint, "--undo")
    assert smiles(faint) == []
    assert "calibration 1" in printed(capsys, "calibrate", faint, "--use", "1")
    assert len(smiles(faint)) == len(SMILES_S)
    assert "built-in" in printed(capsys, "calibrate", faint, "--use", "built-in")
    assert smiles(faint) == []


def test_what_one_coder_said_alone_may_be_what_is_fitted_to(faint, capsys):
    assert "coded blind" in said(capsys, "calibrate", faint, "--coder", "lee")
    assert smiles(faint) == []
    assert "one thing at a time" in said(capsys, "calibrate", faint, "--list", "--coder", "kim")
    assert found(capsys, "calibrate", faint, "--coder", "kim")["recordings"] == ["r1", "r2", "r3"]


def test_what_was_decided_stays(faint, capsys):
    found(capsys, "calibrate", faint)
    with Project.open(faint) as project:
        first = smiles(faint)[0]
        project.blinding.begin("r1", "lee")
        event = project.apply(Accept(first.id), coder="lee")
        assert event.rows
    found(capsys, "calibrate", faint, "--undo")
    found(capsys, "calibrate", faint, "--use", "1")
    with Project.open(faint) as project:
        assert project.proposal(first.id).status is Status.ACCEPTED
        assert sum(one.coder == "lee" for one in project.events("r1")) == 1
    assert len(smiles(faint)) == len(SMILES_S)


def test_thresholds_that_fit_are_left_alone(tmp_path, capsys):
    clear = smiling_study(tmp_path / "clear", height=0.9)
    told = found(capsys, "calibrate", clear)
    assert told["calibration"] is None
    assert told["in_use"] == 0
    assert "as well as any other" in next(one["why"] for one in told["rules"] if one["code"] == "smile")
    assert len(smiles(clear)) == len(SMILES_S)


def test_too_little_says_what_would_be_enough(tmp_path, capsys):
    one = smiling_study(tmp_path / "one", families=("ash",))
    assert "10 in 3 recordings would be enough" in said(capsys, "calibrate", one)
    seen = smiling_study(tmp_path / "seen", blind=False)
    assert "said by blind coding alone" in said(capsys, "calibrate", seen)
    assert found(capsys, "calibrate", one, "--list") == {"in_use": 0, "calibrations": []}
    assert "nothing to take back" in said(capsys, "calibrate", one, "--undo")
    assert "no calibration 7" in said(capsys, "calibrate", one, "--use", "7")
    assert "is no calibration" in said(capsys, "calibrate", one, "--use", "best")
    assert "can be calibrated" in said(capsys, "calibrate", one, "--rule", "mood")
    assert "one thing at a time" in said(capsys, "calibrate", one, "--undo", "--list")


def test_recordings_are_held_out_where_there_is_one_family(tmp_path, capsys):
    folder = smiling_study(tmp_path / "s", families=("ash", "ash", "ash"))
    told = found(capsys, "calibrate", folder, "--rule", "smile")
    assert told["calibration"] == 1
    assert {one["rule"].partition("@")[0] for one in told["rules"]} == {"smile"}
    assert told["rules"][0]["held_out"]["by"] == "recording"
    assert "Kept as calibration 2" in printed(capsys, "calibrate", folder, "--rule", "smile")


def test_a_calibration_goes_with_a_recording_it_came_from(tmp_path, capsys):
    faint = smiling_study(tmp_path / "faint", families=FOUR)
    found(capsys, "calibrate", faint)
    erased = found(capsys, "erase", faint, "r2", "--now")
    assert erased["removed"]["calibrations"] == 1
    assert found(capsys, "calibrate", faint, "--list") == {"in_use": 0, "calibrations": []}
    assert smiles(faint) == []
    found(capsys, "calibrate", faint)
    assert found(capsys, "calibrate", faint, "--list")["in_use"] == 2


def test_it_leaves_only_on_purpose_and_names_nobody(faint, tmp_path, capsys):
    assert "built-in" in said(capsys, "calibrate", faint, "--export", tmp_path / "c.json")
    found(capsys, "calibrate", faint)
    printed(capsys, "calibrate", faint, "--export", tmp_path / "c.json")
    assert "c.json" in said(capsys, "calibrate", faint, "--export", tmp_path / "c.json")
    text = (tmp_path / "c.json").read_text()
    for name in ("ash", "birch", "kim", "r1", "r2"):
        assert f'"{name}' not in text
    trail = found(capsys, "audit", faint)
    assert trail[-1]["detail"]["format"] == "calibration"
    assert any(one["act"] == "calibration put in use" for one in trail)
    other = smiling_study(tmp_path / "other", families=("oak", "elm"))
    words = printed(capsys, "calibrate", other, "--import", tmp_path / "c.json")
    assert "not in use yet" in words
    assert smiles(other) == []
    printed(capsys, "calibrate", other, "--use", "1")
    assert len(smiles(other)) == len(SMILES_S)
    assert found(capsys, "calibrate", other, "--list")["calibrations"][0]["brought"] is True


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(format="other@1"),
        lambda one: one.update(rules=[]),
        lambda one: one["rules"].append(one["rules"][0]),
        lambda one: one["rules"][0].update(rule="x" * 200 + "@1"),
        lambda one: one["rules"][0].update(role="judge"),
        lambda one: one["rules"][0]["thresholds"].update(smile_on=1e9),
        lambda one: one["rules"][0]["thresholds"].update(held_share=1),
        lambda one: one["rules"][0]["thresholds"].update(smile_on=float("nan")),
        lambda one: one["rules"][0]["held_out"].update(f1_after=2),
        lambda one: one["rules"][0].pop("held_out"),
    ],
)
def test_an_altered_file_is_refused_in_a_sentence(faint, tmp_path, capsys, change):
    found(capsys, "calibrate", faint)
    printed(capsys, "calibrate", faint, "--export", tmp_path / "c.json")
    content = json.loads((tmp_path / "c.json").read_text())
    change(content)
    (tmp_path / "c.json").write_text(json.dumps(content))
    assert "cannot be read" in said(capsys, "calibrate", faint, "--import", tmp_path / "c.json")
    assert len(found(capsys, "calibrate", faint, "--list")["calibrations"]) == 1


def test_the_research_page_quotes_how_right_the_proposals_are_and_is_made_again(faint, tmp_path, capsys):
    found(capsys, "calibrate", faint)
    page = tmp_path / "page.html"
    printed(capsys, "report", faint, "--audience", "research", "--seed", "1", "-o", page)
    assert "blind coding of 3 recordings (3 families;" in page.read_text()
    assert "Thresholds had been fitted to 3 of the same recordings." in page.read_text()
    again = tmp_path / "again.html"
    printed(capsys, "report", faint, "--rerun", tmp_path / "page.parameters.json", "-o", again)
    assert again.read_bytes() == page.read_bytes()
    one = tmp_path / "one.html"
    printed(capsys, "report", faint, "r1", "--audience", "research", "-o", one)
    assert "blind coding of 1 recording (1 family;" in one.read_text()
    printed(capsys, "report", faint, "r1", "--audience", "family", "-o", tmp_path / "family.html")
    assert "blind coding of" not in (tmp_path / "family.html").read_text()


def test_what_was_learned_from_a_recording_is_not_used_once_somebody_withdraws(tmp_path, capsys):
    faint = smiling_study(tmp_path / "faint", families=FOUR)
    found(capsys, "calibrate", faint)
    printed(capsys, "consent", faint, "r2", "--withdraw")
    assert found(capsys, "calibrate", faint, "--list")["in_use"] == 0
    assert smiles(faint) == []
    assert "birch, which is locked" in said(capsys, "calibrate", faint, "--use", "1")
    assert "r2 is locked" in found(capsys, "validate", faint)["left_out"]
    assert found(capsys, "calibrate", faint)["recordings"] == ["r1", "r3", "r4"]
    assert len(smiles(faint)) == len(SMILES_S)


def test_what_was_tried_again_and_is_no_better_does_not_go_on(faint):
    """A version goes on with what is in use as far as nothing new is said of it."""
    with Project.open(faint) as project:
        words, _ = coder_words(project)
        (smile,) = (one.fitted for one in try_calibration(words, rules=["smile"]) if one.kept and one.fitted)
        look = replace(smile, version="look@5", thresholds=(("look_on_deg", 40.0),))
        project.calibrations.keep([smile], ["r1"], use=True)
        with_it = project.calibrations.keep([look], ["r1"], use=True)
        assert [one.name for one in with_it.rules] == ["look", "smile"]
        of = (RuleOfRole("look", Role.CHILD, "look_to_caregiver"), RuleOfRole("smile", Role.CHILD, "smile"))
        better = RuleTrial(of=of[0], fitted=look, kept=True, why="", blind_events=21, groups=3, enough=True)
        tried = RuleTrial(of=of[1], fitted=None, kept=False, why="-", blind_events=21, groups=3, enough=True)
        too_few = replace(tried, enough=False)
        assert [one.name for one in kept_of(project, [better, too_few], ["r1"]).rules] == ["look", "smile"]
        assert [one.name for one in kept_of(project, [better, tried], ["r1"]).rules] == ["look"]


@pytest.mark.parametrize("goes", ["erase", "consent"])
def test_what_was_fitted_to_a_recording_that_goes_before_it_is_kept_is_not_kept(faint, capsys, goes):
    """In the window a fit is kept when somebody says so, which may be after a family withdrew."""
    with Project.open(faint) as project:
        words, _ = coder_words(project)
    trials = try_calibration(words, rules=["smile"])
    printed(capsys, goes, faint, "r2", "--now" if goes == "erase" else "--withdraw")
    with Project.open(faint) as project:
        with pytest.raises(StudyError, match="fit again without it"):
            kept_of(project, trials, ["r1", "r2", "r3"])
        assert project.calibrations.all() == ()
        assert project.calibrations.in_use is None
