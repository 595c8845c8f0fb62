"""A clip to listen to: voices with their exact truth, and things that are none, before an empty picture.

``python -m sample_clips.make.voices`` from the project's root, with espeak-ng on the path. Nobody was recorded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from models.convert import voice_sounds

RATE = 16_000
FPS = 25
SECONDS = 90
TARGET = Path(__file__).resolve().parents[1] / "voices" / "voices.mp4"
AUDIBLE = 0.1
"""Share of a sound's peak from which it counts as begun, and under which it has ended."""

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placed:
    """A sound at its time: who, which code ("" for a thing) and how loud at its peak."""

    at_s: float
    who: str
    code: str
    sound: Sound
    loud: float


def script(chance: np.random.Generator) -> list[Placed]:
    """Babble answered and spoken over, cries spoken to, a laugh; a dropped toy, beeps, a dog, rain, a television,
    music, keys, a door, birds."""

    def say(chance: np.random.Generator) -> Sound:
        return voice_sounds.spoken(chance)[1]

    return [
        Placed(1.5, "child", "vocalises", voice_sounds.babble(chance), 0.35),
        Placed(5.5, "caregiver", "speaks", say(chance), 0.35),
        Placed(10.0, "thing", "", voice_sounds.knocks(chance), 0.5),
        Placed(15.0, "child", "cries", voice_sounds.wail(chance), 0.5),
        Placed(21.5, "caregiver", "speaks", say(chance), 0.3),
        Placed(26.0, "thing", "", voice_sounds.tones(chance), 0.3),
        Placed(32.0, "child", "laugh_like", voice_sounds.laugh(chance), 0.35),
        Placed(36.0, "thing", "", voice_sounds.bark(chance), 0.4),
        Placed(41.0, "child", "cries", voice_sounds.wail(chance), 0.4),
        Placed(42.0, "caregiver", "speaks", say(chance), 0.35),
        Placed(49.0, "thing", "", voice_sounds.hiss(chance), 0.2),
        Placed(55.5, "television", "speaks", say(chance), 0.08),
        Placed(60.0, "thing", "", voice_sounds.music(chance), 0.3),
        Placed(68.0, "thing", "", voice_sounds.keys(chance), 0.4),
        Placed(73.0, "thing", "", voice_sounds.creak(chance), 0.4),
        Placed(78.0, "child", "vocalises", voice_sounds.babble(chance), 0.3),
        Placed(78.4, "caregiver", "speaks", say(chance), 0.3),
        Placed(84.0, "thing", "", voice_sounds.chirp(chance), 0.3),
    ]


def soundtrack(placed: list[Placed], chance: np.random.Generator) -> tuple[Sound, list[dict[str, object]]]:
    """Mix it over a quiet room; give the truth beside it."""
    out = 10 ** (-64 / 20) * chance.standard_normal(SECONDS * RATE)
    truth: list[dict[str, object]] = []
    for one in placed:
        sound = one.loud * one.sound / np.abs(one.sound).max()
        first = int(one.at_s * RATE)
        sound = sound[: len(out) - first]
        out[first : first + len(sound)] += sound
        heard = np.flatnonzero(np.abs(sound) >= AUDIBLE * one.loud)
        onset, offset = (round((first + int(at)) * 1_000_000 / RATE) for at in (heard[0], heard[-1]))
        truth.append({"who": one.who, "code": one.code, "onset_us": onset, "offset_us": offset})
    return np.clip(out, -1, 1), truth


def write(samples: Sound, target: Path) -> None:
    """Write an MP4: H.264 of an even picture, AAC."""
    loud = np.interp(np.arange(0, len(samples), RATE / 48_000), np.arange(len(samples)), samples).astype(np.float32)
    with av.open(str(target), "w") as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        for k in range(SECONDS * FPS):
            frame = av.VideoFrame.from_ndarray(np.full((120, 160, 3), 90, np.uint8), format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for first in range(0, len(loud), 1024):
            piece = av.AudioFrame.from_ndarray(loud[None, first : first + 1024], format="fltp", layout="mono")
            piece.sample_rate, piece.pts, piece.time_base = 48_000, first, Fraction(1, 48_000)
            container.mux(audio.encode(piece))
        container.mux(audio.encode(None))


def main() -> None:
    """Make the clip and its truth."""
    chance = np.random.default_rng(2026)
    samples, truth = soundtrack(script(chance), chance)
    write(samples, TARGET)
    about = {"clip": TARGET.name, "title": "Voices and things, heard and not seen", "sounds": truth}
    TARGET.with_suffix(".truth.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
