"""A dialog keeps its shape while it is open: words that become longer are read whole."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout

from tests.ui.dialog_walk import squeezed


def test_a_dialog_whose_words_become_longer_grows_with_them(empty_window, qtbot):
    dialog = QDialog(empty_window)
    words, below = QLabel("Wait.", wordWrap=True), QPlainTextEdit()
    below.setMinimumHeight(80)
    column = QVBoxLayout(dialog)
    column.addWidget(words)
    column.addWidget(below, 1)
    dialog.resize(300, 130)
    dialog.open()
    words.setText("No name of a recording and no path leaves with what is in this file. " * 5)
    assert not squeezed(dialog)
    assert dialog.height() > 130
    dialog.reject()
