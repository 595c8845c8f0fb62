"""BORIS projects: pairing, automatic stops, unpaired states, modifiers, players with offsets, and its own table."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coder.interchange import formats
from coder.interchange.document.document import (
    Document,
    DocumentCode,
    DocumentCodeKind,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    ModifierSet,
    Statement,
    Variable,
    Vocabulary,
)
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.study_import import plans_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.scheme import builtin_scheme
from tests.coder.interchange.make_golden import GOLDEN, NAMES

BEHAVIOURS = {
    "0": {"type": "State event", "key": "a", "code": "away", "category": "gaze", "modifiers": {}, "excluded": "to"},
    "1": {"type": "State event", "key": "t", "code": "to", "category": "gaze", "modifiers": {}, "excluded": "away"},
    "2": {
        "type": "State event",
        "key": "h",
        "code": "holds",
        "category": "",
        "excluded": "",
        "modifiers": {
            "0": {"name": "hand", "type": 0, "values": ["left (l)", "right"]},
            "1": {"name": "", "type": 1, "values": ["toy", "cup"]},
        },
    },
    "3": {"type": "Point event with coding map", "key": "b", "code": "blink", "category": "gaze", "coding map": "m"},
}


def project(folder: Path, events: list[list[Any]], name: str = "lab.boris", **more: Any) -> Path:
    observation = {"file": {}, "type": "LIVE", "date": "2020-01-01T10:00:00", "description": "", "events": events}
    told = {
        "time_format": "hh:mm:ss",
        "project_format_version": "7.0",
        "subjects_conf": {"0": {"key": "1", "name": "child", "description": "7 months"}},
        "behaviors_conf": BEHAVIOURS,
        "behavioral_categories": ["gaze"],
        "independent_variables": {"0": {"label": "age", "type": "numeric", "description": "", "possible values": ""}},
        "observations": {"first": observation | more},
        "something newer": {"kept": True},
    }
    path = folder / name
    data = json.dumps(told).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def times(result: ReadResult) -> list[tuple[str, str, float, float]]:
    return [(e.subject, e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in result.document.events]


def test_starts_and_stops_pair_by_subject_code_and_modifiers(tmp_path: Path) -> None:
    events = [
        [1.0, "child", "holds", "left|toy,cup", "first"],
        [1.5, "child", "holds", "right|None", ""],
        [2.0, "mother", "holds", "left|toy,cup", ""],
        [3.0, "child", "holds", "left|toy,cup", ""],
        [4.0, "mother", "holds", "left|toy,cup", ""],
        [5.0, "child", "holds", "right|None", ""],
        [1.2, "child", "blink", "", ""],
    ]
    result = formats.read(project(tmp_path, events))
    assert times(result) == [
        ("child", "holds", 1.0, 3.0),
        ("child", "blink", 1.2, 1.2),
        ("child", "holds", 1.5, 5.0),
        ("mother", "holds", 2.0, 4.0),
    ]
    first, blink, second, _ = result.document.events
    assert first.modifiers == (("hand", "left"), ("modifier 2", "toy"), ("modifier 2", "cup"))
    assert second.modifiers == (("hand", "right"),)
    assert (first.comment, blink.point, result.losses) == ("first", True, ())
    assert result.document.vocabularies[1].codes[0].modifiers[0].values == ("left", "right")


def test_modifiers_that_are_asked_at_the_stop_are_those_of_the_state(tmp_path: Path) -> None:
    events = [
        [1.0, "child", "holds", "", ""],
        [2.0, "child", "holds", "left|toy", "let go"],
        [3.0, "child", "holds", "None|None", ""],  # two at once, each with a stop of its own: paired as BORIS does
        [3.5, "child", "holds", "right|cup", ""],
        [4.0, "child", "holds", "None|None", ""],
        [4.5, "child", "holds", "right|cup", ""],
    ]
    result = formats.read(project(tmp_path, events))
    assert [(one.onset_us, one.offset_us, one.modifiers) for one in result.document.events] == [
        (1_000_000, 2_000_000, (("hand", "left"), ("modifier 2", "toy"))),
        (3_000_000, 4_000_000, ()),
        (3_500_000, 4_500_000, (("hand", "right"), ("modifier 2", "cup"))),
    ]
    formats.write(result.document, tmp_path / "back.boris")
    after = json.loads((tmp_path / "back.boris").read_text())
    (observation,) = after["observations"].values()
    assert [row[:5] for row in observation["events"]] == events


def test_an_automatic_stop_is_snapped_to_the_state_that_excludes_it(tmp_path: Path) -> None:
    events = [[1.0, "child", "away", "", ""], [2.344, "child", "away", "", ""], [2.345, "child", "to", "", ""],
              [3.0, "child", "to", "", ""], [5.0, "child", "away", "", ""], [6.0, "child", "away", "", ""],
              [6.001, "child", "holds", "None|None", ""], [7.0, "child", "holds", "None|None", ""]]  # fmt: skip
    path = project(tmp_path, events)
    result = formats.read(path)
    assert times(result)[:3] == [
        ("child", "away", 1.0, 2.345),
        ("child", "to", 2.345, 3.0),
        ("child", "away", 5.0, 6.0),
    ]
    assert [(loss.code, loss.count) for loss in result.losses] == [("stops-snapped", 1)]
    formats.write(result.document, path)
    assert json.loads(path.read_text())["observations"]["first"]["events"] == events


def test_a_state_without_an_end_is_reported_and_kept(tmp_path: Path) -> None:
    path = project(
        tmp_path, [[1.0, "child", "away", "", ""], [2.0, "child", "away", "", ""], [3.0, "child", "away", "", ""]]
    )
    result = formats.read(path)
    assert times(result) == [("child", "away", 1.0, 2.0), ("child", "away", 3.0, 3.0)]
    (loss,) = result.losses
    assert loss.code == "unpaired-states"
    assert loss.examples == ("observation “first”: 'away' at 0:03.000",)
    (plan,) = plans_of(result, builtin_scheme("first_path"), coder="kim")
    said = [one.sentence for one in plan.plan.losses if one.code in ("unpaired-states", "empty-state")]
    assert [sentence for sentence in said if "left out" in sentence] == said[1:], "one sentence says what became of it"
    assert not any("come in with" in sentence for sentence in said)
    formats.write(result.document, path)
    assert len(json.loads(path.read_text())["observations"]["first"]["events"]) == 3
    mended = tuple(replace(e, offset_us=4_000_000) if e.offset_us == 3_000_000 else e for e in result.document.events)
    formats.write(replace(result.document, events=mended), path)
    assert times(formats.read(path))[-1] == ("child", "away", 3.0, 4.0)


def test_media_queues_and_players_with_offsets(tmp_path: Path) -> None:
    info = {
        "length": {"a.mp4": 10.0, "b.mp4": 20.5, "c.mp4": 5.0},
        "fps": {"a.mp4": 25.0},
        "offset": {"1": 0.0, "2": -1.5},
    }
    path = project(tmp_path, [], file={"1": ["a.mp4", "b.mp4"], "2": ["c.mp4"], "3": []}, media_info=info, type="MEDIA")
    document = formats.read(path).document
    assert [(m.path, m.player, m.starts_us, m.duration_us, m.frame_rate) for m in document.media] == [
        ("a.mp4", 1, 0, 10_000_000, 25.0),
        ("b.mp4", 1, 10_000_000, 20_500_000, None),
        ("c.mp4", 2, -1_500_000, 5_000_000, None),
    ]
    formats.write(document, path)
    written = json.loads(path.read_text())["observations"]["first"]
    assert written["file"] == {"1": ["a.mp4", "b.mp4"], "2": ["c.mp4"], "3": []}
    assert written["media_info"] == info | {"offset": {"1": 0.0, "2": -1.5, "3": 0.0}}


def test_times_before_zero_are_moved_with_the_film_that_begins_there(tmp_path: Path) -> None:
    info = {"length": {"a.mp4": 10.0, "b.mp4": 10.0}, "fps": {"a.mp4": 25.0}, "offset": {"1": -2.0, "2": 0.5}}
    events = [[-1.5, "child", "away", "", ""], [-0.25, "child", "blink", "", ""], [3.0, "child", "away", "", ""]]
    path = project(
        tmp_path, events, file={"1": ["a.mp4"], "2": ["b.mp4"]}, media_info=info, type="MEDIA", name="lab.boris"
    )
    before = json.loads(path.read_text())["observations"]["first"]
    result = formats.read(path)
    assert times(result) == [("child", "away", 0.5, 5.0), ("child", "blink", 1.75, 1.75)]
    assert [m.starts_us for m in result.document.media] == [0, 2_500_000]
    (loss,) = result.losses
    assert (loss.code, loss.examples) == ("times-moved", ("observation “first”: by 0:02.000",))
    formats.write(result.document, path)
    after = json.loads(path.read_text())["observations"]["first"]
    assert (after["events"], after["media_info"]) == (before["events"], before["media_info"])


def test_a_time_before_everything_is_named_and_goes_back(tmp_path: Path) -> None:
    odd = [[-1.5, "child", "blink", "", ""], [float("nan"), "child", "blink", "", "x"]]
    path = project(tmp_path, [[1.0, "child", "blink", "", ""], *odd])
    result = formats.read(path)
    assert times(result) == [("child", "blink", 1.0, 1.0)]
    (loss,) = result.losses
    assert (loss.code, loss.count) == ("bad-items", 2)
    assert loss.examples == (
        "observation “first”: the time of event 3 (nan) is no time",
        "observation “first”: the time of event 2 (-1.5) lies before the beginning, and no media file begins there",
    )
    formats.write(result.document, path)
    after = json.loads(path.read_text())["observations"]["first"]["events"]
    assert [row[1:] for row in after] == [["child", "blink", "", ""], ["child", "blink", "", "x"], odd[0][1:]]


def test_images_without_a_time_stand_in_their_order(tmp_path: Path) -> None:
    nan = float("nan")
    events = [[nan, "child", "blink", "", "", 3, "c.png"], [nan, "child", "away", "", "", 1, "a.png"],
              [nan, "child", "away", "", "", 2, "b.png"]]  # fmt: skip
    path = project(tmp_path, events, type="IMAGES", directories_list=["pictures"])
    result = formats.read(path)
    assert times(result) == [("child", "away", 1.0, 2.0), ("child", "blink", 3.0, 3.0)]
    assert [(loss.code, loss.count) for loss in result.losses] == [("times-from-images", 3)]
    formats.write(result.document, path)
    after = json.loads(path.read_text())["observations"]["first"]
    assert after["directories_list"] == ["pictures"]
    assert [row[1:] for row in after["events"]] == [events[1][1:], events[2][1:], events[0][1:]]
    assert all(row[0] != row[0] for row in after["events"])


def test_a_project_with_empty_and_missing_parts_is_read_and_written_back(tmp_path: Path) -> None:
    told = {
        "time_format": "hh:mm:ss",
        "project_format_version": "7.0",
        "subjects_conf": [],
        "behaviors_conf": {"0": {"type": "Point event", "code": "b", "key": "b", "modifiers": "", "category": ""}},
        "behavioral_categories": None,
        "observations": {"live": {"file": [], "type": "LIVE", "events": [[1, None, "b", None]], "media_info": None}},
    }
    path = tmp_path / "lab.boris"
    path.write_text(json.dumps(told))
    document = formats.read(path).document
    formats.write(document, tmp_path / "again.boris")
    assert formats.read(tmp_path / "again.boris").document.events == document.events


def test_what_is_not_understood_is_written_back(tmp_path: Path) -> None:
    events = [
        [1.0, "child", "blink", "", "", 25],
        [2.0, "child", "away", "", "", 50],
        [3.0, "child", "away", "", "end", 75],
    ]
    path = project(tmp_path, events, visualize_spectrogram=True)
    before = json.loads(path.read_text())
    formats.write(formats.read(path).document, path)
    after = json.loads(path.read_text())
    assert after["observations"]["first"]["events"] == events
    assert after["something newer"] == {"kept": True}
    assert after["observations"]["first"]["visualize_spectrogram"] is True
    for number, behaviour in before["behaviors_conf"].items():
        assert after["behaviors_conf"][number].items() >= behaviour.items()


def test_a_packed_project_reads_like_a_plain_one(tmp_path: Path) -> None:
    events = [[1.0, "", "blink", "", ""]]
    plain, packed = project(tmp_path, events), project(tmp_path, events, name="lab.boris.gz")
    assert formats.read(packed).documents == formats.read(plain).documents


def test_codes_of_two_groups_and_both_kinds_are_told_apart(tmp_path: Path) -> None:
    tiers = (DocumentTier("gaze@a", "a", "gaze", vocabulary="gaze"), DocumentTier("hands@a", "a", "hands"))
    events = (
        DocumentEvent("gaze@a", "a", "away", 0, 1_000_000),
        DocumentEvent("gaze@a", "a", "away", 500_000, 500_000, True),
        DocumentEvent("hands@a", "a", "away", 0, 2_000_000),
        DocumentEvent("hands@a", "a", "away", 1_000_000, 3_000_000),
    )
    document = Document(
        tiers=tiers, events=events, vocabularies=(Vocabulary("gaze", (DocumentCode("away", DocumentCodeKind.STATE),)),)
    )
    losses = {loss.code: loss.count for loss in formats.write(document, tmp_path / "x.boris")}
    assert losses == {"codes-renamed": 2, "repeats-joined": 1, "titles-changed": 1}
    read = formats.read(tmp_path / "x.boris").document
    assert [(e.code, e.onset_us, e.offset_us) for e in read.events] == [
        ("away", 0, 1_000_000),
        ("away (hands)", 0, 3_000_000),
        ("away (gaze)", 500_000, 500_000),
    ]


def test_free_text_becomes_comments(tmp_path: Path) -> None:
    events = tuple(DocumentEvent("speech", "", f"word {n}", n * 10**6, n * 10**6 + 1) for n in range(30))
    document = Document(tiers=(DocumentTier("speech", "", "speech"),), events=events)
    losses = {loss.code for loss in formats.write(document, tmp_path / "x.boris")}
    assert "texts-as-comments" in losses
    read = formats.read(tmp_path / "x.boris").document
    assert {e.code for e in read.events} == {"speech"}
    assert [e.comment for e in read.events] == [f"word {n}" for n in range(30)]


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["test", "test2", "test_without_media_files_paths"])
def test_real_projects_come_back_as_they_were(realdata: Path, tmp_path: Path, name: str) -> None:
    path, out = realdata / "annotations/boris" / f"{name}.boris", tmp_path / "out.boris"
    result = formats.read(path)
    assert formats.write(result.documents, out) == ()
    before, after = json.loads(path.read_text()), json.loads(out.read_text())
    assert after.items() >= {k: v for k, v in before.items() if k != "observations"}.items()
    for title, observation in before["observations"].items():
        assert after["observations"][title].items() >= observation.items()


@pytest.mark.realdata
def test_our_aggregated_table_is_the_one_that_boris_exported(realdata: Path, tmp_path: Path) -> None:
    folder = realdata / "annotations/boris"
    (document,) = (d for d in formats.read(folder / "test.boris").documents if d.title == "observation #2")
    formats.write(document, tmp_path / "ours.tsv", format="boris-aggregated")
    theirs = (folder / "test_export_aggregated_events_test_full_1.tsv").read_bytes()
    assert (tmp_path / "ours.tsv").read_bytes() == theirs
    rows = [line.split(b"\t")[9:] for line in theirs.splitlines()[1:]]
    for name in ("full_2", "full_3"):
        part = (folder / f"test_export_aggregated_events_test_{name}.tsv").read_bytes()
        assert [line.split(b"\t")[8:] for line in part.splitlines() if line.split(b"\t")[8:] not in rows] == []


def test_the_aggregated_table_of_a_study_has_boris_columns_and_no_others(tmp_path: Path) -> None:
    """Purpose and origins stand in a table of their own: a script that reads BORIS's own counts on its columns."""
    tier = DocumentTier("gaze@child", "child", "gaze")
    event = DocumentEvent(tier.id, "child", "look", 0, 1_000_000, comment="softly", coder="Kim", origin="human")
    document = Document(
        title="r1",
        subjects=(DocumentSubject("child"),),
        tiers=(tier,),
        events=(event,),
        variables=(Variable("age", "9"),),
        statement=Statement("research under a protocol", "pseudonyms", "1 event coded by hand."),
    )
    before = "Observation id\tObservation date\tDescription\tMedia file\tTotal length\tFPS"
    after = (
        "Subject\tBehavior\tBehavioral category\tModifiers\tBehavior type\tStart (s)\tStop (s)\tDuration (s)"
        "\tComment start\tComment stop"
    )
    losses = {loss.code for loss in formats.write(document, tmp_path / "a.tsv", format="boris-aggregated")}
    assert {"purpose-not-carried", "coder-dropped", "origin-dropped"} <= losses
    assert (tmp_path / "a.tsv").read_bytes().decode() == (
        f"{before}\tage\t{after}\r\n"
        "r1\t\t\tLIVE\tNA\tNA\t9\tchild\tlook\tgaze\t\tSTATE\t0.000\t1.000\t1.000\tsoftly\t\r\n"
    )
    formats.write(document, tmp_path / "b.tsv", format="boris-aggregated-stated")
    stated = (tmp_path / "b.tsv").read_text()
    assert "\tdyadmirror purpose\t" in stated.splitlines()[0]
    assert "softly {dyadmirror coder=Kim; origin=human}" in stated


def test_modifiers_with_keys_spaces_and_commas_go_out_as_they_came(tmp_path: Path) -> None:
    sets = {"0": {"name": "where", "type": 1, "values": ["arm (a)", "leg, left (l)", " head"]}}
    events = [
        [2.0, "", "touch", "arm, head", ""],
        [2.5, "", "touch", "leg, left", ""],
        [5.0, "", "look", "None|short", ""],
        [6.5, "", "look", "None|short", ""],
    ]
    how = {"0": {"name": "at", "type": 0, "values": ["toy"]}, "1": {"name": "how", "type": 0, "values": ["short"]}}
    behaviours = {
        "0": {"type": "Point event", "key": "", "code": "touch", "category": "", "modifiers": sets, "excluded": ""},
        "1": {"type": "State event", "key": "", "code": "look", "category": "", "modifiers": how, "excluded": ""},
    }
    told = {"project_format_version": "7.0", "behaviors_conf": behaviours, "observations": {"o": {"events": events}}}
    path = tmp_path / "a.boris"
    path.write_text(json.dumps(told))
    document = formats.read(path).document
    assert [event.modifiers for event in document.events] == [
        (("where", "arm"), ("where", " head")),
        (("where", "leg, left"),),
        (("how", "short"),),
    ]
    assert formats.write(document, tmp_path / "b.boris") == ()
    after = json.loads((tmp_path / "b.boris").read_text())
    assert after["observations"]["o"]["events"] == events
    assert after["behaviors_conf"]["0"]["modifiers"] == sets
    formats.write(document, tmp_path / "b.tsv", format="boris-aggregated")
    rows = [line.split("\t") for line in (tmp_path / "b.tsv").read_text().splitlines()]
    at = rows[0].index("Modifiers")
    assert [row[at] for row in rows[1:]] == ["arm, head", "leg, left", "None|short"]


def test_a_project_without_observations_is_an_ethogram(tmp_path: Path) -> None:
    path = tmp_path / "a.boris"
    path.write_text(json.dumps({"project_name": "lab", "behaviors_conf": BEHAVIOURS, "observations": {}}))
    document = formats.read(path).document
    assert (document.title, document.events) == ("lab", ())
    assert {code.name for one in document.vocabularies for code in one.codes} == {
        row["code"] for row in BEHAVIOURS.values()
    }
    with pytest.raises(StudyError, match="holds no recording"):
        plans_of(formats.read(path), builtin_scheme(), coder="kim")


def test_times_in_quotes_are_times(tmp_path: Path) -> None:
    """Scripts that write projects put them so."""
    project = json.loads((GOLDEN / NAMES["boris"]).read_text("utf-8"))
    for observation in project["observations"].values():
        observation["events"] = [[str(time), *rest] for time, *rest in observation["events"]]
    path = tmp_path / "quoted.boris"
    path.write_text(json.dumps(project), "utf-8")
    assert formats.read(path).document.events == formats.read(GOLDEN / NAMES["boris"]).document.events


def test_a_value_that_ends_in_a_letter_in_brackets_is_given_a_key_so_that_it_stays_whole(tmp_path: Path) -> None:
    sets = (ModifierSet("where", "one", ("sofa (l)", "floor", "rug (r)"), " f "),)
    code = DocumentCode("sits", DocumentCodeKind.POINT, modifiers=sets)
    tier = DocumentTier("play@child", "child", "play", vocabulary="play")
    event = DocumentEvent(tier.id, "child", "sits", 1_000, 1_000, point=True, modifiers=(("where", "sofa (l)"),))
    document = Document(
        "a",
        tiers=(tier,),
        vocabularies=(Vocabulary("play", (code,)),),
        events=(event,),
        subjects=(DocumentSubject("child"),),
    )
    lost = {one.code: one for one in formats.write(document, tmp_path / "a.boris")}
    assert lost["values-given-keys"].examples == ("where: 'sofa (l)', a", "where: 'rug (r)', b")
    back = formats.read(tmp_path / "a.boris").document
    (read,) = back.vocabularies[0].codes[0].modifiers
    assert (read.values, read.keys) == (("sofa (l)", "floor", "rug (r)"), "afb")
    assert back.events[0].modifiers == (("where", "sofa (l)"),)
