"""What a clip with faces blurred costs: `python -m benchmarks.blurring [CLIP [SECONDS]]`.

One run prints the ratio of the whole to decoding and encoding the same frames and nothing else, and where the time
goes. Wall times need an idle machine; processor seconds are printed beside them, because they hold on a busy one too.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from coder.media import Clip
from coder.media.clip_encoder import ClipWriter, Shape
from coder.privacy.encrypted_spool import Spool, SpoolFile
from coder.vocabulary.time import MICROS, Interval
from models.blurring import Order, make

DEFAULT = Path(__file__).parents[1] / "sample_clips" / "play.mp4"
SECONDS = 5.0


def bare(clip: Clip, stretch: Interval) -> int:
    """Decode and encode the same frames; return how many bytes they became."""
    index, info = clip.index, clip.info
    spool = Spool()
    shape = Shape(info.width, info.height, info.sample_aspect, index.time_base, info.average_fps)
    with ClipWriter(SpoolFile(spool), shape, comment="bare") as writer:
        for frame in clip.frames(0, index.at(stretch.offset_us - 1) + 1):
            tick = int(index.ticks[frame.index] - index.ticks[0])
            writer.picture(frame.rgb, tick, 1)
    return spool.size


def timed(do: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, processor = time.monotonic(), time.process_time()
    do()
    return time.monotonic() - wall, time.process_time() - processor


def report(path: Path, seconds: float) -> None:
    steps: dict[str, float] = {}
    last = time.process_time()

    def told(words: str, _share: float) -> None:
        nonlocal last
        now = time.process_time()
        steps[words] = steps.get(words, 0.0) + now - last
        last = now

    with Clip.open(path) as clip:
        stretch = Interval(0, min(round(seconds * MICROS), clip.index.end_us))
        bare_wall, bare_processor = timed(lambda: bare(clip, stretch))
        last = time.process_time()
        wall, processor = timed(lambda: make(path, clip, Order(stretch), told=told).spool.close())
        info = clip.info
        frames = clip.index.at(stretch.offset_us - 1) + 1
    print(f"{path.name}: {info.width}×{info.height}, {stretch.duration_us / MICROS:.1f} s, {frames} frames")
    print(f"  faces blurred      {wall:7.2f} s   {processor:7.2f} s of processor")
    for words, spent in steps.items():
        print(f"    {words:32} {spent:7.2f} s of processor")
    print(f"  decode and encode  {bare_wall:7.2f} s   {bare_processor:7.2f} s of processor")
    print(f"  ratio              {wall / bare_wall:7.1f} in time, {processor / bare_processor:.1f} in processor time")
    print(f"  real time          {wall / (stretch.duration_us / MICROS):7.1f} seconds for a second of clip")


if __name__ == "__main__":
    report(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT, float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS)
