"""Where each recording of a study stands: what a coder looks for in a list of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from coder.privacy.consent import Because, Use
from coder.study.guard import Consent
from coder.study.store import camera_rows, progress_rows
from coder.study.store.database import Database
from coder.study.store.practice_rows import practices


@dataclass(frozen=True, slots=True)
class Standing:
    """One recording, as the list of a study shows it.

    Attributes
    ----------
    analysed : bool
        Whether the models have looked at it.
    coded : tuple of (str, int)
        Each coder with the number of their events.
    begun : tuple of (str, bool)
        Who has begun it, and whether they code it blind now; to them nobody else's work is shown, here neither.
    left, proposed : int
        Proposals without a word yet of whoever looks (:meth:`seen_by`), and all of them.
    family : str
        Which family it is of; "" where nobody said.
    cameras : int
        Cameras beside the first.
    uses : frozenset of Use, optional
        What everybody who was asked agreed to; None where nobody's agreement is recorded.
    until : date, optional
        The last day on which it can be seen.
    locked : Because, optional
        Why it is locked now.
    decided : tuple of (str, int)
        Each coder with the number of proposals that they settled.
    stopped_us : int, optional
        Until which moment of its clip an analysis has looked that is not whole: it was stopped, or is under way.
    """

    recording: str
    analysed: bool = False
    coded: tuple[tuple[str, int], ...] = ()
    begun: tuple[tuple[str, bool], ...] = ()
    left: int = 0
    proposed: int = 0
    family: str = ""
    cameras: int = 0
    uses: frozenset[Use] | None = None
    until: date | None = None
    locked: Because | None = None
    decided: tuple[tuple[str, int], ...] = ()
    stopped_us: int | None = None

    def seen_by(self, coder: str) -> Standing:
        """Return what this coder may see of it.

        Who is blind sees no count of proposals and nothing of another coder's work; who has not begun, and may yet be
        drawn to code it blind, sees who coded it but not how much (a count of 0).
        """
        blind = dict(self.begun).get(coder)
        if blind is False:
            return replace(self, left=self.proposed - dict(self.decided).get(coder, 0)) if self.decided else self
        coded = tuple((name, 0) for name, _ in self.coded) if blind is None else ()
        own = tuple((name, count) for name, count in self.coded if name == coder)
        mine = tuple(one for one in self.begun if one[0] == coder)
        return replace(self, coded=own or coded, begun=mine, left=0, proposed=0, decided=())


def stand_of_all(db: Database, consents: Mapping[str, Consent]) -> tuple[Standing, ...]:
    """Return where each recording stands, in the order given; eight questions however many there are.

    ``consents`` says by recording what was agreed; of those that are locked nothing is counted.
    """
    analysed, events = progress_rows.analysed(db), progress_rows.events_by_coder(db)
    proposed, stopped = progress_rows.proposed(db), progress_rows.stopped(db)
    begun, families = progress_rows.begun(db), progress_rows.families(db)
    cameras = camera_rows.counted(db)
    coded: dict[str, list[tuple[str, int]]] = {}
    practised = {(one.recording, one.coder) for one in practices(db)}
    for (recording, coder), count in events.items():
        if (recording, coder) in practised:
            continue
        coded.setdefault(recording, []).append((coder, count))
    decided: dict[str, list[tuple[str, int]]] = {}
    for (recording, coder), count in progress_rows.decided(db).items():
        decided.setdefault(recording, []).append((coder, count))
    began: dict[str, list[tuple[str, bool]]] = {}
    for (recording, coder), blind in begun.items():
        began.setdefault(recording, []).append((coder, blind))
    found = []
    for one, consent in consents.items():
        agreed = Standing(
            one, family=families.get(one, ""), uses=consent.uses, until=consent.until, locked=consent.locked
        )
        counted = replace(
            agreed,
            analysed=one in analysed,
            stopped_us=stopped.get(one),
            coded=tuple(coded.get(one, ())),
            begun=tuple(began.get(one, ())),
            left=proposed.get(one, 0),
            proposed=proposed.get(one, 0),
            cameras=cameras.get(one, 0),
            decided=tuple(decided.get(one, ())),
        )
        found.append(agreed if consent.locked is not None else counted)
    return tuple(found)
