"""Fit the usual models to a study's bids: python models.py study.tables.zip (or FILE.exchanges.csv).

Needs pandas and statsmodels; with Dyad Mirror installed, Cox regression and the curve are its own (``coder.stats``).
Families are the clusters of every model.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import statsmodels.formula.api as smf
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.families import Binomial

sys.path.insert(0, str(Path(__file__).parent))
from read_tables import read_exchanges, read_tables

try:
    from coder.stats import cox_recurrent, kaplan_meier
except ImportError:
    cox_recurrent = kaplan_meier = None


def counted_bids(path: Path) -> Any:  # noqa: ANN401 - a data frame
    """Return the bids that the figures about answers rest on."""
    bids = read_tables(path)["bids"] if path.is_dir() or path.suffix == ".zip" else read_exchanges(path)
    bids = bids[(bids["counted"] == 1) & bids["watched_s"].notna()]
    numbers = {"answered": int, "watched_s": float}
    words = dict.fromkeys(("bid_code", "condition", "episode"), object)
    return bids.astype({**numbers, **words})


def varying(bids: Any) -> list[str]:  # noqa: ANN401 - a data frame
    """Return what can be asked of these bids: code of the bid, setting or else episode, where they vary."""
    several = [one for one in ("bid_code", "condition", "episode") if bids[one].replace("", None).nunique() > 1]
    return [one for one in several if one != "episode" or "condition" not in several]


def main(path: Path) -> None:
    """Print the latency curve, and how codes of bids and conditions differ in speed and in the share answered."""
    bids = counted_bids(path)
    write = sys.stdout.write
    write(f"bids {len(bids)} answered {bids['answered'].sum()} clusters {bids['cluster'].nunique()}\n")
    if kaplan_meier is not None:
        write(f"{kaplan_meier(bids['watched_s'].tolist(), bids['answered'].astype(bool).tolist())}\n")
    asked = varying(bids)
    if not asked or bids["cluster"].nunique() < 2:
        return
    if cox_recurrent is not None:
        kinds = [(one, kind) for one in asked for kind in sorted(bids[one].dropna().unique())[1:]]
        covariates = [[float(row[one] == kind) for one, kind in kinds] for _, row in bids.iterrows()]
        found = cox_recurrent(
            bids["watched_s"].tolist(),
            bids["answered"].astype(bool).tolist(),
            covariates,
            bids["cluster"].tolist(),
            names=[f"{one} {kind}" for one, kind in kinds],
        )
        write(f"{found}\n")
    # Whether at all: families as clusters, all alike correlated within (Liang & Zeger 1986).
    formula = "answered ~ " + " + ".join(f"C({one})" for one in asked)
    model = smf.gee(formula, "cluster", bids, family=Binomial(), cov_struct=Exchangeable())
    write(f"{model.fit().summary().tables[1]}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which tables: python models.py study.tables.zip (or FILE.exchanges.csv, or their folder)")
    main(Path(sys.argv[1]))
