"""An analysis without a study: a file of numbers that stands by itself, and its way into a study."""

import json
import resource
import shutil
import subprocess
import sys

import numpy as np
import pytest

from coder.files.bounded_read import FormatError
from coder.interchange.signals_file import read_signals
from tests.coder.media.clipmaker import make_clip
from tests.models.short_clips import cut
from tests.ui.cli.test_cli import as_json, ok, refused, run

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
DAMAGE = """
import random, sys
from pathlib import Path
from coder.files.bounded_read import FormatError
from coder.interchange.signals_file import read_signals
whole, broken, rng = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]) / "broken.parquet", random.Random(7)
foot = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
for case in range(150):
    data = bytearray(whole)
    for _ in range(rng.choice((1, 3, 20))):
        data[rng.randrange(foot if case % 2 else 0, len(data))] = rng.randrange(256)
    broken.write_bytes(data[: rng.randrange(len(data))] if case % 10 == 9 else data)
    try:
        read_signals(broken)
    except FormatError as error:
        assert "\\n" not in str(error)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A short clip, and its signals."""
    folder = tmp_path_factory.mktemp("alone")
    clip, _ = cut(folder / "visit-of-kim.mp4", "play", 0, 50)
    ok("analyze", clip, "--out", folder / "kim.parquet")
    return clip, folder / "kim.parquet"


def test_a_second_call_says_so_and_touches_nothing(made):
    clip, file = made
    before = file.stat()
    said = ok("analyze", clip, "--out", file)
    assert "already holds this analysis" in said
    assert as_json("analyze", clip, "--out", file)["from_file"] is True
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_other_settings_are_refused_without_force_and_written_with_it(made, tmp_path):
    clip, file = made
    mine = shutil.copy(file, tmp_path / "mine.parquet")
    assert "is there already" in refused("analyze", clip, "--out", mine, "--rate", "5")
    assert as_json("analyze", clip, "--out", mine, "--rate", "5", "--force")["from_file"] is False
    assert json.loads(pq.read_schema(mine).metadata[b"dyadmirror.signals"])["settings"]["sampling"]["rate_hz"] == 5


def test_only_numbers_leave_and_they_say_what_they_were_made_from(made):
    clip, file = made
    said = json.loads(pq.read_schema(file).metadata[b"dyadmirror.signals"])
    table = pq.read_table(file)
    assert set(table.column_names) == {"person", "signal", "unit", "model", "t_us", "value", "validity"}
    assert {"clip_sha256", "settings", "report", "people"} < set(said)
    assert said["report"]["models"]
    assert clip.stem.encode() not in file.read_bytes()
    assert [path.name for path in file.parent.glob("*")].count(file.name) == 1
    assert not list(file.parent.glob(".dyadmirror*"))


def test_a_study_takes_it_in_as_if_it_had_analysed_the_clip_itself(made, tmp_path):
    clip, file = made
    taken, own = tmp_path / "taken", tmp_path / "own"
    for study in (taken, own):
        ok("new", study)
    ok("add", taken, clip, "--signals", file)
    ok("add", own, clip)
    ok("analyze", own)
    assert as_json("analyze", taken)["from_study"] is True
    for what in ("people", "proposals", "signals"):
        assert as_json(what, taken, "r1") == as_json(what, own, "r1")


def test_what_does_not_fit_is_refused_and_nothing_is_added(made, tmp_path):
    clip, file = made
    study = tmp_path / "study"
    ok("new", study)
    other = make_clip(tmp_path / "other.mp4", frames=30)
    assert "another clip" in refused("add", study, other, "--signals", file)
    for change, word in (
        (lambda said: said["report"].update(models=["centerface@0"]), "other weights"),
        (lambda said: said["settings"]["vision"].update(face_sure=0.9), "other settings"),
        (lambda said: said["report"].update(key="0" * 16), "does not name"),
        (lambda said: said["people"].pop(), "no whole file of signals"),
        (lambda said: said.update(version=2), "newer version"),
    ):
        altered = _altered(file, tmp_path / "altered.parquet", change)
        assert word in refused("add", study, clip, "--signals", altered)
    cut_off = tmp_path / "cut.parquet"
    cut_off.write_bytes(file.read_bytes()[:5000])
    assert "no whole file" in refused("add", study, clip, "--signals", cut_off)
    assert as_json("recordings", study) == []


def test_values_where_the_clip_has_no_frame_are_refused(made, tmp_path):
    clip, file = made
    study = tmp_path / "study"
    ok("new", study)
    table = pq.read_table(file)
    moved = table.set_column(table.column_names.index("t_us"), "t_us", [np.asarray(table["t_us"]) + 1])
    with pq.ParquetWriter(tmp_path / "moved.parquet", table.schema) as writer:
        begin = 0  # what is heard has more values than what is seen
        for n in range(pq.ParquetFile(file).num_row_groups):
            rows = pq.ParquetFile(file).read_row_group(n).num_rows
            writer.write_table(moved.slice(begin, rows).cast(table.schema))
            begin += rows
    assert "no frame" in refused("add", study, clip, "--signals", tmp_path / "moved.parquet")


def test_a_study_or_the_clip_itself_is_not_written_to(made, tmp_path):
    clip, _ = made
    study = tmp_path / "study"
    ok("new", study)
    assert "inside the study" in refused("analyze", clip, "--out", study / "x.parquet")
    assert "name the clip itself" in refused("analyze", study, "--out", tmp_path / "x.parquet")
    assert "never written over" in refused("analyze", clip, "--out", clip, "--force")
    assert run("analyze", tmp_path / "no.mp4", "--out", tmp_path / "x.parquet").returncode == 2
    assert not (tmp_path / "x.parquet").exists()


def _altered(file, target, change):
    said = json.loads(pq.read_schema(file).metadata[b"dyadmirror.signals"])
    change(said)
    source = pq.ParquetFile(file)
    schema = source.schema_arrow.with_metadata({b"dyadmirror.signals": json.dumps(said)})
    with pq.ParquetWriter(target, schema) as writer:
        for n in range(source.num_row_groups):
            writer.write_table(source.read_row_group(n).cast(schema))
    return target


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["report"].update(frames=[]),
        lambda said: said["report"].update(seconds="long"),
        lambda said: said["report"].update(clip_seconds=float("nan")),
        lambda said: said["report"].update(made_at=5),
        lambda said: said["report"].update(made_at="soon"),
        lambda said: said["report"].update(model_runs={"x": None}),
        lambda said: said["report"].update(notes=[["A: a list"]]),
        lambda said: said["report"].update(more="a field that no report has"),
        lambda said: said.update(clip_sha256={}),
        lambda said: said.update(people={"A": 1}),
        lambda said: said["people"][0].update(letter="A" * 10_000),
        lambda said: said["people"][0].update(in_view=[[5, 1]]),
    ],
)
def test_what_no_analysis_says_is_refused_as_it_is_read(made, tmp_path, change):
    with pytest.raises(FormatError, match="no whole file of signals"):
        read_signals(_altered(made[1], tmp_path / "altered.parquet", change))


def test_a_small_file_that_claims_millions_of_values_is_refused_unread(made, tmp_path):
    table = pq.ParquetFile(made[1]).read_row_group(0).slice(0, 1)
    many = pa.concat_tables([table] * 1000).combine_chunks()
    many = pa.concat_tables([many] * 11_000)
    pq.write_table(many, tmp_path / "many.parquet", row_group_size=11_000_000, compression="zstd")
    assert (tmp_path / "many.parquet").stat().st_size < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FormatError, match="more values than any analysis makes"):
        read_signals(tmp_path / "many.parquet")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_damage_anywhere_is_read_or_refused_in_one_sentence(made, tmp_path):
    """In a process of its own: whatever the library for Parquet does, it ends as it should."""
    done = subprocess.run(
        [sys.executable, "-c", DAMAGE, made[1], tmp_path], capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
