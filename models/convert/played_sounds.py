"""Instruments played from a soundfont (MIT: Fluid R3 and what was made of it), each alone: a voice classifier's hard things."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from models.convert.voice_sounds import RATE, Chance, Sound

SUNG = frozenset((52, 53, 54, 85, 91, 121))
"""Programs of General MIDI in which somebody sings or breathes."""
PROGRAMS = tuple(program for program in range(128) if program not in SUNG)
_TICKS, _TUNE_S = 480, 8
_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), tuple(range(12)))


def played(font: Path, chance: Chance) -> list[tuple[int, Sound]]:
    """Seven seconds of a tune by each of :data:`PROGRAMS` alone, some notes sliding into the next, by FluidSynth.

    Raises
    ------
    subprocess.CalledProcessError
        FluidSynth cannot read the font.
    """
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "tunes.mid", Path(folder) / "tunes.raw"
        score.write_bytes(_midi(chance))
        command = ["fluidsynth", "-ni", "-q", "-g", "0.6", "-r", str(RATE), "-T", "raw", "-O", "s16", "-F", str(sound)]
        subprocess.run([*command, str(font), str(score)], check=True, capture_output=True)
        mono = np.fromfile(sound, np.int16).reshape(-1, 2).astype(np.float64).mean(axis=1) / 32768
    pieces = [(p, mono[k * _TUNE_S * RATE : (k + 1) * _TUNE_S * RATE]) for k, p in enumerate(PROGRAMS)]
    return [(program, _sounding(piece)) for program, piece in pieces]


def _sounding(piece: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(piece) > 0.01 * (np.abs(piece).max(initial=0) + 1e-9))
    return piece[loud[0] : loud[-1] + 1] if len(loud) else piece[:0]


def _midi(chance: Chance) -> bytes:
    """One tune after another as a MIDI file of one track, 120 beats a minute."""
    events = [event for k, program in enumerate(PROGRAMS) for event in _tune(program, k * _TUNE_S, chance)]
    track, before = b"", 0
    for moment, message in sorted(events, key=lambda event: event[0]):
        track += _delta(moment - before) + message
        before = moment
    track += b"\x00\xff\x2f\x00"
    head = b"MThd" + (6).to_bytes(4, "big") + bytes((0, 0, 0, 1)) + _TICKS.to_bytes(2, "big")
    return head + b"MTrk" + len(track).to_bytes(4, "big") + track


def _tune(program: int, from_s: int, chance: Chance) -> list[tuple[int, bytes]]:
    """When (in ticks) which message: notes of one instrument, the last ended before its time is over."""
    begins = round(from_s * 2 * _TICKS)
    events = [(begins, bytes((0xC0, program))), (begins, bytes((0xE0, 0, 64)))]
    scale = _SCALES[int(chance.integers(len(_SCALES)))]
    root, beat = int(chance.integers(40, 76)), float(chance.uniform(0.12, 0.6))
    at, degree = float(from_s), int(chance.integers(0, 8))
    while at < from_s + _TUNE_S - 1.5:
        length = min(beat * float(chance.choice([1, 1, 2, 3, 4])), from_s + _TUNE_S - 0.6 - at)
        degree = int(np.clip(degree + chance.integers(-3, 4), -4, 12))
        note = root + scale[degree % len(scale)] + 12 * (degree // len(scale))
        begin, end = round(at * 2 * _TICKS), round((at + length * float(chance.uniform(0.6, 1.05))) * 2 * _TICKS)
        if chance.random() < 0.15:
            for step in range(8):
                bent = 8192 + round(float(chance.uniform(-4000, 4000)) * step / 8)
                events.append((begin + (end - begin) * step // 8, bytes((0xE0, bent & 127, bent >> 7))))
            events.append((end, bytes((0xE0, 0, 64))))
        for third in (0, 4, 7)[: 1 if chance.random() < 0.85 else 3]:
            key = int(np.clip(note + third, 24, 103))
            events += [(begin, bytes((0x90, key, int(chance.integers(60, 120))))), (end, bytes((0x80, key, 0)))]
        at += length
    return events


def _delta(ticks: int) -> bytes:
    """A MIDI file's number of variable length."""
    out = [ticks & 127]
    while ticks := ticks >> 7:
        out.insert(0, ticks & 127 | 128)
    return bytes(out)
