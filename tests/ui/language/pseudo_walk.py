"""Walk every page, menu and dialog of the window in a pseudo-language, and write down what is not in it or is cut.

Usage: python -m tests.ui.language.pseudo_walk CATALOGUE LANGUAGE STUDY   (a process of its own: it speaks one language)
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QEventLoop, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QColorDialog,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTableWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)

from coder.vocabulary.language import install
from tests.ui.dialog_walk import cut_headings
from tests.ui.language.pseudo_language import dressed
from ui.language.catalogue import language_of
from ui.widgets.lettered_menu import LetteredMenu

SIZE = (1280, 720)
TURN_MS = 60
LOOKS = 3
"""How often a dialog is looked at before it is closed."""
ENDING = frozenset(("quit", "sample", "recent", "keep_look"))
"""Actions that would end the walk, open another study, or keep something on this device."""
FIRST = ("by_act", "accept", "accept", "tab_events", "next_event")
"""Done before all others, so that there are events, and one is in hand."""
HIDING = ("code_blind", "begins_blind", "open_blind", "camera_remove", "for_family", "erase", "lock")
"""Actions after which little is left to see, in the order in which they are done at the end."""
NOT_OURS = frozenset(("OK", "Cancel", "Yes", "No", "Close", "Save", "Open", "Apply", "Discard", "Help"))
"""Buttons that Qt names itself; its own catalogues translate them."""
PLAIN = re.compile(r"(?<![\w#@./:-])[A-Za-z]*[aeiou][A-Za-z]*(?![\w./:@=-])")
"""A word of plain letters: the pseudo-language has none, for every vowel in it is dressed."""
KEYS = re.compile(
    r"\b(Ctrl|Shift|Alt|Meta|Space|Return|Enter|Escape|Esc|Del|Delete|Home|End|Left|Right|Up|Down|PgUp|PgDown|Tab|Page|Backspace|Menu|Ins|Insert|Num)\b"
)


class Walk:
    """Looks at each widget once for each text it shows."""

    def __init__(self, names: frozenset[str]) -> None:
        longest_first = sorted(names, key=len, reverse=True)
        self._names = re.compile(rf"(?i)(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
        self.hard_wired: dict[str, str] = {}
        self.cut: dict[str, str] = {}
        self.seen: set[str] = set()
        self._before: set[str] = set()
        self._now: set[str] = set()

    def text(self, where: str, text: object) -> None:
        """Write down what is said plainly, but for names that are nobody's to translate."""
        if not isinstance(text, str) or not text or text in self.seen:
            return
        self.seen.add(text)
        bare = re.sub(r"(?s)<style.*?</style>|<[^<>]*>|&\w+;", " ", text).replace("&", "")
        bare = self._names.sub(" ", KEYS.sub(" ", bare))
        plain = [word for word in PLAIN.findall(bare) if len(word) > 1]
        if plain:
            self.hard_wired.setdefault(text[:160], f"{where}: {' '.join(plain)[:80]}")

    def widgets(self, top: QWidget) -> None:
        """Look at a window and everything in it."""
        where = type(top).__name__
        if isinstance(top, QFileDialog | QColorDialog):
            return
        self.text(where, top.windowTitle())
        for menu in top.findChildren(LetteredMenu):
            if not menu.isVisible():
                menu.aboutToShow.emit()  # some are filled only when they are asked for
        for widget in [top, *top.findChildren(QWidget)]:
            if inside(widget, QFileDialog) or inside(widget, QColorDialog):
                continue
            at = f"{where}/{type(widget).__name__}"
            if own_choice(widget):
                continue
            if isinstance(widget, QTableWidget) and "TrailDialog" in kinds_above(widget):
                continue  # what was written down at the time, details and all
            if not own_of_qt(widget):
                for text in said_by(widget):
                    self.text(at, text)
                if widget.isVisible() and is_cut(widget):
                    self.cut_once(f"{at}: {shown(widget)[:100]}", str(widget.size().toTuple()))
            for action in widget.actions():
                self.action(at, action)
        for heading in cut_headings(top):
            self.cut_once(f"{where}: {heading}", "cut")

    def cut_once(self, name: str, size: str) -> None:
        """Write down what is cut at two looks, one after the other: at the first a layout may not be at rest."""
        if name in self._before:
            self.cut.setdefault(name, size)
        self._now.add(name)

    def next_look(self) -> None:
        """Begin another look."""
        self._before, self._now = self._now, set()

    def action(self, at: str, action: QAction) -> None:
        """Look at an action and at the menu under it."""
        for text in (action.text(), action.toolTip(), action.statusTip(), action.whatsThis()):
            self.text(f"{at}/action", text)


def inside(widget: QWidget, kind: type[QWidget]) -> bool:
    """Whether a widget is of a kind or within one."""
    held: object = widget
    while isinstance(held, QWidget):
        if isinstance(held, kind):
            return True
        held = held.parent()
    return False


def own_choice(widget: QWidget) -> bool:
    """Whether it is the list under a box in which may be typed: what stands there is kept as it stands."""
    held: object = widget
    while isinstance(held, QWidget):
        if isinstance(held, QComboBox) and held is not widget:
            return held.isEditable()
        held = held.parent()
    return False


def kinds_above(widget: QWidget) -> list[str]:
    """Return the names of the classes of everything that holds a widget."""
    held, kinds = widget.parent(), []
    while held is not None:
        kinds.append(type(held).__name__)
        held = held.parent()
    return kinds


def own_of_qt(widget: QWidget) -> bool:
    """Whether the words are Qt's own: its standard buttons, and the parts it builds its controls from."""
    if isinstance(widget, QAbstractButton) and widget.text().replace("&", "") in NOT_OURS:
        return isinstance(widget.parent(), QDialogButtonBox)
    if isinstance(widget, QToolButton) and isinstance(widget.parent(), QTabBar):
        return True
    return widget.objectName().startswith("qt_")


def shown(widget: QWidget) -> str:
    """Return the text on a widget."""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.title() if isinstance(widget, QGroupBox) else ""


def said_by(widget: QWidget) -> Iterator[str]:
    """Return every text of a widget: shown, told in a tip, or read aloud."""
    yield from (shown(widget), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.whatsThis(), widget.statusTip())
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.placeholderText()
        if widget.isReadOnly():
            yield widget.toPlainText()
    if isinstance(widget, QComboBox) and not widget.isEditable():  # what may be typed there is kept as it is typed
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            yield from (widget.tabText(tab), widget.tabToolTip(tab))
    if isinstance(widget, QMenu):
        yield widget.title()
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from items_of(widget)


def items_of(view: QAbstractItemView) -> Iterator[str]:
    """Return what the rows and headings of a list or table say."""
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(min(model.rowCount(), 200)):
        for column in range(columns):
            index = model.index(row, column, QModelIndex())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                said = model.data(index, role)
                if isinstance(said, str):
                    yield said


def is_cut(widget: QWidget) -> bool:
    """Whether a text is wider or higher than the control it stands on."""
    if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 1 and not inside(widget, QScrollArea)
        return widget.sizeHint().width() > widget.width() + 1 and type(widget) is QLabel
    if isinstance(widget, QToolButton):
        return False  # those of a bar fold into its "more"; an icon stands for the rest
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.sizeHint().width() > widget.width() + 1
    return False


def turn(milliseconds: int = TURN_MS) -> None:
    """Let the window do what it has to."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(catalogue: Path, language: str, study: Path) -> dict[str, object]:
    """Walk, and return what was found."""
    install(language_of(language, catalogue))
    # Only now may anything be imported that says something.
    from ui.window.app import application
    from ui.window.main_window import MainWindow
    from ui.window.session import Session

    app = application()
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    walk = Walk(names_of(study))
    watch_painting(walk)
    looks: Counter[int] = Counter()

    def look_at_dialogs() -> None:
        walk.next_look()
        for top in QApplication.topLevelWidgets():
            if top is not window and top.isVisible() and looks[id(top)] < LOOKS:
                looks[id(top)] += 1
                walk.widgets(top)
        modal = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if modal is not None and looks[id(modal)] >= LOOKS:
            looks[id(modal)] = 0
            modal.close()

    watcher = QTimer()
    watcher.timeout.connect(look_at_dialogs)
    watcher.start(TURN_MS // 2)
    window.resize(*SIZE)
    window.show()
    turn(300)
    walk.widgets(window)
    window.study.open_folder(study, recording="r1")
    turn(1_500)
    window.engine.pause()
    if app.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return glance_from_the_right(window, walk)
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        turn(400)
        walk.widgets(window)
    window.tabs.setCurrentIndex(0)
    tried: set[str] = set()

    def do(name: str) -> None:
        held = window.actions_set.qt[name]
        if name in ENDING or not held.isEnabled():
            return
        held.trigger()
        turn()
        tried.add(name)
        walk.next_look()
        walk.widgets(window)
        for top in QApplication.topLevelWidgets():
            if top is not window and top.isVisible() and top.isWindow() and looks[id(top)] >= LOOKS:
                looks[id(top)] = 0
                top.close()

    usual = [action.id for action in window.actions_set.table if action.id not in HIDING]
    for name in (*FIRST, *usual, "code_mode", *FIRST, *usual, *HIDING):
        do(name)
    watcher.stop()
    window.close()
    turn(200)
    app.quit()
    return {"hard_wired": walk.hard_wired, "cut": walk.cut, "tried": sorted(tried), "seen": len(walk.seen)}


def glance_from_the_right(window: QWidget, walk: Walk) -> dict[str, object]:
    """Return on which side things lie: words begin at the right, and time still runs to it."""
    walk.widgets(window)
    timeline, bar = window.timeline, window.menuBar()  # type: ignore[attr-defined]
    first, last = bar.actionGeometry(bar.actions()[0]), bar.actionGeometry(bar.actions()[-1])
    found: dict[str, object] = {
        "menus begin at the right": first.x() > last.x(),
        "time": timeline.layoutDirection().name,
        "later lies to the right": timeline.scale.x_of(2_000_000) > timeline.scale.x_of(1_000_000),
        "seen": len(walk.seen),
    }
    window.close()
    turn(200)
    return found


def watch_painting(walk: Walk) -> None:
    """Hear also of words that are drawn by hand."""
    usual = QPainter.drawText

    def draw(self: QPainter, *what: object) -> object:
        for one in what:
            walk.text("painted", one)
        return usual(self, *what)  # type: ignore[call-overload]

    QPainter.drawText = draw  # type: ignore[method-assign,assignment]


def names_of(study: Path) -> frozenset[str]:
    """Return what is rightly said as it is: names of the app, of people, of formats, and the study's own words."""
    from coder.study.project import Project
    from coder.vocabulary.scheme import builtin_names, builtin_scheme
    from ui.operations.audit_words import about

    names = {"Dyad Mirror", "kim", "r1", "visit", "corner", study.name, str(study)}
    names |= {"BORIS", "ELAN", "Datavyu", "Praat", "TextGrid", "INTERACT", "Observer", "CHAT", "CHILDES", "GridWare"}
    names |= {"WebVTT", "SubRip", "RTTM", "SDS", "EAF", "CSV", "JSON", "HTML", "PDF", "Parquet", "Python", "Hz"}
    names |= {f"{dressed('GSEQ')} {kind}" for kind in ("timed", "state", "event", "interval")}
    # As it is typed, or was kept.
    names |= {"name=value", "missing=any", "details, missing=any, time", "details", "0 to 1"}
    names |= {"American English (en)"}  # languages are called as they call themselves
    names |= {"not stated"}  # as files say it that carry their purpose
    with Project.open(study) as project:
        # What was kept with a proposal or in the trail is a record, not a sentence of the window.
        names |= {proposal.draft.evidence for proposal in project.proposals("r1")}
        names |= {about(entry) for entry in project.guard.trail().entries}
        schemes = [project.scheme, *map(builtin_scheme, builtin_names())]
    for scheme in schemes:
        names |= {scheme.title, scheme.id, *(subject.name for subject in scheme.subjects)}
        names |= {said for code in scheme.codes for said in (code.id, code.label, code.description, code.group)}
    return frozenset(name for name in names if name)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), ensure_ascii=False, indent=1))
