"""What is measured of a piece of sound, every 16 ms: level, spectrum, pitch, voicing, speech, roughness, clipping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.model_registry import cards, session

if TYPE_CHECKING:
    import onnxruntime

RATE = 16_000
"""Samples a second of everything here; both estimators were made for it."""
HOP = 256
"""Samples from one frame to the next: 16 ms. Frame k is about the moment ``k * HOP / RATE``."""
BANDS = 24
WINDOW = 512
_SPEECH_HOP = 512
_SPEECH_CONTEXT = 64
_SILENT = 1e-3
"""Where no sample is larger, the pitch estimator answers at random: such frames have no voicing."""
_CLIPPED = 0.985
_FLOOR = 1e-10
_PITCH_LOW, _PITCH_HIGH = 60.0, 1600.0
"""Hz. Speaking men begin near 70; a shrill cry goes past 1,000, and what lies above 1,600 is no voice's lowest tone."""
_PITCH_PIECE = 500
"""Frames whose pitch is estimated at once: 40 s in one run took 190 MB more than 8 s."""
_PITCH_REACH = 32
"""Frames to either side that the estimator is given too; it looks less far, so pieces give what the whole gives."""
_SPEECH_STEPS = 256
"""Steps (8 s) between two questions whether to go on."""

Samples = npt.NDArray[np.float32]
Track = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SoundFrames:
    """Measures of n frames.

    Attributes
    ----------
    level : float32 array (n,)
        dB of full scale, root mean square over 32 ms.
    bands : float32 array (n, 24)
        Log power (natural) in bands on the mel scale, 60 to 7,600 Hz.
    flatness : float32 array (n,)
        Geometric over arithmetic mean of the power spectrum, natural log: 0 is white noise, far below a tone.
    pitch : float32 array (n,)
        Hz, wherever the estimator puts it.
    voicing : float32 array (n,)
        0 to 1, how surely there is a pitch.
    speech : float32 array (n,)
        0 to 1, how surely this is speech. Deaf to infants.
    rough : float32 array (n,)
        0 to 1: share of the envelope's power that beats at 30 to 150 Hz.
    clipped : float32 array (n,)
        Share of the samples at the end of the scale.
    """

    level: Track
    bands: npt.NDArray[np.float32]
    flatness: Track
    pitch: Track
    voicing: Track
    speech: Track
    rough: Track
    clipped: Track

    def __len__(self) -> int:
        return len(self.level)

    def part(self, first: int, stop: int) -> SoundFrames:
        """Frames ``[first, stop)``."""
        return SoundFrames(*(getattr(self, field.name)[first:stop] for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Ears:
    """The two estimators, loaded once; each run keeps to one thread."""

    pitch: onnxruntime.InferenceSession
    speech: onnxruntime.InferenceSession

    @property
    def models(self) -> tuple[str, str]:
        """``id@version`` of pitch and speech."""
        return cards()["swift_f0"].model, cards()["silero_vad"].model


def load_ears(threads: int = 1) -> Ears:
    """Load the estimators; raise ModelError where their weights are missing or altered."""
    return Ears(session("swift_f0", threads=threads), session("silero_vad", threads=threads))


def measure(samples: Samples, ears: Ears, go_on: Callable[[], None] = lambda: None) -> SoundFrames:
    """Measure a piece of sound.

    Parameters
    ----------
    samples : float32 array (m,)
        At 16 kHz, -1 to 1. Frames within 3 s of either end know less than those between: give a margin.
    go_on : callable, optional
        Called before every few seconds of sound; what it raises ends the measuring.

    Returns
    -------
    Frames
        ``m // HOP`` of them.
    """
    n = len(samples) // HOP
    padded = np.concatenate([np.zeros(WINDOW // 2, np.float32), samples, np.zeros(WINDOW, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:n]
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), axis=1)).astype(np.float32) ** 2
    mean_square = np.mean(windows.astype(np.float32) ** 2, axis=1)
    audible = power[:, 2:240] + _FLOOR
    pitch, voicing = _pitch(samples, n, ears.pitch, go_on)
    return SoundFrames(
        level=(10 * np.log10(mean_square + _FLOOR)).astype(np.float32),
        bands=np.log(power @ _mel() + 1e-8).astype(np.float32),
        flatness=(np.log(audible).mean(axis=1) - np.log(audible.mean(axis=1))).astype(np.float32),
        pitch=pitch,
        voicing=voicing,
        speech=speech_in(samples, ears, go_on),
        rough=_roughness(samples, n),
        clipped=np.mean(np.abs(windows) >= _CLIPPED, axis=1).astype(np.float32),
    )


def _pitch(
    samples: Samples, n: int, model: onnxruntime.InferenceSession, go_on: Callable[[], None]
) -> tuple[Track, Track]:
    low, high = np.array(_PITCH_LOW, np.float32), np.array(_PITCH_HIGH, np.float32)
    pitch, voicing = np.zeros(n, np.float32), np.zeros(n, np.float32)
    for begin in range(0, n, _PITCH_PIECE):
        go_on()
        lead, end = min(_PITCH_REACH, begin), min(begin + _PITCH_PIECE, n)
        piece = samples[(begin - lead) * HOP : (end + _PITCH_REACH) * HOP]
        heard = model.run(["pitch", "confidence"], {"audio": piece[None, :], "fmin": low, "fmax": high})
        pitch[begin:end], voicing[begin:end] = (part[0][lead : lead + end - begin] for part in heard)
    peak = np.abs(samples[: n * HOP].reshape(n, HOP)).max(axis=1)
    return pitch, np.where(peak < _SILENT, np.float32(0), voicing)


def speech_in(samples: Samples, ears: Ears, go_on: Callable[[], None] = lambda: None) -> Track:
    """Return the chance of speech in each frame, 0 to 1, as :func:`measure` has it, and nothing else of the sound."""
    n = len(samples) // HOP
    steps = -(-n * HOP // _SPEECH_HOP)
    padded = np.zeros(_SPEECH_CONTEXT + steps * _SPEECH_HOP, np.float32)
    padded[_SPEECH_CONTEXT : _SPEECH_CONTEXT + len(samples)] = samples[: steps * _SPEECH_HOP]
    state, rate = np.zeros((2, 1, 128), np.float32), np.array(RATE, np.int64)
    said = np.zeros(steps, np.float32)
    for step in range(steps):
        if step % _SPEECH_STEPS == 0:
            go_on()
        begin = step * _SPEECH_HOP
        piece = padded[None, begin : begin + _SPEECH_CONTEXT + _SPEECH_HOP]
        out, state = ears.speech.run(None, {"input": piece, "state": state, "sr": rate})
        said[step] = out[0, 0]
    return np.repeat(said, _SPEECH_HOP // HOP)[:n]


def _roughness(samples: Samples, n: int) -> Track:
    """Beating of the envelope at 30 to 150 Hz over 128 ms, as a share of all that beats below 400 Hz."""
    step = 16
    envelope = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    size, hop = 128, HOP // step
    padded = np.concatenate([np.zeros(size // 2, np.float32), envelope, np.zeros(size, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:n]
    calm = windows - windows.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(calm * np.hanning(size).astype(np.float32), axis=1)) ** 2
    hz = np.fft.rfftfreq(size, step / RATE)
    beats = power[:, (hz >= 30) & (hz <= 150)].sum(axis=1)
    return np.asarray(beats / (power[:, hz <= 400].sum(axis=1) + 1e-9), np.float32)


def tilt(frames: SoundFrames) -> Track:
    """How much of the power lies below a kilohertz against what lies above, dB (n,): little in a pressed voice."""
    power, below = np.exp(frames.bands), _middles() < 1000
    low, high = power[:, below].sum(axis=1), power[:, ~below].sum(axis=1)
    return np.asarray(10 * np.log10((low + _FLOOR) / (high + _FLOOR)), np.float32)


def resonance(frames: SoundFrames) -> Track:
    """Where between 600 and 5,000 Hz the power lies, Hz (n,): the middle of a mouth's resonances.

    A middle and no formant: under a child's pitch single formants cannot be placed. Power is taken per octave, so that
    the fall of every voice toward high tones does not decide it.
    """
    middles = _middles()
    within = (middles > 600) & (middles < 5000)
    weight = np.exp(frames.bands[:, within]) * middles[within]
    return np.asarray(np.exp((weight @ np.log(middles[within])) / (weight.sum(axis=1) + _FLOOR)), np.float32)


def _middles() -> npt.NDArray[np.float64]:
    """Middle of each band, Hz."""
    edges = np.linspace(_to_mel(60), _to_mel(7600), BANDS + 2)
    return np.asarray(700 * (10 ** (edges[1:-1] / 2595) - 1))


def _mel() -> npt.NDArray[np.float32]:
    """Triangles on the mel scale, (WINDOW / 2 + 1, BANDS)."""
    edges = 700 * (10 ** (np.linspace(_to_mel(60), _to_mel(7600), BANDS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(WINDOW, 1 / RATE)[:, None]
    rise = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0, np.minimum(rise, fall)), np.float32)


def _to_mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))
