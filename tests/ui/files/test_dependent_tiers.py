"""ELAN's dependent tiers, as another laboratory writes them: as events, as a modifier, as a comment; and back again."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from coder.interchange.dependent_tiers import Dependent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.cli.test_cli import as_json, ok, refused
from ui.files.import_dialog import ImportDialog

EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-02T10:00:00+00:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
<TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="400"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1200"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="3000"/>
</TIME_ORDER>
<TIER TIER_ID="gesture@child" PARTICIPANT="child" LINGUISTIC_TYPE_REF="acts">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>points</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
<ANNOTATION_VALUE>shows</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<TIER TIER_ID="hand@child" PARTICIPANT="child" PARENT_REF="gesture@child" LINGUISTIC_TYPE_REF="hands">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1">
<ANNOTATION_VALUE>left</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a2">
<ANNOTATION_VALUE>right</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<TIER TIER_ID="remark@child" PARTICIPANT="child" PARENT_REF="gesture@child" LINGUISTIC_TYPE_REF="words">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a5" ANNOTATION_REF="a1">
<ANNOTATION_VALUE>at the lamp</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="acts" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="hands" TIME_ALIGNABLE="false" CONSTRAINTS="Symbolic_Association"
 CONTROLLED_VOCABULARY_REF="which hand"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="false" CONSTRAINTS="Symbolic_Association"/>
<CONSTRAINT STEREOTYPE="Symbolic_Association" DESCRIPTION="1-1 association with a parent annotation"/>
<CONTROLLED_VOCABULARY CV_ID="which hand"><DESCRIPTION LANG_REF="und"/>
<CV_ENTRY_ML CVE_ID="c1"><CVE_VALUE LANG_REF="und" DESCRIPTION="">left</CVE_VALUE></CV_ENTRY_ML>
<CV_ENTRY_ML CVE_ID="c2"><CVE_VALUE LANG_REF="und" DESCRIPTION="">right</CVE_VALUE></CV_ENTRY_ML>
<CV_ENTRY_ML CVE_ID="c3"><CVE_VALUE LANG_REF="und" DESCRIPTION="">both</CVE_VALUE></CV_ENTRY_ML>
</CONTROLLED_VOCABULARY>
</ANNOTATION_DOCUMENT>
"""
AS_DETAILS = ("--dependent", "hand@child=modifier", "--dependent", "remark@child=comment")


@pytest.fixture
def eaf(tmp_path):
    path = tmp_path / "visit.eaf"
    path.write_text(EAF)
    return path


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        project.add_recording(make_clip(tmp_path / "visit.mp4", frames=100, fps=25))
    return folder


def _values(path) -> list[tuple[str, str]]:
    """Tier and label of every annotation, read without our reader."""
    root = ElementTree.parse(path).getroot()
    return sorted(
        (tier.get("TIER_ID", ""), value.text or "")
        for tier in root.iter("TIER")
        for value in tier.iter("ANNOTATION_VALUE")
    )


def _came(study, eaf, *more: str) -> list[dict]:
    ok("import", "--into", study, eaf, "--recording", "r1", "--coder", "kim", *more)
    return as_json("events", study, "r1")


def test_without_a_word_they_are_events_of_their_own_and_the_preview_says_what_could_be_chosen(study, eaf):
    told = as_json("import", "--into", study, eaf, "--recording", "r1", "--preview")
    assert [(one["tier"], one["parent"], one["annotations"], one["come_as"]) for one in told["dependents"]] == [
        ("hand@child", "gesture@child", 2, "events"),
        ("remark@child", "gesture@child", 1, "events"),
    ]
    assert sorted(one["code"] for one in _came(study, eaf)) == ["at the lamp", "left", "points", "right", "shows"]


def test_as_modifier_and_comment_of_what_they_depend_on(study, eaf):
    told = as_json("import", "--into", study, eaf, "--recording", "r1", "--preview", *AS_DETAILS)
    assert told["events"] == 2
    assert told["first"][0]["modifiers"] == [["hand", "left"]]
    events = _came(study, eaf, *AS_DETAILS)
    assert [(one["code"], one["modifiers"], one["note"]) for one in events] == [
        ("points", [["hand", "left"]], "at the lamp"),
        ("shows", [["hand", "right"]], ""),
    ]
    with Project.open(study) as project:
        (asked,) = next(code for code in project.scheme.codes if code.id == "points").modifiers
    assert (asked.name, asked.kind.value, asked.values) == ("hand", "one", ("left", "right", "both"))


def test_what_came_in_so_goes_back_as_it_was(study, eaf, tmp_path):
    _came(study, eaf, *AS_DETAILS)
    out = tmp_path / "back.eaf"
    ok("export", study, "--format", "eaf", "--recording", "r1", "-o", out)
    assert _values(out) == _values(eaf)


def test_what_a_human_changed_goes_back_once_and_what_they_took_out_takes_its_details_along(study, eaf, tmp_path):
    points, shows = (one["id"] for one in _came(study, eaf, *AS_DETAILS))
    ok("change", study, points, "--modifier", "hand=both", "--coder", "kim")
    ok("remove", study, shows, "--coder", "kim")
    out = tmp_path / "back.eaf"
    ok("export", study, "--format", "eaf", "--recording", "r1", "-o", out)
    values = _values(out)
    assert ("gesture@child", "points") in values
    assert [value for _, value in values].count("both") == 1
    assert not {"left", "right", "shows"} & {value for _, value in values}
    assert ("remark@child", "at the lamp") in values


def test_a_tier_that_depends_on_none_is_refused_in_a_sentence(study, eaf):
    assert "is no tier that depends on another here; those are: hand@child, remark@child" in refused(
        "import", "--into", study, eaf, "--recording", "r1", "--dependent", "gesture@child=modifier"
    )
    assert "use events, modifier or comment" in refused(
        "import", "--into", study, eaf, "--recording", "r1", "--dependent", "hand@child=code"
    )


def test_the_window_asks_and_shows_first_what_it_would_be(empty_window, study, eaf, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    empty_window.interchange.preview(eaf)
    qtbot.waitUntil(lambda: bool(empty_window.findChildren(ImportDialog)), timeout=5_000)
    dialog = empty_window.findChildren(ImportDialog)[-1]
    assert dialog.recording == "r1"  # what one sees is offered first
    assert dialog._what.text().startswith("5 events")
    for tier, how in (("hand@child", Dependent.MODIFIER), ("remark@child", Dependent.COMMENT)):
        box = dialog._dependents[tier]
        box.setCurrentIndex(box.findData(how))
    assert dialog._what.text().startswith("2 events")
    assert "points (hand: left)" in dialog._what.text()
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    qtbot.waitUntil(lambda: bool(empty_window.session.state.events), timeout=10_000)
    found = empty_window.session.state.events
    assert [(one.code, one.modifiers, one.note) for one in found] == [
        ("points", (("hand", "left"),), "at the lamp"),
        ("shows", (("hand", "right"),), ""),
    ]
