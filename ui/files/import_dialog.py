"""The import dialog: what a file would bring in, who is who in it, and what is lost, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coder.interchange.document_events import guess_subject
from coder.interchange.study_import import Brought

Preview = Callable[[dict[str, str]], Sequence[Brought]]


class ImportDialog(QDialog):
    """Shows a plan and lets a person say who is who; ``subjects`` and ``recording`` hold the answer when accepted.

    ``preview`` makes the plan anew for other subjects; it changes nothing. ``recording`` is id and name of what the
    window shows, or None: then the file becomes recordings of its own.
    """

    def __init__(
        self,
        file_name: str,
        preview: Preview,
        recording: tuple[str, str] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Import {file_name}")
        self._preview = preview
        self._boxes: dict[str, QComboBox] = {}
        self._what = QLabel(wordWrap=True)
        self._losses = QPlainTextEdit(readOnly=True)
        self._losses.setAccessibleName("what does not come through")
        self._where = QComboBox()
        self._where.setAccessibleName("where it goes")
        self._where.addItem("a recording of its own, whose clip is elsewhere", None)
        if recording is not None:
            self._where.addItem(f"the recording that is shown: {recording[1]}", recording[0])
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Import")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._what)
        layout.addWidget(QLabel("Who is who:"))
        layout.addWidget(self._who_is_who(preview({})))
        layout.addWidget(QLabel("Into:"))
        layout.addWidget(self._where)
        layout.addWidget(QLabel("What does not come through as it is:"))
        layout.addWidget(self._losses)
        layout.addWidget(self._buttons)
        self.resize(560, 560)
        self._refresh()

    @property
    def subjects(self) -> dict[str, str]:
        """Name in the file to subject here, as chosen."""
        return {name: str(box.currentData()) for name, box in self._boxes.items()}

    @property
    def recording(self) -> str | None:
        """The recording that is coded, or None for recordings of their own."""
        chosen = self._where.currentData()
        return None if chosen is None else str(chosen)

    def _who_is_who(self, brought: Sequence[Brought]) -> QWidget:
        rows = QWidget()
        form = QFormLayout(rows)
        for name in sorted({name for item in brought for name in item.plan.subjects}):
            box = QComboBox()
            box.setAccessibleName(f"who {name or 'nobody in particular'} is")
            plain = name or "somebody"
            for subject in dict.fromkeys(
                (guess_subject(name), "child", "caregiver", f"caregiver:{plain}", "together", f"other:{plain}")
            ):
                box.addItem(subject, subject)
            box.currentIndexChanged.connect(self._refresh)
            self._boxes[name] = box
            form.addRow(name or "(no name)", box)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(rows)
        return area

    def _refresh(self) -> None:
        brought = self._preview(self.subjects)
        events = sum(len(item.plan.events) for item in brought)
        codes = {code.id for item in brought for code in item.plan.codes}
        parts = [f"{events} events in {len(brought)} recordings." if len(brought) != 1 else f"{events} events."]
        if codes:
            shown = ", ".join(sorted(codes)[:6]) + (", …" if len(codes) > 6 else "")
            parts.append(f"{len(codes)} codes are new to this study ({shown}); they are added to its scheme.")
        parts.append("One undo takes a recording's import back.")
        self._what.setText(" ".join(parts))
        losses = [str(loss) for loss in (brought[0].plan.losses if brought else ())]
        self._losses.setPlainText("\n".join(losses) or "Everything comes through.")
        several = len(brought) != 1
        self._where.setEnabled(not several)
        if several:
            self._where.setCurrentIndex(0)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(events > 0)
