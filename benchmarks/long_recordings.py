"""What comes after looking costs for long clips: `python -m benchmarks.long_recordings [--seen CLIP] [MINUTES ...]`.

Following, joining, roles, measuring and rules see numbers only, so no clip is needed: two people who come and go, a cut
every 12 s that moves both, doubles of a few looks and false faces, ten looks a second. With ``--seen`` it is what the
models see in a clip, over and over, which gives the rules something to propose. Printed for each length:
processor seconds of each stage, the longest time in which nothing asked whether to stop, people, proposals and the
peak of memory. Every length runs in a process of its own, so that the peaks are its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from coder.media import Clip
from coder.proposals import propose
from coder.vocabulary.analysis_settings import Settings
from models.analysis import analyze
from models.following.role_suggestion import suggest_roles
from models.following.tracking import follow
from models.following.tracklet_joining import join
from models.look_checkpoint import Checkpoint, pack, unpack
from models.measuring import Sources, measure
from models.seeing.detections import BODY, FACE, Look, Rows, Sights, gather
from models.seeing.look import load_models

LENGTHS_MIN = (10, 20, 40, 80)
STEP_US = 100_000
CUT_LOOKS = 120
SEED = 14


def face(x: float, y: float, size: float, *, yaw: float, mouth: float, confidence: float = 0.9) -> Rows:
    """One face as the models see it."""
    row = np.zeros(1, FACE)
    row["x"], row["y"], row["width"], row["height"] = x - 0.38 * size, y - size / 2, 0.76 * size, size
    row["confidence"], row["presence"] = confidence, 1.0
    row["mesh_pose"] = row["five_pose"] = (yaw, -10.0, 0.0)
    row["mouth_width"], row["mouth_drop"], row["mouth_open"] = mouth, 0.26 - (mouth - 0.54) / 2, 0.05
    row["nose_length"] = 0.47 if size > 90 else 0.41
    row["light"], row["contrast"], row["sharpness"] = 120.0, 40.0, 0.2
    row["iris"] = np.nan
    return row


def sights(minutes: int) -> Sights:
    """Two people who come and go, cuts, doubles and false faces."""
    chance = np.random.default_rng(SEED)
    looks = []
    shift = 0.0
    for i in range(minutes * 600):
        if i % CUT_LOOKS == 0:
            shift = float(chance.uniform(-60, 60))
        t = i / 10
        rows = []
        turn = 60 * np.sin(t / 3) ** 3
        if i % 47 > 5:  # the adult comes and goes every few seconds
            mouth = 0.54 + 0.1 * max(0.0, np.sin(t / 5))
            rows.append(face(430 + shift + 3 * np.sin(t), 170, 120, yaw=-turn, mouth=mouth))
        if i % 61 > 9:
            mouth = 0.54 + 0.1 * max(0.0, np.sin(t / 7))
            rows.append(face(200 + shift + 4 * np.cos(t), 300, 75, yaw=turn, mouth=mouth))
        if i % 90 < 4:
            rows.append(face(*chance.uniform(50, 430, 2), float(chance.uniform(30, 160)), yaw=0, mouth=0.5))
        looks.append(Look(i * STEP_US, np.concatenate(rows) if rows else np.zeros(0, FACE), np.zeros(0, BODY), {}))
    return gather(looks, width=640, height=480)


def seen_in(path: Path) -> bytes:
    """What the models see in a clip, once."""
    kept: list[bytes] = []
    settings = Settings()
    with Clip.open(path) as clip:
        checkpoint = Checkpoint((), kept.append)
        analyze(clip, settings, models=load_models(settings), checkpoint=checkpoint)
    return pack([look for part in kept for look in unpack(part)])


def over_and_over(part: bytes, minutes: int) -> Sights:
    """The same looks until the time is up; where they begin again is a cut."""
    looks = unpack(part)
    wanted = minutes * 600
    again = [replace(looks[i % len(looks)], pts_us=i * STEP_US) for i in range(wanted)]
    return gather(again, width=640, height=480)


class Waits:
    """The longest time between two words of progress."""

    def __init__(self) -> None:
        self.last = time.monotonic()
        self.longest = 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        self.longest, self.last = max(self.longest, now - self.last), now


def run(minutes: int, seen: Sights) -> str:
    """One line for one length."""
    settings, waits = Settings(), Waits()
    marks = [time.process_time()]
    waits(0)
    trails = follow(seen, settings.vision, waits)
    marks.append(time.process_time())
    tracks = join(trails, seen, settings.vision, waits)
    marks.append(time.process_time())
    roles = [one.role for one in suggest_roles(tracks, seen, settings.vision)]
    waits(0)
    marks.append(time.process_time())
    sources = Sources("f@1", "m@1", "i@1", "b@1", "s@1", "d@1")
    people, signals = measure(tracks, roles, seen, vision=settings.vision, sources=sources, progress=waits)
    waits(0)
    marks.append(time.process_time())
    frames = np.arange(minutes * 60 * 25, dtype=np.int64) * 40_000
    named = tuple(replace(p, confirmed_role=p.role or "nobody") for p in people)
    drafts = propose(
        signals, named, frame_pts_us=frames, end_us=minutes * 60_000_000, settings=settings.rules, progress=waits
    )
    marks.append(time.process_time())
    spent = "".join(f"{seconds:9.2f}" for seconds in np.diff(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{minutes:5} min {len(trails):6} trails {spent} s, longest wait {waits.longest:.2f} s, "
        f"{len(people)} people, {len(drafts)} proposals, {peak:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", nargs="*", type=int, default=LENGTHS_MIN)
    parser.add_argument("--seen", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one is not None:
        (minutes,) = asked.minutes
        part = asked.one.read_bytes()
        print(run(minutes, over_and_over(part, minutes) if part else sights(minutes)))
        return
    with tempfile.TemporaryDirectory() as folder:
        looks = Path(folder) / "looks"
        looks.write_bytes(seen_in(asked.seen) if asked.seen else b"")
        print("                          follow     join    roles  measure    rules")
        for minutes in asked.minutes:
            command = [sys.executable, "-m", "benchmarks.long_recordings", "--one", str(looks), str(minutes)]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


if __name__ == "__main__":
    main()
