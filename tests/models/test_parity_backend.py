"""The second backend refuses politely where MediaPipe is missing or is a release that calls home."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from types import ModuleType

import pytest

from coder.vocabulary.errors import ModelError
from models.seeing.mediapipe_backend import FaceMeshMediaPipe


@pytest.mark.skipif(importlib.util.find_spec("mediapipe") is not None, reason="MediaPipe is installed here")
def test_without_mediapipe_one_sentence_says_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"^The MediaPipe backend needs .* not installed here: .*\.$"):
        FaceMeshMediaPipe()


@pytest.mark.parametrize("version", ["0.10.20", "0.10.35", "1.0.0"])
def test_another_release_is_refused_by_its_number(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("mediapipe")
    other.__dict__["__version__"] = version
    monkeypatch.setitem(sys.modules, "mediapipe", other)
    with pytest.raises(ModelError, match=rf"^The MediaPipe backend works with .* found {version}: .*\.$"):
        FaceMeshMediaPipe()


def test_the_built_in_models_never_import_it() -> None:
    code = "import sys, models.seeing.face, models.seeing.body\nprint([n for n in sys.modules if 'mediapipe' in n])"
    ran = subprocess.run([sys.executable, "-c", code], timeout=60, check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
