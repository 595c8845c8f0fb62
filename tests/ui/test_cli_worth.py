"""The command line: what proposals are worth, rules switched off, many decided at once, edges that meet a proposal."""

from __future__ import annotations

import pytest

from coder.study.edits.coding import Accept
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from tests.ui.cli.test_cli import as_json, ok, refused, run

PROMISED = {
    *("rule", "code", "versions", "models", "accepted", "moved", "rejected", "met_quietly", "later", "waiting"),
    *("missed", "share_accepted", "share_moved", "share_rejected", "share_missed", "timed", "seconds"),
    *("median_seconds", "hand_seconds_per_event", "keys", "hand_keys", "costs_more", "shown", "words"),
}


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        project.blinding.state_share(0)
        project.add_recording(clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        smile = next(p for p in project.proposals("r1") if p.draft.code == "smile" and p.draft.subject == "child")
        project.apply(Accept(smile.id, took_ms=2500), coder="kim")
    return folder


def smile_of(study, *more: object):
    found = as_json("worth", study, *more)["rules"]
    return next(one for one in found if one["code"] == "child/smile")


def test_worth_is_told_as_documented(study):
    found = as_json("worth", study)
    assert set(found) == {"recordings", "rules", "models", "cards", "hand"}
    smile = smile_of(study)
    assert set(smile) == PROMISED
    assert (smile["rule"], smile["accepted"], smile["seconds"]) == ("smile", 1, 2.5)
    assert {one["model"] for one in found["models"]} == {m for one in found["rules"] for m in one["models"]}
    assert "child smiles" in ok("worth", study)


def test_a_rule_is_switched_off_for_one_coder_and_on_again(study):
    waiting = [p for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"]
    assert {p["subject"] for p in waiting} == {"caregiver"}
    said = run("worth", study, "--off", "smile", "--coder", "kim")
    assert "caregiver smiles: proposes nothing now to kim" in said.stderr
    assert [p for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"] == []
    ok("blind", study, "r1", "--coder", "lee", "--look")
    assert [p for p in as_json("proposals", study, "r1", "--coder", "lee") if p["status"] == "open"] != []
    ok("worth", study, "--on", "caregiver/smile", "--coder", "kim")
    assert len([p for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"]) == 1
    assert any(entry["act"] == "rule switched off or on" for entry in as_json("audit", study))


def test_what_does_not_fit_is_said_in_a_sentence(study):
    assert "--coder" in refused("worth", study, "--off", "smile")
    assert "'grin'" in refused("worth", study, "--off", "grin", "--coder", "kim")
    assert "--until-us alone" in refused("decide", study, "p2", "skip", "--until-us", 1, "--coder", "kim")


def test_many_are_decided_in_one_step(study):
    (left,) = [p["id"] for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"]
    assert "Nothing of the kind" in refused("decide", study, left, "reject", "--until-us", 0, "--coder", "kim")
    assert f"{left}: rejected." in ok("decide", study, left, "reject", "--until-us", 4_000_000, "--coder", "kim")
    ok("undo", study, "--coder", "kim")
    assert [p["id"] for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"] == [left]


def test_edges_meet_a_proposal_and_a_blind_coder_meets_none(study):
    (left,) = [p for p in as_json("proposals", study, "r1", "--coder", "kim") if p["status"] == "open"]
    coded = ("code", study, "r1", "caregiver", "smile", "--snap")
    times = ("--onset-us", left["onset_us"] + 120_000, "--offset-us", left["offset_us"])
    ok("blind", study, "r1", "--coder", "lee")
    assert "blind" in refused(*coded, *times, "--coder", "lee")
    assert left["id"] in ok(*coded, *times, "--coder", "kim")
    event = next(e for e in as_json("events", study, "r1") if e["subject"] == "caregiver")
    assert (event["onset_us"], event["origin"], event["proposal"]) == (left["onset_us"], "human", left["id"])
    assert event["timing_bound_us"] == left["timing_bound_us"]
