"""How often each test rejects at 5 % where nothing is related: python -m benchmarks.null_tests [--rounds N] [NAME ...]

Every test that the product prints a p for stands here with data as this field has them: acts of several rates, acts in
bursts, a shared slowing down, states that last, latencies in ticks of half a second, dyads that differ. Prints the
table of docs/statistics.md. Seeds are fixed; 2,000 rounds take about ten minutes of processor time.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from coder import stats
from coder.stats.binomial import wilson
from coder.stats.time_arrays import Floats

Rng = np.random.Generator
ROUNDS = 2_000
SHUFFLES = 199
"""Shuffles behind one p: with 199 a 5 % test can reject at exactly 5 %."""


def even(rng: Rng, count: float, length: float) -> Floats:
    """Acts at random moments."""
    return rng.uniform(0, length, max(1, rng.poisson(count)))


def bursts(rng: Rng, count: float, length: float) -> Floats:
    """Acts in bursts of four within some seconds."""
    begun = rng.uniform(0, length, max(1, rng.poisson(count / 4)))
    return (np.repeat(begun, 4) + rng.exponential(3, 4 * begun.size)) % length


def slowing(rng: Rng, count: float, length: float) -> Floats:
    """Four to five times as many acts in the beginning as at the end."""
    return -np.log(1 - rng.uniform(size=max(1, rng.poisson(count))) * (1 - math.exp(-1.5))) / 1.5 * length * 0.9999


def shifted(
    acts: Callable[[Rng, float, float], Floats], length: float, **how: object
) -> Callable[[Rng], Iterator[float]]:
    """Return a round of the circular shift: 6 bids and 8 responses a minute, a window of 3 s."""

    def one(rng: Rng) -> Iterator[float]:
        bids, responses = (np.round(acts(rng, count * length / 600, length), 3) for count in (60, 80))
        seed = int(rng.integers(1 << 31))
        test = stats.gap_shuffle_test if how.get("gaps") else stats.circular_shift_test
        options = {key: value for key, value in how.items() if key != "gaps"}
        found = test(bids, responses, window=3, span=(0, length), unit="s", draws=SHUFFLES, seed=seed, **options)  # type: ignore[arg-type]
        yield from _p(found.p_value)

    return one


def states(rng: Rng, length: int, lasting: float, codes: int = 2) -> list[int]:
    """One code a second; a state lasts an exponential time."""
    found: list[int] = []
    while len(found) < length:
        found += [int(rng.integers(codes))] * (1 + int(rng.exponential(lasting)))
    return found[:length]


def shared_states(rng: Rng) -> Iterator[float]:
    """Two streams of looks of about eight seconds, times in milliseconds."""
    pairs = []
    for _ in range(2):
        # Begun well before the recording: at its start either may look or not.
        edges = np.clip(np.cumsum(rng.exponential(8, 160)) - 200, 0, 600).round(3)
        onsets, offsets = edges[::2], edges[1::2]
        pairs.append((onsets[offsets > onsets], offsets[offsets > onsets]))
    seed = int(rng.integers(1 << 31))
    yield from _p(
        stats.overlap_shift_test(pairs[0], pairs[1], span=(0, 600), unit="s", draws=SHUFFLES, seed=seed).p_value
    )


def waits(rng: Rng, dyads: int, bids: int, *, alike: float) -> tuple[Floats, np.ndarray, np.ndarray]:
    """Latencies in ticks of half a second, watched for five; ``alike`` is the spread of the dyads' log speeds."""
    dyad = np.repeat(np.arange(dyads), bids)
    times = rng.exponential(2 / np.exp(rng.normal(0, alike, dyads))[dyad])
    ticks = np.ceil(np.minimum(times, 5) * 2) / 2
    return ticks, times <= 5, dyad


def log_rank(alike: float) -> Callable[[Rng], Iterator[float]]:
    def one(rng: Rng) -> Iterator[float]:
        times, seen, dyad = waits(rng, 12, 10, alike=alike)
        yield from _p(stats.log_rank(times, seen, (dyad % 2).tolist()).p_value)

    return one


def log_rank_within(rng: Rng) -> Iterator[float]:
    """The condition changes within each dyad, and dyads are strata."""
    times, seen, dyad = waits(rng, 12, 10, alike=0.7)
    groups = np.tile([0, 1], dyad.size // 2)
    yield from _p(stats.log_rank(times, seen, groups.tolist(), strata=dyad.tolist()).p_value)


def cox(
    dyads: int, second: Callable[[np.ndarray], np.ndarray] = lambda dyad: dyad % 2
) -> Callable[[Rng], Iterator[float]]:
    """Dyads that differ; ``second`` says which bids are under the second condition."""

    def one(rng: Rng) -> Iterator[float]:
        times, seen, dyad = waits(rng, dyads, 8, alike=0.5)
        found = stats.cox_recurrent(times, seen, second(dyad).astype(float), dyad.tolist())
        if found.covariates:
            p = found.covariates[0].parameters["p_value"]
            yield from _p(p if isinstance(p, float) else None)

    return one


def sequence(rng: Rng) -> Iterator[float]:
    codes = rng.choice(list("abcd"), 300, p=[0.4, 0.3, 0.2, 0.1]).tolist()
    yield from _p(stats.lag_sequential(codes).p_value)


def residuals(rng: Rng) -> Iterator[float]:
    found = stats.lag_sequential(rng.choice(list("abcd"), 300, p=[0.4, 0.3, 0.2, 0.1]).tolist())
    for row in found.p_values:
        for p in row:
            yield from _p(p)


def no_repeats(rng: Rng) -> Iterator[float]:
    """No code follows itself, and nothing else is known of what follows."""
    shares, codes = np.array([0.4, 0.3, 0.2, 0.1]), ["a"]
    while len(codes) < 300:
        code = str(rng.choice(list("abcd"), p=shares))
        if code != codes[-1]:
            codes.append(code)
    yield from _p(stats.lag_sequential(codes, repeats=False).p_value)


def recurrence(rng: Rng) -> Iterator[float]:
    one, two = (states(rng, 200, 6, 3) for _ in range(2))
    found = stats.cross_recurrence(one, two, lags=3).near
    yield from _p(None if found is None else found.p_value)


def sway(rng: Rng, n: int, width: int = 9) -> Floats:
    """Noise that changes slowly, as a head's place does at ten samples a second."""
    return np.convolve(rng.normal(size=n + width - 1), np.ones(width) / width, "valid")


def moving(rng: Rng) -> Iterator[float]:
    found = stats.windowed_cross_correlation(sway(rng, 1260), sway(rng, 1260), window=60, lags=20).chance
    yield from _p(None if found is None else found.p_value)


def meetings(number: int) -> Callable[[Rng], Iterator[float]]:
    """The same against other meetings of the family, in which the caregiver moves a little more or less slowly."""

    def one(rng: Rng) -> Iterator[float]:
        first, *others = (sway(rng, 1260, int(rng.integers(7, 12))) for _ in range(number + 1))
        mine = stats.windowed_cross_correlation(sway(rng, 1260), first, window=60, lags=20, others=others)
        yield from _p(None if mine.other_meetings is None else mine.other_meetings.p_value)

    return one


def families(rng: Rng) -> Iterator[float]:
    bids = rng.integers(5, 40, 12)
    answered = rng.binomial(bids, 1 / (1 + np.exp(-rng.normal(0, 0.8, 12))))
    yield from _p(stats.pooled_log_odds(answered, bids).p_value)


def ratios(rng: Rng) -> Iterator[float]:
    """Twelve families, whose log odds ratios differ about 0."""
    tables = []
    for _ in range(12):
        base, effect = rng.normal(-0.5, 0.7), rng.normal(0, 0.5)
        n = rng.integers(15, 40, 2)
        yes = rng.binomial(n, 1 / (1 + np.exp(-np.array([base + effect / 2, base - effect / 2]))))
        tables.append(np.c_[yes, n - yes])
    yield from _p(stats.pooled_log_odds_ratio(np.array(tables)).p_value)


def sequences(rng: Rng) -> Iterator[float]:
    """Ten families whose acts differ in number and follow nothing."""
    runs = [rng.choice(list("abc"), 60, p=rng.dirichlet([4, 4, 4])).tolist() for _ in range(10)]
    for cell in stats.pooled_lag_sequential(runs, list(range(10))).cells:
        if cell.given != cell.target:
            yield from _p(cell.log_odds_ratio.p_value)


def kappas(rng: Rng) -> Iterator[float]:
    one, two = (rng.choice(list("abc"), 100, p=[0.5, 0.3, 0.2]).tolist() for _ in range(2))
    yield from _p(stats.cohen_kappa(one, two).p_value)


def weighted(rng: Rng) -> Iterator[float]:
    one, two = (rng.integers(1, 5, 100).tolist() for _ in range(2))
    yield from _p(stats.weighted_kappa(one, two).p_value)


def many(rng: Rng) -> Iterator[float]:
    counts, codes = stats.count_codes(rng.choice(list("abc"), (60, 4), p=[0.5, 0.3, 0.2]).tolist())
    yield from _p(stats.fleiss_kappa(counts, codes=codes).p_value)


def correlation(form: str) -> Callable[[Rng], Iterator[float]]:
    def one(rng: Rng) -> Iterator[float]:
        yield from _p(stats.icc(rng.normal(size=(15, 3)), form).p_value)

    return one


TESTS: dict[str, tuple[str, Callable[[Rng], Iterator[float]]]] = {
    "shift": ("circular shift, acts at random, 10 min", shifted(even, 600)),
    "shift-short": ("the same, 3 min", shifted(even, 180)),
    "shift-bursts": ("the same, acts in bursts of four, 10 min", shifted(bursts, 600)),
    "shift-slowing": ("the same, both slow down (moved within stretches)", shifted(slowing, 600)),
    "shift-any": ("circular shift, any response counts", shifted(even, 600, statistic="any_response")),
    "gaps": ("gap shuffle, acts at random", shifted(even, 600, gaps=True)),
    "overlap": ("time two states share, states of 8 s", shared_states),
    "recurrence": ("cross-recurrence near lag 0, states of 6 units", recurrence),
    "moving": ("windowed cross-correlation, other windows", moving),
    "meetings-2": ("the same, two other meetings of the family", meetings(2)),
    "meetings-6": ("the same, six other meetings", meetings(6)),
    "log-rank": ("log-rank, bids independent", log_rank(0)),
    "log-rank-within": ("log-rank within dyads that differ", log_rank_within),
    "log-rank-alike": ("log-rank where bids of a dyad are alike (it says so)", log_rank(0.5)),
    "cox-40": ("Cox, forty dyads that differ, ticks of .5 s", cox(40)),
    "cox-20": ("the same, twenty dyads", cox(20)),
    "cox-10": ("the same, ten dyads", cox(10)),
    "sequence": ("lag-sequential, chi-square", sequence),
    "residuals": ("lag-sequential, each residual", residuals),
    "no-repeats": ("lag-sequential, no code repeats", no_repeats),
    "families": ("pooled log odds, twelve families that differ", families),
    "ratios": ("pooled log odds ratio, twelve families", ratios),
    "sequences": ("pooled lag-sequential, each cell, ten families", sequences),
    "kappa": ("Cohen's kappa of unrelated coders", kappas),
    "weighted": ("weighted kappa of unrelated coders", weighted),
    "fleiss": ("Fleiss' kappa of four unrelated coders", many),
    "icc-1": ("ICC(1,1), F", correlation("ICC(1,1)")),
    "icc-3": ("ICC(2,1) and (3,1), F", correlation("ICC(3,1)")),
    "cox-5": ("Cox, five dyads that differ", cox(5)),
    "cox-20-of-5": ("Cox, twenty dyads, five of them under the second condition", cox(20, lambda dyad: dyad < 5)),
    "cox-10-within": (
        "Cox, ten dyads, each under both conditions",
        cox(10, lambda dyad: np.arange(dyad.size) % 2),
    ),
}


def _p(value: float | None) -> Iterator[float]:
    if value is not None:
        yield value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("names", nargs="*", choices=[[], *TESTS], default=[])
    asked = parser.parse_args()
    print("| test, and what was simulated | p values | reject at 5 % | between |\n|---|---|---|---|")
    began = time.process_time()
    for place, (name, (said, one)) in enumerate(TESTS.items()):
        if asked.names and name not in asked.names:
            continue
        rng = np.random.default_rng(1000 + place)
        told = np.array([p for _ in range(asked.rounds) for p in one(rng)])
        low, high = wilson(int((told <= 0.05).sum()), told.size, 0.95)
        print(f"| {said} | {told.size:,} | {(told <= 0.05).mean():.1%} | {low:.1%}–{high:.1%} |", flush=True)
    print(f"{(time.process_time() - began) / 60:.1f} min of processor time", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
