"""Colours that work in light and dark and for colour-blind eyes; shape and text always say the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from PySide6.QtGui import QColor, QPalette

from coder.vocabulary.scheme import Role, role_of
from ui.timeline.bar_painter import BarColours

CHILD = "#0072B2"
TOGETHER = "#009E73"
CAREGIVERS = ("#D55E00", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe & Ito's palette (2008, Color Universal Design), shared out by role: the child is blue, the pair green,
caregivers the rest, by name: whoever is drawn, and in whatever order, has one colour in everything that is shown."""
NEUTRAL = "#8C8C8C"
"""Of somebody whose role nobody has said and nothing suggests."""

LEAST_CONTRAST = 4.0
"""Between a bar's outline and the ground it lies on; WCAG 2.1 asks for 3 (1.4.11), thin outlines need more."""


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """``share`` of ``one`` over the rest of ``other``."""
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * (1 - share),
        one.greenF() * share + other.greenF() * (1 - share),
        one.blueF() * share + other.blueF() * (1 - share),
    )


def readable_on(colour: QColor, ground: QColor, least: float = LEAST_CONTRAST) -> QColor:
    """``colour``, drawn toward black or white just as far as ``least`` contrast on ``ground`` needs."""
    toward = QColor("black") if luminance(ground) > 0.18 else QColor("white")
    for tenths in range(11):
        candidate = mixed(toward, colour, tenths / 10)
        if contrast(candidate, ground) >= least:
            return candidate
    return toward


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better on ``ground``."""
    return max((QColor("black"), QColor("white")), key=lambda ink: contrast(ink, ground))


PLAYHEAD = "#d1264b"
BAND = 0.09
"""How much of a subject's colour lies behind the names of its rows."""


@dataclass(frozen=True, slots=True)
class SubjectColours:
    """How one subject is drawn.

    ``fill``, ``edge`` and ``ink`` (text on the fill) are for what is settled, drawn solid; ``fill`` as a line,
    ``tint`` within it and ``crowd`` (many too thin to draw) for what waits, drawn hollow.
    """

    fill: QColor
    edge: QColor
    ink: QColor
    tint: QColor
    crowd: QColor

    @classmethod
    def of(cls, colour: QColor, *, ground: QColor, text: QColor) -> SubjectColours:
        """Derive them all from one colour on a ground."""
        fill = readable_on(colour, ground)
        return cls(
            fill=fill,
            edge=mixed(text, fill, 0.45),
            ink=ink_on(fill),
            tint=mixed(fill, ground, 0.10),
            crowd=mixed(fill, ground, 0.5),
        )


@dataclass(frozen=True, slots=True)
class Colours:
    """Everything the painters take from the palette."""

    ground: QColor
    stripe: QColor
    panel: QColor
    text: QColor
    quiet: QColor
    grid: QColor
    rule: QColor
    accent: QColor
    playhead: QColor
    """Apart from every subject and from what is chosen, by its hue and by its handle."""
    hatch: QColor
    subjects: dict[str, SubjectColours]
    chosen: dict[str, SubjectColours] = field(default_factory=dict)
    """Those of codes and rows, made when they are first drawn."""
    palettes: dict[Hashable, BarColours] = field(default_factory=dict)
    """What the bars of a row are drawn in, in the same way."""

    def painted(self, subject: str, colour: str) -> SubjectColours:
        """Those of a colour that scheme or coder chose, kept apart from the ground; "" for the subject's own."""
        if not colour:
            return self.subjects[subject]
        found = self.chosen.get(colour)
        if found is None:
            found = SubjectColours.of(QColor(colour), ground=self.ground, text=self.text)
            self.chosen[colour] = found
        return found

    def band(self, subject: str) -> QColor:
        """The ground behind the names of a subject's rows."""
        return mixed(self.subjects[subject].fill, self.panel, BAND)

    def quiet_on_band(self, subject: str) -> QColor:
        """Quiet words that are read on it."""
        return readable_on(self.quiet, self.band(subject), 4.5)

    @classmethod
    def of(cls, palette: QPalette, subjects: Iterable[str]) -> Colours:
        """Read the palette, and give each subject its colours."""
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        high = ground == palette.color(QPalette.ColorRole.Button)  # high contrast knows one ground
        accent = readable_on(palette.color(QPalette.ColorRole.Highlight), ground)
        return cls(
            ground=ground,
            stripe=mixed(text, ground, 0.035),
            panel=palette.color(QPalette.ColorRole.Window),
            text=text,
            quiet=readable_on(mixed(text, ground, 0.6), ground, 4.5),
            grid=mixed(text, ground, 0.10),
            rule=mixed(text, ground, 0.28),
            accent=accent,
            playhead=readable_on(QColor(PLAYHEAD), ground, 4.5) if not high else text,
            hatch=mixed(text, ground, 0.45),
            subjects=_shared_out(subjects, ground=ground, text=text),
        )


def over_picture(hue: QColor | None) -> QColor:
    """Return a subject's colour as it is drawn over a picture, on a dark edge; None is nobody's."""
    return readable_on(hue if hue is not None else QColor(NEUTRAL), QColor("black"))


def _shared_out(subjects: Iterable[str], *, ground: QColor, text: QColor) -> dict[str, SubjectColours]:
    named = dict.fromkeys(subjects)
    # The one child has the child's colour, also by name; of several each has a colour.
    children = [one for one in named if role_of(one) is Role.CHILD]
    child = children[0] if len(children) == 1 else Role.CHILD.value
    rest = sorted(named.keys() - {child, Role.TOGETHER}, key=lambda one: (role_of(one) is not Role.CAREGIVER, one))
    hues = {one: CAREGIVERS[n % len(CAREGIVERS)] for n, one in enumerate(rest)}
    hues |= {child: CHILD, Role.TOGETHER.value: TOGETHER}
    return {one: SubjectColours.of(QColor(hues[one]), ground=ground, text=text) for one in named}
