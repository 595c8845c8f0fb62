"""Own words for the study, the page that is read together, and a pause that keeps nothing."""

import json
import re

import pytest

from coder.interchange import formats
from coder.interchange.study_export import documents_of
from coder.study.edits.caregiver_context import DescribeMeeting, FillCard
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.test_pages import AVOIDED, STATISTICS
from tests.coder.report.test_read_aloud import spoken
from ui.cli.parser import main

S = 1_000_000


def printed(capsys, *arguments) -> str:
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 0
    return capsys.readouterr().out


def refused(capsys, *arguments) -> str:
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 2
    return capsys.readouterr().err


@pytest.fixture
def study(tmp_path):
    """Three evenings of one family, a morning of it, and a recording of another family."""
    clip = make_clip(tmp_path / "clip.mp4", frames=40, fps=2)
    began = ("2026-03-01T17:55:00", "2026-03-03T18:05:00", "2026-03-05T18:10:00", "2026-03-06T08:00:00")
    with Project.create(tmp_path / "study") as project:
        for n, at in enumerate(began, 1):
            project.add_recording(clip)
            project.apply(DescribeMeeting(f"r{n}", "Birch", "home", at), coder="kim")
        project.add_recording(clip)
        project.apply(DescribeMeeting("r5", "Rowan", "home", began[0]), coder="kim")
        project.apply(AddEvent("r1", "child", "smile", 2 * S, 3 * S), coder="kim")
        project.apply(FillCard("r1", "caregiver:Kim", rest="up since three", restores="a bath"), coder="kim")
    return tmp_path / "study"


def test_practices_are_three_and_a_later_visit_asks_what_came_of_them(study, capsys):
    for words in ("sit down before I open the door", "call my sister on Sundays", "out by eight"):
        printed(capsys, "own-words", study, "r1", "--caregiver", "caregiver:Kim", "--practice", words)
    fourth = refused(capsys, "own-words", study, "r2", "--caregiver", "caregiver:Kim", "--practice", "one more")
    assert "holds 3 practices already" in fourth
    later = printed(capsys, "own-words", study, "r3")
    assert "“sit down before I open the door” Did it come about? Did it help?" in later
    printed(capsys, "own-words", study, "r3", "--answer", "w1", "--came-about", "twice", "--helped", "a little")
    assert "Last time (2026-03-05): “twice”; “a little”" in printed(capsys, "own-words", study, "r4")
    assert "sit down" not in printed(capsys, "own-words", study, "r5"), "nobody else's family"
    printed(capsys, "own-words", study, "r1", "--take-out", "w2")
    printed(capsys, "undo", study)
    assert "call my sister" in printed(capsys, "own-words", study, "r1")


def test_when_it_runs_low_is_told_by_the_hour_and_asks_for_company(study, capsys, tmp_path):
    who = ("--caregiver", "caregiver:Kim")
    for n in (1, 2, 3):
        printed(capsys, "own-words", study, f"r{n}", *who, "--low", "--hour", 18)
    printed(capsys, "own-words", study, "r1", *who, "--support", "Ada, on Tuesdays", "--hour", 18)
    printed(capsys, "own-words", study, "r1", *who, "--ritual", "three knocks on the door")
    printed(capsys, "own-words", study, "r2", *who, "--delighted", "she sang in the bath")
    printed(capsys, "scheme", study, "resourcing")
    for n in (1, 2):
        printed(
            capsys,
            "code",
            study,
            f"r{n}",
            "caregiver:Kim",
            "slumps",
            *("--onset-us", 0, "--offset-us", S),
            "--coder",
            "kim",
        )
    nights = tmp_path / "nights.csv"
    nights.write_text("time,RMSSD\n2026-03-01 06:30,31\n2026-03-03 22:10,24\n")
    printed(capsys, "context", study, "r1", *who, "--bring", nights, "--name", "RMSSD")
    page = tmp_path / "page.html"
    printed(capsys, "report", study, "r1", "--audience", "caregiver", "-o", page)
    text = page.read_text()
    said = spoken(text)
    assert "On three evenings around six you said that little was left. Who could have that hour?" in said
    assert "On two evenings around six it was noted: “sinking or leaning”." in said
    assert said.count("Who could have that hour?") == 1, "asked once of an hour"
    assert "On one evening around six you said of your rest: “up since three”." in said
    assert "18:00: Ada, on Tuesdays" in said
    assert "“three knocks on the door”" in said
    assert "2026-03-01, what delighted me" not in said
    assert "2026-03-03, what delighted me: “she sang in the bath”" in said
    assert "what you brought" in text
    assert said.index("What restores you") < said.index("little was left")
    assert "smile" not in text, "no signal of the child is on it"
    assert not AVOIDED.search(said.replace("better", "")), AVOIDED.search(said)
    assert not STATISTICS.search(said)
    assert not re.search(r"correlat|alert|warning|risk", text)
    assert said.endswith("What actually restores you?\nWhat signals is this child sending you?\n")
    pdf = tmp_path / "page.pdf"
    printed(capsys, "report", study, "r1", "--audience", "caregiver", "-o", pdf)
    assert pdf.read_bytes().startswith(b"%PDF")


def test_the_page_is_for_one_family(study, capsys, tmp_path):
    told = refused(capsys, "report", study, "--audience", "caregiver", "-o", tmp_path / "page.html")
    assert "one family; name one of its recordings" in told
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--low",), "at which hour"),
        (("--low", "--hour", "24"), "no hour of the day"),
        (("--practice", " "), "Nothing is written"),
        (("--answer", "w9", "--helped", "yes"), "no practice 'w9'"),
        (("--helped", "yes"), "--answer ID"),
        (("--noticed", "rain", "--on", "yesterday"), "is no day"),
        (("--noticed", "rain", "--ritual", "knock"), "one thing at a time"),
        (("--take-out", "w9"), "no own words 'w9'"),
        (("--hour", "3"), "give the words too"),
    ],
)
def test_a_slip_is_one_sentence_and_keeps_nothing(study, capsys, arguments, said):
    told = refused(capsys, "own-words", study, "r1", *arguments)
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert json.loads(printed(capsys, "own-words", study, "r1", "--json"))["own_words"] == []


def test_a_pause_keeps_nothing(study, capsys, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert "Sense your own body" in printed(capsys, "pause")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_own_words_are_in_no_export_of_events(study, capsys, tmp_path):
    printed(capsys, "own-words", study, "r1", "--noticed", "rain on the roof")
    with Project.open(study) as project:
        documents = documents_of(project, [project.recording("r1")])
    assert documents[0].events
    for name in ("csv", "eaf"):
        target = tmp_path / f"out.{name}"
        formats.write(documents, target, format=name)
        assert "rain on the roof" not in target.read_text("utf-8")


def test_erasing_a_recording_takes_what_was_said_at_it(study, capsys):
    printed(capsys, "own-words", study, "r1", "--noticed", "rain on the roof")
    printed(capsys, "own-words", study, "r2", "--noticed", "sun on the floor")
    with Project.open(study) as project:
        assert project.guard.erase("r1", at_once=True).removed["own_words"] == 1
        assert [one.words for one in project.own_words("r2")] == ["sun on the floor"]
