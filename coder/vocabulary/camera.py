"""A further camera of a recording: where its clip lies on the recording's clock, and how fast its own clock runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import plural, tr

SAME_PPB = 1_000_000_000
"""A camera whose clock runs as the recording's does."""
MOST_DRIFT_PPB = 50_000_000
"""Five parts in a hundred: a crystal drifts by fifty in a million; PAL against film, the worst mistake, by 43,000."""
MOST_OFFSET_US = 2 * 86_400_000_000
"""Two days either way: beyond, somebody typed another unit."""


class Placed(StrEnum):
    """How a camera came to lie where it lies; all but the first and the last are a human's word."""

    NOT_YET = "not yet"
    TYPED = "typed"
    SOUND = "sound, confirmed"
    MOMENT = "same moment marked"
    FILE = "as a file said"


@dataclass(frozen=True, slots=True)
class CameraClock:
    """The line between two clocks, in whole numbers, so that a frame asked for by its time is that frame.

    Attributes
    ----------
    offset_us : int
        When the camera's first frame is shown, on the recording's clock; negative where it began earlier.
    rate_ppb : int
        How many billionths of a second pass on the camera's clock in one second of the recording's.
    """

    offset_us: int = 0
    rate_ppb: int = SAME_PPB

    def __post_init__(self) -> None:
        if abs(self.offset_us) > MOST_OFFSET_US:
            raise StudyError(
                tr("An offset of more than two days is no offset of one meeting; give it in microseconds.")
            )
        if abs(self.rate_ppb - SAME_PPB) > MOST_DRIFT_PPB:
            raise StudyError(
                tr(
                    "A camera's clock does not run {rate:g} times as fast as another's; rates lie from 0.95 to 1.05.",
                    rate=self.rate,
                )
            )

    @property
    def rate(self) -> float:
        """Seconds of the camera in one second of the recording."""
        return self.rate_ppb / SAME_PPB

    @property
    def words(self) -> str:
        """Where a camera with this clock lies, in words."""
        begins = tr(
            "begins {number:.3f} s {part} the first camera",
            number=abs(self.offset_us) / 1e6,
            part=tr("after") if self.offset_us >= 0 else tr("before"),
        )
        return tr("{begins}, clock {rate:.6f}", begins=begins, rate=self.rate) if self.rate_ppb != SAME_PPB else begins

    def to_camera(self, t_us: int) -> int:
        """Return the camera's own time at a time of the recording, rounded down."""
        return (t_us - self.offset_us) * self.rate_ppb // SAME_PPB

    def to_recording(self, camera_us: int) -> int:
        """Return the first time of the recording at which the camera's clock says this or more."""
        return self.offset_us - (-camera_us * SAME_PPB // self.rate_ppb)


def clock_at(offset_us: int, rate: float = 1.0) -> CameraClock:
    """Return a clock from a rate as people write it; raise StudyError where it is none."""
    if not rate == rate or abs(rate) > 10:  # not a number, or beyond counting
        raise StudyError(tr("{rate} is no rate of a clock; rates lie from 0.95 to 1.05.", rate=rate))
    return CameraClock(offset_us, round(rate * SAME_PPB))


def clock_through(first: tuple[int, int], second: tuple[int, int] | None = None) -> CameraClock:
    """Return the clock on which the same moments are the same.

    Each is a time of the recording and the camera's own time of that moment; two of them give the rate as well. Raises
    StudyError where the two lie too near to each other to tell a rate.
    """
    if second is None:
        return CameraClock(first[0] - first[1])
    (here, there), (later_here, later_there) = sorted((first, second))
    if later_here - here < LEAST_APART_US:
        raise StudyError(
            tr(
                "The two moments lie less than {least_apart_us} s apart, so they tell no rate; mark one near "
                "the beginning and one near the end.",
                least_apart_us=LEAST_APART_US // 1000000,
            )
        )
    rate_ppb = round((later_there - there) * SAME_PPB / (later_here - here))
    return CameraClock(here - round(there * SAME_PPB / max(rate_ppb, 1)), rate_ppb)


LEAST_APART_US = 20_000_000
"""A frame's doubt over twenty seconds is two in a thousand, which is already more than any crystal's drift."""


@dataclass(frozen=True, slots=True)
class Camera:
    """One further clip of a recording.

    Attributes
    ----------
    id : str
        ``c1``, ``c2``, ...; unique in the study.
    recording : str
        Of which recording.
    name : str
        What a human calls it; the file name without its ending at first.
    clock : CameraClock
        Where it lies.
    placed, coder, set_at : Placed, str, str
        How it came to lie there, by whose word ("" for nobody's) and when.
    clip : str
        File name in the study's ``media`` folder, or the full path of a linked clip; "" where the clip is elsewhere.
    linked, clip_sha256, clip_bytes, duration_us, info
        As of :class:`coder.vocabulary.recording.Recording`.
    """

    id: str
    recording: str
    name: str
    clock: CameraClock
    placed: Placed
    coder: str
    set_at: str
    clip: str = ""
    linked: bool = False
    clip_sha256: str = ""
    clip_bytes: int = 0
    duration_us: int = 0
    info: dict[str, Any] | None = None

    @property
    def words(self) -> str:
        """Where it lies, in words."""
        return tr("not placed yet") if self.placed is Placed.NOT_YET else self.clock.words


def cameras_words(further: int) -> str:
    """How many cameras a recording has, in words: its first clip and ``further`` ones."""
    return plural(further + 1, "{further} camera", "{further} cameras", further=further + 1)
