"""A study codes by the schemes it was given; templates lay episodes; what a human alone codes is never proposed."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.edits.coding import AddEvent
from coder.study.edits.episodes import laid_from
from coder.study.project import Project
from coder.vocabulary.errors import MendableError, SchemeError, StudyError
from coder.vocabulary.scheme import (
    Role,
    SchemeSubject,
    builtin_names,
    builtin_scheme,
    builtin_text,
    combined,
    load_scheme,
)
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from ui.cli.parser import main
from ui.window.actions import ACTIONS, KeyMode

OWN = """
id = "hands"
title = "Hands"
version = 1
human_only = true
[[code]]
id = "smile"
label = "smiles"
role = "child"
kind = "state"
group = "mouth"
description = "As we code it here, by hand alone."
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4")


@given(st.lists(st.sampled_from(builtin_names()), min_size=1, max_size=8, unique=True))
def test_any_schemes_go_together(names):
    parts = [builtin_scheme(name) for name in names]
    whole = combined(parts)
    assert {(c.role, c.id) for c in whole.codes} == {(c.role, c.id) for one in parts for c in one.codes}
    assert len({(c.role, c.id) for c in whole.codes}) == len(whole.codes)
    keys = [code.key for code in whole.codes if code.key]
    assert len(set(keys)) == len(keys)
    group_of = {(code.role, code.id): code.group for code in whole.codes}
    for one in parts:
        for code in one.codes:
            for other in parts:
                mates = {c.id for c in other.codes if (c.role, c.group) == (code.role, code.group)}
                if other is not one and code.id not in {c.id for c in other.codes}:
                    shared = {m for m in mates if group_of[code.role, m] == group_of[code.role, code.id]}
                    assert not shared - {c.id for c in one.codes}


def test_what_comes_with_the_app_gives_way_to_the_keys_of_ones_own_scheme():
    mine = [("hums", "1"), ("claps", "q"), ("hops", "z")]
    codes = tuple(replace(builtin_scheme().codes[0], id=name, label=name, key=key, group="own") for name, key in mine)
    guest = SchemeSubject(Role.OTHER, "Guest", "2")
    own = replace(builtin_scheme(), id="mine", codes=codes, fits=(), subjects=(guest,))
    whole = combined([builtin_scheme(), builtin_scheme("voices"), own])
    assert {code.id: code.key for code in whole.codes if code.group == "own"} == dict(mine)
    assert [one.key for one in whole.subjects if one.name == "Guest"] == ["2"]
    keys = [code.key for code in whole.codes if code.key]
    assert len(set(keys)) == len(keys)
    assert "2" not in keys
    assert whole.codes[0].id == builtin_scheme().codes[0].id


def test_no_key_of_a_scheme_belongs_to_the_player_or_the_view():
    while_coding = [one for one in ACTIONS if one.mode is not KeyMode.REVIEW]
    taken = {
        key.lower() for one in while_coding if not one.id.startswith("shuttle") for key in one.keys
    }  # those give way
    for name in builtin_names():
        assert not taken & {code.key for code in builtin_scheme(name).codes}
    assert not taken & {code.key for code in combined([builtin_scheme(name) for name in builtin_names()]).codes}


def test_a_study_codes_by_the_schemes_it_was_given(tmp_path, clip):
    texts = [builtin_text("engagement"), builtin_text("separation_reunion")]
    with Project.create(tmp_path / "s", scheme_texts=texts) as study:
        study.add_recording(clip)
        study.apply(AddEvent("r1", "child", "cries_or_fusses", 0, 400_000), coder="kim")
        with pytest.raises(StudyError):
            study.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="kim")
    with Project.open(tmp_path / "s") as study:
        assert [one.id for one in study.schemes.given] == ["engagement", "separation_reunion"]
        study.schemes.add(builtin_text("first_path"))
        study.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="kim")
        with pytest.raises(SchemeError, match="already"):
            study.schemes.add(builtin_text("first_path"))
        assert len(study.schemes.given) == 3


def test_models_propose_only_what_the_study_codes_and_never_what_a_human_alone_codes(tmp_path, clip):
    for texts, proposed in (([], True), ([builtin_text("engagement")], False), ([OWN], False)):
        with Project.create(tmp_path / f"s{len(list(tmp_path.iterdir()))}", scheme_texts=texts) as study:
            study.add_recording(clip)
            study.store_analysis("r1", REPORT, *two_people_smiling())
            assert bool(study.proposals("r1")) is proposed
            if texts and texts[0] != OWN:
                study.schemes.add(builtin_text("first_path"))
                assert study.proposals("r1")


def test_the_still_face_template_is_laid_in_one_step_and_cut_at_the_end(tmp_path, clip):
    with Project.create(tmp_path / "s", scheme_texts=[builtin_text("still_face")]) as study:
        study.add_recording(clip)
        end = study.recording("r1").duration_us
        edit = study.schemes.episodes("r1", "still_face", 1_000_000)
        study.apply(edit, coder="kim")
        (event,) = study.events("r1")
        assert (event.code, event.onset_us, event.offset_us) == ("play", 1_000_000, end)
        with pytest.raises(StudyError, match="coded already"):
            study.apply(edit, coder="kim")
        study.apply(edit, coder="lee")
        study.undo()
        study.undo()
        assert study.events("r1") == ()
        with pytest.raises(SchemeError, match="strange_situation"):
            study.schemes.episodes("r1", "strange_situation", 0)
        with pytest.raises(StudyError, match="begin earlier"):
            study.schemes.episodes("r1", "still_face", end)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_laid_episodes_follow_each_other_without_gap(onset, length):
    scheme = builtin_scheme("strange_situation")
    laid = laid_from(scheme, onset, end_us=onset + length, on_frame=lambda us: us)
    assert laid[0].onset_us == onset
    assert laid[-1].offset_us <= onset + length
    assert all(a.offset_us == b.onset_us for a, b in pairwise(laid))
    if length >= sum(code.planned_us for code in scheme.episodes):
        assert len(laid) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = 3",
        "]",
        builtin_text("still_face").replace('role = "together"', 'role = "boss"'),
        builtin_text("still_face").replace('id = "play"', 'id = "Play time"'),
        builtin_text("still_face") + builtin_text("still_face").split("\n\n", 1)[1],
        builtin_text("engagement") + '\n[[fit]]\nchild = "flies"\ncaregiver = "comforts"\n',
        builtin_text("still_face").replace("seconds = 120", 'seconds = "long"'),
        'id = "x"\ntitle = "x"\nversion = 1\ncode = 3\n',
    ],
)
def test_a_scheme_that_does_not_hold_together_is_one_sentence(text, tmp_path):
    with pytest.raises(SchemeError) as caught:
        load_scheme(text)
    assert isinstance(caught.value, MendableError)
    with pytest.raises(SchemeError):
        Project.create(tmp_path / "s", scheme_texts=[text])
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("value", ["", "[]", "{}", "[3]", "3", "[" * 100_000, json.dumps(["id = 3"])])
def test_schemes_altered_behind_the_apps_back_are_one_sentence(tmp_path, value):
    with Project.create(tmp_path / "s") as study:
        study._db.execute("UPDATE facts SET value = ? WHERE id = 'schemes'", (value,))
    with Project.open(tmp_path / "s") as study, pytest.raises(MendableError):
        study.scheme  # noqa: B018 - it is read when it is asked for


def test_on_the_command_line(tmp_path, clip, capsys, monkeypatch):
    monkeypatch.setenv("DYADMIRROR_PASSPHRASE", "")
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    study = str(tmp_path / "s")
    assert main(["schemes", "--json"]) == 0
    assert {one["id"] for one in json.loads(capsys.readouterr().out)} == set(builtin_names())
    assert main(["new", study, "--scheme", "still_face", "--scheme", str(own)]) == 0
    assert main(["add", study, str(clip)]) == 0
    capsys.readouterr()
    assert main(["episodes", study, "r1", "still_face", "--coder", "kim", "--json"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out), "2 of 3" in err) == ({"events": ["e1"]}, True)
    assert main(["scheme", study, "presence", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schemes"] == ["still_face", "hands", "presence"]
    assert {code["id"] for code in found["codes"]} > {"play", "smile", "full_presence"}
    assert main(["scheme", study, "nothing"]) == 2
    assert main(["scheme", study, str(tmp_path / "gone.toml")]) == 2
    assert main(["schemes"]) == 0
