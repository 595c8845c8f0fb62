"""Read the running window as a screen reader does, over AT-SPI, and say which controls have no name, role or state.

Usage: dbus-run-session -- xvfb-run -a /usr/bin/python3 tools/screen_reader_walk.py [.venv/bin/dyadmirror]

It needs the system's Python with python3-pyatspi, and at-spi2-core; the app runs as anybody's does, on a rendered clip.
Ends with 1 where a control says nothing of itself, or the timeline is no list.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Node = Any
"""What the bus gives for a thing that is shown; the system's binding has no types."""
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S, LOOKS_EVERY_S = 90.0, 0.5
_CONTROLS = (
    "push button, toggle button, check box, radio button, combo box, spin button, slider, text, entry, list, table, "
    "tree, page tab, page tab list, menu, menu item, check menu item"
)
NAMED = frozenset(_CONTROLS.split(", "))
"""Roles of what somebody works with: a reader says their name, or nothing that helps."""
TIMELINE, ACT = "timeline", "smiles"
DEEP = 40
"""Parts within parts: what lies deeper is no part of a window."""


def nodes(of: Node, parts: int = 0) -> Iterator[Node]:
    """Everything below something, that is shown; what has gone meanwhile is left out."""
    import pyatspi

    for child in list(of) if parts < DEEP else ():
        if child is None or not child.getState().contains(pyatspi.STATE_SHOWING):
            continue
        yield child
        yield from nodes(child, parts + 1)


def is_named(node: Node) -> bool:
    """Whether a reader can say what it is: by its own name, or by that of a label beside it."""
    import pyatspi

    labels = (one for one in node.getRelationSet() if one.getRelationType() == pyatspi.RELATION_LABELLED_BY)
    return bool(node.name.strip()) or any(True for _ in labels)


def seen(app: subprocess.Popen[bytes]) -> list[Node]:
    """Wait until the app's window is on the bus with its timeline, and return all that it shows."""
    import pyatspi

    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and app.poll() is None:
        of_app = (one for one in pyatspi.Registry.getDesktop(0) if one is not None and one.get_process_id() == app.pid)
        found = [node for one in of_app for node in nodes(one)]
        if timeline_in(found) is not None:
            return found
        time.sleep(LOOKS_EVERY_S)
    raise SystemExit(f"no list called {TIMELINE} was on the bus within {PATIENCE_S:.0f} s")


def timeline_in(found: list[Node]) -> Node:
    """The timeline, once it lists the act that was coded; None before."""
    lists = (node for node in found if node.getRoleName() == "list" and TIMELINE in node.name.casefold())
    return next((node for node in lists if any(ACT in (child.name or "") for child in node)), None)


def main() -> None:
    """Open a study with one coded act, look through everything that is shown, and say what says nothing."""
    command = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".venv" / "bin" / "dyadmirror")
    with tempfile.TemporaryDirectory(prefix="dyadmirror-reader-") as place:
        study = str(Path(place) / "study")
        environment = {
            **os.environ,
            "HOME": place,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "DYADMIRROR_PASSPHRASE": "",
        }
        act = ("child", "smile", "--onset-us", "2000000", "--offset-us", "3000000", "--coder", "kim", "--snap")
        clip = str(ROOT / "sample_clips" / "play.mp4")
        for words in (("new", study), ("add", study, clip), ("code", study, "r1", *act)):
            subprocess.run([command, *words], check=True, env=environment, stdout=subprocess.DEVNULL)
        app = subprocess.Popen([command, "open", study, "--coder", "kim"], env=environment)
        try:
            found = seen(app)
            told = [(node.getRoleName(), is_named(node), node.getState().getStates()) for node in found]
            silent = [describe(node) for node in found if node.getRoleName() in NAMED and not is_named(node)]
        finally:
            app.terminate()
            app.wait()
    stateless = sum(not states for _, _, states in told)
    unknown = sum(role in ("unknown", "invalid", "") for role, _, _ in told)
    controls = sum(role in NAMED for role, _, _ in told)
    print(f"{len(told)} shown, {controls} of them controls; {len(silent)} without a name, {unknown} without a role,")
    print(f"{stateless} without a state; the timeline is a list")
    print("\n".join(silent))
    sys.exit(1 if silent or unknown or stateless else 0)


def describe(node: Node) -> str:
    """Where a control lies that says nothing: the names of what it is in."""
    within, parts = node.parent, list[str]()
    while within is not None and len(parts) < DEEP:
        parts.append(within.name or within.getRoleName())
        within = within.parent
    return f"{node.getRoleName()} in {' < '.join(parts)}"


if __name__ == "__main__":
    main()
