"""What a study wrote itself comes back: events that stand already are not added again, in any format."""

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.ui.cli.test_cli import as_json
from ui.cli.parser import main

ROWS = ((3_033_367, "Ada"), (5_000_000, "Ada"), (5_950_000, "Ada"), (7_000_000, "Ben"))
"""Times that a format of milliseconds cannot hold, too."""


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        recording = project.add_without_clip("visit", duration_us=60_000_000)
        for onset, who in ROWS:
            project.apply(AddEvent(recording.id, "child", "smile", onset, onset + 900_900), coder=who)
    return tmp_path / "study"


def events(study) -> list[tuple[str, int, int]]:
    with Project.open(study) as project:
        return [(e.coder, e.onset_us, e.offset_us) for e in project.events("r1")]


@pytest.mark.parametrize(
    ("format_id", "said"),
    [("eaf", ()), ("textgrid", ("--code", "mouth/smile=smile")), ("boris", ()), ("datavyu", ())],
)
def test_ones_own_export_adds_nothing(study, tmp_path, format_id, said):
    endings = {"textgrid": "TextGrid", "datavyu": "opf"}
    written, before = tmp_path / f"own.{endings.get(format_id, format_id)}", events(study)
    assert main(["export", str(study), "--format", format_id, "--layer", "Ada", "-o", str(written)]) == 0
    told = as_json("import", written, "--into", study, "--recording", "r1", "--coder", "Ada", *said)
    assert events(study) == before
    assert (told["events"], told["known_already"]) == (0, 3)
    assert [loss["count"] for loss in told["losses"] if loss["code"] == "known-already"] == [3]


def test_everybodys_export_makes_no_layer_of_a_file_and_what_is_new_comes_in_once(study, tmp_path):
    written = tmp_path / "all.eaf"
    assert main(["export", str(study), "--format", "eaf", "-o", str(written)]) == 0
    with Project.open(study) as project:
        project.undo(coder="Ada")
    told = as_json("import", written, "--into", study, "--recording", "r1", "--coder", "Ada", "--preview")
    assert (told["events"], told["known_already"]) == (1, 3)
    as_json("import", written, "--into", study, "--recording", "r1", "--coder", "Ada")
    found = events(study)
    assert {coder for coder, *_ in found} == {"Ada", "Ben"}
    assert [round(onset, -3) for _, onset, _ in sorted(found, key=lambda one: one[1])] == [
        round(onset, -3) for onset, _ in ROWS
    ]
    # Put back into the file that came in, every event stands once.
    again = tmp_path / "again.eaf"
    assert main(["export", str(study), "--format", "eaf", "-o", str(again)]) == 0
    assert again.read_text("utf-8").count("<ANNOTATION_VALUE>smile") == len(ROWS)
