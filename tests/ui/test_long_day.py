"""A long day in a few dozen rounds (benchmarks: a thousand): what the process holds does not grow with what is done."""

from pathlib import Path

import pytest

from benchmarks.long_day import coming, make_study, work
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
    found = work(empty_window, 2 * turn, every=turn)
    first, last = found[0], found[-1]
    # A timer or two may be under way when it is counted: less than one object a round stays.
    assert last.qt_objects - first.qt_objects < last.rounds - first.rounds, found
    assert last.widgets <= first.widgets + 3, found
    assert last.threads <= first.threads
    assert last.files <= first.files
    # The rest is what a log in the study or a cache of bounded size may take, a few objects a round.
    assert last.python_objects - first.python_objects < 20 * (last.rounds - first.rounds), found
    assert last.resident_mb - first.resident_mb < 40, found
