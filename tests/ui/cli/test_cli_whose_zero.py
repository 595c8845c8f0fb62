"""A clip whose sound begins before its picture: what leaves for another program comes back at its time."""

from __future__ import annotations

import json

import pytest

from coder.interchange import formats
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.interchange.study_export import Along, documents_of
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.interchange.test_boris import project as boris
from tests.coder.test_whose_zero import late_picture
from ui.cli.parser import main

FORMS = {
    **{
        form: form
        for form in ("csv", "eaf", "boris", "vtt", "srt", "textgrid", "rttm", "chat", "datavyu", "gseq", "gseq-state")
    },
    **dict.fromkeys(("boris-aggregated", "boris-aggregated-stated", "observer-table", "interact-table"), "table"),
}
"""Formats that can be read again, and by which name they are read."""


@pytest.mark.parametrize("form", FORMS)
def test_what_leaves_comes_back_at_its_time_where_the_sound_begins_first(tmp_path, form):
    """Both ways by the command line, whose import takes off what other programs count from."""
    reads = FORMS[form]
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        recording = project.add_recording(late_picture(tmp_path / "late.mkv", late_s=0.4)).id
        project.apply(AddEvent(recording, "child", "speaks", 200_000, 600_000), coder="kim")
        (document,) = documents_of(project, along=Along(format=form))
        target = tmp_path / f"file{formats.format_named(form).extensions[0]}"
        formats.write(document, target, format=form)

    onto = ("--into", str(folder), "--recording", recording, "--coder", "lee", "--format", reads)
    assert main(["import", str(target), *onto]) == 0

    with Project.open(folder) as project:
        came = [event for event in project.events(recording) if event.coder != "kim"]
        assert [event.onset_us for event in came] == [pytest.approx(200_000, abs=2_000)]
        (again,) = documents_of(project, along=Along(format=form))
        formats.write(again, tmp_path / "again", format=form)
        times = [
            sorted((one.onset_us, one.offset_us) for one in formats.read(path, format=reads).document.events)
            for path in (target, tmp_path / "again")
        ]
        assert set(times[0]) <= set(times[1])


STUDIO = [{"data": {"video": "late.mkv", "fps": 25}, "annotations": [{"result": [
    {"from_name": "acts", "value": {"ranges": [{"start": 16, "end": 25}], "timelinelabels": ["reach"]}},
    {"from_name": "acts", "value": {"start": 0.6, "end": 1.0, "labels": ["smile"]}},
]}]}]  # fmt: skip
"""Label Studio counts frames and seconds from where its player stands at 0: where the media begins."""
VIA3 = {
    "project": {"pid": "__VIA_PROJECT_ID__", "pname": "visit", "data_format_version": "3.1.1"},
    "attribute": {"1": {"aname": "gaze", "type": 4, "options": {"0": "mother"}}},
    "file": {"1": {"fid": "1", "fname": "late.mkv", "type": 4}},
    "view": {"1": {"fid_list": ["1"]}},
    "metadata": {"1_a": {"vid": "1", "z": [0.6, 1.0], "xy": [], "av": {"1": "0"}}},
}
BOX = {
    "shape_attributes": {"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4},
    "region_attributes": {"who": "child"},
}
VIA2 = {"_via_img_metadata": {f"{n:05d}.jpg1": {"filename": f"{n:05d}.jpg", "regions": [BOX]} for n in (5, 6)}}
"""Pictures of a clip, cut out by their number: the first frame is the first picture, whatever is heard before it."""


@pytest.mark.parametrize(("name", "content"), [("a.json", STUDIO), ("b.json", VIA3), ("c.json", VIA2)])
def test_what_others_label_comes_in_at_its_time_where_the_sound_begins_first(tmp_path, name, content):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        recording = project.add_recording(late_picture(tmp_path / "late.mkv", late_s=0.4)).id
        project.presets.keep("frames", Mapping(frame_rate=25))
    (tmp_path / name).write_text(json.dumps(content))
    onto = ("--into", str(folder), "--recording", recording, "--coder", "lee")
    mapped = ("--map", "frames") if content is VIA2 else ()
    assert main(["import", str(tmp_path / name), *onto, *mapped]) == 0
    with Project.open(folder) as project:
        onsets = [event.onset_us for event in project.events(recording)]
    assert onsets
    assert onsets == [pytest.approx(200_000, abs=2_000)] * len(onsets)


def test_what_boris_wrote_leaves_for_its_table_on_its_own_clock(tmp_path):
    """There is an offset already, which a project keeps: the table is to the character what BORIS makes of it."""
    path = boris(
        tmp_path,
        [[3.0, "child", "blink", "", ""]],
        type="MEDIA",
        file={"1": ["v.mp4"]},
        media_info={"length": {"v.mp4": 4.0}, "fps": {"v.mp4": 25.0}, "offset": {"1": -2.0}},
    )
    document = formats.read(path).document
    formats.write(document, tmp_path / "out.tsv", format="boris-aggregated")
    assert "\t3.000\t" in (tmp_path / "out.tsv").read_text()
