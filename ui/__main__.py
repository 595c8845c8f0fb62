"""The entry point: seal first, then everything else. ``dyadmirror`` and ``python -m ui`` both begin here."""

from __future__ import annotations

import sys

from coder.privacy.network_seal import SealError, seal


def main() -> int:
    """Seal the process, then run the command line. Nothing is imported, opened or read before the seal holds."""
    try:
        seal()
    except SealError as error:
        sys.stderr.write(f"dyadmirror: {error}; nothing was opened.\n")
        return 2
    from ui.cli.parser import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
