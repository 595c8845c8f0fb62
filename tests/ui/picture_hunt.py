"""Looks for a picture in files, in whatever dress: raw pixels in any usual order, PNG, JPEG, BMP or WebP."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

RUN_PX = 24
"""Pixels in a row that are looked for: three of the canary's blocks, too many to be there by chance."""
ALIKE = 0.9
"""Correlation from which on a picture in a file is the canary, whatever its size and compression."""
_BEGINS = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|BM....\0\0\0\0|RIFF....WEBP", re.DOTALL)


def files_with(picture: Picture, paths: Iterable[Path]) -> list[Path]:
    """The files in which a picture, uint8 RGB (h, w, 3), or a part or a smaller copy of it lies."""
    runs = _runs(picture)
    found = []
    for path in paths:
        content = path.read_bytes()
        if any(run in content for run in runs) or any(_alike(picture, other) for other in _pictures(content)):
            found.append(path)
    return found


def _runs(picture: Picture) -> list[bytes]:
    """Stretches of three rows, as they lie in memory in each usual order of bytes."""
    height, width = picture.shape[:2]
    full = np.full((height, width, 1), 255, np.uint8)
    orders = (
        picture,
        picture[..., ::-1],
        np.concatenate([picture, full], axis=2),
        np.concatenate([picture[..., ::-1], full], axis=2),
        np.concatenate([full, picture], axis=2),
        cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None],
        picture[..., :1],
        picture[..., 1:2],
    )
    places = [(height * part // 8, width // 3) for part in (1, 5, 7)]
    runs = [np.ascontiguousarray(order[y, x : x + RUN_PX]).tobytes() for order in orders for y, x in places]
    return [run for run in runs if len(set(run)) >= 3]  # an even stretch could be anything


def _pictures(content: bytes) -> Iterable[Picture]:
    """Every picture file that lies in a file, at its beginning or anywhere inside."""
    for begin in _BEGINS.finditer(content):
        decoded = cv2.imdecode(np.frombuffer(content[begin.start() :], np.uint8), cv2.IMREAD_COLOR)
        if decoded is not None:
            yield np.asarray(decoded[..., ::-1], np.uint8)


def _alike(picture: Picture, other: Picture) -> bool:
    if min(other.shape[:2]) < 12:
        return False
    small = [cv2.resize(one, (40, 24), interpolation=cv2.INTER_AREA).astype(float).ravel() for one in (picture, other)]
    return min(float(np.std(one)) for one in small) > 0 and float(np.corrcoef(small)[0, 1]) > ALIKE
