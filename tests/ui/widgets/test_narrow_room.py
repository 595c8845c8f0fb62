"""Where there is little room, words end where they can be read: at whole hints, with three dots, or in a tip."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from ui.widgets.choice_box import ChoiceBox
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.offer_line import Offer
from ui.window.flat_style import FlatStyle

HINTS = "Q W bid · E R answer · T this act answers · Ctrl+Z undo"


def test_hints_take_a_second_line_and_end_with_a_whole_hint(qtbot):
    words = ElidedLabel()
    qtbot.addWidget(words)
    words.setText(HINTS)
    letters, whole = words.fontMetrics(), HINTS.split(" · ")
    seen = set()
    for room in range(letters.horizontalAdvance(HINTS) + 20, letters.horizontalAdvance(whole[2] + " · …"), -10):
        words.resize(room, 20)
        lines = words.drawn_text().split("\n")
        assert len(lines) <= 2
        assert words.sizeHint().height() == len(lines) * letters.height()
        assert all(letters.horizontalAdvance(line) <= room for line in lines)
        drawn = " · ".join(lines)
        parts = drawn.removesuffix(" · …").split(" · ")
        assert parts == whole[: len(parts)]
        assert drawn.endswith("…") == (len(parts) < len(whole))
        seen.add((len(lines), len(parts)))
    assert {(1, 4), (2, 4), (2, 3)} <= seen
    words.resize(letters.horizontalAdvance("Q W"), 20)
    assert words.drawn_text().endswith("…")
    assert words.toolTip() == HINTS


def test_a_box_that_is_too_narrow_for_its_words_says_so_with_three_dots(qtbot, monkeypatch):
    drawn = []
    style = FlatStyle()
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setStyle(style)
    box.addItem("r1: Family 07 · free play, visit 2 (3:04.160)")
    monkeypatch.setattr(FlatStyle, "drawItemText", lambda *args: drawn.append(args[-2]))
    canvas = QImage(400, 40, QImage.Format.Format_RGB32)
    for wide, cut in ((160, True), (600, False)):
        box.resize(wide, 26)
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        painter = QPainter(canvas)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, box)
        painter.end()
        assert option.currentText == box.currentText()  # nothing else sees it shortened
        room = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
        ).width()
        assert drawn[-1].endswith("…") is cut
        assert option.fontMetrics.horizontalAdvance(drawn[-1]) <= room


def test_an_offer_beside_a_narrow_picture_is_its_button_and_the_words_are_its_tip(qtbot):
    offer = Offer("This recording holds a stretch that may be hard to watch. There is room for a note first.", "Write…")
    qtbot.addWidget(offer)
    offer.show()
    offer.resize(900, 60)
    assert offer._label.isVisible()
    offer.resize(500, 60)
    assert offer._label.isVisible()
    assert offer._label.drawn_text().endswith("…")  # one row, whatever there is to say
    assert offer.layout().heightForWidth(500) < 2 * offer.yes.sizeHint().height()
    assert (offer._label.toolTip(), offer._label.accessibleName()) == (offer.words, offer.words)
    offer.resize(230, 60)
    assert not offer._label.isVisible()
    assert offer.yes.isVisible()
    assert offer.yes.toolTip() == offer.words
    assert offer.yes.accessibleDescription() == offer.words
    offer.resize(900, 60)
    assert offer._label.isVisible()
