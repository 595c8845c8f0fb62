"""How far each recording of a study has come, counted for all of them at once: a list of 500 must not wait."""

from __future__ import annotations

from coder.study.proposal_status import NO_LONGER
from coder.study.store.database import Database


def analysed(db: Database) -> frozenset[str]:
    """Return the recordings that the models have looked at."""
    return frozenset(str(row[0]) for row in db.execute("SELECT recording FROM analyses"))


def stopped(db: Database) -> dict[str, int]:
    """Return until which moment of its clip each analysis has looked that was stopped and is not whole, in µs."""
    sql = "SELECT recording, max(until_us) FROM looks GROUP BY recording HAVING max(until_us) > 0"
    return {str(recording): int(str(until)) for recording, until in db.execute(sql)}


def events_by_coder(db: Database) -> dict[tuple[str, str], int]:
    """Return how many events stand in each layer, by recording and coder."""
    # In the order of an index first: a study may hold a hundred thousand, and is opened with this.
    sql = """
        SELECT recording, coder, sum(held) FROM (
            SELECT recording, subject, coder, count(*) AS held FROM events GROUP BY recording, subject, coder
        ) GROUP BY recording, coder ORDER BY recording, coder
    """
    return {(str(recording), str(coder)): int(str(count)) for recording, coder, count in db.execute(sql)}


def proposed(db: Database) -> dict[str, int]:
    """Return how many proposals are made, by recording."""
    sql = "SELECT recording, count(*) FROM proposals WHERE status != ? GROUP BY recording"
    return {str(recording): int(str(count)) for recording, count in db.execute(sql, (NO_LONGER,))}


def decided(db: Database) -> dict[tuple[str, str], int]:
    """Return how many proposals that are made a coder has settled, by recording and coder.

    Settled is what :func:`coder.study.proposal_status.standings` says: an event came of it, or the coder's last word
    rejected it; left for later is not settled.
    """
    sql = """
        SELECT said.recording, said.coder, count(*) FROM (
            SELECT recording, coder, proposal FROM events WHERE proposal IN (SELECT id FROM proposals)
            UNION
            SELECT recording, coder, proposal FROM (
                SELECT recording, coder, proposal, verdict, max(CAST(substr(id, 2) AS INTEGER)) FROM decisions
                GROUP BY coder, proposal
            ) WHERE verdict = 'rejected'
        ) AS said JOIN proposals ON proposals.id = said.proposal AND proposals.status != ?
        GROUP BY said.recording, said.coder
    """
    return {(str(recording), str(coder)): int(str(count)) for recording, coder, count in db.execute(sql, (NO_LONGER,))}


def begun(db: Database) -> dict[tuple[str, str], bool]:
    """Return who has begun which recording, by recording and coder, and whether they code it blind now."""
    sql = "SELECT recording, coder, mode = 'blind' FROM conducts ORDER BY recording, coder"
    return {(str(recording), str(coder)): bool(blind) for recording, coder, blind in db.execute(sql)}


def families(db: Database) -> dict[str, str]:
    """Return which family a recording is of, where somebody said."""
    sql = "SELECT recording, family FROM meetings WHERE family != ''"
    return {str(recording): str(family) for recording, family in db.execute(sql)}
