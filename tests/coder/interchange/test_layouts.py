"""Tables of other programs are understood as they are laid out, or refused: nothing becomes a behaviour by guess."""

from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats


def told(path: Path) -> list[tuple[str, str, float, float]]:
    document = formats.read(path).document
    groups = {tier.id: tier.group for tier in document.tiers}
    return [(groups[e.tier], e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in document.events]


def written(tmp_path: Path, content: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return path


def test_elans_tab_delimited_text_with_a_column_for_each_tier(tmp_path: Path) -> None:
    times = ["hh:mm:ss.ms", "ss.msec"]
    names = [f"{what} - {unit}" for what in ("Begin Time", "End Time", "Duration") for unit in times]
    rows = ["00:00:01.040\t1.040\t00:00:02.330\t2.330\t00:00:01.290\t1.290\tmother\t"]
    rows += ["00:00:03.000\t3.000\t00:00:04.000\t4.000\t00:00:01.000\t1.000\t\ttoy"]
    path = written(tmp_path, "\n".join(["\t".join([*names, "gaze", "hand"]), *rows]), "a.txt")
    assert told(path) == [("gaze", "mother", 1.04, 2.33), ("hand", "toy", 3.0, 4.0)]


@pytest.mark.parametrize(
    ("unit", "begin", "end"), [("msec", "1040", "2330"), ("hh:mm:ss.ms", "0:00:01.040", "0:00:02.330")]
)
def test_elans_other_notations_of_time(tmp_path: Path, unit: str, begin: str, end: str) -> None:
    header = f"Tier\tBegin Time - {unit}\tEnd Time - {unit}\tDuration - {unit}\tAnnotation"
    path = written(tmp_path, f"{header}\ngaze\t{begin}\t{end}\t{begin}\tmother\n", "a.txt")
    assert told(path) == [("gaze", "mother", 1.04, 2.33)]


def test_solomons_looks_at_even_steps_are_states(tmp_path: Path) -> None:
    path = written(tmp_path, "Time;Gaze;Hand\n0.0;mother;\n0.2;mother;l\n0.4;toy;l\n0.6;toy;\n")
    assert told(path) == [("Gaze", "mother", 0.0, 0.4), ("Hand", "l", 0.2, 0.6), ("Gaze", "toy", 0.4, 0.8)]


def test_columns_of_codes_without_an_end_are_not_guessed_at(tmp_path: Path) -> None:
    path = written(tmp_path, "Time;Gaze;Hand\n0.0;mother;\n0.9;mother;l\n1.4;toy;l\n")
    with pytest.raises(FormatError, match="no end, and do not stand at even steps: say in a column mapping"):
        formats.read(path)


def test_datavyus_columns_side_by_side(tmp_path: Path) -> None:
    header = "mom.ordinal,mom.onset,mom.offset,mom.look,child.ordinal,child.onset,child.offset,child.hand,child.how"
    path = written(tmp_path, f"{header}\n1,0,1000,toy,1,500,900,l,fast\n2,1500,2500,face,,,,,\n")
    assert told(path) == [("mom", "toy", 0, 1), ("child", "child", 0.5, 0.9), ("mom", "face", 1.5, 2.5)]
    event = formats.read(path).document.events[1]
    assert event.modifiers == (("hand", "l"), ("how", "fast"))


def test_measured_numbers_are_no_behaviour(tmp_path: Path) -> None:
    path = written(tmp_path, "onset,offset,pupil,gaze\n1,2,3.51,toy\n2,3,3.62,face\n")
    assert told(path) == [("gaze", "toy", 1, 2), ("gaze", "face", 2, 3)]


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "codes"), [("elan2.txt", 2), ("solomon.csv", 3), ("dvcsv.csv", 3)])
def test_the_small_tables(realdata: Path, name: str, codes: int) -> None:
    assert len(told(realdata / "cases" / name)) == codes
