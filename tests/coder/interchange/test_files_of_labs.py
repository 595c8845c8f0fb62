"""Files as labs have them: old headers, other programs' habits, open ends; written by hand, read as they are meant."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document


def written(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def said(document: Document) -> list[tuple[str, str, float, float]]:
    return [(e.tier, e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in document.events]


MFA = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.0299999999999998
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "CHI - words"
        xmin = 0
        xmax = 2.03
        intervals: size = 3
        intervals [1]:
            xmin = 0.0
            xmax = 1e-05
            text = ""
        intervals [2]:
            xmin = 1e-05
            xmax = 1.5
            text = "say ""hi""
to me"
        intervals [3]:
            xmin = 1.5
            xmax = 2.0299999999999998
            text = "spn"
    item [2]:
        class = "TextTier"
        name = "bell"
        xmin = 0
        xmax = 2.03
        points: size = 1
        points [1]:
            time = 1.25
            mark = ""
"""
SHORT = (
    'File type = "ooTextFile short"\n"TextGrid"\n\n0\n2\n<exists>\n1\n"IntervalTier"\n"ORT-MAU"\n0\n2\n2\n'
    '0\n0.5\n"<p:>"\n0.5\n2\n"grün"\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_textgrids_of_aligners(tmp_path: Path, encoding: str, ends: str) -> None:
    document = formats.read(written(tmp_path, "x.TextGrid", MFA.replace("\n", ends), encoding)).document
    assert said(document) == [
        ("CHI - words", f'say "hi"{ends}to me', 0.00001, 1.5),
        ("bell", "", 1.25, 1.25),
        ("CHI - words", "spn", 1.5, 2.03),
    ]
    document = formats.read(written(tmp_path, "y.TextGrid", SHORT.replace("\n", ends), encoding)).document
    assert said(document) == [("ORT-MAU", "<p:>", 0.0, 0.5), ("ORT-MAU", "grün", 0.5, 2.0)]


def test_a_binary_textgrid_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "x.TextGrid"
    path.write_bytes(b"ooBinaryFile\x08TextGrid\0\0\0\0\0\0\0\0?\xf0\0\0\0\0\0\0\x01")
    with pytest.raises(FormatError, match="Praat's binary form: in Praat, choose “Save as text file”"):
        formats.read(path)


def test_tiers_without_a_name_are_given_one(tmp_path: Path) -> None:
    content = MFA.replace('"CHI - words"', '""').replace('"bell"', '""')
    document = formats.read(written(tmp_path, "x.TextGrid", content)).document
    assert [tier.id for tier in document.tiers] == ["events", "events~2"]
    formats.write(document, tmp_path / "x.eaf")
    assert [tier.id for tier in formats.read(tmp_path / "x.eaf").document.tiers] == ["events", "events~2"]


OLD_EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2009-05-05T10:00:00+01:00" FORMAT="2.6" VERSION="2.6">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
    <MEDIA_DESCRIPTOR MEDIA_URL="file:///D:/kinder/m%C3%BCller.mpg" MIME_TYPE="video/mpeg" TIME_ORIGIN="40"/>
  </HEADER>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1"/>
    <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1000"/>
    <TIME_SLOT TIME_SLOT_ID="ts3"/>
    <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="3000"/>
    <TIME_SLOT TIME_SLOT_ID="ts5"/>
  </TIME_ORDER>
  <TIER DEFAULT_LOCALE="en" LINGUISTIC_TYPE_REF="default-lt" PARTICIPANT="CHI" TIER_ID="vcm@CHI">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
      <ANNOTATION_VALUE>C</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
      <ANNOTATION_VALUE>N</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts4" TIME_SLOT_REF2="ts5">
      <ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <LINGUISTIC_TYPE CONTROLLED_VOCABULARY_REF="vcm" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt"
    TIME_ALIGNABLE="true"/>
  <LOCALE COUNTRY_CODE="US" LANGUAGE_CODE="en"/>
  <CONTROLLED_VOCABULARY CV_ID="vcm" DESCRIPTION="maturity">
    <CV_ENTRY DESCRIPTION="canonical">C</CV_ENTRY><CV_ENTRY DESCRIPTION="not canonical">N</CV_ENTRY>
  </CONTROLLED_VOCABULARY>
</ANNOTATION_DOCUMENT>
"""


def test_an_old_elan_file_with_open_ends(tmp_path: Path) -> None:
    result = formats.read(written(tmp_path, "x.eaf", OLD_EAF))
    assert said(result.document) == [
        ("vcm@CHI", "C", 0.5, 1.0),
        ("vcm@CHI", "N", 1.0, 2.0),
        ("vcm@CHI", "", 3.0, 3.0),
    ]
    assert result.document.media[0].path == "D:/kinder/müller.mpg"
    assert [code.name for code in result.document.vocabularies[0].codes] == ["C", "N"]
    again = tmp_path / "again.eaf"
    formats.write(result.document, again)
    assert {e.code for e in formats.read(again).document.events} == {"C", "N", ""}
    (loss,) = formats.read(written(tmp_path, "y.eaf", OLD_EAF.replace('"2.6"', '"1.4"'))).losses[:1]
    assert (loss.code, loss.sentence) == (
        "older-version",
        "The file is of version 1.4, older than 2.7: it is read as 2.7.",
    )


def test_an_external_vocabulary_stays_referred_to(tmp_path: Path) -> None:
    content = (
        OLD_EAF.replace('"2.6"', '"3.0"')
        .replace("<ANNOTATION_VALUE>C<", "<ANNOTATION_VALUE>C<")
        .replace('TIME_SLOT_REF1="ts1"', 'CVE_REF="cveid_c" TIME_SLOT_REF1="ts1"')
    )
    begin = content.index("  <CONTROLLED_VOCABULARY")
    content = (
        content[:begin] + '  <CONTROLLED_VOCABULARY CV_ID="vcm" EXT_REF="er1"/>\n'
        '  <EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="file:/C:/lab/vcm.ecv"/>\n</ANNOTATION_DOCUMENT>\n'
    )
    document = formats.read(written(tmp_path, "x.eaf", content)).document
    formats.write(document, tmp_path / "again.eaf")
    text = (tmp_path / "again.eaf").read_text()
    for kept in ('CV_ID="vcm" EXT_REF="er1"', 'VALUE="file:/C:/lab/vcm.ecv"', 'CVE_REF="cveid_c"'):
        assert kept in text


def test_rttm_of_diarisers_and_of_lena(tmp_path: Path) -> None:
    content = (
        "SPEAKER e20160420_165405_009107 1 0.03 1.62 <NA> <NA> SPEAKER_00 <NA> <NA>\n"
        "SPEAKER e20160420_165405_009107\t1\t2.5\t0\t<NA>\t<NA>\tCHN\t0.75\n\n"
        "NON-SPEECH e20160420_165405_009107 1 3 1 <NA> noise <NA> <NA> <NA>\n"
        "SPEAKER other-file 1 1e1 0.5 <NA> <NA> KCHI <NA> <NA>\n"
    )
    result = formats.read(written(tmp_path, "x.rttm", content, "utf-8-sig"))
    assert [said(document) for document in result.documents] == [
        [("speech@SPEAKER_00", "speech", 0.03, 1.65), ("speech@CHN", "speech", 2.5, 2.5)],
        [("speech@KCHI", "speech", 10.0, 10.5)],
    ]


SRT = """\ufeff12
00:00:01,000 --> 00:00:02,000 X1:100 X2:200 Y1:10 Y2:20
{\\an8}<font color="#ffff00">- Kim: Look!</font>
12
00:00:02,000 --> 00:00:03,500
<I>over</I> <b>there</b>

00:00:04.000 --> 00:00:05.000
no number



17
00:00:06,000 --> 00:00:07,000

"""


def test_subtitles_with_odd_numbers_and_marks(tmp_path: Path) -> None:
    document = formats.read(written(tmp_path, "x.srt", SRT)).document
    assert said(document) == [
        ("captions@- Kim", "Look!", 1.0, 2.0),
        ("captions", "over there", 2.0, 3.5),
        ("captions", "no number", 4.0, 5.0),
        ("captions", "", 6.0, 7.0),
    ]


YOUTUBE = """WEBVTT
Kind: captions
Language: en
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

REGION
id:fred width:40%

STYLE
::cue(v[voice="Kim"]) { color: lime }

NOTE 00:00 is the clap

c1
00:00:01.000 --> 00:00:02.000 align:start position:0%
<v Kim>well<00:00:01.500><c> look</c></v>&nbsp;<lang en>at</lang> you
00:00:03.000 --> 100:00:04.000
two &lt;3 <ruby>kanji<rt>kana</rt></ruby>
"""


def test_webvtt_of_video_sites(tmp_path: Path) -> None:
    document = formats.read(written(tmp_path, "x.vtt", YOUTUBE)).document
    assert said(document) == [
        ("captions@Kim", "well look\xa0at you", 1.0, 2.0),
        ("captions", "two <3 kanjikana", 3.0, 360_004.0),
    ]
    formats.write(document, tmp_path / "y.vtt")
    text = (tmp_path / "y.vtt").read_text()
    for kept in (
        "X-TIMESTAMP-MAP",
        "id:fred",
        "::cue(v",
        "NOTE 00:00 is",
        "c1\n00:00:01.000",
        "align:start position:0%",
    ):
        assert kept in text


BORIS9 = {
    "time_format": "hh:mm:ss",
    "project_date": "2025-03-01T10:00:00",
    "project_name": "pilot",
    "project_description": "",
    "project_format_version": "7.0",
    "subjects_conf": {"0": {"key": "c", "name": "child", "description": ""}},
    "behaviors_conf": {
        "0": {
            "type": "State event", "key": "g", "code": "gaze", "description": "", "color": "#aa0000",
            "category": "look", "excluded": "away", "coding map": "",
            "modifiers": {
                "0": {"name": "target", "description": "", "type": 0, "values": ["toy (t)", "face"]},
                "1": {"name": "how long", "description": "", "type": 2, "ask at stop": False, "values": []},
                "2": {"name": "parts", "description": "", "type": 1, "ask at stop": False, "values": ["eye", "head"]},
                "3": {"name": "note", "description": "", "type": 3, "ask at stop": False, "values": []},
            },
        },
        "1": {"type": "State event", "key": "a", "code": "away", "category": "look", "excluded": "gaze",
              "modifiers": ""},
    },
    "behavioral_categories": ["look"],
    "behavioral_categories_config": {"0": {"name": "look", "color": ""}},
    "independent_variables": {
        "0": {"label": "age", "description": "in days", "type": "numeric", "default value": "", "possible values": ""},
        "1": {"label": "born", "description": "", "type": "timestamp", "default value": "", "possible values": ""},
        "2": {"label": "sex", "description": "", "type": "value from set", "default value": "f",
              "possible values": "f,m"},
    },
    "coding_map": {},
    "behaviors_coding_map": [],
    "converters": {},
    "observations": {
        "S01": {
            "file": {"1": ["a.mp4", "b.mp4"], "2": ["c.mp4"], "3": [], "4": [], "5": [], "6": [], "7": [], "8": []},
            "type": "MEDIA",
            "date": "2025-03-01T10:00:00.000",
            "description": "first visit",
            "time offset": 0.0,
            "events": [
                [1.0, "child", "gaze", "toy|2.5|eye,head|odd", "", 25],
                [2.999, "child", "gaze", "toy|2.5|eye,head|odd", "", "NA"],
                [3.0, "child", "away", "", "", 75],
                [4.0, "child", "away", "", "", 100],
            ],
            "observation time interval": [0, 0],
            "independent_variables": {"age": "200", "born": "2024-08-01T00:00:00", "sex": "f"},
            "visualize_spectrogram": False,
            "close_behaviors_between_videos": False,
            "media_creation_date_as_offset": False,
            "media_scan_sampling": 0,
            "image_display_duration": 1,
            "media_info": {
                "length": {"a.mp4": 10.0, "b.mp4": 10.0, "c.mp4": 20.0},
                "fps": {"a.mp4": 25.0, "b.mp4": 25.0, "c.mp4": 29.97},
                "hasVideo": {"a.mp4": True}, "hasAudio": {"a.mp4": True},
                "offset": {"1": 0.0, "2": 1.5}, "zoom level": {"1": 1.0},
            },
        },
        "live": {"file": [], "type": "LIVE", "date": "", "description": "", "time offset": 0.0, "events": [],
                 "start_from_current_time": False, "scan_sampling_time": 30, "independent_variables": {}},
    },
}  # fmt: skip


def test_a_project_of_the_newest_boris_comes_back_whole(tmp_path: Path) -> None:
    result = formats.read(written(tmp_path, "x.boris", json.dumps(BORIS9)))
    first, live = result.documents
    assert [(e.code, e.onset_us, e.offset_us) for e in first.events] == [
        ("gaze", 1_000_000, 3_000_000),
        ("away", 3_000_000, 4_000_000),
    ]
    assert first.events[0].modifiers == (
        ("target", "toy"), ("how long", "2.5"), ("parts", "eye"), ("parts", "head"), ("note", "odd"),
    )  # fmt: skip
    assert [(m.path, m.player, m.starts_us) for m in first.media] == [
        ("a.mp4", 1, 0), ("b.mp4", 1, 10_000_000), ("c.mp4", 2, 1_500_000),
    ]  # fmt: skip
    assert [(v.name, v.value) for v in first.variables] == [
        ("age", "200"), ("born", "2024-08-01T00:00:00"), ("sex", "f"),
    ]  # fmt: skip
    assert live.events == ()
    formats.write(result.documents, tmp_path / "y.boris")
    after = json.loads((tmp_path / "y.boris").read_text())
    for name, told in BORIS9["observations"].items():  # type: ignore[attr-defined]
        assert after["observations"][name].items() >= {k: v for k, v in told.items() if k != "media_info"}.items()
    info = BORIS9["observations"]["S01"]["media_info"]  # type: ignore[index]
    assert {name: after["observations"]["S01"]["media_info"][name] for name in info if name != "offset"} == {
        name: told for name, told in info.items() if name != "offset"
    }
    for number, row in BORIS9["behaviors_conf"].items():  # type: ignore[attr-defined]
        assert after["behaviors_conf"][number] == {"description": ""} | row
    assert after["independent_variables"] == BORIS9["independent_variables"]


def test_a_spreadsheet_of_thousands_of_cells(tmp_path: Path) -> None:
    rows = [f"00:{n // 60:02d}:{n % 60:02d}:000,00:{n // 60:02d}:{n % 60:02d}:500,({n},,\\(x\\))" for n in range(3_000)]
    sheet = "#4\nlook (MATRIX,true,)-n|NOMINAL,blank|TEXT,why|NOMINAL\n" + "\n".join(rows) + "\n"
    document = formats.read(written(tmp_path, "x.opf", sheet)).document
    assert len(document.events) == 3_000
    assert document.events[7].modifiers == (("n", "7"), ("why", "(x)"))
    assert formats.write(replace(document, title="x"), tmp_path / "y.opf") == ()
    assert formats.read(tmp_path / "y.opf").document.events == document.events
