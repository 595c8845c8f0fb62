"""The entry point: settle in, seal, then everything else. ``dyadmirror`` and ``python -m ui`` both begin here."""

from __future__ import annotations

import signal
import sys

from coder.privacy.environment import settle_in
from coder.privacy.network_seal import SealError, seal
from models.native_memory import one_heap


def main() -> int:
    """Settle in, seal the process, then run the command line. Nothing is opened or read before the seal holds."""
    settle_in()
    one_heap()
    try:
        seal()
    except SealError as error:
        sys.stderr.write(f"dyadmirror: {error}; nothing was opened.\n")
        return 2
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    _speak()
    from ui.cli.parser import main as run

    return run()


def _speak() -> None:
    """Choose the language before anything is imported that says something; what programs read stays in English."""
    from ui.language.choice import chosen_catalogue

    if "--json" in sys.argv or chosen_catalogue() is None:
        return
    from coder.vocabulary.errors import StudyError
    from ui.language.catalogue import speak_as_wanted  # Qt is loaded only for another language

    try:
        speak_as_wanted()
    except StudyError as error:
        sys.stderr.write(f"dyadmirror: {error} English is spoken instead.\n")


def _end(number: int, _: object) -> None:
    """End as somebody who asks nicely may expect: what was begun is taken back on the way out."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
