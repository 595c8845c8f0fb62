"""Bodies: up to six people with 17 keypoints each, with MoveNet MultiPose under ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from models.model_registry import cards, session
from models.seeing.estimator import Body, Picture, Points
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.picture_geometry import check, fit

Doubles: TypeAlias = npt.NDArray[np.float64]

CELL = 4
"""Pixels of the network's input to one cell of its heads."""

LONGEST = 2.5
"""The longer side of the network's input over the shorter, at most: a strip is shrunk further instead."""

MOST = 6
"""Candidates looked at, as in the published graph."""

SPREAD = 0.3
"""How far from its first guess a keypoint is looked for: variance over the shorter side, in cells."""

KEYPOINT_COUNTS = 0.127
"""Least confidence of a keypoint that counts toward the body's own."""


class MoveNet:
    """Up to six bodies in a whole picture.

    Source: the published ``movenet/multipose/lightning/1`` graph (a CenterNet with keypoints; Zhou, Wang & Krähenbühl
    2019, Objects as Points). The network runs here unchanged; what follows it is written again for the few people
    that are there, see docs/decisions.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["movenet_multipose"].model
        self._session = session("movenet_multipose", threads=self.settings.threads)

    def bodies(self, picture: Picture) -> list[Body]:
        """Bodies, surest first; none in a picture without pixels."""
        check(picture)
        if picture.size == 0:
            return []
        short, long = sorted(picture.shape[:2])
        side = self.settings.body_short_side
        shrunk, scale_x, scale_y = fit(picture, min(side / short, LONGEST * side / long))
        heads = [output[0] for output in self._session.run(None, {"image": shrunk[None].astype(np.float32)})]
        height, width = picture.shape[:2]
        bounds = np.array([width * scale_x, height * scale_y]) / CELL
        found = _decode(heads, bounds, self.settings.body_confidence)
        unscale = CELL / np.array([scale_x, scale_y])
        bodies = []
        for keypoints, box, confidence in found:
            keypoints[:, :2] *= unscale
            x, y, right, bottom = map(float, box * np.tile(unscale, 2))
            bodies.append(Body(keypoints.astype(np.float32), x, y, right - x, bottom - y, confidence))
        return sorted(bodies, key=lambda body: -body.confidence)


def _decode(heads: Sequence[Points], bounds: Doubles, least: float) -> list[tuple[Doubles, Doubles, float]]:
    """Bodies from the network's heads: keypoints (17, 3) and box (left, top, right, bottom) in cells, confidence."""
    centre_logits, size, offset, heatmap, regression, keypoint_offset = heads
    centre = _sigmoid(centre_logits[0])
    rows, columns = centre.shape
    # A person stands at a peak among the 5 by 5 cells around it.
    peaks = np.argwhere((centre >= cv2.dilate(centre, np.ones((5, 5), np.uint8))) & (centre >= least))
    peaks = peaks[np.argsort(-centre[tuple(peaks.T)], kind="stable")][:MOST]
    variance = SPREAD * min(rows, columns)
    found = []
    for row, column in peaks:
        high, wide = np.maximum(size[:, row, column], 0)
        middle_y, middle_x = np.array([row, column]) + offset[:, row, column]
        sides = np.array([middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2])
        box = np.clip(sides.astype(np.float64), 0, np.tile(bounds, 2))
        left, top, right, bottom = np.ceil(box).astype(int)
        if right <= left or bottom <= top:
            continue
        # Each keypoint is where its heatmap, weighted by nearness to the first guess, is highest inside the box.
        guess = regression[:, row, column].reshape(17, 2) + np.array([row, column])
        near_y = np.exp(-((np.arange(top, bottom) - guess[:, :1]) ** 2) / variance)
        near_x = np.exp(-((np.arange(left, right) - guess[:, 1:]) ** 2) / variance)
        weighted = _sigmoid(heatmap[:, top:bottom, left:right]) * near_y[:, :, None] * near_x[:, None, :]
        best = weighted.reshape(17, -1).argmax(1)
        y, x = top + best // (right - left), left + best % (right - left)
        confidence = weighted.reshape(17, -1).max(1)
        channel = 2 * np.arange(17)
        keypoints = np.stack(
            [x + keypoint_offset[channel + 1, y, x], y + keypoint_offset[channel, y, x], confidence], 1
        ).astype(np.float64)
        counted = confidence[confidence > KEYPOINT_COUNTS]
        sure = float(centre[row, column] * counted.mean()) if counted.size else 0.0
        if sure >= least:
            found.append((keypoints, box, sure))
    return found


def _sigmoid(logits: Points) -> Points:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
