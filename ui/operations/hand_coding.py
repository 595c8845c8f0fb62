"""Coding by hand: a key begins a state at the frame that is shown, the same key ends it; a point is coded at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from coder.study.edits.changes import Edit
from coder.study.edits.coding import AddEvent
from coder.study.edits.states_under_way import BeginState, DropState, EndState
from coder.vocabulary.events import Event, UnderWay
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Ask
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, role_of
from ui.operations.modifier_prompt import ModifierPrompt


@dataclass(slots=True)
class HandCoder:
    """What is under way, by subject and exclusive group, a key ahead of the study, which keeps it.

    Knows no widget, so it is easily tested.
    """

    scheme: Scheme
    caregiver: str = Role.CAREGIVER.value
    chosen: dict[Role, str] = field(default_factory=dict)
    """By role, whose acts the keys code where somebody chose; else the first that the scheme names."""
    latest: Role | None = None
    """The role of whom a subject's key chose last: a key of a code of several roles then codes theirs."""
    asking: ModifierPrompt | None = None
    """What the act that was coded last is asked for; keys answer it before they code."""
    refused: str = ""
    """Why the key that was pressed last coded nothing; it is said beside the codes, where it stops nobody's hands."""
    _open: dict[tuple[str, str], tuple[Code, int]] = field(default_factory=dict)

    def key(self, key: str, recording: str, at_us: int) -> Edit | None:
        """Press a code's key at a frame; return the edit that it makes. Unknown keys change nothing."""
        code = next((code for code in self.scheme.codes if code.key and code.key == key.lower()), None)
        return None if code is None else self.press(self._of_latest(code), recording, at_us)

    def press(self, code: Code, recording: str, at_us: int) -> Edit:
        """Begin or end a code at a frame, as its key does; return the edit that it makes."""
        self.refused = ""
        subject = self.subject_of(code.role)
        ends = code.kind is CodeKind.STATE and any((s, c.id) == (subject, code.id) for s, c, _ in self.under_way)
        asked = () if ends else tuple(one for one in code.modifiers if one.ask is Ask.NOW)
        self.asking = ModifierPrompt(recording, subject, code.id, at_us, asked) if asked else None
        if code.kind is CodeKind.POINT:
            return AddEvent(recording, subject, code.id, at_us, at_us)
        place = (subject, code.group)
        running = self._open.pop(place, None)
        if running is not None and running[0].id == code.id:
            return EndState(recording, subject, code.id, at_us)
        self._open[place] = (code, at_us)
        if running is None:
            return BeginState(recording, subject, code.id, at_us)
        return EndState(recording, subject, running[0].id, at_us, next_code=code.id)

    def describe(self, event: Event) -> None:
        """Ask for what the code of an event asks for, at once or later, and nobody has said yet."""
        role, said = role_of(event.subject), {name for name, _ in event.modifiers}
        asked = self.scheme.code(role, event.code).modifiers if self.scheme.has(role, event.code) else ()
        left = tuple(one for one in asked if one.name not in said)
        prompt = ModifierPrompt(event.recording, event.subject, event.code, event.onset_us, left)
        self.asking = prompt if left else None

    def takes(self, key: str) -> bool:
        """Whether a key answers what is asked."""
        return self.asking is not None and self.asking.takes(key)

    def hold(self) -> bool:
        """Return whether a key codes nothing now, because the act that was coded last is still asked about."""
        if self.asking is not None:
            self.asking.wrong = tr("No code is coded while this is asked: Enter or Esc leaves it for later.")
        return self.asking is not None

    def answer(self, key: str) -> Edit | None:
        """Answer what is asked by a key; return the edit where the answer is whole."""
        if self.asking is None:
            return None
        edit = self.asking.key(key)
        if not self.asking.open:
            self.asking = None
        return edit

    def subject_of(self, role: Role) -> str:
        """Whose act a key of a role's codes codes: of several subjects of the role, the chosen one's."""
        if role in self.chosen:
            return self.chosen[role]
        if role is Role.CAREGIVER and self.caregiver != Role.CAREGIVER:
            return self.caregiver
        return next((one.id for one in self.scheme.subjects if one.role is role), role.value)

    def choose(self, subject: str, *, by_key: bool = False) -> None:
        """Let the keys of a role code this subject's acts; by a key of its own, also those of a code that others share.

        Chosen in the list it says only who of a role it is: keys of other roles code on for theirs.
        """
        self.chosen[role_of(subject)] = subject
        if by_key:
            self.latest = role_of(subject)

    def _of_latest(self, code: Code) -> Code:
        """The same code of whom was chosen last, where that one has no key of its own."""
        if self.latest is None or not self.scheme.has(self.latest, code.id):
            return code
        theirs = self.scheme.code(self.latest, code.id)
        return code if theirs.key else theirs

    def subject_key(self, key: str) -> str | None:
        """Return the subject that a key stands for, or None."""
        return next((one.id for one in self.scheme.subjects if one.key and one.key == key.lower()), None)

    @property
    def under_way(self) -> list[tuple[str, Code, int]]:
        """Subject, code and onset of every state that has begun."""
        return [(subject, code, onset) for (subject, _), (code, onset) in self._open.items()]

    def end(self, recording: str, at_us: int) -> EndState | None:
        """End the state that was begun last, at a frame; return the edit, None where none is under way."""
        if not self._open:
            return None
        (subject, _), (code, _) = self._open.popitem()
        return EndState(recording, subject, code.id, at_us)

    def drop(self, recording: str) -> DropState | None:
        """Forget the state that was begun last, the last of :attr:`under_way`; return the edit, None where none is."""
        if not self._open:
            return None
        (subject, _), (code, _) = self._open.popitem()
        return DropState(recording, subject, code.id)

    def follow(self, kept: Iterable[UnderWay]) -> None:
        """Take what the study holds under way; what was known before keeps its place in the order of beginning."""
        found: dict[tuple[str, str], tuple[Code, int]] = {}
        for one in kept:
            role = role_of(one.subject)
            if self.scheme.has(role, one.code):
                code = self.scheme.code(role, one.code)
                found[one.subject, code.group] = (code, one.onset_us)
        known = [place for place in self._open if place in found]
        self._open = {place: found[place] for place in (*known, *(place for place in found if place not in known))}
