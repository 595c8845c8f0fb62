"""Mouths of dark faces in little light are read, and are not taken for mouths behind a hand."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from coder.vocabulary.analysis_settings import Settings
from models.seeing.look import load_models, look_at

SHEET = Path(__file__).parent / "golden" / "dark_faces.jpg"
"""Three people who do not exist, twelve faces each, skin of a lightness L* of 32 in a fifth of the usual light, as
``sample_clips/make/skins.py`` draws them: nothing is before their mouths, and nobody was fitted to them."""
TILE = 192


@pytest.fixture(scope="module")
def faces():
    """The surest face in each picture of the sheet, where there is one."""
    sheet = np.ascontiguousarray(cv2.imread(str(SHEET))[..., ::-1])
    settings, found = Settings(), []
    models = load_models(settings)
    for top in range(0, sheet.shape[0], TILE):
        for left in range(0, sheet.shape[1], TILE):
            tile = np.ascontiguousarray(sheet[top : top + TILE, left : left + TILE])
            seen = look_at(tile, 0, models=models, vision=settings.vision, with_bodies=False, with_eyes=False).faces
            found += [seen[np.argmax(seen["confidence"])]] if len(seen) else []
    return np.array(found)


def test_nearly_all_are_found(faces):
    assert len(faces) >= 33


def test_hardly_any_open_mouth_counts_as_covered(faces):
    assert int((faces["covered_seen"] >= Settings().vision.mouth_covered).sum()) <= 2
