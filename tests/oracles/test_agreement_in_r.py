"""Agreement as the R packages irr, psych and vcd print it: errors, tests, intervals, and kappas of many coders."""

import numpy as np
import pytest
from statsmodels.stats import inter_rater

from coder.stats import (
    FORMS,
    cohen_kappa,
    count_codes,
    fleiss_kappa,
    icc,
    icc_forms,
    kappa_of_table,
    light_kappa,
    weighted_kappa,
    weighted_kappa_of_table,
)
from coder.stats.intraclass import MCGRAW_WONG
from tests.oracles.test_agreement_oracles import ANXIETY_2, ANXIETY_3, DIAGNOSES, SAS_TABLE, SHROUT_FLEISS

# The first of irr's three "anxiety" raters.
ANXIETY_1 = [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3]
ANXIETY = np.c_[ANXIETY_1, ANXIETY_2, ANXIETY_3]

# psych 2.2.9, ICC(..., lmer = FALSE): ICC, F, df1, df2, p, lower, upper, in the order of FORMS.
PSYCH = {
    "Shrout & Fleiss 1979": (
        (0.1657417684, 1.794678492, 5, 18, 0.1647688083446, -0.13293232487, 0.7225600623),
        (0.2897637795, 11.027247956, 5, 15, 0.0001345665165, 0.01878651337, 0.7610843696),
        (0.7148407148, 11.027247956, 5, 15, 0.0001345665165, 0.34246476503, 0.9458582600),
        (0.4427971337, 1.794678492, 5, 18, 0.1647688083446, -0.88444215524, 0.9124154203),
        (0.6200505476, 11.027247956, 5, 15, 0.0001345665165, 0.07113681530, 0.9272320402),
        (0.9093155424, 11.027247956, 5, 15, 0.0001345665165, 0.67567471382, 0.9858916782),
    ),
    "anxiety": (
        (0.1750223814, 1.636462290, 19, 40, 0.09393072713, -0.07744657487, 0.4843360938),
        (0.1979982594, 1.826771654, 19, 38, 0.05620127355, -0.03891062609, 0.4935739460),
        (0.2160493827, 1.826771654, 19, 38, 0.05620127355, -0.04625788532, 0.5222590784),
        (0.3889257294, 1.636462290, 19, 40, 0.09393072713, -0.27492348988, 0.7380651236),
        (0.4254987531, 1.826771654, 19, 38, 0.05620127355, -0.12658270271, 0.7451492885),
        (0.4525862069, 1.826771654, 19, 38, 0.05620127355, -0.15292128665, 0.7663308002),
    ),
}
TABLES = {"Shrout & Fleiss 1979": SHROUT_FLEISS, "anxiety": ANXIETY}


@pytest.mark.parametrize("name", TABLES)
def test_all_six_iccs_against_psych(name):
    for result, printed in zip(icc_forms(TABLES[name]), PSYCH[name], strict=True):
        ours = (result.estimate, result.f, *result.degrees_of_freedom, result.p_value, *result.interval)
        assert ours == pytest.approx(printed, rel=1e-8)


def test_a_table_with_gaps_is_that_of_its_complete_rows():
    gaps = [*TABLES["anxiety"].tolist(), [3, None, 2], [None, None, 1], [float("nan"), 4, 4]]
    for form, printed in zip(FORMS, PSYCH["anxiety"], strict=True):
        result = icc(gaps, form=form)
        assert (result.estimate, result.n) == (pytest.approx(printed[0]), 20)
        assert "3 things that not every coder coded were left out" in result.notes


def test_irr_prints_the_agreement_icc_with_satterthwaites_degrees_of_freedom():
    # irr, icc(anxiety, model = "twoway", type = "agreement"): ICC(A,1) = 0.198, F(19,39.7) = 1.83, p = 0.0543,
    # -0.039 < ICC < 0.494.
    result = icc(ANXIETY, form="ICC(A,1)")
    assert round(result.estimate, 3) == 0.198
    assert (round(result.f, 2), round(result.agreement_df, 1), round(result.agreement_p, 4)) == (1.83, 39.7, 0.0543)
    assert tuple(round(v, 3) for v in result.interval) == (-0.039, 0.494)
    for theirs, ours in MCGRAW_WONG.items():
        assert icc(ANXIETY, form=theirs) == icc(ANXIETY, form=ours)


def test_kappas_with_their_tests_against_irr():
    # irr, kappa2: unweighted 0.119, z = 1.16, p = 0.245; squared 0.297, z = 1.34, p = 0.18.
    plain, square = cohen_kappa(ANXIETY_1, ANXIETY_2), weighted_kappa(ANXIETY_1, ANXIETY_2)
    assert [round(v, 3) for v in (plain.estimate, plain.z, plain.p_value)] == [0.119, 1.164, 0.245]
    assert [round(v, 3) for v in (square.estimate, square.z, square.p_value)] == [0.297, 1.340, 0.180]


def test_weighted_kappa_of_a_whole_scale_against_vcd_and_of_what_occurs_against_psych():
    # vcd 1.4-11, Kappa over all six steps: 0.126213592 (error 0.1035097, 95 % -0.07666171436 to 0.3290888988) with
    # equal steps, 0.229797980 with squared ones (error 0.1908767). psych and irr have 0.2520325 over the steps used.
    linear = weighted_kappa(ANXIETY_2, ANXIETY_3, weights="linear", codes=range(1, 7))
    found = (linear.estimate, linear.standard_error, *linear.interval)
    assert found == pytest.approx((0.126213592, 0.1035097, -0.07666171436, 0.3290888988), abs=1e-7)
    square = weighted_kappa(ANXIETY_2, ANXIETY_3, codes=range(1, 7))
    assert (square.estimate, square.standard_error) == pytest.approx((0.229797980, 0.1908767), abs=1e-7)
    used = weighted_kappa(ANXIETY_2, ANXIETY_3)
    assert used.estimate == pytest.approx(0.2520325203)
    assert any("skip a step" in note for note in used.notes)


def test_plain_kappa_against_vcd_and_psych():
    result = cohen_kappa(ANXIETY_2, ANXIETY_3)
    assert (result.estimate, result.standard_error) == pytest.approx((-0.006289308, 0.1015728), abs=1e-7)
    assert result.interval == pytest.approx((-0.2053684130, 0.1927897967), abs=1e-9)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_errors_tests_and_the_highest_kappa_against_statsmodels(weights):
    if weights is None:
        ours, theirs = kappa_of_table(SAS_TABLE), inter_rater.cohens_kappa(SAS_TABLE)
        assert ours.kappa_max == pytest.approx(theirs.kappa_max)
    else:
        ours = weighted_kappa_of_table(SAS_TABLE, weights=weights)
        theirs = inter_rater.cohens_kappa(SAS_TABLE, wt=weights)
    assert (ours.standard_error, ours.null_error, ours.z, ours.p_value) == pytest.approx(
        (theirs.std_kappa, theirs.std_kappa0, theirs.z_value, theirs.pvalue_two_sided)
    )


def test_cohens_own_error_and_pabak_by_hand():
    # 40 of 50 agree, totals 30/20 and 32/18: chance .384 + .144 = .528.
    result = kappa_of_table([[26, 4], [6, 14]])
    assert result.estimate == pytest.approx((0.8 - 0.528) / 0.472)
    assert result.cohen_error == pytest.approx(np.sqrt(0.8 * 0.2 / 50) / 0.472)
    assert result.pabak == pytest.approx(2 * 0.8 - 1)
    assert result.kappa_max == pytest.approx((0.96 - 0.528) / 0.472)


def test_fleiss_with_its_tests_against_irr():
    # irr, kappam.fleiss(diagnoses, detail = TRUE): Kappa = 0.43, z = 17.7; per category kappa and z.
    counts, codes = count_codes(DIAGNOSES.split())
    result = fleiss_kappa(counts, codes=codes)
    assert (round(result.estimate, 2), round(result.z, 1)) == (0.43, 17.7)
    assert [(round(r.estimate, 3), round(r.parameters["z"], 3)) for r in result.per_code] == [
        (0.245, 5.192),
        (0.245, 5.192),
        (0.520, 11.031),
        (0.471, 9.994),
        (0.566, 12.009),
    ]


def test_light_and_conger_against_irr():
    # irr, kappam.light(diagnoses): 0.459; kappam.fleiss(diagnoses, exact = TRUE): 0.442.
    result = light_kappa(DIAGNOSES.split())
    assert (round(result.estimate, 3), round(result.conger, 3)) == (0.459, 0.442)
    assert (result.coders, len(result.pairs)) == (6, 15)
    two = light_kappa([[a, b] for a, b in zip(ANXIETY_1, ANXIETY_2, strict=True)])
    assert two.estimate == pytest.approx(cohen_kappa(ANXIETY_1, ANXIETY_2).estimate)
    assert two.conger == pytest.approx(two.estimate)
