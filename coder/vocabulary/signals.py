"""SignalTrack: what a model measured over time, how far each value can be trusted, and which model said so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr

VALID_FROM = 0.5
"""A sample counts as valid when its validity reaches this. Below it, rules see absence, not evidence."""


@dataclass(frozen=True, slots=True, eq=False)
class SignalTrack:
    """One measured quantity of one person, or of a pair, over a recording.

    Attributes
    ----------
    name : str
        What is measured, e.g. ``head_yaw``; the list with units is in :data:`SIGNALS`.
    unit : str
        ``deg``, ``ratio``, ``head_widths``, ``px``, ``grey``, ``bool``, ``db``, ``hz``.
    person : str
        Person letter ("A"), or two joined by "+" ("A+B") for a signal of the pair, directed from the first;
        :data:`SOUND` for what is heard.
    pts_us : int64 array (n,)
        PTS of the frames that were looked at, or moments that were listened to, strictly increasing.
    value : float32 array (n,)
        Measured values; NaN where nothing was measured.
    validity : float32 array (n,)
        0 (not observable) to 1 (seen well).
    model : str
        ``id@version`` of the model or models that the value comes from.
    """

    name: str
    unit: str
    person: str
    pts_us: npt.NDArray[np.int64]
    value: npt.NDArray[np.float32]
    validity: npt.NDArray[np.float32]
    model: str

    def __post_init__(self) -> None:
        n = len(self.pts_us)
        if len(self.value) != n or len(self.validity) != n:
            raise ValueError(
                tr(
                    "signal {name} of {person}: times, values and validity differ in length",
                    name=self.name,
                    person=self.person,
                )
            )
        if n > 1 and not bool(np.all(np.diff(self.pts_us) > 0)):
            raise ValueError(tr("signal {name} of {person}: times must increase", name=self.name, person=self.person))

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """Where a value exists and can be trusted."""
        return self.valid_within(0, len(self.value))

    def valid_within(self, first: int, stop: int) -> npt.NDArray[np.bool_]:
        """:attr:`valid` from one sample to before another: of a long track that costs no more than they do."""
        return (self.validity[first:stop] >= VALID_FROM) & np.isfinite(self.value[first:stop])

    def look_near(self, t_us: int, *, within_us: int) -> int | None:
        """Return which look is nearest to a time; None where none is so near."""
        times, after = self.pts_us, int(np.searchsorted(self.pts_us, t_us))
        beside = [n for n in (after - 1, after) if 0 <= n < len(times)]
        best = min(beside, key=lambda n: abs(int(times[n]) - t_us), default=None)
        return best if best is not None and abs(int(times[best]) - t_us) <= within_us else None


PERSON_SIGNALS: dict[str, tuple[str, str]] = {
    "in_view": ("bool", "1 where the person's head or body is seen in the picture"),
    "camera_moved": (
        "bool",
        "1 where the whole picture moved since the look before: the camera was held, tilted or bumped",
    ),
    "face_seen": ("bool", "1 where the face is turned to the camera enough for a landmark mesh"),
    "face_light": ("grey", "mean grey of the face, 0 black to 255 white"),
    "head_x": ("px", "centre of the head, from the left of the upright picture"),
    "head_y": ("px", "centre of the head, from the top of the upright picture"),
    "head_width": ("px", "width of the head box; falls as the person moves away from the camera"),
    "worn_x": ("px", "middle of what is worn, from the left; by a colour of the person's own, or found without a face"),
    "worn_y": ("px", "middle of what is worn, from the top"),
    "head_yaw": ("deg", "head turn about the vertical; positive toward the right of the picture, 0 at the camera"),
    "head_pitch": ("deg", "positive up"),
    "whole_pitch": ("deg", "the same, read from the whole face: holds for a head that is bowed in profile"),
    "head_roll": ("deg", "positive when the head tilts clockwise in the picture"),
    "smile": ("ratio", "mouth-corner spread and lift over the person's own resting face; 0 at rest, 1 a wide smile"),
    "smile_read": ("bool", "1 where a smile could have been read, 0 where the person is in view and it could not"),
    "mouth_open": ("ratio", "lip gap over mouth width"),
    "iris_x": ("ratio", "iris within the eye opening, -1 to 1, positive toward the right of the picture"),
    "iris_y": ("ratio", "iris within the eye opening, -1 to 1, positive up"),
    "wrist_left_x": ("px", "the person's own left wrist"),
    "wrist_left_y": ("px", "the person's own left wrist"),
    "wrist_right_x": ("px", "the person's own right wrist"),
    "wrist_right_y": ("px", "the person's own right wrist"),
    "wrist_left_seen": (
        "bool",
        "1 where that wrist was found at this very look, 0 where it is carried from one to the next",
    ),
    "wrist_right_seen": ("bool", "the same for the right wrist"),
    "lean": ("deg", "trunk (hips or shoulders to head) against the vertical, positive toward the right of the picture"),
}
"""Signals of one person: name -> (unit, meaning)."""

PAIR_SIGNALS: dict[str, tuple[str, str]] = {
    "facing": ("deg", "angle between the first person's head direction and the line to the second; 0 is straight at"),
    "distance": ("head_widths", "between head centres, in widths of the larger head: the caregiver's, as a rule"),
    "reach": ("ratio", "how far the first person's nearer hand is stretched toward the second; 1 is a straight arm"),
    "hand_on": ("head_widths", "distance of the first person's nearer hand to the second's body; 0 is on it"),
    "face_to_face": ("bool", "1 where each head is turned to the other"),
    "thing_between": (
        "ratio",
        "what is seen between the two heads and is neither the room nor themselves, in squares of the second's head",
    ),
}
"""Signals of an ordered pair "A+B": name -> (unit, meaning)."""

SOUND = "sound"
"""What stands for a person in the tracks of what is heard: a microphone does not say who."""

SOUND_SIGNALS: dict[str, tuple[str, str]] = {
    "sound_level": ("db", "of full scale, root mean square over 32 ms, without rumble and steady tones"),
    "voicing": ("ratio", "how surely what is heard has a pitch"),
    "pitch": ("hz", "lowest tone of what is heard; only where there is one. It does not say who"),
    "speech": ("ratio", "how surely it is speech; deaf to infants"),
    "voice": ("ratio", "how surely somebody's voice is heard, of any age, with words or without"),
    "cry": ("ratio", "how much it sounds like the cries that the classifier knows"),
    "laugh": ("ratio", "how much it sounds like laughing: bursts of voice, several a second"),
    "babble": ("ratio", "how much it sounds like voice without words that is neither of these"),
    "roughness": ("ratio", "share of the loudness's movement that beats at 30 to 150 Hz"),
    "tilt": ("db", "power below 1 kHz over power above it"),
    "resonance": ("hz", "middle of the power per octave between 600 and 5,000 Hz, where there is a pitch"),
    "hum": ("db", "level of the tones that stand still (mains, fans, fridges) and were taken out before all else"),
    "several": ("ratio", "how much of a second tone is heard beside the pitch: two voices at once, or one over music"),
}
"""Signals of the sound: name -> (unit, meaning)."""
SEVERAL_FROM = 0.3
"""From here on ``several`` says that two tones are heard at once; single voices, even hoarse cries, seldom pass it."""

SIGNALS: dict[str, tuple[str, str]] = {**PERSON_SIGNALS, **PAIR_SIGNALS, **SOUND_SIGNALS}
