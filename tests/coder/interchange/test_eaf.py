"""ELAN files: stereotypes, unaligned slots, vocabularies, what we do not understand, and the rules of the format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier, Stereotype, Vocabulary, value_of
from tests.coder.interchange.eaf_rules import broken_rules
from tests.coder.interchange.generated import documents

Q = chr(34)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="lab" DATE="2020-01-01T00:00:00" FORMAT="3.0" VERSION="3.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
  <LICENSE LICENSE_URL="http://example.org/terms">terms of use</LICENSE>
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
    <MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/clips/a%20b.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="1500"
      EXTRACTED_FROM="file:///x.mpg"/>
    <LINKED_FILE_DESCRIPTOR LINK_URL="file:///x.txt" MIME_TYPE="text/plain"/>
    <PROPERTY NAME="URN">urn:nl-mpi-tools-elan-eaf:1</PROPERTY>
  </HEADER>
"""
TYPES = """
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="text" TIME_ALIGNABLE="true" LEXICON_REF="lx1"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true" CONSTRAINTS="Time_Subdivision"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="parts" TIME_ALIGNABLE="false" CONSTRAINTS="Symbolic_Subdivision"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="note" TIME_ALIGNABLE="false" CONSTRAINTS="Symbolic_Association"
    CONTROLLED_VOCABULARY_REF="cv"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="inside" TIME_ALIGNABLE="true" CONSTRAINTS="Included_In"/>
  <LOCALE LANGUAGE_CODE="en" COUNTRY_CODE="US"/>
  <LANGUAGE LANG_ID="eng" LANG_LABEL="English"/>
  <LANGUAGE LANG_ID="nld"/>
  <CONSTRAINT STEREOTYPE="Time_Subdivision"/><CONSTRAINT STEREOTYPE="Symbolic_Subdivision"/>
  <CONSTRAINT STEREOTYPE="Symbolic_Association"/><CONSTRAINT STEREOTYPE="Included_In"/>
  <CONTROLLED_VOCABULARY CV_ID="cv"><DESCRIPTION LANG_REF="eng">list</DESCRIPTION>
    <CV_ENTRY_ML CVE_ID="e1" EXT_REF="er1"><CVE_VALUE LANG_REF="eng" DESCRIPTION="yes!">yes</CVE_VALUE>
      <CVE_VALUE LANG_REF="nld">ja</CVE_VALUE></CV_ENTRY_ML>
  </CONTROLLED_VOCABULARY>
  <LEXICON_REF LEX_REF_ID="lx1" NAME="l" TYPE="t" URL="u" LEXICON_ID="i" LEXICON_NAME="n"/>
  <EXTERNAL_REF EXT_REF_ID="er1" TYPE="iso12620" VALUE="http://example.org/1"/>
</ANNOTATION_DOCUMENT>
"""


def aligned(annotation: str, first: str, last: str, value: str, more: str = "") -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{annotation}" TIME_SLOT_REF1="{first}" '
        f'TIME_SLOT_REF2="{last}"{more}><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
    )


def symbolic(annotation: str, parent: str, value: str, more: str = "") -> str:
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{annotation}" ANNOTATION_REF="{parent}"{more}>'
        f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


def dependent(tier: str, parent: str) -> str:
    return f'<TIER TIER_ID="{tier}" LINGUISTIC_TYPE_REF="words" PARENT_REF="{parent}"/>'


def file_of(folder: Path, slots: dict[str, int | None], tiers: str, *, types: str = TYPES) -> Path:
    listed = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="{name}"{"" if time is None else f" TIME_VALUE={Q}{time}{Q}"}/>'
        for name, time in slots.items()
    )
    path = folder / "lab.eaf"
    path.write_text(f"{HEAD}<TIME_ORDER>{listed}</TIME_ORDER>{tiers}{types}")
    return path


NESTED = (
    '<TIER TIER_ID="utt" LINGUISTIC_TYPE_REF="text" PARTICIPANT="MOT" ANNOTATOR="Kim" DEFAULT_LOCALE="en" '
    'LANG_REF="eng">'
    + aligned("a1", "t1", "t4", "look at you", ' EXT_REF="er1"')
    + "</TIER>"
    + '<TIER TIER_ID="words" LINGUISTIC_TYPE_REF="words" PARENT_REF="utt">'
    + aligned("a2", "t1", "t2", "look")
    + aligned("a3", "t2", "t3", "at")
    + aligned("a4", "t3", "t4", "you")
    + "</TIER>"
    + '<TIER TIER_ID="parts" LINGUISTIC_TYPE_REF="parts" PARENT_REF="words">'
    + symbolic("a6", "a4", "u", ' PREVIOUS_ANNOTATION="a5"')
    + symbolic("a5", "a4", "yo")
    + "</TIER>"
    + '<TIER TIER_ID="note" LINGUISTIC_TYPE_REF="note" PARENT_REF="parts">'
    + symbolic("a7", "a5", "ja", ' CVE_REF="e1"')
    + "</TIER>"
)
SLOTS: dict[str, int | None] = {"t1": 1000, "t2": None, "t3": None, "t4": 1900}


def spans(document: Document) -> dict[str, tuple[int, int]]:
    return {event.id: (event.onset_us // 1000, event.offset_us // 1000) for event in document.events}


def test_every_dependent_annotation_gets_its_time_from_what_it_depends_on(tmp_path: Path) -> None:
    result = formats.read(file_of(tmp_path, SLOTS, NESTED))
    assert spans(result.document) == {
        "a1": (1000, 1900),
        "a2": (1000, 1300),
        "a3": (1300, 1600),
        "a4": (1600, 1900),
        "a5": (1600, 1750),
        "a6": (1750, 1900),
        "a7": (1600, 1750),
    }
    assert [(loss.code, loss.count) for loss in result.losses] == [("times-interpolated", 2)]
    tiers = {tier.id: tier for tier in result.document.tiers}
    assert tiers["words"].stereotype is Stereotype.TIME_SUBDIVISION
    assert (tiers["utt"].subject, tiers["utt"].coder) == ("MOT", "Kim")
    assert {event.parent for event in result.document.events if event.tier == "words"} == {"a1"}


def test_what_is_not_understood_is_written_back(tmp_path: Path) -> None:
    path = file_of(tmp_path, SLOTS, NESTED)
    document = formats.read(path).document
    again = tmp_path / "again.eaf"
    assert formats.write(document, again) == ()
    text = again.read_text()
    for kept in (
        "terms of use",
        "LINKED_FILE_DESCRIPTOR",
        "urn:nl-mpi-tools-elan-eaf:1",
        'LEXICON_REF="lx1"',
        'EXTRACTED_FROM="file:///x.mpg"',
        'DEFAULT_LOCALE="en"',
        'EXT_REF="er1"',
        '<CVE_VALUE LANG_REF="nld">ja</CVE_VALUE>',
        'CVE_REF="e1"',
        'LANG_REF="eng"',
        'MEDIA_URL="file:///C:/clips/a%20b.mp4"',
    ):
        assert kept in text, kept
    assert text.count("TIME_VALUE") == 2, "unaligned slots stay unaligned"
    assert replace(formats.read(again).document, title="lab", extra=()) == replace(document, extra=())


def test_media_keep_where_they_begin(tmp_path: Path) -> None:
    (media,) = formats.read(file_of(tmp_path, SLOTS, NESTED)).document.media
    assert (media.path, media.starts_us, media.mime) == ("C:/clips/a b.mp4", -1_500_000, "video/mp4")


def test_an_edited_document_keeps_the_rest_of_its_file(tmp_path: Path) -> None:
    document = formats.read(file_of(tmp_path, SLOTS, NESTED)).document
    kept = tuple(event for event in document.events if event.id != "a7")
    fresh = DocumentEvent("gaze@CHI", "CHI", "away", 2_000_000, 2_500_000, coder="Jo")
    edited = replace(
        document,
        tiers=(*document.tiers, DocumentTier("gaze@CHI", "CHI", "gaze")),
        events=(*kept, fresh),
    )
    again = tmp_path / "again.eaf"
    formats.write(edited, again)
    read = formats.read(again).document
    assert {event.code for event in read.events} == {"look at you", "look", "at", "you", "yo", "u", "away"}
    assert read.tier("gaze@CHI").coder == "Jo"
    assert read.tier("words").parent == "utt"
    assert broken_rules(again) == []


def test_a_changed_code_loses_the_reference_to_its_old_entry(tmp_path: Path) -> None:
    document = formats.read(file_of(tmp_path, SLOTS, NESTED)).document
    changed = tuple(replace(e, code="yes") if e.id == "a7" else e for e in document.events)
    other = tuple(replace(e, code="maybe") if e.id == "a7" else e for e in document.events)
    again = tmp_path / "again.eaf"
    formats.write(replace(document, events=changed), again)
    assert 'CVE_REF="e1"' in again.read_text()
    formats.write(replace(document, events=other), again)
    assert "CVE_REF" not in again.read_text()


def test_preferences_beside_a_file_are_left_alone(tmp_path: Path) -> None:
    path = file_of(tmp_path, SLOTS, NESTED)
    beside = tmp_path / "lab.pfsx"
    beside.write_text("<preferences/>")
    formats.write(formats.read(path).document, path)
    assert beside.read_text() == "<preferences/>"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lab.eaf", "lab.pfsx"]


def test_times_in_frames_become_times(tmp_path: Path) -> None:
    path = file_of(tmp_path, {"t1": 25, "t4": 50}, '<TIER TIER_ID="utt" LINGUISTIC_TYPE_REF="text">'
                   + aligned("a1", "t1", "t4", "x") + "</TIER>")  # fmt: skip
    path.write_text(path.read_text().replace('TIME_UNITS="milliseconds"', 'TIME_UNITS="PAL-frames"'))
    assert spans(formats.read(path).document) == {"a1": (1000, 2000)}


def test_dependents_that_no_longer_fit_stand_alone_and_are_reported(tmp_path: Path) -> None:
    document = formats.read(file_of(tmp_path, SLOTS, NESTED)).document
    moved = tuple(replace(e, onset_us=0, offset_us=100_000) if e.id == "a2" else e for e in document.events)
    losses = formats.write(replace(document, events=moved), tmp_path / "again.eaf")
    assert [loss.code for loss in losses] == ["hierarchy-dropped"]
    assert broken_rules(tmp_path / "again.eaf") == []
    assert formats.read(tmp_path / "again.eaf").document.tier("words").parent == ""


@pytest.mark.parametrize(
    ("tiers", "sentence"),
    [
        (dependent("a", "b") + dependent("b", "a"), "tier 'a': tiers depend on each other in a circle"),
        (dependent("a", "b"), "tier 'a': it depends on a missing tier 'b'"),
        ('<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="text"/>' * 2, "tier 'a': two tiers have the same name"),
        (f'<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="text">{aligned("a1", "t1", "t4", "")*2}</TIER>',
         "annotation 'a1': two annotations have the same id"),
        (f'<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="text">{aligned("a1", "t4", "t1", "")}</TIER>',
         "annotation 'a1': it ends before it begins"),
        (f'<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="text">{aligned("a1", "t1", "t9", "")}</TIER>',
         "annotation 'a1': it refers to a missing time slot 't9'"),
        (f'<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="note">{symbolic("a1", "a9", "")}</TIER>',
         "it depends on a missing annotation 'a9'"),
    ],
)  # fmt: skip
def test_broken_structure_is_one_sentence(tmp_path: Path, tiers: str, sentence: str) -> None:
    path = file_of(tmp_path, SLOTS, tiers)
    with pytest.raises(FormatError, match=sentence) as caught:
        formats.read(path)
    assert str(caught.value).startswith("lab.eaf")
    assert formats.validate(path)[0].fatal


def test_validation_finds_what_reading_forgives(tmp_path: Path) -> None:
    tiers = (
        f'<TIER TIER_ID="a" LINGUISTIC_TYPE_REF="text">{aligned("a1", "t1", "t4", "")}'
        f'{aligned("a2", "t1", "t4", "")}</TIER><TIER TIER_ID="b" LINGUISTIC_TYPE_REF="gone"/>'
    )
    path = file_of(tmp_path, {"t1": 0, "t4": 10}, tiers)
    found = [problem.sentence for problem in formats.validate(path)]
    assert any("annotations overlap" in sentence for sentence in found)
    assert any("its linguistic type 'gone' is missing" in sentence for sentence in found)
    assert formats.read(path).document.events


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_every_file_written_keeps_the_rules_of_the_format(document: Document, tmp_path: Path) -> None:
    formats.write(document, tmp_path / "out.eaf")
    assert broken_rules(tmp_path / "out.eaf") == []


def test_one_tier_per_subject_and_group_and_coder(tmp_path: Path) -> None:
    tier = DocumentTier("gaze@child", "child", "gaze", vocabulary="gaze")
    events = tuple(
        DocumentEvent(tier.id, "child", "away", at * 1_000_000, at * 1_000_000 + 500_000, coder=who)
        for at, who in enumerate(("A", "B", "A"))
    )
    document = Document(tiers=(tier,), events=events, vocabularies=(Vocabulary("gaze"),))
    formats.write(document, tmp_path / "two.eaf")
    read = formats.read(tmp_path / "two.eaf").document
    assert [(t.id, t.coder, t.vocabulary) for t in read.tiers] == [
        ("gaze@child", "A", "gaze"),
        ("gaze@child~2", "B", "gaze"),
    ]
    assert {(t.subject, t.group) for t in read.tiers} == {("child", "gaze")}


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["elan/sample_2.7.eaf", "elan/sample_3.0.eaf", "childproject/basic.eaf",
                                  "childproject/eaf_any_tier.eaf"])  # fmt: skip
def test_real_files_come_back_as_they_were(realdata: Path, tmp_path: Path, name: str) -> None:
    document = formats.read(realdata / "annotations" / name).document
    path = tmp_path / Path(name).name
    assert formats.write(document, path) == ()
    read = formats.read(path).document
    assert broken_rules(path) == []
    assert (read.tiers, read.vocabularies, read.media) == (document.tiers, document.vocabularies, document.media)
    assert len(read.events) == len(document.events)
    for before, after in zip(document.events, read.events, strict=True):
        # Version 2.7 had no references to entries of its vocabularies: they are added.
        added = {"eaf@CVE_REF", "eaf.value"} if "2.7" in name else set()
        left = tuple(pair for pair in after.extra if pair[0] not in added)
        assert replace(after, extra=left) == before
    if "2.7" not in name:
        assert value_of(read.extra, "eaf.skeleton") == value_of(document.extra, "eaf.skeleton")
