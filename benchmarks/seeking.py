"""From a click to the picture: leaps through 1080p with an entry frame every 250.

    python -m benchmarks.seeking [CLIP ...] [--leaps 40] [--rest MS] [--near S] [--pause MS] [--json]

Each leap is asked of the player as the window asks, and ends when its frame is handed over: milliseconds by the clock
and of the processor (all threads), median, the tenth worst and the worst, beside what the bare library takes to come
from the entry frame to the same picture. With ``--rest`` the pointer is said to rest at the place for so long before
each click, as it does in the timeline. With ``--near`` no leap goes further than so many seconds, and with ``--pause``
the player is left alone for so long before each, as when somebody looks at a place again and again. Without a clip two
are made in a temporary folder, without and with B-frames.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
import numpy as np
from PySide6.QtCore import QTimer

from benchmarks.long_day import coming
from coder.media import FrameIndex
from ui.player.engine import PlayerEngine
from ui.window.garbage import windows_here

WIDTH, HEIGHT, FRAMES, GROUP = 1920, 1080, 1000, 250


def moving_clip(target: Path, *, b_frames: int) -> Path:
    """A window that moves over a larger picture, with grain, as a camera held in the hand writes it."""
    dice = np.random.default_rng(1)
    coarse = dice.integers(40, 216, (80, 140), dtype=np.uint8)
    picture = np.kron(coarse, np.ones((16, 16), dtype=np.uint8))
    grain = dice.integers(0, 12, (HEIGHT + 64, WIDTH + 64), dtype=np.uint8)
    options = {"preset": "veryfast", "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:bframes={b_frames}:scenecut=0"}
    chroma = np.full((HEIGHT // 2, WIDTH), 128, dtype=np.uint8)
    with av.open(str(target), "w") as out:
        stream = out.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for n in range(FRAMES):
            x, y = round(100 + 90 * np.sin(n / 40)), round(90 + 80 * np.cos(n / 31))
            gx, gy = dice.integers(0, 64, 2)
            luma = picture[y : y + HEIGHT, x : x + WIDTH] + grain[gy : gy + HEIGHT, gx : gx + WIDTH]
            frame = av.VideoFrame.from_ndarray(np.concatenate([luma, chroma]), format="yuv420p")
            frame.pts = n
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return target


def bare(path: Path, index: FrameIndex, places: list[int]) -> tuple[list[float], list[float]]:
    """The library alone: seek, and decode up to the picture, with its own threads."""
    clock, processor = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for n in places:
            wanted = int(index.ticks[n])
            start, spent = time.perf_counter(), time.process_time()
            container.seek(wanted, stream=stream, backward=True)
            for frame in container.decode(stream):
                if frame.pts is not None and frame.pts >= wanted:
                    frame.to_ndarray(format="rgb24")
                    break
            clock.append((time.perf_counter() - start) * 1000)
            processor.append((time.process_time() - spent) * 1000)
    return clock, processor


def leaps(path: Path, places: list[int], *, rest_ms: int, pause_ms: int) -> tuple[FrameIndex, list[float], list[float]]:
    """Each place asked of the player in turn."""
    engine = PlayerEngine()
    with coming(engine.frame_shown):
        engine.open(path)
    index = engine.index
    assert index is not None
    clock, processor = [], []
    for n in places:
        for ms, expected in ((pause_ms, None), (rest_ms, int(index.pts_us[n]))):
            if ms:
                pause = QTimer(singleShot=True)
                with coming(pause.timeout):
                    engine.expect_time(expected)
                    pause.start(ms)
        start, spent = time.perf_counter(), time.process_time()
        with coming(engine.frame_shown):
            engine.seek_frame(n)
        assert engine.frame == n
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    engine.shut_down()
    return index, clock, processor


def places_in(path: Path, count: int, dice: random.Random, near_s: float | None) -> list[int]:
    """Frames to leap to: anywhere, or at most so many seconds from the one before."""
    with av.open(str(path)) as container:
        frames = sum(1 for packet in container.demux(video=0) if packet.size)
        rate = float(container.streams.video[0].average_rate or 30)
    found: list[int] = []
    for _ in range(count):
        low, high = 0, frames - 1
        if found and near_s is not None:
            low, high = max(low, found[-1] - round(near_s * rate)), min(high, found[-1] + round(near_s * rate))
        found.append(dice.randint(low, high))
    return found


def summary(times: list[float]) -> dict[str, float]:
    """Median, the tenth worst, the worst."""
    return {"median": statistics.median(times), "tenth": sorted(times)[-max(len(times) // 10, 1)], "worst": max(times)}


@windows_here()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--leaps", type=int, default=40)
    parser.add_argument("--rest", type=int, default=0)
    parser.add_argument("--near", type=float)
    parser.add_argument("--pause", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    dice = random.Random(1)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        clips = args.clips or [moving_clip(Path(folder) / f"{n} B-frames.mp4", b_frames=n) for n in (0, 3)]
        for path in clips:
            places = places_in(path, args.leaps, dice, args.near)
            index, clock, processor = leaps(path, places, rest_ms=args.rest, pause_ms=args.pause)
            bare_clock, bare_processor = bare(path, index, places)
            results[path.name] = {
                "player": summary(clock),
                "player processor": summary(processor),
                "bare": summary(bare_clock),
                "bare processor": summary(bare_processor),
            }
    if args.json:
        print(json.dumps(results))
        return
    for name, found in results.items():
        print(name)
        for what, times in found.items():
            print(f"  {what:18}" + "".join(f"{key} {ms:7.1f}  " for key, ms in times.items()) + "ms")


if __name__ == "__main__":
    main()
