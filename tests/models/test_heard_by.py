"""A study keeps what it heard under the name of how it heard: what is heard otherwise has to have another name.

``python -m tests.models.test_heard_by`` writes the frozen answer anew, under a name that was raised.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from models.convert import voice_sounds
from models.hearing.frames import RATE
from models.hearing.listening import HEARD_BY, hearing_ids, listen, load_hearing
from tests.models.rendered_sound import Heard, at_48k, room

FROZEN = Path(__file__).parent / "golden" / "heard.json"
NAMES = "Raise HEARD_BY in models/hearing/listening.py, then run python -m tests.models.test_heard_by."


def heard() -> dict[str, list[float]]:
    """Every signal and validity of ten seconds of rendered sounds, as the mean over each half second."""
    chance = np.random.default_rng(11)
    sounds = (voice_sounds.babble, voice_sounds.wail, voice_sounds.tones, voice_sounds.knocks)
    track = room(10)
    for at_s, make in zip((0.5, 2.5, 5.5, 8.0), sounds, strict=True):
        sound = make(chance)[: 2 * RATE]
        track[int(at_s * RATE) :][: len(sound)] += 0.3 * sound
    source = Heard(at_48k(np.clip(track, -0.28, 0.28)))
    found = {}
    for one in listen(source, end_us=source.end_us, hearing=load_hearing()):
        for name, values in ((one.name, one.value), (f"{one.name} validity", one.validity)):
            halves = np.array_split(np.nan_to_num(values.astype(np.float64)), 20)
            found[name] = [round(float(half.mean()), 4) for half in halves]
    return found


def test_what_is_heard_otherwise_has_another_name():
    frozen = json.loads(FROZEN.read_text())
    assert (frozen["heard_by"], frozen["models"]) == (HEARD_BY, list(hearing_ids())), NAMES
    now = heard()
    assert now.keys() == frozen["signals"].keys(), NAMES
    for name, values in frozen["signals"].items():
        spread = max(np.ptp(values), 1e-3)
        assert np.allclose(now[name], values, atol=0.02 * spread), f"{name} is another. {NAMES}"


if __name__ == "__main__":
    held = json.loads(FROZEN.read_text()) if FROZEN.exists() else {}
    if held.get("heard_by") == HEARD_BY and held["models"] == list(hearing_ids()):
        sys.exit(f"{HEARD_BY} is frozen already. {NAMES}")
    told = {"heard_by": HEARD_BY, "models": list(hearing_ids()), "signals": heard()}
    FROZEN.write_text(json.dumps(told, indent=1) + "\n")
