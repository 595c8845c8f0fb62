"""The import dialog: what a file would bring in, who is who in it, and what is lost, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coder.interchange.code_matching import OWN, SEEN, CodeKey
from coder.interchange.dependent_tiers import Dependent
from coder.interchange.import_plan import guess_subject
from coder.interchange.study_import import Again, ImportPreview
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.time import MICROS, format_us
from ui.operations.wording import subject_words
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.measure import open_at
from ui.widgets.number_box import NumberBox
from ui.widgets.scroll_frame import scrolling


@dataclass(frozen=True, slots=True)
class ImportAnswers:
    """What a person said about a file.

    Attributes
    ----------
    subjects : mapping of name in the file to subject here
    choices : mapping of role, group and label to a code of the scheme, or ``own``
    shift_us : int
        Added to every time of the file.
    recording : str, optional
        The recording that is coded; None for recordings of their own.
    again : Again, optional
        What to do where the file came in before.
    """

    subjects: dict[str, str]
    choices: dict[CodeKey, str]
    shift_us: int
    recording: str | None
    again: Again | None
    dependents: Mapping[str, Dependent] = field(default_factory=dict)
    """As what tiers that depend on another come in."""


Preview = Callable[[ImportAnswers], Sequence[ImportPreview]]
SHOWN = 4
"""How many of the first events are shown against the clip."""

_LEAST_CHARS = 16
"""Of what somebody or a code is here, in a narrow place."""


class ImportDialog(AskingDialog):
    """Shows a plan and lets a person say who is who and which code is which; ``answers`` holds it.

    ``preview`` makes the plan anew for other answers; it changes nothing. ``recording`` is id and name of what the
    window shows, or None: then the file becomes recordings of its own. ``before`` says that the file came in before,
    ``other_purpose`` that it left a study of another purpose. Signals: ``chosen()`` when it is to come in so.
    """

    chosen = Signal()

    def __init__(
        self,
        file_name: str,
        preview: Preview,
        recording: tuple[str, str] | None,
        parent: QWidget | None = None,
        *,
        before: bool = False,
        other_purpose: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import {file_name}", file_name=file_name))
        self._preview = preview
        self._boxes: dict[str, QComboBox] = {}
        self._codes: dict[CodeKey, QComboBox] = {}
        self._seen: dict[CodeKey, QLineEdit] = {}
        self._dependents: dict[str, QComboBox] = {}
        self._shift = NumberBox(decimals=3, minimum=-1e6, maximum=1e6, suffix=" s")
        self._shift.setAccessibleName(tr("shift all times"))
        self._shift.valueChanged.connect(lambda _: self._refresh())
        self._again = ChoiceBox()
        self._again.setAccessibleName(tr("what to do with a file that came in before"))
        self._again.addItem(tr("replaces what it brought then"), Again.REPLACE)
        self._again.addItem(tr("comes beside it as a layer of its own"), Again.LAYER)
        self._what = QLabel(wordWrap=True)
        self._losses = QPlainTextEdit(readOnly=True)
        self._losses.setAccessibleName(tr("what does not come through"))
        self._where = ChoiceBox()
        self._where.setAccessibleName(tr("where it goes"))
        self._where.addItem(tr("a recording of its own, whose clip is elsewhere"), None)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Import"))
        self._buttons.accepted.connect(self._choose)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        if other_purpose:
            layout.addWidget(QLabel(other_purpose, wordWrap=True))
        layout.addWidget(self._what)
        layout.addWidget(QLabel(tr("Who is who:")))
        brought = preview(ImportAnswers({}, {}, 0, None, None))
        if recording is not None and len(brought) == 1:
            # What was coded elsewhere belongs mostly to what one sees; what came in before, to where it came.
            shown = tr("the recording that is shown: {recording}", recording=recording[1])
            self._where.insertItem(1 if before else 0, shown, recording[0])
            self._where.setCurrentIndex(0)
        layout.addWidget(self._who_is_who(brought), 1)
        depending = self._what_depends(brought)
        if self._dependents:
            layout.addWidget(QLabel(tr("Tiers that say more of another tier's annotations come in:")))
            layout.addWidget(depending, 1)
        codes = self._which_is_which(brought)
        if self._codes or self._seen:
            layout.addWidget(QLabel(tr("Codes called like one of the scheme, or after more than is seen:")))
            layout.addWidget(codes, 2)
        layout.addWidget(QLabel(tr("Shift all times by:")))
        layout.addWidget(self._shift)
        if before:
            layout.addWidget(QLabel(tr("This file came into the study before. It now:")))
            layout.addWidget(self._again)
        self._before = before
        layout.addWidget(QLabel(tr("Into:")))
        layout.addWidget(self._where)
        layout.addWidget(QLabel(tr("What does not come through as it is:")))
        layout.addWidget(self._losses, 1)
        layout.addWidget(self.wrong)
        layout.addWidget(self._buttons)
        open_at(self, chars=80, lines=37)
        self._refresh()

    @property
    def subjects(self) -> dict[str, str]:
        """Name in the file to subject here, as chosen."""
        return {name: str(box.currentData()) for name, box in self._boxes.items()}

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit()

    @property
    def answers(self) -> ImportAnswers:
        """Everything that was said."""
        return ImportAnswers(
            self.subjects,
            {
                **{key: str(box.currentData()) for key, box in self._codes.items() if box.currentData()},
                **{key: f"{SEEN}{line.text()}" for key, line in self._seen.items() if line.text().strip()},
            },
            round(self._shift.value() * MICROS),
            self.recording,
            Again(self._again.currentData()) if self._before else None,
            {name: Dependent(box.currentData()) for name, box in self._dependents.items()},
        )

    @property
    def recording(self) -> str | None:
        """The recording that is coded, or None for recordings of their own."""
        chosen = self._where.currentData()
        return None if chosen is None else str(chosen)

    def _who_is_who(self, brought: Sequence[ImportPreview]) -> QWidget:
        rows, form = _rows()
        for name in sorted({name for item in brought for name in item.plan.subjects}):
            box = _row_box()
            box.setAccessibleName(tr("who {value} is", value=name or tr("nobody in particular")))
            plain = name or "somebody"
            for subject in dict.fromkeys(
                (guess_subject(name), "child", "caregiver", f"caregiver:{plain}", "together", f"other:{plain}")
            ):
                box.addItem(subject_words(subject), subject)
            box.currentIndexChanged.connect(self._refresh)
            self._boxes[name] = box
            form.addRow(name or tr("(no name)"), box)
        return scrolling(rows)

    def _what_depends(self, brought: Sequence[ImportPreview]) -> QWidget:
        rows, form = _rows()
        for one in (one for item in brought for one in item.plan.dependents):
            if one.tier in self._dependents:
                continue
            box = _row_box()
            box.setAccessibleName(tr("as what {tier} comes in", tier=one.tier))
            box.addItem(tr("as events of their own"), Dependent.EVENTS)
            box.addItem(tr("as a modifier of what they depend on"), Dependent.MODIFIER)
            box.addItem(tr("as its comment"), Dependent.COMMENT)
            box.currentIndexChanged.connect(self._refresh)
            self._dependents[one.tier] = box
            words = tr("{tier}, of {parent}: “{example}”", tier=one.tier, parent=one.parent, example=one.example[:30])
            form.addRow(f"{words} ({one.annotations})", box)
        return scrolling(rows)

    def _which_is_which(self, brought: Sequence[ImportPreview]) -> QWidget:
        rows, form = _rows()
        # What is to be chosen stands before what is clear from its name.
        for one in sorted((one for item in brought for one in item.plan.understood), key=lambda one: one.met):
            if one.key in self._codes or not (one.offered or one.counts or one.met):
                continue
            box = _row_box()
            box.setAccessibleName(tr("what {group}, {one} is", group=one.group, one=one.label))
            if one.met:
                box.addItem(tr("the study's {code}", code=one.code.replace("_", " ")), "")
            elif one.counts:
                box.addItem(tr("{code}, as you chose before", code=one.code), "")
            box.addItem(tr("a code of its own"), OWN)
            for offered in one.offered:
                box.addItem(tr("the scheme's {offered}", offered=offered.replace("_", " ")), offered)
            box.currentIndexChanged.connect(self._refresh)
            self._codes[one.key] = box
            form.addRow(f"{named(one.role)}: {one.group}, “{one.label}” ({one.events})", box)
        for one in (one for item in brought for one in item.plan.understood):
            if one.key in self._seen or not one.beyond_sight:
                continue
            line = QLineEdit(placeholderText=tr("what is seen? such as: smile"))
            line.setAccessibleName(tr("what is seen where {group}, {one} is coded", group=one.group, one=one.label))
            line.editingFinished.connect(self._refresh)
            self._seen[one.key] = line
            form.addRow(f"{named(one.role)}: {one.group}, “{one.label}” ({one.events})", line)
        return scrolling(rows)

    def _refresh(self) -> None:
        try:
            brought = self._preview(self.answers)
        except StudyError as error:
            self._what.setText(str(error))
            self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
            return
        events = sum(len(item.plan.events) for item in brought)
        codes = {code.id for item in brought for code in item.plan.codes}
        parts = [
            plural(
                len(brought),
                "{events} events.",
                "{events} events in {number} recordings.",
                events=events,
                number=len(brought),
            )
        ]
        known = sum(item.plan.known or 0 for item in brought)
        if known:
            parts.append(
                plural(
                    known,
                    "{known} event stands in the study already and is not added again.",
                    "{known} events stand in the study already and are not added again.",
                    known=known,
                )
            )
        if codes:
            shown = ", ".join(sorted(codes)[:6]) + (", …" if len(codes) > 6 else "")
            parts.append(
                tr(
                    "{number} codes are new to this study ({shown}); they are added to its scheme.",
                    number=len(codes),
                    shown=shown,
                )
            )
        first = [
            f"{format_us(event.onset_us)} {subject_words(event.subject)} {event.code}"
            + (f" ({', '.join(f'{name}: {value}' for name, value in event.modifiers)})" if event.modifiers else "")
            for event in (brought[0].plan.events[:SHOWN] if brought else ())
        ]
        if first:
            parts.append(tr("On the clip's clock it begins: {first}.", first="; ".join(first)))
        parts.append(tr("One undo takes the whole import back."))
        self._what.setText(" ".join(parts))
        losses = [str(loss) for loss in (brought[0].plan.losses if brought else ())]
        self._losses.setPlainText("\n".join(losses) or tr("Everything comes through."))
        several = len(brought) != 1
        self._where.setEnabled(not several)
        if several:
            self._where.setCurrentIndex(0)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(events > 0)


def _rows() -> tuple[QWidget, QFormLayout]:
    """Return rows of a name and what it is here, for a place that may be narrow: a long name stands above its box."""
    rows = QWidget()
    form = QFormLayout(rows)
    form.setContentsMargins(0, 0, 0, 0)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return rows, form


def _row_box() -> ChoiceBox:
    """Return a box that is as wide as its place, not as its longest entry."""
    box = ChoiceBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST_CHARS)
    return box
