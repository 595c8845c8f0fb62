"""LENA's segments: who sounds when, with counts as modifiers."""

from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats

ITS = """<?xml version="1.0" encoding="UTF-8"?>
<ITS fileName="e1" timeCreated="2020-01-01T00:00:00Z"><ProcessingUnit><Recording num="1" startTime="PT0.00S">
<Conversation num="1" type="CM" startTime="PT0.00S">
<Segment spkr="CHN" startTime="PT0.00S" endTime="PT1.25S" averageDb="-30.1" childUttCnt="1" childUttLen="P0.9S"/>
<Segment spkr="FAN" startTime="PT1.25S" endTime="PT2.50S" femaleAdultWordCnt="4.00" maleAdultWordCnt="0.00"/>
<Segment spkr="SIL" startTime="PT2.50S" endTime="PT2.40S"/></Conversation>
<Pause num="1"><Segment spkr="TVF" startTime="PT3.00S" endTime="PT9.99S"/></Pause>
</Recording></ProcessingUnit></ITS>"""


def test_segments_are_events_of_who_sounds(tmp_path: Path) -> None:
    path = tmp_path / "day.its"
    path.write_text(ITS, "utf-8")
    result = formats.read(path)
    assert result.format == "lena"
    assert [(e.subject, e.code, e.onset_us, e.offset_us, e.modifiers) for e in result.document.events] == [
        ("child", "CHN", 0, 1_250_000, (("averageDb", "-30.1"), ("childUttCnt", "1"))),
        ("FAN", "FAN", 1_250_000, 2_500_000, (("femaleAdultWordCnt", "4.00"),)),
        ("", "TVF", 3_000_000, 9_990_000, ()),
    ]
    assert [loss.examples for loss in result.losses] == [
        ("segment 3: it ends before it begins (0:02.500 to 0:02.400)",)
    ]


@pytest.mark.parametrize(("text", "sentence"), [("<ITS ></ITS>", "it holds no segment"), ("<ITS >", "XML is broken")])
def test_what_is_no_such_file_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "day.its"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=sentence):
        formats.read(path)
