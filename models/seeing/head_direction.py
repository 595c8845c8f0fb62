"""Where a head points, from the whole face: it holds for a head that is bowed in profile, where points are guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.model_registry import cards, session
from models.seeing.estimator import FaceMesh
from models.seeing.estimator_settings import EstimatorSettings


class HeadDirectionOnnx:
    """Yaw and pitch of a head, from what the mesh's network made of the whole face.

    Fitted to rendered people (models/convert/head_direction.py). The network tells it in the frame of the square that
    was cut out; here it is turned back to the picture's.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        settings = settings or EstimatorSettings()
        self.model = cards()["head_direction"].model
        self._session = session("head_direction", threads=settings.threads)

    def poses(self, meshes: Sequence[FaceMesh]) -> list[tuple[float, float]]:
        """Yaw and pitch in degrees of each mesh's head, in order; NaN where a mesh has no trunk."""
        found = [(math.nan, math.nan)] * len(meshes)
        trunks = {i: mesh.trunk for i, mesh in enumerate(meshes) if mesh.trunk is not None}
        if trunks:
            (ahead,) = self._session.run(["ahead"], {"trunk": np.stack(list(trunks.values()))})
            for i, (across, down, away) in zip(trunks, ahead.reshape(-1, 3).astype(float), strict=True):
                cos, sin = math.cos(meshes[i].roi.angle), math.sin(meshes[i].roi.angle)
                x, y = cos * across - sin * down, sin * across + cos * down
                yaw, pitch = math.atan2(x, -away), math.atan2(-y, math.hypot(x, away))
                found[i] = (math.degrees(yaw), math.degrees(pitch))
        return found
