"""The who-is-who panel: letters that tracking kept apart, each with the role that a human settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QInputDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from coder.study.state import RecordingState
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person, camera_of
from coder.vocabulary.time import MICROS
from ui.operations.wording import subject_words
from ui.people.people_overlay import line_of
from ui.timeline.code_colours import NEUTRAL
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.lettered_menu import LetteredMenu
from ui.widgets.measure import PANEL, SNUG, USUAL, WIDE, ScaledLabel, Type

ROLES: tuple[tuple[str, str | None], ...] = (
    (tr("not settled"), None),
    (subject_words("child"), "child"),
    (tr("child, by a pseudonym…"), "child:"),
    (subject_words("caregiver"), "caregiver"),
    (tr("caregiver, by a pseudonym…"), "caregiver:"),
    (subject_words("other"), "other"),
    (tr("nobody (not a person)"), "nobody"),
)
_ASKED = {
    "child:": (tr("Child"), tr("Pseudonym of this child (never a real name):")),
    "caregiver:": (tr("Caregiver"), tr("Pseudonym of this caregiver (never a real name):")),
}
FACE_PX = 72
_FRAME_PX = 3


class Portrait(QLabel):
    """A person's letter or small picture, in a frame of the colour and the line that are theirs everywhere."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter, alignment=Qt.AlignmentFlag.AlignCenter)
        self.role: str | None = None
        self.hue = QColor(NEUTRAL)
        self.setFixedSize(FACE_PX, FACE_PX)
        self.setAccessibleName(tr("picture of person {letter}", letter=letter))

    def wear(self, role: str | None, hue: QColor | None) -> None:
        """Take the colour of a role, also of one that is only suggested; without any it is nobody's."""
        self.role, self.hue = role, hue if hue is not None else QColor(NEUTRAL)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame around what is shown."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(self.hue, _FRAME_PX, line_of(self.role)))
        half = _FRAME_PX / 2
        painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands of one person."""

    face: Portrait
    text: ScaledLabel
    box: ChoiceBox


class PeoplePanel(QWidget):
    """A row a person: a small picture, when seen, and who it is.

    Signals
    -------
    role_chosen(str, str | None)
        Letter and role.
    """

    role_chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: RecordingState | None = None
        self._people: dict[str, _Row] = {}
        self.hue_of: Callable[[str], QColor | None] = lambda _: None
        """A subject's colour, which is the timeline's; whoever puts the timeline beside it says how to find it."""
        self.names: Callable[[], tuple[str, ...]] = lambda: ()
        """Children and caregivers whom the study's scheme names."""
        self._hint = ScaledLabel(quiet=True, wraps=True)
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, USUAL, 0, 0)
        self._grid.setHorizontalSpacing(WIDE)
        self._grid.setVerticalSpacing(SNUG)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        layout.addWidget(self._hint)
        layout.addWidget(self._rows)
        layout.addStretch(1)
        self.show_state(None)

    def show_state(self, state: RecordingState | None) -> None:
        """Show the people of a recording."""
        known, people = _shown(self._state), _listed(state)
        same = _place(self._state) == _place(state) and [one.letter for one in people] == list(self._people)
        self._state = state
        self._hint.setMinimumHeight(self._hint.height() if same and people else 0)
        self._hint.setText(_hint(state))
        if not same:
            self._clear()
            for row, person in enumerate(people):
                self._add_row(row, person)
        for person in people:
            if not same or _shown(state) != known:
                self._say(person)
            self._people[person.letter].face.wear(person.role, self.hue_of(person.role or ""))

    @property
    def faces(self) -> dict[str, Portrait]:
        """The portraits, by letter."""
        return {letter: row.face for letter, row in self._people.items()}

    def show_face(self, letter: str, picture: QImage) -> None:
        """Show a small picture of a person, cut out of a frame; it is kept in memory only."""
        if letter in self._people and not picture.isNull():
            scaled = QPixmap.fromImage(picture).scaled(
                FACE_PX, FACE_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._people[letter].face.setPixmap(scaled)

    def forget_faces(self) -> None:
        """Show letters again: the clip may no longer be seen."""
        for letter, row in self._people.items():
            row.face.setText(letter)

    def ask_role(self, letter: str, where: QPoint) -> None:
        """Ask who a person in the picture is, where it was clicked."""
        menu = LetteredMenu(tr("Person {letter} is", letter=letter), self)
        menu.addSection(tr("Person {letter} is", letter=letter))
        named = [(subject_words(role), role) for role in self.names()]
        for text, role in (*ROLES[:-2], *named, *ROLES[-2:]):
            menu.addAction(text).triggered.connect(lambda _=False, role=role: self._choose(letter, role))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _add_row(self, row: int, person: Person) -> None:
        face = Portrait(person.letter)
        name = ScaledLabel(self._called(person.letter), Type.STRONG)
        text = ScaledLabel(quiet=True, wraps=True)
        box = ChoiceBox()
        box.setAccessibleName(tr("role of person {letter}", letter=person.letter))
        box.activated.connect(lambda index: self._choose(person.letter, box.itemData(index)))
        name.setBuddy(box)
        self._people[person.letter] = _Row(face, text, box)
        self._grid.addWidget(face, 4 * row, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        for place, widget in enumerate((name, box, text)):
            self._grid.addWidget(widget, 4 * row + place, 1)
        self._grid.setRowMinimumHeight(4 * row + 3, WIDE)

    def _say(self, person: Person) -> None:
        """Say who somebody is in the row that is theirs. It keeps its room: what is about to be clicked stays."""
        row = self._people[person.letter]
        seconds = sum(span.duration_us for span in person.in_view) / MICROS
        why = "" if person.confirmed_role else self._why(person.letter)
        if row.text.text():
            row.text.setMinimumHeight(row.text.height())
        row.text.setText(tr("seen for {seconds:.1f} s{why}", seconds=seconds, why=why))
        box = row.box
        box.clear()
        for label, role in ROLES:
            box.addItem(label, role)
        if person.suggested_role:
            box.setItemText(
                0, tr("not settled (looks like the {subject})", subject=subject_words(person.suggested_role))
            )
        for role in self._named(person):
            box.insertItem(box.findData(f"{role.partition(':')[0]}:"), subject_words(role), role)
        box.setCurrentIndex(max(box.findData(person.confirmed_role), 0))

    def _named(self, person: Person) -> tuple[str, ...]:
        """Roles with a name that can be chosen at once: what the scheme names, and what was said of this person."""
        said = person.confirmed_role
        return tuple(dict.fromkeys((*self.names(), *((said,) if said and ":" in said else ()))))

    def _called(self, letter: str) -> str:
        """Name a person, and the further camera through which they were seen: no camera knows who is who in another."""
        cameras = self._state.cameras if self._state is not None else ()
        name = next((one.name for one in cameras if one.id == camera_of(letter)), "")
        if not name:
            return tr("Person {letter}", letter=letter)
        return tr("Person {letter}, seen by the camera {camera}", letter=letter.rpartition(":")[2], camera=name)

    def _why(self, letter: str) -> str:
        report = self._state.report if self._state is not None else None
        said = report.said_of(letter) if report is not None else ""
        return f"\n{said[:1].upper()}{said[1:]}" if said else ""

    def _choose(self, letter: str, role: str | None) -> None:
        if role in _ASKED:
            name, given = QInputDialog.getText(self, *_ASKED[role])
            if not given or not name.strip():
                self._say(next(one for one in _listed(self._state) if one.letter == letter))
                return
            role = f"{role}{name.strip()}"
        self.role_chosen.emit(letter, role)

    def _clear(self) -> None:
        self._people.clear()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()


def _listed(state: RecordingState | None) -> tuple[Person, ...]:
    """Whose roles can be settled: nobody's by a blind coder, to whom the models' people are not shown."""
    return state.people if state is not None and state.all_seen else ()


def _place(state: RecordingState | None) -> object:
    """Whose rows they are: faces of one recording never stand in another's, nor one coder's in another's."""
    return (state.recording.id, state.coder) if state is not None else None


def _shown(state: RecordingState | None) -> object:
    """All that the rows say."""
    return _listed(state), state.report.notes if state is not None and state.report is not None else ()


def _hint(state: RecordingState | None) -> str:
    if state is None:
        return tr("Who is who shows here once a clip has been analysed.")
    if not state.all_seen:
        settled = "; ".join(
            tr("{letter} is {subject}", letter=one.letter, subject=subject_words(one.confirmed_role or ""))
            for one in state.people
        )
        if state.conduct is None:
            return tr("Whom the models see shows here once you have begun this recording, unless you code it blind.")
        return tr("Whom the models see is not shown while you code blind.") + (
            tr(" Settled: {settled}.", settled=settled) if settled else ""
        )
    if state.report is None:
        return tr("The models have not looked at all of this clip yet. Choose File ▸ Analyse.")
    if not state.people:
        return tr("Nobody was seen in this clip.")
    if all(person.confirmed_role for person in state.people):
        return tr("Click a person in the picture, or choose here, to change who is who.")
    return tr(
        "The app suggests who is the child from relative size over the whole clip; it recognises nobody. "
        "Please settle each person, here or with a click in the picture. Proposals follow at once."
    )
