"""The verbs of hand coding in the window: on the event in hand, or on all that are selected in the table of events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.media import FrameIndex
from coder.study.edits.changes import Changes, Edit, Row
from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import (
    Copied,
    EventEdge,
    MeetNeighbour,
    MergeEvents,
    PasteEvents,
    RemoveEvents,
    ShiftEvents,
    SplitEvent,
    copied,
)
from coder.study.edits.layer_copies import CopyEvents
from coder.study.project import Project
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import CodeKind
from coder.vocabulary.time import Interval
from ui.coding.change_event_dialog import ChangeDialog
from ui.coding.event_inspector import EventInspector, whose_words
from ui.coding.events_panel import EventsPanel
from ui.coding.hand_coding_control import HandCodingControl
from ui.coding.replace_dialog import ReplaceDialog
from ui.coding.shift_dialog import ShiftDialog
from ui.operations.change_words import change_words
from ui.operations.wording import subject_words
from ui.player.engine import PlayerEngine
from ui.player.playback_control import PlayControl
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choosing_dialog import ChoosingDialog
from ui.widgets.lettered_menu import LetteredMenu
from ui.window.session import Session
from ui.window.study_edits import StudyEdits
from ui.window.window_control import WindowControl

MENU = (
    *("change_event", "split_event", "merge_events", "meet_before", "meet_after", "shift_events"),
    *("copy_events", "paste_events", "duplicate_events", "remove", "next_alike", "previous_alike"),
)
"""Actions of the context menu of an event of one's own."""

OTHERS_MENU = ("take_over", "copy_events", "paste_events", "duplicate_events", "next_alike", "previous_alike")
"""Those of another coder's event, which is only read."""

_MOST = 12
"""Events that are named one by one before a change of many; the others are counted."""


class EventInHand(Protocol):
    """What the verbs need of whoever holds the event in hand."""

    @property
    def selected_event(self) -> str | None:
        """Id of the event in hand."""

    def item_selected(self, item: str) -> None:
        """Take another in hand."""

    def hold_coded(self, item: str) -> None:
        """Take what was coded just now in hand, where the clip is."""


class EditingControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    def __init__(
        self,
        session: Session,
        in_hand: EventInHand,
        coding: HandCodingControl,
        edits: StudyEdits,
        panel: EventsPanel,
        engine: PlayerEngine,
        play: PlayControl,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._in_hand, self._coding, self._edits = session, in_hand, coding, edits
        self._panel = panel
        self._engine, self._play, self._parent = engine, play, parent
        self.inspector = EventInspector()
        self.inspector.chosen.connect(lambda change: self._make(change, change.events))
        session.refused.connect(lambda _: self.inspector.put_back())
        session.edited.connect(lambda _, changes: self._follow_moved(changes))
        self._clipboard: tuple[Copied, ...] = ()
        panel.filters.kept.connect(lambda name: self._keep_filter(name, panel.filter.text()))
        panel.filters.forgotten.connect(lambda name: self._keep_filter(name, ""))
        session.recording_changed.connect(lambda _: self._read_filters())

    @property
    def selected(self) -> tuple[Event, ...]:
        """The events that a verb is about: those selected in the table, else the one in hand."""
        state = self._session.state
        if state is None:
            return ()
        chosen = set(self._panel.table.chosen_keys)
        if len(chosen) < 2:
            chosen = {self._in_hand.selected_event or ""}
        return tuple(event for event in state.events if event.id in chosen)

    @property
    def _others(self) -> Event | None:
        """The first of them that is another coder's."""
        state = self._session.state
        return next((one for one in self.selected if state is not None and one.coder != state.coder), None)

    def show_in_hand(self, *, wanted: bool) -> None:
        """Let the inspector hold the event in hand, if it is the coder's own and fields for it are wanted."""
        state, study = self._session.state, self._session.study
        held = self._in_hand.selected_event if wanted and state is not None and not self._session.for_family else None
        event = state.events.by_id.get(held) if state is not None and held is not None else None
        if state is None or study is None or event is None:
            self.inspector.show_event(None, None, None)
        else:
            self.inspector.show_event(event, study.scheme, state.index, own=event.coder == state.coder)

    # Verbs

    def change(self) -> None:
        """Ask for code, subject, times, modifiers and comment, and change them."""
        events, study, state, other = self.selected, self._session.study, self._session.state, self._others
        if other is not None and state is not None and state.coder:
            self.told.emit(whose_words(other))
        elif events and study is not None:
            dialog = ChangeDialog(events, study.scheme, self._index, self._parent)
            dialog.chosen.connect(lambda edit: self._make(edit, edit.events, asked_by=dialog))
            dialog.open()

    def split(self) -> None:
        """Make two of the event in hand, at the frame that is shown."""
        if self.selected:
            self._make(SplitEvent(self.selected[0].id, self._engine.pts_us))

    def merge(self) -> None:
        """Make one state of those that are selected; of one alone and the next of its code and subject."""
        ids = self._ids
        if len(ids) == 1 and (after := self._next_like(self.selected[0])) is not None:
            ids = (*ids, after.id)
        self._make(MergeEvents(ids), about=ids, hold=True)

    def meet_before(self) -> None:
        """Let the onset meet the neighbour before."""
        if self.selected:
            self._make(MeetNeighbour(self._ids, EventEdge.ONSET))

    def meet_after(self) -> None:
        """Let the offset meet the neighbour after."""
        if self.selected:
            self._make(MeetNeighbour(self._ids, EventEdge.OFFSET))

    def shift(self) -> None:
        """Ask by how many seconds, and move what is selected."""
        ids = self._ids
        if ids:
            dialog = ShiftDialog(self._parent)
            dialog.chosen.connect(lambda by_us: self._make(ShiftEvents(ids, by_us), ids, asked_by=dialog))
            dialog.open()

    def copy(self) -> None:
        """Take what is selected onto the clipboard of this window; nothing leaves the study."""
        if self.selected:
            self._clipboard = copied(self.selected)
            self.told.emit(
                plural(
                    len(self._clipboard),
                    "Copied 1 event; Ctrl+V codes it again from the frame that is shown.",
                    "Copied {count} events; Ctrl+V codes them again from the frame that is shown.",
                    count=len(self._clipboard),
                )
            )

    def paste(self) -> None:
        """Code what was copied again, from the frame that is shown, in this recording."""
        state = self._session.state
        if state is not None and self._clipboard:
            self._make_and_hold(PasteEvents(state.recording.id, self._clipboard, self._engine.pts_us))
        elif not self._clipboard:
            self.told.emit(tr("Nothing has been copied yet; select events and press Ctrl+C."))

    def duplicate(self) -> None:
        """Code what is selected again from the frame that is shown."""
        state = self._session.state
        if state is not None and self.selected:
            self._make_and_hold(PasteEvents(state.recording.id, copied(self.selected), self._engine.pts_us))

    def take_over(self) -> None:
        """Copy others' events that are selected into one's own layer; the copies are in hand then."""
        ids = self._ids
        if len(ids) == 1:
            self._make_and_hold(CopyEvents(ids))
        elif ids:
            self._say_first(CopyEvents(ids), self._make_and_hold)

    def remove(self) -> None:
        """Take out what is selected."""
        self._make(RemoveEvents(self._ids))

    def find_replace(self) -> None:
        """Ask which events, and what becomes otherwise in all of them; it is said first what that changes."""
        study = self._session.study
        if study is not None and self._session.state is not None:
            panel, coder = self._panel, self._session.coder
            dialog = ReplaceDialog(panel.filter.text(), panel.events_like, study.scheme, coder, self._parent)
            dialog.chosen.connect(lambda edit, _ids: self._replace(edit, dialog))
            dialog.open()

    def _replace(self, edit: Edit, dialog: AskingDialog) -> None:
        self._say_first(edit, partial(self._edits.edit, done=dialog.end), asked_by=dialog)

    def code_stretch(self) -> None:
        """Make an event of the stretch that is selected in the timeline: ask which code."""
        state, hand, stretch = self._session.state, self._coding.hand, self._play.chosen
        if state is None or hand is None or stretch is None or stretch.duration_us == 0:
            self.told.emit(tr("Select a stretch in the timeline first: press in its ruler and drag."))
            return
        codes = {
            f"{subject_words(hand.subject_of(c.role))}: {c.label}": c
            for c in hand.scheme.codes
            if c.kind is CodeKind.STATE
        }
        words = tr("What is seen in this stretch?")
        dialog = ChoosingDialog(tr("Code the selected stretch"), words, list(codes), self._parent)

        def add(place: int) -> None:
            code = tuple(codes.values())[place]
            edit = AddEvent(
                state.recording.id, hand.subject_of(code.role), code.id, stretch.onset_us, stretch.offset_us
            )
            if not self._edits.edit(edit, done=dialog.end):
                dialog.say_refused("")  # nobody said who codes

        dialog.chosen.connect(add)
        dialog.open()

    # Going through events

    def next_event(self) -> None:
        """Go to the next event of any code."""
        self._go(1, lambda event: True)

    def previous_event(self) -> None:
        """Go to the event before, of any code."""
        self._go(-1, lambda event: True)

    def next_alike(self) -> None:
        """Go to the next event of the code in hand."""
        self._go(1, self._alike())

    def previous_alike(self) -> None:
        """Go to the event before of the code in hand."""
        self._go(-1, self._alike())

    def ask_menu(self, item: str, place: QPoint) -> None:
        """Show what can be done with an event, where it was asked for; of another's it says whose it is."""
        state = self._session.state
        if state is None or item not in state.events.by_id:
            return
        if item not in {event.id for event in self.selected}:
            self._in_hand.item_selected(item)
        menu = LetteredMenu(parent=self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = {action.objectName(): action for action in self._parent.actions()}
        other = self._others
        if other is not None:
            menu.addAction(whose_words(other)).setEnabled(False)
            menu.addSeparator()
        menu.addActions([actions[name] for name in (MENU if other is None else OTHERS_MENU)])
        menu.popup(place)

    # Internals

    @property
    def _index(self) -> FrameIndex:
        assert self._session.state is not None
        return self._session.state.index

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(event.id for event in self.selected)

    def _make(
        self,
        edit: Edit,
        about: tuple[str, ...] | None = None,
        *,
        asked_by: AskingDialog | None = None,
        hold: bool = False,
    ) -> None:
        """Make an edit; one of several events says first what it will change, and how many.

        ``hold`` takes what came of it in hand.
        """
        ids = self._ids if about is None else about
        if not ids:
            return
        make: Callable[[Edit], bool] = self._make_and_hold if hold else self._edits.edit
        if asked_by is not None:
            make = partial(self._edits.edit, done=asked_by.end)
        if len(ids) > 1:
            self._say_first(edit, make, asked_by=asked_by)
        elif not make(edit) and asked_by is not None:
            asked_by.waiting = False  # nobody said who codes

    def _make_and_hold(self, edit: Edit) -> bool:
        """Make an edit, and hold all that came of it: the next key is about that, not what it was copied from."""

        named = frozenset(getattr(edit, "events", ()))

        def hold(changes: Changes) -> None:
            self._edits.tell_done(changes, named)
            stay = [row.id for row in changes.touched("events") if row.id in named and row.after is not None]
            held = tuple(stay) or changes.added
            if held:
                self._in_hand.hold_coded(held[0])
                self._panel.select_several(held)

        return self._edits.make(edit, hold)

    def _say_first(self, edit: Edit, make: Callable[[Edit], object], *, asked_by: AskingDialog | None = None) -> None:
        coder = self._session.coder
        self._session.call(
            lambda project: project.preview(edit, coder=coder), lambda seen: self._ask(edit, seen, make, asked_by)
        )

    def _ask(
        self, edit: Edit, seen: Changes, make: Callable[[Edit], object], dialog: AskingDialog | None = None
    ) -> None:
        scheme, rows = self._session.study.scheme if self._session.study else None, seen.touched("events")
        say = self.told.emit if dialog is None else dialog.say_refused
        if scheme is None or not rows:
            say(tr("Nothing was to be changed: it is so already."))
            return
        lines = change_words(seen, scheme)
        more = [tr("and {number} more", number=len(lines) - _MOST)] if len(lines) > _MOST else []
        text = tr("This will change {count}:\n", count=_count(len(rows))) + "\n".join([*lines[:_MOST], *more])
        buttons = QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel
        box = QMessageBox(QMessageBox.Icon.Question, tr("What will change"), text, buttons, dialog or self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.button(QMessageBox.StandardButton.Ok).clicked.connect(lambda _=False: make(edit))
        if dialog is not None:
            box.rejected.connect(partial(dialog.say_refused, ""))  # what was typed stays
        box.open()

    def _follow_moved(self, changes: Changes) -> None:
        """Let the stretch that is marked for an event go where the event was moved to."""
        for row in changes.touched("events"):
            if row.before is not None and row.after is not None:
                self._play.follow(_span(row.before), _span(row.after))

    def _keep_filter(self, name: str, query: str) -> None:
        coder = self._session.coder

        def keep(project: Project) -> Mapping[str, str]:
            project.layers.keep_filter(name, query, coder or None)
            return project.layers.filters(coder or None)

        self._session.call(keep, self._panel.show_filters)

    def _read_filters(self) -> None:
        coder = self._session.coder
        if self._session.study is not None:
            self._session.call(lambda project: project.layers.filters(coder or None), self._panel.show_filters)

    def _next_like(self, held: Event) -> Event | None:
        """The next event of the same coder, subject and code."""
        state = self._session.state
        same = (held.coder, held.subject, held.code)
        later = (event for event in state.events if event.onset_us > held.onset_us) if state is not None else ()
        return next((event for event in later if (event.coder, event.subject, event.code) == same), None)

    def _alike(self) -> Callable[[Event], bool]:
        held = self.selected[0] if self.selected else None
        return lambda event: held is None or (event.subject, event.code) == (held.subject, held.code)

    def _go(self, step: int, wanted: Callable[[Event], bool]) -> None:
        state, held = self._session.state, self.selected[:1]
        if state is None:
            return
        now = (held[0].onset_us, held[0].id) if held else (self._engine.pts_us, "")
        places = [(event.onset_us, event.id) for event in state.events if wanted(event)]
        found = [event for at, event in places if ((at, event) > now if step > 0 else (at, event) < now)]
        if found:
            self._in_hand.item_selected(found[0 if step > 0 else -1])
        else:
            later, earlier = tr("There is no later event of this kind."), tr("There is no earlier event of this kind.")
            self.told.emit(later if step > 0 else earlier)


def _count(count: int) -> str:
    return plural(count, "1 event", "{count} events", count=count)


def _span(event: Row) -> Interval:
    return Interval(int(str(event["onset_us"])), int(str(event["offset_us"])))
