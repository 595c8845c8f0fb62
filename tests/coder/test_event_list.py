"""A list of events that is patched is the list that would be read anew, in everything that can be asked of it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from coder.vocabulary import event_list
from coder.vocabulary.event_list import EventList, in_time
from coder.vocabulary.events import Event, Origin

NAMES = [f"e{n}" for n in range(12)]


@st.composite
def an_event(draw, name):
    onset = draw(st.integers(0, 30))
    choices = (("child", "together"), ("smile", "look"), ("kim", "lou"))
    who, code, coder = (draw(st.sampled_from(some)) for some in choices)
    return Event(
        name,
        "r1",
        who,
        code=code,
        onset_us=onset,
        offset_us=onset + draw(st.integers(0, 5)),
        coder=coder,
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=1,
    )


def some_events(data, names):
    return [data.draw(an_event(name)) for name in names]


@given(data=st.data(), ordered=st.booleans(), few=st.booleans())
def test_what_was_patched_is_what_would_be_read(data, ordered, few):
    held = some_events(data, data.draw(st.lists(st.sampled_from(NAMES), unique=True)))
    shown = EventList(sorted(held, key=in_time) if ordered else held)
    most, event_list.MOST_SINCE = event_list.MOST_SINCE, 2 if few else 256
    try:
        for _ in range(3):
            touched = data.draw(st.lists(st.sampled_from(NAMES), unique=True))
            gone = data.draw(st.booleans())
            shown = shown.changed(
                {name: None if gone and n % 2 else data.draw(an_event(name)) for n, name in enumerate(touched)}
            )
            anew = EventList(sorted(shown, key=in_time))
            if touched or ordered:
                assert tuple(shown) == tuple(anew)
            assert dict(shown.by_id) == {event.id: event for event in shown}
            assert len(shown.by_id) == len(shown)
            assert shown.ids == tuple(event.id for event in shown)
            assert shown.coders == Counter(event.coder for event in shown)
            assert shown.subjects == Counter(event.subject for event in shown)
            assert shown.codes == Counter(event.code for event in shown)
    finally:
        event_list.MOST_SINCE = most


def test_an_id_that_is_gone_is_not_there():
    event = Event(
        "e1",
        "r1",
        "child",
        code="smile",
        onset_us=0,
        offset_us=5,
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=1,
    )
    after = EventList([event]).changed({"e1": None})
    assert "e1" not in after.by_id
    assert after.by_id.get("e1") is None
    assert not after.coders


def test_the_same_list_is_taken_as_it_is():
    shown = EventList()
    assert EventList.of(shown) is shown
