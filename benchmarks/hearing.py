"""How many times faster than real time the signals of the sound are worked out, on one thread: 20 is the goal."""

from __future__ import annotations

import time

from models.hearing.listening import listen, load_hearing
from tests.models.rendered_sound import Heard, at_48k, room

SECONDS = 96


def main() -> None:
    heard, hearing = Heard(at_48k(room(SECONDS))), load_hearing()
    began = time.process_time()
    listen(heard, end_us=heard.end_us, hearing=hearing)
    print(f"{SECONDS / (time.process_time() - began):.0f} times real time, in processor time of one thread")


if __name__ == "__main__":
    main()
