"""From a decoded frame to the picture a person sees: RGB, turned and mirrored as the container says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import av.video.frame
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation, VideoReformatter

from coder.media.colour import for_a_screen, is_hdr, matrix_of
from coder.media.interlacing import without_comb

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Orientation:
    """How the stored picture is laid upright: swap rows and columns first, then mirror.

    Every quarter turn and mirror image is one of these eight.
    """

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @property
    def rotation(self) -> int:
        """Clockwise degrees of the turn part: 0, 90, 180 or 270 (a pure mirror image counts as 0)."""
        turns = {(True, True, False): 90, (False, True, True): 180, (True, False, True): 270}
        return turns.get((self.transpose, self.flip_x, self.flip_y), 0)

    @property
    def mirrored(self) -> bool:
        """Whether left and right are exchanged, as in a mirror."""
        return (self.transpose + self.flip_x + self.flip_y) % 2 == 1

    def apply(self, picture: Picture) -> Picture:
        """Lay ``(h, w, 3)`` upright; C-contiguous."""
        if self.transpose:
            picture = picture.transpose(1, 0, 2)
        if self.flip_x:
            picture = picture[:, ::-1]
        if self.flip_y:
            picture = picture[::-1]
        return np.ascontiguousarray(picture)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height after laying upright (and the way back: it is its own inverse)."""
        return (height, width) if self.transpose else (width, height)


def orientation_of(frame: av.video.frame.VideoFrame) -> Orientation:
    """Read the display matrix that the container (or the stream) attached to a frame.

    The matrix maps stored (x, y) to shown (a x + c y, b x + d y); an angle between quarter turns, which no
    camera writes, is taken as the nearest quarter turn.
    """
    side = cast("Mapping[str, Any]", frame.side_data).get("DISPLAYMATRIX")
    if side is None:
        return Orientation()
    a, b, _, c, d = (int(v) for v in np.frombuffer(memoryview(side), dtype=np.int32)[:5])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(flip_x=a < 0, flip_y=d < 0)
    return Orientation(transpose=True, flip_x=c < 0, flip_y=b < 0)


class Painter:
    """Turns decoded frames into upright RGB pictures, keeping FFmpeg's converter between them.

    Pixels are those stored: they are not resampled to squares, so that a picture's hash depends on the clip alone.
    Where pixels are not square, ``ClipInfo.sample_aspect`` says how wide each is shown, and ``size`` asks for any size.
    All pictures of a clip are of one size: a browser's recording may change it midway, and is scaled to its first.
    Interlaced pictures lose their comb, and high dynamic range is brought to what a screen shows: here, so that a
    person, the models and every export see the same.
    """

    def __init__(self, orientation: Orientation, size: tuple[int, int], *, upper_first: bool = True) -> None:
        self._orientation = orientation
        self._size = orientation.size(*size)
        self._upper_first = upper_first
        self._converter = VideoReformatter()

    def paint(self, frame: av.video.frame.VideoFrame) -> Picture:
        """Give the upright picture, uint8 ``(height, width, 3)``, C-contiguous RGB."""
        width, height = self._size
        shrinks = width * height < frame.width * frame.height
        if frame.interlaced_frame:
            frame = without_comb(frame, upper_first=self._upper_first)
        hdr = is_hdr(frame)
        rgb = self._converter.reformat(
            frame,
            width=width,
            height=height,
            format="rgb48le" if hdr else "rgb24",
            src_colorspace=matrix_of(frame),
            # Averaging is what keeps a shrunk picture free of jags; at full size this only concerns colour.
            interpolation=Interpolation.AREA if shrinks else Interpolation.BILINEAR,
            threads=1,
        )
        plane = rgb.planes[0]
        kind = np.dtype("<u2") if hdr else np.dtype(np.uint8)
        strides = (plane.line_size, 3 * kind.itemsize, kind.itemsize)
        stored = np.ndarray((height, width, 3), kind, buffer=memoryview(plane), strides=strides)
        if hdr:
            stored = for_a_screen(stored, frame.color_trc, frame.color_primaries)
        return self._orientation.apply(stored)
