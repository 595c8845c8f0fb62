"""How the menus are laid out: their order, what lies within a menu of a menu, where a line sets entries apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar

from coder.vocabulary.language import tr
from ui.widgets.lettered_menu import LetteredMenu, give_letters

MENUS = (
    tr("File"),
    tr("Study"),
    tr("Edit"),
    tr("Play"),
    tr("Review"),
    tr("Code"),
    tr("Timeline"),
    tr("Context"),
    tr("View"),
    tr("Help"),
)

WITHIN: Mapping[str, tuple[str, ...]] = {
    tr("Cameras"): ("camera_add", "camera_place", "camera_name", "camera_remove"),
    tr("Onset and offset"): (
        "meet_before",
        "meet_after",
        "nudge_onset_back",
        "nudge_onset_on",
        "nudge_offset_back",
        "nudge_offset_on",
    ),
    tr("Whose voice it is"): (
        "voice_child",
        "voice_caregiver",
        "voice_other",
        "voice_several",
        "voice_alike",
        "voice_suggested",
    ),
    tr("The exchange in hand"): (
        "accept_first",
        "reject_bid",
        "reject_response",
        "this_answers",
        "nothing_answers",
        "became",
    ),
    tr("Onset and offset of what waits"): (
        "onset_earlier",
        "onset_later",
        "offset_earlier",
        "offset_later",
        "onset_here",
        "offset_here",
    ),
    tr("Picture and cameras"): ("picture_in", "picture_out", "picture_all", "cameras_lie", "camera_large"),
    tr("Theme and text"): ("text_larger", "text_smaller", "dark", "contrast", "as_system", "keep_look"),
    tr("Panels"): (
        "dock_study",
        "dock_inspector",
        "dock_timeline",
        "page",
        "docks_first",
        "tab_review",
        "tab_people",
        "tab_events",
        "tab_exchanges",
        "tab_patterns",
        "tab_context",
    ),
}
"""Entries that lie together in a menu within their menu, so that no menu is longer than a small screen is high."""

APART = frozenset(
    (
        "import",
        "agreement",
        "quit",
        "trail",
        "remove",
        "split_event",
        "find",
        "step",
        "first",
        "slower",
        "accept_first",
        "by_exchange",
        "onset_earlier",
        "next",
        "code_mode",
        "schemes",
        "code_blind",
        "private_note",
        "bring",
        "zoom_hand",
        "row_up",
        "row_collapse",
        "rows_hidden",
        "picture_in",
        "overlays",
        "text_larger",
        "dock_study",
        "tab_review",
    )
)
"""Actions that a line in their menu sets apart from those above."""

_ALT = re.compile(r"Alt\+(.)")
"""A key that would open a menu, were it not taken."""


def build_menus(bar: QMenuBar, entries: Iterable[tuple[str, QAction]]) -> dict[str, LetteredMenu]:
    """Fill the bar with menus of actions, each given with the name of its menu; return the menus by name."""
    menus = {name: LetteredMenu(name, bar) for name in MENUS}
    for menu in menus.values():
        menu.setToolTipsVisible(True)
        bar.addMenu(menu)
    group_of = {action: group for group, actions in WITHIN.items() for action in actions}
    groups: dict[str, LetteredMenu] = {}
    for name, action in entries:
        menu, group = menus[name], group_of.get(action.objectName())
        if action.objectName() in APART:
            groups.get(group or "", menu).addSeparator()
        if group is not None and group not in groups:
            groups[group] = menu.within(group)
        (groups[group] if group is not None else menu).addAction(action)
    for menu in (*menus.values(), *groups.values()):
        menu.give_letters()
    return menus


def letter_menu_bar(bar: QMenuBar, actions: Iterable[QAction]) -> None:
    """Give each menu the letter that opens it with Alt, but none that does something with Alt already."""
    keys = (key.toString(QKeySequence.SequenceFormat.PortableText) for action in actions for key in action.shortcuts())
    give_letters(bar.actions(), {found[1].casefold() for key in keys if (found := _ALT.fullmatch(key))})
