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
Cells: TypeAlias = npt.NDArray[np.intp]

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
    2019, Objects as Points). The network runs here unchanged, but for four of its heads, which are asked only where
    somebody is; what follows it is written again for the few people that are there, see docs/decisions.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["movenet_multipose"].model
        self._session = session("movenet_multipose", threads=self.settings.threads)
        self._places = session("movenet_places", threads=self.settings.threads)

    def bodies(self, picture: Picture) -> list[Body]:
        """Bodies, surest first; none in a picture without pixels."""
        check(picture)
        if picture.size == 0:
            return []
        short, long = sorted(picture.shape[:2])
        side = self.settings.body_short_side
        shrunk, scale_x, scale_y = fit(picture, min(side / short, LONGEST * side / long))
        asked = ["center", "keypoint_heatmap", "features"]
        heads = [output[0] for output in self._session.run(asked, {"image": shrunk[None].astype(np.float32)})]
        height, width = picture.shape[:2]
        bounds = np.array([width * scale_x, height * scale_y]) / CELL
        found = self._decode(heads, bounds)
        unscale = CELL / np.array([scale_x, scale_y])
        bodies = []
        for keypoints, box, confidence in found:
            keypoints[:, :2] *= unscale
            x, y, right, bottom = map(float, box * np.tile(unscale, 2))
            bodies.append(Body(keypoints.astype(np.float32), x, y, right - x, bottom - y, confidence))
        return sorted(bodies, key=lambda body: -body.confidence)

    def _decode(self, heads: Sequence[Points], bounds: Doubles) -> list[tuple[Doubles, Doubles, float]]:
        """Bodies from the heads: keypoints (17, 3) and box (left, top, right, bottom) in cells, confidence."""
        (centre_logits,), heatmap, features = heads
        centre, least = _sigmoid(centre_logits), self.settings.body_confidence
        peaks = _peaks(centre, least)
        if not len(peaks):
            return []
        around = np.pad(features, ((0, 0), (1, 1), (1, 1)))
        sizes, offsets, guesses = self._at(around, peaks, "box_size", "box_offset", "keypoint_regression")
        found = []
        for (row, column), (high, wide), offset, guess in zip(peaks, sizes, offsets, guesses, strict=True):
            middle_y, middle_x = np.array([row, column]) + offset
            high, wide = max(high, 0), max(wide, 0)
            sides = np.array([middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2])
            box = np.clip(sides.astype(np.float64), 0, np.tile(bounds, 2))
            guess = guess.reshape(17, 2) + np.array([row, column])
            places, confidence = _keypoints(heatmap, box, guess, SPREAD * min(centre.shape))
            counted = confidence[confidence > KEYPOINT_COUNTS]
            sure = float(centre[row, column] * counted.mean()) if counted.size else 0.0
            if len(places) and sure >= least:
                found.append((places, confidence, box, sure))
        if not found:
            return []
        (moved,) = self._at(around, np.concatenate([places for places, *_ in found]), "keypoint_offset")
        # Of each place's 34 numbers two are its own keypoint's, down and right.
        own = np.arange(34).reshape(17, 2)
        each = np.take_along_axis(moved.reshape(-1, 17, 34), own[None], 2)
        return [
            (np.column_stack([(places + offset)[:, ::-1], confidence]), box, sure)
            for (places, confidence, box, sure), offset in zip(found, each, strict=True)
        ]

    def _at(self, around: Points, places: Cells, *heads: str) -> list[Points]:
        """What some heads say at these cells (n, 2): float32 (n, channels) each. ``around`` has an edge of one cell."""
        rows, columns = places.T[:, :, None, None]
        near = np.arange(3)
        cells = around[:, rows + near[:, None], columns + near].swapaxes(0, 1)
        told = self._places.run(list(heads), {"cells": np.ascontiguousarray(cells)})
        return [one.reshape(len(places), -1) for one in told]


def _peaks(centre: Points, least: float) -> Cells:
    """Cells (n, 2) in which somebody may stand, the surest first: peaks among the 5 by 5 cells around them."""
    peaks = np.argwhere((centre >= cv2.dilate(centre, np.ones((5, 5), np.uint8))) & (centre >= least))
    return peaks[np.argsort(-centre[tuple(peaks.T)], kind="stable")][:MOST]


def _keypoints(heatmap: Points, box: Doubles, guess: Doubles, variance: float) -> tuple[Cells, Doubles]:
    """Cells (17, 2) of the keypoints, and how sure each is: where its heatmap, weighted by nearness to the first guess,
    is highest inside the box. None in a box without cells."""
    left, top, right, bottom = np.ceil(box).astype(int)
    if right <= left or bottom <= top:
        return np.zeros((0, 2), np.intp), np.zeros(0)
    near_y = np.exp(-((np.arange(top, bottom) - guess[:, :1]) ** 2) / variance)
    near_x = np.exp(-((np.arange(left, right) - guess[:, 1:]) ** 2) / variance)
    weighted = _sigmoid(heatmap[:, top:bottom, left:right]) * near_y[:, :, None] * near_x[:, None, :]
    weighted = weighted.reshape(17, -1)
    best = weighted.argmax(1)
    return np.stack([top + best // (right - left), left + best % (right - left)], 1), weighted.max(1)


def _sigmoid(logits: Points) -> Points:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
