"""Listening to a clip: its sound in blocks, measured, classified and put on the clip's clock. Flat in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coder.media import audio
from coder.media.audio import AudioReader
from coder.proposals.scale_tones import held_tones, tune_heard
from coder.proposals.voices import NO_SPEECH
from coder.vocabulary.errors import Cancelled
from coder.vocabulary.signals import SEVERAL_FROM, SOUND, SOUND_SIGNALS, SignalTrack
from coder.vocabulary.time import MICROS
from models.hearing.channels import AUDIBLE_DB, ChannelTally, one_channel
from models.hearing.frames import HOP, RATE, Ears, SoundFrames, load_ears, measure, resonance, tilt
from models.hearing.heard_parts import BLOCK_S, HeardBlock, Samples
from models.hearing.second_tone import second_tone
from models.hearing.steady_lines import FAINTEST_DB, loudness, without_lines
from models.hearing.voice_classifier import VoiceClassifier, load_voices
from models.model_registry import cards

MARGIN_S = 4
"""Seconds heard on either side of a block, so that no frame knows where blocks begin."""
HEARD_BY = "heard@3"
"""How sound becomes signals. Raised with every change that alters a signal: a study keeps no old ones."""
HEARING = ("swift_f0", "silero_vad", "voices")
"""Ids of the models that listen."""
_MOST_CLIPPED = 0.02
"""Share of samples at the end of the scale from which a frame's pitch and timbre are not to be trusted."""
_HUM_SHARE = 0.8
_HUM_OVER_DB = 10.0
"""Where steady tones were so much louder than what is left without them, a tone in it is not to be trusted."""
_END_OF_SCALE = 0.985

Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """All that listens."""

    ears: Ears
    voices: VoiceClassifier

    @property
    def ids(self) -> tuple[str, ...]:
        """``id@version`` of each."""
        return (*self.ears.models, self.voices.model)


def load_hearing(threads: int = 1, *, voices: VoiceClassifier | None = None) -> Hearing:
    """Load the models that listen, with a laboratory's own ``voices`` where there are any; raise ModelError."""
    return Hearing(load_ears(threads), load_voices(threads) if voices is None else voices)


def hearing_ids(voices: VoiceClassifier | None = None) -> tuple[str, ...]:
    """``id@version`` of the models that listen, without loading them."""
    ids = tuple(cards()[name].model for name in HEARING)
    return ids if voices is None else (*ids[:-1], voices.model)


def listen(
    reader: AudioReader,
    *,
    end_us: int,
    hearing: Hearing,
    cancelled: Callable[[], bool] = lambda: False,
    channels: ChannelTally | None = None,
    held: Iterable[HeardBlock] = (),
    keep: Callable[[HeardBlock], None] = lambda _: None,
) -> tuple[SignalTrack, ...]:
    """Listen to a clip from its first frame to ``end_us``.

    Parameters
    ----------
    channels : ChannelTally, optional
        Told which of the stored channels held sound and which had to be turned.
    held : iterable of HeardBlock
        What an earlier run heard of the same sound, from its beginning; it is not listened to again.
    keep : callable
        Is given each block that this run heard, in the calling thread.

    Returns
    -------
    tuple of SignalTrack
        Those of :data:`coder.vocabulary.signals.SOUND_SIGNALS`, every 16 ms; () where the clip has no sound.

    Raises
    ------
    Cancelled
        ``cancelled`` said so; it is asked several times a block.
    """
    if not reader.has_sound or end_us <= 0:
        return ()

    def go_on() -> None:
        if cancelled():
            raise Cancelled

    heard, channels = _HeardSoFar(_frames_in(end_us)), channels or ChannelTally()
    known: Iterator[HeardBlock] | None = iter(held)
    for begin in range(0, -(-end_us // MICROS), BLOCK_S):
        block = next(known, None) if known is not None else None
        if block is None or (block.begin_s, len(block)) != (begin, _frames_wanted(begin, end_us)):
            if known is not None:
                known = None
                _come_to(reader, begin, go_on)
            block = _block(reader, begin, end_us, hearing, go_on)
            keep(block)
        heard.add(block.signals)
        channels.take(block.channels)
    return _tracks(heard, hearing)


def heard_tracks(frames: SoundFrames, classes: npt.NDArray[np.float32], hearing: Hearing) -> tuple[SignalTrack, ...]:
    """The signals of frames that were measured and classified already, from time 0 on; of one voice at a time."""
    heard = _HeardSoFar(len(frames))
    nothing = np.zeros(len(frames), np.float32)
    heard.add(_signals(frames, classes, several=nothing, hum=nothing + np.float32(FAINTEST_DB)))
    return _tracks(heard, hearing)


class _HeardSoFar:
    """Values and validities of every signal, in arrays that are as long as they will be from the start.

    Blocks one by one would lie between what comes and goes while the next is measured, and hold its room for hours.
    """

    def __init__(self, most: int) -> None:
        self._all = {name: (np.zeros(most, np.float32), np.zeros(most, np.float32)) for name in SOUND_SIGNALS}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, block: Mapping[str, tuple[Samples, Samples]]) -> None:
        """Take in what follows."""
        stop = self._count + len(block["sound_level"][0])
        for name, kept in self._all.items():
            for whole, part in zip(kept, block[name], strict=True):
                whole[self._count : stop] = part
        self._count = stop

    def __getitem__(self, name: str) -> tuple[Samples, Samples]:
        value, validity = self._all[name]
        return value[: self._count], validity[: self._count]


def _tracks(heard: _HeardSoFar, hearing: Hearing) -> tuple[SignalTrack, ...]:
    times = _times(len(heard))
    models = {"pitch": hearing.ears.models[0], "voicing": hearing.ears.models[0], "speech": hearing.ears.models[1]}
    own = "+".join(hearing.ids)
    measured = hearing.voices.model
    tune = _in_tune(heard)
    tracks = []
    for name, (unit, _) in SOUND_SIGNALS.items():
        value, validity = heard[name]
        if name in _OF_A_TONE:
            validity[tune] = 0
        model = models.get(name, own if name in _CLASSIFIED else measured)
        tracks.append(SignalTrack(name, unit, SOUND, pts_us=times, value=value, validity=validity, model=model))
    return tuple(tracks)


_CLASSIFIED = ("voice", "cry", "laugh", "babble")


_OF_A_TONE = ("pitch", "roughness", "tilt", "resonance")
"""What is said of the tone that is heard: where it is a note of a tune it is no voice's."""


def _in_tune(heard: _HeardSoFar) -> npt.NDArray[np.bool_]:
    """Where notes of a scale are held in which no words are heard."""
    pitch, voicing, speech = (heard[name][0].astype(np.float64) for name in ("pitch", "voicing", "speech"))
    step_us = HOP * MICROS // RATE
    return tune_heard(held_tones(pitch, voicing, step_us), len(pitch), step_us) & (speech < NO_SPEECH)


def _times(n: int) -> Times:
    """The middle of each frame, in microseconds from the clip's first frame."""
    return np.arange(n, dtype=np.int64) * (HOP * MICROS // RATE)


def _frames_in(us: int) -> int:
    """How many frames begin within so many microseconds."""
    return -(-us * RATE // (HOP * MICROS))


def _come_to(reader: AudioReader, begin_s: int, go_on: Callable[[], None]) -> None:
    """Read what lies before a block, as who heard it did: some codecs give other last digits after a jump."""
    for second in range(begin_s + MARGIN_S if begin_s else 0):
        go_on()
        reader.read(second * MICROS, 1)


def _frames_wanted(begin_s: int, end_us: int) -> int:
    """How many frames a block has: all but the last are of one length."""
    return min(BLOCK_S * RATE // HOP, _frames_in(end_us - begin_s * MICROS))


def _block(reader: AudioReader, begin_s: int, end_us: int, hearing: Hearing, go_on: Callable[[], None]) -> HeardBlock:
    go_on()
    channels = ChannelTally()
    # Before the first frame and past the end is silence: a second of it is enough to know that something begins.
    left_s = -(-(end_us - begin_s * MICROS) // MICROS)
    lead_s, block_s = max(1, min(MARGIN_S, begin_s)), min(BLOCK_S, left_s)
    seconds = lead_s + min(block_s + MARGIN_S, left_s + 1)
    sound, at_the_end = _heard(reader, begin_s - lead_s, seconds, channels, go_on)
    sound, steady = without_lines(sound, go_on)
    frames = replace(measure(sound, hearing.ears, go_on), clipped=at_the_end)
    go_on()
    classes = hearing.voices.likelihoods(frames)
    several = second_tone(sound, frames.pitch, frames.voicing, go_on)
    first = lead_s * RATE // HOP
    wanted = min(_frames_wanted(begin_s, end_us), len(frames) - first)
    within = slice(first, first + wanted)
    hum = loudness(steady, len(frames))
    signals = _signals(frames.part(first, first + wanted), classes[within], several=several[within], hum=hum[within])
    return HeardBlock(begin_s, signals, channels.blocks)


def _heard(
    reader: AudioReader, begin_s: int, seconds: int, channels: ChannelTally, go_on: Callable[[], None]
) -> tuple[Samples, Samples]:
    """Read some seconds, asking before each whether to go on: one channel at 16 kHz, and how much of it is clipped.

    What is stored is many times larger and let go here.
    """
    stored = np.empty((seconds * audio.RATE, reader.channels), np.float32)
    for second in range(seconds):
        go_on()
        place = slice(second * audio.RATE, (second + 1) * audio.RATE)
        stored[place] = reader.read((begin_s + second) * MICROS, audio.RATE)
    return one_channel(stored, go_on, tally=channels), clipped(stored)


def clipped(stored: Samples) -> Samples:
    """Say what share of the samples about each frame lies at the end of the scale, in the channel where it is most.

    ``stored`` is sound as the reader gives it: mixed, filtered or at another rate, the ends of the scale are no longer
    where they were.
    """
    hop = HOP * audio.RATE // RATE
    n = len(stored) // hop
    at_the_end = stored[: n * hop] >= _END_OF_SCALE
    at_the_end |= stored[: n * hop] <= -_END_OF_SCALE
    share = at_the_end.reshape(n, hop, -1).mean(axis=1).max(axis=1, initial=0)
    return np.asarray(np.maximum(share, np.concatenate([share[:1], share[:-1]])), np.float32)


def _signals(
    frames: SoundFrames, classes: npt.NDArray[np.float32], *, several: Samples, hum: Samples
) -> dict[str, tuple[Samples, Samples]]:
    """Name to value and validity. Validity says how far clipping, hum, silence and a second voice leave a value to be
    trusted."""
    ones = np.ones(len(frames), np.float32)
    clean = np.clip(1 - frames.clipped / (2 * _MOST_CLIPPED), 0, 1).astype(np.float32)
    audible = np.where(frames.level > AUDIBLE_DB, ones, np.float32(0))
    tone = clean * audible * (1 - _hum(frames)) * (hum <= frames.level + _HUM_OVER_DB)
    voice = 1 - classes[:, 0]
    # A tone without a voice in it is an instrument's, a bird's or a machine's: no pitch of anybody.
    pitched = tone * (frames.voicing >= 0.5)
    alone = tone * (several < SEVERAL_FROM)
    believed = (0.5 + 0.5 * clean).astype(np.float32)
    return {
        "sound_level": (frames.level, clean),
        "voicing": (frames.voicing, tone),
        "pitch": (
            np.where(pitched > 0, frames.pitch, np.nan).astype(np.float32),
            pitched * np.minimum(2 * voice, 1) * (several < SEVERAL_FROM),
        ),
        "speech": (frames.speech, believed),
        "voice": (voice, believed),
        "cry": (classes[:, 4], believed),
        "laugh": (classes[:, 3], believed),
        "babble": (classes[:, 2], believed),
        "roughness": (frames.rough, alone),
        "tilt": (tilt(frames), alone),
        "resonance": (resonance(frames), pitched * (several < SEVERAL_FROM)),
        "hum": (hum, clean),
        "several": (several, tone),
    }


def _hum(frames: SoundFrames) -> Samples:
    """1 where a hum too unsteady to be taken out carries nearly all of the power.

    One low band lies far above the rest, without a voice's pitch.
    """
    power = np.exp(frames.bands)
    low = power[:, :2].sum(axis=1) / (power.sum(axis=1) + 1e-12)
    return np.asarray(((low > _HUM_SHARE) & (frames.pitch < 130) & (frames.speech < 0.5)).astype(np.float32))
