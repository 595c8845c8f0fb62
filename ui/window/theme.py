"""Light, dark and high contrast: palettes for one style, so that every widget and drawing follows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

_R = QPalette.ColorRole
_DARK = {
    _R.Window: "#232629",
    _R.WindowText: "#eceff1",
    _R.Base: "#1a1c1f",
    _R.AlternateBase: "#26292d",
    _R.Text: "#eceff1",
    _R.PlaceholderText: "#9aa0a6",
    _R.Button: "#32363b",
    _R.ButtonText: "#eceff1",
    _R.BrightText: "#ffffff",
    _R.ToolTipBase: "#32363b",
    _R.ToolTipText: "#eceff1",
    _R.Highlight: "#2a74a9",
    _R.HighlightedText: "#ffffff",
    _R.Link: "#7cc4f5",
    _R.Light: "#4a4f55",
    _R.Midlight: "#3d4247",
    _R.Mid: "#2c3034",
    _R.Dark: "#15171a",
    _R.Shadow: "#000000",
}
_LIGHT = {
    _R.Window: "#f2f2f0",
    _R.WindowText: "#1b1d1f",
    _R.Base: "#ffffff",
    _R.AlternateBase: "#f6f6f4",
    _R.Text: "#1b1d1f",
    _R.PlaceholderText: "#62676c",
    _R.Button: "#e9e9e6",
    _R.ButtonText: "#1b1d1f",
    _R.BrightText: "#ffffff",
    _R.ToolTipBase: "#fffdf4",
    _R.ToolTipText: "#1b1d1f",
    _R.Highlight: "#1f6fa8",
    _R.HighlightedText: "#ffffff",
    _R.Link: "#0b5a92",
    _R.Light: "#ffffff",
    _R.Midlight: "#f7f7f5",
    _R.Mid: "#c9c9c4",
    _R.Dark: "#a3a39d",
    _R.Shadow: "#6b6b66",
}
_CONTRAST = {True: ("#000000", "#ffffff", "#ffe14d", "#000000"), False: ("#ffffff", "#000000", "#00379e", "#ffffff")}
"""High contrast: ground, words, what is chosen, and words on it; everything else is one of these."""
_GROUNDS = (_R.Window, _R.Base, _R.AlternateBase, _R.Button, _R.ToolTipBase)
_WORDS = (_R.WindowText, _R.Text, _R.PlaceholderText, _R.ButtonText, _R.BrightText, _R.ToolTipText)
_RELIEF = (_R.Light, _R.Midlight, _R.Mid, _R.Dark, _R.Shadow)

_OUTLINED = ("QCheckBox", "QRadioButton", "QLineEdit", "QPlainTextEdit", "QListWidget")
"""In the dark the style draws the border of these darker than the window, where nobody sees an empty box."""
_OUTLINE_BASE = "#c4c9ce"
"""What the style darkens to a border that stands out from the window by 3 to 1 and more."""
_DISABLED = {True: "#9198a0", False: "#6b6f73"}
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


def is_dark() -> bool:
    """Whether the window is dark now."""
    return QGuiApplication.palette().window().color().lightness() < 128


def is_contrast() -> bool:
    """Whether contrast is high now."""
    return QGuiApplication.palette().color(_R.AlternateBase) in (QColor("#000000"), QColor("#ffffff"))


def use(*, dark: bool, contrast: bool = False) -> None:
    """Make everything dark or light, with high contrast or as usual."""
    QApplication.setPalette(palette(dark=dark, contrast=contrast))
    for kind in _OUTLINED:
        QApplication.setPalette(palette(dark=dark, contrast=contrast), kind)  # type: ignore[arg-type]  # as below
    if dark and not contrast:
        outlined = palette(dark=True)
        outlined.setColor(_R.Window, QColor(_OUTLINE_BASE))
        for kind in _OUTLINED:
            QApplication.setPalette(outlined, kind)  # type: ignore[arg-type]  # PySide's stub says bytes, it takes str


def use_system() -> None:
    """Be as the system is."""
    hints = QGuiApplication.styleHints()
    high = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    use(dark=hints.colorScheme() is Qt.ColorScheme.Dark, contrast=high)
