"""The calibrations of one study: kept in it, each for good, put in use and taken out by a human, told in the trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from coder.privacy.audit_log import AuditedAct
from coder.study.edits.changes import recording_called
from coder.study.store import calibration_rows as rows
from coder.study.store.audit_rows import AuditTrail
from coder.study.store.database import Database
from coder.vocabulary.calibration import BUILT_IN, Calibration, FittedRule
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role


class Calibrations:
    """Versions of fitted thresholds. Putting one in use makes proposals anew; what humans decided stays.

    ``renew`` makes them, in the transaction in which it is called. ``locked`` says of a recording whether it is: what
    was learned from one is not used while it is.
    """

    def __init__(
        self, db: Database, trail: AuditTrail, *, renew: Callable[[], None], locked: Callable[[str], bool]
    ) -> None:
        self._db, self._trail, self._renew, self._locked = db, trail, renew, locked

    def all(self) -> tuple[Calibration, ...]:
        """Return every version that the study has, oldest first."""
        return rows.kept(self._db)

    @property
    def in_use(self) -> Calibration | None:
        """What proposals are made under; None for the thresholds as built in."""
        number = rows.used(self._db)[-1]
        found = None if number == BUILT_IN else self.numbered(number)
        return None if found is not None and any(map(self._locked, found.recordings)) else found

    @property
    def has_before(self) -> bool:
        """Whether there is anything to put back."""
        return len(rows.used(self._db)) > 1

    def numbered(self, number: int) -> Calibration:
        """Return a version; raise StudyError where the study has none of that number."""
        found = {one.number: one for one in self.all()}
        if number not in found:
            known = ", ".join(map(str, found)) or tr("none yet")
            raise StudyError(
                tr("There is no calibration {number} in this study; it has: {known}.", number=number, known=known)
            )
        return found[number]

    def keep(
        self,
        rules: Sequence[FittedRule],
        recordings: Sequence[str],
        *,
        use: bool,
        tried: Collection[tuple[str, Role]] = (),
    ) -> Calibration:
        """Keep fitted rules as a new version, beside those in use of which nothing new is said.

        ``recordings`` are those that they were fitted to, none where they were brought in; ``use`` puts it in use.
        ``tried`` are the rules of which something new is said: of those that are not kept the thresholds were not found
        better than the built-in ones any more, so they do not go on.
        """
        with self._db.transaction():
            for recording in recordings:  # it may be kept long after it was fitted
                if self._db.get("recordings", recording) is None or self._locked(recording):
                    raise StudyError(
                        tr(
                            "It was fitted to {recording} too, which is locked or erased by now; fit again without it.",
                            recording=recording_called(self._db, recording),
                        )
                    )
            before = self.in_use
            new = {*tried, *(one.key for one in rules)}
            over = [one for one in before.rules if one.key not in new] if before is not None and recordings else []
            sources = [*recordings, *(before.recordings if over and before is not None else ())]
            made = Calibration(
                number=int(self._db.new_id("k")[1:]),
                made_at=self._db.now(),
                rules=tuple(sorted((*rules, *over), key=lambda one: (one.name, one.role))),
                recordings=tuple(dict.fromkeys(sources)),
            )
            rows.keep(self._db, made)
            if use:
                self._put_in_use([*rows.used(self._db), made.number])
        return made

    def use(self, number: int) -> None:
        """Put a version in use; 0 is as built in. Raises StudyError where there is none of that number."""
        with self._db.transaction():
            for recording in self.numbered(number).recordings if number != BUILT_IN else ():
                if self._locked(recording):
                    raise StudyError(
                        tr(
                            "Calibration {number} came from {recording}, which is locked; use another one.",
                            number=number,
                            recording=recording_called(self._db, recording),
                        )
                    )
            if rows.used(self._db)[-1] != number:
                self._put_in_use([*rows.used(self._db), number])

    def undo(self) -> Calibration | None:
        """Put in use again what was before, and return it; None for as built in.

        Raises StudyError where nothing was put in use.
        """
        with self._db.transaction():
            used = rows.used(self._db)
            if len(used) < 2:
                raise StudyError(tr("No calibration was put in use here, so there is nothing to take back."))
            self._put_in_use(used[:-1])
        return self.in_use

    def _put_in_use(self, used: Sequence[int]) -> None:
        rows.keep_used(self._db, used)
        self._trail.append(AuditedAct.CALIBRATION, {"calibration": used[-1]})
        self._renew()
