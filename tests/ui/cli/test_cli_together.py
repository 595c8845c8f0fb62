"""Grid, recurrence, synchrony and tables for models from a study on the command line."""

import csv
import io
import json
import zipfile

import pytest

from tests.many_families import seven_families
from tests.ui.cli.test_cli_numbers import printed
from tests.ui.cli.test_cli_over_time import refused


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return seven_families(tmp_path_factory.mktemp("together"))


def test_the_grid_holds_all_of_the_time_and_says_whose_it_is(study, capsys):
    told = json.loads(printed(capsys, "grid", study, "r1", "--child", "gaze", "--json"))
    assert (told["child"]["group"], told["caregiver"]["group"]) == ("gaze", "gaze")
    assert sum(one["duration"] for one in told["grid"]["cells"]) == pytest.approx(120)
    assert told["caregivers_side"]
    assert "cells visited" in printed(capsys, "grid", study, "r1")
    assert "there are gaze, mouth" in refused(capsys, "grid", study, "r1", "--child", "hands")


def test_recurrence_and_a_recording_of_which_nothing_was_measured(study, capsys):
    told = json.loads(printed(capsys, "recurrence", study, "r1", "--child", "gaze", "--unit-ms", "1000", "--json"))
    assert told["alike"] == [["look_to_caregiver", "look_to_child"]]
    assert len(told["recurrence"]["profile"]) == 11
    assert "first is no more than first" in printed(capsys, "recurrence", study, "r1")
    assert "who is child and who is caregiver" in refused(capsys, "synchrony", study, "r1")


def test_tables_for_models_leave_with_families_as_numbers(study, tmp_path, capsys):
    target = tmp_path / "x.tables.zip"
    printed(capsys, "export", study, "--format", "models-csv", "--unit-ms", "500", "-o", target)
    with zipfile.ZipFile(target) as archive:
        rows = {
            name: list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))
            for name in ("bids", "recordings", "units")
        }
    assert [len(found) for found in rows.values()] == [196, 14, 14 * 240]
    assert {row["family"] for row in rows["bids"]} == {f"F{k}" for k in range(1, 8)}
    assert {row["condition"] for row in rows["recordings"]} == {"home", "nursery"}
    assert sum(row["answered"] == "1" for row in rows["bids"]) == sum(
        int(row["answered"]) for row in rows["recordings"]
    )
    assert "at least" in refused(
        capsys, "export", study, "--format", "models-csv", "--unit-ms", "1", "-o", tmp_path / "y"
    )
