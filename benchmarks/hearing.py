"""How many times faster than real time the signals of the sound are worked out, on one thread: 20 is the goal.

``python -m benchmarks.hearing [CLIP]``. First within one whole analysis of a clip, pictures and all: what its listening
thread took, with the decoding of the sound. Then over a room in which nothing is heard, and over one in which somebody
always is: a second tone is looked for only where there is a first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt

from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.signals import SignalTrack
from models import analysis
from models.convert import voice_sounds
from models.hearing.listening import Hearing, listen, load_hearing
from tests.models.rendered_sound import Heard, at_48k, room

SECONDS = 96
DEFAULT = Path(__file__).parents[1] / "sample_clips" / "voices" / "voices.mp4"


def full_room() -> npt.NDArray[np.float64]:
    """Babble and crying without a pause."""
    chance, out = np.random.default_rng(1), room(SECONDS)
    at = 0
    while at < len(out):
        sound = (voice_sounds.wail if chance.random() < 0.5 else voice_sounds.babble)(chance)[: len(out) - at]
        out[at : at + len(sound)] += 0.3 * sound
        at += len(sound)
    return out


def times_real(samples: npt.NDArray[np.float64], hearing: Hearing) -> float:
    """Seconds of sound for each second of one thread's processor time."""
    heard = Heard(at_48k(samples))
    began = time.process_time()
    listen(heard, end_us=heard.end_us, hearing=hearing)
    return SECONDS / (time.process_time() - began)


def within_an_analysis(path: Path) -> tuple[float, float, float]:
    """Seconds of the clip, of its listening thread's processor time, and of the whole process's."""
    took: list[float] = []

    def timed(*given: object, **named: object) -> tuple[SignalTrack, ...]:
        began = time.thread_time()
        heard: Callable[..., tuple[SignalTrack, ...]] = listen
        tracks = heard(*given, **named)
        took.append(time.thread_time() - began)
        return tracks

    with Clip.open(path) as clip, mock.patch.object(analysis, "listen", timed):
        models = analysis.load_models(Settings())
        began = time.process_time()
        analysis.analyze(clip, Settings(), models=models, hearing=load_hearing())
        return clip.index.end_us / 1e6, took[0], time.process_time() - began


def main() -> None:
    seconds, sound, whole = within_an_analysis(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
    print(
        f"in one analysis of {seconds:.0f} s: the sound {seconds / sound:.0f} times real time ({sound:.2f} s of its "
        f"thread), pictures and all {whole:.1f} s of processor time"
    )
    hearing = load_hearing()
    for name, samples in (("nothing heard", room(SECONDS)), ("voices throughout", full_room())):
        print(f"{name}: {times_real(samples, hearing):.0f} times real time, in processor time of one thread")


if __name__ == "__main__":
    main()
