"""Coding by hand: a key begins a state at the frame that is shown, the same key ends it; a point is coded at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from coder.study.edits.coding import AddEvent
from coder.vocabulary.scheme import Code, Kind, Role, Scheme


@dataclass(slots=True)
class HandCoder:
    """States that are under way, by subject and exclusive group. Knows no widget, so it is easily tested.

    ``frame_us`` is the recording's usual frame interval: a state that is ended on its first frame lasts one frame.
    """

    scheme: Scheme
    frame_us: int
    caregiver: str = Role.CAREGIVER.value
    _open: dict[tuple[str, str], tuple[Code, int]] = field(default_factory=dict)

    def key(self, key: str, recording: str, at_us: int) -> list[AddEvent]:
        """Press a code's key at a frame; return what is now complete. Unknown keys change nothing."""
        code = next((code for code in self.scheme.codes if code.key and code.key == key.lower()), None)
        return [] if code is None else self.press(code, recording, at_us)

    def press(self, code: Code, recording: str, at_us: int) -> list[AddEvent]:
        """Begin or end a code at a frame, as its key does; return what is now complete."""
        subject = self.subject_of(code)
        if code.kind is Kind.POINT:
            return [AddEvent(recording, subject, code.id, at_us, at_us)]
        place = (subject, code.group)
        running = self._open.pop(place, None)
        complete = []
        if running is not None:
            begun, onset = running
            first, last = sorted((onset, at_us))
            complete.append(AddEvent(recording, subject, begun.id, first, max(last, first + self.frame_us)))
        if running is None or running[0].id != code.id:
            self._open[place] = (code, at_us)
        return complete

    def subject_of(self, code: Code) -> str:
        """Whose act a code's key codes: of several caregivers, the chosen one's."""
        return self.caregiver if code.role is Role.CAREGIVER else code.role.value

    @property
    def under_way(self) -> list[tuple[str, Code, int]]:
        """Subject, code and onset of every state that has begun."""
        return [(subject, code, onset) for (subject, _), (code, onset) in self._open.items()]

    def give_up(self) -> None:
        """Forget every state that has begun."""
        self._open.clear()
