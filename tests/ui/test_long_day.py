"""A long day in a few dozen rounds (benchmarks: a thousand): what the process holds does not grow with what is done."""

from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.long_day import Held, coming, make_study, work
from tests.coder.media.clipmaker import make_clip


@pytest.fixture
def study_of_three(tmp_path, small_clip) -> Path:
    clips = [small_clip, *(make_clip(tmp_path / f"visit {n}.mp4", frames=100, fps=25 + n) for n in (1, 2))]
    return make_study(tmp_path / "day", clips)


def test_a_long_day_leaves_nothing_behind(empty_window, study_of_three):
    with coming(empty_window.engine.frame_shown):
        empty_window.session.open(study_of_three)
    pages = empty_window.tabs.count()
    # Whole turns through the pages and the recordings, so that the same is open whenever it is counted.
    turn = pages * 3 if pages % 3 else pages
    found = work(empty_window, 6 * turn, every=turn)
    # Figures that are still being worked out, and their charts, may be there or not when it is counted.
    before, after = (least(half) for half in (found[:3], found[3:]))
    rounds = 3 * turn
    assert after.qt_objects - before.qt_objects < rounds, found
    assert after.widgets <= before.widgets + 3, found
    assert after.threads <= before.threads
    assert after.files <= before.files
    # The rest is what a log in the study or a cache of bounded size may take, a few objects a round.
    assert after.python_objects - before.python_objects < 20 * rounds, found
    assert after.resident_mb - before.resident_mb < 40, found


def least(counts: list[Held]) -> Held:
    """The least of each that was counted."""
    return Held(*(min(getattr(one, field.name) for one in counts) for field in fields(Held)))
