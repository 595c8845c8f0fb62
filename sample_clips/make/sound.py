"""Speech for the caregivers and a quiet room around it, 48 kHz mono."""

from __future__ import annotations

import io
import subprocess
import wave

import numpy as np
from acts import Clip, Speech
from geometry import Array
from people import PEOPLE

RATE = 48_000
ENVELOPE_RATE = 100.0


def speak(clip: Clip, speech: Speech) -> Array:
    """Samples of one utterance (float, −1 to 1), by espeak-ng."""
    person = PEOPLE[clip.seats[speech.who].person]
    voice = "en+f3" if person.shape["gender"] > 0.5 else "en+m3"
    pitch = "58" if person.shape["gender"] > 0.5 else "42"
    out = subprocess.run(
        ["espeak-ng", "-v", voice, "-p", pitch, "-s", "135", "--stdout", speech.text], check=True, capture_output=True
    ).stdout
    # espeak-ng cannot know the length of what it pipes: the header says 2 GB, so the samples are read by hand.
    with wave.open(io.BytesIO(out)) as sound:
        rate = sound.getframerate()
        samples = np.frombuffer(sound.readframes(10_000_000), np.int16) / 32768.0
    times = np.arange(0, len(samples) / rate, 1 / RATE)
    return 0.5 * np.interp(times, np.arange(len(samples)) / rate, samples)


def envelope(samples: Array) -> Array:
    """How far the jaw opens, 0 to 1, at ``ENVELOPE_RATE``: loudness, smoothed over a tenth of a second."""
    step = int(RATE / ENVELOPE_RATE)
    blocks = samples[: len(samples) // step * step].reshape(-1, step)
    loud = np.sqrt((blocks**2).mean(axis=1))
    smooth = np.convolve(loud, np.hanning(11) / np.hanning(11).sum(), mode="same")
    return np.clip(smooth / max(float(np.percentile(smooth, 95)), 1e-6), 0, 1)


def all_speech(clip: Clip) -> dict[Speech, Array]:
    """Every utterance of a clip, spoken."""
    return {speech: speak(clip, speech) for segment in clip.segments for speech in segment.speech}


def soundtrack(clip: Clip, spoken: dict[Speech, Array]) -> tuple[Array, list[tuple[float, float]]]:
    """The clip's sound (float32), and when somebody speaks (seconds, onset and end)."""
    rng = np.random.default_rng(7)
    total = int(clip.seconds * RATE)
    # Brown-ish noise, very quiet: a room, not silence.
    noise = np.cumsum(rng.standard_normal(total))
    noise -= np.convolve(noise, np.ones(960) / 960, mode="same")
    track = 0.0035 * noise / noise.std()
    spans = []
    start = 0.0
    for segment in clip.segments:
        for speech in segment.speech:
            samples = spoken[speech]
            at = int((start + speech.at) * RATE)
            track[at : at + len(samples)] += samples[: max(0, total - at)]
            spans.append((start + speech.at, start + speech.at + len(samples) / RATE))
        start += segment.seconds
    return np.clip(track, -1, 1).astype(np.float32), spans
