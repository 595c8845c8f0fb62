"""A study of format 16, frozen with everything that a study can hold: later versions open it and lose nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coder.privacy.purpose import Purpose
from coder.study.project import Project
from coder.study.store.migrations import SCHEMA_VERSION
from coder.vocabulary.events import Status

OLD = Path(__file__).resolve().parents[2] / "old_studies"
PHRASE = "seven small stones"


@pytest.fixture(params=["v16-plain", "v16-encrypted"])
def frozen(request, tmp_path):
    folder = shutil.copytree(OLD / request.param, tmp_path / "study")
    (folder / "media").mkdir(exist_ok=True)  # it holds no clip, and a repository keeps no empty folder
    with Project.open(folder, passphrase=PHRASE if "encrypted" in request.param else None) as project:
        yield project


def test_all_that_it_held_is_there(frozen):
    assert frozen._db.execute("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    said = {(event.coder, event.subject, event.code, event.onset_us) for event in frozen.events("r1")}
    assert said == {
        ("kim", "child", "smile", 1_040_000),
        ("kim", "caregiver", "smile", 2_240_000),
        ("kim", "child", "reach", 3_400_000),
        ("lee", "child", "smile", 1_000_000),
    }
    assert sorted(p.status for p in frozen.proposals("r1", coder="kim")).count(Status.ACCEPTED) == 2
    assert len(frozen.exchange_words("r1", coder="kim")) == 1
    assert list(frozen.hand_times("r1").values()) == [900]
    (camera,) = frozen.cameras.of("r1")
    assert (camera.name, camera.clock.offset_us) == ("from the left", 250_000)
    assert frozen.examples.of("child/smile").picture
    assert [one.name for one in frozen.passes.all if one.query == "code=smile"] == ["smiles"]
    assert frozen.machine_rows.kept_sound("r1") is not None
    assert frozen.calibrations.numbered(1).recordings == ("r1",)
    assert [words.words for words in frozen.own_words("r1")] == ["she waited"]
    assert [note.text for note in frozen.private_notes("r1", coder="kim")] == ["I was tired"]
    beside = frozen.beside("r1")
    assert (beside.meeting.family, beside.meeting.child_months, beside.cards[0].rest) == ("F1", 8, "slept well")
    assert (frozen.guard.purpose, frozen.conducts("r1")["lee"].blind) == (Purpose.RESEARCH, True)
    # Frozen without its clips; everything else is what the trail says.
    assert all("clip" in one.sentence for one in frozen.guard.verify().findings)


def test_every_step_is_taken_back(frozen):
    while frozen.undo_label is not None:
        frozen.undo()
    assert frozen.events("r1") == ()
    assert frozen.beside("r1").meeting is None


def test_it_is_erased_whole(frozen):
    done = frozen.guard.erase("r1", at_once=True)
    assert (done.left, frozen.recordings(), frozen.calibrations.all()) == (0, (), ())
