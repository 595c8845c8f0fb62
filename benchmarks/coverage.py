"""How often the interval of agreement over time holds the truth: python -m benchmarks.coverage [--rounds N]

Two coders, units of half a second. The first grid has two states in alternation, half or 15 % of the time in one of
them; the second three states, as in tests/coder/stats/test_coverage.py. Each state is seen for another with the chance
given, and edges are off by about .3 s (two units in the second grid). The truth is kappa over 60,000 states. Prints the
table of docs/statistics.md; seeds are fixed, and 500 rounds take about two minutes of processor time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np

from coder.stats import Coded, time_unit_kappa
from coder.stats.time_arrays import Floats, Ints

Rng = np.random.Generator
States = tuple[Floats, Ints]
"""When each state begins (s), and which it is."""
LONG = 60_000
ROUNDS = 500


def alternating(rng: Rng, length: float, lasting: float, common: float) -> States:
    """Two states; ``common`` is the share of time in the second, ``lasting`` the mean of both (s)."""
    means = (2 * lasting * (1 - common), 2 * lasting * common)
    edges, codes, at, code = [], [], 0.0, int(rng.random() < common)
    while at < length:
        edges.append(at)
        codes.append(code)
        at += rng.exponential(means[code])
        code = 1 - code
    return np.array(edges), np.array(codes)


def three(rng: Rng, length: float, lasting: float, _common: float) -> States:
    """Three states, each as common."""
    edges, codes, at, code = [], [], 0.0, 0
    while at < length:
        code = int((code + rng.integers(1, 3)) % 3)
        edges.append(at)
        codes.append(code)
        at += max(1.0, rng.exponential(lasting))
    return np.array(edges), np.array(codes)


def coded(rng: Rng, real: States, length: float, wrong: float, off: float) -> States:
    """Return what one coder makes of it."""
    edges, codes = real[0].copy(), real[1]
    kinds = max(2, int(codes.max()) + 1)
    edges[1:] += rng.normal(0, off, edges.size - 1)
    edges = np.maximum.accumulate(np.clip(edges, 0, length))
    return edges, np.where(rng.random(codes.size) < wrong, (codes + rng.integers(1, kinds, codes.size)) % kinds, codes)


def events(states: States, length: float) -> Coded:
    edges, codes = states
    changed = np.concatenate(([True], codes[1:] != codes[:-1]))
    edges, codes = edges[changed], codes[changed]
    onsets, offsets = ((np.asarray(one) * 1e6).round().astype(int) for one in (edges, [*edges[1:], length]))
    lasts = offsets > onsets
    return Coded(onsets[lasts], offsets[lasts], ["abc"[code] for code in codes[lasts]])


def kappa_of(one: States, two: States, middles: Floats) -> float:
    a, b = (side[1][np.searchsorted(side[0], middles, side="right") - 1] for side in (one, two))
    table = np.zeros((3, 3))
    np.add.at(table, (a, b), 1)
    shares = table / table.sum()
    chance = float(shares.sum(1) @ shares.sum(0))
    return (float(np.trace(shares)) - chance) / (1 - chance)


def covered(
    make: Callable[[Rng, float, float, float], States],
    *,
    lasting: float,
    common: float,
    wrong: float,
    off: float,
    step: float,
    length: float,
    rounds: int,
) -> str:
    """Return one row of the table."""
    rng = np.random.default_rng(round(1000 * lasting + 100 * common + 10 * wrong + length))
    whole = LONG * lasting
    middles = np.arange(step / 2, whole, step)
    real = make(rng, whole, lasting, common)
    truth = float(
        np.mean(
            [
                kappa_of(coded(rng, real, whole, wrong, off), coded(rng, real, whole, wrong, off), middles)
                for _ in range(3)
            ]
        )
    )
    given, held, widths = 0, 0, []
    for _ in range(rounds):
        real = make(rng, length, lasting, common)
        pair = [events(coded(rng, real, length, wrong, off), length) for _ in range(2)]
        found = time_unit_kappa(*pair, span=(0, length * 1e6), step=step * 1e6)
        low, high = found.interval or (None, None)
        if low is not None and high is not None:
            given += 1
            held += low <= truth <= high
            widths.append(high - low)
    shown = f"{held / given:.1%}" if given else "none"
    kind = f"two, {common:.0%} in one" if make is alternating else "three"
    share, width = given / rounds, float(np.mean(widths))
    cells = (kind, f"{lasting:g} s", f"{length / 60:g} min", f"{wrong:.0%}", f"{truth:.2f}", f"{share:.0%}", shown)
    return f"| {' | '.join(cells)} | {width:.2f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    began = time.process_time()
    print("| states | last | recording | seen for another | κ | given an interval | it holds the truth | its width |")
    print("|---|---|---|---|---|---|---|---|")
    for lasting in (0.5, 2, 8, 30):
        for common in (0.5, 0.15):
            for wrong in (0.08, 0.02):
                length = 600 if lasting < 30 else 1800
                row = covered(
                    alternating, lasting=lasting, common=common, wrong=wrong, off=0.3, step=0.5, length=length,
                    rounds=rounds,
                )  # fmt: skip
                print(row, flush=True)
    for lasting, wrong in ((5, 0.15), (10, 0.25), (20, 0.15), (20, 0.05)):
        row = covered(three, lasting=lasting, common=1 / 3, wrong=wrong, off=1.5, step=1, length=900, rounds=rounds)
        print(row, flush=True)
    print(f"{(time.process_time() - began) / 60:.1f} min of processor time", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
