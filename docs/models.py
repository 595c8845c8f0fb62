"""Read a table of exchanges and fit the usual models: python models.py FILE.exchanges.csv"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from coder.stats import cox_recurrent, kaplan_meier


def read_exchanges(path: Path) -> list[dict[str, str]]:
    """Return one row a bid, without those that were no bids or could not be observed."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["outcome"] not in ("not a bid", "not observable") and row["watched_s"]]


def main(path: Path) -> None:
    """Print the latency curve's median, and how the first code of a bid differs from the others."""
    bids = read_exchanges(path)
    watched, answered = [float(row["watched_s"]) for row in bids], [row["answered"] == "1" for row in bids]
    # Bids of one family belong together; where nobody said which family it was, those of one recording do.
    clusters = [row["family"] or row["recording"] for row in bids]
    codes = sorted({row["bid_code"] for row in bids})
    sys.stdout.write(f"{kaplan_meier(watched, answered)}\n")
    if len(codes) > 1:
        covariates = [[float(row["bid_code"] == code) for code in codes[1:]] for row in bids]
        sys.stdout.write(f"{cox_recurrent(watched, answered, covariates, clusters, names=codes[1:])}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
