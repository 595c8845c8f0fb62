"""TextGrids, GSEQ, subtitles, RTTM and tables: what each means, in files as labs have them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentExchange,
    DocumentTier,
    Media,
    Statement,
)
from coder.interchange.document.packed_values import pack, unpack
from coder.interchange.document.tier_names import parse_tier_name, tier_name
from coder.interchange.document.written_times import clock_text, clock_us, decimal_us, seconds_text
from coder.interchange.formats.tables.column_mapping import (
    CodeColumn,
    Mapping,
    TierNames,
    TimeUnit,
    load_mapping,
    save_mapping,
)
from coder.interchange.formats.tables.delimited_text import as_meant, harmless
from tests.coder.interchange.make_golden import GOLDEN, NAMES

Said = list[tuple[str, str, float, float]]


def said(document: Document) -> Said:
    return [(e.tier, e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in document.events]


def written(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "gaze@CHI"
        xmin = 0
        xmax = 2.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 1.0000004
            text = ""
        intervals [2]:
            xmin = 1.0000004
            xmax = 2
            text = "says ""no"" ! not <a> comment"
        intervals [3]:
            xmin = 2
            xmax = 2.5
            text = "ə"
    item [2]:
        class = "TextTier"
        name = "blinks"
        xmin = 0
        xmax = 2.5
        points: size = 1
        points [1]:
            number = 1.25
            mark = ""
"""
SHORT = (
    '"ooTextFile"\n"TextGrid"\n0\n2.5\n<exists>\n2\n"IntervalTier"\n"gaze@CHI"\n0\n2.5\n3\n0\n1.0000004\n""\n'
    '1.0000004\n2\n"says ""no"" ! not <a> comment"\n2\n2.5\n"ə"\n"TextTier"\n"blinks"\n0\n2.5\n1\n1.25\n""\n'
)


@pytest.mark.parametrize("content", [LONG, SHORT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_textgrid_reads_alike_in_every_form_and_encoding(tmp_path: Path, content: str, encoding: str) -> None:
    document = formats.read(written(tmp_path, "x.TextGrid", content, encoding)).document
    assert said(document) == [
        ("gaze@CHI", 'says "no" ! not <a> comment', 1.0, 2.0),
        ("blinks", "", 1.25, 1.25),
        ("gaze@CHI", "ə", 2.0, 2.5),
    ]
    assert [(t.subject, t.group) for t in document.tiers] == [("CHI", "gaze"), ("", "blinks")]
    assert document.events[1].point


def test_a_textgrid_keeps_its_length_and_fills_gaps(tmp_path: Path) -> None:
    document = formats.read(written(tmp_path, "x.TextGrid", LONG)).document
    only = tuple(e for e in document.events if e.code == "ə")
    formats.write(replace(document, events=only), tmp_path / "y.TextGrid")
    text = (tmp_path / "y.TextGrid").read_text()
    assert "xmax = 2.5 \n" in text
    assert "intervals: size = 2" in text


def test_a_textgrid_lasts_as_long_as_the_clip(tmp_path: Path) -> None:
    """What came after the last event was seen, and belongs to every rate that is worked out of the file."""
    document = Document(
        title="visit",
        media=(Media(path="visit.mp4", duration_us=20_000_000),),
        tiers=(DocumentTier("smile@child", "child", "smile"),),
        events=(DocumentEvent("smile@child", "child", "smile", 1_000_000, 4_000_000, False),),
    )
    formats.write(document, tmp_path / "visit.TextGrid")
    assert "xmax = 20 " in (tmp_path / "visit.TextGrid").read_text("utf-8")
    (again,) = formats.read(tmp_path / "visit.TextGrid").documents
    assert [(event.onset_us, event.offset_us) for event in again.events] == [(1_000_000, 4_000_000)]


VTT = """WEBVTT - a title

STYLE
::cue { color: red }

NOTE from the lab

intro
00:01.000 --> 00:02.500 align:start
<v.loud Kim>Look &amp; <i>smile</i>!
<v Jo>yes

01:00:03.000 --> 01:00:04.000
no name
"""


@pytest.mark.parametrize("name", ["textgrid", "textgrid-short", "textgrid-utf16"])
@pytest.mark.parametrize("labels", [("smile",), ("smile", "looks"), ("purpose=mine; mood=ours",), ()])
@pytest.mark.parametrize("stated", [Statement("research under a protocol", "pseudonyms", "by hand"), None])
def test_a_tier_of_ones_own_called_as_the_statements_stays(
    tmp_path: Path, name: str, labels: tuple[str, ...], stated: Statement | None
) -> None:
    tiers = tuple(DocumentTier(own, "", own) for own in ("dyadmirror", "other"))
    events = tuple(DocumentEvent("dyadmirror", "", code, at * 10, at * 10 + 5) for at, code in enumerate(labels))
    document = Document("x", tiers=tiers, events=events, statement=stated)
    path = tmp_path / "x.TextGrid"
    assert formats.write(document, path, format=name) == ()
    back = formats.read(path)
    assert back.losses == ()
    assert (back.document.tiers, back.document.events, back.document.statement) == (tiers, events, stated)


def test_webvtt_voices_settings_and_notes(tmp_path: Path) -> None:
    document = formats.read(written(tmp_path, "x.vtt", VTT)).document
    assert said(document) == [
        ("captions@Jo", "yes", 1.0, 2.5),
        ("captions@Kim", "Look & smile!\n", 1.0, 2.5),
        ("captions", "no name", 3603.0, 3604.0),
    ]
    formats.write(document, tmp_path / "y.vtt")
    text = (tmp_path / "y.vtt").read_text()
    for kept in ("WEBVTT - a title", "::cue", "NOTE from the lab", "intro\n00:00:01.000 --> 00:00:02.500 align:start"):
        assert kept in text


def test_subrip_with_speakers_and_windows_line_ends(tmp_path: Path) -> None:
    content = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nKim: Hello <i>you</i>\r\n\r\n2\r\n0:00:03,5 --> 0:00:04,000\r\nbye\r\n"
    )
    document = formats.read(written(tmp_path, "x.srt", content, "utf-8-sig")).document
    assert said(document) == [("captions@Kim", "Hello you", 1.0, 2.0), ("captions", "bye", 3.5, 4.0)]


def test_rttm_speakers_become_subjects(tmp_path: Path) -> None:
    content = ";; note\nSPEAKER rec 1 1.5 0.25 <NA> <NA> CHI <NA> <NA>\nLEXEME rec 1 2 1 hi lex CHI <NA>\n"
    result = formats.read(written(tmp_path, "x.rttm", content))
    assert said(result.document) == [("speech@CHI", "speech", 1.5, 1.75)]
    assert [loss.code for loss in result.losses] == ["lines-dropped"]


def test_a_table_that_a_spreadsheet_opens_safely(tmp_path: Path) -> None:
    bad = ("=1+1", "+cmd|' /C calc'!A0", "-x", "@SUM(A1)", "\tx", "'quoted", "＝x", "-1.5", "+2")
    tier = DocumentTier("t", "", "t")
    events = tuple(DocumentEvent("t", "", code, n, n) for n, code in enumerate(bad))
    formats.write(Document(title="d", tiers=(tier,), events=tuple(replace(e, point=True) for e in events)),
                  tmp_path / "x.csv")  # fmt: skip
    data = (tmp_path / "x.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [row.split(",")[4].strip('"') for row in data.decode("utf-8-sig").split("\r\n")[1:-1]]
    assert all(not cell.startswith(("=", "@", "\t", "＝")) for cell in cells)
    assert "-1.5" in cells
    assert [e.code for e in formats.read(tmp_path / "x.csv").document.events] == list(bad)


def test_a_table_of_our_own_reads_by_its_seconds_where_microseconds_were_taken_out(tmp_path: Path) -> None:
    tiers = (DocumentTier("t", "child", "face"),)
    events = (
        DocumentEvent("t", "child", "smile", 1_234_567, 2_000_001),
        DocumentEvent("t", "child", "blink", 5, 5, point=True),
    )
    formats.write(Document(title="d", tiers=tiers, events=events), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for gone in ({"onset_us", "offset_us"}, {"onset_s", "offset_s", "duration_s"}, {"onset_us", "offset_s"}):
        kept = [name for name in rows[0] if name not in gone]
        with (tmp_path / "y.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        read = formats.read(tmp_path / "y.csv").document.events
        assert [(e.subject, e.code, e.onset_us, e.offset_us, e.point) for e in read] == [
            ("child", "blink", 5, 5, True),
            ("child", "smile", 1_234_567, 2_000_001, False),
        ]


def test_states_whose_end_was_taken_out_of_a_table_of_our_own_are_refused_and_never_points(tmp_path: Path) -> None:
    table = "recording,kind,subject,group,code,onset_s\nr1,{},child,face,smile,1.5\nr1,point,child,face,blink,2\n"
    (tmp_path / "x.csv").write_text(table.format("state"))
    with pytest.raises(FormatError, match="1 row is a state or an episode by its kind and no column says when it ends"):
        formats.read(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text(table.format("point"))
    assert [e.point for e in formats.read(tmp_path / "x.csv").document.events] == [True, True]


def test_a_lone_column_of_seconds_is_an_onset(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("onset_s,code\n1.5,smile\n2,look\n")
    read = formats.read(tmp_path / "x.csv").document.events
    assert [(e.code, e.onset_us, e.point) for e in read] == [("smile", 1_500_000, True), ("look", 2_000_000, True)]
    (tmp_path / "y.csv").write_text("onset_us,duration_s,code\n1500000,2.5,smile\n")
    (one,) = formats.read(tmp_path / "y.csv").document.events
    assert (one.onset_us, one.point) == (1_500_000, True)  # seconds are not read as microseconds


def test_provenance_and_exchanges_are_in_the_tables(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow.parquet")
    event = DocumentEvent(
        "t", "", "x", 1_000_000, 1_500_000, coder="Kim", origin="adjusted", modifiers=(("a=b", "c;d"),)
    )
    exchange = DocumentExchange(
        "prompt-3s",
        "child",
        "looks",
        bid_onset_us=0,
        bid_offset_us=10,
        outcome="answered",
        response_subject="mother",
        response_code="smiles",
        response_onset_us=5,
        response_offset_us=9,
        latency_us=5,
    )
    document = Document(title="d", tiers=(DocumentTier("t", "", "t"),), events=(event,), exchanges=(exchange,))
    assert [loss.code for loss in formats.write(document, tmp_path / "e.parquet")] == ["exchanges-dropped"]
    assert formats.write(document, tmp_path / "x.exchanges.parquet", format="parquet-exchanges") == ()
    (row,) = pa.read_table(tmp_path / "e.parquet").to_pylist()
    assert row | {"onset_us": 1_000_000, "duration_s": 0.5, "coder": "Kim", "origin": "adjusted"} == row
    assert row["modifiers"] == r"a\=b=c\;d"
    (row,) = pa.read_table(tmp_path / "x.exchanges.parquet").to_pylist()
    assert row | {"rule": "prompt-3s", "latency_us": 5, "latency_s": 5e-6, "censored_at_us": None} == row
    formats.write(document, tmp_path / "x.csv", format="csv-exchanges")
    assert "prompt-3s,child,looks,0,10,mother,smiles,5,9,answered,5,0.000005," in (tmp_path / "x.csv").read_text()


def test_parquet_without_pyarrow_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, *rest: object) -> object:
        raise ImportError(name)

    monkeypatch.setattr("coder.files.parquet_library.import_module", absent)
    document = Document(tiers=(DocumentTier("t"),), events=(DocumentEvent("t", "", "x", 0, 1),))
    with pytest.raises(FormatError, match=r"it needs the package pyarrow: install dyadmirror\[parquet\]"):
        formats.write(document, tmp_path / "e.parquet")
    assert list(tmp_path.iterdir()) == []


INTERACT = (
    "Level;Description;Onset_Time;Offset_Time;Mother Affect;Infant Affect;Note\n"
    "1;free play;00:00:01:05;00:01:00:00;;;\n"
    "2;;00:00:01:05;00:00:02:00;smile;;x\n"
    "2;;00:00:02:00;00:00:03:12;;cry;\n"
)


def test_interact_with_a_mapping_of_its_columns(tmp_path: Path) -> None:
    mapping = Mapping(
        name="our lab",
        onset="Onset_Time",
        offset="Offset_Time",
        level="Level",
        comment="Description",
        code_columns=(
            CodeColumn("Mother Affect", "caregiver", "affect"),
            CodeColumn("Infant Affect", "child", "affect"),
        ),
        modifiers=("Note",),
        time=TimeUnit.TIMECODE,
        frame_rate=25.0,
        begins="00:00:01:05",
        delimiter=";",
    )
    save_mapping(mapping, tmp_path / "preset.json")
    assert load_mapping(tmp_path / "preset.json") == mapping
    result = formats.read(written(tmp_path, "x.csv", INTERACT), mapping=mapping)
    assert said(result.document) == [("affect@caregiver", "smile", 0.0, 0.8), ("affect@child", "cry", 0.8, 2.28)]
    assert result.document.events[0].modifiers == (("Note", "x"),)
    assert [(e.name, e.onset_us, e.offset_us) for e in result.document.episodes] == [("free play", 0, 58_800_000)]
    assert result.losses == ()


@pytest.mark.parametrize(
    ("time", "cells", "more"),
    [
        (TimeUnit.SECONDS, ("1,5", "2,25"), {"decimal_comma": True}),
        (TimeUnit.SECONDS, ("1.5", "2.25"), {}),
        (TimeUnit.MILLISECONDS, ("1500", "2250"), {}),
        (TimeUnit.MICROSECONDS, ("1500000", "2250000"), {}),
        (TimeUnit.FRAMES, ("45", "67.5"), {"frame_rate": 30.0}),
        (TimeUnit.CLOCK, ("00:00:01:500", "00:00:02,250"), {}),
        (TimeUnit.CLOCK, ("0:01.5", "0:00:02.25"), {}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_times_as_tables_write_them(
    tmp_path: Path, time: TimeUnit, cells: tuple[str, str], more: dict[str, object], encoding: str
) -> None:
    content = f"sep=;\nwho;act;from;to\nmother;waves;{cells[0]};{cells[1]}\n"
    mapping = Mapping(onset="from", offset="to", code="act", subject="who", time=time, **more)  # type: ignore[arg-type]
    document = formats.read(written(tmp_path, "x.txt", content, encoding), mapping=mapping).document
    assert said(document) == [("events@mother", "waves", 1.5, 2.25)]


def test_a_guessed_mapping_is_reported(tmp_path: Path) -> None:
    content = "When (ms);x\n5;1\n"
    with pytest.raises(FormatError, match="no column looks like an onset"):
        formats.read(written(tmp_path, "x.csv", content))
    result = formats.read(written(tmp_path, "y.csv", "start;stop;label;speaker\n1,5;2,5;hello;Kim\n"))
    assert said(result.document) == [("events@Kim", "hello", 1.5, 2.5)]
    assert [loss.code for loss in result.losses] == ["mapping-guessed"]
    assert result.format == "table"


def test_tiers_can_be_named_while_reading_any_format(tmp_path: Path) -> None:
    names = Mapping(tiers=(TierNames("gaze@CHI", "child", "look"), TierNames("absent", "x", "y")))
    document = formats.read(written(tmp_path, "x.TextGrid", LONG), mapping=names).document
    assert (document.tier("gaze@CHI").subject, document.tier("gaze@CHI").group) == ("child", "look")
    assert {e.subject for e in document.events if e.tier == "gaze@CHI"} == {"child"}


@pytest.mark.parametrize("told", ["[]", "{", '{"onset": 3}', '{"time": "years"}', '{"odd": 1}', '{"frame_rate": -1}'])
def test_a_preset_that_is_none_is_refused(tmp_path: Path, told: str) -> None:
    with pytest.raises(FormatError, match=r"p\.json"):
        load_mapping(written(tmp_path, "p.json", told))


def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "a,b\n1,x\n")
    with pytest.raises(FormatError, match="it has no column 'onset'; its columns are 'a', 'b'"):
        formats.read(path, mapping=Mapping(onset="onset", code="b"))
    with pytest.raises(FormatError, match="frames need the frame rate"):
        formats.read(path, mapping=Mapping(onset="a", code="b", time=TimeUnit.FRAMES))


@given(st.text(), st.text(min_size=1))
def test_a_tier_name_can_be_taken_apart(subject: str, group: str) -> None:
    assert parse_tier_name(tier_name(subject, group)) == (subject, group)
    assert parse_tier_name(tier_name(subject, group) + "~2") == (subject, group)


@given(st.lists(st.tuples(st.text(), st.text(min_size=1))))
def test_packed_pairs_can_be_taken_apart(pairs: list[tuple[str, str]]) -> None:
    assert unpack(pack(tuple(pairs))) == tuple(pairs)


@given(st.text())
def test_a_harmless_cell_means_what_it_meant(text: str) -> None:
    assert as_meant(harmless(text)) == text


@given(st.integers(0, 30 * 24 * 3_600 * 10**6))
def test_times_are_read_as_they_were_written(us: int) -> None:
    assert decimal_us(seconds_text(us)) == us
    assert clock_us(clock_text(us)) == (us + 500) // 1000 * 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "1e999999999999999999",
        "1:2:3:4:5",
        "00:60:00",
        "x",
        "9" * 100,
        "1:00:00:1234",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    for parse in (decimal_us, clock_us):
        with pytest.raises(ValueError, match="no time"):
            parse(text)


@pytest.mark.realdata
@pytest.mark.parametrize("dyad", ["3367", "3414", "3532"])
def test_real_interact_exports_say_what_their_authors_made_of_them(realdata: Path, dyad: str) -> None:
    folder = realdata / "tables/finding_structure_in_time"
    mapping = Mapping(
        onset="Onset_Time",
        offset="Offset_Time",
        level="Level",
        comment="Description",
        code_columns=(
            CodeColumn("Maternal Affect", "caregiver", "affect"),
            CodeColumn("Infant Affect", "child", "affect"),
        ),
    )
    document = formats.read(folder / f"mangold_{dyad}goodman.csv", mapping=mapping).document
    name = next(folder.glob(f"[Mm]aternalAffect_[Ee]vents_{dyad}.csv"))
    rows = [line.split(",") for line in name.read_text().split() if not line.endswith("NaN")]
    theirs = sorted((float(row[0]), float(row[2])) for row in rows)
    ours = sorted((round(e.onset_us / 1e6, 1), float(e.code)) for e in document.events if e.subject == "caregiver")
    assert len(ours) == len(theirs)
    # Their script rounded onsets to a tenth of a second.
    assert all(abs(a - b) <= 0.11 and x == y for (a, x), (b, y) in zip(ours, theirs, strict=True))
    assert len(document.episodes) == 2


@pytest.mark.realdata
def test_real_textgrids_and_rttm(realdata: Path, tmp_path: Path) -> None:
    for path in sorted((realdata / "annotations").glob("*/*.TextGrid")):
        document = formats.read(path).document
        for name in ("textgrid", "textgrid-short", "textgrid-utf16"):
            unnamed = any(not e.code for e in document.events)
            losses = formats.write(document, tmp_path / "x.TextGrid", format=name)
            assert losses == () or unnamed
            assert said(formats.read(tmp_path / "x.TextGrid").document) == said(document) or unnamed
    documents = formats.read(realdata / "annotations/childproject/vtc.rttm").documents
    lines = (realdata / "annotations/childproject/vtc.rttm").read_text().split("\n")
    assert sum(len(d.events) for d in documents) == sum(line.startswith("SPEAKER") for line in lines)
    formats.write(documents, tmp_path / "x.rttm")
    assert [said(d) for d in formats.read(tmp_path / "x.rttm").documents] == [said(d) for d in documents]


@pytest.mark.parametrize("name", ["textgrid", "textgrid-short"])
def test_a_textgrid_of_a_script_that_writes_commas_reads_alike(tmp_path: Path, name: str) -> None:
    content = (GOLDEN / NAMES[name]).read_text("utf-8")
    comma = re.sub(r"(?<=\d)\.(?=\d+\s*$)", ",", content, flags=re.MULTILINE)
    assert comma != content
    path = written(tmp_path, "comma.TextGrid", comma)
    assert formats.read(path).document.events == formats.read(GOLDEN / NAMES[name]).document.events


def test_a_formula_that_failed_is_no_code(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    path.write_text("onset,offset,code,subject\n1,2,#N/A,child\n3,4,smile,child\n#DIV/0!,6,smile,child\n")
    result = formats.read(path)
    assert [(one.code, one.onset_us) for one in result.document.events] == [("smile", 3_000_000)]
    (left,) = (one.examples for one in result.losses if one.code == "bad-items")
    assert [one.partition(":")[0] for one in left] == ["line 2", "line 4"]
