"""What is hidden when: followed heads, gaps, leaving over the edge, and somebody lost. Plain numbers, no picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.blurring.head_detection import HeadEllipse, of_body
from models.blurring.head_tracks import Hidden, plan
from models.blurring.lost_heads import HOLD_US
from models.blurring.veil import veil
from models.seeing.estimator import Body

W, H = 640, 480
FRAMES = 100
PTS = np.arange(FRAMES, dtype=np.int64) * 80_000


def sure(x: float = 320, y: float = 240) -> HeadEllipse:
    return HeadEllipse(x, y, 40, 50, 0.9)


def seen(where, frames=FRAMES):
    """Sightings by a function of the frame number: a Head, or None."""
    return [[head] if (head := where(n)) is not None else [] for n in range(frames)]


def covers(hidden: Hidden, x: float, y: float) -> bool:
    return hidden.whole or any(
        ((x - h.x) / h.half_width) ** 2 + ((y - h.y) / h.half_height) ** 2 <= 1 for h in hidden.heads
    )


def planned(sightings):
    return plan(sightings, PTS[: len(sightings)], width=W, height=H)


def test_a_head_that_is_seen_again_is_hidden_all_the_way_between():
    out = planned(seen(lambda n: None if 20 <= n < 40 else sure(200 + n)))
    assert all(covers(one, 200 + n, 240) for n, one in enumerate(out))
    assert not any(one.whole for one in out)


def test_a_lost_head_is_held_and_then_the_whole_frame_is_hidden():
    out = planned(seen(lambda n: sure() if n < 30 else None))
    hold = HOLD_US // 80_000
    assert not any(one.whole for one in out[: 29 + hold])
    assert all(covers(one, 320, 240) for one in out[: 29 + hold])
    assert all(one.whole for one in out[30 + hold :])


def test_what_is_held_grows():
    out = planned(seen(lambda n: sure() if n < 30 else None))
    assert max(h.half_width for h in out[40].heads) > max(h.half_width for h in out[31].heads) > 40


def test_a_head_that_appears_out_of_nowhere_was_there_before():
    out = planned(seen(lambda n: sure() if n >= 60 else None))
    hold = HOLD_US // 80_000
    assert all(one.whole for one in out[: 59 - hold])
    assert all(covers(one, 320, 240) for one in out[60 - hold :])


def test_who_is_lost_and_found_elsewhere_hides_the_frame_between_and_not_after():
    out = planned(seen(lambda n: sure(150) if n < 30 else sure(500) if n >= 70 else None))
    hold = HOLD_US // 80_000
    assert all(one.whole for one in out[30 + hold : 70 - hold])
    assert not any(one.whole for one in (*out[:30], *out[70:]))


@pytest.mark.parametrize("way", ["left", "right", "up", "down"])
def test_leaving_over_the_edge_is_not_being_lost(way):
    step = {"left": (-12, 0), "right": (12, 0), "up": (0, -9), "down": (0, 9)}[way]
    out = planned(seen(lambda n: sure(320 + n * step[0], 240 + n * step[1]) if n < 24 else None))
    assert not any(one.whole for one in out)
    back = planned(seen(lambda n: sure(320 + n * step[0], 240 + n * step[1]) if n < 24 else None)[::-1])
    assert not any(one.whole for one in back)


def test_another_persons_head_nearby_does_not_stand_for_the_one_that_is_lost():
    other = sure(420, 240)
    sightings = [[other] if n >= 30 else [other, sure(300)] for n in range(FRAMES)]
    assert planned(sightings)[80].whole


def test_what_was_never_surely_a_face_is_hidden_but_hides_no_frame():
    out = planned(seen(lambda n: HeadEllipse(320, 240, 40, 50, 0.3) if n < 30 else None))
    assert all(covers(out[n], 320, 240) for n in range(30))
    assert not any(one.whole for one in out)


HEADS = st.builds(
    HeadEllipse, st.floats(-50, 700), st.floats(-50, 530), st.floats(5, 150), st.floats(5, 150), st.floats(0, 1)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(HEADS, max_size=4), min_size=1, max_size=25))
def test_whatever_is_seen_is_hidden_in_its_frame(sightings):
    for one, heads in zip(planned(sightings), sightings, strict=True):
        for head in heads:
            for x, y in ((0, 0), (0.99, 0), (-0.99, 0), (0, 0.99), (0, -0.99)):
                assert covers(one, head.x + x * head.half_width, head.y + y * head.half_height)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(HEADS, max_size=3), min_size=1, max_size=25))
def test_time_backwards_hides_the_same_frames_of_somebody_who_is_lost(sightings):
    """Somebody who comes from nowhere is hidden as somebody who vanishes."""
    single = [[sure()] if heads else [] for heads in sightings]
    there, back = planned(single), planned(single[::-1])[::-1]
    assert [one.whole for one in there] == [one.whole for one in back]


def test_a_veil_leaves_nothing_of_what_is_under_it():
    rng = np.random.default_rng(1)
    one, other = (rng.integers(0, 256, (H, W, 3)).astype(np.uint8) for _ in range(2))
    ys, xs = np.mgrid[:H, :W]
    inside = ((xs - 320) / 60) ** 2 + ((ys - 240) / 80) ** 2 <= 1
    out = veil(one, Hidden((HeadEllipse(320, 240, 60, 80),)))
    assert len(np.unique(out[inside], axis=0)) == 1, "one colour, and nothing else"
    assert (out[0] == one[0]).all()
    assert (np.ptp(veil(other, Hidden((), whole=True)).astype(int), axis=(0, 1)) < 60).all()


def test_a_whole_frame_keeps_a_handful_of_patches():
    ys, xs = np.mgrid[:H, :W]
    checks = (((xs // 20 + ys // 20) % 2) * 255).astype(np.uint8)
    out = veil(np.dstack([checks] * 3), Hidden((), whole=True))
    assert out.shape == (H, W, 3)
    assert np.ptp(out) < 40, "a pattern finer than a patch is gone"


def test_the_head_of_a_body_holds_nose_eyes_and_ears():
    points = np.zeros((17, 3), np.float32)
    points[:5] = [(300, 200, 0.9), (310, 190, 0.9), (290, 190, 0.9), (330, 195, 0.9), (270, 195, 0.9)]
    points[5:7] = [(380, 300, 0.9), (220, 300, 0.9)]
    head = of_body(Body(points, 200, 150, 200, 300, 0.8))
    assert head is not None
    assert all(
        ((x - head.x) / head.half_width) ** 2 + ((y - head.y) / head.half_height) ** 2 < 1 for x, y, _ in points[:5]
    )
    assert of_body(Body(np.zeros((17, 3), np.float32), 200, 150, 200, 300, 0.8)) is None
