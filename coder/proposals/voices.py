"""Voices: what is heard, in acts, with the subject open. A microphone does not say who it was; a human does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.proposals.scale_tones import HeldTone, held_tones, is_played
from coder.proposals.scene import Times
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.events import Draft
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role
from coder.vocabulary.signals import SEVERAL_FROM, SOUND, SignalTrack

RULE = "voices@7"
SMOOTHING_US = 48_000
"""How far the classifier's own smoothing can move an edge."""
NO_SPEECH = 0.5
"""Notes in which words are heard, as surely as this in the mean, are sung."""
SEVERAL_US = 200_000
"""Two tones at once for as long as this are more than one voice: what is said, and no rule of who."""
PAUSE_US = 100_000
"""Voice that stops for less goes on: the closure of a consonant."""

QUIET_WITHIN_US, QUIET_PERCENT, QUIET_LEAST = 1_000_000, 25.0, 6
"""What is quiet beside a voice: this percentile of the level within so long of its edge, of so many samples or more."""
OVER_QUIET_DB, LOUD_DB = 6.0, 12.0
"""A voice's edges lie so far above the quiet beside it, but what is within LOUD_DB of its loud parts is always in it:
what is beside a voice may be another one."""

BRIEFEST_US = 140_000
"""A syllable may be as brief as this, where the classifier is very sure of it; what it doubts has to be longer."""
VERY_SURE, VERY_SURE_US = 0.98, 100_000
BRIEF_US = 360_000
"""What has no words and is briefer than this has to be very sure somewhere: barks and knocks seldom are."""
TONE_SHARE = 0.25
"""For so much of its time crying, or voice without words, has a tone: cries that judge this bound have one for .29
and more, most barks, scratches and claps that were taken for somebody for less."""
LOWEST_CRY_HZ = 200.0
"""Crying whose tone is lower than this for more than half of the time is nobody's: of the recorded cries that judge
this bound the lowest has its median at 301 Hz, and a fifth of the animals taken for crying lie below."""

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_SPEAKS, _VOCALISES, _LAUGHS, _CRIES = range(4)
EARLIER = {_SPEAKS: 0.1, _LAUGHS: 0.2}
"""Words and laughs are believed so far below ``voice_on``: animals and instruments, where they are taken for somebody,
sound like crying or like voice without words, seldom like these."""
CODES = ("speaks", "vocalises", "laugh_like", "cries")
"""What is proposed, in the order of the kinds."""
VOICE_CODES = (*CODES, "sings", "child_directed_speech", "soothes", "mimics")
"""Codes of the scheme "voices" in which somebody is heard."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The sound's signals on their own grid, with what cannot be trusted taken as silence."""

    pts_us: Times
    voice: Values
    shares: Values
    """(n, 4): how much of the voice says each of :data:`CODES`."""
    level: Values
    pitch: Values
    pitched: Flags
    """Where anything has a pitch, a voice or not."""
    toned: Flags
    """Where a tone is heard, whether or not its pitch can be trusted (overdriven sound has tones too)."""
    low: Flags
    """Where a tone is heard that is lower than crying."""
    speech: Values
    several: Flags
    """Where two tones are heard at once; nowhere in signals of a version that did not listen for it."""
    tones: tuple[HeldTone, ...]
    models: tuple[str, ...]

    @property
    def step_us(self) -> int:
        """Time from one sample to the next."""
        return round(float(np.mean(np.diff(self.pts_us)))) if len(self.pts_us) > 1 else 16_000


@dataclass(frozen=True, slots=True)
class SoundAct:
    """Samples ``[first, stop)`` of one kind; ``bursts`` are the stretches of voice in it."""

    kind: int
    first: int
    stop: int
    bursts: tuple[tuple[int, int], ...]

    @property
    def sounding(self) -> npt.NDArray[np.int_]:
        """Samples in which it sounds: those of its bursts."""
        return np.concatenate([np.arange(first, stop) for first, stop in self.bursts])


def propose_voices(
    tracks: Sequence[SignalTrack], *, frame_pts_us: Times, end_us: int, settings: RuleSettings
) -> tuple[Draft, ...]:
    """Say where somebody may have spoken, cried, laughed or vocalised.

    Returns
    -------
    tuple of Draft
        About ``someone``, in order of onset; () where nothing was heard. Acts of two kinds may overlap: two people can
        be heard at once, and a cry goes on through what is said to the child between two breaths.
    """
    heard = _heard(tracks)
    if heard is None or not len(frame_pts_us):
        return ()
    drafts = [
        _draft(heard, act, frame_pts_us=np.asarray(frame_pts_us, np.int64), end_us=end_us)
        for act in acts(heard, settings)
    ]
    return tuple(sorted(drafts, key=lambda draft: (draft.onset_us, draft.offset_us, draft.code)))


def acts(heard: Heard, settings: RuleSettings) -> list[SoundAct]:
    """Find the acts: stretches of voice, cut by kind, and joined over the pauses that each kind may have."""
    bursts: list[list[tuple[int, int]]] = [[], [], [], []]
    stretches = voiced(heard, settings)
    for first, stop in stretches:
        for kind, start, end in _kinds(heard, first, stop, settings):
            bursts[kind].append((start, end))
    bursts[_CRIES], squeals = _long_and_brief(heard, bursts[_CRIES], settings.cry_bridge_us, settings.cry_least_us)
    bursts[_LAUGHS], chuckles = _long_and_brief(
        heard, bursts[_LAUGHS], settings.laugh_bridge_us, settings.laugh_least_us
    )
    bursts[_VOCALISES] += squeals + chuckles
    bridges = (settings.voice_bridge_us, settings.voice_bridge_us, settings.laugh_bridge_us, settings.cry_bridge_us)
    found = []
    for kind, (mine, bridge_us) in enumerate(zip(bursts, bridges, strict=True)):
        for joined in _joined(mine, max(bridge_us // heard.step_us, 1)):
            group = _without_faint_ends(heard, joined, settings.voice_edge_db)
            act = SoundAct(kind, group[0][0], group[-1][1], tuple(group))
            as_laugh = kind == _LAUGHS or not set(chuckles).isdisjoint(group)
            if _believed(heard, act, stretches, settings, as_laugh=as_laugh) and not _played(heard, act):
                found.append(act)
    return found


def _believed(
    heard: Heard, act: SoundAct, stretches: Sequence[tuple[int, int]], settings: RuleSettings, *, as_laugh: bool
) -> bool:
    """Whether an act is sure enough of being somebody's: the briefer it is, the surer; without words, with a tone.

    ``as_laugh`` says that it was heard as laughing, though it may be too brief to be called so.
    """
    sounding = act.sounding
    sounding_us = len(sounding) * heard.step_us
    very_sure_us = int((heard.voice[sounding] >= VERY_SURE).sum()) * heard.step_us
    # A voice is as sure as the stretch that it was cut from: what kind it is is another question.
    whole = [part for part in stretches if any(part[0] <= first < part[1] for first, _ in act.bursts)]
    enough = settings.voice_on - EARLIER.get(_LAUGHS if as_laugh else act.kind, 0.0)
    sure_us = sum(int((heard.voice[first:stop] >= enough).sum()) for first, stop in whole) * heard.step_us
    surely = sounding_us >= settings.voice_least_us and sure_us >= settings.voice_sure_us
    if not surely and (sounding_us < BRIEFEST_US or very_sure_us < VERY_SURE_US):
        return False
    if act.kind in (_SPEAKS, _LAUGHS):
        return True
    toned, low = int(heard.toned[sounding].sum()), int(heard.low[sounding].sum())
    if toned < TONE_SHARE * len(sounding) or (act.kind == _CRIES and 2 * low > toned):
        return False
    return as_laugh or sounding_us >= BRIEF_US or very_sure_us > 0


def _played(heard: Heard, act: SoundAct) -> bool:
    """Whether an act is a tune without words: an instrument's notes are taken for somebody's voice most often."""
    within = slice(act.first, act.stop)
    if float(heard.speech[within].mean()) >= NO_SPEECH:
        return False
    pitched = int(heard.pitched[within].sum())
    return is_played(heard.tones, act.first, act.stop, pitched=pitched, step_us=heard.step_us)


def _long_and_brief(
    heard: Heard, bursts: Sequence[tuple[int, int]], bridge_us: int, least_us: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Part the bursts of bouts that are long enough for crying or laughing from those that are not."""
    long: list[tuple[int, int]] = []
    brief: list[tuple[int, int]] = []
    for bout in _joined(bursts, max(bridge_us // heard.step_us, 1)):
        sounding = sum(stop - first for first, stop in bout) * heard.step_us
        (long if sounding >= least_us else brief).extend(bout)
    return long, brief


def voiced(heard: Heard, settings: RuleSettings) -> list[tuple[int, int]]:
    """Stretches of voice, with hysteresis, as samples ``[first, stop)``; a pause parts them where it is a silence too.

    What the classifier hears of a voice reaches a quarter of a second to either side of it, so that edges are where
    the sound itself comes and goes.
    """
    enter = heard.voice >= settings.voice_on - max(EARLIER.values())
    parts: list[tuple[int, int]] = []
    for first, stop in _runs(heard.voice >= settings.voice_off):
        if enter[first:stop].any():
            level = heard.level[first:stop]
            audible = level >= np.percentile(level, 95) - settings.voice_edge_db
            parts += [(first + a, first + b) for a, b in _runs(audible)]
    groups = _joined(parts, max(PAUSE_US // heard.step_us, 1))
    return [_over_the_quiet(heard, group[0][0], group[-1][1]) for group in groups]


def _over_the_quiet(heard: Heard, first: int, stop: int) -> tuple[int, int]:
    """Move the edges of a stretch to where it rises out of what is heard just before it, and sinks back after it.

    In a room that is not quiet the classifier's reach would be the edge: noise is within ``voice_edge_db`` of a voice.
    """
    around = QUIET_WITHIN_US // heard.step_us
    level = heard.level[first:stop]
    most = float(np.percentile(level, 95)) - LOUD_DB
    begins = _first_over(level, heard.level[max(first - around, 0) : first], most)
    ends = _first_over(level[::-1], heard.level[stop : stop + around], most)
    return (first + begins, stop - ends) if begins + ends < stop - first else (first, stop)


def _without_faint_ends(heard: Heard, bursts: list[tuple[int, int]], edge_db: float) -> list[tuple[int, int]]:
    """Leave out bursts before the first and after the last that come within ``edge_db`` of the loudest of them.

    An edge is where the sound comes so near to its loud parts; the room's own noise, taken for a voice for a moment, is
    no first breath of a cry a second later.
    """
    loud = np.array([np.percentile(heard.level[first:stop], 95) for first, stop in bursts])
    near = np.flatnonzero(loud >= loud.max() - edge_db)
    return bursts[near[0] : near[-1] + 1]


def _first_over(level: Values, beside: Values, most: float) -> int:
    """How many samples of ``level`` pass before it leaves what is quiet ``beside`` it; 0 where that is not known."""
    if len(beside) < QUIET_LEAST:
        return 0
    least = min(float(np.percentile(beside, QUIET_PERCENT)) + OVER_QUIET_DB, most)
    return int(np.argmax(level >= least)) if (level >= least).any() else 0


def _kinds(heard: Heard, first: int, stop: int, settings: RuleSettings) -> list[tuple[int, int, int]]:
    """Cut one stretch of voice by kind: (kind, first, stop), without islands."""
    half = max(settings.voice_window_us // heard.step_us // 2, 1)
    shares = np.stack([_mean(heard.shares[first:stop, kind], half) for kind in range(4)], axis=1)
    total = np.maximum(shares.sum(axis=1), 1e-6)
    kind = np.where(shares[:, _SPEAKS] >= shares[:, _VOCALISES], _SPEAKS, _VOCALISES)
    kind = np.where(shares[:, _LAUGHS] >= settings.laugh_share * total, _LAUGHS, kind)
    kind = np.where(shares[:, _CRIES] >= settings.cry_share * total, _CRIES, kind)
    parts = [(int(kind[a]), a, b) for a, b in _equal(kind)]
    least = settings.voice_island_us // heard.step_us
    while len(parts) > 1:
        at = min(range(len(parts)), key=lambda i: parts[i][2] - parts[i][1])
        if parts[at][2] - parts[at][1] >= least:
            break
        beside = [i for i in (at - 1, at + 1) if 0 <= i < len(parts)]
        into = max(beside, key=lambda i: parts[i][2] - parts[i][1])
        low, high = min(at, into), max(at, into)
        parts[low : high + 1] = [(parts[into][0], parts[low][1], parts[high][2])]
        parts = _fused(parts)
    return [(which, first + a, first + b) for which, a, b in parts]


def _fused(parts: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    for part in parts:
        if out and out[-1][0] == part[0]:
            out[-1] = (part[0], out[-1][1], part[2])
        else:
            out.append(part)
    return out


def _heard(tracks: Sequence[SignalTrack]) -> Heard | None:
    mine = {track.name: track for track in tracks if track.person == SOUND}
    if not {"voice", "cry", "laugh", "babble", "sound_level", "pitch", "voicing", "speech"} <= mine.keys():
        return None
    voice = mine["voice"]
    trusted = voice.valid

    def known(name: str) -> Values:
        return np.where(trusted, np.nan_to_num(mine[name].value.astype(np.float64)), 0.0)

    step_us = round(float(np.mean(np.diff(voice.pts_us)))) if len(voice.pts_us) > 1 else 16_000
    pitch, sure_of_pitch = mine["pitch"].value.astype(np.float64), mine["voicing"].value.astype(np.float64)
    sure, cry, laugh, babble = (known(name) for name in ("voice", "cry", "laugh", "babble"))
    speaks = np.maximum(sure - cry - laugh - babble, 0)
    return Heard(
        pts_us=voice.pts_us,
        voice=sure,
        shares=np.stack([speaks, babble, laugh, cry], axis=1),
        level=mine["sound_level"].value.astype(np.float64),
        pitch=np.where(mine["pitch"].valid, pitch, np.nan),
        pitched=np.isfinite(pitch),
        toned=sure_of_pitch >= 0.5,
        low=(sure_of_pitch >= 0.5) & (pitch < LOWEST_CRY_HZ),
        speech=np.nan_to_num(mine["speech"].value.astype(np.float64)),
        several=several_at_once(mine["several"]) if "several" in mine else np.zeros(len(voice.pts_us), bool),
        tones=held_tones(pitch, sure_of_pitch, step_us),
        models=tuple(sorted({model for track in mine.values() for model in track.model.split("+")})),
    )


def several_at_once(track: SignalTrack) -> Flags:
    """Where two tones are heard at once for long enough to be two voices, (n,)."""
    step_us = round(float(np.mean(np.diff(track.pts_us)))) if len(track.pts_us) > 1 else 16_000
    said = track.valid & (np.nan_to_num(track.value) >= SEVERAL_FROM)
    out = np.zeros(len(said), bool)
    for first, stop in _runs(said):
        if (stop - first) * step_us >= SEVERAL_US:
            out[first:stop] = True
    return out


def _draft(heard: Heard, act: SoundAct, *, frame_pts_us: Times, end_us: int) -> Draft:
    begins, ends = int(heard.pts_us[act.first]), int(heard.pts_us[act.stop - 1]) + heard.step_us
    at = int(np.argmin(np.abs(frame_pts_us - begins)))
    onset = int(frame_pts_us[at])
    marks = np.append(frame_pts_us[at + 1 :], end_us)
    marks = marks[marks > onset]
    offset = int(marks[np.argmin(np.abs(marks - ends))]) if len(marks) else max(end_us, onset + 1)
    before = int(frame_pts_us[at] - frame_pts_us[at - 1]) if at else int(marks[0] - onset) if len(marks) else 1
    after = abs(offset - ends) + SMOOTHING_US
    bound = max(before, abs(onset - begins) + SMOOTHING_US)
    inside = slice(act.first, act.stop)
    sure = heard.voice[inside]
    share = heard.shares[inside, act.kind].sum() / max(float(heard.shares[inside].sum()), 1e-6)
    return Draft(
        subject=Role.SOMEONE.value,
        code=CODES[act.kind],
        onset_us=onset,
        offset_us=offset,
        timing_bound_us=bound,
        evidence=_evidence(heard, act, bound, after, already=begins <= 0),
        models=heard.models,
        confidence=round(float(np.clip(sure.max() * share, 0, 1)), 3),
        rule=RULE,
    )


_SEEN = (
    tr("Speech is heard"),
    tr("A voice without words is heard"),
    tr("A laugh-like sound is heard"),
    tr("Crying is heard"),
)


def _evidence(heard: Heard, act: SoundAct, bound: int, after: int, *, already: bool) -> str:
    seconds = (act.stop - act.first) * heard.step_us / 1e6
    pitch = heard.pitch[act.first : act.stop]
    known = pitch[np.isfinite(pitch)]
    bursts = len(act.bursts)
    words = [tr("{heard} for {seconds:.1f} s", heard=_SEEN[act.kind], seconds=seconds)]
    if bursts > 1:
        words.append(plural(bursts, "in {count} burst", "in {count} bursts", count=bursts))
    if len(known):
        words.append(tr("pitch about {pitch:.0f} Hz, which does not say whose it is", pitch=float(np.median(known))))
    several = np.flatnonzero(heard.several[act.first : act.stop])
    if len(several):
        begins = (int(heard.pts_us[act.first + several[0]]) - int(heard.pts_us[act.first])) / 1e6
        words.append(
            tr(
                "a second voice, or music, is heard with it for {seconds:.1f} s from {begins:.1f} s after its onset",
                seconds=len(several) * heard.step_us / 1e6,
                begins=begins,
            )
        )
    if already:
        words.append(tr("already under way when the clip begins"))
    words.append(
        tr(
            "the onset is within {onset:.0f} ms, the offset within {offset:.0f} ms",
            onset=bound / 1000,
            offset=after / 1000,
        )
    )
    return tr("{said}; listened to every {every:.0f} ms.", said=", ".join(words), every=heard.step_us / 1000)


def _runs(flags: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _equal(kinds: npt.NDArray[np.int_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(kinds)) + 1
    return list(zip([0, *edges.tolist()], [*edges.tolist(), len(kinds)], strict=True))


def _joined(parts: Sequence[tuple[int, int]], bridge: int) -> list[list[tuple[int, int]]]:
    """Group parts that are no farther apart than ``bridge`` samples."""
    groups: list[list[tuple[int, int]]] = []
    for part in sorted(parts):
        if groups and part[0] - groups[-1][-1][1] <= bridge:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _mean(values: Values, half: int) -> Values:
    total = np.concatenate([[0.0], np.cumsum(values)])
    n = np.arange(len(values))
    first, stop = np.maximum(n - half, 0), np.minimum(n + half + 1, len(values))
    return np.asarray((total[stop] - total[first]) / (stop - first))
