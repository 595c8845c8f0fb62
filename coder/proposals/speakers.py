"""Who a voice may have been: from the picture, and from the voices that a coder settled in this family.

Three cues, each held to what a human said here: whose mouth opens with the sound where every mouth can be read, a small
classifier over what was measured of the voices that were settled, and who is alone in view. A cue that was right too
seldom in this family says nothing, and so do two that contradict each other. Nothing of a voice is kept: what the
classifier learns is worked out anew from the family's own recordings and goes with them (decision 0280).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.proposals.voices import several_at_once
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, is_of, role_of, who_words
from coder.vocabulary.signals import SOUND, SignalTrack
from coder.vocabulary.time import Interval

LEAST_RIGHT = 0.75
"""Share of settled voices on which a cue has to have been right, as the mean over speakers, to go on speaking."""
LEAST_SETTLED = 12
"""Voices that have to be settled before the classifier is fitted, ..."""
LEAST_EACH = 4
"""... so many of each speaker, ..."""
LEAST_CHECKED = 8
"""... and before a cue of the picture is held to what was settled: on fewer, being right is luck."""
SURE = 0.7
"""How likely the classifier has to hold a speaker to name them."""
SHRINK = 0.3
"""How far the spread of the measures is pulled to that of unrelated ones: few voices, a dozen measures."""
FOLDS = 5

NO_VOICE = "no voice"
"""Instead of a subject: what was proposed as a voice and said to be none, a family's dog or its squeaking door."""

SEVERAL_SHARE = 0.5
"""Of a voice's pitched time: heard with a second tone for as much, it is suggested that several spoke."""
READ_SHARE = 0.6
"""A mouth has to be readable for this share of the looks around a voice."""
LAGS = np.arange(-100_000, 200_001, 50_000)
"""Mouth after sound (negative: before it), µs, that still count as with it: a mouth opens a little before its voice,
and recordings put sound up to a fifth of a second early."""
AROUND_US = 600_000
"""What lies this long before and after a voice is looked at too: a mouth that opens only with it is the one."""
OPENS_WITH = 0.45
"""Correlation of a mouth with the loudness from which it goes with the sound, ..."""
APART = 0.25
"""... and by how much it has to exceed every other's."""
LEAST_LOOKS = 6

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeakerSuggestion:
    """Whose a voice may be, why, and how often this cue was right in this family: ``right`` of ``of`` (0: not checked).

    ``subject`` is :data:`NO_VOICE` where it may be none.

    ``by_recording`` says whether the cue was checked on recordings that taught it nothing.
    """

    subject: str
    because: str
    right: int
    of: int
    by_recording: bool

    @property
    def words(self) -> str:
        """A sentence for the card."""
        if not self.of:
            return tr("{because}; not yet checked in this family", because=self.because)
        times = {"because": self.because, "right": self.right, "of": self.of}
        if self.by_recording:
            return tr("{because}; right {right} of {of} times here", **times)
        return tr("{because}; right {right} of {of} times here, within one recording", **times)


@dataclass(frozen=True, slots=True)
class VoiceToName:
    """A voice: its id, when it was, and whose a coder said it was (None while it waits, NO_VOICE where it was none)."""

    id: str
    interval: Interval
    subject: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HeardRecording:
    """A recording of the family: its signals, its people, and its voices."""

    id: str
    tracks: Sequence[SignalTrack]
    people: Sequence[Person]
    voices: Sequence[VoiceToName]


def suggest_speakers(here: HeardRecording, elsewhere: Sequence[HeardRecording] = ()) -> dict[str, SpeakerSuggestion]:
    """Suggest whose the voices of a recording are that nobody has said.

    Parameters
    ----------
    here : HeardRecording
        The recording in hand.
    elsewhere : sequence of HeardRecording
        Other recordings of the same family, of which only settled voices are used.

    Returns
    -------
    dict
        Id of a voice that waits to the suggestion; voices of which nothing can be said are left out.
    """
    waiting = [voice for voice in here.voices if voice.subject is None]
    if not waiting:
        return {}
    listeners = {one.id: _Listener(one) for one in (here, *elsewhere)}
    settled = [
        (one.id, listeners[one.id], voice.interval, voice.subject)
        for one in (here, *elsewhere)
        for voice in one.voices
        if voice.subject is not None
    ]
    mouths = _checked([(listener.mouth(when), whose) for _, listener, when, whose in settled])
    alone = _checked([(listener.alone(when), whose) for _, listener, when, whose in settled])
    rows = [(name, listener.measures(when), whose) for name, listener, when, whose in settled]
    known = [(name, row, whose) for name, row, whose in rows if row is not None]
    # Things are of many kinds: where they cannot be told from voices, speakers may still be told from one another.
    sound = fit_speakers(known) or fit_speakers([one for one in known if one[2] != NO_VOICE])
    found = {}
    for voice in waiting:
        said = _said(listeners[here.id], voice, mouths=mouths, alone=alone, sound=sound)
        if said is not None:
            found[voice.id] = said
    return found


def _said(
    listener: _Listener, voice: VoiceToName, *, mouths: _Checked, alone: _Checked, sound: SpeakerModel | None
) -> SpeakerSuggestion | None:
    if listener.several(voice.interval):
        because = tr("two tones are heard at once for most of it: two voices, or one over music")
        return SpeakerSuggestion(Role.SEVERAL.value, because, 0, 0, by_recording=True)
    seen = listener.mouth(voice.interval) if mouths.speaks else None
    row = listener.measures(voice.interval)
    heard = sound.names(row) if sound is not None and row is not None else None
    if seen is not None and heard is not None and not _agree(seen, heard):
        return None
    if seen is not None:
        because = tr("the {speaker}'s mouth opens with the sound and nobody else's does", speaker=who_words(seen))
        return SpeakerSuggestion(seen, because, mouths.right, mouths.of, by_recording=True)
    if heard is not None and sound is not None:
        because = tr("it sounds like what was said to be no voice")
        if heard != NO_VOICE:
            because = tr("it sounds like voices that were said to be the {speaker}'s", speaker=who_words(heard))
        return SpeakerSuggestion(heard, because, sound.right, sound.of, sound.by_recording)
    near = listener.alone(voice.interval) if alone.speaks else None
    if near is None:
        return None
    because = tr("only the {speaker} is in view", speaker=who_words(near))
    return SpeakerSuggestion(near, because, alone.right, alone.of, by_recording=True)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A cue of the picture beside what was settled: how often it was right, of those on which it spoke."""

    right: int
    of: int
    balanced: float

    @property
    def speaks(self) -> bool:
        return self.of < LEAST_CHECKED or self.balanced >= LEAST_RIGHT


def _checked(said: Sequence[tuple[str | None, str]]) -> _Checked:
    pairs = [(name, true) for name, true in said if name is not None]
    return _Checked(sum(_agree(name, true) for name, true in pairs), len(pairs), _balanced(pairs))


def _agree(one: str, other: str) -> bool:
    """Whether two words for a speaker can be of one person: a caregiver without a name may be any caregiver."""
    role, _, name = one.partition(":")
    other_role, _, other_name = other.partition(":")
    return role == other_role and (not name or not other_name or name == other_name)


def _balanced(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the speakers named of how often that name was right; 0 where nobody was named.

    Not the plain share: where one speaks nine times in ten, always naming that one would be right nine times in ten.
    """
    named: dict[str, list[bool]] = {}
    for name, true in pairs:
        named.setdefault(name, []).append(_agree(name, true))
    return float(np.mean([np.mean(each) for each in named.values()])) if named else 0.0


# What is heard


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerModel:
    """A linear discriminant over the measures of settled voices, and what it made of voices that taught it nothing."""

    subjects: tuple[str, ...]
    mean: Values
    spread: Values
    weights: Values
    bias: Values
    right: int = 0
    of: int = 0
    by_recording: bool = False

    def names(self, row: Values) -> str | None:
        """Who it was, where one is likely enough."""
        told = (np.where(np.isfinite(row), row, self.mean) - self.mean) / self.spread
        logits = told @ self.weights + self.bias
        share = np.exp(logits - logits.max())
        share /= share.sum()
        best = int(share.argmax())
        return self.subjects[best] if share[best] >= SURE else None


def fit_speakers(rows: Sequence[tuple[str, Values, str]]) -> SpeakerModel | None:
    """Fit the classifier to settled voices, or None where they are too few or it is right too seldom.

    It is judged on recordings that it was not fitted to; where only one recording has settled voices, on stretches of
    it, which is an easier question and is said. Speakers with fewer than :data:`LEAST_EACH` voices are left out.

    Parameters
    ----------
    rows : sequence of (recording, measures (k,), subject)
    """
    counts = Counter(subject for _, _, subject in rows)
    kept = [row for row in rows if counts[row[2]] >= LEAST_EACH]
    subjects = tuple(sorted({row[2] for row in kept}))
    if len(kept) < LEAST_SETTLED or len(subjects) < 2:
        return None
    parts, by_recording = _parts(kept)
    pairs: list[tuple[str, str]] = []
    for part in sorted(set(parts)):
        taught = [row for row, mine in zip(kept, parts, strict=True) if mine != part]
        if len({row[2] for row in taught}) < 2:
            continue
        model = _discriminant(taught)
        for row, mine in zip(kept, parts, strict=True):
            named = model.names(row[1]) if mine == part else None
            if named is not None:
                pairs.append((named, row[2]))
    if len(pairs) < LEAST_CHECKED or _balanced(pairs) < LEAST_RIGHT or len({name for name, _ in pairs}) < 2:
        return None
    whole = _discriminant(kept)
    right = sum(name == true for name, true in pairs)
    return SpeakerModel(
        whole.subjects,
        whole.mean,
        whole.spread,
        weights=whole.weights,
        bias=whole.bias,
        right=right,
        of=len(pairs),
        by_recording=by_recording,
    )


def _parts(rows: Sequence[tuple[str, Values, str]]) -> tuple[list[int], bool]:
    """Which voices are left out together: a recording's, else neighbours of one recording."""
    names = [name for name, _, _ in rows]
    teachers = [name for name in set(names) if len({row[2] for row in rows if row[0] != name}) >= 2]
    if len(set(names)) > 1 and len(teachers) == len(set(names)):
        order = sorted(set(names))
        return [order.index(name) for name in names], True
    return [at * FOLDS // len(rows) for at in range(len(rows))], False


def _discriminant(rows: Sequence[tuple[str, Values, str]]) -> SpeakerModel:
    table = np.array([row for _, row, _ in rows], np.float64)
    known = np.isfinite(table)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, table, 0).sum(axis=0) / count
    table = np.where(known, table, mean)
    spread = table.std(axis=0) + 1e-3
    told = (table - mean) / spread
    subjects = tuple(sorted({subject for _, _, subject in rows}))
    who = np.array([subjects.index(subject) for _, _, subject in rows])
    centres = np.array([told[who == k].mean(axis=0) for k in range(len(subjects))])
    within = told - centres[who]
    cover = within.T @ within / len(told)
    cover = (1 - SHRINK) * cover + SHRINK * np.eye(len(cover)) * max(float(np.trace(cover)) / len(cover), 1e-3)
    weights = np.linalg.solve(cover, centres.T)
    # Every speaker is as likely as the other beforehand: who spoke most so far says nothing about the next voice.
    bias = -0.5 * np.einsum("ij,ji->i", centres, weights)
    return SpeakerModel(subjects, mean, spread, weights, bias)


# What one recording shows and lets be heard

_OF_SOUND = ("pitch", "voicing", "tilt", "resonance", "roughness", "cry", "laugh", "babble", "speech")


class _Listener:
    """The signals of one recording, asked about one voice after another."""

    def __init__(self, recording: HeardRecording) -> None:
        self._sound = {track.name: track for track in recording.tracks if track.person == SOUND}
        self._mouth = {t.person: t for t in recording.tracks if t.name == "mouth_open"}
        self._in_view = {t.person: t for t in recording.tracks if t.name == "in_view"}
        self._subject = {
            person.letter: person.role
            for person in recording.people
            if person.role is not None and is_of(person.role, Role.CHILD, Role.CAREGIVER, Role.OTHER)
        }
        self._nameless = {p.letter for p in recording.people if p.role is None}

    def measures(self, when: Interval) -> Values | None:
        """What was measured of a voice: no picture of a person, a dozen numbers that also change with mood and room."""
        if "sound_level" not in self._sound:
            return None
        row = [np.log(max(when.duration_us, 10_000) / 1e6)]
        for name in _OF_SOUND:
            track = self._sound.get(name)
            values = _within(track, when) if track is not None else np.zeros(0)
            if name == "pitch":
                octaves = np.log2(np.maximum(values, 1.0)) if len(values) else values
                row += [_middle(octaves), _range(octaves)]
            else:
                row.append(_middle(values))
        level = _within(self._sound["sound_level"], when)
        row.append(_range(level))
        return np.array(row, np.float64)

    def several(self, when: Interval) -> bool:
        """Whether two voices are heard at once for most of the time in which anything has a pitch."""
        track, voicing = self._sound.get("several"), self._sound.get("voicing")
        if track is None or voicing is None:
            return False
        first, stop = np.searchsorted(track.pts_us, (when.onset_us, when.offset_us))
        pitched = voicing.value[first:stop] >= 0.5
        return bool(pitched.any()) and float(several_at_once(track)[first:stop][pitched].mean()) >= SEVERAL_SHARE

    def alone(self, when: Interval) -> str | None:
        """The one person in view throughout, and a second before and after; None where it is nobody or several."""
        wide = Interval(max(when.onset_us - 1_000_000, 0), when.offset_us + 1_000_000)
        seen = {
            letter
            for letter, track in self._in_view.items()
            if (values := _within(track, wide, valid=False)).size and float(values.mean()) > 0.05
        }
        if len(seen) != 1:
            return None
        (letter,) = seen
        steady = _within(self._in_view[letter], wide, valid=False)
        return self._subject.get(letter) if float(steady.mean()) > 0.9 else None

    def mouth(self, when: Interval) -> str | None:
        """Whose mouth goes with the loudness of the sound, every mouth in view being readable."""
        level = self._sound.get("sound_level")
        if level is None:
            return None
        wide = Interval(max(when.onset_us - AROUND_US, 0), when.offset_us + AROUND_US)
        going: dict[str, float] = {}
        for letter, track in self._in_view.items():
            seen = _within(track, wide, valid=False)
            if not seen.size or float(seen.mean()) < 0.05:
                continue
            found = _together(self._mouth.get(letter), level, wide)
            if found is None:
                return None  # somebody is there whose mouth cannot be read: it may be theirs
            going[letter] = found
        if len(going) < 2 or self._nameless & going.keys():
            return None
        first, second = sorted(going.values(), reverse=True)[:2]
        if first < OPENS_WITH or first - second < APART:
            return None
        return self._subject.get(max(going, key=lambda letter: going[letter]))


def _together(mouth: SignalTrack | None, level: SignalTrack, when: Interval) -> float | None:
    """How a mouth goes with the loudness, at the lag at which it does best; None where it cannot be read."""
    if mouth is None:
        return None
    at = (mouth.pts_us >= when.onset_us) & (mouth.pts_us < when.offset_us)
    read = at & mouth.valid
    if read.sum() < LEAST_LOOKS or read.sum() < READ_SHARE * at.sum():
        return None
    opened, times = mouth.value[read].astype(np.float64), mouth.pts_us[read]
    if float(np.ptp(opened)) < 0.05:
        return 0.0  # a mouth that does not move
    audible = np.maximum(level.value.astype(np.float64), -70.0)
    best = -1.0
    for lag in LAGS:
        loud = np.interp(times - lag, level.pts_us, audible)
        if loud.std() > 1e-6:
            best = max(best, float(np.corrcoef(opened, loud)[0, 1]))
    return best


def _within(track: SignalTrack, when: Interval, *, valid: bool = True) -> Values:
    first, stop = np.searchsorted(track.pts_us, (when.onset_us, when.offset_us))
    values = track.value[first:stop].astype(np.float64)
    return values[track.valid_within(int(first), int(stop))] if valid else np.nan_to_num(values)


def _middle(values: Values) -> float:
    """The median; numpy's own takes far longer of so few, and every voice of a family is measured at each key."""
    if not len(values):
        return np.nan
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _range(values: Values) -> float:
    """From the lowest tenth to the highest; unknown of fewer than five."""
    if len(values) < 5:
        return np.nan
    low, high = np.interp((0.1 * (len(values) - 1), 0.9 * (len(values) - 1)), np.arange(len(values)), np.sort(values))
    return float(high - low)


def settled_subject(subject: str) -> str | None:
    """The subject of a settled voice, where it names one person; None for several, someone and both together."""
    return subject if role_of(subject) in (Role.CHILD, Role.CAREGIVER, Role.OTHER) else None
