"""Which colours a picture's numbers stand for: the matrix of untagged clips, and high dynamic range on a plain screen.

Untagged pictures of high definition are BT.709, smaller ones BT.601, as every camera and player has it. Pictures in PQ
or HLG (ITU-R BT.2100) are mapped to what an ordinary screen shows: nits are worked out, reference white (203 nits,
ITU-R BT.2408) becomes a light grey, what is brighter is rolled off up to 1000 nits, BT.2020 becomes BT.709 (ITU-R
BT.2087), and the result is written for a BT.1886 screen. The roll-off is Möbius's, as in FFmpeg's ``tonemap``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

REFERENCE_WHITE_NITS = 203.0
PEAK_NITS = 1000.0
LINEAR_UP_TO = 0.3
"""Share of reference white up to which light is passed on as it is: faces and rooms lie there."""
_HD_LINES, _HD_COLUMNS = 576, 1024
"""More than these is high definition, unless the picture says otherwise."""
_UNNAMED = 2
_STEPS = 4096
_PEAK = PEAK_NITS / REFERENCE_WHITE_NITS
_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float32
)
_ROWS_AT_ONCE = 64
"""Rows that are mapped together: few enough to stay in the processor's own memory."""


def matrix_of(frame: VideoFrame) -> Colorspace | None:
    """The matrix to read a frame's numbers with where the frame names none; None for the one it names, or BT.601."""
    if frame.colorspace != _UNNAMED or frame.format.is_rgb:
        return None
    if is_hdr(frame):
        return Colorspace.BT2020
    hd = min(frame.width, frame.height) > _HD_LINES or max(frame.width, frame.height) > _HD_COLUMNS
    return Colorspace.ITU709 if hd else None


def is_hdr(frame: VideoFrame) -> bool:
    """Whether a frame's numbers are PQ or HLG."""
    return frame.color_trc in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)


def for_a_screen(rgb: npt.NDArray[np.uint16], transfer: int, primaries: int) -> npt.NDArray[np.uint8]:
    """Bring HDR numbers to an ordinary screen.

    Parameters
    ----------
    rgb : uint16 array (h, w, 3)
        Full-range non-linear RGB.
    transfer, primaries : int
        As the frame says them: PQ or HLG; colours that are not BT.709's are taken for BT.2020's.

    Returns
    -------
    uint8 array (h, w, 3)
    """
    light, shown = _light(int(transfer)), _shown()
    turn = None if primaries == ColorPrimaries.BT709 else _TO_BT709.T
    out = np.empty(rgb.shape, dtype=np.uint8)
    for first in range(0, len(rgb), _ROWS_AT_ONCE):
        linear = light[rgb[first : first + _ROWS_AT_ONCE] >> 4]
        if turn is not None:
            linear = linear @ turn
        # Steps of the square root are fine where it is dark, as eyes are.
        steps = np.sqrt(np.clip(linear, 0.0, _PEAK, out=linear) * np.float32(1 / _PEAK)) * np.float32(_STEPS - 1)
        out[first : first + _ROWS_AT_ONCE] = shown[(steps + np.float32(0.5)).astype(np.uint16)]
    return out


@cache
def _light(transfer: int) -> npt.NDArray[np.float32]:
    """Light of each of 4096 code values, in shares of reference white (ITU-R BT.2100, tables 4 and 5)."""
    value = np.arange(_STEPS) / (_STEPS - 1)
    if transfer == ColorTrc.SMPTE2084:
        m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
        root = value ** (1 / m2)
        nits = 10_000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    else:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(value <= 0.5, value**2 / 3, (np.exp((value - c) / a) + b) / 12)
        nits = PEAK_NITS * scene**1.2
    return (nits / REFERENCE_WHITE_NITS).astype(np.float32)


@cache
def _shown() -> npt.NDArray[np.uint8]:
    """The 8-bit value for each step of the square root of light."""
    light = _PEAK * (np.arange(_STEPS) / (_STEPS - 1)) ** 2
    j = LINEAR_UP_TO
    a = -(j**2) * (_PEAK - 1) / (j**2 - 2 * j + _PEAK)
    b = (j**2 - 2 * j * _PEAK + _PEAK) / (_PEAK - 1)
    rolled = np.where(light <= j, light, (b**2 + 2 * b * j + j**2) / (b - a) * (light + a) / (light + b))
    return np.asarray(np.round(255 * np.clip(rolled, 0, 1) ** (1 / 2.4)), dtype=np.uint8)
