"""Tables as models take them: a whole dictionary, readers into data frames, scripts that give what the app gives."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coder.interchange import formats
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentExchange,
    DocumentLayer,
    DocumentTier,
)
from coder.interchange.formats.tables.data_package import _resource
from coder.interchange.formats.tables.model_tables import BID_COLUMNS, model_tables
from coder.interchange.formats.tables.tidy_rows import EXCHANGE_COLUMNS, exchange_rows
from coder.stats import cox_recurrent

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "coder" / "interchange" / "formats" / "tables" / "scripts"
S = 1_000_000
R = shutil.which("Rscript")


def simulated():
    """Bids of twelve families, two codes, two settings, answers on half seconds; the child looks for two of four."""
    rng = np.random.default_rng(1)
    documents = []
    for k in range(12):
        found = []
        about = {"family": f"F{k + 1}", "condition": "home" if k % 2 else "nursery", "scheme": "first_path@1"}
        for i in range(15):
            code = "smile" if rng.random() < 0.5 else "look"
            wait = int(np.ceil(rng.exponential(1.5 if code == "smile" else 2.5) * 2)) * S // 2
            at, seen = i * 10 * S, wait <= 3 * S
            found.append(
                DocumentExchange(
                    "prompt-3s", "child", code, at, at + S, "answered" if seen else "unsettled",
                    latency_us=wait if seen else None, censored_at_us=None if seen else at + 3 * S,
                    coder="kim", layer="kim", anchor_us=at, window_us=3 * S, conduct="blind", **about,
                )
            )  # fmt: skip
        there = replace(found[0], outcome="already there", latency_us=None, censored_at_us=None, counted=False)
        documents.append(
            Document(
                title=f"r{k + 1}",
                tiers=(DocumentTier("gaze@child", "child", "gaze"), DocumentTier("face@child", "child", "face")),
                events=(
                    DocumentEvent("gaze@child", "child", "look", 400_000, 2_600_000, coder="kim"),
                    DocumentEvent("face@child", "child", "blink", 2_100_000, 2_100_000, point=True, coder="kim"),
                ),
                exchanges=(*found, replace(there, bid_onset_us=151 * S, bid_offset_us=152 * S)),
                layers=(
                    DocumentLayer(
                        "kim", conduct="blind", rule="prompt-3s", duration_us=200 * S, signals=16, counted=15,
                        child_hidden=((3 * S, 4 * S), (3_500_000, 5 * S)), caregiver_hidden=((4 * S, 6 * S),),
                        episodes=(("play", 0, 100 * S), ("pause", 10 * S, 12 * S)), **about,
                    ),
                ),
            )
        )  # fmt: skip
    return documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def table(folder):
    path = folder / "x.exchanges.csv"
    formats.write(simulated(), path, format="csv-exchanges")
    return path


@pytest.fixture(scope="module")
def package(folder):
    path = folder / "x.tables.zip"
    formats.write(simulated(), path, format="models-csv")
    return path


def test_the_dictionary_names_every_column_in_order_with_its_type():
    kinds = {"integer": int, "number": float, "string": str}
    for table in model_tables(simulated()):
        assert len({one.name for one in table.columns}) == len(table.columns)
        for row in table.rows:
            for one, cell in zip(table.columns, row, strict=True):
                assert cell is None or isinstance(cell, kinds[one.kind]), one.name
        assert all(one.means for one in table.columns)
        assert all(one.unit == "microseconds" for one in table.columns if one.name.endswith("_us"))
        keys = [one.name for one in table.columns]
        rows = [tuple(row[keys.index(name)] for name in table.key) for row in table.rows]
        assert len(set(rows)) == len(rows), table.name
    assert tuple(one.name for one in BID_COLUMNS) == EXCHANGE_COLUMNS


def test_the_schema_in_the_documents_is_that_of_the_bids():
    """Written anew by: python -m tests.coder.interchange.test_tables_for_models"""
    assert json.loads((ROOT / "docs" / "exchanges.schema.json").read_text()) == schema_of_bids()


def schema_of_bids():
    schema = _resource(model_tables([])[0], "csv")["schema"]
    schema.pop("foreignKeys")
    return {"$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json", **schema}


def test_watched_time_and_flag_are_what_a_survival_model_takes():
    one = DocumentExchange("r", "child", "x", 0, 10, "unsettled", censored_at_us=40, anchor_us=10)
    assert one.watched_us == 30
    row = dict(zip(EXCHANGE_COLUMNS, next(exchange_rows(Document(title="d", exchanges=(one,)))), strict=True))
    assert (row["watched_us"], row["watched_s"], row["answered"]) == (30, 3e-5, 0)


def rows_of(package, name):
    with zipfile.ZipFile(package) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))


def test_a_package_holds_what_its_dictionary_says(package):
    with zipfile.ZipFile(package) as archive:
        about = json.loads(archive.read("datapackage.json"))
        assert {one["path"] for one in about["resources"]} < set(archive.namelist())
    assert about["schemes"] == ["first_path@1"]
    assert about["rules"] == ["prompt-3s"]
    parents = {(row["recording"], row["layer"]) for row in rows_of(package, "recordings")}
    for one in about["resources"]:
        rows = rows_of(package, one["name"])
        assert list(rows[0]) == [field["name"] for field in one["schema"]["fields"]]
        assert all((row["recording"], row["layer"]) in parents for row in rows)


def test_one_row_a_recording_counts_what_was_coded_and_what_could_be_seen(package):
    row = rows_of(package, "recordings")[0]
    assert (row["family"], row["condition"], row["blind"], row["counted"]) == ("F1", "nursery", "1", "15")
    assert float(row["observable_s"]) == 197  # 3 to 6 s are hidden, partly twice
    assert (row["child_look_n"], row["child_look_s"], row["child_blink_n"]) == ("1", "2.2", "1")


def test_one_row_a_unit_says_what_was_under_way_in_its_middle(package):
    rows = [row for row in rows_of(package, "units") if row["recording"] == "r1"]
    assert len(rows) == 200
    assert [row["child_gaze"] for row in rows[:4]] == ["look", "look", "look", ""]
    assert [row["child_face"] for row in rows[:4]] == ["", "", "blink", ""]
    assert [row["child_observable"] for row in rows[2:6]] == ["1", "0", "0", "1"]
    assert [row["caregiver_observable"] for row in rows[2:7]] == ["1", "1", "0", "0", "1"]
    assert [rows[k]["episode"] for k in (9, 10, 11, 12, 99, 100)] == ["play", "pause", "pause", "play", "play", ""]


def test_units_lie_where_middles_lie():
    rng = np.random.default_rng(2)
    for _ in range(50):
        unit, length = int(rng.integers(1, 9)), int(rng.integers(1, 60))
        on = int(rng.integers(0, 60))
        off = on + int(rng.integers(1, 30))
        layer = DocumentLayer("k", duration_us=length, child_hidden=((on, off),), unit_us=unit)
        event = DocumentEvent("t", "child", "x", on, off, coder="k")
        document = Document(title="d", tiers=(DocumentTier("t", "child", "g"),), events=(event,), layers=(layer,))
        table = model_tables([document])[2]
        names = [one.name for one in table.columns]
        for row in table.rows:
            told = dict(zip(names, row, strict=True))
            inside = on <= told["onset_us"] + unit / 2 < off
            assert told["child_g"] == ("x" if inside else "")
            assert told["child_observable"] == int(not inside)


def test_the_same_study_gives_the_same_bytes(package, folder):
    formats.write(simulated(), folder / "again.tables.zip", format="models-csv")
    assert package.read_bytes() == (folder / "again.tables.zip").read_bytes()


def fitted(documents, *, condition):
    bids = [one for document in documents for one in document.exchanges if one.counted]
    x = [[float(one.bid_code == "smile"), *([float(one.condition == "nursery")] if condition else [])] for one in bids]
    watched = [one.watched_us / S for one in bids]
    return cox_recurrent(watched, [one.latency_us is not None for one in bids], x, [one.family for one in bids])


def run(command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("which", ["table", "package"])
def test_the_python_script_reads_it(which, request):
    said = run([sys.executable, SCRIPTS / "models.py", request.getfixturevalue(which)])
    assert "bids 180 answered" in said
    assert "kaplan_meier" in said
    assert f"cox_recurrent: {fitted(simulated(), condition=True).estimate:.4g}" in said
    assert "C(bid_code)[T.smile]" in said


def test_the_python_reader_gives_typed_frames_from_csv_parquet_and_a_folder(package, folder):
    pytest.importorskip("pyarrow")
    sys.path.insert(0, str(SCRIPTS))
    try:
        from read_tables import read_tables
    finally:
        sys.path.remove(str(SCRIPTS))
    formats.write(simulated(), folder / "x.parquet.zip", format="models-parquet")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "unpacked")
    told = [read_tables(one) for one in (package, folder / "x.parquet.zip", folder / "unpacked")]
    for name in ("bids", "recordings", "units"):
        for other in told[1:]:
            assert told[0][name].equals(other[name]), name
    bids = told[0]["bids"]
    assert bids["watched_us"].dtype == "Int64"
    assert bids.loc[bids["counted"] == 1, "watched_s"].sum() == pytest.approx(
        sum(one.watched_us for d in simulated() for one in d.exchanges if one.counted) / S
    )
    assert set(bids["cluster"]) == {f"F{k + 1}" for k in range(12)}
    with pytest.raises(ValueError, match="neither a folder nor a zip"):
        read_tables(SCRIPTS / "models.R")


@pytest.mark.skipif(R is None, reason="R is not here")
@pytest.mark.parametrize("which", ["table", "package"])
def test_the_r_scripts_give_the_same_numbers(which, request):
    said = run([R, SCRIPTS / "models.R", request.getfixturevalue(which)])
    told = next(line.split() for line in said.splitlines() if line.startswith("cox "))
    fit = fitted(simulated(), condition=True)
    for k in range(2):
        assert float(told[1 + k]) == pytest.approx(fit.covariates[k].parameters["log_ratio"], rel=1e-6)
        assert float(told[4 + k]) == pytest.approx(fit.covariates[k].parameters["robust_se"], rel=1e-6)
    assert "bids 180" in said


@pytest.mark.skipif(R is None, reason="R is not here")
def test_the_r_reader_gives_data_frames(package):
    lines = (
        f'source("{SCRIPTS}/read_tables.R"); f <- read_tables("{package}"); '
        'cat(sapply(f, nrow), sum(f$units$child_gaze == "look", na.rm = TRUE), class(f$bids$watched_s))'
    )
    assert run([R, "-e", lines]).split()[-5:] == ["192", "12", "2400", "36", "numeric"]


if __name__ == "__main__":
    (ROOT / "docs" / "exchanges.schema.json").write_text(
        json.dumps(schema_of_bids(), indent=1, ensure_ascii=False) + "\n"
    )
