"""Laying the planned episodes of a timing template on a recording; a human then moves each border to where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coder.study.edits.changes import RowChange, StudyRows, recording_called
from coder.study.edits.event_ledger import Ledger
from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us


@dataclass(frozen=True, slots=True)
class Laid:
    """One planned episode where it is to lie, in microseconds."""

    subject: str
    code: str
    onset_us: int
    offset_us: int


def laid_from(scheme: Scheme, onset_us: int, *, end_us: int, on_frame: Callable[[int], int]) -> tuple[Laid, ...]:
    """Return a template's episodes one after another from a time on; what does not fit before the end is cut.

    Raises SchemeError where the scheme plans no episodes, StudyError where none fits.
    """
    if not scheme.episodes:
        raise SchemeError(
            tr("The scheme {scheme!r} plans no episodes; still_face and strange_situation do.", scheme=scheme.id)
        )
    laid, at = [], onset_us
    for code in scheme.episodes:
        if at >= end_us:
            break
        offset = min(at + code.planned_us, end_us)
        first, last = on_frame(at), offset if offset == end_us else on_frame(offset)
        if last <= first:
            break
        laid.append(Laid(code.role.value, code.id, first, last))
        at += code.planned_us
    if not laid:
        raise StudyError(
            tr("No episode fits between {at} and the end of the recording; begin earlier.", at=format_us(onset_us))
        )
    return tuple(laid)


@dataclass(frozen=True, slots=True)
class LayEpisodes:
    """Code all planned episodes at once, as one step that one undo takes back."""

    recording: str
    episodes: tuple[Laid, ...]

    @property
    def label(self) -> str:
        return "lay the planned episodes"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        for one in self.episodes:
            mine = rows.where("events", recording=self.recording, subject=one.subject, code=one.code, coder=coder)
            if mine:
                raise StudyError(
                    tr(
                        "The episode {code} is coded already in {recording}; move its borders, or take it out first.",
                        code=one.code.replace("_", " "),
                        recording=recording_called(rows, self.recording),
                    )
                )
        ledger = Ledger(rows, coder)
        for one in self.episodes:
            ledger.new_event(
                recording=self.recording,
                subject=one.subject,
                code=one.code,
                onset_us=one.onset_us,
                offset_us=one.offset_us,
                origin=Origin.HUMAN,
            )
        return ledger.changes
