"""Recordings leave under the pseudonyms that people gave them, only when somebody says that these are pseudonyms."""

import json
from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.operations.events_export import Wanted, export_study


def agreed(project: Project) -> None:
    project.guard.state_purpose(Purpose.RESEARCH)
    for recording in project.recordings():
        project.guard.agree(recording.id, ["Kim"], frozenset(Use), until=None)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names") / "study"
    clip = make_clip(tmp_path_factory.mktemp("clips") / "a.mp4", frames=50)
    with Project.create(folder) as project:
        for name in ("F07 visit 1", "F08 visit 1"):
            added = project.add_recording(clip, name=name)
            project.apply(AddEvent(added.id, "child", "reach", 200_000, 900_000), coder="Ada")
        agreed(project)
    return folder


@pytest.mark.parametrize("name", ["csv", "boris", "gseq", "rttm"])
def test_many_recordings_keep_their_names_only_when_asked(study: Path, tmp_path: Path, name: str) -> None:
    ending = formats.format_named(name).extensions[0]
    with Project.open(study) as project:
        export_study(project, tmp_path / f"plain{ending}", Wanted(name))
        export_study(project, tmp_path / f"named{ending}", Wanted(name, names=True))
    assert b"F07" not in (tmp_path / f"plain{ending}").read_bytes()
    named = (tmp_path / f"named{ending}").read_bytes()
    assert b"F07" in named
    assert b"F08" in named


@pytest.mark.parametrize("name", ["eaf", "datavyu"])
def test_one_recording_keeps_the_name_of_its_media(study: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"out{formats.format_named(name).extensions[0]}"
    with Project.open(study) as project:
        export_study(project, target, Wanted(name, recordings=("r1",), names=True))
    media = [one.path for one in formats.read(target).document.media]
    assert [path for path in media if not path.startswith("F07")] == []


def test_a_file_that_came_in_keeps_its_observation(tmp_path: Path) -> None:
    told = {
        "project_format_version": "7.0",
        "behaviors_conf": {"0": {"type": "Point event", "key": "", "code": "touch", "category": "", "excluded": ""}},
        "observations": {"visit A": {"description": "notes on visit A", "events": [[2.0, "", "touch", "", ""]]}},
    }
    path = tmp_path / "lab.boris"
    path.write_text(json.dumps(told))
    with Project.create(tmp_path / "study") as project:
        bring_in(project, plans_of(formats.read(path), project.scheme, coder="kim"), into=None, coder="kim")
        agreed(project)
        export_study(project, tmp_path / "out.tsv", Wanted("boris-aggregated", names=True))
        export_study(project, tmp_path / "out.boris", Wanted("boris", names=True))
    row = (tmp_path / "out.tsv").read_text("utf-8").splitlines()[1].split("\t")
    assert (row[0], row[2]) == ("visit A", "notes on visit A")
    assert list(json.loads((tmp_path / "out.boris").read_text("utf-8"))["observations"]) == ["visit A"]
