"""The table of exchanges as models take it: a whole dictionary, and scripts that give what the app gives."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentExchange
from coder.interchange.formats.tables.tidy_rows import EXCHANGE_COLUMNS, exchange_rows
from coder.stats import cox_recurrent

DOCS = Path(__file__).parents[3] / "docs"
S = 1_000_000


def simulated():
    """Bids of twelve families, two codes, answers on half seconds."""
    rng = np.random.default_rng(1)
    documents = []
    for k in range(12):
        found = []
        for i in range(15):
            code = "smile" if rng.random() < 0.5 else "look"
            wait = int(np.ceil(rng.exponential(1.5 if code == "smile" else 2.5) * 2)) * S // 2
            at, seen = i * 10 * S, wait <= 3 * S
            found.append(
                DocumentExchange(
                    "prompt-3s", "child", code, at, at + S, "answered" if seen else "unsettled",
                    latency_us=wait if seen else None, censored_at_us=None if seen else at + 3 * S,
                    coder="kim", anchor_us=at, window_us=3 * S, family=f"F{k + 1}",
                )
            )  # fmt: skip
        documents.append(Document(title=f"r{k + 1}", exchanges=tuple(found)))
    return documents


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "x.exchanges.csv"
    formats.write(simulated(), path, format="csv-exchanges")
    return path


def test_the_dictionary_names_every_column_in_order_with_its_type():
    fields = json.loads((DOCS / "exchanges.schema.json").read_text())["fields"]
    assert tuple(one["name"] for one in fields) == EXCHANGE_COLUMNS
    kinds = {"integer": int, "number": float, "string": str}
    for document in simulated():
        for row in exchange_rows(document):
            for one, cell in zip(fields, row, strict=True):
                assert cell is None or isinstance(cell, kinds[one["type"]]), one["name"]
    assert all("microseconds" in one["description"] for one in fields if one["name"].endswith("_us"))


def test_watched_time_and_flag_are_what_a_survival_model_takes():
    one = DocumentExchange("r", "child", "x", 0, 10, "unsettled", censored_at_us=40, anchor_us=10)
    assert one.watched_us == 30
    row = dict(zip(EXCHANGE_COLUMNS, next(exchange_rows(Document(title="d", exchanges=(one,)))), strict=True))
    assert (row["watched_us"], row["watched_s"], row["answered"]) == (30, 3e-5, 0)


def fitted(documents):
    bids = [one for document in documents for one in document.exchanges]
    x = [float(one.bid_code == "smile") for one in bids]
    watched = [one.watched_us / S for one in bids]
    return cox_recurrent(watched, [one.latency_us is not None for one in bids], x, [one.family for one in bids])


def test_the_python_script_reads_it(table):
    done = subprocess.run(
        [sys.executable, DOCS / "models.py", table], capture_output=True, text=True, check=True, cwd=DOCS.parent,
        env={"PYTHONPATH": str(DOCS.parent), "PATH": ""},
    )  # fmt: skip
    assert "kaplan_meier" in done.stdout
    assert f"cox_recurrent: {fitted(simulated()).estimate:.4g}" in done.stdout


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not here")
def test_the_r_script_gives_the_same_numbers(table):
    done = subprocess.run(
        ["Rscript", DOCS / "models.R", table], capture_output=True, text=True, check=False, cwd=DOCS.parent
    )
    assert done.returncode == 0, done.stderr
    told = next(line.split() for line in done.stdout.splitlines() if line.startswith("cox "))
    first = fitted(simulated()).covariates[0].parameters
    assert float(told[1]) == pytest.approx(first["log_ratio"], rel=1e-6)
    assert float(told[3]) == pytest.approx(first["robust_se"], rel=1e-6)
    assert "bids 180" in done.stdout
