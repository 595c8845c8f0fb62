"""What reading a clip costs, as ratios within one run: `python -m benchmarks.media [CLIP ...]`.

Each line compares a thing we do with the bare library doing the least that it could; both are measured in turn, and
the best of several turns counts, in processor seconds, so that a busy machine disturbs it little.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from coder.media import Clip
from coder.media.audio import RATE, AudioReader

TURNS = 3
SAMPLED_HZ = 10
SEEKS = 40
STEPS_BACK = 200


def cost(*doings: Callable[[], object]) -> list[float]:
    """Best processor seconds of each, taken in turns."""
    best = [float("inf")] * len(doings)
    for _ in range(TURNS):
        for n, do in enumerate(doings):
            before = time.process_time()
            do()
            best[n] = min(best[n], time.process_time() - before)
    return best


def bare_demux(path: Path) -> None:
    with av.open(str(path)) as container:
        for _ in container.demux(video=0):
            pass


def bare_decode(path: Path) -> None:
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for _ in container.decode(video=0):
            pass


def report(path: Path) -> None:
    opened = Clip.open(path)
    index, info = opened.index, opened.info
    opened.close()
    print(
        f"\n{path.name}: {info.codec} {info.width}×{info.height}, {len(index)} frames, {info.duration_us / 1e6:.1f} s,"
        f" {len(index.key_frames)} entry frames, index by {index.by}, kept in {len(index.to_bytes())} bytes"
    )
    sampled = sorted({index.at(t) for t in range(0, info.duration_us, 1_000_000 // SAMPLED_HZ)})
    dice = random.Random(1)
    places = [dice.randrange(len(index)) for _ in range(SEEKS)]
    last = len(index) - 1
    back = range(last, max(-1, last - STEPS_BACK), -1)

    def indexed() -> None:
        Clip.open(path).close()

    def opened_again() -> None:
        Clip.open(path, index=index).close()

    def picked() -> None:
        with Clip.open(path, index=index) as clip:
            for _ in clip.pick(sampled):
                pass

    def every_frame() -> None:
        with Clip.open(path, index=index) as clip:
            for _ in clip.frames():
                pass

    def sought() -> None:
        with Clip.open(path, index=index) as clip:
            for n in places:
                clip.frame(n)

    def stepped_back() -> None:
        with Clip.open(path, index=index) as clip:
            for n in back:
                clip.frame(n)

    def heard() -> None:
        with AudioReader(path, index) as sound:
            for second in range(info.duration_us // 1_000_000):
                sound.read(second * 1_000_000, RATE)

    demux, decode, scan, again, pick, frames, seek, steps, sound = cost(
        lambda: bare_demux(path),
        lambda: bare_decode(path),
        indexed,
        opened_again,
        picked,
        every_frame,
        sought,
        stepped_back,
        heard,
    )
    one = decode / len(index)
    for what, seconds, beside in (
        ("bare demux", demux, ""),
        ("bare decode", decode, f"{one * 1e3:.2f} ms a frame"),
        ("open and index", scan, f"{scan / decode:.2f} × bare decode"),
        ("open with a kept index", again, ""),
        (f"pick at {SAMPLED_HZ} Hz", pick, f"{pick / decode:.2f} × bare decode; {len(sampled)} frames to RGB"),
        ("every frame to RGB", frames, f"{frames / decode:.2f} × bare decode"),
        ("a random seek", seek / SEEKS, f"as {seek / SEEKS / one:.0f} decoded frames"),
        ("a step back", steps / len(back), f"as {steps / len(back) / one:.1f} decoded frames"),
        ("a second of sound", sound / max(1, info.duration_us // 1_000_000), "" if info.audio else "there is none"),
    ):
        print(f"  {what:24}{seconds * 1e3:9.2f} ms  {beside}")


def long_clip(folder: Path) -> Path:
    """Twenty seconds of 640×480 at 30 fps with an entry frame every 250, as a phone might write it."""
    path = folder / "long.mp4"
    coarse = np.random.default_rng(1).integers(40, 216, (36, 48), dtype=np.uint8)
    picture = np.kron(coarse, np.ones((16, 16), dtype=np.uint8))
    options = {"preset": "veryfast", "x264-params": "keyint=250:bframes=2:scenecut=0"}
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for n in range(600):
            # A window that moves over a larger picture, as a hand-held camera does.
            x, y = round(48 + 40 * np.sin(n / 40)), round(48 + 40 * np.cos(n / 31))
            seen = np.repeat(picture[y : y + 480, x : x + 640, None], 3, axis=2)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(seen), format="rgb24")
            frame.pts = n
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return path


def main() -> None:
    paths = [Path(a) for a in sys.argv[1:]]
    if paths:
        for path in paths:
            report(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        report(long_clip(Path(folder)))


if __name__ == "__main__":
    main()
