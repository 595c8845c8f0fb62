"""What was altered behind the app's back is found by checking, and a foreign file is not shown as a clip."""

from __future__ import annotations

import shutil
from dataclasses import replace

import apsw
import pytest

from coder.privacy import keys
from coder.study.edits.caregiver_context import DescribeMeeting
from coder.study.edits.coding import AddEvent, MoveEvent, RemoveEvent
from coder.study.edits.private_notes import KeepPrivateNote
from coder.study.project import Project
from coder.study.verification import order_of_times
from coder.vocabulary.errors import MendableError
from tests.coder.media.clipmaker import make_clip
from ui.operations.events_export import Wanted, export_study

CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "seven small stones"


@pytest.fixture(params=[None, PHRASE], ids=["plain", "encrypted"])
def study(request, tmp_path, monkeypatch):
    """r1 is copied, r2 linked, r3 has no clip; kim codes r1 blind by choice, ada opened it."""
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda study, phrase: real(study, phrase, cost=CHEAP))
    clip = make_clip(tmp_path / "clip.mp4", frames=40, gop=10)
    with Project.create(tmp_path / "study", passphrase=request.param) as project:
        project.add_recording(clip)
        project.add_recording(clip, link=True)
        project.add_without_clip("elsewhere", duration_us=1_000_000)
        project.blinding.choose_blind("r1", "kim")
        project.blinding.choose_blind("r1", "ada")
        project.blinding.open("r1", "ada")
        project.blinding.begin("r1", "eve")
        assert project.guard.verify(read_clips=True).findings == ()
    return tmp_path / "study", request.param


def altered(folder, phrase, sql):
    db = apsw.Connection(str(folder / "study.db"))
    if phrase:
        db.pragma("cipher", "chacha20")
        db.pragma("key", f"raw:{keys.unlock(folder, phrase).hex()}")
    db.execute(sql)
    db.close()


ALTERED = {
    "UPDATE recordings SET linked = 1, clip = '/etc/hostname' WHERE id = 'r1'": "not what was added",
    "UPDATE recordings SET clip = '/etc/hostname' WHERE id = 'r2'": "not what was added",
    "UPDATE recordings SET clip_sha256 = 'aa' WHERE id = 'r1'": "not what was added",
    "UPDATE recordings SET clip_bytes = 12 WHERE id = 'r2'": "not what was added",
    "UPDATE recordings SET duration_us = 99 WHERE id = 'r3'": "not what was added",
    "UPDATE recordings SET linked = 1, clip = '/etc/hostname' WHERE id = 'r3'": "not what was added",
    "UPDATE conducts SET mode = 'assisted' WHERE coder = 'kim'": "codes r1 blind",
    "DELETE FROM conducts WHERE coder = 'ada'": "codes r1 blind",
    "UPDATE conducts SET mode = 'opened', opened_at = begun_at WHERE coder = 'kim'": "codes r1 blind",
    "UPDATE conducts SET mode = 'blind', why = 'chosen' WHERE coder = 'eve'": "codes r1 blind",
    "UPDATE conducts SET coder = 'lee' WHERE coder = 'kim'": "codes r1 blind",
    "UPDATE conducts SET opened_at = begun_at WHERE coder = 'kim'": "codes r1 blind",
    "UPDATE conducts SET opened_at = NULL WHERE coder = 'ada'": "codes r1 blind",
}


@pytest.mark.parametrize("sql", ALTERED)
def test_what_was_altered_by_sql_is_found(study, sql):
    folder, phrase = study
    altered(folder, phrase, sql)
    with Project.open(folder, passphrase=phrase) as project:
        told = " ".join(finding.sentence for finding in project.guard.verify().findings)
        assert ALTERED[sql] in told
        if "recordings" in sql:
            with pytest.raises(MendableError, match=r"not what was added|without its clip"):
                project.clip_source(sql[-3:-1])


@pytest.mark.parametrize("recording", ["r1", "r2"])
def test_another_clip_of_the_same_size_is_not_shown(study, tmp_path, recording):
    folder, phrase = study
    path = folder / "media" / "r1.mp4" if recording == "r1" else tmp_path / "clip.mp4"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with Project.open(folder, passphrase=phrase) as project:
        told = " ".join(finding.sentence for finding in project.guard.verify(read_clips=True).findings)
        assert f"clip of {recording}" in told or f"recording {recording} cannot be checked" in told
        if phrase is None or recording == "r2":
            with pytest.raises(MendableError, match="has changed"):
                project.clip_source(recording)


def test_a_link_in_the_place_of_a_clip_is_neither_shown_nor_erased(study, tmp_path):
    folder, phrase = study
    clip = folder / "media" / "r1.mp4"
    other = tmp_path / "other.mp4"
    shutil.move(clip, other)
    clip.symlink_to(other)
    with Project.open(folder, passphrase=phrase) as project:
        assert "link" in " ".join(finding.sentence for finding in project.guard.verify().findings)
        with pytest.raises(MendableError, match="link out of the study"):
            project.clip_source("r1")
        done = project.guard.erase("r1", at_once=True)
        assert "so it was left" in " ".join(done.not_covered)
    assert other.exists()


def test_an_entry_that_is_dated_out_of_order_is_found(study):
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:
        entries = list(project.trail.report().entries)
    assert list(order_of_times(entries)) == []
    entries[2] = replace(entries[2], at="2020-01-01T00:00:00+00:00")
    assert [finding.entry for finding in order_of_times(entries)] == [3]
    entries[2] = replace(entries[2], at="yesterday")
    assert [finding.entry for finding in order_of_times(entries)] == [3]
    entries[2] = replace(entries[2], at="2999-01-01T00:00:00+00:00")
    assert 3 in [finding.entry for finding in order_of_times(entries)]


CODED_ANEW = {
    "UPDATE events SET code = 'reach' WHERE coder = 'kim'": "r3 holds in “events”",
    "UPDATE events SET offset_us = offset_us + 40000 WHERE coder = 'kim'": "r3 holds in “events”",
    "UPDATE events SET coder = 'lee' WHERE coder = 'kim'": "r3 holds in “events”",
    "DELETE FROM events WHERE coder = 'kim'": "r3 holds in “events”",
    "UPDATE events SET id = 'e77' WHERE coder = 'kim'": "r3 holds in “events”",
    "INSERT INTO events SELECT 'e99', recording, subject, code, 0, 40000, coder, origin, proposal, timing_bound_us,"
    " note, modifiers, copied_from, scheme FROM events WHERE coder = 'kim'": "r3 holds in “events”",
    "UPDATE meetings SET family = 'F2'": "r3 holds in “meetings”",
    "UPDATE private_notes SET text = 'nothing'": "r3 holds in “private_notes”",
    "DELETE FROM journal WHERE seq = 1": "Steps of the coders are missing",
    "DELETE FROM journal WHERE seq > 3": "Steps of the coders are missing",
    "UPDATE sqlite_sequence SET seq = 9000000000000000000 WHERE name = 'journal'": "Steps of the coders are missing",
}


@pytest.mark.parametrize("sql", CODED_ANEW)
def test_what_was_coded_and_then_altered_by_sql_is_found(study, sql):
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:
        project.apply(AddEvent("r3", "child", "smile", 0, 400_000), coder="kim")
        (event,) = project.events("r3", coder="kim")
        project.apply(MoveEvent(event.id, 80_000, 480_000), coder="kim")
        project.undo(coder="kim")
        project.apply(AddEvent("r3", "caregiver", "smile", 0, 400_000), coder="lee")
        project.apply(DescribeMeeting("r3", family="F1"), coder="kim")
        project.apply(KeepPrivateNote("r3", 0, "I was tired"), coder="kim")
        assert project.guard.verify().findings == ()
    altered(folder, phrase, sql)
    with Project.open(folder, passphrase=phrase) as project:
        assert CODED_ANEW[sql] in " ".join(finding.sentence for finding in project.guard.verify().findings)


@pytest.mark.parametrize("changed", ["alone", "with its step"])
def test_what_left_is_bound_to_the_steps_that_it_was_made_from(study, tmp_path, changed):
    """An event that is altered together with its step fits it, and not what the trail was told when a table left."""
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:
        for start in (0, 600_000):
            project.apply(AddEvent("r3", "child", "smile", start, start + 400_000), coder="kim")
        event, _ = project.events("r3")
        project.guard.put_off_purpose()
        for _ in range(2):
            export_study(project, tmp_path / "left.csv", Wanted("csv", recordings=("r3",)), over=True)
            project.apply(AddEvent("r3", "caregiver", "smile", 0, 400_000), coder="lee")
            project.undo(coder="lee")
            project.redo(coder="lee")
        assert project.guard.verify().findings == ()
    if changed == "with its step":
        step = f"replace(changes, '\"smile\"', '\"reach\"') WHERE changes LIKE '%\"{event.id}\"%'"
        altered(folder, phrase, f"UPDATE journal SET changes = {step}")
    altered(folder, phrase, f"UPDATE events SET code = 'reach' WHERE id = '{event.id}'")
    with Project.open(folder, passphrase=phrase) as project:
        found = " ".join(one.sentence for one in project.guard.verify().findings)
        assert ("made from other steps" in found) is (changed == "with its step"), found
        assert ("r3 holds in “events”" in found) is (changed == "alone"), found
        project.guard.erase("r1", at_once=True)  # what left before cannot be told any more
        assert "other steps" not in " ".join(one.sentence for one in project.guard.verify().findings)


def test_going_back_and_forth_renaming_and_erasing_are_no_alteration(study):
    folder, phrase = study
    with Project.open(folder, passphrase=phrase) as project:

        def found():
            return [finding.sentence for finding in project.guard.verify().findings]

        for recording in ("r1", "r3"):
            project.apply(AddEvent(recording, "child", "smile", 0, 400_000), coder="kim")
        (event,) = project.events("r3", coder="kim")
        for end_us in (480_000, 520_000):
            project.apply(MoveEvent(event.id, 0, end_us), coder="kim")
        project.undo(coder="kim")
        project.undo(coder="kim")
        project.redo(coder="kim")
        assert found() == []
        project.apply(MoveEvent(event.id, 40_000, 480_000), coder="kim")  # what was undone is dropped
        project.apply(MoveEvent(event.id, 0, 400_000), coder="kim")  # and it is again as it was at first
        assert found() == []
        project.guard.erase("r1", at_once=True)
        assert found() == []
        project.apply(RemoveEvent(event.id), coder="kim")
        assert found() == []
    altered(folder, phrase, "INSERT INTO outcomes VALUES ('e1', 'r3', 'answered', 'kim', '2026-01-01T00:00:00+00:00')")
    with Project.open(folder, passphrase=phrase) as project:
        assert found() == []  # its step may have gone with the erased recording: nobody is accused
