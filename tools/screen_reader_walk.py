"""Read the running window and its dialogs as a screen reader does, over AT-SPI; say what has no name, role or state.

Usage: dbus-run-session -- xvfb-run -a /usr/bin/python3 tools/screen_reader_walk.py [.venv/bin/dyadmirror]

It needs the system's Python with python3-pyatspi, and at-spi2-core; the app runs as anybody's does, on a rendered clip.
Every entry of the menus that ends in dots is pressed, and what it opens is read and closed again.
Ends with 1 where a control says nothing of itself, the timeline is no list, or hardly a dialog opened.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
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
OPENS = ("…", "...")
DIALOG_S, LEAST_DIALOGS = 3.0, 15
"""How long a dialog may take to come up, and how many come up at least."""
OF_QT = "Look in:"
"""A label of the window in which a file is chosen."""
SAYS_NO = ("Cancel", "No", "Close", "Keep it", "OK")
"""Buttons that change nothing, the one that is rather pressed first."""
DEEP = 40
"""Parts within parts: what lies deeper is no part of a window."""


def nodes(of: Node, parts: int = 0) -> Iterator[Node]:
    """Everything below something, that is shown; what has gone meanwhile is left out."""
    import pyatspi

    try:
        children = list(of) if parts < DEEP else []
    except ValueError:  # it is going just now
        children = []
    for child in children:
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


@dataclass
class Heard:
    """What a reader came by so far."""

    shown: int = 0
    controls: int = 0
    opened: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)

    def listen(self, found: list[Node]) -> None:
        """Hear everything that is shown; at once, for what is closed says nothing any more."""
        from gi.repository import GLib

        try:
            if any(node.name == OF_QT for node in found):
                self.unheard.append(f"{found[0].name}: Qt's own")
                return
            for node in found:
                self._hear(node)
        except GLib.Error:
            self.unheard.append("a window that went while it was heard")

    def _hear(self, node: Node) -> None:
        role = node.getRoleName()
        said = is_named(node), node.getState().getStates()
        self.shown += 1
        self.controls += role in NAMED
        if role in NAMED and not said[0]:
            self.silent.append(f"no name: {describe(node)}")
        if role in ("unknown", "invalid", ""):
            self.silent.append(f"no role: {describe(node)}")
        if not said[1]:
            self.silent.append(f"no state: {describe(node)}")

    @property
    def all_said(self) -> bool:
        """Whether everything says what it is, and dialogs came up at all."""
        return not self.silent and len(self.opened) >= LEAST_DIALOGS

    def words(self) -> str:
        """Say what was heard, and what says nothing of itself."""
        counts = f"{self.shown} shown, {self.controls} of them controls; the timeline is a list"
        told = [counts, f"{len(self.opened)} dialogs:", *self.opened, f"{len(self.unheard)} not heard:", *self.unheard]
        return "\n".join((*told, f"{len(self.silent)} say nothing of themselves:", *self.silent))


def windows_of(app: subprocess.Popen[bytes]) -> list[Node]:
    """The windows of the app that are shown now."""
    import pyatspi

    of_app = (one for one in pyatspi.Registry.getDesktop(0) if one is not None and one.get_process_id() == app.pid)
    shown = (window for one in of_app for window in list(one) if window is not None)
    return [window for window in shown if window.getState().contains(pyatspi.STATE_SHOWING)]


def entries(within: Node, parts: int = 0) -> Iterator[Node]:
    """The entries of the menus that open a dialog: they end in dots. Menus are read before they are opened."""
    for child in list(within) if parts < DEEP else ():
        if child is None:
            continue
        if child.getRoleName() == "menu item" and child.name.endswith(OPENS):
            yield child
        elif child.getRoleName() in ("menu bar", "menu", "menu item", "frame", "filler", "popup menu"):
            yield from entries(child, parts + 1)


def press(node: Node) -> None:
    """Do what a reader does to press something."""
    import pyatspi
    from gi.repository import GLib

    with suppress(GLib.Error):  # a dialog of the system's answers only once it is closed
        if node.getState().contains(pyatspi.STATE_ENABLED) and node.queryAction().nActions:
            node.queryAction().doAction(0)


def opened(app: subprocess.Popen[bytes], entry: Node, besides: list[Node]) -> list[Node]:
    """Press an entry, and return what comes up besides the windows that were there; nothing where nothing does."""
    press(entry)
    until = time.monotonic() + DIALOG_S
    while time.monotonic() < until and app.poll() is None:
        found = [window for window in windows_of(app) if window not in besides]
        if found:
            time.sleep(LOOKS_EVERY_S)  # what a dialog asks of the study comes a moment later
            return found
        time.sleep(LOOKS_EVERY_S / 5)
    return []


def close(dialog: Node) -> None:
    """Answer what has come up with no; a window that stays open beside the work is left there."""
    answers = {node.name.rstrip("."): node for node in nodes(dialog) if node.getRoleName() in ("push button", "button")}
    say_no = next((answers[name] for name in SAYS_NO if name in answers), None)
    if say_no is not None:
        press(say_no)


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
        app, heard = subprocess.Popen([command, "open", study, "--coder", "kim"], env=environment), Heard()
        try:
            heard.listen(seen(app))
            windows = windows_of(app)
            for entry in [one for window in windows for one in entries(window)]:
                dialogs = opened(app, entry, windows)
                heard.opened += [f"{entry.name} opens “{dialog.name}”" for dialog in dialogs]
                for dialog in dialogs:
                    heard.listen([dialog, *nodes(dialog)])
                    close(dialog)
                windows += dialogs
        finally:
            app.terminate()
            app.wait()
    print(heard.words())
    sys.exit(0 if heard.all_said else 1)


def describe(node: Node) -> str:
    """Where a control lies that says nothing: the names of what it is in."""
    within, parts = node.parent, list[str]()
    while within is not None and len(parts) < DEEP:
        parts.append(within.name or within.getRoleName())
        within = within.parent
    return f"{node.getRoleName()} in {' < '.join(parts)}"


if __name__ == "__main__":
    main()
