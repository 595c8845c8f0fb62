"""Context and meeting on the command line: shown, written down, undone; a child's signals never stand alone."""

import json

import pytest

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN
from tests.ui.cli.test_cli_numbers import fill, printed
from ui.cli.parser import main

NOT_COLLECTED = "The caregiver's own side: not collected."


@pytest.fixture
def study(tmp_path):
    clip = make_clip(tmp_path / "minute.mp4", frames=120, fps=2)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        fill(project, "r1", KNOWN, coder="kim")
    return tmp_path / "study"


def shown(capsys, *arguments) -> dict:
    return json.loads(printed(capsys, *arguments, "--json"))


def test_a_card_is_filled_in_bit_by_bit_and_one_undo_takes_a_bit_back(study, capsys):
    assert shown(capsys, "context", study, "r1")["state"] == "not collected"
    printed(capsys, "context", study, "r1", "--rest", "four hours")
    found = shown(capsys, "context", study, "r1", "--restores", "a walk", "--caregiver", "caregiver")
    assert found["state"] == "in their own words"
    assert (found["cards"][0]["rest"], found["cards"][0]["restores"]) == ("four hours", "a walk")
    printed(capsys, "undo", study)
    assert shown(capsys, "context", study, "r1")["cards"][0]["restores"] == ""
    assert shown(capsys, "context", study, "r1", "--rather-not")["state"] == "asked, rather not say"
    assert shown(capsys, "context", study, "r1", "--clear")["state"] == "not collected"


def test_a_series_and_a_meeting_are_told_in_words(study, tmp_path, capsys):
    (tmp_path / "nights.csv").write_text("date;hours;secret\n2026-02-28;6,5;x\n2026-03-01;4;y\n")
    bring = ("context", study, "r1", "--bring", tmp_path / "nights.csv", "--name", "sleep")
    assert shown(capsys, *bring)["series"][0]["points"] == [["2026-02-28", 6.5], ["2026-03-01", 4.0]]
    meeting = ("--family", "Birch", "--setting", "home", "--began-at", "2026-03-01T18:29:30")
    text = printed(capsys, "meeting", study, "r1", *meeting, "--window", "bedtime 18:30-19:30")
    assert "Brought by the caregiver: sleep, 2 values of 2026-02-28 to 2026-03-01, between 4 and 6.5 h." in text
    assert "The recording: family Birch, home, began 2026-03-01 18:29:30, full presence bedtime 18:30–19:30." in text
    with Project.open(study) as project:
        assert "secret" not in str(project._db.execute("SELECT * FROM series"))
    assert shown(capsys, "context", study, "r1", "--take-out", "s1")["series"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("context", "r1", "--rest", "a", "--rather-not"), "Give one thing at a time"),
        (("context", "r1", "--name", "sleep"), "give the file with --bring"),
        (("context", "r1", "--bring", "none.csv", "--name", "sleep"), "none.csv"),
        (("context", "r1", "--rest", " "), "The card is empty"),
        (("context", "r9"), "no recording 'r9'"),
        (("meeting", "r1", "--began-at", "noon"), "no date with a time"),
        (("meeting", "r1", "--window", "bedtime"), "no window of the day"),
        (("context", "r1", "--take-out", "s7"), "no series 's7'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(study, capsys, arguments, said):
    assert main([arguments[0], str(study), *arguments[1:]]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert (told.out, len(told.err.strip().splitlines())) == ("", 1)


def test_a_childs_signals_are_printed_beside_the_card_or_the_note(study, capsys):
    def both(*arguments):
        capsys.readouterr()
        assert main([str(a) for a in arguments]) == 0
        told = capsys.readouterr()
        return told.out + told.err

    lists = [("stats", study, "r1"), ("events", study, "r1"), ("exchanges", study, "r1")]
    for command in [*lists, (*lists[1], "--json"), (*lists[2], "--json")]:
        assert NOT_COLLECTED in both(*command), command
    assert shown(capsys, "stats", study, "r1")["context"]["state"] == "not collected"
    printed(capsys, "context", study, "r1", "--rest", "four hours")
    for command in lists:
        assert "rest: “four hours”" in both(*command)
    assert shown(capsys, "stats", study, "r1")["context"]["cards"][0]["rest"] == "four hours"


def test_a_coded_window_changes_what_is_an_answer_and_the_rule_says_so(study, capsys):
    printed(capsys, "scheme", study, "presence")
    codes = (("together", "full_presence", 10, 20), ("caregiver", "acknowledges", 26, 26))
    for subject, code, onset, offset in codes:
        times = ("--onset-us", onset * 1_000_000, "--offset-us", offset * 1_000_000)
        printed(capsys, "code", study, "r1", subject, code, *times, "--coder", "kim")

    def third(*more):
        return shown(capsys, "exchanges", study, "r1", *more)[2]

    one = third()
    assert (one["bid_onset_us"], one["outcome"], one["latency_us"], one["is_answer"]) == (
        25_000_000,
        "acknowledged",
        1_000_000,
        True,
    )
    assert one["rule"] == "prompt-3s+acknowledged-outside"
    assert (third("--plain-rule")["outcome"], third("--plain-rule")["rule"]) == ("acknowledged", "prompt-3s")
    assert third("--plain-rule")["is_answer"] is False
    numbers = shown(capsys, "stats", study, "r1")
    assert numbers["rule"]["acknowledged_outside"] is True
    assert numbers["full_presence_us"] == [[10_000_000, 20_000_000]]
    plain = shown(capsys, "stats", study, "r1", "--plain-rule")
    assert plain["left_open"] == numbers["left_open"], "acknowledged is never open"
    assert plain["counted_bids"] == numbers["counted_bids"] - 1, "and told apart where it is no answer"
    assert "left aside, as was asked" in " ".join(plain["notes"])


@pytest.mark.parametrize("audience", ["family", "research"])
def test_both_reports_carry_the_card_and_an_export_of_events_never_does(study, tmp_path, capsys, audience):
    printed(capsys, "context", study, "r1", "--rest", "four <hours>", "--restores", "a walk & quiet")
    page = tmp_path / "report.html"
    printed(capsys, "report", study, "--audience", audience, "-o", page)
    text = page.read_text()
    assert "Rest: “four &lt;hours&gt;”" in text
    assert "Not collected" not in text
    if audience == "family":
        said = "What restores the caregiver, in their own words: “a walk &amp; quiet”"
        assert text.index(said) < text.index("found an answer")
    with Project.open(study) as project:
        project.guard.state_purpose(Purpose.RESEARCH)
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
    for format_ in ("csv", "eaf", "textgrid"):
        printed(capsys, "export", study, "--format", format_, "-o", tmp_path / f"out.{format_}")
        assert b"walk" not in (tmp_path / f"out.{format_}").read_bytes()
