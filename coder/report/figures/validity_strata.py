"""By what figures of validity are told apart: whose family and age, and what was measured at a time. Pure.

Parts are named by what programs read; ``part_words`` says them to people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from coder.vocabulary.signals import SignalTrack

NEAR_SAMPLE_US = 500_000
"""What the models measured within this of a time describes it."""
NOT_MEASURED = "not measured"
NOT_SAID = "not said"

MeasuredParts = Mapping[str, npt.NDArray[np.str_]]

_MEASURED = {
    "face direction": ("head_yaw", (20, 40, 60), ("to the camera", "20–40°", "40–60°", "profile")),
    "face width": ("head_width", (50, 100, 200), ("under 50 px", "50–100 px", "100–200 px", "over 200 px")),
    "light": ("face_light", (50, 100, 200), ("dark", "dim", "bright", "very bright")),
}
_MOUTH = {"mouth": ("smile_read", (0.5,), ("not to be read", "readable"))}
TOWARD_DEG = 20.0
"""A head within this of the line to another is turned to them, as for *face to face*."""
CAMERA_DEG = 25.0
"""Else, turned by less than this, it faces the camera."""
_AGES = ((6, "under 6 months"), (12, "6–11 months"), (24, "12–23 months"), (36, "24–35 months"), (72, "3–5 years"))
_OLDER = "6 years and over"

_DIMENSION_WORDS = {
    "family": tr("family"),
    "age": tr("age"),
    "face direction": tr("face direction"),
    "face width": tr("face width"),
    "light": tr("light"),
    "mouth": tr("mouth"),
    "turned to": tr("turned to"),
}
_LEVEL_WORDS = {
    NOT_MEASURED: tr("not measured"),
    NOT_SAID: tr("not said"),
    "to the camera": tr("to the camera"),
    "profile": tr("profile"),
    "under 50 px": tr("under 50 px"),
    "50–100 px": tr("50–100 px"),
    "100–200 px": tr("100–200 px"),
    "over 200 px": tr("over 200 px"),
    "dark": tr("dark"),
    "dim": tr("dim"),
    "bright": tr("bright"),
    "very bright": tr("very bright"),
    "not to be read": tr("not to be read"),
    "readable": tr("readable"),
    "the other": tr("the other"),
    "the camera": tr("the camera"),
    "elsewhere": tr("elsewhere"),
    "under 6 months": tr("under 6 months"),
    "6–11 months": tr("6–11 months"),
    "12–23 months": tr("12–23 months"),
    "24–35 months": tr("24–35 months"),
    "3–5 years": tr("3–5 years"),
    _OLDER: tr("6 years and over"),
}

_RISING = tuple(name for _, name in _AGES) + tuple(name for _, _, names in _MEASURED.values() for name in names)
"""Names of parts from little to much: an alphabet has 24 months before 6."""


def part_words(dimension: str, level: str) -> tuple[str, str]:
    """Return what people read of a part, "light" and "dim"; a family keeps its name."""
    if dimension == "family" and level != NOT_SAID:
        return _DIMENSION_WORDS[dimension], level
    return _DIMENSION_WORDS[dimension], _LEVEL_WORDS.get(level, level)


def in_order(levels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sort parts by dimension and, within one, from young to old, small to large, dark to bright; the rest by name."""
    rank = {name: number for number, name in enumerate(_RISING)}
    return sorted(levels, key=lambda level: (level[0], rank.get(level[1], len(rank)), level[1]))


def fixed_parts(family: str, age_months: int | None) -> tuple[tuple[str, str], ...]:
    """Return what holds of a whole recording: its family, and the child's age then."""
    age = NOT_SAID
    if age_months is not None:
        age = next((name for below, name in _AGES if age_months < below), _OLDER)
    return ("family", family or NOT_SAID), ("age", age)


def parts_at(
    tracks: Sequence[SignalTrack], letters: Collection[str], times_us: npt.NDArray[np.int64], code: str
) -> MeasuredParts:
    """Return what was measured of a person at some times, by dimension.

    Parameters
    ----------
    tracks : sequence of SignalTrack
    letters : collection of str
        The letters under which the person was followed; none for a voice, or for two together: then nothing is told.
    times_us : int64 array (n,)
    code : str
        ``smile`` is also told by whether the mouth could be read, and by whom it goes to: somebody else who is in the
        picture, or the camera. A mouth is far easier to read facing the camera, so one figure for both would say
        little of either.

    Returns
    -------
    mapping of str to str array (n,)
    """
    if not letters:
        return {}
    wanted = {**_MEASURED, **(_MOUTH if code == "smile" else {})}
    parts = {
        name: _named(_near(tracks, letters, signal, times_us), edges, names)
        for name, (signal, edges, names) in wanted.items()
    }
    return {**parts, "turned to": _turned_to(tracks, letters, times_us)} if code == "smile" else parts


def _turned_to(
    tracks: Sequence[SignalTrack], letters: Collection[str], times_us: npt.NDArray[np.int64]
) -> npt.NDArray[np.str_]:
    """Whether a head is turned to somebody else, to the camera, or elsewhere."""
    yaw = _near(tracks, letters, "head_yaw", times_us)
    pairs = sorted({track.person for track in tracks if track.name == "facing"})
    away = [_near(tracks, (pair,), "facing", times_us) for pair in pairs if pair.partition("+")[0] in letters]
    least = np.fmin.reduce([np.full(len(times_us), np.inf), *away])
    to = np.where(least <= TOWARD_DEG, "the other", np.where(yaw < CAMERA_DEG, "the camera", "elsewhere"))
    return np.where(np.isfinite(yaw), to, NOT_MEASURED)


def _near(
    tracks: Sequence[SignalTrack], letters: Collection[str], signal: str, times_us: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The valid sample nearest to each time, of whichever letter has one; NaN where none is near."""
    found = np.full(len(times_us), np.nan)
    for track in tracks:
        if track.person not in letters or track.name != signal or not len(track.pts_us):
            continue
        after = np.clip(np.searchsorted(track.pts_us, times_us), 0, len(track.pts_us) - 1)
        before = np.maximum(after - 1, 0)
        nearer = np.abs(track.pts_us[before] - times_us) <= np.abs(track.pts_us[after] - times_us)
        at = np.where(nearer, before, after)
        good = (np.abs(track.pts_us[at] - times_us) <= NEAR_SAMPLE_US) & track.valid[at] & np.isnan(found)
        found[good] = np.abs(track.value[at][good])
    return found


def _named(values: npt.NDArray[np.float64], edges: Sequence[float], names: Sequence[str]) -> npt.NDArray[np.str_]:
    at = np.searchsorted(edges, np.nan_to_num(values), side="right")
    return np.where(np.isfinite(values), np.array(names)[at], NOT_MEASURED)
