"""CHAT transcripts: utterances with bullets, dependent tiers, media line, in and out."""

from dataclasses import replace
from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier, Media

TRANSCRIPT = """@UTF8
@Begin
@Languages:\teng
@Participants:\tCHI Ross Target_Child, MOT Mother
@ID:\teng|lab|CHI|1;06.00|male|||Target_Child|||
@Media:\tvisit-01, video
*CHI:\tmore cookie . \x151000_2500\x15
%act:\treaches for the
\tplate
%com:\tsoftly
*MOT:\tyou want &um more cookies ?
*MOT:\there it
\tis ! \x153000_4000\x15
*CHI:\t0 . \x155000_4000\x15
*CHI:\t<ball> [?] . \x15%snd:"visit-01"_6000_6500\x15
@End
"""


def transcript(tmp_path: Path, text: str = TRANSCRIPT) -> Path:
    path = tmp_path / "visit.cha"
    path.write_text(text, "utf-8")
    return path


def test_a_transcript_is_its_utterances_with_what_stands_below_them(tmp_path: Path) -> None:
    result = formats.read(transcript(tmp_path))
    assert result.format == "chat"
    assert [(e.subject, e.code, e.onset_us, e.offset_us, e.modifiers, e.comment) for e in result.document.events] == [
        ("CHI", "more cookie .", 1_000_000, 2_500_000, (("act", "reaches for the plate"),), "softly"),
        ("MOT", "here it is !", 3_000_000, 4_000_000, (), ""),
        ("CHI", "<ball> [?] .", 6_000_000, 6_500_000, (), ""),
    ]
    assert result.document.media == (Media("visit-01", mime="video"),)
    assert [subject.name for subject in result.document.subjects] == ["CHI", "MOT"]
    assert {loss.code: loss.examples for loss in result.losses} == {
        "untimed-utterances": ("line 11, MOT",),
        "bad-items": ("line 14: the utterance ends before it begins (0:05.000 to 0:04.000)",),
    }


def test_it_is_written_as_the_manual_asks(tmp_path: Path) -> None:
    document = formats.read(transcript(tmp_path)).document
    formats.write(document, tmp_path / "visit-01.cha")
    lines = (tmp_path / "visit-01.cha").read_text("utf-8").splitlines()
    assert lines[:4] == ["@UTF8", "@Begin", "@Languages:\teng", "@Participants:\tCHI Target_Child, MOT Mother"]
    assert "@Media:\tvisit-01, video" in lines
    assert lines[lines.index("*CHI:\tmore cookie . \x151000_2500\x15") + 1] == "%act:\treaches for the plate"
    assert lines[-1] == "@End"
    assert formats.read(tmp_path / "visit-01.cha").document.events == document.events
    # Readers refuse a transcript whose media have another name; an address is none.
    formats.write(document, tmp_path / "another day.cha.gz")
    assert formats.read(tmp_path / "another day.cha.gz").document.media == (Media("another day", mime="video"),)
    address = replace(document, media=(Media("https://talkbank.org/visit-01", mime="video"),))
    formats.write(address, tmp_path / "out.cha")
    assert formats.read(tmp_path / "out.cha").document.media == address.media


def test_utterances_without_a_time_go_back_to_where_they_stood(tmp_path: Path) -> None:
    document = formats.read(transcript(tmp_path)).document
    out = tmp_path / "visit-01.cha"
    formats.write(document, out)
    lines = out.read_text("utf-8").splitlines()
    spoken = [line.split("\t")[1].split(" \x15")[0] for line in lines if line.startswith("*")]
    assert spoken == ["more cookie .", "you want &um more cookies ?", "here it is !", "0 .", "<ball> [?] ."]
    again = formats.read(out).document
    assert replace(again, title=document.title) == document
    # Other formats have no place for what has no time.
    formats.write(document, tmp_path / "out.eaf")
    assert "cookies" not in (tmp_path / "out.eaf").read_text("utf-8")


def test_codes_that_are_no_speech_stand_in_a_tier_of_their_own(tmp_path: Path) -> None:
    tiers = (DocumentTier("gaze@caregiver:Kim", "caregiver:Kim", "gaze"), DocumentTier("gaze@child", "child", "gaze"))
    events = tuple(
        DocumentEvent(tier.id, tier.subject, "toy", 0, 1_000_000, modifiers=(("How", "long"),)) for tier in tiers
    )
    formats.write(Document(tiers=tiers, events=events), tmp_path / "out.cha")
    text = (tmp_path / "out.cha").read_text("utf-8")
    assert "*KIM:\t0 . \x150_1000\x15\n%xcod:\tgroup=gaze; code=toy\n%xhow:\tlong\n" in text
    back = formats.read(tmp_path / "out.cha").document
    assert {(e.subject, e.code, e.tier) for e in back.events} == {
        ("caregiver:Kim", "toy", "gaze@caregiver:Kim"),
        ("child", "toy", "gaze@child"),
    }


def test_what_is_no_transcript_is_said(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"visit\.cha: it is no CHAT transcript"):
        formats.read(transcript(tmp_path, "*CHI:\thello . \x150_1\x15\n"))


def test_modifiers_of_one_short_word_or_with_several_values_stay_apart(tmp_path: Path) -> None:
    several = (("手", "左"), ("足", "右"), ("how long", "1"), ("howlong", "2"), ("act", "a"), ("act", "b"))
    events = (
        DocumentEvent("gaze@child", "child", "at", 0, 1_000_000, modifiers=several),
        DocumentEvent("gaze@child", "child", "at", 2_000_000, 3_000_000, modifiers=several[1:2]),
    )
    document = Document(title="r1", tiers=(DocumentTier("gaze@child", "child", "gaze"),), events=events)
    formats.write(document, tmp_path / "x.cha")
    assert [event.modifiers for event in formats.read(tmp_path / "x.cha").document.events] == [
        (("xmod", "左"), ("xmod2", "右"), ("xhowlong", "1"), ("xhowlong2", "2"), ("act", "a"), ("xact2", "b")),
        (("xmod2", "右"),),
    ]
