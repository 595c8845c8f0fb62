"""Half the keys of hand coding for the same events, half the seconds, and what the document says of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ways_of_working import Effort, SeenClip, added_up, efforts, row_of, table_of, truth_of
from tests.coder.proposals.analysed import ROOT, analysed
from tests.studies import REPORT

ALONE = ("act by act", "acts of a kind at once")
TOGETHER = ("exchange by exchange", "exchanges of a kind at once")
WHOLE = "the whole clip, missing acts coded meanwhile"
OFFERED = "the whole clip, and once more"
"""What the window offers first: nothing is taken for granted of what is seen while one judges."""
AT_ONCE = ("acts of a person at once", "exchanges of a stretch at once")
FOLDER = ROOT / "sample_clips"
DOCUMENT = ROOT / "docs" / "ways_of_working.md"


def on_clips_of(folder: Path, cache: pytest.Cache) -> dict[str, Effort]:
    found = []
    for clip in sorted(folder.glob("*.mp4")):
        seen = analysed(clip, cache)
        found.append(efforts(SeenClip(clip, seen.people, seen.tracks, REPORT), truth_of(clip)))
    return {one.way: one for one in added_up(found)}


def figures_in(text: str, *, after: str = "") -> dict[str, list[float]]:
    """The first table of ways that stands after some words: way by way its numbers, in the order of the columns."""
    table = text[text.index(after) :].partition("| way | ")[2].partition("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {way: [float(number) for number in numbers] for way, *numbers in cells}


def is_as_written(ways: dict[str, Effort], heading: str) -> None:
    """Whether the document's table has these figures: another processor may see one act more or less."""
    written = figures_in(DOCUMENT.read_text("utf-8"), after=heading)
    counted = figures_in(table_of(list(ways.values())))
    assert list(written) == list(counted)
    for way, numbers in counted.items():
        assert written[way][:-1] == pytest.approx(numbers[:-1], rel=0.03, abs=2), f"{way}: count anew, and write it"


@pytest.mark.slow
def test_on_the_rendered_clips_half_the_keys_and_seconds_are_enough(pytestconfig):
    ways = on_clips_of(FOLDER, pytestconfig.cache)
    live, exact = ways["by hand as it plays"], ways["by hand to the frame"]
    assert all(ways[way].missed == 0 for way in ways)
    for way in (*TOGETHER, *AT_ONCE):
        assert 2 * ways[way].keys <= live.keys, way
    for way in ALONE:
        assert ways[way].keys <= ways[way].confirmed + ways[way].rejected, way
    assert 2 * ways["exchanges of a stretch at once"].seconds <= exact.seconds
    assert ways["exchanges of a stretch at once"].seconds < live.seconds
    assert 2 * ways[OFFERED].seconds <= live.seconds
    assert ways[OFFERED].seconds < ways["the whole clip at one's own speed, and once more"].seconds
    assert ways[WHOLE].seconds < ways[OFFERED].seconds
    assert ways[OFFERED].keys < ways["exchanges of a stretch at once"].keys
    quiet = ways["by hand, quietly"]
    assert sum(quiet.onset_errors_ms) < sum(live.onset_errors_ms) / 2
    is_as_written(ways, "## On the nine rendered clips")


@pytest.mark.slow
def test_on_hard_views_what_is_moved_rejected_and_missed_is_counted_too(pytestconfig):
    ways = on_clips_of(FOLDER / "hard_views", pytestconfig.cache)
    assert min(ways[OFFERED].moved, ways[OFFERED].rejected, ways[OFFERED].missed) > 0
    assert 2 * ways[OFFERED].keys <= ways["by hand as it plays"].keys
    assert ways[OFFERED].seconds < ways["by hand as it plays"].seconds
    is_as_written(ways, "## On the ten hard views")


@pytest.mark.realdata
@pytest.mark.slow
def test_on_the_families_clips_fewer_than_half_the_keys_confirm_the_same(realdata, pytestconfig, capsys):
    several = []
    for clip in sorted((realdata / "clips").glob("*_h265.mp4")):
        seen = analysed(clip, pytestconfig.cache)
        wanted = ("by hand as it plays", "act by act", *TOGETHER, *AT_ONCE, WHOLE, OFFERED)
        several.append(efforts(SeenClip(clip, seen.people, seen.tracks, REPORT), None, ways=wanted))
    ways = {one.way: one for one in added_up(several)}
    with capsys.disabled():
        print(f"\n{len(several)} clips")
        for one in ways.values():
            print(row_of(one))
    live, acts = ways["by hand as it plays"], ways["act by act"]
    assert 2 * ways[OFFERED].seconds <= live.seconds
    assert 2 * ways[WHOLE].seconds <= live.seconds
    for way in (*TOGETHER, *AT_ONCE, WHOLE, OFFERED):
        assert ways[way].confirmed == acts.confirmed, way
        assert 2 * ways[way].keys < live.keys, way
    for way in AT_ONCE:
        assert 2 * ways[way].keys < acts.keys, way
