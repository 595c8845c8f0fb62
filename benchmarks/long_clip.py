"""What a long recording costs: `python -m benchmarks.long_clip [--minutes 10 20 40 80] [--rate HZ] [--play]`.

For each length a 1080p clip with a cut every 12 seconds is generated (a sample clip made larger, its packets
repeated), then analysed, or with ``--play`` played through, in a process of its own. Printed are wall time, processor
time and peak resident memory; memory has to stay below 600 MB and flat in the length.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2

from benchmarks.analysis import repeat
from coder.media import Clip
from coder.vocabulary.analysis_settings import SamplingSettings, Settings

SAMPLE = Path(__file__).parents[1] / "sample_clips" / "two_caregivers.mp4"
SIZE = (1920, 1080)
PIECE_S = 12
PIECES = 5
"""Twelve-second pieces in the minute that is repeated."""


def make_minute(target: Path) -> None:
    """Write a minute of 1080p at 25 frames a second: the same people, each piece another cut of the sample clip."""
    with Clip.open(SAMPLE) as clip, av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "g": "50"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.time_base = Fraction(1, 25)
        span = PIECE_S * 25
        for piece in range(PIECES):
            first = piece * 37 % max(1, len(clip) - span)
            for n, frame in enumerate(clip.frames(first, first + span)):
                picture = av.VideoFrame.from_ndarray(cv2.resize(frame.rgb, SIZE), format="rgb24")
                picture.pts, picture.time_base = piece * span + n, Fraction(1, 25)
                container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def analyse(clip_path: Path, rate: float) -> None:
    """Analyse a clip and print what the process took; run in a process of its own."""
    from models.analysis import analyze_clip

    began = time.monotonic()
    settings = replace(Settings(), sampling=SamplingSettings(rate_hz=rate))
    with Clip.open(clip_path) as clip:
        found = analyze_clip(clip, settings)
        minutes = clip.info.duration_us / 60e6
    _say(f"analyse {minutes:5.1f} min, {found.frames} looks", began)


def play(clip_path: Path) -> None:
    """Step through a clip as the player does, every frame painted; run in a process of its own."""
    began = time.monotonic()
    with Clip.open(clip_path) as clip:
        for n in range(len(clip)):
            clip.frame(n, alone=True)
        minutes = clip.info.duration_us / 60e6
    _say(f"play    {minutes:5.1f} min", began)


def _say(what: str, began: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{what}: {time.monotonic() - began:.1f} s, processor {used.ru_utime + used.ru_stime:.1f} s, "
        f"peak {used.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Generate, run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="+", default=[10, 20, 40, 80])
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--play", action="store_true")
    parser.add_argument("--clip", type=Path, help="measure this clip in this process instead")
    options = parser.parse_args()
    if options.clip is not None:
        play(options.clip) if options.play else analyse(options.clip, options.rate)
        return
    with tempfile.TemporaryDirectory() as folder:
        minute = Path(folder) / "minute.mp4"
        make_minute(minute)
        for minutes in options.minutes:
            clip = Path(folder) / f"{minutes}.mp4"
            repeat(minute, clip, minutes)
            command = [sys.executable, "-m", "benchmarks.long_clip", "--clip", str(clip), "--rate", str(options.rate)]
            subprocess.run(command + ["--play"] * options.play, check=True)
            clip.unlink()


if __name__ == "__main__":
    main()
