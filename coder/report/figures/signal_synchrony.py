"""Whether two people's movements go together for a while, window by window, and who is first. Pure.

Signals are what models measured, not what anybody confirmed: nothing of this is in a report, and the words say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.stats import CrossCorrelation, windowed_cross_correlation
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.people import Person, first_of
from coder.vocabulary.scheme import Role, is_of
from coder.vocabulary.signals import SOUND, SignalTrack
from coder.vocabulary.time import MICROS

Floats = npt.NDArray[np.float64]

WINDOW_S, LAG_S, SAMPLES_HZ = 10.0, 3.0, 10.0
BRIDGE_S = 0.3
"""Samples no farther apart are joined by a line; over a longer gap nothing is known."""
PITCH_BRIDGE_S = 5.0
"""A voice's pitch is joined over pauses and the other's turn up to here."""
QUIET_DB = -60.0
"""The level of somebody who is not heard."""
VOICES = frozenset({"speaks", "vocalises", "cries", "laugh_like"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Synchrony:
    """Child and caregiver in one signal over one recording. The child is the first.

    Attributes
    ----------
    signal, words : str
        Its name, and what it is.
    samples_hz : float
        Samples a second of both, on one clock.
    result : CrossCorrelation
        Windows and lags in samples.
    others : int
        How many other recordings stood beside it as pseudo-pairs.
    """

    recording: str
    signal: str
    words: str
    caregiver: str
    samples_hz: float
    window_s: float
    lag_s: float
    result: CrossCorrelation
    others: int

    def window_at_us(self, number: int) -> int:
        """Return when a window begins in the recording."""
        return round(self.result.starts[number] / self.samples_hz * MICROS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMeeting:
    """What was measured of one recording, and who is who in it."""

    recording: str
    duration_us: int
    people: tuple[Person, ...]
    tracks: tuple[SignalTrack, ...]
    events: tuple[Event, ...] = ()


def synchrony_of(
    measured: MeasuredMeeting,
    signal: str,
    *,
    who: str | None = None,
    others: Sequence[MeasuredMeeting] = (),
    window_s: float = WINDOW_S,
    lag_s: float = LAG_S,
    samples_hz: float = SAMPLES_HZ,
) -> Synchrony:
    """Correlate a signal of the child with the caregiver's, window by window.

    Parameters
    ----------
    signal : str
        One of :data:`SIGNALS`.
    who : str, optional
        Which caregiver; the one who was in view longest where not given.
    others : sequence of MeasuredMeeting
        Other recordings of the same family, whose caregiver's signal makes pseudo-pairs.

    Raises
    ------
    StudyError
        Where the signal is none of these, or it is not known who is child and who is caregiver.
    """
    if signal not in SIGNALS:
        raise StudyError(
            tr(
                "There is no signal {signal!r} of two people; there are {signals}.",
                signal=signal,
                signals=", ".join(SIGNALS),
            )
        )
    if not (0 < samples_hz <= 100 and window_s * samples_hz >= 3 and 0 < lag_s <= 60 and window_s <= 600):
        raise StudyError(tr("A window is 0.3 to 600 s long at 10 samples a second, and a lag up to 60 s."))
    words, read = SIGNALS[signal]
    child, caregiver = first_of(measured.people, Role.CHILD), _caregiver(measured, who)
    child_side, other_side = read(measured, child, samples_hz), read(measured, caregiver, samples_hz)
    elsewhere = []
    for one in others:
        try:
            elsewhere.append(read(one, _caregiver(one, who), samples_hz))
        except StudyError:
            continue  # nobody said who is who there
    return Synchrony(
        recording=measured.recording,
        signal=signal,
        words=words,
        caregiver=caregiver,
        samples_hz=samples_hz,
        window_s=window_s,
        lag_s=lag_s,
        result=windowed_cross_correlation(
            child_side,
            other_side,
            window=round(window_s * samples_hz),
            lags=max(round(lag_s * samples_hz), 1),
            others=elsewhere,
        ),
        others=len(elsewhere),
    )


def _role(person: Person) -> str:
    return person.confirmed_role or person.suggested_role or ""


def _caregiver(measured: MeasuredMeeting, who: str | None) -> str:
    found = {_role(one) for one in measured.people} | {e.subject for e in measured.events}
    carers = [one for one in measured.people if is_of(one.role, Role.CAREGIVER)]
    if who is not None:
        if who not in found:
            raise StudyError(tr("There is no {who} in {recording}.", who=who, recording=measured.recording))
        return who
    if not carers or not any(is_of(one, Role.CHILD) for one in found):
        raise StudyError(
            tr(
                "Nobody said who is child and who is caregiver in {recording}; analyse it, and say it: View ▸ "
                "Panel: who is who, or dyadmirror role STUDY {recording} PERSON ROLE",
                recording=measured.recording,
            )
        )
    longest = max(carers, key=lambda one: (sum(span.duration_us for span in one.in_view), one.letter))
    return _role(longest)


def _clock(measured: MeasuredMeeting, samples_hz: float) -> Floats:
    return np.arange(int(measured.duration_us / MICROS * samples_hz)) / samples_hz * MICROS


def _joined(at: Floats, value: Floats, clock: Floats, bridge_s: float) -> Floats:
    """Return values on a clock, by lines between samples that are near enough to each other; NaN elsewhere."""
    if at.size < 2:
        return np.full(clock.size, np.nan)
    after = np.clip(np.searchsorted(at, clock, side="right"), 1, at.size - 1)
    near = (at[after] - at[after - 1] <= bridge_s * MICROS) & (clock >= at[0]) & (clock <= at[-1])
    return np.where(near, np.interp(clock, at, value), np.nan)


def _seen(name: str) -> Callable[[MeasuredMeeting, str, float], Floats]:
    """Return what reads one signal of a person, over all letters of that role."""

    def read(measured: MeasuredMeeting, subject: str, samples_hz: float) -> Floats:
        letters = {one.letter for one in measured.people if _role(one) == subject}
        clock = _clock(measured, samples_hz)
        found = np.full(clock.size, np.nan)
        for track in measured.tracks:
            if track.name == name and track.person in letters:
                valid = track.valid
                one = _joined(track.pts_us[valid].astype(float), track.value[valid].astype(float), clock, BRIDGE_S)
                found = np.where(np.isnan(found), one, found)
        return found

    return read


def _head_moves(measured: MeasuredMeeting, subject: str, samples_hz: float) -> Floats:
    """Return how fast the head moves in the picture, in its own widths a second, whichever way."""
    x, y, width = (_seen(name)(measured, subject, samples_hz) for name in ("head_x", "head_y", "head_width"))
    if x.size < 3:
        return np.full(x.size, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.hypot(np.gradient(x), np.gradient(y)) * samples_hz / np.where(width > 0, width, np.nan))


def _voiced(measured: MeasuredMeeting, subject: str, clock: Floats) -> npt.NDArray[np.bool_]:
    """Return where a human said that this one is heard, and nobody else is."""
    mine, others = np.zeros(clock.size, bool), np.zeros(clock.size, bool)
    for event in measured.events:
        if event.code in VOICES and event.offset_us > event.onset_us:
            inside = (clock >= event.onset_us) & (clock < event.offset_us)
            if event.subject == subject:
                mine |= inside
            else:
                others |= inside
    return mine & ~others


def _sound(measured: MeasuredMeeting, name: str) -> SignalTrack | None:
    return next((one for one in measured.tracks if one.name == name and one.person == SOUND), None)


def _pitch(measured: MeasuredMeeting, subject: str, samples_hz: float) -> Floats:
    track, clock = _sound(measured, "pitch"), _clock(measured, samples_hz)
    if track is None:
        return np.full(clock.size, np.nan)
    at = track.pts_us.astype(float)
    kept = track.valid & (track.value > 0) & _voiced(measured, subject, at)
    tones = 12 * np.log2(np.where(kept, track.value, 1.0).astype(float) / 100)
    return _joined(at[kept], tones[kept], clock, PITCH_BRIDGE_S)


def _loudness(measured: MeasuredMeeting, subject: str, samples_hz: float) -> Floats:
    track, clock = _sound(measured, "sound_level"), _clock(measured, samples_hz)
    if track is None:
        return np.full(clock.size, np.nan)
    valid = track.valid
    heard = _joined(track.pts_us[valid].astype(float), track.value[valid].astype(float), clock, BRIDGE_S)
    own = np.where(_voiced(measured, subject, clock), np.maximum(heard, QUIET_DB), QUIET_DB)
    return np.asarray(np.where(np.isnan(heard), np.nan, own))


SIGNALS: dict[str, tuple[str, Callable[[MeasuredMeeting, str, float], Floats]]] = {
    "head_moves": (tr("how fast the head moves, in its own widths a second"), _head_moves),
    "head_turn": (tr("turn of the head to the side, in degrees"), _seen("head_yaw")),
    "head_pitch": (tr("the head up and down, in degrees"), _seen("head_pitch")),
    "lean": (tr("lean of the trunk, in degrees"), _seen("lean")),
    "pitch": (tr("pitch of the voice in semitones, where a human said whose voice it is"), _pitch),
    "loudness": (tr("loudness of the voice in dB, where a human said whose voice it is"), _loudness),
}
"""What can be asked for: its words, and what reads it for one person on a clock of even steps."""


def ahead_words(one: Synchrony) -> str:
    """Say who was first in how many windows; it ranks nobody."""
    result = one.result
    told = result.first_ahead + result.second_ahead + result.together
    if not told:
        return tr("In no window did the two move together enough to say who was first.")
    return tr(
        "Of {how_many} in which the two moved together, the child was first in "
        "{first_ahead}, {caregiver} in {second_ahead}, and neither in {together}. "
        "First is no more than first.",
        how_many=plural(told, "{told} window", "{told} windows", told=told),
        first_ahead=result.first_ahead,
        caregiver=one.caregiver,
        second_ahead=result.second_ahead,
        together=result.together,
    )
