"""What reading from the vault costs over the plain file, side by side: `python -m benchmarks.vault [CLIP ...]`.

Every clip is encrypted into a folder of its own and read through the same code as its plain original: decoded from end
to end, sought at random, and opened. The two take turns, and the best of several turns counts, in
processor seconds, so that a busy machine disturbs it little. At most 1.10 is promised.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from coder.media import Clip, FrameIndex, Source
from coder.privacy import vault

TURNS = 5
SEEKS = 30
LIMIT = 1.10
SAMPLES = Path(__file__).resolve().parents[1] / "sample_clips"


def decode(source: Source, index: FrameIndex) -> None:
    """Every frame, in order."""
    with Clip.open(source, index=index, name="clip") as clip:
        for _ in clip.frames():
            pass


def seek(source: Source, index: FrameIndex) -> None:
    """Frames at random, each one shown."""
    dice = random.Random(1)
    with Clip.open(source, index=index, name="clip", cache_bytes=1) as clip:
        for _ in range(SEEKS):
            clip.frame(dice.randrange(len(index)), alone=True)


def open_again(source: Source, index: FrameIndex) -> None:
    """Opening, its first frame included."""
    for _ in range(10):
        Clip.open(source, index=index, name="clip").close()


THINGS: tuple[tuple[str, Callable[[Source, FrameIndex], None]], ...] = (
    ("decoding every frame", decode),
    (f"seeking {SEEKS} frames at random", seek),
    ("opening ten times", open_again),
)


def ratio(do: Callable[[Source, FrameIndex], None], plain: Source, locked: Source, index: FrameIndex) -> float:
    """Processor seconds from the vault over those from the plain file, best turn of each."""
    best = [float("inf"), float("inf")]
    for _ in range(TURNS):
        for place, source in enumerate((plain, locked)):
            before = time.process_time()
            do(source, index)
            best[place] = min(best[place], time.process_time() - before)
    return best[1] / best[0]


def main(clips: list[Path]) -> None:
    """Print a ratio a line, and the dearest at the end."""
    worst = 0.0
    for path in clips:
        with tempfile.TemporaryDirectory() as folder, Clip.open(path) as clip:
            index, size = clip.index, path.stat().st_size
            key = bytes(range(32))
            target = Path(folder) / "locked"
            vault.encrypt_file(path, target, key)
            locked = partial(vault.open_vault, target, key)
            bytes_a_frame = size / len(index)
            print(f"\n{path.name}: {len(index)} frames, {size / 1e6:.1f} MB, {bytes_a_frame / 1e3:.1f} kB a frame")
            for words, do in THINGS:
                found = ratio(do, path, locked, index)
                worst = max(worst, found)
                print(f"  {words:34} {found:.3f}")
    print(f"\ndearest {worst:.3f}; at most {LIMIT} is promised")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(SAMPLES.glob("*.mp4")))
