"""What stands out against chance, in words, with the moments behind it one click away."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coder.report.figures.contingency_finding import ContingencyFinding, finding_words, moment_words
from coder.vocabulary.language import tr
from ui.widgets.prose_label import ProseLabel

PREVIEW = tr("Preview from the models alone, unconfirmed")
_MOST_MOMENTS = 24


class ContingencyBox(QWidget):
    """Signals: ``sought(int)``, a moment in µs; ``preview_asked()``, the preview was switched on or off."""

    sought = Signal(object)
    preview_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ProseLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | _KEYBOARD)
        self.text.linkActivated.connect(lambda link: self.sought.emit(int(link)))
        self.preview_box = QCheckBox(PREVIEW)
        self.preview_box.setToolTip(tr("It is nobody's word: it stands in no export and in no report"))
        self.preview_box.toggled.connect(lambda _: self.preview_asked.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.preview_box)
        self.show_findings(())
        self.offer_preview(False)

    @property
    def preview(self) -> bool:
        """Whether the models' own preview is asked for."""
        return self.preview_box.isChecked() and not self.preview_box.isHidden()

    def offer_preview(self, offered: bool) -> None:
        """Offer the preview, or not: blind coders and a window without proposals are not even asked."""
        self.preview_box.setVisible(offered)

    def forget_preview(self) -> None:
        """Switch it off again: another recording begins without."""
        self.preview_box.blockSignals(True)
        self.preview_box.setChecked(False)
        self.preview_box.blockSignals(False)

    def show_findings(self, found: Sequence[ContingencyFinding]) -> None:
        """Say each, with links to the moments behind it."""
        self.text.setText("".join(f"<p>{_with_moments(one)}</p>" for one in found))
        self.text.setVisible(bool(found))


_KEYBOARD = Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def _with_moments(found: ContingencyFinding) -> str:
    links = [f'<a href="{moment[0]}">{moment_words(moment)}</a>' for moment in found.moments[:_MOST_MOMENTS]]
    more = (
        tr(" and {number} more", number=len(found.moments) - _MOST_MOMENTS)
        if len(found.moments) > _MOST_MOMENTS
        else ""
    )
    behind = tr(" Behind it: {links}{more}.", links=", ".join(links), more=more) if links else ""
    return f"{escape(finding_words(found))}{behind}"
