"""The timeline as a screen reader finds it: a list of what is in view, and no more."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QAccessible
from shiboken6 import delete

from tests.ui.timeline.conftest import SECOND, TIERS, item
from ui.timeline.accessible_list import MOST_ITEMS
from ui.timeline.item_description import listed
from ui.timeline.timeline_model import Item, ItemKind
from ui.timeline.timeline_view import TimelineView


@pytest.fixture
def reader():
    """A screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def children(view):
    own = QAccessible.queryAccessibleInterface(view)
    return [own.child(n) for n in range(own.childCount())]


def items(view):
    return [child for child in children(view) if child.role() is QAccessible.Role.ListItem]


def names(view):
    return [child.text(QAccessible.Text.Name) for child in items(view)]


def test_the_timeline_is_a_list_of_its_items_in_words(view):
    own = QAccessible.queryAccessibleInterface(view)
    assert own.role() is QAccessible.Role.List
    assert own.text(QAccessible.Text.Name) == "Timeline: 6 items in view"
    said = names(view)
    assert re.fullmatch(r"child looks, 0:20\.\d{3} to 0:40\.\d{3}", said[0])
    assert said[1].endswith(", proposed")
    assert re.fullmatch(r"child looks, 0:50\.\d{3}", said[3])  # a point
    assert re.fullmatch(r"Kim \(caregiver\) looks, 2:30\.\d{3} to 2:40\.\d{3}, no footage", said[5])


def test_another_layers_item_says_whose_it_is(view):
    row = type(TIERS[0])("child/gaze@lee", "gaze · lee", "child", "gaze", layer="lee")
    assert listed(item("x", row.id, 1, 2), row).endswith(", lee")


def test_a_child_knows_its_parent_its_place_and_where_it_is_drawn(view):
    own = QAccessible.queryAccessibleInterface(view)
    for number, child in enumerate(children(view)):
        assert own.indexOfChild(child) == number
        assert child.parent().object() is view
    first = items(view)[0]
    middle = first.rect().center()
    assert view.rect().contains(view.mapFromGlobal(middle))
    assert own.childAt(middle.x(), middle.y()).text(QAccessible.Text.Name) == first.text(QAccessible.Text.Name)


def test_only_what_is_in_view_is_in_the_list(view):
    view.zoom_to(80 * SECOND, 90 * SECOND)
    said = names(view)
    assert any("1:20." in name for name in said)
    assert not any("0:20." in name for name in said)
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name).startswith(f"Timeline: {len(said)} ")


def test_what_is_taken_away_is_gone_from_the_list(view):
    """Who codes blind is shown no proposal: a reader finds none either."""
    assert any(name.endswith("proposed") for name in names(view))
    view.model.remove(["proposal", "next"])
    assert not any(name.endswith("proposed") for name in names(view))


def test_the_selected_item_says_so_and_has_the_focus(view, qtbot):
    view.select("next")
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    states = {child.text(QAccessible.Text.Name)[:17]: child.state() for child in items(view)}
    chosen = states.pop("child looks, 1:20")
    assert (chosen.selected, chosen.focused, chosen.selectable, chosen.focusable) == (True,) * 4
    assert not any(state.selected or state.focused for state in states.values())
    own = QAccessible.queryAccessibleInterface(view)
    assert own.focusChild().text(QAccessible.Text.Name).startswith("child looks, 1:20")


def test_a_reader_hears_of_a_selection_and_of_what_came_into_view(view, reader, monkeypatch, qtbot):
    heard = []
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: heard.append((event.type(), event.accessibleInterface().text(QAccessible.Text.Name))),
    )
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.select("point")
    said = names(view)[3]
    assert (QAccessible.Event.Selection, said) in heard
    assert (QAccessible.Event.Focus, said) in heard
    heard.clear()
    view.zoom_to(80 * SECOND, 90 * SECOND)
    qtbot.waitUntil(lambda: any(what is QAccessible.Event.NameChanged for what, _ in heard), timeout=3_000)


def test_of_very_many_the_list_holds_some_hundreds_and_the_selected_one(view, reader):
    many = [Item(f"m{n}", "child/gaze", n * 20_000, n * 20_000 + 9_000, "looks", ItemKind.EVENT) for n in range(5_000)]
    view.model.replace_all(TIERS, many)
    view.zoom_to_all()
    assert len(items(view)) == MOST_ITEMS
    assert "zoom in for the others" in QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name)
    view.select("m4000")
    assert [child for child in items(view) if child.state().selected]


def test_a_timeline_that_is_gone_leaves_nothing_behind_that_answers(reader, qtbot):
    view = TimelineView()
    view.set_clip([0, 40_000], 80_000)
    view.model.replace_all(TIERS, [Item("x", TIERS[0].id, 0, 40_000, "looks", ItemKind.EVENT)])
    (kept,) = items(view)
    assert kept.isValid()
    delete(view)
    assert not kept.isValid()
