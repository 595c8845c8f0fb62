"""A clip whose sound begins before its picture: what leaves for another program comes back at its time."""

from __future__ import annotations

import pytest

from coder.interchange import formats
from coder.interchange.study_export import Along, documents_of
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.test_whose_zero import late_picture
from ui.cli.parser import main


@pytest.mark.parametrize("form", ["csv", "eaf", "boris", "vtt", "srt", "textgrid", "rttm", "chat", "datavyu"])
def test_what_leaves_comes_back_at_its_time_where_the_sound_begins_first(tmp_path, form):
    """Both ways by the command line, whose import takes off what other programs count from."""
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        recording = project.add_recording(late_picture(tmp_path / "late.mkv", late_s=0.4)).id
        project.apply(AddEvent(recording, "child", "speaks", 200_000, 600_000), coder="kim")
        (document,) = documents_of(project, along=Along(format=form))
        target = tmp_path / f"file{formats.format_named(form).extensions[0]}"
        formats.write(document, target, format=form)

    assert main(["import", str(target), "--into", str(folder), "--recording", recording, "--coder", "lee"]) == 0

    with Project.open(folder) as project:
        came = [event for event in project.events(recording) if event.coder != "kim"]
        assert [event.onset_us for event in came] == [pytest.approx(200_000, abs=2_000)]
        (again,) = documents_of(project, along=Along(format=form))
        formats.write(again, tmp_path / "again", format=form)
        times = [
            sorted((one.onset_us, one.offset_us) for one in formats.read(path, format=form).document.events)
            for path in (target, tmp_path / "again")
        ]
        assert set(times[0]) <= set(times[1])
