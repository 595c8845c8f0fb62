"""A clip with every head hidden: look at each frame, plan, write, look at the result, and mend or refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from coder.media import Clip, Source
from coder.privacy.encrypted_spool import Spool
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import Interval, format_us
from models.blurring.export_stages import Asked, Told, faces_left, look_through, write
from models.blurring.head_detection import HeadEllipse, Watcher
from models.blurring.head_tracks import Hidden

MENDED_US = 200_000
"""Where a face is found in the result, this much before and after is mended with it."""
MENDINGS = 2
"""First the place is hidden, larger; then the whole frame. After that the clip is refused."""
LARGER = 1.6
BLANK_US = 500_000
"""Where a person saw a face, the whole frame is hidden for this long before and after."""


class FacesLeftError(ClipError):
    """A face can still be found in the result."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to write.

    Attributes
    ----------
    stretch : Interval, optional
        The frames that begin in it; the whole clip where None.
    sound : bool
        Whether what is heard goes with it. Voices are recognised as faces are.
    murmur : bool
        Whether that sound keeps its rhythm and loudness only, without words and without whose voice it is.
    comment : str
        What the file says of itself.
    """

    stretch: Interval | None = None
    sound: bool = False
    murmur: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class BlurredClip:
    """A clip with faces hidden, not yet written anywhere.

    Attributes
    ----------
    spool : Spool
        The file; close it to forget it.
    stretch : Interval
        What of the recording it is; its own times begin at 0.
    frames : int
        How many it has.
    whole_us : int
        For how long the whole frame is hidden.
    mended : int
        Frames in which a face was found in a first result, and hidden further.
    sound : bool
        Whether it has sound.
    hidden : mapping
        What is hidden in each frame, by the frame's number in the recording.
    """

    spool: Spool
    stretch: Interval
    frames: int
    whole_us: int
    mended: int
    sound: bool
    hidden: Mapping[int, Hidden] = field(repr=False)

    @property
    def source(self) -> Source:
        """What opens it."""
        return self.spool.open


def make(
    source: Source,
    clip: Clip,
    order: Order,
    *,
    told: Told = lambda _words, _share: None,
    cancelled: Asked = lambda: False,
) -> BlurredClip:
    """Make a clip, or a stretch of it, with every face hidden.

    Parameters
    ----------
    source, clip :
        The clip's bytes, and the same clip opened.

    Raises
    ------
    FacesLeftError
        A face can be found in the result however much was hidden; the sentence says when.
    ClipError
        The clip cannot be read, or nothing of it lies in the stretch.
    Cancelled
        ``cancelled`` said so. Nothing is kept in any of these cases.
    """
    watcher = Watcher()
    hidden = look_through(clip, _frames(clip, order.stretch), watcher, told, cancelled)
    return _written(source, clip, order, hidden, watcher, told, cancelled)


def blank(
    source: Source,
    clip: Clip,
    order: Order,
    made: BlurredClip,
    at_us: int,
    *,
    told: Told = lambda _words, _share: None,
    cancelled: Asked = lambda: False,
) -> BlurredClip:
    """Make it again with the whole frame hidden around a moment (of the made clip's time) where somebody saw a face.

    Raises as :func:`make` does. What was made before stays as it is.
    """
    pts, at = clip.index.pts_us, at_us + made.stretch.onset_us
    hidden = {
        n: replace(one, whole=True) if abs(int(pts[n]) - at) <= BLANK_US else one for n, one in made.hidden.items()
    }
    return _written(source, clip, order, hidden, Watcher(), told, cancelled)


def _written(
    source: Source,
    clip: Clip,
    order: Order,
    hidden: dict[int, Hidden],
    watcher: Watcher,
    told: Told,
    cancelled: Asked,
) -> BlurredClip:
    """Write it and look at it until no face is found, hiding more each time; raise FacesLeftError where one remains."""
    mended: set[int] = set()
    for attempt in range(MENDINGS + 1):
        spool = Spool()
        try:
            sound = write(
                source,
                clip,
                hidden,
                spool,
                sound=order.sound,
                murmur=order.murmur,
                comment=order.comment,
                told=told,
                cancelled=cancelled,
            )
            left = faces_left(spool, clip, hidden, watcher, told, cancelled)
            if not left:
                whole = sum(clip.index.interval_us(n) for n, one in hidden.items() if one.whole)
                return BlurredClip(
                    spool,
                    _stretch(clip, hidden),
                    len(hidden),
                    whole_us=whole,
                    mended=len(mended),
                    sound=sound,
                    hidden=hidden,
                )
            if attempt == MENDINGS:
                raise _refusal(clip, left)
        except BaseException:
            spool.close()
            raise
        spool.close()
        mended |= left.keys()
        hidden = _mended(clip, hidden, left, whole=attempt > 0)
    raise AssertionError(tr("the last attempt returns or raises"))


def _frames(clip: Clip, stretch: Interval | None) -> range:
    pts = clip.index.pts_us
    if stretch is None:
        return range(len(pts))
    frames = range(int(np.searchsorted(pts, stretch.onset_us)), int(np.searchsorted(pts, stretch.offset_us)))
    if not frames:
        raise ClipError(
            tr(
                "No frame begins between {time} and {time_2}; choose a longer stretch.",
                time=format_us(stretch.onset_us),
                time_2=format_us(stretch.offset_us),
            )
        )
    return frames


def _stretch(clip: Clip, hidden: Mapping[int, Hidden]) -> Interval:
    last = max(hidden)
    return Interval(int(clip.index.pts_us[min(hidden)]), int(clip.index.pts_us[last]) + clip.index.interval_us(last))


def _mended(
    clip: Clip, hidden: Mapping[int, Hidden], left: Mapping[int, Sequence[HeadEllipse]], *, whole: bool
) -> dict[int, Hidden]:
    """Hide the faces that were left, larger, in their frames and those around; or those frames as a whole."""
    pts, out = clip.index.pts_us, dict(hidden)
    for at, faces in left.items():
        near = [n for n in hidden if abs(int(pts[n]) - int(pts[at])) <= MENDED_US]
        for n in near:
            more = (*out[n].heads, *(face.grown(LARGER) for face in faces))
            out[n] = replace(out[n], heads=more, whole=out[n].whole or whole)
    return out


def _refusal(clip: Clip, left: Mapping[int, Sequence[HeadEllipse]]) -> FacesLeftError:
    times = sorted({format_us(int(clip.index.pts_us[n])) for n in left})
    shown, more = ", ".join(times[:5]), len(times) - 5
    if more > 0:
        shown = plural(more, "{times} and {more} more time", "{times} and {more} more times", times=shown, more=more)
    return FacesLeftError(
        tr("A face can still be found at {times}, so nothing is written; choose a stretch without it.", times=shown)
    )
