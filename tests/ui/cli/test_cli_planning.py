"""Planning on the command line: the same numbers as the functions, and a sentence for what cannot be meant."""

import json

import pytest

from coder.stats import needed_for_icc, needed_for_kappa, needed_for_latency
from tests.ui.cli.test_cli_numbers import printed
from tests.ui.cli.test_cli_over_time import refused

ASKED = [
    (["plan-kappa", "0.7", "--prevalence", "2", "1", "1", "--in-a-recording", "20"],
     needed_for_kappa(0.7, [2, 1, 1], width=0.2, in_a_recording=20)),
    (["plan-icc", "0.8", "--coders", "3"], needed_for_icc(0.8, width=0.2, coders=3)),
    (["plan-latency", "1.5", "--answered", "0.6", "--bids-of-a-dyad", "20", "--alike", "0.1"],
     needed_for_latency(1.5, answered=0.6, bids_of_a_dyad=20, alike=0.1)),
]  # fmt: skip


@pytest.mark.parametrize(("command", "found"), ASKED)
def test_what_is_printed_is_what_the_function_says(command, found, capsys):
    assert json.loads(printed(capsys, *command, "--json")) == found.to_dict()
    assert f"{found.n} {found.n_of}" in printed(capsys, *command)


def test_what_cannot_be_meant_is_said(capsys):
    assert "from 0 to below 1" in refused(capsys, "plan-kappa", "1.2", "--prevalence", "1", "1")
    assert "no difference" in refused(capsys, "plan-latency", "1")
