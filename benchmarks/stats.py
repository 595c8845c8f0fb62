"""What the statistics cost on a half-hour recording: python -m benchmarks.stats"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from coder import stats

HALF_HOUR = (0, 1_800_000_000)


def _timed(name: str, call: Callable[[], object], limit: float) -> bool:
    call()  # imports and caches are not what is measured
    start = time.perf_counter()
    call()
    took = time.perf_counter() - start
    print(f"{name:<58} {took:7.2f} s   (limit {limit:g} s)")
    return took <= limit


def main() -> int:
    rng = np.random.default_rng(1)
    bids, responses = (np.sort(rng.integers(0, HALF_HOUR[1], n)) for n in (300, 400))
    bits = {"window": 2_000_000, "span": HALF_HOUR}
    codes = [rng.choice(list("abcd"), 600).tolist() for _ in range(2)]
    coders = [stats.series(c, step=3_000_000) for c in codes]
    latencies = rng.exponential(2e6, 5_000)
    checks = [
        (
            "circular shift, 10,000 shuffles, 300 bids, 400 responses",
            lambda: stats.circular_shift_test(bids, responses, **bits),
            10,
        ),
        ("gap shuffle, the same", lambda: stats.gap_shuffle_test(bids, responses, **bits), 10),
        (
            "window sweep, 20 windows, 1,000 shuffles each",
            lambda: stats.window_sweep(bids, responses, span=HALF_HOUR),
            20,
        ),
        ("Kaplan–Meier, 5,000 latencies", lambda: stats.kaplan_meier(latencies, latencies < 5e6), 0.5),
        (
            "time-unit kappa, 100 ms, 18,000 units, with its interval",
            lambda: stats.time_unit_kappa(*coders, span=HALF_HOUR, step=100_000, tolerance=1_000_000),
            5,
        ),
        (
            "event alignment, 2 × 600 acts, 1,000 resamples",
            lambda: stats.event_alignment_kappa(*coders, span=HALF_HOUR, tolerance=2_000_000),
            5,
        ),
        ("mismatch and repair, 2 × 600 states", lambda: stats.mismatch_repair(*coders, span=HALF_HOUR), 2),
        ("lag-sequential, 600 codes", lambda: stats.lag_sequential(codes[0]), 0.5),
    ]
    within = [_timed(*check) for check in checks]
    return 0 if all(within) else 1


if __name__ == "__main__":
    raise SystemExit(main())
