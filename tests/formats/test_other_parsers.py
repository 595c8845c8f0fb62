"""What we write, opened with the parsers that other people wrote; each is skipped where it is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder import formats
from coder.formats.packing import pack
from coder.formats.registry import reduced
from coder.formats.statement import pairs_of
from tests.formats.make_golden import GOLDEN, NAMES, session

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
    assert eaf.get_controlled_vocabulary_names() == ["gaze", "touch"] or set(eaf.get_controlled_vocabulary_names()) == {
        "gaze",
        "touch",
    }
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
    assert len(annotation.label_timeline("child")) == 3


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
