"""Smile and open mouth, against the person's own resting face."""

from __future__ import annotations

import numpy as np

from coder.settings import VisionSettings
from models.joining import Track
from models.sights import Sights
from models.signals.head import Head
from models.signals.measured import Measured, Values, ramp

LEAST_REST = 8
"""Looks with a well-seen mouth from which a person's own rest is taken; with fewer, the middle of what rests span."""
REST_VALID = 0.5


def mouth_signals(track: Track, head: Head, sights: Sights, vision: VisionSettings) -> dict[str, Measured]:
    """Measure smile and open mouth.

    A smile draws the corners of the mouth out and up. Width and lift are taken from the mesh turned back to face the
    camera, in distances of the outer eye corners, so neither size nor turn of the head changes them; an open mouth
    moves neither. Validity falls with turn, since the far corner is then guessed.
    """
    has_face = track.face >= 0
    rows = sights.faces[track.face[has_face]]
    width, drop, gape = (_spread(rows[name], has_face) for name in ("mouth_width", "mouth_drop", "mouth_open"))
    presence = _spread(rows["presence"], has_face)
    turn = np.abs(np.where(np.isfinite(head.yaw), head.yaw, 90.0))
    limit = vision.expression_yaw_deg
    validity = (
        ramp(presence, vision.mesh_presence, vision.mesh_presence + 0.3)
        * ramp(turn, 1.5 * limit, 0.5 * limit)
        * head.quality
    )
    validity = np.where(np.isfinite(presence) & (presence >= vision.mesh_presence), validity, 0.0)
    good = validity >= REST_VALID
    rest_width = _rest(width[good], vision.rest_quantile, vision.rest_width)
    rest_drop = _rest(drop[good], 1 - vision.rest_quantile, vision.rest_drop)
    wider = (width - rest_width) / vision.smile_width
    lifted = (rest_drop - drop) / vision.smile_lift
    smile = (1 - vision.smile_lift_share) * wider + vision.smile_lift_share * lifted
    fits = validity > 0
    uses = ("faces", "mesh")
    return {
        "smile": Measured(np.where(fits, smile, np.nan), validity, uses),
        "mouth_open": Measured(np.where(fits, gape, np.nan), validity, uses),
    }


def _rest(seen: Values, quantile: float, span: tuple[float, float]) -> float:
    """The resting value: a quantile of what was seen, kept within what rests span."""
    if len(seen) < LEAST_REST:
        return (span[0] + span[1]) / 2
    return float(np.clip(np.quantile(seen, quantile), *span))


def _spread(
    values: np.ndarray[tuple[int], np.dtype[np.float32]], where: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Values:
    """Values of the looks that have a face, in an array over all looks."""
    full = np.full(len(where), np.nan)
    full[where] = values
    return full
