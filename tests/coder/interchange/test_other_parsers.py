"""What we write, opened with the parsers that other people wrote; each is skipped where it is not installed."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.formats import PLAYERLESS
from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier
from coder.interchange.document.packed_values import pack
from coder.interchange.document.provenance import pairs_of
from coder.interchange.formats.format_registry import reduced
from tests.coder.interchange.make_golden import GOLDEN, NAMES, session

pytestmark = pytest.mark.filterwarnings("ignore")


def test_pympi_reads_our_elan_files() -> None:
    pympi = pytest.importorskip("pympi", reason="pympi-ling is not installed")
    eaf = pympi.Eaf(str(GOLDEN / NAMES["eaf"]))
    assert eaf.get_annotation_data_for_tier("gaze@child") == [(1200, 2400, "to caregiver"), (2400, 3123, "away")]
    assert [row[:3] for row in eaf.get_annotation_data_for_tier("words@caregiver:Kim")] == [
        (500, 1100, "well"),
        (500, 1100, "look"),
    ], "pympi gives every part of a subdivision the time of the whole"
    assert eaf.get_parameters_for_tier("gaze@child")["PARTICIPANT"] == "child"
    assert set(eaf.get_controlled_vocabulary_names()) == {"gaze", "touch", "dyadmirror modifier: hand"}
    assert [row[2] for row in eaf.get_ref_annotation_data_for_tier("hand · touch@caregiver:Kim")] == ["left"]
    assert eaf.get_linked_files()[1]["TIME_ORIGIN"] == "250"


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["elan/sample_3.0.eaf", "elan/sample_2.7.eaf", "childproject/basic.eaf"])
def test_pympi_finds_the_same_in_a_file_and_in_what_we_write_of_it(realdata: Path, tmp_path: Path, name: str) -> None:
    pympi = pytest.importorskip("pympi", reason="pympi-ling is not installed")
    path = realdata / "annotations" / name
    formats.write(formats.read(path).document, tmp_path / "out.eaf")
    before, after = pympi.Eaf(str(path)), pympi.Eaf(str(tmp_path / "out.eaf"))
    assert list(after.get_tier_names()) == list(before.get_tier_names())
    for tier in before.get_tier_names():
        aligned = sorted(row for row in before.get_annotation_data_for_tier(tier) if None not in row)
        assert sorted(row for row in after.get_annotation_data_for_tier(tier) if None not in row) == aligned


@pytest.mark.parametrize("name", ["textgrid", "textgrid-short", "textgrid-utf16"])
def test_praatio_and_textgrid_read_our_textgrids(name: str) -> None:
    path = str(GOLDEN / NAMES[name])
    (left,), _ = reduced(session(), format=name)
    ours = {tier.id: [(e.onset_us / 1e6, e.code) for e in left.events if e.tier == tier.id] for tier in left.tiers}
    # What the study is for stands in a tier of its own.
    assert left.statement is not None
    ours["dyadmirror"] = [(0.0, pack(pairs_of(left.statement)))]
    praatio = pytest.importorskip("praatio.textgrid", reason="praatio is not installed")
    grid = praatio.openTextgrid(path, includeEmptyIntervals=False)
    assert {tier.name: [(e[0], e[-1]) for e in tier.entries] for tier in grid.tiers} == ours
    textgrid = pytest.importorskip("textgrid", reason="textgrid is not installed")
    if name != "textgrid-short":  # it knows the short form only by an older first line
        theirs = textgrid.TextGrid.fromFile(path)
        assert [tier.name for tier in theirs] == list(ours)


def test_pyannote_reads_our_rttm() -> None:
    util = pytest.importorskip("pyannote.database.util", reason="pyannote.database is not installed")
    annotation = util.load_rttm(str(GOLDEN / NAMES["rttm"]))["session"]
    assert {"child", "caregiver:Kim"} <= set(annotation.labels())
    assert len(annotation.label_timeline("child")) == 3, "points too: what has no length would be passed over"


def test_pylangacq_reads_our_transcripts() -> None:
    pylangacq = pytest.importorskip("pylangacq", reason="pylangacq is not installed")
    transcript = pylangacq.read_chat(str(GOLDEN / NAMES["chat"]), strict=True)
    (left,), _ = reduced(session(), format="chat")
    assert [one.time_marks for one in transcript.utterances()] == [
        (event.onset_us // 1000, event.offset_us // 1000 + event.point) for event in left.events
    ]


def test_three_tiers_of_one_label_stay_three_for_readers_that_know_no_tiers(tmp_path: Path) -> None:
    """SubRip, WebVTT, RTTM and the Observer hold no groups: what a label means there stands with it."""
    groups = ("looking", "smiling", "holding")
    tiers = tuple(DocumentTier(f"{group}@child", "child", group) for group in groups)
    events = tuple(DocumentEvent(tier.id, "child", "y", 0, at * 1_000_000) for at, tier in enumerate(tiers, 1))
    plain = DocumentEvent(tiers[0].id, "child", "away", 4_000_000, 5_000_000)
    document = Document(title="visit", tiers=tiers, events=(*events, plain))
    for name, ending in (("srt", "srt"), ("vtt", "vtt"), ("rttm", "rttm"), ("observer-table", "csv")):
        path = tmp_path / f"x.{ending}"
        losses = formats.write(document, path, format=name)
        assert next(loss.count for loss in losses if loss.code == "labels-with-groups") == 3
        words = [f"{group}:_y" if name == "rttm" else f"{group}: y" for group in groups]
        assert sorted(e.code for e in formats.read(path).document.events) == sorted((*words, "away")), name
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.DictReader(table))) == 8, "a start and a stop of each"
    # A recording of the same file that has the label once calls it alike.
    other = Document(title="later", tiers=tiers[:1], events=events[:1])
    formats.write((document, other), tmp_path / "both.rttm")
    assert [e.code for e in formats.read(tmp_path / "both.rttm").documents[1].events] == ["looking:_y"]


def test_subtitle_parsers_read_our_subtitles() -> None:
    webvtt = pytest.importorskip("webvtt", reason="webvtt-py is not installed")
    captions = webvtt.read(str(GOLDEN / NAMES["vtt"]))
    assert [(c.start, c.voice, c.text) for c in captions][4] == ("00:00:01.200", "child", "to caregiver")
    srt = pytest.importorskip("srt", reason="srt is not installed")
    cues = list(srt.parse((GOLDEN / NAMES["srt"]).read_text()))
    assert (len(cues), cues[4].content) == (8, "child: to caregiver")


def test_pandas_reads_our_tables() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    table = pandas.read_csv(GOLDEN / NAMES["csv"])
    assert table["onset_us"].dtype == "int64"
    assert list(table[table["subject"] == "child"]["code"]) == ["to caregiver", "blink", "away"]


@pytest.mark.parametrize("name", ["textgrid", "textgrid-short", "textgrid-utf16"])
def test_praat_itself_reads_our_textgrids(name: str) -> None:
    praat = pytest.importorskip("parselmouth", reason="praat-parselmouth is not installed")
    grid, call = praat.read(str(GOLDEN / NAMES[name])), praat.praat.call
    tiers = {call(grid, "Get tier name", at): at for at in range(1, call(grid, "Get number of tiers") + 1)}
    assert list(tiers)[:2] == ["gaze@child", "gaze@child~2"]
    labels = [
        call(grid, "Get label of interval", 1, at) for at in range(1, call(grid, "Get number of intervals", 1) + 1)
    ]
    assert labels == ["", "to caregiver", "away", ""]
    assert call(grid, "Get start time of interval", 1, 2) == 1.2
    assert (call(grid, "Get label of point", 2, 1), call(grid, "Get time of point", 2, 1)) == ("blink", 2.0)


def test_tgt_reads_our_textgrids() -> None:
    tgt = pytest.importorskip("tgt", reason="tgt is not installed")
    grid = tgt.io.read_textgrid(str(GOLDEN / NAMES["textgrid"]))
    assert [(a.start_time, a.end_time, a.text) for a in grid.get_tier_by_name("gaze@child")] == [
        (1.2, 2.4, "to caregiver"),
        (2.4, 3.123456, "away"),
    ]


def test_speach_reads_our_elan_files() -> None:
    elan = pytest.importorskip("speach.elan", reason="speach is not installed")
    rows = elan.read_eaf(str(GOLDEN / NAMES["eaf"])).to_csv_rows()
    assert [row[:6] for row in rows[:2]] == [
        ("gaze@child", "child", "1.200", "2.400", "1.200", "to caregiver"),
        ("gaze@child", "child", "2.400", "3.123", "0.723", "away"),
    ]


def test_pysrt_reads_our_subtitles() -> None:
    pysrt = pytest.importorskip("pysrt", reason="pysrt is not installed")
    cues = pysrt.open(str(GOLDEN / NAMES["srt"]))
    assert (len(cues), cues[4].text, cues[4].start.ordinal) == (8, "child: to caregiver", 1_200)


def test_polars_and_arrow_read_our_tables(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    formats.write(session(), tmp_path / "x.parquet", format="parquet")
    of_csv, of_parquet = polars.read_csv(GOLDEN / NAMES["csv"]), polars.read_parquet(tmp_path / "x.parquet")
    assert of_csv["onset_us"].to_list() == of_parquet["onset_us"].to_list()
    assert of_csv.columns == of_parquet.columns


@pytest.mark.parametrize("name", ["", *("test", "test2", "test_without_media_files_paths")])
def test_boris_finds_nothing_wrong_in_our_projects(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """``DYADMIRROR_BORIS_PYTHON`` names an interpreter that has boris-behav-obs; BORIS runs apart, as a program."""
    python = os.environ.get("DYADMIRROR_BORIS_PYTHON")
    if not python:
        pytest.skip("no interpreter with BORIS is named")
    path = GOLDEN / NAMES["boris"]
    if name:
        path = request.getfixturevalue("realdata") / "annotations" / "boris" / f"{name}.boris"
        documents = formats.read(path).documents
        formats.write(documents, tmp_path / "again.boris")
    else:
        formats.write(session(), tmp_path / "again.boris")
    told = [json.loads(found_by_boris(python, one)) for one in (path, tmp_path / "again.boris")]
    assert told[1] == told[0], "BORIS finds the same in what we wrote as in what we read"
    assert told[1]["events"] > 0
    if not name:
        assert told[1]["wrong"] == ""


CHECK = """
from boris import project_functions
project = project_functions.open_project_json({path!r})[2]
wrong = project_functions.check_project_integrity(project, "hh:mm:ss", "x", media_file_available=False)
import csv
import json
events = sum(len(one["events"]) for one in project["observations"].values())
print(json.dumps({{"events": events, "wrong": wrong or "", "behaviours": len(project["behaviors_conf"])}}))
"""


def found_by_boris(python: str, path: Path) -> str:
    """What BORIS says of a project's integrity, and how much it finds in it."""
    script = PLAYERLESS + CHECK.format(path=str(path))
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.strip().split("\n")[-1]


@pytest.mark.realdata
def test_every_case_says_the_same_to_other_parsers_in_each_format(realdata: Path, tmp_path: Path) -> None:
    """Files that came in wrongly once: what is read of them stands in what is written, for whoever reads that."""
    pympi = pytest.importorskip("pympi", reason="pympi-ling is not installed")
    praatio = pytest.importorskip("praatio.textgrid", reason="praatio is not installed")
    cases = [path for path in sorted((realdata / "cases").iterdir()) if path.suffix != ".mts"]
    walked = 0
    for number, path in enumerate(cases):
        result = formats.read(path)
        # A bad item goes back as it stood to the format that it came from.
        bad = {one.code: one.count for one in result.losses}.get("bad-items", 0)
        for document in result.documents:
            if not document.events:
                continue
            walked += 1
            base = tmp_path / f"{number}-{walked}"
            (left,), _ = reduced(document, format="eaf")
            ours = sorted((e.onset_us // 1000, e.code) for e in left.events if "·" not in e.tier)
            formats.write(document, base.with_suffix(".eaf"))
            eaf = pympi.Eaf(str(base.with_suffix(".eaf")))
            plain = [name for name in eaf.get_tier_names() if "·" not in name]
            theirs = sorted((row[0], row[2]) for name in plain for row in eaf.get_annotation_data_for_tier(name))
            assert not Counter(ours) - Counter(theirs), path.name
            assert len(theirs) == len(ours) + (bad if result.format == "eaf" else 0), path.name
            (left,), _ = reduced(document, format="textgrid")
            ours = sorted((round(e.onset_us / 1e6, 6), e.code) for e in left.events)
            formats.write(document, base.with_suffix(".TextGrid"))
            grid = praatio.openTextgrid(str(base.with_suffix(".TextGrid")), includeEmptyIntervals=False)
            told = [tier for tier in grid.tiers if tier.name != "dyadmirror"]
            assert sorted((round(one[0], 6), one[-1]) for tier in told for one in tier.entries) == ours, path.name
            (left,), _ = reduced(document, format="boris")
            formats.write(document, base.with_suffix(".boris"))
            (observation,) = json.loads(base.with_suffix(".boris").read_text("utf-8"))["observations"].values()
            rows = sum(1 if event.point else 2 for event in left.events)
            assert 0 <= len(observation["events"]) - rows <= (2 * bad if result.format == "boris" else 0), path.name
            formats.write(document, base.with_suffix(".csv"), format="csv")
            with base.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as table:
                rows = [row for row in csv.DictReader(table) if row["kind"] != "episode"]
            assert [(int(row["onset_us"]), row["code"].removeprefix("'")) for row in rows] == [
                (e.onset_us, e.code) for e in document.events
            ], path.name
    assert walked >= 15


@pytest.mark.realdata
def test_every_case_says_the_same_to_readers_of_columns_captions_and_short_grids(
    realdata: Path, tmp_path: Path
) -> None:
    """The formats of our own shape too: Parquet, captions, and the two further forms of a TextGrid."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    webvtt = pytest.importorskip("webvtt", reason="webvtt-py is not installed")
    praatio = pytest.importorskip("praatio.textgrid", reason="praatio is not installed")
    walked = 0
    for path in sorted(one for one in (realdata / "cases").iterdir() if one.suffix != ".mts"):
        for document in formats.read(path).documents:
            if not document.events:
                continue
            walked += 1
            base = tmp_path / str(walked)
            formats.write(document, base.with_suffix(".parquet"), format="parquet")
            table = pandas.read_parquet(base.with_suffix(".parquet"))
            table = table[table["kind"] != "episode"]
            assert list(zip(table["onset_us"], table["code"], strict=True)) == [
                (e.onset_us, e.code) for e in document.events
            ], path.name
            (left,), _ = reduced(document, format="vtt")
            formats.write(document, base.with_suffix(".vtt"), format="vtt")
            captions = webvtt.read(str(base.with_suffix(".vtt")))
            theirs = sorted(round(one.start_in_seconds + one.start_time.milliseconds / 1000, 3) for one in captions)
            assert theirs == sorted(round(e.onset_us / 1e6, 3) for e in left.events), path.name
            for form in ("textgrid-short", "textgrid-utf16"):
                (left,), _ = reduced(document, format=form)
                formats.write(document, base.with_name(f"{form}.{walked}.TextGrid"), format=form)
                grid = praatio.openTextgrid(
                    str(base.with_name(f"{form}.{walked}.TextGrid")), includeEmptyIntervals=False
                )
                told = [tier for tier in grid.tiers if tier.name != "dyadmirror"]
                assert sorted((round(one[0], 6), one[-1]) for tier in told for one in tier.entries) == sorted(
                    (round(e.onset_us / 1e6, 6), e.code) for e in left.events
                ), path.name
    assert walked >= 15
