"""Six invented families for reading pages aloud: nobody real, every act made up here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from coder.exchanges.full_presence import full_presence_of
from coder.exchanges.pairing import RULES
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.vocabulary.context import Beside, ContextCard, Meeting
from coder.vocabulary.scheme import builtin_names, builtin_scheme, combined
from coder.vocabulary.time import Interval
from coder.vocabulary.wall_clock import DayWindow
from tests.coder.report.known import S, event

SCHEME = combined([builtin_scheme(name) for name in ("first_path", *builtin_names()) if name != "still_face"])
"""Every shipped scheme together, but for the still-face template, which has tests of its own."""

Row = tuple[str, str, float, float]


def told(
    recording: str,
    rows: Sequence[Row],
    *,
    minutes: float = 3,
    cards: Sequence[ContextCard] = (),
    meeting: Meeting | None = None,
) -> Numbers:
    """Return the numbers of an invented recording as a report takes them."""
    events = [
        event(f"{recording}e{place}", subject, code, onset, offset)
        for place, (subject, code, onset, offset) in enumerate(rows)
    ]
    beside = Beside(meeting, tuple(cards))
    end_us = round(minutes * 60 * S)
    presence = full_presence_of(beside, events, end_us)
    return numbers_of(
        events,
        scheme=SCHEME,
        rule=presence.rule(RULES["prompt-3s"]),
        span=Interval(0, end_us),
        recording=recording,
        beside=beside,
        full_presence=presence,
    )


def card(recording: str, caregiver: str, *, rest: str = "", support: str = "", restores: str = "") -> ContextCard:
    return ContextCard(
        recording, caregiver, rest, support=support, restores=restores, said_at="2026-03-01T20:00:00+00:00", coder="kim"
    )


def alone_and_tired() -> list[Numbers]:
    """One caregiver, a short night, answers that are slow or do not come."""
    rows: list[Row] = [("child", "smile", 12 * n + 2, 12 * n + 3) for n in range(8)]
    rows += [("caregiver", "smile", 12 * n + 4, 12 * n + 5) for n in (0, 2, 5)]
    rows += [("caregiver", "short_words", 30, 60), ("caregiver", "mechanical_answer", 86.5, 90)]
    rows += [("caregiver", "slumps", 100, 130), ("caregiver", "warms_up_again", 140, 140)]
    own = card("r1", "caregiver", rest="up since three", support="nobody today", restores="a bath and the door shut")
    return [told("r1", rows, cards=[own], meeting=Meeting("r1", "Alder", "home", "2026-03-01T18:10:00"))]


def two_homes() -> list[Numbers]:
    """The same child with Kim on one day and with Lee on another; only Kim was asked."""
    first: list[Row] = [("child", "reach", 20 * n + 5, 20 * n + 6) for n in range(6)]
    first += [("caregiver:Kim", "touch", 20 * n + 6, 20 * n + 8) for n in range(0, 6, 2)]
    second: list[Row] = [("child", "reach", 20 * n + 5, 20 * n + 6) for n in range(5)]
    second += [("caregiver:Lee", "look_to_child", 0, 170)]
    own = card("r1", "caregiver:Kim", restores="singing in the choir")
    return [
        told("r1", first, cards=[own], meeting=Meeting("r1", "Birch", "at Kim's", "2026-03-01T09:00:00")),
        told("r2", second, meeting=Meeting("r2", "Birch", "at Lee's", "2026-03-04T09:00:00")),
    ]


def grandparents() -> list[Numbers]:
    """A grandmother who knits near by, nods, and is with the child at bedtime, the window that the family chose."""
    rows: list[Row] = [("caregiver:Oma", "nearby_and_open", 0, 110), ("caregiver:Oma", "with_child", 110, 175)]
    rows += [("child", "signals", t, t + 1) for t in (10, 40, 70, 115, 130)]
    rows += [("caregiver:Oma", "acknowledges", 11, 11), ("caregiver:Oma", "acknowledges", 41, 41)]
    meeting = Meeting("r1", "Cedar", "grandparents'", "2026-03-01T18:28:15", (DayWindow(1110, 1170, "bedtime"),))
    own = card("r1", "caregiver:Oma", rest="slept well", restores="her garden")
    return [told("r1", rows, cards=[own], meeting=meeting)]


def plays_by_itself() -> list[Numbers]:
    """A child absorbed in blocks, a caregiver reading beside."""
    rows: list[Row] = [
        ("caregiver", "with_child", 0, 30),
        ("caregiver", "nearby_and_open", 30, 150),
        ("caregiver", "with_child", 150, 180),
        ("child", "plays_alone", 35, 80),
        ("child", "checks_back", 81, 81),
        ("child", "plays_alone", 82, 145),
        ("child", "checks_back", 100, 100),
    ]
    return [told("r1", rows)]


def a_limit_with_tears() -> list[Numbers]:
    """No second biscuit: protest, tears, and somebody who stays."""
    rows: list[Row] = [
        ("child", "wants", 5, 8),
        ("caregiver", "sets_limit", 7, 7),
        ("caregiver", "keeps_limit", 7, 120),
        ("child", "protests", 10, 40),
        ("caregiver", "stays_near", 20, 110),
        ("child", "gives_way", 40, 90),
        ("caregiver", "holds", 60, 110),
        ("together", "accompanied", 22, 90),
        ("child", "settled_again", 95, 95),
    ]
    return [told("r1", rows)]


def a_separation() -> list[Numbers]:
    """A morning at the nursery: parting with a ritual, calling, coming back."""
    rows: list[Row] = [
        ("caregiver", "announces", 5, 10),
        ("caregiver", "parting_ritual", 12, 20),
        ("caregiver", "leaves", 25, 25),
        ("together", "apart", 25, 120),
        ("caregiver", "not_observable", 25, 120),
        ("child", "calls", 30, 30),
        ("child", "cries", 33, 50),
        ("child", "plays_on", 60, 115),
        ("caregiver", "returns", 120, 120),
        ("together", "reunion", 120, 135),
        ("together", "reunion", 135, 150),
        ("child", "seeks_contact", 121, 125),
        ("caregiver", "holds", 122, 150),
        ("caregiver", "names_it", 130, 134),
    ]
    return [told("r1", rows, meeting=Meeting("r1", "Elm", "nursery", "2026-03-02T08:00:00"))]


FAMILIES: Mapping[str, Callable[[], list[Numbers]]] = {
    "alone_and_tired": alone_and_tired,
    "two_homes": two_homes,
    "grandparents": grandparents,
    "plays_by_itself": plays_by_itself,
    "a_limit_with_tears": a_limit_with_tears,
    "a_separation": a_separation,
}
