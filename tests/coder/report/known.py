"""A small recording whose numbers were worked out by hand, for every test of the report."""

from __future__ import annotations

from coder.vocabulary.events import Event, Origin

S = 1_000_000
END = 60 * S


def event(
    id_: str,
    subject: str,
    code: str,
    onset: float,
    offset: float | None = None,
    *,
    coder: str = "kim",
    origin: Origin = Origin.HUMAN,
    bound: int = 40_000,
) -> Event:
    return Event(
        id=id_,
        recording="r1",
        subject=subject,
        code=code,
        onset_us=round(onset * S),
        offset_us=round((onset if offset is None else offset) * S),
        coder=coder,
        origin=origin,
        proposal=None,
        timing_bound_us=bound,
    )


KNOWN = (
    ("e1", "child", "smile", 5, 5.5),  # answered after 1 s
    ("e2", "caregiver", "smile", 6, 7),
    ("e3", "child", "smile", 15, 15.5),  # answered after 2 s
    ("e4", "caregiver", "touch", 17, 18),
    ("e5", "child", "smile", 25, 25.5),  # no answer within 3 s
    ("e6", "child", "smile", 35, 35.5),  # a human says: not a bid
    ("e7", "caregiver", "smile", 40, 41),  # answers nothing
    ("e8", "caregiver", "not_observable", 44, 50),
    ("e9", "child", "smile", 45, 45.5),  # nobody could have seen an answer
    ("e10", "child", "smile", 59, 59.5),  # watched for 1 s, then the recording ends
)
"""Id, subject, code, onset, offset in seconds. 54 s can be observed. Four bids count: 1 and 2 s, 3 and 1 s censored."""


def known() -> list[Event]:
    return [event(*row) for row in KNOWN]
