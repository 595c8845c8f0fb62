"""How a coder lays out the rows of the timeline: the Timeline menu and the row's own; kept per coder in the study."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget

from coder.study.timeline_rows import RowChoices
from coder.vocabulary.language import tr
from ui.timeline.item_description import subject_name
from ui.timeline.timeline_view import TimelineView
from ui.widgets.lettered_menu import LetteredMenu
from ui.window.session import Session
from ui.window.window_control import WindowControl

MENU = (
    *("row_higher", "row_lower", "row_up", "row_down", "row_collapse", "row_colour", "row_colour_usual", "row_lock"),
    *("row_hide", "rows_hidden", "rows_usual"),
)
"""What the menu of a row holds, by the names of the actions."""

_STEP = 1.5


class RowsControl(WindowControl):
    """Signals: ``told(str)`` when something is to be said at the foot of the window."""

    def __init__(self, session: Session, timeline: TimelineView, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._timeline, self._parent = session, timeline, parent
        self._known: tuple[Path, str] | None = None
        timeline.row_menu_requested.connect(self.ask_menu)
        session.recording_changed.connect(self._ask)

    def grow(self) -> None:
        """The row that the keyboard is on, higher."""
        self._change(height=self._chosen.of(self._row or "").height * _STEP)

    def shrink(self) -> None:
        """Lower."""
        self._change(height=self._chosen.of(self._row or "").height / _STEP)

    def move_up(self) -> None:
        """One row up."""
        self._move(-1)

    def move_down(self) -> None:
        """One row down."""
        self._move(1)

    def toggle_collapsed(self) -> None:
        """Squeezed to a line, or whole."""
        self._change(collapsed=not self._chosen.of(self._row or "").collapsed)

    def toggle_locked(self) -> None:
        """Locked: no edit changes what is on it; or open again."""
        row = self._row
        if row is not None and "@" in row:
            self.told.emit(tr("That row is another coder's: nothing on it can be changed anyway."))
            return
        locked = not self._chosen.of(row or "").locked
        self._change(locked=locked)
        if row is not None:
            self.told.emit(
                tr(
                    "“{name}” is {part}.",
                    name=self._name(row),
                    part=tr("locked: nothing on it changes") if locked else tr("open again"),
                )
            )

    def hide(self) -> None:
        """Not shown, until it is asked for again."""
        row = self._row
        self._change(hidden=True)
        if row is not None:
            self.told.emit(tr("“{name}” is hidden; the Timeline menu shows it again.", name=self._name(row)))

    def show_hidden(self) -> None:
        """Offer the rows that are hidden, one by one and all together."""
        hidden = [tier for tier in self._timeline.model.tiers if self._chosen.of(tier.id).hidden]
        if not hidden:
            self.told.emit(tr("No row is hidden."))
            return
        menu = LetteredMenu(parent=self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("All of them")).triggered.connect(lambda: self._show([tier.id for tier in hidden]))
        menu.addSeparator()
        for tier in hidden:
            said = f"{subject_name(tier.subject)}, {tier.label}"
            menu.addAction(said).triggered.connect(lambda _=False, row=tier.id: self._show([row]))
        menu.popup(self._timeline.mapToGlobal(self._timeline.areas.labels.topLeft()))

    def choose_colour(self) -> None:
        """Ask for a colour for all of the row."""
        if self._row is None:
            self._say_none()
            return
        dialog = QColorDialog(QColor(self._chosen.of(self._row).colour or "#0072B2"), self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(lambda colour: self._change(colour=colour.name()))
        dialog.open()

    def usual_colour(self) -> None:
        """The colours of codes and subject again."""
        self._change(colour="")

    def as_at_first(self) -> None:
        """All rows as at first; what is locked stays locked."""
        locked = {name: row for name, row in self._chosen.rows.items() if row.locked}
        chosen = RowChoices()
        for name in locked:
            chosen = chosen.with_row(name, locked=True)
        self._keep(chosen)

    def ask_menu(self, row: str, place: QPoint) -> None:
        """Show what can be done with a row, where it was asked for."""
        menu = LetteredMenu(parent=self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = {action.objectName(): action for action in self._parent.actions()}
        heading = menu.addAction(self._name(row))
        heading.setEnabled(False)
        menu.addSeparator()
        menu.addActions([actions[name] for name in MENU])
        menu.popup(place)

    @property
    def locked(self) -> bool:
        """Whether the row that the keyboard is on is locked."""
        return self._row is not None and self._chosen.of(self._row).locked

    @property
    def collapsed(self) -> bool:
        """Whether it is collapsed."""
        return self._row is not None and self._chosen.of(self._row).collapsed

    @property
    def _chosen(self) -> RowChoices:
        return self._timeline.row_choices

    @property
    def _row(self) -> str | None:
        return self._timeline.current_tier

    def _name(self, row: str) -> str:
        tier = next((tier for tier in self._timeline.model.tiers if tier.id == row), None)
        return f"{subject_name(tier.subject)}, {tier.label}" if tier is not None else row

    def _say_none(self) -> None:
        self.told.emit(tr("Choose a row first: click on it, or go to it with Up and Down on the timeline."))

    def _change(self, **changed: object) -> None:
        if self._row is None:
            self._say_none()
            return
        if "height" in changed and changed["height"] == self._chosen.of(self._row).height:
            return
        self._keep(self._chosen.with_row(self._row, **changed))

    def _move(self, places: int) -> None:
        if self._row is None:
            self._say_none()
            return
        ids = [tier.id for tier in self._timeline.model.tiers]
        shown = [row.id for row in self._timeline.rows.tiers]
        if self._row not in shown:
            return
        at = shown.index(self._row) + places
        if 0 <= at < len(shown):
            ordered = self._chosen.sorted(ids)
            self._keep(self._chosen.moved(ids, self._row, ordered.index(shown[at]) - ordered.index(self._row)))

    def _show(self, rows: list[str]) -> None:
        chosen = self._chosen
        for row in rows:
            chosen = chosen.with_row(row, hidden=False)
        self._keep(chosen)

    def _keep(self, chosen: RowChoices) -> None:
        self._timeline.set_row_choices(chosen)
        coder = self._session.coder
        if self._session.study is not None and coder and not self._session.for_family:
            self._session.call(lambda project: project.views.keep_rows(coder, chosen), lambda _: None)

    def _ask(self, _: object) -> None:
        study, coder = self._session.study, self._session.coder
        asked = (study.folder, coder) if study is not None else None
        if asked == self._known:
            return
        self._known = asked
        self._timeline.set_row_choices(RowChoices())
        if asked is not None and coder:
            self._session.call(lambda project: project.views.rows(coder), self._timeline.set_row_choices)
