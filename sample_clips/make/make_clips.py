"""Make the sample clips and their truth: ``python make_clips.py [NAME ...]``. See ../README.md for what it needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from acts import Clip
from bake import bake
from encode import TICKS, read_times, turn_display, write_clip
from frames import draw_clip
from PIL import Image
from scripts import CLIPS
from sound import ENVELOPE_RATE, all_speech, envelope, soundtrack
from staging import Stage
from truth import Frames, Truth

HERE = Path(__file__).resolve().parents[1]
NOISE = 5.0
"""Standard deviation of the grey values of a picture taken with little light."""
VARIANTS = ("play_vfr", "play_rotated")


def _pictures(frames: Frames, light: float = 1.0) -> list[np.ndarray]:
    """The drawn pictures, as a camera with so little light stores them: dark, and noisy where it raised its gain."""
    pictures = [np.asarray(Image.open(frame["picture"])) for frame in frames]
    if light == 1.0:
        return pictures
    chance = np.random.default_rng(5)
    return [
        np.clip(picture * light + chance.normal(0, NOISE, picture.shape), 0, 255).astype(np.uint8)
        for picture in pictures
    ]


def _us(tick: int) -> int:
    return (tick * 1_000_000 * 2 + TICKS) // (2 * TICKS)


def _finish(
    clip: Clip, name: str, frames: Frames, ticks: list[int], scripted: list[float], spoken: list[tuple[float, float]]
) -> None:
    """Write the truth of a clip that was just encoded, after reading its times back."""
    path = HERE / clip.folder / f"{name}.mp4"
    pts = [_us(tick) for tick in ticks]
    stored, end = read_times(path)
    if stored != pts:
        raise SystemExit(f"{path.name}: the stored times are not the ones that were written")
    document: dict[str, Any] = Truth(clip, frames, pts, scripted, end).document(spoken)
    document["clip"] = path.name
    if name != clip.name:
        document["fps"] = None if name.endswith("vfr") else clip.fps
    lines = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    # One line for each top-level entry and each event: readable, and a change shows in a diff.
    for mark in (
        '"title"',
        '"rules"',
        '"events"',
        '"exchanges"',
        '"speech"',
        '"together":[',
        '"people"',
        '"pts_us"',
        '{"subject"',
        '{"rule"',
        '{"kind"',
        '"values"',
        '"head_',
        '"in_picture":[',
        '"wrist_',
        '"facing:',
        '"jaw"',
    ):
        lines = lines.replace(mark, "\n" + mark)
    path.with_suffix(".truth.json").write_text(lines + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(pts)} frames")
    for event in document["events"]:
        print(
            f"   {event['onset_us'] / 1e6:7.3f} {event['offset_us'] / 1e6:7.3f} {event['subject']:16s} {event['code']}"
        )
    for exchange in document["exchanges"]:
        print("  ", {k: v for k, v in exchange.items() if k != "rule"})


def make(clip: Clip) -> None:
    """Draw, encode and write the truth of one clip."""
    spoken = all_speech(clip)
    stage = Stage(clip, {speech: (envelope(sound), ENVELOPE_RATE) for speech, sound in spoken.items()})
    frames = draw_clip(clip, stage)
    sound, spans = soundtrack(clip, spoken)
    ticks = [round(i * TICKS / clip.fps) for i in range(clip.frames)]
    write_clip(
        HERE / clip.folder / f"{clip.name}.mp4",
        _pictures(frames, clip.light),
        ticks=ticks,
        end_tick=round(clip.seconds * TICKS),
        sound=sound,
        quality=clip.quality,
    )
    _finish(clip, clip.name, frames, ticks, [i / clip.fps for i in range(clip.frames)], spans)


def make_variants(clip: Clip) -> None:
    """The same pictures as a web camera (uneven times) and as a phone held upright (turned) would store them."""
    spoken = all_speech(clip)
    stage = Stage(clip, {speech: (envelope(sound), ENVELOPE_RATE) for speech, sound in spoken.items()})
    frames = draw_clip(clip, stage)
    sound, spans = soundtrack(clip, spoken)
    end = round(clip.seconds * TICKS)
    rng = np.random.default_rng(11)
    kept = [0]
    while kept[-1] + 4 < clip.frames:
        kept.append(kept[-1] + int(rng.choice([2, 2, 3, 3, 4])))
    # The camera's clock wavers by a few milliseconds; the first frame is at 0.
    late = rng.integers(0, 7 * TICKS // 1000, len(kept))
    late[0] = 0
    ticks = [round(i * TICKS / clip.fps) + int(d) for i, d in zip(kept, late, strict=True)]
    chosen = [frames[i] for i in kept]
    write_clip(
        HERE / f"{clip.name}_vfr.mp4", _pictures(chosen), ticks=ticks, end_tick=end, sound=sound, quality=clip.quality
    )
    _finish(clip, f"{clip.name}_vfr", chosen, ticks, [i / clip.fps for i in kept], spans)

    ticks = [round(i * TICKS / clip.fps) for i in range(clip.frames)]
    turned = [np.ascontiguousarray(np.rot90(picture, 1)) for picture in _pictures(frames)]
    path = HERE / f"{clip.name}_rotated.mp4"
    write_clip(path, turned, ticks=ticks, end_tick=end, sound=sound, quality=clip.quality)
    turn_display(path)
    _finish(clip, f"{clip.name}_rotated", frames, ticks, [i / clip.fps for i in range(clip.frames)], spans)


def main(names: list[str]) -> None:
    """Make the named clips, or all of them."""
    wanted = names or [*CLIPS, *VARIANTS]
    unknown = set(wanted) - {*CLIPS, *VARIANTS}
    if unknown:
        raise SystemExit(f"no such clip: {', '.join(sorted(unknown))}; there are {', '.join([*CLIPS, *VARIANTS])}")
    bake(sorted({seat.person for clip in CLIPS.values() for seat in clip.seats.values()}))
    for name in wanted:
        if name in CLIPS:
            make(CLIPS[name])
    if set(wanted) & set(VARIANTS):
        make_variants(CLIPS["play"])


if __name__ == "__main__":
    main(sys.argv[1:])
