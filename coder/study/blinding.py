"""What keeps a coder's judgement free: who codes which recording blind, by choice or by draw."""

from __future__ import annotations

from dataclasses import replace

from coder.privacy.audit_log import AuditedAct
from coder.study.edits.changes import recording_called
from coder.study.store import blinding_rows as rows
from coder.study.store import row_mapping
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.study.store.practice_rows import practice_of
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.coding_condition import CodingMode, Conduct, Why, drawn
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr

SHOWS_WHAT_WAS_CODED = frozenset(
    (
        *("people", "proposals", "stretches", "events", "decisions", "outcomes"),
        *("under_way", "hand_times", "pairings", "exchange_words"),
    )
)
"""Tables whose edits are made before what was seen and coded; where a visit was, or what a caregiver says, is not."""


class Blinding:
    """Blind and assisted coding in one open study. Nothing of it is journaled: undo makes nobody blind again."""

    def __init__(self, db: Database, trail: AuditTrail) -> None:
        self._db, self._trail = db, trail

    # The share

    @property
    def share(self) -> float:
        """The share of recordings that a coder begins blind, by draw."""
        return rows.share(self._db)

    def state_share(self, share: float) -> None:
        """State the share, 0 to 1, for everything that is begun from now on."""
        with self._db.transaction():
            rows.keep_share(self._db, share)
            self._trail.append(AuditedAct.BLIND_SHARE, {"share": share})

    # How a coder works on a recording

    def conduct(self, recording: str, coder: str) -> Conduct | None:
        """Return how a coder works on a recording; None where they have not begun."""
        return rows.conduct(self._db, recording, coder)

    def begin(self, recording: str, coder: str, *, blind: bool = False) -> Conduct:
        """Begin a recording: the moment before anything is shown to this coder. Beginning again changes nothing.

        ``blind`` is the coder's own choice; without it the study's share decides by draw. Who has already worked on it,
        with everything in view for all that anybody knows, is not drawn: blind is only said of somebody to whom nothing
        was shown.
        """
        found = self.conduct(recording, coder)
        if found is not None:
            return found
        with self._db.transaction():
            found = self.conduct(recording, coder)
            return found if found is not None else self._begin(recording, coder, chosen=blind)

    def begun_in_view(self, recording: str, coder: str) -> bool:
        """Keep that a coder worked on a recording without having begun: nothing was hidden, so it is assisted.

        The caller holds the transaction of the edit that shows it. Returns whether others have coded it.
        """
        if self.conduct(recording, coder) is not None:
            return False
        rows.keep(self._db, self._conduct(recording, coder, CodingMode.ASSISTED, Why.CHOSEN))
        return rows.coded_by_others(self._db, recording, coder)

    def keeps_others(self, recording: str, coder: str) -> bool:
        """Whether what others coded is kept from a coder: they code it blind, or have not begun what others coded."""
        found = self.conduct(recording, coder)
        if found is not None:
            return found.blind
        return not rows.has_worked(self._db, recording, coder) and rows.coded_by_others(self._db, recording, coder)

    def asks(self, recording: str, coder: str) -> bool:
        """Whether a coder says how they begin a recording before anything of it is shown to them.

        So they do where others have coded it; who is drawn to code it blind does so unasked.
        """
        if self.conduct(recording, coder) is not None or not self.keeps_others(recording, coder):
            return False
        return not drawn(rows.salt(self._db), recording, coder, share=self.share)

    def choose_in_view(self, recording: str, coder: str) -> Conduct:
        """Begin a recording with what others coded and models propose in view, by choice.

        Raises StudyError where this coder codes it blind: that is ended, not chosen otherwise.
        """
        with self._db.transaction():
            self.begun_in_view(recording, coder)
            found = self.conduct(recording, coder)
        if found is None or found.blind:
            raise StudyError(
                tr(
                    "{coder} codes “{recording}” blind; end it once and for all: Code ▸ End blind coding…, or "
                    "dyadmirror blind STUDY {id} --coder {coder} --open",
                    coder=coder,
                    recording=recording_called(self._db, recording),
                    id=recording,
                )
            )
        return found

    def choose_blind(self, recording: str, coder: str) -> Conduct:
        """Begin a recording blind, by choice.

        Raises StudyError where this coder has begun it otherwise: what was seen cannot be unseen.
        """
        with self._db.transaction():
            return self.begin_chosen(recording, coder)

    def begin_chosen(self, recording: str, coder: str) -> Conduct:
        """As :meth:`choose_blind`, inside a transaction of the caller's."""
        found = self.conduct(recording, coder)
        if found is not None and found.blind:
            return found
        if found is not None or rows.has_worked(self._db, recording, coder):
            raise StudyError(
                tr(
                    "{coder} has already worked on {recording} with proposals in view, and what was seen cannot be "
                    "unseen; another coder can code it blind.",
                    coder=coder,
                    recording=recording_called(self._db, recording),
                )
            )
        return self._begin(recording, coder, chosen=True)

    def open(self, recording: str, coder: str) -> Conduct:
        """End coding blind for good: from now on everything is shown. What was coded until now stays marked blind.

        Raises StudyError where the coder does not code it blind.
        """
        with self._db.transaction():
            found = self.conduct(recording, coder)
            if practice_of(self._db, recording, coder) is not None:
                raise StudyError(
                    tr(
                        "{coder} practises in {recording}, and practice stays blind; its differences are shown "
                        "beside the "
                        "gold standard.",
                        coder=coder,
                        recording=recording_called(self._db, recording),
                    )
                )
            if found is None or not found.blind:
                raise StudyError(
                    tr(
                        "{coder} does not code {recording} blind, so there is nothing to open.",
                        coder=coder,
                        recording=recording_called(self._db, recording),
                    )
                )
            opened = replace(found, mode=CodingMode.OPENED, opened_at=self._db.now())
            rows.keep_blind_words(self._db, recording, coder)
            rows.keep(self._db, opened)
            self._trail.append(AuditedAct.BLIND_OPENED, {"recording": recording})
            return opened

    # What was coded blind

    def coded_blind(self, recording: str, coder: str) -> tuple[Event, ...] | None:
        """Return what a coder said of a recording while blind, in order of onset; None where they never were.

        Once it was opened these are the events as they stood at that moment, whatever was changed or undone later.
        """
        conduct = self.conduct(recording, coder)
        practised = practice_of(self._db, recording, coder) is not None  # and what is practised is no data
        if conduct is None or conduct.mode is CodingMode.ASSISTED or practised:
            return None
        if conduct.blind:
            found = [row_mapping.event_of(row) for row in self._db.where("events", recording=recording, coder=coder)]
        else:
            found = list(rows.blind_words(self._db, recording, coder))
        return tuple(sorted(found, key=lambda event: (event.onset_us, event.offset_us, event.id)))

    def _begin(self, recording: str, coder: str, *, chosen: bool) -> Conduct:
        if rows.has_worked(self._db, recording, coder):
            conduct = self._conduct(recording, coder, CodingMode.ASSISTED, Why.CHOSEN)
        elif chosen:
            conduct = self._conduct(recording, coder, CodingMode.BLIND, Why.CHOSEN)
            self._trail.append(AuditedAct.BLIND_CHOSEN, {"recording": recording})
        else:
            share = self.share
            blind = drawn(rows.salt(self._db), recording, coder, share=share)
            conduct = self._conduct(recording, coder, CodingMode.BLIND if blind else CodingMode.ASSISTED, Why.DRAWN)
            told = {"recording": recording, "mode": conduct.mode.value, "share": share}
            self._trail.append(AuditedAct.BLIND_DRAWN, told)
        rows.keep(self._db, conduct)
        return conduct

    def _conduct(self, recording: str, coder: str, mode: CodingMode, why: Why) -> Conduct:
        if self._db.get("recordings", recording) is None:
            raise StudyError(
                tr("There is no recording {recording!r} in this study; list them to find its id.", recording=recording)
            )
        coder_name(coder)
        return Conduct(recording, coder, mode, why, self._db.now())
