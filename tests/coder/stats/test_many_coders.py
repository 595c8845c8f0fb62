"""Three coders over recordings: what each figure is by the plain functions, and that time units count as time."""

import numpy as np
import pytest

from coder.stats import (
    CodedByMany,
    StatsError,
    count_codes,
    fleiss_kappa,
    icc,
    krippendorff_alpha,
    many_coders,
    series,
)


def _three(seed, n, agree=0.8):
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.choice(list("abc"), n // 10), 10)
    return [np.where(rng.random(n) < agree, truth, rng.choice(list("abc"), n)).tolist() for _ in range(3)]


def _coded(streams, recording="r1", hidden=()):
    sides = tuple(series(stream, step=1) for stream in streams)
    return CodedByMany(recording=recording, sides=sides, span=(0, len(streams[0])), hidden=hidden)


def test_units_are_what_the_plain_functions_are_given():
    streams = _three(1, 600)
    found = many_coders([_coded(streams)], step=1, unit="s")
    counts, _ = count_codes(list(zip(*streams, strict=True)))
    assert found.fleiss.estimate == pytest.approx(fleiss_kappa(counts).estimate)
    assert found.krippendorff.estimate == pytest.approx(krippendorff_alpha(streams, resamples=0).estimate)
    assert (found.fleiss.n, found.fleiss.z, found.fleiss.standard_error) == (600, None, None)
    for result in (found.fleiss, found.krippendorff):
        low, high = result.interval
        assert low < result.estimate < high


def test_what_one_coder_could_not_see_is_a_gap_and_no_disagreement():
    streams = _three(2, 300)
    hidden = (([0], [100]), None, ([50], [150]))
    found = many_coders([_coded(streams, hidden=hidden)], step=1, unit="s")
    gaps = [list(stream) for stream in streams]
    gaps[0][:100] = [None] * 100
    gaps[2][50:150] = [None] * 100
    assert found.krippendorff.estimate == pytest.approx(krippendorff_alpha(gaps, resamples=0).estimate)
    assert found.krippendorff.n == 250  # where one alone could see there is nobody to agree with
    assert found.fleiss.n == 150


def test_blocks_make_the_interval_wider_than_independent_units_would():
    streams = [np.repeat(stream, 10).tolist() for stream in _three(3, 600, agree=0.7)]
    found = many_coders([_coded(streams)], step=1, unit="s")
    low, high = found.fleiss.interval
    counts, _ = count_codes(list(zip(*streams, strict=True)))
    naive = fleiss_kappa(counts).interval
    assert high - low > 1.5 * (naive[1] - naive[0])


def test_counts_and_durations_over_recordings():
    recordings, often, long = [], [], []
    for k in range(4):
        sides = [([0, 20], [5 + k, 21 + k + c], ["a", "a"]) if c < 2 or k else ([0], [5], ["a"]) for c in range(3)]
        recordings.append(CodedByMany(recording=f"r{k}", sides=tuple(sides), span=(0, 60)))
        often.append([len(side[0]) for side in sides])
        long.append([sum(b - a for a, b in zip(side[0], side[1], strict=True)) for side in sides])
    found = many_coders(recordings, step=1, unit="s")
    (count,), (duration,) = found.counts, found.durations
    assert (count.name, count.estimate) == ("a", pytest.approx(icc(often).estimate))
    assert duration.estimate == pytest.approx(icc(long).estimate)


def test_nothing_coded_and_a_missing_coder():
    silent = many_coders([_coded([[None] * 5] * 3)], step=1, unit="s")
    assert silent.fleiss.reason
    assert silent.krippendorff.reason
    empty = many_coders([CodedByMany(recording="r", sides=(([], [], []),) * 3, span=(0, 0))], step=1, unit="s")
    assert empty.fleiss.reason == "nothing was coded"
    with pytest.raises(StatsError, match="same coders"):
        many_coders([_coded([["a"]] * 3), _coded([["a"]] * 2, "r2")], step=1, unit="s")
