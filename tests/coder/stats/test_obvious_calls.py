"""What somebody with a notebook types first: it gives the number that is meant, or a sentence that shows the call."""

import numpy as np
import pandas as pd
import pytest

from coder.stats import (
    StatsError,
    cohen_kappa,
    cox_recurrent,
    fleiss_kappa,
    icc,
    kappa_of_table,
    krippendorff_alpha,
    lag_sequential,
    lag_sequential_of_table,
    light_kappa,
    rate,
    time_unit_kappa,
    weighted_kappa,
    weighted_kappa_of_table,
)

NUMBERS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_a_record_prints_as_a_person_reads_it():
    said = str(icc(NUMBERS, "ICC(3,k)"))
    assert said.startswith("icc: 0.9093, 95 % interval 0.6757 to 0.9859 (n = 6 things coded by all)\n")
    assert "f 11.03, degrees_of_freedom (5, 15), p_value 0.0001346" in said
    undefined = str(cohen_kappa(["a", "a"], ["a", "a"]))
    assert undefined.startswith("cohen_kappa: undefined, both coders used one and the same code throughout")
    assert "also: codes, table, per_code" in str(cohen_kappa("ab", "aa"))


@pytest.mark.parametrize("spelt", ["ICC(2,k)", "ICC(A,k)", "ICC2k", "ICC(2,4)"])
def test_a_form_of_icc_in_every_usual_spelling(spelt):
    assert icc(NUMBERS, spelt).estimate == icc(NUMBERS, form="ICC(2,k)").estimate
    assert icc(NUMBERS, spelt).parameters == {"form": "ICC(2,k)"}


def test_another_number_of_coders_than_there_are_is_no_form():
    with pytest.raises(StatsError, match="form is one of"):
        icc(NUMBERS, "ICC(2,3)")


def test_a_long_frame_is_not_taken_for_three_coders():
    long = pd.DataFrame(
        [(thing, coder, value) for thing, row in enumerate(NUMBERS) for coder, value in enumerate(row)],
        columns=["infant", "coder", "seconds"],
    )
    with pytest.raises(StatsError, match="pivot") as refused:
        icc(long)
    assert "frame.pivot(index='infant', columns='coder', values='seconds')" in str(refused.value)
    wide = long.pivot(index="infant", columns="coder", values="seconds")
    assert icc(wide).estimate == icc(NUMBERS).estimate


def test_measurement_comes_second_and_is_not_the_confidence_level():
    rows = [[1, 2, 3, 3, 2], [1, 2, 3, 4, 2]]
    assert krippendorff_alpha(rows, "interval").estimate == krippendorff_alpha(rows, measurement="interval").estimate
    with pytest.raises(StatsError, match="measurement='nominal'"):
        krippendorff_alpha(rows, level="nominal")  # type: ignore[arg-type]


def test_a_crosstab_is_read_by_its_labels():
    first, second = ["y", "n", "y", "m", "n"], ["y", "n", "n", "n", "n"]
    table = pd.crosstab(pd.Series(first), pd.Series(second))
    assert table.shape == (3, 2)
    assert kappa_of_table(table).estimate == cohen_kappa(first, second).estimate
    assert kappa_of_table(table[["y", "n"]]).estimate == cohen_kappa(first, second).estimate


def test_steps_of_a_crosstab_are_places_in_the_scale():
    table = pd.crosstab(pd.Series([1, 2, 3, 3, 1]), pd.Series([1, 3, 3, 3, 1]))
    whole = weighted_kappa_of_table([[2, 0, 0], [0, 0, 1], [0, 0, 2]])
    assert weighted_kappa_of_table(table).estimate == whole.estimate
    named = pd.DataFrame([[3, 1], [0, 2], [1, 1]], index=["low", "mid", "high"], columns=["low", "high"])
    with pytest.raises(StatsError, match="lowest to highest"):
        weighted_kappa_of_table(named)
    assert weighted_kappa_of_table(named, ["low", "mid", "high"]).codes == ("low", "mid", "high")


def test_one_code_as_number_and_as_text_is_refused_rather_than_a_disagreement():
    with pytest.raises(StatsError, match="number here and a text there"):
        cohen_kappa([1, 2, 1], ["1", "2", "1"])


def test_a_table_in_the_place_of_codes_is_told_where_it_goes():
    with pytest.raises(StatsError, match="kappa_of_table"):
        cohen_kappa(np.array([[20, 5], [10, 15]]), ["y", "n"])


def test_a_printed_table_of_lags_gives_what_its_sequence_gave():
    codes = list("abcabacbbcaabacbacbbabc")
    told = lag_sequential(codes, 1)
    printed = lag_sequential_of_table(told.observed, told.codes)
    assert printed.estimate == told.estimate
    assert printed.adjusted_residuals == told.adjusted_residuals
    with pytest.raises(StatsError, match="repeats=False"):
        lag_sequential_of_table(told.observed, repeats=False)
    with pytest.raises(StatsError, match="whole counts"):
        lag_sequential_of_table([[0.5, 0.5], [0.1, 0.9]])


FRAME = pd.DataFrame({"code": ["x", "y", "x"], "onset": [0.0, 2.0, 5.0], "offset": [1.0, 3.0, 6.0]})


def test_columns_of_a_frame_name_the_codes_and_covariates():
    counts = pd.DataFrame([[3, 0], [1, 2], [0, 3]], columns=["look", "away"])
    assert [one.name for one in fleiss_kappa(counts).per_code] == ["look", "away"]
    assert fleiss_kappa(counts.to_numpy()).estimate == fleiss_kappa(counts).estimate
    told = pd.DataFrame({"age": [1.0, 2, 3, 1, 2, 3], "calm": [0, 1, 0, 1, 1, 0]})
    cox = cox_recurrent([1, 2, 3, 4, 2, 5], [1, 0, 1, 1, 1, 1], told, [1, 1, 2, 2, 3, 3])
    assert [one.name for one in cox.covariates] == ["age", "calm"]


def test_codes_given_as_counts_are_told_where_they_go():
    with pytest.raises(StatsError, match="count_codes"):
        fleiss_kappa([[1, 2, 2], [3, 3, 1], [2, 2, 2]])


@pytest.mark.parametrize(("first", "second", "estimate"), [("aab", "aaa", 0), ("ab", "cd", 0), ("ab", "ba", -1)])
def test_disagreement_without_a_large_sample_error_is_not_called_agreement(first, second, estimate):
    kappa = cohen_kappa(first, second)
    assert (kappa.estimate, kappa.interval) == (estimate, None)
    assert kappa.notes == (
        "no interval: the large-sample error of these tallies is zero, which tells nothing of its width",
    )
    assert "no disagreement" in cohen_kappa("aab", "aab").notes[0]


def test_a_frame_of_events_is_read_by_its_columns():
    arrays = (FRAME["onset"], FRAME["offset"], FRAME["code"])
    other = ([0.1, 2, 5], [1, 3, 6], ["x", "y", "y"])
    by_frame = time_unit_kappa(FRAME, other, span=(0, 10), step=1, unit="s")
    assert by_frame == time_unit_kappa(arrays, other, span=(0, 10), step=1, unit="s")


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([(0, 1, "x"), (2, 3, "y"), (5, 6, "x")], r"tuple\(zip\(\*rows\)\)"),
        (list("ppw"), r"series\(codes, step="),
        ("ppww", r"series\(codes, step="),
        (FRAME.rename(columns={"onset": "start"}), "columns onset, offset and code"),
    ],
)
def test_events_in_another_shape_are_told_how(events, says):
    with pytest.raises(StatsError, match=says):
        time_unit_kappa(events, events, span=(0, 10), step=1, unit="s")


def test_a_span_without_its_unit_is_not_taken_for_microseconds():
    with pytest.raises(StatsError, match="unit='s'"):
        rate([1, 2, 3], span=(0, 60))
    assert rate([1, 2, 3], span=(0, 60), unit="s").estimate == 3


def test_weights_as_irr_spells_them_and_what_no_weights_are():
    first, second = [1, 2, 3, 3, 1], [1, 2, 2, 3, 3]
    for theirs, ours in (("squared", "quadratic"), ("equal", "linear")):
        assert weighted_kappa(first, second, weights=theirs) == weighted_kappa(first, second, weights=ours)
    steps = [[0, 1, 4], [1, 0, 1], [4, 1, 0]]
    assert weighted_kappa(first, second, weights=steps).estimate == pytest.approx(
        weighted_kappa(first, second).estimate, abs=1e-12
    )
    for wrong in ("cubic", None, [[0, 1], [1, 0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.zeros((3, 3))):
        with pytest.raises(StatsError, match="weights"):
            weighted_kappa(first, second, weights=wrong)


def test_a_table_on_its_side_gives_its_number_with_a_note():
    sideways = list(zip(*NUMBERS, strict=True))
    assert "turn the table" in icc(sideways).notes[-1]
    assert "turn the table" in light_kappa([[1, 2, 1], [2, 2, 1]]).notes[-1]
    assert "turn the table" in krippendorff_alpha(NUMBERS, "interval", resamples=0).notes[-1]
    assert not icc(NUMBERS).notes
