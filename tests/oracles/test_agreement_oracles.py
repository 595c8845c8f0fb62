"""Agreement against published worked examples, statsmodels, and the packages krippendorff and pingouin."""

import numpy as np
import pytest
from statsmodels.stats import inter_rater

from coder.stats import (
    FORMS,
    cohen_kappa,
    count_codes,
    expected_kappa,
    fleiss_kappa,
    icc,
    kappa_of_table,
    krippendorff_alpha,
    weighted_kappa,
    weighted_kappa_of_table,
)

# Fleiss (1971), Psychological Bulletin, 76, 378–382: six psychiatrists, thirty patients, five diagnoses (the data as
# statsmodels' and irr's "diagnoses" have them). Fleiss gives kappa = .430.
DIAGNOSES = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units, gaps.
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]

# Shrout & Fleiss (1979), Psychological Bulletin, 86, 420–428, Table 2: four judges, six targets; Table 4 has the ICCs.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SHROUT_FLEISS_ICCS = {
    "ICC(1,1)": 0.17,
    "ICC(2,1)": 0.29,
    "ICC(3,1)": 0.71,
    "ICC(1,k)": 0.44,
    "ICC(2,k)": 0.62,
    "ICC(3,k)": 0.91,
}
# pingouin 0.7.0, intraclass_corr: 95 % intervals of the same, as it prints them.
PINGOUIN_INTERVALS = {
    "ICC(1,1)": (-0.13, 0.72),
    "ICC(2,1)": (0.02, 0.76),
    "ICC(3,1)": (0.34, 0.95),
    "ICC(1,k)": (-0.88, 0.91),
    "ICC(2,k)": (0.07, 0.93),
    "ICC(3,k)": (0.68, 0.99),
}

# SAS PROC FREQ's printout for a 3×3 table, as statsmodels' own tests have it: kappa, error, limits.
SAS_TABLE = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
SAS_SIMPLE = (0.4842, 0.1380, 0.2137, 0.7547)
SAS_LINEAR = (0.4701, 0.1457, 0.1845, 0.7558)

# irr's "anxiety": three raters, twenty persons; kappa2 of raters 2 and 3 (unweighted, equal, squared), by irr.
ANXIETY_2 = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
ANXIETY_3 = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]


def test_fleiss_1971():
    counts, codes = count_codes(DIAGNOSES.split())
    result = fleiss_kappa(counts, codes=codes)
    assert round(result.estimate, 3) == 0.430
    assert result.estimate == pytest.approx(inter_rater.fleiss_kappa(np.array(counts)), rel=1e-12)
    assert (result.n, result.coders) == (30, 6)
    assert result.interval[0] < 0.430 < result.interval[1]


def test_fleiss_interval_against_the_jackknife():
    counts, _ = count_codes(DIAGNOSES.split())
    whole = fleiss_kappa(counts)
    parts = np.array([fleiss_kappa(counts[:i] + counts[i + 1 :]).estimate for i in range(30)])
    jackknife = np.sqrt(29 / 30 * ((parts - parts.mean()) ** 2).sum())
    assert (whole.interval[1] - whole.interval[0]) / 2 / 1.959964 == pytest.approx(jackknife, rel=0.1)


def test_fleiss_per_code_weighs_up_to_the_whole():
    counts, codes = count_codes(DIAGNOSES.split())
    result = fleiss_kappa(counts, codes=codes)
    p = np.array(counts).sum(0) / np.sum(counts)
    each = np.array([r.estimate for r in result.per_code])
    assert (each * p * (1 - p)).sum() / (p * (1 - p)).sum() == pytest.approx(result.estimate)


@pytest.mark.parametrize(
    ("measurement", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2011(measurement, alpha):
    result = krippendorff_alpha(FOUR_CODERS, measurement=measurement)
    assert round(result.estimate, 3) == alpha
    assert (result.n, result.values, result.coders) == (11, 40, 4)


def test_krippendorff_without_agreement_against_the_package():
    # krippendorff 0.9.0 on values drawn at random, 0: not coded.
    rows = [
        [0, 5, 1, 5, 3, 3, 4, 2, 5, 1, 2, 2, 3, 3, 0, 1, 1, 1, 1, 0, 1, 4, 4, 2, 2],
        [3, 4, 1, 4, 0, 3, 4, 1, 5, 2, 1, 1, 2, 0, 2, 1, 1, 1, 1, 5, 0, 5, 0, 1, 0],
        [1, 5, 0, 2, 3, 5, 5, 0, 2, 1, 4, 0, 0, 0, 1, 3, 2, 3, 5, 2, 3, 2, 2, 5, 1],
    ]
    data = [[v or None for v in row] for row in rows]
    found = {
        "nominal": -0.0020876826722338038,
        "ordinal": 0.254753610775449,
        "interval": 0.26277372262773724,
        "ratio": 0.20167868873841166,
    }
    for measurement, alpha in found.items():
        assert krippendorff_alpha(data, measurement=measurement).estimate == pytest.approx(alpha, abs=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_shrout_fleiss_1979(form):
    result = icc(SHROUT_FLEISS, form=form)
    assert round(result.estimate, 2) == SHROUT_FLEISS_ICCS[form]
    assert tuple(round(v, 2) for v in result.interval) == PINGOUIN_INTERVALS[form]


def test_shrout_fleiss_anova_table():
    # Their Table 3: between targets 11.24, within 6.26, between judges 32.49, residual 1.02.
    between, within, judges, error = icc(SHROUT_FLEISS).mean_squares
    assert [round(v, 2) for v in (between, within, judges, error)] == [11.24, 6.26, 32.49, 1.02]


def test_simple_kappa_against_sas_and_statsmodels():
    result = kappa_of_table(SAS_TABLE)
    printed = (result.estimate, result.standard_error, *result.interval)
    assert tuple(round(v, 4) for v in printed) == SAS_SIMPLE
    assert result.estimate == pytest.approx(inter_rater.cohens_kappa(SAS_TABLE).kappa)


def test_weighted_kappa_against_sas_and_statsmodels():
    result = weighted_kappa_of_table(SAS_TABLE, weights="linear")
    printed = (result.estimate, result.standard_error, *result.interval)
    assert tuple(round(v, 4) for v in printed) == SAS_LINEAR
    square = weighted_kappa_of_table(SAS_TABLE, weights="quadratic")
    other = inter_rater.cohens_kappa(SAS_TABLE, wt="quadratic")
    assert (square.estimate, *square.interval) == pytest.approx((other.kappa, other.kappa_low, other.kappa_upp))


def test_kappas_of_irr_anxiety():
    assert cohen_kappa(ANXIETY_2, ANXIETY_3).estimate == pytest.approx(-0.006289308, abs=1e-9)
    assert weighted_kappa(ANXIETY_2, ANXIETY_3, weights="linear").estimate == pytest.approx(0.1459075, abs=1e-7)
    assert weighted_kappa(ANXIETY_2, ANXIETY_3, weights="quadratic").estimate == pytest.approx(0.2520325, abs=1e-7)


@pytest.mark.parametrize("accuracy", [0.80, 0.85, 0.90, 0.95])
def test_expected_kappa_of_two_even_codes_is_known_in_closed_form(accuracy):
    # Two coders, two codes equally common: kappa = (2a − 1)², .36, .49, .64 and .81.
    assert expected_kappa(accuracy, 2).estimate == pytest.approx((2 * accuracy - 1) ** 2)


@pytest.mark.parametrize("prevalence", [(0.5, 0.3, 0.2), (0.9, 0.1), (0.4, 0.3, 0.1, 0.1, 0.1)])
def test_expected_kappa_against_simulated_coders(prevalence):
    rng = np.random.default_rng(8)
    k, n = len(prevalence), 200_000
    truth = rng.choice(k, n, p=prevalence)

    def coder():
        wrong = (truth + rng.integers(1, k, n)) % k
        return np.where(rng.random(n) < 0.9, truth, wrong)

    assert expected_kappa(0.9, prevalence).estimate == pytest.approx(
        cohen_kappa(coder().tolist(), coder().tolist()).estimate, abs=0.006
    )
