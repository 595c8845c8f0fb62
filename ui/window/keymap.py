"""Which keys do what, where a coder chose others than the table's: clashes are refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QKeySequence

from coder.vocabulary.language import tr
from ui.window.actions import ACTIONS, Action, KeyMode

_MOST_CHARS = 50_000
_FIXED = {
    "Esc": tr("gives up what is newest"),
    "Tab": tr("goes from control to control"),
    "Shift+Tab": tr("goes from control to control"),
    "Return": tr("answers where something is asked"),
    "Enter": tr("answers where something is asked"),
}
"""Keys that always do the same, so that nobody is ever caught."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """What a coder chose: keys by the id of an action, as Qt writes them; an action that is not named keeps its own."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table: tuple[Action, ...] = ACTIONS

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self.chosen.get(action, self._known(action).keys)

    def with_keys(self, action: str, keys: Iterable[str]) -> Keymap:
        """The same with other keys for an action, as Qt writes them."""
        wanted = tuple(dict.fromkeys(portable(key) for key in keys))
        kept = {name: held for name, held in self.chosen.items() if name != action}
        own = tuple(portable(key) for key in self._known(action).keys)
        return Keymap(kept if wanted == own else {**kept, action: wanted}, self.table)

    def why_not(self, action: str, key: str) -> str:
        """Return why a key cannot do an action, in a sentence; "" where it can."""
        wanted = portable(key)
        if not wanted:
            return tr("That is no key; press the one that is wanted.")
        if wanted in _FIXED:
            return tr("{shown} always {fixed}, so it can do nothing else.", shown=shown(wanted), fixed=_FIXED[wanted])
        other = self.holder(action, wanted)
        if other is None:
            return ""
        said = f"“{other.text.rstrip('…')}”"
        return tr(
            "{shown} does {said} already; take it off there first, or choose another key.",
            shown=shown(wanted),
            said=said,
        )

    def hidden_by(self, letters: frozenset[str], action: str, keys: Iterable[str]) -> str:
        """Return which keys of an action do nothing of the kind while coding by hand, in a sentence; "" where none.

        ``letters`` are the keys of a scheme's codes and subjects, which come first there.
        """
        if self._known(action).mode is KeyMode.REVIEW:
            return ""
        found = [shown(key) for key in keys if portable(key).casefold() in {one.casefold() for one in letters}]
        return (
            tr("While coding by hand {found} codes instead: the scheme has it.", found=" and ".join(found))
            if found
            else ""
        )

    def holder(self, action: str, key: str) -> Action | None:
        """The other action that a key does wherever this one could be done."""
        mode = self._known(action).mode
        for other in self.table:
            apart = mode is not None and other.mode is not None and mode is not other.mode
            if other.id != action and not apart and portable(key) in map(portable, self.keys(other.id)):
                return other
        return None

    def as_preset(self, wanted: Mapping[str, tuple[str, ...]]) -> Keymap:
        """The table's keys with those of a preset over them; whoever held one of them gives it up."""
        made = Keymap({}, self.table)
        for action, keys in wanted.items():
            for key in keys:
                while (other := made.holder(action, key)) is not None:
                    left = [held for held in made.keys(other.id) if portable(held) != portable(key)]
                    made = made.with_keys(other.id, left)
            made = made.with_keys(action, keys)
        return made

    def to_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(dict(self.chosen))

    def from_text(self, text: str) -> Keymap:
        """Return what was kept for this table; what no longer fits it, or clashes, is left as the table has it."""
        made = Keymap({}, self.table)
        if not text or len(text) > _MOST_CHARS:
            return made
        try:
            held = {str(name): tuple(str(key) for key in keys) for name, keys in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError):
            return made
        known = {action.id for action in self.table}
        # First everybody gives up what was given up, or two that changed keys would be in each other's way.
        for name in held.keys() & known:
            made = made.with_keys(name, ())
        for name in (one.id for one in self.table if one.id in held):
            made = made.with_keys(name, [key for key in held[name] if not made.why_not(name, key)])
        return made

    def _known(self, action: str) -> Action:
        return next(one for one in self.table if one.id == action)


def portable(key: str) -> str:
    """A key as Qt writes it, the same on every system; "" for what is none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key as a person reads it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
