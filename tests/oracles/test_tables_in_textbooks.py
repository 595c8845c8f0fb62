"""Further tables of papers and textbooks, with the figures that stand beside them there."""

import numpy as np
import pytest

from coder.stats import (
    count_codes,
    cox_recurrent,
    expected_kappa,
    fleiss_kappa,
    kaplan_meier,
    kappa_of_table,
    log_rank,
    rate,
    two_by_two,
    weighted_kappa_of_table,
)
from coder.stats.binomial import wilson
from tests.oracles.test_agreement_oracles import DIAGNOSES


@pytest.mark.parametrize(
    ("table", "agreement", "kappa"),
    [
        ([[40, 9], [6, 45]], 0.85, 0.70),
        ([[80, 10], [5, 5]], 0.85, 0.32),
        ([[45, 15], [25, 15]], 0.60, 0.13),
        ([[25, 35], [5, 35]], 0.60, 0.26),
    ],
)
def test_two_paradoxes(table, agreement, kappa):
    """Feinstein & Cicchetti (1990), J. Clin. Epidemiology, 43, 543–549: like agreement, unlike kappas; and the
    prevalence-adjusted kappa of Byrt, Bishop & Carlin (1993), twice the agreement less one."""
    found = kappa_of_table(table)
    assert found.observed_agreement == pytest.approx(agreement)
    assert round(found.estimate, 2) == kappa
    assert found.pabak == pytest.approx(2 * agreement - 1)


def test_lateral_shift():
    """Sim & Wright (2005), Physical Therapy, 85, 257–268, table 1: kappa .67, prevalence-adjusted .69."""
    found = kappa_of_table([[22, 2], [4, 11]])
    assert (round(found.estimate, 2), round(found.pabak, 2)) == (0.67, 0.69)


def test_three_diagnoses():
    """Fleiss, Levin & Paik (2003), Statistical methods for rates and proportions, table 18.1: kappa .68, error .087;
    and .076 under no agreement, z 8.95 of the rounded two."""
    found = kappa_of_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert (round(found.estimate, 2), round(found.null_error, 3)) == (0.68, 0.076)
    # Ours is .0877; a hand calculation that rounds on the way ends at theirs.
    assert found.standard_error == pytest.approx(0.087, abs=0.001)
    assert round(0.68 / round(found.null_error, 3), 2) == 8.95


def test_mammograms():
    """Boyd et al. (1982), two radiologists, 85 mammograms, as the Stata manual prints them ([R] kappa): kappa .4728,
    error under no agreement .0694, z 6.81; by linear weights .5684, by squares .6714 (.1079, 6.22)."""
    table = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]
    plain = kappa_of_table(table)
    assert (round(plain.observed_agreement, 4), round(plain.expected_agreement, 4)) == (0.6353, 0.3082)
    assert (round(plain.estimate, 4), round(plain.null_error, 4), round(plain.z, 2)) == (0.4728, 0.0694, 6.81)
    assert round(weighted_kappa_of_table(table, weights="linear").estimate, 4) == 0.5684
    square = weighted_kappa_of_table(table, weights="quadratic")
    assert (round(square.estimate, 4), round(square.null_error, 4), round(square.z, 2)) == (0.6714, 0.1079, 6.22)


def test_each_diagnosis_of_fleiss_1971():
    """Fleiss (1971), table 3: depression .245, personality disorder .245, schizophrenia .520, neurosis .471, other
    .566."""
    counts, codes = count_codes(DIAGNOSES.split())
    each = [round(one.estimate, 3) for one in fleiss_kappa(counts, codes=codes).per_code]
    assert each == [0.245, 0.245, 0.520, 0.471, 0.566]


@pytest.mark.parametrize(("codes", "kappa"), [(2, 0.49), (3, 0.60), (5, 0.66), (10, 0.69)])
def test_kappa_of_coders_who_are_right_85_times_of_100(codes, kappa):
    """Bakeman & Quera (2011), Sequential analysis and observational methods, ch. 5, codes equally common."""
    assert round(expected_kappa(0.85, codes).estimate, 2) == kappa


# Collett, Modelling survival data in medical research: weeks until an IUD was given up (example 1.1; + is censored).
IUD = "10 13+ 18+ 19 23+ 30 36 38+ 54+ 56+ 59 75 93 97 104+ 107 107+ 107+"
# Months of women with breast cancer, stained negatively and positively (example 1.2).
NEGATIVE = "23 47 69 70+ 71+ 100+ 101+ 148 181 198+ 208+ 212+ 224+"
POSITIVE = (
    "5 8 10 13 18 24 26 26 31 35 40 41 48 50 59 61 68 71 76+ 105+ 107+ 109+ 113 116+ 118 143 154+ 162+ 188+ 212+ 217+ "
    "225+"
)


def typed(words):
    times = [float(word.rstrip("+")) for word in words.split()]
    return times, [not word.endswith("+") for word in words.split()]


def test_the_curve_of_collett():
    """Table 2.2, and the median of 93 weeks (example 2.6)."""
    found = kaplan_meier(*typed(IUD))
    steps = [round(s, 4) for s, d in zip(found.survival, found.events, strict=True) if d]
    assert steps == [0.9444, 0.8815, 0.8137, 0.7459, 0.6526, 0.5594, 0.4662, 0.3729, 0.2486]
    assert found.estimate == 93


def test_two_stains_of_collett():
    """Log-rank 3.515, p .061 (example 2.12); Cox's coefficient .908 with error .501 (example 3.3)."""
    (less, seen), (more, seen_too) = typed(NEGATIVE), typed(POSITIVE)
    groups = ["negative"] * len(less) + ["positive"] * len(more)
    found = log_rank(less + more, seen + seen_too, groups)
    assert (round(found.estimate, 3), round(found.p_value, 3)) == (3.515, 0.061)
    stained = [float(group == "positive") for group in groups]
    told = cox_recurrent(less + more, seen + seen_too, stained, list(range(len(groups)))).covariates[0].parameters
    # Ours ends at .909: two of the women share a month, and ties can be counted in two ways.
    assert told["log_ratio"] == pytest.approx(0.908, abs=0.0015)
    assert round(told["naive_se"], 3) == 0.501


def test_aspirin():
    """Agresti (2007), An introduction to categorical data analysis, table 2.3: odds ratio 1.83 (1.44 to 2.33)."""
    found = two_by_two([[189, 10845], [104, 10933]])
    assert [round(value, 2) for value in (found.estimate, *found.interval)] == [1.83, 1.44, 2.33]
    assert found.yules_q == pytest.approx((found.estimate - 1) / (found.estimate + 1))


@pytest.mark.parametrize(
    ("count", "of", "ends"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson_as_newcombe_has_it(count, of, ends):
    """Newcombe (1998), Statistics in Medicine, 17, 857–872, table I, method 3."""
    assert [round(end, 4) for end in wilson(count, of, 0.95)] == list(ends)


@pytest.mark.parametrize(("count", "ends"), [(0, (0, 3.689)), (1, (0.0253, 5.572)), (10, (4.795, 18.39))])
def test_rates_as_garwood_has_them(count, ends):
    """Garwood (1936), Biometrika, 28, 437–442; the limits of a Poisson count, here in one minute."""
    found = rate(np.arange(count), span=(0, 60), unit="s")
    assert found.interval == pytest.approx(ends, rel=1e-3)
