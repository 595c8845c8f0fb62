"""Survival against published remission times (Freireich 1963) and against scipy, statsmodels and lifelines."""

import numpy as np
import pytest
from scipy import stats

from coder.stats import cox_recurrent, kaplan_meier, log_rank

# Freireich et al. (1963), Blood 21, 699–716: weeks in remission, 6-MP and placebo; the standard teaching example, with
# medians 23 and 8 weeks and a log-rank chi-square of 16.79 (Kleinbaum & Klein, Survival Analysis, chs. 2 and 3).
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SEEN = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

# lifelines 0.30.3, KaplanMeierFitter().fit(SIX_MP, SEEN).confidence_interval_ at 6, 10, 13, 22 and 23 weeks.
LIFELINES_INTERVALS = {
    6: (0.619718, 0.951552),
    10: (0.503200, 0.889362),
    13: (0.431610, 0.849066),
    22: (0.267779, 0.746791),
    23: (0.188052, 0.680143),
}


def test_six_mp_medians_as_published():
    treated, placebo = kaplan_meier(SIX_MP, SEEN), kaplan_meier(PLACEBO, [1] * 21)
    assert treated.estimate == 23
    assert placebo.estimate == 8
    assert treated.interval == (13, None)
    assert (treated.n_events, treated.n_censored) == (9, 12)
    assert placebo.restricted_mean.estimate == pytest.approx(np.mean(PLACEBO))


def test_six_mp_log_rank_as_published():
    result = log_rank(SIX_MP + PLACEBO, SEEN + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    assert round(result.estimate, 2) == 16.79
    assert result.degrees_of_freedom == 1
    assert dict(result.expected)["placebo"] == pytest.approx(10.75, abs=0.005)
    other = stats.logrank(stats.CensoredData.right_censored(SIX_MP, [not s for s in SEEN]), PLACEBO)
    assert result.estimate == pytest.approx(other.statistic**2)
    assert result.p_value == pytest.approx(other.pvalue)


def test_curve_and_intervals_against_scipy_and_lifelines():
    ours = kaplan_meier(SIX_MP, SEEN)
    theirs = stats.ecdf(stats.CensoredData.right_censored(SIX_MP, [not s for s in SEEN])).sf
    np.testing.assert_allclose(ours.survival, theirs.evaluate(np.array(ours.times)), rtol=1e-12)
    bounds = theirs.confidence_interval(method="log-log")
    for k, t in enumerate(ours.times):
        assert ours.lower[k] == pytest.approx(float(bounds.low.evaluate(t)))
        assert ours.upper[k] == pytest.approx(float(bounds.high.evaluate(t)))
    for t, (low, high) in LIFELINES_INTERVALS.items():
        k = ours.times.index(t)
        assert (ours.lower[k], ours.upper[k]) == pytest.approx((low, high), abs=1e-6)


def test_restricted_mean_against_lifelines():
    # lifelines 0.30.3, restricted_mean_survival_time at 35 and 20 weeks.
    assert kaplan_meier(SIX_MP, SEEN).restricted_mean.estimate == pytest.approx(23.287394957983185)
    assert kaplan_meier(SIX_MP, SEEN, tau=20).restricted_mean.estimate == pytest.approx(16.116526610644254)


def test_restricted_mean_interval_covers_the_truth():
    # Exponential latencies of mean 2 s, watched for 3 s: the area up to 3 is 2 (1 − exp(−1.5)).
    rng = np.random.default_rng(11)
    truth, covered = 2 * (1 - np.exp(-1.5)), 0
    for _ in range(300):
        t = rng.exponential(2, 60)
        area = kaplan_meier(np.minimum(t, 3), t <= 3, tau=3).restricted_mean
        covered += area.interval[0] <= truth <= area.interval[1]
    assert 0.91 <= covered / 300 <= 0.98


def test_log_rank_of_three_groups_against_statsmodels():
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(3)
    times = rng.exponential(2, 90).round(2) + 0.01
    seen, groups = rng.random(90) < 0.7, np.repeat(["a", "b", "c"], 30)
    chi2, p = survdiff(times, seen.astype(int), groups)
    ours = log_rank(times, seen, groups)
    assert (ours.estimate, ours.p_value) == pytest.approx((float(np.squeeze(chi2)), float(np.squeeze(p))))
    assert sum(v for _, v in ours.expected) == pytest.approx(seen.sum())


def _bids(untie):
    n = 120
    i = np.arange(n)
    dyad, x, y = i // 6, ((i * 7) % 5) / 2, (i % 2).astype(float)
    times = 1 + ((i * 37) % 53) / 10 + x + (dyad % 4) * 0.8 + i * untie
    return times, (i * 13) % 7 != 0, np.c_[x, y], dyad


# lifelines 0.30.3, CoxPHFitter().fit(..., cluster_col=...) on the same bids, without and with ties:
# coefficient, clustered and naive error of x and y; log likelihood.
COX = {
    1e-4: (
        {
            "x": (-0.41026850948730115, 0.14255463851036446, 0.14221452882045627),
            "y": (0.03234817603915206, 0.15718839038855978, 0.20862043633136793),
        },
        -385.7722302343147,
    ),
    0.0: (
        {
            "x": (-0.41031906460835516, 0.14173332720596155, 0.14198975286226484),
            "y": (0.045052300002376255, 0.15626015449801806, 0.2086601694855876),
        },
        -386.21916122749803,
    ),
}


@pytest.mark.parametrize(("untie", "close"), [(1e-4, 1e-4), (0.0, 2e-2)])
def test_cox_with_clustered_errors_against_lifelines(untie, close):
    expected, likelihood = COX[untie]
    times, seen, covariates, dyad = _bids(untie)
    fit = cox_recurrent(times, seen, covariates, dyad, names=["x", "y"])
    assert [r.name for r in fit.covariates] == ["x", "y"]
    for ratio in fit.covariates:
        b, robust, naive = expected[ratio.name]
        assert ratio.parameters["log_ratio"] == pytest.approx(b, rel=1e-5)
        assert ratio.parameters["robust_se"] == pytest.approx(robust, rel=close)
        assert ratio.parameters["naive_se"] == pytest.approx(naive, rel=1e-4)
        assert ratio.estimate == pytest.approx(np.exp(b), rel=1e-5)
    assert fit.log_likelihood == pytest.approx(likelihood)
    assert fit.n_clusters == 20


def test_cox_stands_a_bid_censored_before_the_first_answer():
    times, seen, covariates, dyad = _bids(1e-4)
    whole = cox_recurrent(times, seen, covariates, dyad)
    early = cox_recurrent(
        np.append(times, 0.1), np.append(seen, False), np.vstack((covariates, [1, 1])), np.append(dyad, 99)
    )
    assert early.estimate == pytest.approx(whole.estimate)
    assert early.interval == pytest.approx(whole.interval)


def test_a_curve_flat_at_one_half_names_its_convention():
    """R 4.2, survfit(Surv(c(1, 2, 4, 9), c(1, 1, 1, 1)) ~ 1), prints a median of 3; statsmodels and lifelines say 2."""
    flat = kaplan_meier([1, 2, 4, 9], [1, 1, 1, 1])
    assert flat.estimate == 2
    assert any("from 2 to 4" in note and "R prints the middle, 3" in note for note in flat.notes)
    assert not any("flat" in note for note in kaplan_meier([1, 2, 4], [1, 1, 1]).notes)


def test_a_share_of_none_or_all_is_no_certainty():
    """R's binom::binom.confint(x, n, methods = "wilson"): 4 of 4 from .5101, 0 of 3 to .5615, 0 of 2 to .6576."""
    four = kaplan_meier([0.5, 0.6, 0.7, 0.8], [1, 1, 1, 1]).share_answered(3)
    assert (four.estimate, *four.interval) == pytest.approx((1, 0.5101092, 1), abs=1e-6)
    none = kaplan_meier([3, 3, 3], [0, 0, 0]).share_answered(3)
    assert (none.estimate, *none.interval) == pytest.approx((0, 0, 0.5614970), abs=1e-6)
    # One was watched for a second only, and says nothing of three.
    assert kaplan_meier([1, 3, 3], [0, 0, 0]).share_answered(3).interval[1] == pytest.approx(0.6576198, abs=1e-6)


def test_a_share_between_is_the_curves_with_its_interval():
    curve = kaplan_meier(SIX_MP, SEEN)
    found = curve.share_answered(10)
    assert found.estimate == pytest.approx(curve.share_by(10))
    assert found.interval == pytest.approx((1 - 0.889362, 1 - 0.503200), abs=1e-6)
    late = curve.share_answered(52)
    assert late.parameters["time"] == 35
    assert "past 35" in late.notes[0]
    assert kaplan_meier([], []).share_answered(3).reason == "there is nothing to time: no bids"


def test_waits_that_do_not_differ_have_no_spread():
    mean = kaplan_meier([0.48], [1]).restricted_mean
    assert (mean.estimate, mean.interval) == (pytest.approx(0.48), None)
    assert "no interval" in mean.notes[0]


def test_a_restricted_mean_and_its_interval_lie_within_the_time_watched():
    """Three waits, as a short clip has them: a normal interval went from -0.16 to 2.65 s, or beyond the 3 s watched."""
    quick = kaplan_meier([0.37, 0.37, 3], [1, 1, 0], tau=3).restricted_mean
    slow = kaplan_meier([2.1, 3, 3], [1, 0, 0], tau=3).restricted_mean
    assert quick.interval[0] == 0 < quick.estimate < quick.interval[1] < 3
    assert slow.interval[1] == 3 > slow.estimate > slow.interval[0]
