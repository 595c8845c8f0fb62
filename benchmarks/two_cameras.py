"""Two 1080p cameras in step at twice the speed: `python -m benchmarks.two_cameras [--speed 2] [--seconds 6]`.

Two clips of noise that moves (an entry frame every 250) are written, one plays and the other follows it. Printed: how
many pictures a second each showed, how far the follower was behind when it showed one (in the leader's time: median and
worst), processor time for each second of clip beside the bare decoder doing the same, and peak memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from benchmarks.long_day import coming
from coder.media import Clip
from coder.vocabulary.camera import CameraClock
from ui.player.camera_follower import CameraFollower
from ui.player.engine import PlayerEngine
from ui.window.garbage import windows_here

WIDTH, HEIGHT, FPS = 1920, 1080, 30


def noise_clip(target: Path, *, seconds: int, seed: int) -> Path:
    """Write so many seconds of a window that moves over blocks of noise."""
    blocks = np.random.default_rng(seed).integers(40, 216, (HEIGHT // 16 + 8, WIDTH // 16 + 8), dtype=np.uint8)
    ground = np.kron(blocks, np.ones((16, 16), dtype=np.uint8))
    grey = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)
    options = {"preset": "ultrafast", "crf": "28", "x264-params": "keyint=250:bframes=2:scenecut=0"}
    with av.open(str(target), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for n in range(seconds * FPS):
            x, y = round(60 + 50 * np.sin(n / 40)), round(60 + 50 * np.cos(n / 31))
            planes = np.concatenate([ground[y : y + HEIGHT, x : x + WIDTH], grey])
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(planes), format="yuv420p")
            frame.pts = n
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target


def bare(paths: list[Path], seconds: float) -> float:
    """Processor seconds of decoding so many seconds of each clip, and nothing else."""
    before = time.process_time()
    for path in paths:
        with av.open(str(path)) as container:
            for n, _ in enumerate(container.decode(video=0)):
                if n >= seconds * FPS:
                    break
    return time.process_time() - before


@windows_here()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=2)
    parser.add_argument("--seconds", type=float, default=6, help="how long to play, on the wall")
    options = parser.parse_args()
    length = int(options.speed * options.seconds) + 3
    with tempfile.TemporaryDirectory() as folder:
        paths = [noise_clip(Path(folder) / f"{seed}.mp4", seconds=length, seed=seed) for seed in (1, 2)]
        indexes = []
        for path in paths:
            with Clip.open(path) as clip:
                indexes.append(clip.index)
        leader = PlayerEngine()
        follower = CameraFollower(leader)
        follower.view.resize(640, 360)
        with coming(leader.frame_shown):
            leader.open(paths[0], indexes[0], "one")
        with coming(follower.engine.frame_shown):
            follower.open(paths[1], indexes[1], "two", CameraClock())
        shown = {"leader": 0, "follower": 0}
        behind: list[float] = []

        def led(_index: int, _pts: int, _image: QImage) -> None:
            shown["leader"] += 1

        def followed(_index: int, pts_us: int, _image: QImage) -> None:
            shown["follower"] += 1
            behind.append((leader.pts_us - pts_us) / 1000)

        leader.frame_shown.connect(led)
        follower.engine.frame_shown.connect(followed)
        leader.set_speed(options.speed)
        used, began = time.process_time(), leader.pts_us
        leader.play()
        loop = QEventLoop()
        QTimer.singleShot(int(options.seconds * 1000), loop.quit)
        loop.exec()
        leader.pause()
        used, played = time.process_time() - used, (leader.pts_us - began) / 1e6
        least = bare(paths, played)
        follower.shut_down()
        leader.shut_down()
    per_second = {name: count / options.seconds for name, count in shown.items()}
    print(f"played {played:.1f} s of clip in {options.seconds:.1f} s")
    print(f"pictures a second: {per_second['leader']:.0f} leading, {per_second['follower']:.0f} following")
    print(f"the follower was behind by {statistics.median(behind):.0f} ms (median), {max(behind):.0f} ms (worst)")
    print(f"processor {used / played:.2f} s for each second of clip, {used / least:.2f} × bare decoding of both")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
