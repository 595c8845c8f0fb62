"""Numbers on the command line: what is printed is what was worked out by hand. One study, made by edits."""

import json
import re

import pytest
from pypdf import PdfReader

from coder.exchanges.pairing import Outcome
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent, SettleOutcome
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from tests.ui.cli.test_cli import as_json, refused
from ui.cli.parser import main
from ui.operations.study_figures import agreement_in, coded_twice


def fill(project: Project, recording: str, rows, *, coder: str) -> None:
    for _, subject, code, onset, offset in rows:
        project.apply(AddEvent(recording, subject, code, round(onset * S), round(offset * S)), coder=coder)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Recording r1: one minute that Kim coded. Recording r2: nothing is coded."""
    folder = tmp_path_factory.mktemp("numbers")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        for _ in range(2):
            project.add_recording(clip)
        fill(project, "r1", KNOWN, coder="kim")
        bid = next(e.id for e in project.events("r1") if e.onset_us == 35 * S)
        project.apply(SettleOutcome(bid, Outcome.NOT_A_BID), coder="kim")
    return folder / "study"


@pytest.fixture
def two_coders(tmp_path):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        rows = [("", "child", "smile", 2, 3), ("", "caregiver", "smile", 4, 5), ("", "child", "reach", 9, 10)]
        fill(project, "r1", rows, coder="kim")
        fill(project, "r1", [("", "child", "smile", 2.2, 3), ("", "caregiver", "touch", 4, 5)], coder="lee")
    return tmp_path / "study"


def printed(capsys, *arguments: object) -> str:
    """What a command prints, in this process: starting one costs a second."""
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 0
    return capsys.readouterr().out


def test_stats_prints_what_was_worked_out_by_hand(study):
    found = as_json("stats", study, "r1", "--rule", "prompt-3s")
    assert found["outcomes"] == {
        "answered": 2,
        "already there": 0,
        "unsettled": 3,
        "acknowledged": 0,
        "available nearby": 0,
        "no answer seen": 0,
        "not observable": 0,
        "not a bid": 1,
    }
    assert (found["bids"], found["counted_bids"], found["observable_us"]) == (6, 4, 54 * S)
    assert found["timing_bound_us"] == 400_000  # two frames of a clip with five a second
    latency = found["latency"]
    assert (latency["estimate"], latency["survival"]) == (2, [0.75, 0.375, 0.375])
    assert latency["restricted_mean"]["estimate"] == 2.125
    assert latency["still_watched"] == [4, 2, 1]
    assert found["contingency"]["table"] == [[2, 8], [1, 43]]
    assert found["chance"]["estimate"] == 0.5
    assert found["rule"]["window_us"] == 3 * S


def test_stats_of_a_whole_study_keeps_recordings_apart_and_says_why_one_has_no_numbers(study, capsys):
    one, two = json.loads(printed(capsys, "stats", study, "--json"))
    assert (one["recording"], two["recording"]) == ("r1", "r2")
    assert two["latency"]["estimate"] is None
    assert two["latency"]["reason"] == "there is nothing to time: no bids"
    table = printed(capsys, "stats", study)
    assert "Rule prompt-3s: an answer within 3 s, counted from the bid's onset" in table
    assert "there is nothing to time: no bids" in table
    assert " nan" not in table


def test_a_seed_gives_the_same_bytes_and_another_seed_another_draw(study, capsys):
    first = printed(capsys, "stats", study, "r1", "--seed", 1, "--json")
    assert printed(capsys, "stats", study, "r1", "--seed", 1, "--json") == first
    assert printed(capsys, "stats", study, "r1", "--seed", 2, "--json") != first


def test_several_coders_are_never_poured_together(two_coders, capsys):
    assert main(["stats", str(two_coders), "r1"]) == 2
    assert "Several coders have coded short (kim, lee); say whose events with --coder." in capsys.readouterr().err
    assert json.loads(printed(capsys, "stats", two_coders, "r1", "--coder", "lee", "--json"))["bids"] == 1
    assert main(["stats", str(two_coders), "--coder", "kin"]) == 2
    assert "kin has coded nothing here; it was coded by kim, lee." in capsys.readouterr().err


def test_reliability_lists_where_two_coders_differ(two_coders, capsys):
    found = json.loads(printed(capsys, "reliability", two_coders, "r1", "--coders", "kim", "lee", "--json"))
    assert (found["coders"], found["recordings"], found["tolerance_us"]) == (["kim", "lee"], ["r1"], 500_000)
    assert [(g["subject"], g["group"], g["condition"]) for g in found["groups"]] == [
        ("child", "hands", "by hand"),
        ("child", "mouth", "by hand"),
        ("caregiver", "hands", "by hand"),
        ("caregiver", "mouth", "by hand"),
    ]
    mouth = found["groups"][1]
    assert mouth["alignment"]["agreed"] == 1
    assert mouth["time_unit"]["estimate"] == 1  # 0.2 s apart, within the tolerance
    differ = [(d["subject"], d["onset_us"], d["first"], d["second"], d["kind"]) for d in found["disagreements"]]
    assert differ == [
        ("child", 9 * S, "reach", "(none)", "only first"),
        ("caregiver", 4 * S, "(none)", "touch", "only second"),
        ("caregiver", 4 * S, "smile", "(none)", "only first"),
    ]
    strict = json.loads(
        printed(capsys, "reliability", two_coders, "--coders", "kim", "lee", "--tolerance-ms", 0, "--json")
    )
    assert strict["groups"][1]["time_unit"]["estimate"] < 1
    assert "1 of 1 agreed" in printed(capsys, "reliability", two_coders, "--coders", "kim", "lee")


def test_one_coder_only_is_undefined_and_says_so(study, capsys):
    found = json.loads(printed(capsys, "reliability", study, "--coders", "kim", "lee", "--json"))
    assert (found["groups"], found["disagreements"]) == ([], [])
    assert found["reason"] == "no recording was coded by both kim and lee"
    assert found["notes"] == [
        "recording r1 is left out: lee coded nothing in it",
        "recording r2 is left out: kim and lee coded nothing in it",
    ]
    assert main(["reliability", str(study), "--coders", "kim", "kim"]) == 2
    assert "named twice" in capsys.readouterr().err


@pytest.mark.parametrize("audience", ["family", "research"])
def test_the_report_is_one_page_and_the_same_bytes_twice(study, tmp_path, capsys, audience):
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    told = json.loads(printed(capsys, "report", study, "--audience", audience, "-o", one, "--json"))
    assert told == {"audience": audience, "recordings": ["r1", "r2"], "kept_back": []}
    whom = () if audience == "family" else ("--audience", audience)  # nobody named: the one a family can read
    printed(capsys, "report", study, *whom, "-o", two)
    assert one.read_bytes() == two.read_bytes()
    text = one.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "minute" not in re.findall(r"<h2>(.*?)</h2>", text)  # the clip's file name may say who is in it
    assert "http" not in text


def test_a_report_that_ends_in_pdf_is_one_and_the_trail_says_so(study, tmp_path, capsys):
    for name in ("one.pdf", "two.PDF"):
        printed(capsys, "report", study, "r1", "--audience", "family", "--date", "2027-12-31", "-o", tmp_path / name)
    content = (tmp_path / "one.pdf").read_bytes()
    assert content.startswith(b"%PDF-1.")
    assert content == (tmp_path / "two.PDF").read_bytes()
    last = json.loads(printed(capsys, "audit", study, "--json"))[-1]
    assert last["detail"]["format"] == "report-family-pdf"


def test_what_leaves_as_a_report_is_told_in_the_trail(study, tmp_path, capsys):
    printed(capsys, "report", study, "r1", "--audience", "family", "-o", tmp_path / "one.html")
    last = json.loads(printed(capsys, "audit", study, "--json"))[-1]
    assert last["act"] == "export"
    assert len(last["detail"].pop("steps")) == 64, "what is behind it can be checked later"
    assert last["detail"] == {
        "format": "report-family",
        "recordings": ["r1"],
        "events": len(KNOWN),
        "purpose": "not stated",
    }


def test_a_recording_whose_people_did_not_agree_to_sharing_stays_in(tmp_path, capsys):
    clip = make_clip(tmp_path / "short.mp4", frames=20, fps=5)
    with Project.create(tmp_path / "study") as project:
        for _ in range(2):
            project.add_recording(clip)
        project.guard.state_purpose(Purpose.REFLECTION)
        project.guard.agree("r1", ["Kim"], frozenset({Use.CODING, Use.SHARING}), until=None)
        project.guard.agree("r2", ["Kim"], frozenset({Use.CODING}), until=None)
    target = tmp_path / "out.html"
    found = json.loads(printed(capsys, "report", tmp_path / "study", "--audience", "family", "-o", target, "--json"))
    assert found["recordings"] == ["r1"]
    assert [one["recording"] for one in found["kept_back"]] == ["r2"]
    target.unlink()
    assert main(["report", str(tmp_path / "study"), "r2", "--audience", "family", "-o", str(target)]) == 2
    assert "Nothing may leave this study" in capsys.readouterr().err
    assert not target.exists()


def test_a_report_that_cannot_be_written_leaves_nothing(study, tmp_path, capsys):
    assert main(["report", str(study), "--audience", "family", "-o", str(tmp_path / "no" / "where.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(["report", str(study), "--audience", "family", "--date", "soon", "-o", str(tmp_path / "a")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_meant_is_one_sentence(study):
    assert "no recording 'r9'" in refused("stats", study, "r9")
    assert "A seed is a whole number" in refused("stats", study, "r1", "--seed", -1)


@pytest.mark.parametrize("tolerance", ["-1", "nan", "inf"])
def test_a_tolerance_that_cannot_be_meant_is_one_sentence(two_coders, capsys, tolerance):
    assert main(["reliability", str(two_coders), "--coders", "kim", "lee", f"--tolerance-ms={tolerance}"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_episodes_conditions_and_further_figures(tmp_path, capsys):
    clip = make_clip(tmp_path / "short.mp4", frames=200, fps=5)
    rows = [("", "together", "separation", 0, 15), ("", "together", "reunion", 20, 40)]
    rows += [("", "child", "smile", 22, 23), ("", "caregiver", "smile", 23, 24), ("", "child", "reach", 30, 31)]
    with Project.create(tmp_path / "study") as project:
        for recording in (project.add_recording(clip).id, project.add_recording(clip).id):
            fill(project, recording, rows, coder="kim")
    study = tmp_path / "study"
    (found,) = json.loads(printed(capsys, "stats", study, "r1", "--episode", "reunion", "--more", "lags", "--json"))
    assert found["episode"] == {
        "code": "reunion",
        "label": "reunion",
        "onset_us": 20 * S,
        "offset_us": 40 * S,
        "planned_us": None,
    }
    assert (found["span_us"], found["counted_bids"]) == ([20 * S, 40 * S], 2)
    assert list(found["more"]) == ["lags"]
    assert "Episode apart, 0:00.000 to 0:15.000" in printed(capsys, "stats", study, "r1", "--episode", "all")
    text = printed(capsys, "stats", study, "r1", "--more", "sweep,shuffle,transitions,together,lags")
    assert "child smile, then caregiver smile" in text
    assert "0.5 s" in text
    assert " nan" not in text

    both = json.loads(printed(capsys, "latencies", study, "--by", "bid", "--json"))
    assert [(g["group"], g["latency"]["n"], g["recordings"]) for g in both["groups"]] == [
        ("reach", 2, ["r1", "r2"]),
        ("smile", 2, ["r1", "r2"]),
    ]
    assert both["test"]["parameters"]["stratified"] is True
    named = ["--by", "condition", "--condition", "home=r1", "--condition", "lab=r2"]
    assert main(["latencies", str(study), *named]) == 2
    assert "Nobody said of which family r1 is" in capsys.readouterr().err
    for recording in ("r1", "r2"):
        printed(capsys, "meeting", study, recording, "--family", "Ash")
    assert "hazard ratio, lab beside home" in printed(capsys, "latencies", study, *named)
    for arguments, sentence in (
        (["stats", study, "r1", "--episode", "bath"], "no episode 'bath'; there are reunion, separation"),
        (["stats", study, "r1", "--more", "all,of"], "There is no figure 'of'"),
        (["latencies", study, "--by", "condition"], "--condition NAME=r1,r2"),
        (["latencies", study, "--by", "condition", "--condition", "home"], "names no condition"),
        (["latencies", study, "--by", "condition", "--condition", "a=r1", "--condition", "b=r1"], "named twice"),
    ):
        assert main([str(a) for a in arguments]) == 2
        assert sentence in capsys.readouterr().err


def test_three_coders_together_and_each_two(two_coders, capsys):
    with Project.open(two_coders) as project:
        fill(project, "r1", [("", "child", "smile", 2, 3), ("", "caregiver", "smile", 4, 5)], coder="sam")
    as_far = json.loads(printed(capsys, "reliability", two_coders, "--coders", "kim", "lee", "sam", "--json"))
    (part,) = as_far["stretches"]
    assert (part["recording"], part["whole"]) == ("r1", False)
    seen = next(g["fleiss"]["n"] for g in as_far["groups"] if (g["subject"], g["group"]) == ("child", "mouth"))
    assert seen == (part["offset_us"] - part["onset_us"]) / 100_000 < 200, "as far as marks reach"
    found = json.loads(printed(capsys, "reliability", two_coders, "--coders", "kim", "lee", "sam", "--whole", "--json"))
    assert [one["whole"] for one in found["stretches"]] == [True]
    assert (found["coders"], found["recordings"]) == (["kim", "lee", "sam"], ["r1"])
    mouth = next(g for g in found["groups"] if (g["subject"], g["group"]) == ("child", "mouth"))
    assert mouth["fleiss"]["n"] == 200
    # 190 units of nothing from all, 8 of a smile from all, 2 in which Lee alone has none yet.
    same, one, n = 8 * 6 + 190 * 6, 2 * 2, 200 * 6
    share = (8 * 3 + 2 * 2) / 600
    chance = share**2 + (1 - share) ** 2
    assert mouth["fleiss"]["estimate"] == pytest.approx(((same + one) / n - chance) / (1 - chance))
    assert [pair["coders"] for pair in found["pairs"]] == [["kim", "lee"], ["kim", "sam"], ["lee", "sam"]]
    text = printed(capsys, "reliability", two_coders, "--coders", "kim", "lee", "sam")
    assert "child mouth, by hand, Krippendorff" in text
    assert "Agreement is over r1 from 0:00 to 0:14 of 0:20." in text
    assert "lee and sam:" in text
    for names, sentence in ((["kim"], "two coders at least"), (["kim", "lee", "kim"], "kim is named twice")):
        assert main(["reliability", str(two_coders), "--coders", *names]) == 2
        assert sentence in capsys.readouterr().err


def test_how_far_somebody_came_is_what_their_passes_and_decisions_say(two_coders):
    def stretch(project):
        (found,) = agreement_in(project, ("r1",), ("kim", "lee")).stretches
        return found

    with Project.open(two_coders) as project:
        _, part, span = stretch(project)
        assert part != span
        project.passes.define(Pass("mouths", codes=("child/smile",)))
        for coder in ("kim", "lee"):
            project.passes.mark("r1", coder, "mouths", span.offset_us, done=True)
        assert stretch(project) == ("r1", span, span)
        project.passes.mark("r1", "lee", "mouths", 9 * S)
        assert stretch(project)[1].offset_us == 9 * S
        project.passes.mark("r1", "lee", "mouths", span.offset_us, done=True)
        project.passes.mark("r1", "kim", "mouths", 0)
        assert stretch(project)[1] == part, "a pass that is begun anew says nothing yet"


def test_a_research_page_can_be_made_again_to_the_byte_from_the_file_beside_it(study, tmp_path, capsys):
    one, two, paper = tmp_path / "one.html", tmp_path / "two.html", tmp_path / "three.pdf"
    asked = ("--audience", "research", "--seed", 7, "--date", "2027-12-31", "--rule", "turn-2s-1s")
    printed(capsys, "report", study, "r1", *asked, "-o", one)
    record = tmp_path / "one.parameters.json"
    told = json.loads(printed(capsys, "report", study, "--rerun", record, "-o", two, "--json"))
    assert told == {"audience": "research", "recordings": ["r1"], "kept_back": []}
    assert two.read_bytes() == one.read_bytes()
    assert (tmp_path / "two.parameters.json").read_bytes() == record.read_bytes()
    printed(capsys, "report", study, "r1", *asked, "-o", tmp_path / "four.pdf")
    printed(capsys, "report", study, "--rerun", record, "-o", paper)
    assert paper.read_bytes() == (tmp_path / "four.pdf").read_bytes()
    assert "<pre>" not in one.read_text("utf-8")


def test_a_page_that_cannot_be_made_again_is_not_made_and_it_says_why(two_coders, tmp_path, capsys):
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    printed(capsys, "report", two_coders, "--audience", "research", "--coder", "kim", "-o", one)
    record = tmp_path / "one.parameters.json"
    whole = json.loads(record.read_text("utf-8"))
    command = ["report", str(two_coders), "--rerun", str(record), "-o", str(two)]
    assert main([*command, "--coder", "lee"]) == 2
    with Project.open(two_coders) as project:
        fill(project, "r1", [("", "child", "smile", 15, 16)], coder="kim")
    assert main(command) == 2
    assert "what was coded, or said beside it, has changed since in r1" in capsys.readouterr().err
    for text in ("{}", "[]", "no", "[" * 5000, json.dumps(whole | {"asked": whole["asked"] | {"rule": ["x"]}})):
        record.write_text(text)
        assert main(command) == 2
        assert "is no file of parameters" in capsys.readouterr().err
    record.write_text(json.dumps(whole | {"parameters": 3}))
    assert main(command) == 2
    assert not two.exists()


def test_four_clips_of_one_family_that_two_coded_make_at_most_six_pages(tmp_path, capsys):
    clip = make_clip(tmp_path / "minute.mp4", frames=300, fps=5)
    study = tmp_path / "study"
    with Project.create(study) as project:
        for n in range(4):
            project.add_recording(clip)
            more = [("", "caregiver", "look_to_child", 5, 20), ("", "child", "reach", 50 + n, 51 + n)]
            for k, code in enumerate(("look_to_caregiver", "turn_away", "approach")):
                more.append(("", "child", code, 20 + 3 * k, 21 + 3 * k))
            more += [("", "caregiver", code, 40, 41 + n) for code in ("lean_in", "look_to_child")]
            for coder in ("kim", "lee"):
                fill(project, f"r{n + 1}", [*KNOWN, *more], coder=coder)
    for n in range(4):
        about = ("--family", "maple", "--child-months", 14, "--began-at", f"2026-03-0{n + 1}T18:20")
        printed(capsys, "meeting", study, f"r{n + 1}", *about, "--coder", "kim")
    paper = tmp_path / "four.pdf"
    printed(capsys, "report", study, "--audience", "research", "--coder", "kim", "-o", paper)
    pages = PdfReader(paper).pages
    assert len(pages) <= 6
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "of one family; the child 14 months old" in said
    assert "From recording to recording (95 % interval; n)" in said
    assert said.count("only one code occurs") <= 1
    assert not re.search(r"\b1 (bids|events|pairs|stretches|mismatches|time units)\b", said)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A minute of which kim coded 20 s: an act every two seconds, and then nothing."""
    folder = tmp_path_factory.mktemp("begun")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        project.add_recording(clip)
        rows = [("", who, "smile", at, at + 0.6) for at in range(2, 20, 4) for who in ("child",)]
        rows += [("", "caregiver", "touch", at, at + 0.6) for at in range(4, 20, 4)]
        fill(project, "r1", rows, coder="kim")
    return folder / "study"


def test_where_codes_stand_is_said_and_a_pass_says_how_far_one_came(begun, capsys, tmp_path):
    found = as_json("stats", begun, "r1", "--rule", "prompt-3s")
    assert found["span_us"] == found["clip_us"] == [0, 60 * S]
    assert any("codes stand only from 0:02 to 0:18 of 1:00" in note for note in found["notes"])
    with Project.open(begun) as project:
        project.passes.define(Pass("smiles", codes=("child/smile",)))
        project.passes.mark("r1", "kim", "smiles", 20 * S)
    found = as_json("stats", begun, "r1", "--rule", "prompt-3s")
    assert (found["span_us"], found["clip_us"]) == ([0, 20 * S], [0, 60 * S])
    smiles = next(act for act in found["acts"] if act["code"] == "smile")["often"]
    assert smiles["observable_time"] == 20
    assert smiles["estimate"] == pytest.approx(5 / 20 * 60)
    assert any("of the part from 0:00 to 0:20 of 1:00" in note for note in found["notes"])
    page = tmp_path / "page.html"
    printed(capsys, "report", begun, "r1", "--audience", "research", "--rule", "prompt-3s", "-o", page)
    text = page.read_text("utf-8")
    assert "were gone through (0:00 to 0:20 of 60 s)" in text
    assert "One recording (60.0 s, of which 20." in text
    aloud = tmp_path / "family.html"
    printed(capsys, "report", begun, "r1", "--audience", "family", "-o", aloud)
    assert "Somebody went through 0:00 to 0:20 of 1 minute; nobody looked at" in aloud.read_text("utf-8")
    found = as_json("stats", begun, "r1", "--rule", "prompt-3s", "--whole")
    assert found["span_us"] == [0, 60 * S]
    assert not any(" of 1:00" in note for note in found["notes"])
    printed(capsys, "report", begun, "r1", "--audience", "research", "--whole", "-o", page, "--force")
    assert "were gone through (" not in page.read_text("utf-8")
    again = tmp_path / "again.html"
    printed(capsys, "report", begun, "--rerun", tmp_path / "page.parameters.json", "-o", again)
    assert again.read_bytes() == page.read_bytes()


def test_rates_and_agreement_are_of_one_part_where_a_pass_says_how_far_somebody_came(begun):
    with Project.open(begun) as project:
        project.passes.define(Pass("first", codes=("child/smile",)))
        project.passes.mark("r1", "kim", "first", 11 * S)
        (twice,) = coded_twice(project, "r1", ("kim", "kim"))
    assert as_json("stats", begun, "r1", "--rule", "prompt-3s")["span_us"] == [
        twice.span.onset_us,
        twice.span.offset_us,
    ]


def test_a_pass_that_is_done_says_that_all_was_gone_through(begun):
    with Project.open(begun) as project:
        project.passes.mark("r1", "kim", "smiles", 60 * S, done=True)
    found = as_json("stats", begun, "r1", "--rule", "prompt-3s")
    assert found["span_us"] == found["clip_us"] == [0, 60 * S]
