"""Animals that nobody recorded: throats of other sizes and habits than a person's, to fit the voice classifier against."""

from __future__ import annotations

import numpy as np

from models.convert.voice_sounds import RATE, Chance, Sound, formed, shaped


def bark(chance: Chance) -> Sound:
    """A dog: hard onsets, a tone that falls within a tenth of a second, much breath, again and again."""
    parts, base = [], 10 ** chance.uniform(np.log10(180), np.log10(1100))
    mouth = _mouth(chance, 500, 1100)
    noise, rough = chance.uniform(0.1, 0.75), chance.uniform(0, 0.9)
    gap = chance.uniform(0.12, 0.7)
    for _ in range(chance.integers(1, 7)):
        n = int(chance.uniform(0.06, 0.28) * RATE)
        t = np.linspace(0, 1, n)
        rise = chance.uniform(0.1, 0.6)
        f0 = base * chance.uniform(0.92, 1.08) * (1 + rise * np.sin(np.pi * np.minimum(1, t * 1.5)) - 0.35 * t)
        made = _throat(f0, mouth, noise, rough, chance)
        parts += [made * shaped(n, chance.uniform(0.002, 0.015), 0.05), np.zeros(int(gap * chance.uniform(0.6, 1.6) * RATE))]
    return _whole(parts)


def growl(chance: Chance) -> Sound:
    """A dog's growl, a purr, a pig: slow rough pulses through a long throat."""
    n = int(chance.uniform(0.4, 2.5) * RATE)
    t = np.linspace(0, 1, n)
    f0 = chance.uniform(20, 120) * (1 + 0.3 * np.sin(np.pi * t) + 0.05 * np.sin(2 * np.pi * chance.uniform(3, 12) * t))
    made = _throat(f0, _mouth(chance, 300, 800), chance.uniform(0.2, 0.8), chance.uniform(0, 1), chance)
    return _whole([made * shaped(n, 0.05, 0.15)])


def howl(chance: Chance) -> Sound:
    """Wolves, dogs, owls, doves, whales: one thin tone that is held and bends slowly, almost without overtones."""
    parts, base = [], 10 ** chance.uniform(np.log10(150), np.log10(1300))
    tail = chance.uniform(1.5, 4)
    for _ in range(chance.integers(1, 5)):
        n = int(chance.uniform(0.15, 1.8) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * 2 ** (chance.uniform(0, 0.5) * np.sin(np.pi * t ** chance.uniform(0.4, 1.5)) - chance.uniform(0, 0.4) * t)
        phase = 2 * np.pi * np.cumsum(f0) / RATE
        made = sum(np.sin(k * phase) / k**tail for k in range(1, 6)) + chance.uniform(0, 0.1) * chance.standard_normal(n)
        parts += [made * shaped(n, chance.uniform(0.02, 0.2), 0.1), np.zeros(int(chance.exponential(0.3) * RATE))]
    return _whole(parts)


def bleat(chance: Chance) -> Sound:
    """Sheep, goats, horses, donkeys: a tone that trembles eight to twenty times a second, in pitch and in strength."""
    parts, base = [], 10 ** chance.uniform(np.log10(120), np.log10(900))
    mouth, tremble = _mouth(chance, 400, 1000), chance.uniform(7, 22)
    for _ in range(chance.integers(1, 4)):
        n = int(chance.uniform(0.3, 1.6) * RATE)
        at = np.arange(n) / RATE
        t = np.linspace(0, 1, n)
        wave = np.sin(2 * np.pi * tremble * at * (1 - chance.uniform(0, 0.3) * t))
        f0 = base * 2 ** (chance.uniform(-0.8, 0.2) * t + chance.uniform(0.02, 0.15) * wave)
        made = _throat(f0, mouth, chance.uniform(0.05, 0.4), chance.uniform(0, 0.8), chance)
        made = made * (1 - chance.uniform(0.3, 0.9) * (0.5 + 0.5 * wave))
        parts += [made * shaped(n, 0.03, 0.1), np.zeros(int(chance.exponential(0.5) * RATE))]
    return _whole(parts)


def caw(chance: Chance) -> Sound:
    """Crows, ducks, geese, frogs, hens: short harsh calls of one kind in a row, the same each time."""
    parts, base = [], 10 ** chance.uniform(np.log10(90), np.log10(900))
    mouth = _mouth(chance, 900, 1900)
    length, gap = chance.uniform(0.06, 0.5), chance.uniform(0.04, 0.6)
    bend, noise, rough = chance.uniform(-0.4, 0.3), chance.uniform(0.05, 0.6), chance.uniform(0.2, 1)
    for _ in range(chance.integers(1, 9)):
        n = int(length * chance.uniform(0.85, 1.15) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * 2 ** (bend * t + 0.15 * np.sin(np.pi * t)) * chance.uniform(0.96, 1.04)
        made = _throat(f0, mouth, noise, rough, chance) * shaped(n, chance.uniform(0.004, 0.03), 0.03)
        parts += [made, np.zeros(int(gap * chance.uniform(0.85, 1.15) * RATE))]
    return _whole(parts)


def crow_of_a_cock(chance: Chance) -> Sound:
    """Cocks, peacocks, elephants, seals: loud pressed calls that leap between steps of pitch and break into noise."""
    parts, base = [], 10 ** chance.uniform(np.log10(300), np.log10(1000))
    mouth = _mouth(chance, 900, 1800)
    for _ in range(chance.integers(2, 6)):
        n = int(chance.choice([0.12, 0.2, 0.35, 0.9]) * chance.uniform(0.8, 1.2) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * 2 ** (chance.uniform(-0.4, 0.5) + chance.uniform(-0.4, 0.1) * t)
        made = _throat(f0, mouth, chance.uniform(0.02, 0.3), chance.uniform(0.1, 0.9), chance)
        parts += [made * shaped(n, 0.01, 0.03), np.zeros(int(chance.uniform(0, 0.08) * RATE))]
    return _whole(parts)


def moo(chance: Chance) -> Sound:
    """Cows, bears, lions: low and long through a mouth much larger than a person's, opening and closing once."""
    n = int(chance.uniform(0.7, 2.6) * RATE)
    t = np.linspace(0, 1, n)
    f0 = chance.uniform(60, 320) * (1 + chance.uniform(0, 0.5) * np.sin(np.pi * t) - 0.1 * t)
    mouth = _mouth(chance, 220, 500)
    made = _throat(f0, mouth, chance.uniform(0.02, 0.5), chance.uniform(0, 0.9), chance)
    return _whole([made * shaped(n, chance.uniform(0.03, 0.25), 0.2)])


def meow(chance: Chance) -> Sound:
    """A cat: the mouth opens and closes over one arched tone. The nearest to a child; only the clear ones are here."""
    parts, base = [], chance.uniform(350, 900)
    for _ in range(chance.integers(1, 4)):
        n = int(chance.uniform(0.25, 1.1) * RATE)
        t = np.linspace(0, 1, n)
        f0 = base * chance.uniform(0.9, 1.1) * (1 + 0.2 * np.sin(np.pi * t**0.6) - 0.2 * t)
        closed = formed(f0, [(900, 120), (3800, 300), (6000, 600)], 0.03, chance)
        opened = formed(f0, [(1700, 160), (3000, 250), (5200, 500)], 0.06, chance)
        open_ = np.sin(np.pi * t**0.7) ** 2
        made = closed * (1 - open_) + opened * open_
        parts += [made * shaped(n, 0.05, 0.15), np.zeros(int(chance.exponential(0.6) * RATE))]
    return _whole(parts)


def _mouth(chance: Chance, low: float, high: float) -> list[tuple[float, float]]:
    """Resonances of a tube whose first lies between ``low`` and ``high`` Hz: odd multiples, each a little off."""
    first = chance.uniform(low, high)
    return [
        (first * (2 * k + 1) * chance.uniform(0.85, 1.15), chance.uniform(80, 450))
        for k in range(4)
        if first * (2 * k + 1) < 7500
    ]


def _throat(f0: Sound, mouth: list[tuple[float, float]], breath: float, rough: float, chance: Chance) -> Sound:
    """A tone through a mouth; ``rough`` (0 to 1) lets its half or a second tone beat with it, as in harsh calls."""
    made = formed(f0, mouth, breath, chance)
    if chance.random() < rough:
        other = chance.choice([0.5, 1 / 3, chance.uniform(0.1, 0.45)])
        beat = np.cos(2 * np.pi * np.cumsum(f0 * other) / RATE)
        made = made * np.maximum(1 + rough * chance.uniform(0.3, 1.2) * beat, 0)
    return made


def _whole(parts: list[Sound]) -> Sound:
    out = np.concatenate(parts)
    return np.asarray(out / (np.abs(out).max() + 1e-9))


ANIMALS = {
    "barking": bark,
    "growl": growl,
    "howl": howl,
    "bleat": bleat,
    "caw": caw,
    "cock": crow_of_a_cock,
    "moo": moo,
    "meow": meow,
}
