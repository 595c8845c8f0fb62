"""Light, dark and high contrast: palettes for one style, so that every widget and drawing follows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

_R = QPalette.ColorRole
_DARK = {
    _R.Window: "#1f2225",
    _R.WindowText: "#e9ecee",
    _R.Base: "#16181a",
    _R.AlternateBase: "#1c1f22",
    _R.Text: "#e9ecee",
    _R.PlaceholderText: "#a3aab1",
    _R.Button: "#2d3237",
    _R.ButtonText: "#e9ecee",
    _R.BrightText: "#ffffff",
    _R.ToolTipBase: "#2d3237",
    _R.ToolTipText: "#e9ecee",
    _R.Highlight: "#2a74a9",
    _R.HighlightedText: "#ffffff",
    _R.Link: "#7cc4f5",
    _R.Light: "#4a5057",
    _R.Midlight: "#3d4349",
    _R.Mid: "#3a4046",
    _R.Dark: "#7f8890",
    _R.Shadow: "#000000",
}
_LIGHT = {
    _R.Window: "#eef0f1",
    _R.WindowText: "#1a1d20",
    _R.Base: "#ffffff",
    _R.AlternateBase: "#f6f7f8",
    _R.Text: "#1a1d20",
    _R.PlaceholderText: "#595f65",
    _R.Button: "#fbfcfc",
    _R.ButtonText: "#1a1d20",
    _R.BrightText: "#ffffff",
    _R.ToolTipBase: "#fffdf4",
    _R.ToolTipText: "#1a1d20",
    _R.Highlight: "#1f6fa8",
    _R.HighlightedText: "#ffffff",
    _R.Link: "#0b5a92",
    _R.Light: "#ffffff",
    _R.Midlight: "#f7f8f8",
    _R.Mid: "#cdd2d6",
    _R.Dark: "#7a8187",
    _R.Shadow: "#5f656a",
}
_CONTRAST = {True: ("#000000", "#ffffff", "#ffe14d", "#000000"), False: ("#ffffff", "#000000", "#00379e", "#ffffff")}
"""High contrast: ground, words, what is chosen, and words on it; everything else is one of these."""
_GROUNDS = (_R.Window, _R.Base, _R.AlternateBase, _R.Button, _R.ToolTipBase)
_WORDS = (_R.WindowText, _R.Text, _R.PlaceholderText, _R.ButtonText, _R.BrightText, _R.ToolTipText)
_RELIEF = (_R.Light, _R.Midlight, _R.Mid, _R.Dark, _R.Shadow)

_LISTS = "QAbstractItemView"
_CHOSEN_ROW = {True: ("#24435c", "#ffffff"), False: ("#d5e6f3", "#10171d")}
"""Ground and words of a row that is chosen: quiet beside the one button that is filled; the style adds a bar."""
_DISABLED = {True: "#959ca4", False: "#676b6f"}
"""Quieter than what works, and still read: a person looks for the reason why it does nothing."""


def palette(*, dark: bool, contrast: bool = False) -> QPalette:
    """Return the dark or the light palette, or that of high contrast."""
    made = QPalette()
    if contrast:
        ground, words, chosen, on_chosen = map(QColor, _CONTRAST[dark])
        for roles, worn in ((_GROUNDS, ground), (_WORDS, words), (_RELIEF, words)):
            for role in roles:
                made.setColor(role, worn)
        made.setColor(_R.Highlight, chosen)
        made.setColor(_R.HighlightedText, on_chosen)
        made.setColor(_R.Link, chosen)
        for role in (_R.WindowText, _R.Text, _R.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, role, QColor("#b4b4b4" if dark else "#5a5a5a"))
        return made
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    for role in (_R.WindowText, _R.Text, _R.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[dark]))
    return made


def list_palette(*, dark: bool, contrast: bool = False) -> QPalette:
    """Return the palette of lists and tables: what is chosen in them is told by a bar and a quiet ground."""
    made = palette(dark=dark, contrast=contrast)
    if not contrast:
        ground, words = map(QColor, _CHOSEN_ROW[dark])
        made.setColor(_R.Highlight, ground)
        made.setColor(_R.HighlightedText, words)
    return made


def is_dark() -> bool:
    """Whether the window is dark now."""
    return QGuiApplication.palette().window().color().lightness() < 128


def is_contrast() -> bool:
    """Whether contrast is high now."""
    return QGuiApplication.palette().color(_R.AlternateBase) in (QColor("#000000"), QColor("#ffffff"))


def use(*, dark: bool, contrast: bool = False) -> None:
    """Make everything dark or light, with high contrast or as usual."""
    QApplication.setPalette(palette(dark=dark, contrast=contrast))
    QApplication.setPalette(list_palette(dark=dark, contrast=contrast), _LISTS)  # type: ignore[arg-type]  # it takes str


def use_system() -> None:
    """Be as the system is."""
    hints = QGuiApplication.styleHints()
    high = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    use(dark=hints.colorScheme() is Qt.ColorScheme.Dark, contrast=high)
