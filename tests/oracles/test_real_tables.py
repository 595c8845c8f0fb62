"""Real tables that others coded: what their authors published, and what must hold whatever the numbers are."""

import csv

import numpy as np
import pytest

from coder.stats import (
    circular_shift_test,
    co_occurrence,
    count_icc,
    event_alignment_kappa,
    icc,
    kaplan_meier,
    lag_sequential,
    mismatch_repair,
    overlap_shift_test,
    series,
    state_time,
    time_unit_kappa,
    transition_matrix,
)

pytestmark = pytest.mark.realdata

DYADS = {"3367": (2325, 2645.4), "3414": (2921, 3224), "3532": (1999, 2300)}


@pytest.fixture(scope="module")
def gering(realdata):
    with (realdata / "tables/gering/SCC_ID_data_blinded_stage1.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["twelve_pca_1"] not in ("", "NA")]
    return {
        name: np.array([[float(row[f"twelve_{name}_{coder}"]) for coder in (1, 2)] for row in rows])
        for name in ("sc_pca_only", "cl_pca_only", "pca")
    }


def test_gering_count_iccs_as_published(gering):
    # .882 for semantically contingent and .776 for content-light responses, 125 dyads, two coders: concordance of
    # counts under a Poisson mixed model, with the first coder as reference.
    contingent = count_icc(gering["sc_pca_only"], reference="first")
    light = count_icc(gering["cl_pca_only"], reference="first")
    assert (contingent.n, light.n) == (125, 125)
    assert round(contingent.estimate, 3) == 0.882
    assert round(light.estimate, 3) == 0.776


def test_gering_ordinary_icc_is_ruled_by_one_pair(gering):
    # One dyad has counts 12 apart; an ICC that takes counts as normal falls by a tenth for it.
    table = gering["sc_pca_only"]
    apart = np.abs(table[:, 0] - table[:, 1])
    whole, without = icc(table), icc(table[apart < apart.max()])
    assert apart.max() == 12
    assert whole.estimate == pytest.approx(0.711, abs=5e-4)
    assert without.estimate > whole.estimate + 0.05


def _mangold(realdata, dyad):
    """Mother's and infant's affect from the export of the coding tool: onset, offset, code."""
    sides = {"Maternal Affect": [], "Infant Affect": []}
    with (realdata / f"tables/finding_structure_in_time/mangold_{dyad}goodman.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            for name, events in sides.items():
                if row[name].strip():
                    events.append((float(row["Onset_Time"]), float(row["Offset_Time"]), row[name].strip()))
    return {name: tuple(map(list, zip(*sorted(set(events)), strict=True))) for name, events in sides.items()}


@pytest.mark.parametrize("dyad", DYADS)
def test_affect_of_three_dyads_holds_together(realdata, dyad):
    sides = _mangold(realdata, dyad)
    mother, infant = sides["Maternal Affect"], sides["Infant Affect"]
    span = DYADS[dyad]
    # What the letters stand for is not documented; any pairing must come to the same time by both ways.
    fits = [("W", "0"), ("N", "1"), ("A", "-1")]
    found = mismatch_repair(infant, mother, span=span, fits=fits, unit="s")
    shared = co_occurrence(infant, mother, span=span, unit="s")
    same = sum(
        shared.shared[shared.rows.index(a)][shared.columns.index(b)]
        for a, b in fits
        if a in shared.rows and b in shared.columns
    )
    assert found.matched_time == pytest.approx(same, abs=1e-6)
    assert found.coded_time == pytest.approx(np.sum(shared.shared), abs=1e-6)
    assert 0 < found.estimate < 1
    # The tool leaves one frame of 40 ms between states; bridged, nearly every change is seen.
    joined = mismatch_repair(infant, mother, span=span, fits=fits, bridge=0.05, unit="s")
    assert found.repairs <= joined.repairs <= joined.mismatches <= found.mismatches
    assert joined.repairs >= 0.5 * joined.mismatches
    assert joined.estimate == pytest.approx(found.estimate, abs=0.02)
    for code, time in zip(shared.columns, shared.second_time, strict=True):
        keep = [k for k, c in enumerate(mother[2]) if c == code]
        alone = state_time([mother[0][k] for k in keep], [mother[1][k] for k in keep], span=span, unit="s")
        assert alone.total_time == pytest.approx(time, abs=1e-6)
    moves = transition_matrix(mother, span=span, unit="s")
    assert moves.n == len(mother[2]) - 1
    assert lag_sequential(mother[2]).observed == moves.counts


def test_events_and_time_series_of_one_coding_agree(realdata):
    """Their tenth-of-a-second series was made from the events: as a second coder it must agree nearly throughout."""
    folder = realdata / "tables/finding_structure_in_time"
    events = np.genfromtxt(folder / "InfantAffect_Events_3367.csv", delimiter=",")
    times = np.genfromtxt(folder / "InfantAffect_Timeseries_3367.csv", delimiter=",")
    coded = (events[:, 0], events[:, 1], [f"{v:g}" for v in events[:, 2]])
    sampled = series([None if v == 0 else f"{v:g}" for v in times[:, 1]], step=0.1, start=2325)
    span = (2325, 2325 + 0.1 * len(times))
    moments = time_unit_kappa(coded, sampled, span=span, step=0.1, tolerance=0.1, unit="s", resamples=0)
    acts = event_alignment_kappa(coded, sampled, tolerance=1, unit="s", resamples=0)
    assert moments.estimate > 0.95
    assert acts.share_agreed > 0.9


@pytest.mark.parametrize("dyad", DYADS)
def test_smiles_against_chance_give_whole_records(realdata, dyad):
    sides = _mangold(realdata, dyad)
    span = DYADS[dyad]
    mother, infant = sides["Maternal Affect"], sides["Infant Affect"]
    answers = [mother[0][k] for k, c in enumerate(mother[2]) if c in ("1", "2")]
    found = circular_shift_test(infant[0], answers, window=3, span=span, unit="s", draws=500)
    assert found.n == len(infant[0])
    assert 0 < found.p_value <= 1
    states = []
    for (on, off, codes), code in ((infant, "N"), (mother, "1")):
        keep = [k for k, c in enumerate(codes) if c == code]
        states.append(([on[k] for k in keep], [off[k] for k in keep]))
    overlap = overlap_shift_test(*states, span=span, unit="s", draws=500)
    product = np.prod([state_time(*s, span=span, unit="s").estimate for s in states])
    assert overlap.null_mean == pytest.approx(product, abs=0.03)
    bouts = kaplan_meier([b - a for a, b in zip(*states[1], strict=True)], [True] * len(states[1][0]), of="bouts")
    assert bouts.defined
