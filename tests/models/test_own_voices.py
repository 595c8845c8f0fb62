"""A laboratory's own voice classifier: checked before anything runs, named by its hash wherever it spoke."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil

import pytest

from coder.study.project import Project
from coder.vocabulary.errors import ModelError
from models.hearing.voice_classifier import load_own_voices
from models.model_registry import WEIGHTS
from tests.models.test_hearing import SAMPLES
from ui.cli.parser import main

SHIPPED = WEIGHTS / "voices.onnx"


@pytest.fixture
def own(tmp_path):
    """Weights that keep the contract, as somebody else's file."""
    return shutil.copy(SHIPPED, tmp_path / "lab.onnx")


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_weights_that_keep_the_contract_are_named_by_their_hash(own):
    assert load_own_voices(own).model == f"own_voices@{digest(own)[:16]}"
    assert load_own_voices(own, sha256=digest(own).upper()).model == f"own_voices@{digest(own)[:16]}"


def test_another_file_than_was_stated_is_refused_with_its_own_hash(own):
    with pytest.raises(ModelError, match=digest(own)):
        load_own_voices(own, sha256="0" * 64)


@pytest.mark.parametrize("other", ["swift_f0.onnx", "silero_vad.onnx"])
def test_a_model_with_another_contract_is_refused(other):
    with pytest.raises(ModelError, match="features"):
        load_own_voices(WEIGHTS / other)


def test_what_is_no_model_is_refused(tmp_path):
    text = tmp_path / "notes.onnx"
    text.write_text("not a model")
    with pytest.raises(ModelError, match="does not run"):
        load_own_voices(text)
    with pytest.raises(ModelError, match="cannot be read"):
        load_own_voices(tmp_path / "nothing.onnx")
    with pytest.raises(ModelError, match="cannot be read"):
        load_own_voices(tmp_path)


HOLD_FOR_SILENCE = {
    # The first five features through a softmax: of three frames and no other number ...
    "three frames only": (
        "CAg6uQEKJQoIZmVhdHVyZXMKAWkSAXgiBkdhdGhlcioLCgRheGlzGAGgAQIKIgoBeBIHY2xhc3NlcyIHU29mdG1heCoLCgRheGlz"
        "GAGgAQISAWcqMQgFEAdCAWlKKAAAAAAAAAAAAQAAAAAAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAABaGwoIZmVhdHVyZXMSDwoN"
        "CAESCQoCCAMKAwigAWIZCgdjbGFzc2VzEg4KDAgBEggKAggDCgIIBUIECgAQEQ=="
    ),
    # ... and after a square root, which silence has and sound has not.
    "roots of negative numbers": (
        "CAg6yQEKJQoIZmVhdHVyZXMKAWkSAXgiBkdhdGhlcioLCgRheGlzGAGgAQIKDAoBeBIBeSIEU3FydAoiCgF5EgdjbGFzc2VzIgdT"
        "b2Z0bWF4KgsKBGF4aXMYAaABAhIBZyoxCAUQB0IBaUooAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAFoc"
        "CghmZWF0dXJlcxIQCg4IARIKCgMSAWYKAwigAWIaCgdjbGFzc2VzEg8KDQgBEgkKAxIBZgoCCAVCBAoAEBE="
    ),
}


@pytest.mark.parametrize("kind", HOLD_FOR_SILENCE)
def test_a_model_that_holds_for_silence_and_not_for_sound_is_refused(kind, tmp_path):
    lab = tmp_path / "lab.onnx"
    lab.write_bytes(base64.b64decode(HOLD_FOR_SILENCE[kind]))
    with pytest.raises(ModelError, match="does not"):
        load_own_voices(lab)


def test_every_voice_proposed_names_it_and_other_weights_are_another_analysis(own, tmp_path, capsys):
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        project.add_recording(SAMPLES / "voices" / "voices.mp4")
    asked = ["analyze", str(folder), "r1", "--rate", "0.5", "--json"]
    assert main([*asked, "--voices", str(own), "--voices-sha256", digest(own)]) == 0
    made = json.loads(capsys.readouterr().out)
    name = f"own_voices@{digest(own)[:16]}"
    assert name in made["models"]
    assert not any(model.startswith("voices@") for model in made["models"])
    with Project.open(folder) as project:
        heard = [one.draft for one in project.proposals("r1") if one.draft.subject == "someone"]
        assert heard
        assert all(name in draft.models for draft in heard)
    assert main(asked) == 0
    assert not json.loads(capsys.readouterr().out)["from_study"]


@pytest.mark.parametrize("words", [["--voices", "nowhere.onnx"], ["--voices-sha256", "ab"]])
def test_a_mistake_is_one_sentence_before_anything_is_looked_at(words, tmp_path, capsys):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(SAMPLES / "voices" / "voices.mp4")
    assert main(["analyze", str(tmp_path / "study"), *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
