"""The model finds exactly what is visible, and tells of every change once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.timeline.lanes import assign_lanes
from ui.timeline.timeline_model import (
    BAND_LANE,
    MOST_LANES,
    MOST_RESTACKED,
    Item,
    ItemKind,
    TierIndex,
    TimelineModel,
    TimelineRow,
)

TIERS = [TimelineRow("a", "gaze", "child", "gaze"), TimelineRow("b", "mouth", "child", "mouth")]


@st.composite
def items(draw):
    onset = draw(st.integers(0, 200))
    point = draw(st.booleans())
    offset = onset if point else onset + draw(st.integers(0, 80))
    kind = draw(st.sampled_from(ItemKind))
    return Item(
        f"i{draw(st.integers(0, 30))}",
        draw(st.sampled_from(["a", "b"])),
        onset,
        offset_us=offset,
        label="x",
        kind=kind,
        point=point,
    )


ITEMS = st.lists(items(), max_size=60, unique_by=lambda item: item.id)


@given(shown=ITEMS, left=st.floats(-10, 300), width=st.floats(0, 100))
def test_the_visible_items_are_those_that_a_look_at_every_item_finds(shown, left, width):
    index = TierIndex.build(shown)
    # Times are whole microseconds: an item lies in [onset, end), and the view covers the ones it touches.
    expected = [item for item in index.items if item.onset_us < left + width and item.end_us > left // 1]
    assert [index.items[i] for i in index.between(left, left + width)] == expected


@given(shown=ITEMS)
def test_only_gaps_lie_behind_and_all_else_is_stacked_apart(shown):
    index = TierIndex.build(shown)
    for i, item in enumerate(index.items):
        assert (index.lane[i] == BAND_LANE) == (item.kind is ItemKind.GAP)
        for j in range(i):
            if index.lane[i] == index.lane[j] != BAND_LANE and index.lane[i] < MOST_LANES - 1:
                assert index.items[j].end_us <= item.onset_us or item.end_us <= index.items[j].onset_us


@given(first=ITEMS, then=ITEMS, gone=st.lists(st.integers(0, 30)))
def test_changing_item_by_item_ends_where_showing_everything_does(first, then, gone):
    step_by_step, at_once = TimelineModel(), TimelineModel()
    step_by_step.replace_all(TIERS, first)
    for tier in TIERS:
        step_by_step.index(tier.id)  # so that an index is there to go stale
    step_by_step.upsert(then)
    step_by_step.remove([f"i{n}" for n in gone])
    left = {item.id: item for item in [*first, *then]}
    for n in gone:
        left.pop(f"i{n}", None)
    at_once.replace_all(TIERS, left.values())
    for tier in TIERS:
        assert step_by_step.index(tier.id).items == at_once.index(tier.id).items
        assert step_by_step.index(tier.id).lane.tolist() == at_once.index(tier.id).lane.tolist()
    assert step_by_step.span() == at_once.span()
    assert len(step_by_step) == len(left)


@given(shown=ITEMS)
def test_every_item_knows_its_place(shown):
    index = TierIndex.build(shown)
    assert [index.place(item) for item in index.items] == list(range(len(index.items)))


def test_a_broken_import_of_one_moment_stays_a_tier():
    index = TierIndex.build(Item(f"i{n}", "a", 0, 10, "", ItemKind.EVENT) for n in range(5000))
    assert index.lanes == MOST_LANES
    assert int(index.lane.max()) == MOST_LANES - 1


def test_each_change_is_told_once():
    model, heard = TimelineModel(), []
    model.subscribe(lambda: heard.append(len(model)))
    model.replace_all(TIERS, [Item("1", "a", 0, 5, "", ItemKind.EVENT), Item("2", "a", 3, 9, "", ItemKind.EVENT)])
    model.upsert([Item("3", "b", 0, 0, "", ItemKind.EVENT, point=True)])
    model.remove(["1", "2", "never there"])
    assert heard == [2, 3, 1]


def test_an_item_without_a_tier_changes_nothing():
    model, heard = TimelineModel(), []
    model.replace_all(TIERS, [Item("1", "a", 0, 5, "", ItemKind.EVENT)])
    model.subscribe(lambda: heard.append(True))
    for change in (
        lambda: model.upsert(
            [Item("2", "a", 0, 1, "", ItemKind.EVENT), Item("3", "nowhere", 0, 1, "", ItemKind.EVENT)]
        ),
        lambda: model.replace_all([TIERS[0], TIERS[0]], []),
        lambda: model.replace_all([TIERS[1]], [Item("1", "a", 0, 5, "", ItemKind.EVENT)]),
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            change()
    assert (len(model), model.tiers, heard) == (1, tuple(TIERS), [])


def test_an_item_moves_to_another_tier():
    model = TimelineModel()
    model.replace_all(TIERS, [Item("1", "a", 0, 5, "", ItemKind.EVENT)])
    model.upsert([Item("1", "b", 0, 5, "", ItemKind.EVENT)])
    assert (len(model.index("a").items), len(model.index("b").items)) == (0, 1)


def test_impossible_items_are_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Item("1", "a", 5, 4, "", ItemKind.EVENT)
    with pytest.raises(ValueError, match="is a point"):
        Item("1", "a", 5, 6, "", ItemKind.EVENT, point=True)


def test_times_beyond_32_bits():
    far = 5_000_000_000_000
    index = TierIndex.build([Item("1", "a", far, far + 10, "", ItemKind.EVENT)])
    assert index.between(far, far + 1).tolist() == [0]
    assert index.between(far + 10, far + 20).tolist() == []


@st.composite
def _tier_items(draw, names):
    """Items of one tier, many of them touching or overlapping, of every kind."""
    made = []
    for name in names:
        onset = draw(st.integers(0, 60))
        length = draw(st.integers(1, 25))
        kind = draw(st.sampled_from([ItemKind.EVENT, ItemKind.PROPOSAL, ItemKind.GAP, ItemKind.NOT_OBSERVABLE]))
        point = kind is ItemKind.EVENT and draw(st.booleans())
        colour = draw(st.sampled_from(["", "#112233", "#445566"]))
        made.append(
            Item(
                name,
                "a",
                onset,
                offset_us=onset if point else onset + length,
                label="x",
                kind=kind,
                point=point,
                colour=colour,
            )
        )
    return made


@given(data=st.data(), count=st.integers(0, 14))
def test_an_index_that_was_patched_is_the_one_that_is_built_anew(data, count):
    model = TimelineModel()
    model.replace_all([TimelineRow("a", "a", "child", "a")], data.draw(_tier_items([f"i{n}" for n in range(count)])))
    for _ in range(3):
        model.index("a")
        changed = data.draw(
            _tier_items(data.draw(st.lists(st.sampled_from([f"i{n}" for n in range(16)]), unique=True)))
        )
        without = data.draw(st.lists(st.sampled_from([f"i{n}" for n in range(16)]), unique=True))
        model.upsert(changed, without=without)
        patched = model.index("a")
        held = [item for n in range(16) if (item := model.item(f"i{n}")) is not None]
        built = TierIndex.build(held)
        assert patched.items == built.items
        for name in ("onset", "end", "kind", "point", "lane", "_reach"):
            assert getattr(patched, name).tolist() == getattr(built, name).tolist(), name
        assert patched.lanes == built.lanes
        assert [patched.colours[n] for n in patched.colour] == [item.colour for item in patched.items]


def test_in_an_endless_run_an_edit_stacks_only_what_it_changed():
    """Four layers without a pause: every item would be stacked anew for one that is moved."""
    kinds = [ItemKind.EVENT, ItemKind.PROPOSAL]
    shown = [Item(f"i{n}", "a", 10 * n, 10 * n + 39, "", kinds[n % 2]) for n in range(MOST_RESTACKED + 100)]
    before = TierIndex.build(shown)
    moved = replace(shown[500], onset_us=shown[500].onset_us + 3)
    after = before.patched([shown[500]], [moved, Item("new", "a", 9_000, 9_100, "", ItemKind.EVENT)])
    lane_of = {item.id: int(lane) for item, lane in zip(after.items, after.lane, strict=True)}
    assert all(
        lane_of[item.id] == lane for item, lane in zip(before.items, before.lane, strict=True) if item != shown[500]
    )
    for at in range(len(after.items)):
        over = after.between(int(after.onset[at]), int(after.end[at]))
        assert int((after.lane[over] == after.lane[at]).sum()) == 1, "nothing else on its lane meanwhile"


@given(data=st.data())
def test_few_lanes_hold_what_all_would_and_the_last_holds_the_rest(data):
    shown = data.draw(_tier_items([f"i{n}" for n in range(40)]))
    spans = [
        sorted((i.onset_us, i.end_us) for i in shown if (i.kind is ItemKind.PROPOSAL) is waits)
        for waits in (False, True)
    ]
    settled, waiting, lanes = assign_lanes(*spans)
    for most in (1, 2, 4):
        shared = [min(lane, most - 1) for lane in settled], [min(lane, most - 1) for lane in waiting], min(lanes, most)
        assert assign_lanes(*spans, most=most) == shared
