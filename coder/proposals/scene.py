"""Who is who and what was measured of them, on one grid of sample times: what every rule looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.signals import SignalTrack

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOBODY = "nobody"
"""The confirmed role of something that is not a person (a doll, a picture on the wall)."""


@dataclass(frozen=True, slots=True, eq=False)
class SignalReading:
    """One signal of one subject on the scene's grid.

    Attributes
    ----------
    value : float64 array (n,)
        NaN wherever the sample is missing or cannot be trusted, so that no rule can use it by mistake.
    validity : float64 array (n,)
        0 where nothing was measured.
    models : tuple of str
        Who said so.
    """

    value: Values
    validity: Values
    models: tuple[str, ...]

    @property
    def seen(self) -> Flags:
        """Where there is a value to go by."""
        return np.isfinite(self.value)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Tracks sorted by subject, with the clip's frames and the thresholds.

    ``unsettled`` are people of whom nobody knows yet who they are (``other:A``): of them only what asks for no role is
    proposed.
    """

    pts_us: Times
    frame_pts_us: Times
    end_us: int
    settings: RuleSettings
    child: str | None
    caregivers: tuple[str, ...]
    unsettled: tuple[str, ...]
    _letters: dict[str, tuple[str, ...]]
    _tracks: dict[tuple[str, str], SignalTrack]
    _cast: dict[str, npt.NDArray[np.intp]] = field(default_factory=dict)
    _read: dict[tuple[str, ...], SignalReading] = field(default_factory=dict)
    """Readings that were asked for: rules ask for the same ones once for every act."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The child, then the caregivers by name; only those who are there."""
        return ((self.child,) if self.child else ()) + self.caregivers

    @property
    def sampling_us(self) -> int:
        """Mean time from one sample to the next."""
        if len(self.pts_us) < 2:
            return self.frame_interval_us(int(self.pts_us[0])) if len(self.pts_us) else 0
        return round(float(np.mean(np.diff(self.pts_us))))

    def frame_interval_us(self, t_us: int) -> int:
        """Time from the frame before ``t_us`` to the frame shown at it: nothing can be timed finer."""
        frames = self.frame_pts_us
        if len(frames) < 2:
            return max(1, self.end_us - int(frames[0])) if len(frames) else 1
        at = int(np.clip(np.searchsorted(frames, t_us, side="right") - 1, 1, len(frames) - 1))
        return int(frames[at] - frames[at - 1])

    def of(self, subject: str, name: str) -> SignalReading:
        """A signal of one subject, wherever one of the subject's letters was seen."""
        if (subject, name) not in self._read:
            tracks = [self._tracks.get((letter, name)) for letter in self._letters[subject]]
            self._read[subject, name] = self._gather(tracks, self._cast[subject])
        return self._read[subject, name]

    def between(self, first: str, second: str, name: str) -> SignalReading:
        """A signal of a pair, directed from the first to the second."""
        if (first, second, name) not in self._read:
            firsts, seconds = self._letters[first], self._letters[second]
            tracks = [self._tracks.get((f"{a}+{b}", name)) for a in firsts for b in seconds]
            pick = self._cast[first] * len(seconds) + self._cast[second]
            self._read[first, second, name] = self._gather(tracks, pick)
        return self._read[first, second, name]

    def _gather(self, tracks: Sequence[SignalTrack | None], pick: npt.NDArray[np.intp]) -> SignalReading:
        value, validity = np.full(len(self.pts_us), np.nan), np.zeros(len(self.pts_us))
        models: list[str] = []
        for index, track in enumerate(tracks):
            if track is None:
                continue
            at = np.searchsorted(self.pts_us, track.pts_us)
            mine = pick[at] == index
            validity[at[mine]] = np.where(np.isfinite(track.value), track.validity, 0.0)[mine]
            value[at[mine]] = np.where(track.valid, track.value, np.nan)[mine]
            models.append(track.model)
        return SignalReading(value=value, validity=validity, models=tuple(dict.fromkeys(models)))


def build_scene(
    tracks: Sequence[SignalTrack],
    people: Sequence[Person],
    *,
    frame_pts_us: Times,
    end_us: int,
    settings: RuleSettings,
) -> Scene:
    """Sort tracks by the subjects whom the roles name; several letters of one subject become one.

    Tracking may lose a person and find them again under another letter. Once both letters have the same role
    they are one subject, and at each sample the letter that is in view speaks. Unnamed caregivers who are
    seen at the same time are told apart by their letters (``caregiver:A``) until a human names them.
    """
    letters: dict[str, tuple[str, ...]] = {}
    for person in sorted(people, key=lambda person: person.letter):
        role = person.role or f"{Role.OTHER}:{person.letter}"
        if role == NOBODY or (person.role is not None and role_of(role) not in (Role.CHILD, Role.CAREGIVER)):
            continue
        letters[role] = (*letters.get(role, ()), person.letter)
    by_name = {(track.person, track.name): track for track in tracks}
    wanted = {letter for group in letters.values() for letter in group}
    times = [track.pts_us for track in tracks if set(track.person.split("+")) <= wanted]
    grid = np.unique(np.concatenate(times)).astype(np.int64) if times else np.zeros(0, np.int64)
    known = {
        role: np.stack([_known(by_name.get((letter, "in_view")), grid) for letter in group])
        for role, group in letters.items()
    }
    for role, parts in _told_apart(letters, known, grid, settings.two_people_us).items():
        seen = known.pop(role)
        order = letters.pop(role)
        for part in parts:
            name = f"{role}:{part[0]}"
            letters[name], known[name] = part, seen[[order.index(letter) for letter in part]]
    there = [role for role in letters if bool((known[role] == IN_VIEW).any())]
    children = [role for role in there if role_of(role) is Role.CHILD]
    return Scene(
        pts_us=grid,
        frame_pts_us=np.asarray(frame_pts_us, dtype=np.int64),
        end_us=end_us,
        settings=settings,
        child=min(children, default=None),
        caregivers=tuple(sorted(role for role in there if role_of(role) is Role.CAREGIVER)),
        unsettled=tuple(sorted(role for role in there if role_of(role) is Role.OTHER)),
        _letters=letters,
        _tracks=by_name,
        _cast={role: np.argmax(known[role], axis=0) for role in letters},
    )


def _told_apart(
    letters: dict[str, tuple[str, ...]], known: dict[str, npt.NDArray[np.int8]], grid: Times, most_us: int
) -> dict[str, list[tuple[str, ...]]]:
    """Caregivers without names who were seen together for longer than ``most_us``: several people, by letters."""
    roles = {}
    for role, group in letters.items():
        if role != Role.CAREGIVER or len(group) < 2 or len(grid) < 2:
            continue
        share = np.append(np.diff(grid), 0)
        parts: list[tuple[str, ...]] = []
        for letter, state in zip(group, known[role], strict=True):
            for i, part in enumerate(parts):
                others = known[role][[group.index(other) for other in part]]
                if share[(others == IN_VIEW).any(axis=0) & (state == IN_VIEW)].sum() <= most_us:
                    parts[i] = (*part, letter)
                    break
            else:
                parts.append((letter,))
        if len(parts) > 1:
            roles[str(role)] = parts
    return roles


IN_VIEW, OUT_OF_VIEW, UNKNOWN = 2, 1, 0


def _known(track: SignalTrack | None, grid: Times) -> npt.NDArray[np.int8]:
    """What is known of a letter's presence; in this order a letter speaks for its subject."""
    known = np.full(len(grid), UNKNOWN, dtype=np.int8)
    if track is not None:
        state = np.where(track.value >= 0.5, IN_VIEW, OUT_OF_VIEW)
        known[np.searchsorted(grid, track.pts_us)] = np.where(track.valid, state, UNKNOWN)
    return known
