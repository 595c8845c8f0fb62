"""Start Snakemake without a network: `python batch/sealed.py -s batch/Snakefile ...`, the arguments are Snakemake's.

A library of Snakemake's opens a socket when it is imported, to see whether the machine knows IPv6; it connects to
nothing, but an archive of families is better off where it cannot. The seal is the app's own and holds for every child.
Not for a cluster: its scheduler is reached over the network.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from coder.privacy import network_seal


def main() -> None:
    """Seal this process, then become Snakemake."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    snakemake = shutil.which("snakemake", path=beside)
    if snakemake is None:
        sys.exit("Snakemake is not installed here; install dyadmirror[batch].")
    state = network_seal.seal()
    sys.stderr.write(f"{state.words}\n")
    sys.stderr.flush()
    os.execv(snakemake, [snakemake, *sys.argv[1:]])


if __name__ == "__main__":
    main()
