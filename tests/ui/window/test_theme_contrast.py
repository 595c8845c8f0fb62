"""Every pair of words and ground that a palette can make stands apart by 4.5 to 1, in light and in dark."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette

from ui.context.context_panel import ContextStrip
from ui.player.player_view import STAGE, STAGE_WORDS
from ui.timeline.code_colours import Colours
from ui.widgets.share_bar import ShareBar
from ui.window import theme
from ui.window.mode_switch import COLOURS

R, G = QPalette.ColorRole, QPalette.ColorGroup
ENOUGH = 4.5
PAIRS = (
    *itertools.product((R.WindowText, R.Text, R.PlaceholderText, R.Link), (R.Window, R.Base, R.AlternateBase)),
    (R.ButtonText, R.Button),
    (R.ToolTipText, R.ToolTipBase),
    (R.HighlightedText, R.Highlight),
)


def brightness(colour: QColor) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_guideline():
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("contrasty", [True, False])
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(dark, contrasty, words, ground):
    palette = theme.palette(dark=dark, contrast=contrasty)
    assert contrast(palette.color(words), palette.color(ground)) >= ENOUGH


@pytest.mark.parametrize("contrasty", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_what_does_nothing_now_is_still_read(dark, contrasty):
    palette = theme.palette(dark=dark, contrast=contrasty)
    for words, ground in ((R.WindowText, R.Window), (R.ButtonText, R.Button), (R.Text, R.Base)):
        assert contrast(palette.color(G.Disabled, words), palette.color(ground)) >= ENOUGH


def test_words_on_the_stage_and_on_a_mode_stand_out():
    assert contrast(STAGE_WORDS, STAGE) >= ENOUGH
    for colour in COLOURS.values():
        assert contrast(QColor("#ffffff"), colour) >= ENOUGH


def test_what_is_on_the_screen_follows_when_light_becomes_dark(qtbot):
    """Nothing keeps the colours it began with: the caregiver's side is read in the dark too."""
    strip = ContextStrip()
    qtbot.addWidget(strip)
    strip._words = "The caregiver's own side: not collected."
    strip.resize(400, 30)
    before = theme.is_dark()
    try:
        theme.use(dark=False)
        strip.show()
        strip.grab()
        theme.use(dark=True)
        picture = strip.grab().toImage()
        seen = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        assert max(contrast(colour, seen[0]) for colour in seen) >= ENOUGH
    finally:
        theme.use(dark=before)


@pytest.mark.parametrize("contrasty", [True, False])
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colour", ["", "#ff0000", "#ffff00", "#000000", "#ffffff", "#777777", "#3366aa"])
def test_words_on_the_timeline_stand_out_whatever_colour_a_scheme_chose(dark, contrasty, colour):
    colours = Colours.of(theme.palette(dark=dark, contrast=contrasty), ["child"])
    painted = colours.painted("child", colour)
    assert contrast(painted.ink, painted.fill) >= ENOUGH
    assert contrast(painted.fill, colours.ground) >= 3  # a bar's own edge, WCAG 2.1 1.4.11
    for words in (colours.text, colours.quiet):
        assert contrast(words, colours.ground) >= ENOUGH
        assert contrast(words, colours.panel) >= ENOUGH


@pytest.mark.parametrize("contrasty", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_names_on_the_band_of_a_subject_are_read_and_the_playhead_is_seen(dark, contrasty):
    subjects = ["child", "together", *(f"caregiver:{n}" for n in range(4))]
    colours = Colours.of(theme.palette(dark=dark, contrast=contrasty), subjects)
    for subject in subjects:
        for words in (colours.text, colours.quiet_on_band(subject)):
            assert contrast(words, colours.band(subject)) >= ENOUGH
    assert contrast(colours.playhead, colours.ground) >= ENOUGH


def test_high_contrast_comes_and_goes_and_dark_stays_what_it_was():
    before = theme.is_dark(), theme.is_contrast()
    try:
        for dark in (True, False):
            for contrasty in (True, False):
                theme.use(dark=dark, contrast=contrasty)
                assert (theme.is_dark(), theme.is_contrast()) == (dark, contrasty)
    finally:
        theme.use(dark=before[0], contrast=before[1])


@pytest.mark.parametrize("contrasty", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_a_bar_of_which_nothing_is_done_does_not_look_full(qtbot, dark, contrasty):
    bar = ShareBar("decided")
    qtbot.addWidget(bar)
    bar.setPalette(theme.palette(dark=dark, contrast=contrasty))
    bar.resize(100, 6)
    bar.show_share(1, 4)
    done, left = (bar.grab().toImage().pixelColor(x, 3) for x in (10, 70))
    assert contrast(done, left) >= ENOUGH
    bar.show_share(0, 4)
    assert bar.grab().toImage().pixelColor(10, 3) == left
