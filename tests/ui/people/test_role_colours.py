"""Whoever is who has one colour in picture, portraits, timeline and cards; settling one leaves the other in place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from coder.study.edits.coding import SetRole
from coder.vocabulary.events import Event, Origin
from tests.studies import two_people_smiling
from ui.people.people_overlay import PeopleOverlay
from ui.timeline.code_colours import NEUTRAL, Colours, over_picture


def colours_of_boxes(overlay: PeopleOverlay) -> set[int]:
    image = QImage(200, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#404040"))
    painter = QPainter(image)
    overlay.paint(painter, QTransform(), 0, 1_200_000)
    painter.end()
    return {image.pixel(x, y) for x in range(200) for y in range(120)}


def test_one_colour_for_one_role_wherever_somebody_is_drawn_also_while_it_is_suggested(window, qtbot):
    """Picture and timeline once had the two colours of child and caregiver the other way round."""
    hues = {role: window.timeline.hue_of(role) for role in ("child", "caregiver")}
    seen = {one.role: one.letter for one in window.session.state.people}
    assert all(one.confirmed_role is None for one in window.session.state.people)
    for role, hue in hues.items():
        assert window.people_panel.faces[seen[role]].hue == hue
        assert window.editing.inspector.hue_of(role) == window.joints.hue_of(role) == hue
        assert over_picture(hue).rgb() in colours_of_boxes(window.overlay)
    first, other = two_people_smiling()[0]
    window.overlay.set_people([replace(first, suggested_role=None)])
    drawn = colours_of_boxes(window.overlay)
    assert over_picture(None).rgb() in drawn
    assert not any(over_picture(hue).rgb() in drawn for hue in hues.values())
    panel = window.people_panel
    panel.show_state(replace(window.session.state, people=(replace(first, suggested_role=None), other)))
    assert panel.faces["A"].hue == QColor(NEUTRAL)


def test_colours_do_not_follow_who_is_named_first_or_who_has_a_row(window, qtbot):
    palette = QApplication.palette()
    everybody = ["child", "caregiver:Kim", "other", "caregiver:Ana"]
    one, turned = (Colours.of(palette, names).subjects for names in (everybody, everybody[::-1]))
    assert all(one[name].fill == turned[name].fill for name in everybody)
    with qtbot.waitSignal(window.session.edited, timeout=10_000):
        window.session.apply(SetRole("r1", "A", "caregiver:Kim"))
    hue = window.timeline.hue_of("caregiver:Kim")  # nothing of Kim's was coded yet
    assert window.people_panel.faces["A"].hue == hue != window.timeline.hue_of("child")


@pytest.mark.parametrize("letter", ["A", "B"])
def test_settling_one_leaves_every_portrait_and_every_row_where_it_was(window, qtbot, letter):
    window.view.tab_people()
    panel = window.people_panel
    qtbot.waitUntil(lambda: all(not face.pixmap().isNull() for face in panel.faces.values()), timeout=10_000)
    at = {one: face.mapTo(panel, QPoint()) for one, face in panel.faces.items()}
    role = next(one.role for one in window.session.state.people if one.letter == letter)
    with qtbot.waitSignal(window.session.edited, timeout=10_000):
        panel.role_chosen.emit(letter, role)
    QApplication.processEvents()
    assert {one: face.mapTo(panel, QPoint()) for one, face in panel.faces.items()} == at
    assert all(not face.pixmap().isNull() for face in panel.faces.values())
    with qtbot.waitSignal(window.session.study_changed, timeout=10_000):
        window.session.hide()
    assert not panel.faces, "a face does not outlive the clip"


def test_the_stripe_beside_an_event_is_painted_anew_when_another_persons_is_in_hand(window, qtbot):
    """Its fields repaint themselves; the stripe lies beside them, and kept the colour of whoever was there before."""

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and event.region().contains(QPoint(1, inspector.height() // 2)):
                stripes.append(inspector.events[0].subject)
            return False

    inspector, stripes, filter_ = window.editing.inspector, [], Painted()
    state, scheme = window.session.state, window.session.study.scheme
    window.view.tab_events()
    inspector.installEventFilter(filter_)
    event = Event(
        id="e1",
        recording="r1",
        subject="child",
        code="smile",
        onset_us=0,
        offset_us=400_000,
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=20_000,
    )
    for subject in ("child", "caregiver"):
        inspector.show_event(replace(event, subject=subject), scheme, state.index)
        qtbot.waitUntil(lambda subject=subject: subject in stripes, timeout=5_000)
