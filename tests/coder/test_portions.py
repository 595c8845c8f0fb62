"""What is held in portions is the tuple that it is read as, however it came to be."""

from hypothesis import given
from hypothesis import strategies as st

from coder.vocabulary import portions
from coder.vocabulary.portions import Portions

ITEMS = st.lists(st.sampled_from("abc"), max_size=14)


def alike_afresh(one, other):
    """What both hold the same at the start, and then at the end, without counting anything twice."""
    most = min(len(one), len(other))
    start = next((n for n in range(most) if one[n] != other[n]), most)
    end = next((n for n in range(most - start) if one[-1 - n] != other[-1 - n]), most - start)
    return start, end


@given(data=st.data(), held=ITEMS)
def test_what_was_spliced_is_what_a_tuple_would_be(data, held):
    size, portions.PORTION = portions.PORTION, 3
    try:
        first, plain = Portions(held), tuple(held)
        made = first
        for _ in range(5):
            place = data.draw(st.integers(0, len(plain)))
            gone = data.draw(st.integers(0, len(plain) - place))
            come = data.draw(ITEMS)
            made, plain = made.spliced(place, gone=gone, come=come), (*plain[:place], *come, *plain[place + gone :])
            assert made == plain
            assert tuple(made) == plain
            assert [made[n] for n in range(len(made))] == list(plain)
            assert made[1:-1] == plain[1:-1]
            assert made == Portions(plain)
            assert (made == first) is (plain == tuple(held))
            assert len(made) == len(plain)
            assert all((item in made) is (item in plain) for item in "abc")
            assert all(made.index(item) == plain.index(item) for item in plain)
            assert first.alike(made) == alike_afresh(held, plain)
            assert all(made._parts)
    finally:
        portions.PORTION = size


def test_an_edit_leaves_what_it_does_not_touch_where_it_was():
    held = Portions(range(100_000))
    after = held.spliced(50_000, gone=1, come=(-1, -2))
    shared = set(map(id, held._parts)) & set(map(id, after._parts))
    assert len(shared) == len(held._parts) - 1
