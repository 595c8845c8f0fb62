"""What a code asks for at the moment of coding, answered by keys: knows no widget, so it is easily tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coder.study.edits.states_under_way import DescribeAct
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Modifier, ModifierKind

ENTER, BACK = "\n", "\b"
_WRITTEN = (ModifierKind.NUMBER, ModifierKind.TEXT)


@dataclass(slots=True)
class ModifierPrompt:
    """The questions of one act that has been coded; each answer is an edit at once.

    Of a list a key chooses and goes on; of several each key chooses or lets go, Enter goes on; a number and a text
    are written and Enter goes on. Enter alone leaves a question for later.
    """

    recording: str
    subject: str
    code: str
    onset_us: int
    left: Sequence[Modifier]
    wrong: str = ""
    _said: str = ""
    _chosen: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it still asks."""
        return bool(self.left)

    def takes(self, key: str) -> bool:
        """Whether a key is an answer: Enter, a key of a value, and every letter where one writes."""
        if not self.left or not key:
            return False
        if key == ENTER:
            return True
        if self.left[0].kind in _WRITTEN:
            return key == BACK or key.isprintable()
        return key.strip() != "" and key.lower() in self.left[0].pressed

    def key(self, key: str) -> DescribeAct | None:
        """Answer by a key; return the edit where the answer is whole."""
        asked = self.left[0]
        self.wrong = ""
        if asked.kind in _WRITTEN:
            if key != ENTER:
                self._said = self._said[:-1] if key == BACK else self._said + key
                return None
            return self._or_later([self._said] if self._said.strip() else [])
        if key == ENTER:
            return self._or_later(self._chosen)
        value = asked.values[asked.pressed.index(key.lower())]
        if asked.kind is ModifierKind.ONE:
            return self._answer([value])
        self._chosen = [v for v in asked.values if (v in self._chosen) != (v == value)]
        return None

    @property
    def words(self) -> str:
        """The question, with what has been said so far."""
        if not self.left:
            return ""
        asked = self.left[0]
        if asked.kind in _WRITTEN:
            unit = f" {asked.unit}" if asked.unit else ""
            hint = f" ({asked.range_words})" if asked.kind is ModifierKind.NUMBER else ""
            return f"{asked.name}{hint}: {self._said}▏{unit}  {tr('Enter goes on.')} {self.wrong}".rstrip()
        pairs = zip(asked.pressed, asked.values, strict=False)
        listed = " · ".join(f"{'✓ ' if value in self._chosen else ''}{key.upper()} {value}" for key, value in pairs)
        more = tr("Enter goes on.") if asked.kind is ModifierKind.SEVERAL else tr("Enter: later.")
        return f"{asked.name}: {listed}  {more} {self.wrong}".rstrip()

    def _or_later(self, texts: Sequence[str]) -> DescribeAct | None:
        if texts:
            return self._answer(texts)
        self._next()
        return None

    def _answer(self, texts: Sequence[str]) -> DescribeAct | None:
        asked = self.left[0]
        try:
            for text in texts:
                asked.checked(text)
        except StudyError as error:
            self.wrong, self._said = str(error), ""
            return None
        edit = DescribeAct(
            self.recording, self.subject, self.code, self.onset_us, tuple((asked.name, text) for text in texts)
        )
        self._next()
        return edit

    def _next(self) -> None:
        self.left, self._said, self._chosen = tuple(self.left[1:]), "", []
