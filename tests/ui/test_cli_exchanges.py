"""The command line's exchanges: listed under a rule, decided on as acts are."""

from __future__ import annotations

import pytest

from tests.coder.media.clipmaker import make_clip
from tests.studies import make_smiling_study
from tests.ui.cli.test_cli import as_json, ok, refused

CONTRACT = [
    "id",
    "kind",
    "bid",
    "response",
    "latency_us",
    "latency_bound_us",
    "anchor_us",
    "watched_until_us",
    "offered_outcome",
    "evidence",
    "status",
]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=100, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    make_smiling_study(tmp_path / "study", clip)
    return tmp_path / "study"


def listed(study, *more: object) -> dict[str, dict]:
    return {item["id"]: item for item in as_json("proposals", study, "r1", "--exchanges", *more)}


def test_exchanges_are_listed_as_documented_and_accepted_in_one_word(study):
    found = listed(study)
    (card,) = (item for item in found.values() if item["kind"] == "answer")
    assert set(CONTRACT) <= set(card)
    assert {card["bid"], card["response"]} <= {p["id"] for p in as_json("proposals", study, "r1")}
    assert card["status"] == "open"
    ok("decide", study, card["id"], "accept", "--coder", "kim")
    (exchange,) = as_json("exchanges", study, "r1")
    assert (exchange["outcome"], exchange["latency_us"]) == ("answered", card["latency_us"])
    after = listed(study)[card["id"]]
    assert after["status"] == "accepted"
    assert {after["bid"], after["response"]} == {e["id"] for e in as_json("events", study, "r1")}
    ok("undo", study)
    assert listed(study) == found
    assert as_json("events", study, "r1") == []


def test_what_came_back_can_be_changed_rejected_and_left(study):
    (card,) = (item for item in listed(study).values() if item["kind"] == "answer")
    ok("decide", study, card["id"], "skip", "--coder", "kim")
    assert listed(study)[card["id"]]["status"] == "skipped"
    ok("decide", study, card["id"], "reject", "--coder", "kim")
    rejected = listed(study)
    assert rejected[card["id"]]["status"] == "rejected"
    bare = f"x-{card['bid']}"
    assert (rejected[bare]["status"], rejected[bare]["response"]) == ("open", None)
    ok("decide", study, bare, "accept", "--outcome", "available nearby", "--coder", "kim")
    assert as_json("exchanges", study, "r1")[0]["outcome"] == "available nearby"
    ok("undo", study)
    touch = as_json(
        "code", study, "r1", "caregiver", "touch", "--onset-us", 3400000, "--offset-us", 3800000, "--coder", "kim"
    )["event"]
    bid = next(i for i in listed(study).values() if i["kind"] == "answer" and i["status"] == "open")
    ok("decide", study, bid["id"], "accept", "--response", touch, "--coder", "kim")
    (exchange,) = as_json("exchanges", study, "r1", "--rule", "turn-5s")
    assert (exchange["response"], exchange["paired_by_hand"]) == (touch, True)


def test_what_was_decided_by_hand_is_not_accepted_again_unchanged_and_can_be_left_to_the_rule(study):
    (card,) = (item for item in listed(study).values() if item["kind"] == "answer")
    to_rule = ("decide", study, card["id"], "accept", "--response", "rule", "--coder", "kim")
    assert "not paired by hand" in refused(
        "decide", study, card["id"], "accept", "--response", "rule", "--coder", "kim"
    )
    ok("decide", study, card["id"], "accept", "--response", "none", "--coder", "kim")
    by_hand = as_json("exchanges", study, "r1")
    assert by_hand[0]["paired_by_hand"] is True
    again = refused("decide", study, card["id"], "accept", "--coder", "kim")
    assert "was decided by hand already and stays as it is" in again
    assert as_json("exchanges", study, "r1") == by_hand
    assert "the rule's again" in ok(*to_rule)
    assert as_json("exchanges", study, "r1")[0]["paired_by_hand"] is False
    ok("undo", study)
    assert as_json("exchanges", study, "r1") == by_hand
    bid = by_hand[0]["bid"]
    ok("decide", study, card["id"], "accept", "--outcome", "available nearby", "--response", "none", "--coder", "kim")
    assert as_json("exchanges", study, "r1")[0]["outcome"] == "available nearby"
    assert bid == as_json("exchanges", study, "r1")[0]["bid"]


def test_another_rule_gives_other_exchanges_and_their_ids_are_known(study):
    for rule in ("prompt-2s", "turn-5s", "turn-2s-1s"):
        found = [i for i in listed(study, "--rule", rule).values() if i["kind"] == "answer"]
        assert all(item["rule"] == rule for item in found)
        ok("decide", study, found[0]["id"], "skip", "--coder", "kim", "--rule", rule)
        ok("undo", study)


def test_what_does_not_fit_is_said_in_a_sentence(study):
    (card,) = (item for item in listed(study).values() if item["kind"] == "answer")
    for words, said in (
        (("decide", study, "x-p98-p99", "accept", "--coder", "kim"), "no proposed exchange"),
        (("decide", study, card["id"], "accept", "--outcome", "ignored", "--coder", "kim"), "not an outcome"),
        (("decide", study, card["id"], "accept", "--response", "e77", "--coder", "kim"), "no proposal or event 'e77'"),
        (("decide", study, card["id"], "accept", "--onset-us", "1", "--coder", "kim"), "several acts"),
        (("decide", study, card["id"], "skip", "--response", "none", "--coder", "kim"), "accept"),
        (("decide", study, card["bid"], "accept", "--response", "e1", "--coder", "kim"), "single act"),
        (("proposals", study, "r1", "--rule", "turn-5s"), "--exchanges"),
        (("proposals", study, "r7", "--exchanges"), "no recording 'r7'"),
    ):
        assert said in refused(*words), words
    assert as_json("events", study, "r1") == []


def test_a_blind_coder_is_refused(study):
    ok("blind", study, "r1", "--coder", "lee")
    (card,) = (item for item in listed(study).values() if item["kind"] == "answer")
    assert "blind" in refused("proposals", study, "r1", "--exchanges", "--coder", "lee")
    assert "blind" in refused("decide", study, card["id"], "accept", "--coder", "lee")


def test_two_coders_are_compared_on_exchanges_too(study):
    for coder, child, caregiver in (("ann", 400_000, 1_000_000), ("bea", 480_000, 1_120_000)):
        for who, code, onset in (("child", "smile", child), ("caregiver", "touch", caregiver)):
            ok(
                "code", study, "r1", who, code, "--onset-us", onset, "--offset-us", onset + 800_000, "--coder", coder
            )  # fmt: skip
    found = as_json("reliability", study, "r1", "--coders", "ann", "bea")
    assert found["rule"] == "prompt-3s"
    (one,) = found["exchanges"]
    assert (one["condition"], one["bids"], one["same_bid"], one["same_answer"]) == ("by hand", [1, 1], 1, 1)
    assert (one["latency_within"], one["latency_differences_us"], one["agreed"]) == (1, [40_000], 1.0)
    (strict,) = as_json("reliability", study, "r1", "--coders", "ann", "bea", "--tolerance-ms", "30")["exchanges"]
    assert (strict["same_bid"], strict["agreed"]) == (0, 0.0)
