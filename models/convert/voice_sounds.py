"""Sounds to fit and to check the voice classifier with that nobody recorded: voices, barks, music, things."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 16_000
Sound = npt.NDArray[np.float64]
Chance = np.random.Generator


def formed(f0: Sound, formants: list[tuple[float, float]], breath: float, chance: Chance) -> Sound:
    """A source of pulses and breath through resonances (Hz, bandwidth): ``f0`` in Hz for each sample, 0 unvoiced."""
    phase = np.cumsum(np.maximum(f0, 1) * (1 + 0.01 * chance.standard_normal(len(f0))) / RATE)
    pulses = (np.diff(np.floor(phase), prepend=0) > 0) & (f0 > 0)
    source = pulses * np.sqrt(RATE / np.maximum(f0, 100)) * (1 - breath) + breath * chance.standard_normal(len(f0))
    spectrum = np.fft.rfft(source, 2 * len(source))
    hz = np.fft.rfftfreq(2 * len(source), 1 / RATE)
    gain = 1 / (1 + (hz / 500) ** 1.0)
    shape = np.zeros_like(hz)
    for at, width in formants:
        shape += 1 / (1 + ((hz - at) / width) ** 2)
    out = np.fft.irfft(spectrum * gain * (shape + 0.02))[: len(source)]
    return out / (np.abs(out).max() + 1e-9)


def shaped(n: int, attack_s: float, release_s: float) -> Sound:
    rise, fall = max(int(attack_s * RATE), 1), max(int(release_s * RATE), 1)
    shape = np.ones(n)
    shape[:rise] *= np.linspace(0, 1, rise)[:n]
    shape[-fall:] *= np.linspace(1, 0, fall)[-n:]
    return shape


def babble(chance: Chance) -> Sound:
    """Syllables of a small child: short mouth, high and moving tone."""
    parts = []
    base = chance.uniform(230, 600)
    scale = chance.uniform(1.15, 1.7)
    for _ in range(chance.integers(1, 6)):
        n = int(chance.uniform(0.12, 0.6) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * (1 + chance.uniform(-0.3, 0.4) * t + chance.uniform(-0.1, 0.3) * np.sin(np.pi * t))
        vowel = (
            [(800, 90), (1300, 120), (2800, 200)],
            [(450, 70), (1900, 140), (2700, 200)],
            [(500, 80), (900, 110), (2500, 200)],
        )
        chosen = vowel[chance.integers(3)]
        made = formed(f0, [(hz * scale, w * scale) for hz, w in chosen], chance.uniform(0.01, 0.12), chance)
        parts += [made * shaped(n, chance.uniform(0.015, 0.06), 0.08), np.zeros(int(chance.uniform(0.02, 0.25) * RATE))]
    return np.concatenate(parts)


def laugh(chance: Chance) -> Sound:
    """Bursts of voice, four to six a second, with breath between; of any age."""
    parts, base = [], chance.uniform(180, 650)
    scale, rate = chance.uniform(0.95, 1.6), chance.uniform(3.5, 6)
    for k in range(chance.integers(3, 10)):
        whole = int(RATE / rate)
        n = int(whole * chance.uniform(0.45, 0.65))
        f0 = np.linspace(1.1, 0.9, n) * base * (1 - 0.02 * k) * chance.uniform(0.93, 1.07)
        voice = formed(
            f0, [(700 * scale, 110), (1400 * scale, 140), (2700 * scale, 220)], chance.uniform(0.05, 0.25), chance
        )
        breath = formed(np.zeros(whole - n), [(1500 * scale, 600), (3000, 900)], 1.0, chance)
        parts += [voice * shaped(n, 0.02, 0.05) * (0.93**k), 0.12 * breath * shaped(whole - n, 0.03, 0.03) * (0.93**k)]
    return np.concatenate(parts)


def wail(chance: Chance) -> Sound:
    """Cries of one breath each, a second or so long, with a gasp between."""
    parts, base, scale = [], chance.uniform(330, 620), chance.uniform(1.3, 1.7)
    for _ in range(chance.integers(2, 5)):
        n = int(chance.uniform(0.5, 1.6) * RATE)
        t = np.linspace(0, 1, n)
        arch = 1 + 0.25 * np.sin(np.pi * t**0.7) - 0.15 * t + 0.02 * np.sin(2 * np.pi * chance.uniform(4, 9) * t)
        f0 = base * chance.uniform(0.85, 1.2) * arch
        made = formed(f0, [(1100 * scale, 150), (1700 * scale, 180), (3300, 300)], chance.uniform(0.02, 0.3), chance)
        gasp = int(chance.uniform(0.12, 0.4) * RATE)
        breath = formed(np.zeros(gasp), [(1800, 700), (3500, 900)], 1.0, chance) * shaped(gasp, 0.05, 0.02)
        parts += [made * shaped(n, 0.06, 0.15), np.zeros(int(0.08 * RATE)), 0.1 * breath]
    return np.concatenate(parts)


def hoarse(chance: Chance) -> Sound:
    """Cries in which the voice breaks: noise that beats with the tone, its half beneath it, squeals above a kilohertz."""
    parts, base, scale = [], chance.uniform(350, 950), chance.uniform(1.2, 1.7)
    for _ in range(chance.integers(2, 5)):
        n = int(chance.uniform(0.4, 1.5) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * chance.uniform(0.85, 1.25) * (1 + 0.3 * np.sin(np.pi * t**0.6) - 0.2 * t)
        f0 *= 2 ** (chance.uniform(0, 0.12) * np.cumsum(chance.standard_normal(n)) / np.sqrt(RATE / 20))
        half = (t > chance.uniform(0, 0.7)) * chance.uniform(0, 0.8)
        beats = (
            1
            + half * np.cos(np.pi * np.cumsum(f0) / RATE)
            + chance.uniform(0, 0.5) * np.sin(2 * np.pi * chance.uniform(30, 120) * np.arange(n) / RATE)
        )
        peaks = [(1200 * scale, 200), (1900 * scale, 250), (3600, 500)]
        made = formed(f0, peaks, chance.uniform(0.15, 0.6), chance) * np.maximum(beats, 0)
        parts += [
            made / (np.abs(made).max() + 1e-9) * shaped(n, 0.04, 0.12),
            np.zeros(int(chance.uniform(0.1, 0.6) * RATE)),
        ]
    return np.concatenate(parts)


def chuckle(chance: Chance) -> Sound:
    """Laughs of men, women and children: two to seven bursts a second, deep or shrill, on any vowel, hoarse, breathy, drawn out."""
    parts, base = [], 10 ** chance.uniform(np.log10(85), np.log10(900))
    scale, rate = chance.uniform(0.85, 1.6), chance.uniform(2.2, 7)
    vowel = _VOWELS[int(chance.integers(len(_VOWELS)))]
    breath, rough, fall = chance.uniform(0.01, 0.5), chance.uniform(0, 0.8), chance.uniform(0, 0.05)
    for k in range(chance.integers(2, 12)):
        whole = int(RATE / rate * chance.uniform(0.8, 1.2) * (chance.uniform(2, 5) if chance.random() < 0.08 else 1))
        n = int(whole * chance.uniform(0.4, 0.8))
        f0 = np.linspace(1.12, 0.88, n) * base * max(1 - fall * k, 0.5) * chance.uniform(0.9, 1.1)
        voice = formed(f0, [(hz * scale * chance.uniform(0.93, 1.07), width) for hz, width in vowel], breath, chance)
        if chance.random() < rough:
            voice = voice * (1 + 0.6 * np.cos(np.pi * np.cumsum(f0) / RATE))
        sigh = formed(np.zeros(whole - n), [(1300 * scale, 600), (2800, 900)], 1.0, chance)
        parts += [voice * shaped(n, 0.012, 0.04), chance.uniform(0.02, 0.25) * sigh * shaped(whole - n, 0.02, 0.02)]
    return np.concatenate(parts)


def call(chance: Chance) -> Sound:
    """Squeals, shrieks of delight, shouts, moans, coos: one vowel or hum held by any throat, clear or rough, bending slowly."""
    parts, base = [], 10 ** chance.uniform(np.log10(110), np.log10(1300))
    scale = chance.uniform(0.9, 1.7)
    for _ in range(chance.integers(1, 4)):
        n = int(chance.uniform(0.25, 1.8) * RATE)
        t = np.linspace(0, 1, n)
        drift = np.cumsum(chance.standard_normal(n)) / np.sqrt(RATE / 20)
        f0 = base * 2 ** (chance.uniform(-0.3, 0.3) * t + chance.uniform(0, 0.4) * np.sin(np.pi * t) + 0.03 * drift)
        first, second = (_VOWELS[int(chance.integers(len(_VOWELS)))] for _ in range(2))
        made = np.zeros(n)
        for vowel, share in ((first, 1 - t), (second, t)):
            peaks = [(hz * scale, width) for hz, width in vowel]
            made += share * formed(f0, peaks, chance.uniform(0.01, 0.25), chance)
        if chance.random() < 0.4:
            made = made * (1 + chance.uniform(0.2, 0.8) * np.cos(np.pi * np.cumsum(f0) / RATE))
        parts += [made * shaped(n, 0.04, 0.12), np.zeros(int(chance.uniform(0.1, 0.6) * RATE))]
    return np.concatenate(parts)


_VOWELS = (
    [(800, 90), (1300, 120), (2700, 200)],
    [(600, 80), (1750, 130), (2550, 200)],
    [(320, 60), (2250, 150), (2900, 200)],
    [(450, 70), (850, 100), (2500, 200)],
    [(280, 50), (1000, 250), (2200, 250)],
)


def bark(chance: Chance) -> Sound:
    """A dog: hard onsets, a tone that falls within a tenth of a second, much breath."""
    parts, base, scale = [], chance.uniform(250, 900), chance.uniform(0.7, 1.5)
    for _ in range(chance.integers(1, 6)):
        n = int(chance.uniform(0.07, 0.3) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * (1 + 0.35 * np.sin(np.pi * np.minimum(1, t * 1.5)) - 0.3 * t)
        made = formed(f0, [(650 * scale, 200), (1350 * scale, 350), (2400, 700)], chance.uniform(0.1, 0.6), chance)
        parts += [
            made * shaped(n, chance.uniform(0.002, 0.015), 0.06),
            np.zeros(int(chance.exponential(0.25) * RATE) + 300),
        ]
    return np.concatenate(parts)


def whine(chance: Chance) -> Sound:
    """A hinge or a small motor: a thin tone that slides, without a mouth around it."""
    n = int(chance.uniform(0.3, 2.0) * RATE)
    t = np.linspace(0, 1, n)
    f0 = chance.uniform(150, 1200) * 2 ** (
        chance.uniform(-1, 1) * t + 0.2 * np.sin(2 * np.pi * chance.uniform(0.5, 6) * t)
    )
    peaks = [(float(chance.uniform(300, 6000)), float(chance.uniform(50, 400))) for _ in range(chance.integers(2, 6))]
    return formed(f0, peaks, chance.uniform(0.05, 0.5), chance) * shaped(n, 0.01, 0.05) * (0.6 + 0.4 * chance.random())


def tones(chance: Chance) -> Sound:
    """Toys that beep, alarms, dial tones."""
    parts = []
    harmonics = chance.integers(1, 8)
    for _ in range(chance.integers(1, 12)):
        n = int(chance.uniform(0.05, 0.6) * RATE)
        f = chance.choice([220, 262, 294, 330, 392, 440, 523, 587, 659, 784, 880, 1047, 1319]) * chance.choice(
            [1, 1, 2]
        )
        t = np.arange(n) / RATE
        made = sum(np.sin(2 * np.pi * f * (k + 1) * t) / (k + 1) ** chance.uniform(0.5, 2) for k in range(harmonics))
        parts += [made * shaped(n, 0.004, chance.choice([0.01, 0.2])), np.zeros(int(chance.uniform(0, 0.2) * RATE))]
    out = np.concatenate(parts)
    return out / (np.abs(out).max() + 1e-9)


def knocks(chance: Chance) -> Sound:
    """Knocks, keys, ticks, something dropped: struck things that ring briefly."""
    n = int(chance.uniform(0.5, 4) * RATE)
    out = np.zeros(n + RATE)
    regular = chance.random() < 0.4
    gap = chance.uniform(0.08, 1.0)
    at, ring = (
        0.0,
        [(float(chance.uniform(80, 6000)), float(chance.uniform(0.004, 0.09))) for _ in range(chance.integers(2, 9))],
    )
    while at < n / RATE:
        t = np.arange(int(0.5 * RATE)) / RATE
        hit = sum(chance.uniform(0.2, 1) * np.exp(-t / d) * np.sin(2 * np.pi * f * t) for f, d in ring)
        hit = hit + np.exp(-t / 0.003) * chance.standard_normal(len(t))
        begin = int(at * RATE)
        out[begin : begin + len(t)] += (hit * chance.uniform(0.4, 1))[: len(out) - begin]
        at += gap if regular else float(chance.exponential(gap)) + 0.03
    return out / (np.abs(out).max() + 1e-9)


def keys(chance: Chance) -> Sound:
    """A bunch of keys, cutlery, coins: many small struck rods at once, high and ringing, in handfuls."""
    n = int(chance.uniform(0.6, 4) * RATE)
    out, rods = np.zeros(n + RATE), chance.uniform(1800, 7500, chance.integers(4, 14))
    at = 0.0
    while at < n / RATE:
        for _ in range(chance.integers(2, 9)):
            t = np.arange(int(0.25 * RATE)) / RATE
            ring = np.exp(-t / chance.uniform(0.006, 0.06)) * np.sin(2 * np.pi * chance.choice(rods) * t)
            begin = int((at + chance.uniform(0, 0.15)) * RATE)
            part = out[begin : begin + len(t)]
            part += ring[: len(part)] * chance.uniform(0.1, 1)
        at += float(chance.exponential(0.25)) + 0.05
    return out / (np.abs(out).max() + 1e-9)


def creak(chance: Chance) -> Sound:
    """A door, a chair, a zip: pulses that stick and slip, slow to fast, through the wood they shake, and a thud at times."""
    n = int(chance.uniform(0.4, 2.5) * RATE)
    t = np.linspace(0, 1, n)
    f0 = chance.uniform(15, 140) * 2 ** (
        chance.uniform(-1.5, 1.5) * t + 0.4 * np.sin(2 * np.pi * chance.uniform(0.5, 5) * t)
    )
    f0 = f0 * (1 + 0.08 * chance.standard_normal(n))
    peaks = [(float(chance.uniform(200, 4500)), float(chance.uniform(40, 300))) for _ in range(chance.integers(2, 6))]
    out = formed(f0, peaks, chance.uniform(0, 0.15), chance) * shaped(n, 0.02, 0.08)
    if chance.random() < 0.6:
        thud = np.arange(int(0.3 * RATE)) / RATE
        hit = np.exp(-thud / 0.04) * np.sin(2 * np.pi * chance.uniform(60, 220) * thud)
        out = np.concatenate(
            [out, (hit + 0.2 * np.exp(-thud / 0.01) * chance.standard_normal(len(thud))) * chance.uniform(0.5, 2)]
        )
    return out / (np.abs(out).max() + 1e-9)


def chirp(chance: Chance) -> Sound:
    """Birds, squeaking toys, wheels: short tones above a voice's that sweep, again and again."""
    parts, low = [], chance.uniform(900, 4500)
    shape = chance.uniform(-1, 1, 3)
    for _ in range(chance.integers(2, 14)):
        n = int(chance.uniform(0.03, 0.35) * RATE)
        t = np.linspace(0, 1, n)
        bend = (
            shape[0] * t + shape[1] * np.sin(np.pi * t) + 0.3 * shape[2] * np.sin(2 * np.pi * chance.uniform(2, 12) * t)
        )
        phase = 2 * np.pi * np.cumsum(np.minimum(low * 2**bend, 7500)) / RATE
        parts += [(np.sin(phase) + chance.uniform(0, 0.3) * np.sin(2 * phase)) * shaped(n, 0.005, 0.02)]
        parts += [np.zeros(int(chance.exponential(0.15) * RATE) + 200)]
    return np.concatenate(parts)


def hiss(chance: Chance) -> Sound:
    """Rain, wind, water, a fan, a vacuum cleaner: noise of some colour that swells, with drops or hum in it."""
    n = int(chance.uniform(2, 6) * RATE)
    spectrum = np.fft.rfft(chance.standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / RATE) + 20
    spectrum *= hz ** chance.uniform(-1.3, 0.3)
    if chance.random() < 0.5:
        spectrum *= 1 / (1 + ((hz - chance.uniform(200, 4000)) / chance.uniform(100, 2000)) ** 2)
    out = np.fft.irfft(spectrum, n)
    out /= out.std() + 1e-9
    t = np.arange(n) / RATE
    out *= 1 + chance.uniform(0, 0.9) * np.sin(2 * np.pi * chance.uniform(0.1, 8) * t + chance.uniform(0, 6))
    if chance.random() < 0.4:
        drops = (chance.random(n) < chance.uniform(5, 60) / RATE) * chance.exponential(6, n)
        out += np.convolve(drops, np.exp(-np.arange(400) / 40) * np.sin(np.arange(400) * chance.uniform(0.3, 2)))[:n]
    if chance.random() < 0.4:
        hum = chance.choice([50, 60, 100, 120, 83, 137])
        out += chance.uniform(0.5, 4) * sum(np.sin(2 * np.pi * hum * k * t) / k for k in range(1, 9))
    return out / (np.abs(out).max() + 1e-9)


def music(chance: Chance) -> Sound:
    """Six seconds of a tune with chords: plucked, struck, blown or bowed, some notes sliding into the next."""
    n, out = 6 * RATE, np.zeros(8 * RATE)
    scale = np.array([0, 2, 4, 5, 7, 9, 11])
    root, beat = chance.uniform(110, 350), chance.uniform(0.12, 0.4)
    for part in range(chance.integers(1, 4)):
        fall, held = chance.uniform(0.3, 2), chance.random() < 0.5
        harmonics, roll = int(chance.integers(3, 14)), chance.uniform(0.5, 2)
        at = 0.0
        while at < 5.8:
            length = beat * float(chance.choice([1, 1, 2, 2, 4]))
            degree = int(chance.integers(0, 10))
            hz = root * 2 ** ((scale[degree % 7] + 12 * (degree // 7)) / 12 - (part > 0))
            t = np.arange(int(min(length * 1.2, 1.9) * RATE)) / RATE
            bend = 1 + 0.006 * held * np.sin(2 * np.pi * 5.5 * t) + (chance.random() < 0.2) * 0.06 * np.exp(-t / 0.05)
            phase = 2 * np.pi * np.cumsum(hz * bend) / RATE
            made = sum(np.sin(k * phase) / k**roll for k in range(1, harmonics) if k * hz < RATE / 2)
            made = made * shaped(len(t), 0.04 if held else 0.004, 0.06) * (1 if held else np.exp(-t / fall))
            out[int(at * RATE) :][: len(t)] += made * chance.uniform(0.4, 1)
            at += length
    return out[:n] / (np.abs(out).max() + 1e-9)


def blown(chance: Chance) -> Sound:
    """One instrument alone: reed, brass, mouth organ or bow; held and sliding notes through a body that never moves."""
    parts, root = [], chance.uniform(90, 900)
    body = [(float(chance.uniform(250, 3500)), float(chance.uniform(80, 900))) for _ in range(chance.integers(1, 4))]
    breath, roll = chance.uniform(0, 0.08), chance.uniform(0, 0.04)
    together = int(chance.choice([1, 1, 1, 2, 3]))
    for _ in range(chance.integers(2, 9)):
        n = int(chance.uniform(0.12, 1.6) * RATE)
        t = np.arange(n) / RATE
        bend = 1 + roll * np.sin(2 * np.pi * chance.uniform(4, 7) * t) - chance.uniform(0, 0.06) * np.exp(-t / 0.06)
        made = np.zeros(n)
        for _ in range(together):
            step = 2 ** (float(chance.choice([0, 2, 3, 4, 5, 7, 9, 12])) / 12)
            made += formed(root * step * bend, body, breath, chance)
        gap = np.zeros(int(chance.exponential(0.08) * RATE))
        parts += [made / together * shaped(n, chance.uniform(0.008, 0.12), 0.06) * chance.uniform(0.5, 1), gap]
    out = np.concatenate(parts)
    return out / (np.abs(out).max() + 1e-9)


def buzz(chance: Chance) -> Sound:
    """Insects, razors, drills, small engines: a steady rich tone that drifts, swells and passes by."""
    n = int(chance.uniform(1, 5) * RATE)
    t = np.linspace(0, 1, n)
    wander = np.cumsum(chance.standard_normal(n)) / RATE
    f0 = chance.uniform(60, 800) * 2 ** (chance.uniform(-0.4, 0.4) * t + chance.uniform(0, 0.4) * wander)
    peaks = [(float(chance.uniform(200, 5000)), float(chance.uniform(200, 1500))) for _ in range(chance.integers(1, 4))]
    made = formed(f0, peaks, chance.uniform(0, 0.3), chance)
    swell = 1 - chance.uniform(0, 0.9) * (0.5 + 0.5 * np.sin(2 * np.pi * chance.uniform(0.2, 2) * t + chance.uniform(0, 6)))
    return made * swell * shaped(n, 0.05, 0.1)


VOICES = {"babble": babble, "laugh": laugh, "wail": wail, "hoarse": hoarse}
THINGS = {
    "bark": bark,
    "whine": whine,
    "tones": tones,
    "knocks": knocks,
    "hiss": hiss,
    "music": music,
    "keys": keys,
    "creak": creak,
    "chirp": chirp, "blown": blown, "buzz": buzz,
}


SENTENCES = (
    "Look, there is the ball. Do you want it?",
    "Oh, where did it go? Here it is!",
    "Peekaboo! I see you.",
    "Shall we read the book together?",
    "What a big tower you have built.",
    "One more spoon, and then we are done.",
    "Yes, that is a dog. What does the dog say?",
    "It is all right. I am here.",
    "No",
    "Yes",
    "Hey you",
    "Up we go",
)


def spoken(chance: Chance) -> tuple[str, Sound]:
    """A voice's name and a sentence by espeak-ng, in a voice and at a pitch drawn at random, some as high as a child's."""
    voice = f"en+{chance.choice(['m1', 'm2', 'm3', 'm5', 'm7', 'f1', 'f2', 'f3', 'f4', 'f5'])}"
    pitch, speed = int(chance.integers(20, 99)), int(chance.integers(100, 190))
    command = ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "--stdout", str(chance.choice(SENTENCES))]
    raw = subprocess.run(command, check=True, capture_output=True).stdout[44:]
    sound = np.frombuffer(raw[: len(raw) // 2 * 2], np.int16) / 32768
    return voice, np.interp(np.arange(0, len(sound), 22050 / RATE), np.arange(len(sound)), sound)


LAUGHS = ("ha ha ha ha", "he he he", "ho ho ho ho", "ah ha ha", "ha ha ha ha ha ha", "hi hi hi hi", "uh huh huh huh")


def read_out(chance: Chance) -> tuple[str, Sound]:
    """A sentence by flite, whose voices are made of recordings of two men and a woman that anybody may use."""
    return _flite(str(chance.choice(SENTENCES)), float(chance.uniform(0.75, 1.4)), chance)


def laughed_out(chance: Chance) -> Sound:
    """Laughing syllables by flite, quick and in a throat that is drawn longer or shorter."""
    _, sound = _flite(str(chance.choice(LAUGHS)), float(chance.uniform(0.45, 0.95)), chance)
    at = np.arange(0, len(sound) - 1, 10 ** chance.uniform(np.log10(0.8), np.log10(1.9)))
    return np.interp(at, np.arange(len(sound)), sound)


def _flite(words: str, slow: float, chance: Chance) -> tuple[str, Sound]:
    voice, pitch = str(chance.choice(["rms", "slt", "awb"])), float(chance.uniform(80, 280))
    settings = ["--setf", f"int_f0_target_mean={pitch:.0f}", "--setf", f"duration_stretch={slow:.2f}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        command = ["flite", "-voice", voice, *settings, "-t", words, "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(file)) as told:
            rate, raw = told.getframerate(), told.readframes(told.getnframes())
    sound = np.frombuffer(raw, np.int16) / 32768
    return f"read {voice}", np.interp(np.arange(0, len(sound), rate / RATE), np.arange(len(sound)), sound)


FURTHER_VOICES = {"chuckle": chuckle, "laughed out": laughed_out, "call": call}
