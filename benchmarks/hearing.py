"""How many times faster than real time the signals of the sound are worked out, on one thread: 20 is the goal.

Over a room in which nothing is heard, and over one in which somebody always is: a second tone is looked for only where
there is a first.
"""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt

from models.convert import voice_sounds
from models.hearing.listening import Hearing, listen, load_hearing
from tests.models.rendered_sound import Heard, at_48k, room

SECONDS = 96


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


def main() -> None:
    hearing = load_hearing()
    for name, samples in (("nothing heard", room(SECONDS)), ("voices throughout", full_room())):
        print(f"{name}: {times_real(samples, hearing):.0f} times real time, in processor time of one thread")


if __name__ == "__main__":
    main()
