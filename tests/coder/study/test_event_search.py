"""What is found by looking up is what is found by laying every event beside every other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.event_search import query_of, term_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme, role_of
from coder.vocabulary.time import MICROS

SCHEME = builtin_scheme()
CODES = ("smile", "look_to_caregiver", "unknown")
EVENTS = st.lists(
    st.tuples(st.sampled_from(("child", "caregiver")), st.sampled_from(CODES), st.integers(0, 12), st.integers(0, 4)),
    max_size=12,
)


def row(event: Event) -> tuple[str, str]:
    role = role_of(event.subject)
    return event.subject, SCHEME.code(role, event.code).group if SCHEME.has(role, event.code) else event.code


@given(EVENTS, st.integers(-3, 9))
def test_gaps_and_overlaps_are_those_that_one_sees(rows, least):
    events = [
        Event(
            f"e{n}",
            "r1",
            who,
            code=code,
            onset_us=at * MICROS,
            offset_us=(at + lasts) * MICROS,
            coder="kim",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for n, (who, code, at, lasts) in enumerate(rows)
    ]
    for event in events:
        later = [one.onset_us for one in events if one.onset_us > event.onset_us and row(one) == row(event)]
        wide = bool(later) and min(later) - event.offset_us > least * MICROS
        assert (event in query_of(f"gap>{least}").of(events, SCHEME)) == wide
        meets = any(
            one.id != event.id
            and one.code == "smile"
            and (one.onset_us == event.onset_us or one.interval.overlaps(event.interval))
            for one in events
        )
        assert (event in query_of("overlaps=smile").of(events, SCHEME)) == meets


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("code=smile, duration<2", "a"),  # commas between terms, as one writes a list
        ("code=smile,duration<2", ""),  # ... and not inside a word
        ("smiles", "abc"),  # as the screen has it
        ("code=Smiles", "abc"),
        ("code!=smiles", ""),
        ("/left h.nd/", "b"),
        ("!/left h.nd/", "ac"),
        (r"note~\d", "c"),  # a backslash is itself, with quotation marks and without
        (r'note~"\d ti"', "c"),
        (term_of("note", 'it\'s "the left", hand'), "b"),
        ('"left" @brief', ""),
        ("@brief", "a"),
        ("@brief left", ""),
        ("@left hand code=smile", "b"),  # a name of several words
        ('@"left hand", code=smile', "b"),
        ("Duration < 2", "a"),
        ("note= code=smile", ""),
        ("overlaps=Smiles", "abc"),
        ("note!~left", "ac"),
        ("code==smile", "abc"),
        ("modifier=x !note ~ left", ""),
    ],
)
def test_a_line_of_terms_is_read_as_it_is_written(query, found):
    said = {"a": (1, "wide"), "b": (3, "left hand"), "c": (3, "3 times")}
    said["b"] = (3, 'it\'s "the left", hand' if "the left" in query else "left hand")
    events = [
        Event(
            name,
            "r1",
            "child",
            code="smile",
            onset_us=0,
            offset_us=lasts * MICROS,
            coder="kim",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
            note=note,
        )
        for name, (lasts, note) in said.items()
    ]
    assert (
        "".join(e.id for e in query_of(query, {"brief": "duration<2", "left hand": 'note~"left h"'}).of(events, SCHEME))
        == found
    )


def test_a_lone_quotation_mark_is_said():
    with pytest.raises(StudyError, match="without its other one"):
        query_of('note="left')
