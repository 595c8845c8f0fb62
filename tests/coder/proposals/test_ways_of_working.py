"""Half the keys of hand coding for the same events, and half the seconds of coding by hand to the frame."""

from __future__ import annotations

import pytest

from benchmarks.ways_of_working import Effort, SeenClip, added_up, efforts, row_of, truth_of
from tests.coder.proposals.analysed import ROOT, analysed
from tests.studies import REPORT

ALONE = ("act by act", "acts of a kind at once")
TOGETHER = ("exchange by exchange", "exchanges of a kind at once")
WHOLE = "the whole clip, missing acts coded meanwhile"
AT_ONCE = ("acts of a person at once", "exchanges of a stretch at once")
SAMPLES = sorted(path.stem for path in (ROOT / "sample_clips").glob("*.mp4") if path.stem != "tutorial")


def on_sample(name: str, cache: pytest.Cache) -> dict[str, Effort]:
    clip = ROOT / "sample_clips" / f"{name}.mp4"
    seen = analysed(clip, cache)
    return {one.way: one for one in efforts(SeenClip(clip, seen.people, seen.tracks, REPORT), truth_of(clip))}


@pytest.mark.slow
def test_on_the_rendered_clips_half_the_keys_and_seconds_are_enough(pytestconfig):
    found = [on_sample(name, pytestconfig.cache) for name in SAMPLES]
    ways = {one.way: one for one in added_up([list(one.values()) for one in found])}
    live, exact = ways["by hand as it plays"], ways["by hand to the frame"]
    assert all(ways[way].missed == 0 for way in ways)
    for way in (*TOGETHER, *AT_ONCE):
        assert 2 * ways[way].keys <= live.keys, way
    for way in ALONE:
        assert ways[way].keys <= ways[way].confirmed + ways[way].rejected, way
    assert 2 * ways["exchanges of a stretch at once"].seconds <= exact.seconds
    assert ways["exchanges of a stretch at once"].seconds < live.seconds
    assert ways["the whole clip at once"].seconds < live.seconds
    assert 2 * ways[WHOLE].seconds <= live.seconds
    assert ways[WHOLE].keys < ways["exchanges of a stretch at once"].keys
    quiet = ways["by hand, quietly"]
    assert sum(quiet.onset_errors_ms) < sum(live.onset_errors_ms) / 2


@pytest.mark.realdata
@pytest.mark.slow
def test_on_the_families_clips_fewer_than_half_the_keys_confirm_the_same(realdata, pytestconfig, capsys):
    several = []
    for clip in sorted((realdata / "clips").glob("*_h265.mp4")):
        seen = analysed(clip, pytestconfig.cache)
        wanted = ("by hand as it plays", "act by act", *TOGETHER, *AT_ONCE, WHOLE)
        several.append(efforts(SeenClip(clip, seen.people, seen.tracks, REPORT), None, ways=wanted))
    ways = {one.way: one for one in added_up(several)}
    with capsys.disabled():
        print(f"\n{len(several)} clips")
        for one in ways.values():
            print(row_of(one))
    live, acts = ways["by hand as it plays"], ways["act by act"]
    assert 2 * ways[WHOLE].seconds <= live.seconds
    for way in (*TOGETHER, *AT_ONCE, WHOLE):
        assert ways[way].confirmed == acts.confirmed, way
        assert 2 * ways[way].keys < live.keys, way
    for way in AT_ONCE:
        assert 2 * ways[way].keys < acts.keys, way
