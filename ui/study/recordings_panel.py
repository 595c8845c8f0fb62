"""The study at the left: its recordings with what a coder asks of each, to search, sort and group by family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.consent import Use
from coder.study.recording_progress import Standing
from coder.study.state import RecordingState
from coder.vocabulary.camera import cameras_words
from coder.vocabulary.events import Status
from coder.vocabulary.language import day_words, named, plural, tr
from coder.vocabulary.recording import Recording
from coder.vocabulary.time import format_us
from ui.study.recording_lines import BETWEEN, SHOWN, RecordingLines, RecordingList, RecordingLook
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.keys_now import KeyButton
from ui.widgets.lettered_menu import LetteredMenu
from ui.widgets.measure import SNUG, USUAL
from ui.widgets.search_line import SearchLine
from ui.window.session import StudyInfo

_, _BY_NAME, _BY_LENGTH, _BY_WAITING, _BY_DAY, _BY_FAMILY = ORDERS = (
    tr("as added"),
    tr("by name"),
    tr("by length"),
    tr("by what waits"),
    tr("by last day"),
    tr("by family"),
)
_NO_FAMILY = tr("no family said")
_ID = Qt.ItemDataRole.UserRole
_IN_WORDS = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})


@dataclass(frozen=True, slots=True)
class _Entry:
    recording: Recording
    standing: Standing
    looking: bool = False
    """Whether the models look at it now."""

    @property
    def _analysed(self) -> str:
        """How far the models are with it."""
        said = self.standing
        if self.looking:
            return tr("being analysed")
        if said.stopped_us is None:
            return tr("analysed") if said.analysed else tr("not analysed")
        time = format_us(said.stopped_us)[:-4]
        if said.analysed:
            return tr("analysed; a further analysis stopped at {time}", time=time)
        return tr("analysis stopped at {time}", time=time)

    @property
    def _stopped_at(self) -> tuple[str, ...]:
        """How far an analysis came that was stopped, where there is none: in a line of its own, it has room."""
        said = self.standing
        if self.looking or said.analysed or said.stopped_us is None:
            return ()
        return (tr("stopped at {time}", time=format_us(said.stopped_us)[:-4]),)

    @property
    def words(self) -> str:
        """What is said of it under its name."""
        said = self.standing
        parts = [format_us(self.recording.duration_us)[:-4], self._analysed]
        if said.cameras:
            parts.append(cameras_words(said.cameras))
        parts.extend(
            plural(count, "{coder}: {count} event", "{coder}: {count} events", coder=coder, count=count)
            if count
            else tr("coded by {coder}", coder=coder)
            for coder, count in said.coded
        )
        if said.proposed:
            parts.append(
                tr("{left} of {proposed} wait", left=said.left, proposed=said.proposed)
                if said.left
                else tr("all decided")
            )
        parts.extend(tr("{coder} codes it blind", coder=coder) for coder, blind in said.begun if blind)
        if self.recording.linked:
            parts.append(tr("linked"))
        return BETWEEN.join((*parts, *self.guarded))

    @property
    def guarded(self) -> tuple[str, ...]:
        """What people agreed to, and until when it can be seen."""
        said = self.standing
        if said.locked is not None:
            return (tr("locked: {why}", why=named(said.locked)),)
        if said.uses is None:
            agreed = tr("no agreement yet")
        elif said.uses:
            agreed = tr("agreed: {uses}", uses=", ".join(named(use) for use in Use if use in said.uses))
        else:
            agreed = tr("agreed to nothing")
        return (agreed, tr("until {day}", day=day_words(said.until))) if said.until is not None else (agreed,)

    @property
    def look(self) -> RecordingLook:
        """How it is drawn: what one asks first is strong, what one asks next is a line below, states are signs."""
        said = self.standing
        stands = [format_us(self.recording.duration_us)[:-4]]
        if said.proposed:
            stands.append(
                plural(said.left, "{left} waits", "{left} wait", left=said.left) if said.left else tr("all decided")
            )
        elif said.locked is not None:
            stands.append(named(said.locked))
        elif not self._stopped_at:
            stands.append(tr("analysed") if said.analysed and not self.looking else self._analysed)
        signs = []
        if said.locked is not None:
            signs.append("locked")
        elif said.uses:
            signs.append("people")
        if said.cameras:
            signs.append("camera")
        if any(blind for _, blind in said.begun):
            signs.append("blind")
        if said.proposed:
            signs.append("waiting" if said.left else "done")
        elif not said.analysed and said.locked is None:
            signs.append("models")
        coders = [f"{coder}: {count}" if count else coder for coder, count in said.coded]
        return RecordingLook(
            self.recording.name,
            BETWEEN.join(stands),
            BETWEEN.join((*self._stopped_at, *coders, *self.guarded[1:])),
            tuple(signs),
            1 - said.left / said.proposed if said.proposed else None,
        )

    @property
    def sought(self) -> str:
        """Everything a search looks in."""
        return f"{self.recording.id} {self.recording.name} {self.standing.family} {self.words}".casefold()


class RecordingsPanel(QWidget):
    """The list, its search and its order.

    Signals: ``asked(str)`` for a recording to be shown, ``add_asked()`` for clips to be added, ``analyse_asked(list)``
    with the ids that are selected, ``pictures_asked(list)`` with those that can be seen and have no thumbnail yet.
    """

    asked = Signal(str)
    add_asked = Signal()
    analyse_asked = Signal(list)
    pictures_asked = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[_Entry, ...] = ()
        self._current: str | None = None
        self._looking: str | None = None
        self._study: object = None
        self._told: tuple[object, ...] | None = None
        self._pictures: dict[str, QIcon] = {}
        self._listed: dict[str, _Item] = {}
        self.search = SearchLine()
        self.search.setPlaceholderText(tr("Search name, family, coder"))
        self.search.setAccessibleName(tr("search the recordings"))
        self.order = ChoiceBox()
        self.order.setAccessibleName(tr("order of the recordings"))
        self.order.addItems(ORDERS)
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.order.setMinimumContentsLength(8)
        self.add = KeyButton(tr("Add a clip…"))
        self.add.setToolTip(tr("Add one clip or several (Ctrl+I)"))
        self.add.setAccessibleName(tr("add clips"))
        self.list = RecordingList()
        self.list.setAccessibleName(tr("recordings of the study"))
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self._room = QIcon()
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        self.list.setItemDelegate(RecordingLines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = QLabel(tr("No recording fits."), wordWrap=True)
        head = QHBoxLayout()
        head.addWidget(self.order, 1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(USUAL, 0, USUAL, USUAL)
        layout.setSpacing(SNUG)
        layout.addWidget(self.search)
        layout.addLayout(head)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 1)
        self._column = layout
        self.search.textChanged.connect(lambda _: self._fill())
        self.order.currentIndexChanged.connect(lambda _: self._fill())
        self.add.clicked.connect(lambda _=False: self.add_asked.emit())
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._ask_pictures())
        self.list.verticalScrollBar().rangeChanged.connect(lambda *_: self._ask_pictures())
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for thumbnails only while the list can be seen."""
        super().showEvent(event)
        self._ask_pictures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More recordings may be seen now."""
        super().resizeEvent(event)
        self._ask_pictures()

    def sizeHint(self) -> QSize:
        """Some thirty letters wide."""
        return QSize(30 * self.fontMetrics().averageCharWidth(), 300)

    def add_below(self, widget: QWidget) -> None:
        """Let a control of the window stand below the list."""
        self._column.addWidget(widget)

    # What is shown

    def show_study(self, info: StudyInfo | None, coder: str) -> None:
        """List a study's recordings, as this coder may see them; the search of another study is forgotten."""
        folder = info.folder if info is not None else None
        if folder != self._study:
            self._study = folder
            self.search.clear()
        told = (info.recordings, info.standings, coder) if info is not None else None
        if told is not None and self._told is not None and all(a is b for a, b in zip(told, self._told, strict=True)):
            return  # of hundreds of recordings nothing has to be compared
        self._told = told
        standing = {one.recording: one for one in info.standings} if info is not None else {}
        before, self._entries = (
            self._entries,
            tuple(
                _Entry(one, standing.get(one.id, Standing(one.id)).seen_by(coder), one.id == self._looking)
                for one in (info.recordings if info is not None else ())
            ),
        )
        if self._entries != before:
            self._fill()

    def show_current(self, recording_id: str | None) -> None:
        """Mark the recording that is shown."""
        self._current = recording_id
        item = self._listed.get(recording_id) if recording_id is not None else None
        if item is not None:
            # Of itself Qt would select it beside the one before, where Ctrl is held for the key that goes there.
            self.list.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_standings(self, standings: Sequence[Standing], coder: str) -> None:
        """Say how far recordings have come by now, each in its line: what is selected stays so, and the order."""
        self._told = None
        by_id = {one.recording: one.seen_by(coder) for one in standings}
        self._entries = tuple(
            replace(entry, standing=by_id.get(entry.recording.id, entry.standing)) for entry in self._entries
        )
        entries = {entry.recording.id: entry for entry in self._entries}
        for name, item in self._listed.items():
            item.show_entry(entries[name])

    def follow(self, state: RecordingState, coder: str) -> None:
        """Count anew what an edit changed in the recording that is shown."""
        self._entries = tuple(
            replace(entry, standing=_recounted(entry.standing, state).seen_by(coder))
            if entry.recording.id == state.recording.id
            else entry
            for entry in self._entries
        )
        item = self._listed.get(state.recording.id)
        if item is not None:
            item.show_entry(next(e for e in self._entries if e.recording.id == state.recording.id))

    def show_looking(self, recording_id: str | None) -> None:
        """Say at which recording the models look now."""
        if recording_id == self._looking:
            return
        self._looking = recording_id
        self._entries = tuple(replace(entry, looking=entry.recording.id == recording_id) for entry in self._entries)
        for entry in self._entries:
            if entry.recording.id in self._listed:
                self._listed[entry.recording.id].show_entry(entry)

    @property
    def shown(self) -> list[str]:
        """The ids in the list, from top to bottom."""
        return list(self._listed)

    def _fill(self) -> None:
        words = self.search.text().casefold().split()
        fits = [entry for entry in self._entries if all(word in entry.sought for word in words)]
        order = self.order.currentText()
        if order == _BY_NAME:
            fits.sort(key=lambda entry: entry.recording.name.casefold())
        elif order == _BY_LENGTH:
            fits.sort(key=lambda entry: -entry.recording.duration_us)
        elif order == _BY_WAITING:
            fits.sort(key=lambda entry: -entry.standing.left)
        elif order == _BY_DAY:
            fits.sort(key=lambda entry: entry.standing.until or date.max)
        self._listed = {}
        self.list.clear()
        if order == _BY_FAMILY:
            self._fill_families(fits)
        else:
            self.list.addTopLevelItems([self._item(entry) for entry in fits])
        self.none.setVisible(bool(self._entries) and not fits)
        self.show_current(self._current)
        self._ask_pictures()

    def _item(self, entry: _Entry) -> _Item:
        name = entry.recording.id
        item = self._listed[name] = _Item(entry)
        item.setIcon(0, self._pictures.get(name, self._room))
        return item

    # Thumbnails

    def show_picture(self, recording_id: str, image: QImage) -> None:
        """Show a recording's thumbnail."""
        self._pictures[recording_id] = icon = QIcon(QPixmap.fromImage(image))
        if recording_id in self._listed:
            self._listed[recording_id].setIcon(0, icon)

    def forget_pictures(self) -> None:
        """Show no thumbnail any more, and ask anew for those that can be seen."""
        self._pictures.clear()
        for item in self._listed.values():
            item.setIcon(0, self._room)
        self._ask_pictures()

    @property
    def pictured(self) -> list[str]:
        """The ids of those that have a thumbnail."""
        return list(self._pictures)

    def _ask_pictures(self) -> None:
        if not self.isVisible():
            return
        wanted = [one for one in self._in_view() if one not in self._pictures]
        if wanted:
            self.pictures_asked.emit(wanted)

    def _in_view(self) -> list[str]:
        """The ids that can be seen, from the top: the others are not asked where they lie."""
        room, found = self.list.viewport().rect(), list[str]()
        item = self.list.itemAt(room.topLeft())
        while item is not None and self.list.visualItemRect(item).top() <= room.bottom():
            if (name := item.data(0, _ID)) is not None:
                found.append(str(name))
            item = self.list.itemBelow(item)
        return found

    def _fill_families(self, entries: list[_Entry]) -> None:
        said = {entry.standing.family for entry in entries}
        for family in sorted(said, key=lambda name: (not name, name.casefold())):
            top = QTreeWidgetItem([family or _NO_FAMILY])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.addChildren([self._item(entry) for entry in entries if entry.standing.family == family])
            self.list.addTopLevelItem(top)
            top.setExpanded(True)

    @property
    def selected(self) -> list[str]:
        """The ids that are selected, in the order of the list."""
        chosen = {str(item.data(0, _ID)) for item in self.list.selectedItems()}
        return [name for name in self._listed if name in chosen]

    def _ask_menu(self, place: QPoint) -> None:
        """Offer to let the models look at what is selected."""
        selected = self.selected
        if selected:
            menu = LetteredMenu(parent=self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            words = plural(len(selected), "Analyse…", "Analyse these {number}…", number=len(selected))
            menu.addAction(words).triggered.connect(lambda _=False: self.analyse_asked.emit(selected))
            menu.popup(self.list.viewport().mapToGlobal(place))

    def _chosen(self, item: QTreeWidgetItem) -> None:
        if len(self.selected) > 1:
            return  # several are being selected, to be analysed; none of them is asked for
        if (wanted := item.data(0, _ID)) is not None:
            self.asked.emit(str(wanted))


class _Item(QTreeWidgetItem):
    """A recording in the list; what is said of it is put into words when somebody looks."""

    def __init__(self, entry: _Entry) -> None:
        super().__init__()
        self._entry = entry

    def show_entry(self, entry: _Entry) -> None:
        """Say how it stands now."""
        if entry != self._entry:
            self._entry = entry
            self.emitDataChanged()

    def data(self, column: int, role: int) -> object:
        """Its id, its look, and all that is said of it, for the tip and for a screen reader."""
        if role == _ID:
            return self._entry.recording.id
        if role == SHOWN:
            return self._entry.look
        if role in _IN_WORDS:
            first, *rest = self._entry.words.split(BETWEEN)
            lines = (
                f"{self._entry.recording.id}: {self._entry.recording.name}",
                BETWEEN.join((first, *rest[:1])),
                BETWEEN.join(rest[1:]),
            )
            return "\n".join(filter(None, lines))
        return super().data(column, role)


def _recounted(standing: Standing, state: RecordingState) -> Standing:
    """Say how the recording that is shown stands, by what this coder may see of it."""
    counts = state.events.coders
    waits = sum(proposal.status in (Status.OPEN, Status.SKIPPED) for proposal in state.proposals)
    begun = dict(standing.begun)
    if state.conduct is not None:
        begun[state.conduct.coder] = state.conduct.blind
    return replace(
        standing,
        analysed=standing.analysed or state.report is not None,
        coded=tuple(sorted(counts.items())),
        begun=tuple(begun.items()),
        left=waits,
        proposed=len(state.proposals),
        cameras=len(state.cameras),
    )
