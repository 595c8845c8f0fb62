"""Tables that a caregiver chose to bring: as usual exports write them, and as nobody should."""

import pytest

from coder.interchange.caregiver_series import read_series
from coder.vocabulary.errors import MendableError


def read(tmp_path, text, name="sleep", column=None):
    path = tmp_path / "brought.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_series(path, name=name, column=column)


GOOD = {
    "plain": ("date,hours\n2026-03-01,7.5\n2026-03-02,6\n", [("2026-03-01", 7.5), ("2026-03-02", 6)], "h"),
    "decimal comma": ("Datum;Schlaf h\n01.03.2026;7,5\n02.03.2026;6\n", [("2026-03-01", 7.5), ("2026-03-02", 6)], "h"),
    "lengths": ("Night,Time asleep,Notes\n2026-03-01,7:30,cold\n", [("2026-03-01", 7.5)], "h"),
    "lengths in words": ("night,asleep\n2026-03-01,7h 30m\n", [("2026-03-01", 7.5)], "h"),
    "minutes": ("Date,Minutes Asleep,Minutes Awake,Awakenings\n2026-03-01,450,30,1\n", [("2026-03-01", 450)], "min"),
    "a watch": (
        "startDate,value,sourceName\n2026-03-01 06:30:00 +0100,42.5,Watch\n2026-02-28 06:30:00 +0100,40,Watch\n",
        [("2026-02-28T06:30", 40), ("2026-03-01T06:30", 42.5)],
        "",
    ),
    "month first": ("date,hours\n3/14/2026,7\n", [("2026-03-14", 7)], "h"),
    "day first": ("date,hours\n14/3/2026 7:05,7\n", [("2026-03-14T07:05", 7)], "h"),
    "gaps": ("date,hours\n2026-03-01,7\n2026-03-02,\n2026-03-03,NA\n", [("2026-03-01", 7)], "h"),
    "byte order mark": ("\ufeffdate,hours\n2026-03-01,7\n", [("2026-03-01", 7)], "h"),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_usual_exports_are_read(tmp_path, what):
    text, points, unit = GOOD[what]
    found = read(tmp_path, text)
    assert [(point.at, point.value) for point in found.points] == points
    assert found.unit == unit


def test_the_right_column_is_taken_by_its_name_and_gaps_are_counted(tmp_path):
    text = "date,heart rate,RMSSD (ms),SDNN (ms)\n2026-03-01,61,38.2,51\n2026-03-02,64,,50\n"
    found = read(tmp_path, text, name="RMSSD")
    assert (found.value_column, found.unit, found.empty) == ("RMSSD (ms)", "ms", 1)
    assert read(tmp_path, text, name="hrv", column="sdnn (ms)").points[0].value == 51
    with pytest.raises(MendableError, match="several columns could be 'hrv'; name the one that is meant"):
        read(tmp_path, text, name="hrv")
    with pytest.raises(MendableError, match="no column 'pulse'; its columns are 'date', 'heart rate'"):
        read(tmp_path, text, name="hrv", column="pulse")


HOSTILE = {
    "empty": b"",
    "binary": b"\x00\x01\x02\x03" * 50,
    "no date": "name,hours\nkim,7\n",
    "no number": "date,word\n2026-03-01,long\n",
    "only a header": "date,hours\n",
    "no value": "date,hours,mood\n2026-03-01,,ok\n",
    "odd date": "date,hours\n2026-02-30,7\n",
    "ambiguous": "date,hours\n3/4/2026,7\n5/6/2026,7\n",
    "infinite": "date,hours\n2026-03-01,inf\n",
    "huge number": "date,hours\n2026-03-01," + "9" * 400 + "\n",
    "latin-1": "date,h\xf6urs\n2026-03-01,7\n".encode("latin-1"),
    "quotes": 'date,hours\n"2026-03-01,7\n',
    "too long": "date,hours\n" + "2026-03-01,7\n" * 20_001,
    "a formula": "date,hours\n2026-03-01,=cmd|calc\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_one_sentence(tmp_path, what):
    with pytest.raises(MendableError) as refused:
        read(tmp_path, HOSTILE[what])
    assert len(str(refused.value).splitlines()) == 1
    assert str(refused.value).startswith("brought.csv")
