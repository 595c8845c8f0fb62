"""People in a whole picture, from any side: somebody whose back is turned, who bends down or hides the face."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from models.model_registry import cards, session
from models.seeing.estimator import PersonBox, Picture
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.picture_geometry import check, fit, planes

Values: TypeAlias = npt.NDArray[np.float64]

CELLS = (8, 16, 32)
"""Pixels of the network's input to a cell, head by head."""
DISTANCES = 11
"""How far a side of the box lies from the middle of the cell is said as a distribution over so many cells: 0, 1, ..."""


class NanoDet:
    """People in a whole picture.

    Source: NanoDet-g, whose heads are those of Li et al. (2020), Generalized Focal Loss: Learning Qualified and
    Distributed Bounding Boxes for Dense Object Detection.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["nanodet"].model
        self._session = session("nanodet", threads=self.settings.threads)

    def persons(self, picture: Picture) -> list[PersonBox]:
        """People, surest first; none in a picture without pixels."""
        check(picture)
        if picture.size == 0:
            return []
        height, width = picture.shape[:2]
        scale = min(1.0, self.settings.person_long_side / max(height, width))
        shrunk, scale_x, scale_y = fit(picture, scale)
        blob = planes(shrunk) / 255
        heads = self._session.run(None, {"image": blob})
        parts = [self._boxes(head[0], cell) for head, cell in zip(heads, CELLS, strict=True)]
        sure, corners = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        corners = np.clip(corners / [scale_x, scale_y, scale_x, scale_y], 0, [width, height, width, height])
        boxes = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1)
        least = self.settings.person_confidence
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), sure.tolist(), least, self.settings.person_overlap)
        found = []
        for i in kept:
            x, y, wide, high = map(float, boxes[i])
            found.append(PersonBox(x, y, wide, high, float(sure[i])))
        return found

    def _boxes(self, head: npt.NDArray[np.float32], cell: int) -> tuple[Values, Values]:
        """Of one head (45, rows, columns): confidences (n,); left, top, right, bottom (n, 4) in pixels of the input."""
        confidence = 1 / (1 + np.exp(-head[0].astype(np.float64)))
        rows, columns = np.nonzero(confidence > self.settings.person_confidence)
        said = head[1:, rows, columns].astype(np.float64).reshape(4, DISTANCES, -1)
        share = np.exp(said - said.max(1, keepdims=True))
        left, top, right, bottom = cell * (share * np.arange(DISTANCES)[:, None]).sum(1) / share.sum(1)
        x, y = (columns + 0.5) * cell, (rows + 0.5) * cell
        return confidence[rows, columns], np.stack([x - left, y - top, x + right, y + bottom], 1)
