"""What was erased is looked for in the file's own bytes, and found where it is."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.interchange.formats import read
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy import keys
from coder.privacy.erasure_residue import pieces_of, remains
from coder.study.edits.coding import NoteEvent
from coder.study.project import Project
from coder.study.store.erasure import what_remains
from coder.vocabulary.scheme import role_of

CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v {who}>{word}\n"


@given(
    st.lists(st.text(min_size=1), max_size=8),
    st.binary(max_size=60),
    st.binary(max_size=60),
    st.integers(min_value=0, max_value=8),
)
def test_every_piece_that_is_there_is_found_and_no_other(texts, before, after, which):
    pieces = pieces_of(texts)
    there = sorted(pieces.all)[which : which + 1]
    content = before + b"".join(there) + after
    assert remains(pieces, content) == {piece for piece in pieces.all if piece in content}


def test_ids_numbers_and_dates_say_nothing_of_anybody_and_the_words_in_json_do():
    told = json.dumps([["events", "e12", None, {"note": "schläft ein", "onset_us": 1000}]])
    found = pieces_of([told, "r1", "p123", "1000", "2026-01-01T00:00:00+00:00", b"\0" * 64]).all
    assert "schläft ein".encode() in found
    assert json.dumps("schläft ein")[1:-1].encode() in found
    assert {b"e12", b"p123", b"1000", b"2026-01-01T00:00:00+00:00", b"\0" * 32} & found == set()
    blob = os.urandom(200)
    assert remains(pieces_of([blob]), b"x" * 5 + blob[100:140])


@pytest.fixture(params=[None, "七つの小石"], ids=["plain", "encrypted"])
def study(request, tmp_path, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda study, phrase: real(study, phrase, cost=CHEAP))
    with Project.create(tmp_path / "study", passphrase=request.param) as project:
        for who, word in (("Canaria", "canarycode"), ("Other", "staying")):
            path = tmp_path / f"{word}.vtt"
            path.write_text(VTT.format(who=who, word=word))
            bring_in(project, plans_of(read(path), project.scheme, coder="kim"), into=None, coder="kim")
        yield project


def content(project: Project) -> bytes:
    return project._db.bytes() + (project.folder / "study.db-wal").read_bytes()


def test_codes_that_came_in_with_a_recording_go_with_it_and_what_was_undone_too(study):
    event = study.events("r1")[0]
    study.apply(NoteEvent(event.id, "canary-note"), coder="kim")
    study.undo()
    before = content(study)
    assert b"canarycode" in before
    assert b"canary-note" in before
    done = study.guard.erase("r1", at_once=True)
    assert b"canary" not in content(study).lower()
    assert b"canaria" not in content(study).lower()
    assert (done.left, done.removed["codes"]) == (0, 1)
    assert done.searched > 10
    assert len(study.events("r2")) == 1
    (event,) = study.events("r2")
    assert study.scheme.has(role_of(event.subject), event.code)


def test_a_code_that_another_recording_is_coded_with_stays_and_the_certificate_says_so(study, tmp_path):
    path = tmp_path / "again.vtt"
    path.write_text(VTT.format(who="Third", word="canarycode"))
    bring_in(study, plans_of(read(path), study.scheme, coder="kim"), into=None, coder="kim")
    done = study.guard.erase("r1", at_once=True)
    assert "1 codes that came in with it stay" in " ".join(done.not_covered)
    (event,) = study.events("r3")
    assert study.scheme.has(role_of(event.subject), event.code)
    assert done.left == 0
    done = study.guard.erase("r3", at_once=True)
    assert b"canarycode" not in content(study)


def test_what_was_said_of_codes_goes_with_the_last_file_that_has_them(study, tmp_path):
    """A label may be a word that was heard; which code it is, is remembered for the whole study."""
    of = {("child", "", word): f"seen:{word} it is" for word in ("canaryword", "stays")}
    for name, words in (("one", ("canaryword", "stays")), ("two", ("stays",))):
        path = tmp_path / f"{name}.vtt"
        cues = [VTT.format(who="Fourth", word=word).removeprefix("WEBVTT\n\n") for word in words]
        path.write_text("WEBVTT\n\n" + "\n".join(cues))
        bring_in(study, plans_of(read(path), study.scheme, coder="kim"), into=None, coder="kim")
    study.code_choices.keep(of)
    one, two = (recording.id for recording in study.recordings()[-2:])
    assert study.guard.erase(one, at_once=True).left == 0
    assert list(study.code_choices.all().values()) == ["seen:stays it is"]
    assert b"canaryword" not in content(study)
    study._db.insert("facts", {"id": "choices of codes", "value": "altered canaryword"})
    assert study.guard.erase(two, at_once=True).left == 0
    assert b"canaryword" not in content(study)


def test_what_is_left_would_be_found(study):
    pieces = pieces_of(["a text that was erased"])
    assert what_remains(study._db, pieces) == 0
    study._db.insert("facts", {"id": "kept", "value": "a text that was erased"})
    assert what_remains(study._db, pieces) == 0, "it is kept, so it may be there"
    study._db.execute("PRAGMA secure_delete = 0")
    study._db.delete("facts", "kept")
    assert what_remains(study._db, pieces) == 1
