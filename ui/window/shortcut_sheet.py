"""The sheet of keys, made from the table of actions and the scheme, so that it cannot be out of date."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, Scheme
from ui.operations.wording import act_words
from ui.widgets.measure import open_at
from ui.window.actions import ACTIONS, keys_text
from ui.window.menus import MENUS

_EXTRA = (
    (
        tr("On the timeline"),
        (
            (tr("wheel"), tr("scroll in time")),
            (tr("Ctrl + wheel"), tr("zoom at the pointer")),
            (tr("drag an edge"), tr("change an onset or offset; Esc gives up")),
            (tr("double click"), tr("play an item in a loop")),
        ),
    ),
    (tr("Picture"), ((tr("wheel, drag"), tr("zoom and pan")), (tr("click a person"), tr("say who it is")))),
)

_KEYS_CHARS = 28
"""Room for keys: what they do begins at one line from the first menu to the last."""


def sheet_html(scheme: Scheme | None, keys: Callable[[str], str] | None = None, codes: Sequence[Code] = ()) -> str:
    """Return the sheet as simple HTML: one table a menu.

    ``keys`` gives the keys of now by the id of an action; ``codes`` are those that can be coded now, else the scheme's.
    """
    said = {action.id: keys(action.id) if keys is not None else keys_text(action) for action in ACTIONS}
    parts = []
    for menu in MENUS:
        rows = [
            (said[action.id], action.text.rstrip("…")) for action in ACTIONS if action.menu == menu and said[action.id]
        ]
        if rows:
            parts.append(_table(menu, rows))
    if scheme is not None:
        rows = [(code.key.upper(), act_words(scheme, code.role, code.id)) for code in codes or scheme.codes if code.key]
        parts.append(_table(tr("Coding by hand (a state's key begins it, the same key ends it)"), rows))
    parts.extend(_table(title, list(rows)) for title, rows in _EXTRA)
    return "".join(parts)


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    wide = QFontMetrics(QApplication.font()).averageCharWidth() * _KEYS_CHARS
    lines = "".join(f"<tr><td width='{wide}'><b>{key}</b></td><td>{text}</td></tr>" for key, text in rows)
    return f"<h3>{title}</h3><table cellpadding='2'>{lines}</table>"


class ShortcutSheet(QDialog):
    """All keys."""

    def __init__(
        self,
        scheme: Scheme | None,
        parent: QWidget | None = None,
        *,
        keys: Callable[[str], str] | None = None,
        codes: Sequence[Code] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All keys"))
        text = QTextBrowser()
        text.setAccessibleName(tr("all keys"))
        text.setHtml(sheet_html(scheme, keys, codes))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(close)
        open_at(self, chars=89, lines=43)
