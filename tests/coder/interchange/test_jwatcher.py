"""JWatcher's data files: keys and their times, never more than they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats

DATA = """FirstLineOfData=12
#-----------------------------------------------------------
# Name: visit.dat
# Format: Focal Data File 1.0
#-----------------------------------------------------------

FocalMasterFile=C:\\lab\\gaze.fmf

StartTime=1396961200000
StopTime=1396961230000

0, a
1250, s
x, t
2500, s, left
30000,EOF
31000, a
"""


def test_keys_are_points_up_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "visit.dat"
    path.write_text(DATA, "utf-8")
    result = formats.read(path)
    assert result.format == "jwatcher"
    assert [(e.code, e.onset_us, e.point, e.modifiers) for e in result.document.events] == [
        ("a", 0, True, ()),
        ("s", 1_250_000, True, ()),
        ("s", 2_500_000, True, (("modifier 1", "left"),)),
    ]
    assert result.document.variables[0].value == "gaze.fmf"
    assert {loss.code: loss.examples for loss in result.losses} == {
        "bad-items": ("line 14: 'x' is no time",),
        "keys-are-points": (),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FirstLineOfData=99\n0,a\n", "it ends before line 99"),
        ("FirstLineOfData=2\nEOF\n", "no time"),
        ("FirstLineOfData=2\n0,EOF\n", "no key was pressed"),
        ("FirstLineOfData=\n0,a\n", "does not say where its data begin"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "visit.dat"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=sentence):
        formats.read(path)
