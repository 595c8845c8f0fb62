"""In and out again in the same format: what a file held that a study has no place for stands in it again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from coder.interchange import formats
from coder.interchange.document.archive import document_of, packed, told_of, unpacked
from coder.interchange.document.document import Document, value_of
from coder.interchange.document.scrubbing import without_names
from coder.interchange.formats.format_registry import reduced
from coder.interchange.import_plan import kept_of, plan_import
from coder.interchange.study_import import bring_in, plans_of
from coder.interchange.write_back import ImportedFile, put_back
from coder.study.edits.coding import AddEvent, MoveEvent, NoteEvent, RemoveEvent
from coder.study.project import Project
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme
from tests.coder.interchange.generated import documents, said
from tests.coder.interchange.make_golden import GOLDEN, NAMES, session
from ui.operations.events_export import Wanted, export_study, preview_export

EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="Walrus User" DATE="2019-03-01T10:00:00+01:00" FORMAT="3.0" VERSION="3.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
 <LICENSE LICENSE_URL="https://example.org/licence"/>
 <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
  <MEDIA_DESCRIPTOR MEDIA_URL="file:///home/walrus/zebulon_visit.mp4" MIME_TYPE="video/mp4"
   RELATIVE_MEDIA_URL="../zebulon_visit.mp4" TIME_ORIGIN="250"/>
  <LINKED_FILE_DESCRIPTOR LINK_URL="file:///home/walrus/zebulon_visit.csv" MIME_TYPE="unknown"/>
  <PROPERTY NAME="lab">the lab's own word</PROPERTY>
  <PROPERTY NAME="place">/home/walrus/study</PROPERTY>
  <PROPERTY NAME="lastUsedAnnotationId">5</PROPERTY>
 </HEADER>
 <TIME_ORDER>
  <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/>
  <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="2000"/>
  <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="3000"/>
  <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"/>
 </TIME_ORDER>
 <TIER LINGUISTIC_TYPE_REF="speech" PARTICIPANT="Anna" TIER_ID="Anna-speech" DEFAULT_LOCALE="en" ANNOTATOR="B">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
   <ANNOTATION_VALUE>look there</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
   <ANNOTATION_VALUE>ball</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
 <TIER LINGUISTIC_TYPE_REF="kind" PARENT_REF="Anna-speech" PARTICIPANT="Anna" TIER_ID="Anna-kind">
  <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1" CVE_REF="cveid0">
   <ANNOTATION_VALUE>asks</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
 </TIER>
 <TIER LINGUISTIC_TYPE_REF="speech" PARTICIPANT="CHI" TIER_ID="gaze@CHI">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a4" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
   <ANNOTATION_VALUE>away</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
 <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="speech" TIME_ALIGNABLE="true"/>
 <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" CONTROLLED_VOCABULARY_REF="kinds" GRAPHIC_REFERENCES="false"
  LINGUISTIC_TYPE_ID="kind" TIME_ALIGNABLE="false"/>
 <LOCALE LANGUAGE_CODE="en"/>
 <LANGUAGE LANG_ID="eng" LANG_LABEL="English"/>
 <CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" STEREOTYPE="Symbolic_Association"/>
 <CONTROLLED_VOCABULARY CV_ID="kinds">
  <DESCRIPTION LANG_REF="eng">what kind of speech</DESCRIPTION>
  <CV_ENTRY_ML CVE_ID="cveid0"><CVE_VALUE DESCRIPTION="a question" LANG_REF="eng">asks</CVE_VALUE></CV_ENTRY_ML>
 </CONTROLLED_VOCABULARY>
</ANNOTATION_DOCUMENT>
"""


@pytest.fixture
def eaf(tmp_path) -> Path:
    path = tmp_path / "zebulon_visit.eaf"
    path.write_text(EAF, "utf-8")
    return path


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        yield project


def bring(project: Project, path: Path, coder: str = "kim", **subjects: str) -> str:
    plans = plans_of(formats.read(path), project.scheme, subjects=subjects, coder=coder)
    ((recording, _),) = bring_in(project, plans, into=None, coder=coder)
    return recording


def out(project: Project, tmp_path: Path, name: str = "eaf", **wanted) -> Path:
    target = tmp_path / f"again{formats.format_named(name).extensions[0]}"
    export_study(project, target, Wanted(name, **wanted))
    return target


def told(document: Document) -> dict[str, object]:
    """What a document says, but for what the study says instead: names of files, and the statement."""
    return {key: value for key, value in said(document).items() if key not in ("media", "statement")}


# ELAN


def test_a_file_comes_out_as_it_went_in_but_for_names_of_files_and_people(study, eaf, tmp_path):
    bring(study, eaf)
    target = out(study, tmp_path)
    assert told(formats.read(target).document) == told(formats.read(eaf).document)
    text = target.read_text("utf-8")
    for kept in (
        'DEFAULT_LOCALE="en"',
        'CVE_REF="cveid0"',
        "the lab's own word",
        "https://example.org/licence",
        'ANNOTATOR="B"',
        'TIME_ORIGIN="250"',
        "a question",
        'DATE="2019-03-01T10:00:00+01:00"',
    ):
        assert kept in text, kept
    for gone in ("zebulon", "walrus", "Walrus", "/home", "LINKED_FILE", "imported</"):
        assert gone not in text, gone
    assert 'MEDIA_URL="r1.mp4"' in text
    assert "What has no mark of its origin came with the file." in text


def test_what_a_human_changed_is_changed_in_it(study, eaf, tmp_path):
    recording = bring(study, eaf)
    events = {event.code: event for event in study.events(recording)}
    study.apply(MoveEvent(events["ball"].id, 3_450_000, 4_000_000), coder="B")
    study.apply(NoteEvent(events["away"].id, "a fly"), coder=events["away"].coder)
    study.apply(RemoveEvent(events["asks"].id), coder=events["asks"].coder)
    study.apply(AddEvent(recording, events["away"].subject, "away", 5_250_000, 6_000_000), coder="ada")
    study.apply(AddEvent(recording, "child", "smile", 7_250_000, 8_000_000), coder="ada")
    document = formats.read(out(study, tmp_path)).document
    assert [(e.tier, e.code, e.onset_us, e.comment, e.coder, e.origin) for e in document.events] == [
        ("Anna-speech", "look there", 1_000_000, "", "B", ""),
        ("gaze@CHI", "away", 1_000_000, "a fly", "", ""),
        ("Anna-speech", "ball", 3_200_000, "", "B", ""),
        ("gaze@CHI~2", "away", 5_000_000, "", "ada", "human"),
        ("mouth@CHI", "smile", 7_000_000, "", "ada", "human"),
    ]
    assert document.tier("Anna-kind").parent == "Anna-speech"


def test_a_name_that_was_replaced_does_not_come_back(study, eaf, tmp_path):
    recording = bring(study, eaf, Anna="caregiver:Kim")
    ((_, content),) = study.sources(recording)
    kept = json.dumps(unpacked(content))
    assert not any(gone in kept for gone in ("Anna", "walrus", "Walrus", "zebulon")), "it is not even kept"
    target = out(study, tmp_path)
    assert "Anna" not in target.read_text("utf-8")
    document = formats.read(target).document
    assert [(tier.id, tier.subject, tier.parent) for tier in document.tiers] == [
        ("caregiver:Kim-speech", "caregiver:Kim", ""),
        ("caregiver:Kim-kind", "caregiver:Kim", "caregiver:Kim-speech"),
        ("gaze@CHI", "CHI", ""),
    ]


def test_afresh_nothing_of_the_file_is_in_it(study, eaf, tmp_path):
    bring(study, eaf)
    assert preview_export(study, Wanted("eaf")).from_file == ("r1",)
    text = out(study, tmp_path, afresh=True).read_text("utf-8")
    assert "the lab's own word" not in text
    assert "imported" in text


def test_one_undo_takes_back_what_was_kept_beside_the_events(study, eaf, tmp_path):
    recording = bring(study, eaf)
    assert len(study.sources(recording)) == 1
    study.undo()
    assert study.sources(recording) == ()
    study.redo()
    assert told(formats.read(out(study, tmp_path)).document) == told(formats.read(eaf).document)


def test_another_format_gets_the_events_alone(study, eaf, tmp_path):
    bring(study, eaf)
    document = formats.read(out(study, tmp_path, "csv")).document
    assert {(event.subject, event.origin) for event in document.events} == {
        ("other:Anna", "imported"),
        ("child", "imported"),
    }


def test_an_erased_recording_leaves_nothing_of_its_file(study, eaf, tmp_path):
    recording = bring(study, eaf)
    study.guard.erase(recording, at_once=True)
    assert study.sources(recording) == ()


# Others


@pytest.mark.parametrize("name", ["eaf", "boris", "datavyu", "textgrid", "vtt", "csv"])
def test_the_golden_file_of_a_format_comes_out_as_it_went_in(study, tmp_path, name):
    went_in = GOLDEN / NAMES[name]
    bring(study, went_in)
    came_out = out(study, tmp_path, name)
    assert told(formats.read(came_out).document) == told(formats.read(went_in).document)


def test_a_boris_project_keeps_its_ethogram_and_variables_and_loses_its_paths(study, tmp_path):
    project = json.loads((GOLDEN / NAMES["boris"]).read_text("utf-8"))
    text = json.dumps(project | {"lab_colours": {"gaze": "#112233"}}).replace("clips/front.mp4", "/home/walrus/zeb.mp4")
    (tmp_path / "zeb.boris").write_text(text, "utf-8")
    bring(study, tmp_path / "zeb.boris")
    written = json.loads(out(study, tmp_path, "boris").read_text("utf-8"))
    assert written["lab_colours"] == {"gaze": "#112233"}
    (observation,) = written["observations"].values()
    assert list(written["observations"]) == ["r1"]
    assert observation["file"]["1"] == ["r1.mp4"]
    assert observation["media_info"]["fps"]["r1.mp4"] == 25.0
    assert observation["independent_variables"]["age"] == "214"
    assert "walrus" not in json.dumps(written)
    assert "zeb" not in json.dumps(written)


def test_the_design_of_a_sequence_file_leaves_with_it(study, tmp_path):
    path = tmp_path / "lab.sds"
    path.write_text("Timed (smile cry) * age (young old) sex (m f);\n<r1> smile,1-2 (old m)/\n")
    bring(study, path)
    (document,) = formats.read(out(study, tmp_path, "gseq")).documents
    assert [(v.name, v.value, v.choices) for v in document.variables] == [
        ("age", "old", ("young", "old")),
        ("sex", "m", ("m", "f")),
    ]


def test_notes_stay_in_when_asked_also_in_the_file_they_came_with(study, tmp_path):
    bring(study, GOLDEN / NAMES["boris"])
    assert "softly" not in out(study, tmp_path, "boris", notes=False).read_text("utf-8")


def through_a_study(document: Document) -> Document:
    """What stands in for the document after an import, without a study on the disk."""
    plan = plan_import(document, scheme=builtin_scheme(), coder="kim", format="eaf")
    ids = [f"e{number}" for number in range(len(plan.events))]
    events = tuple(
        Event(
            name,
            "r1",
            e.subject,
            code=e.code,
            onset_us=e.onset_us,
            offset_us=e.offset_us,
            coder=e.coder,
            origin=Origin.IMPORTED,
            proposal=None,
            timing_bound_us=0,
            note=e.note,
            modifiers=e.modifiers,
        )
        for name, e in zip(ids, plan.events, strict=True)
    )
    source = kept_of(plan, ids, recording="r1")
    assert source is not None
    return put_back(Document(title="r1"), events, ImportedFile.from_text(source.to_text()), notes=True)


@pytest.mark.parametrize("name", ["eaf", "boris", "datavyu", "textgrid"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=tuple(Phase)[:4])
@given(document=documents())
def test_any_file_comes_out_as_it_went_in(name: str, document: Document, tmp_path: Path) -> None:
    path = tmp_path / f"session{formats.format_named(name).extensions[0]}"
    formats.write(replace(document, statement=None), path, format=name)
    went_in = formats.read(path).document
    (came_out,), losses = reduced(through_a_study(went_in), format=name)
    assert losses == ()
    assert told(came_out) == told(replace(went_in, description=came_out.description, variables=came_out.variables))


@given(document=documents())
@settings(max_examples=30, deadline=None)
def test_a_document_is_kept_whole(document: Document) -> None:
    assert document_of(unpacked(packed(told_of(document)))) == document


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see /home/anna/x.csv for it", "see r1 for it"),
        ("C:\\Users\\anna\\visit.mp4", "r1"),
        ("C:/Users/anna/visit.mp4", "r1"),
        ("\\\\server\\share\\visit.mp4", "r1"),
        ("file:///Volumes/x/visit.mp4", "r1"),
        ("~/visit/x", "r1"),
        ("https://example.org/a/b/c", "https://example.org/a/b/c"),
        ("yes/no/maybe", "yes/no/maybe"),
        ("the sound /ba/ twice", "the sound /ba/ twice"),
        ("profile: a/b", "profile: a/b"),
        ("the front camera", "the front camera"),
    ],
)
def test_paths_go_and_other_words_stay(text, left):
    document = replace(session(), description=text)
    assert without_names(document, "r1").description == left


def test_what_is_kept_is_small(tmp_path, study, eaf):
    recording = bring(study, eaf)
    ((kind, content),) = study.sources(recording)
    assert kind == "eaf"
    assert len(content) < len(EAF)
    assert value_of(unpacked(content)["document"]["extra"][0:1], "eaf.skeleton")
