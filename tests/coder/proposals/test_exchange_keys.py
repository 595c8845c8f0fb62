"""Keys by exchange and act by act for the same confirmed exchanges: on a rendered clip, and on real families' clips."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coder.exchanges.pairing import RULES
from coder.proposals.exchange import ExchangeKind
from coder.study.edits.coding import Accept
from coder.study.edits.exchanges import ConfirmExchange
from coder.study.project import Project
from coder.vocabulary.events import Status
from tests.coder.proposals.analysed import ROOT, analysed
from tests.studies import REPORT

RULE = RULES["prompt-3s"]
SEEN = ("not_observable", "leave_view", "return", "separation", "reunion")
"""Codes that say who could be seen."""


def two_studies_of(clip: Path, folder: Path, cache: pytest.Cache) -> tuple[Path, Path]:
    seen = analysed(clip, cache)
    first, second = folder / "acts", folder / "exchanges"
    with Project.create(first) as project:
        project.add_recording(clip, link=True)
        project.store_analysis("r1", REPORT, seen.people, seen.tracks)
    return first, Path(shutil.copytree(first, second))


def worked_by_act(project: Project) -> int:
    """Accept whatever is proposed, one key each."""
    waiting = [p.id for p in project.proposals("r1") if p.status is Status.OPEN]
    for act in waiting:
        project.apply(Accept(act), coder="kim")
    return len(waiting)


def worked_by_exchange(project: Project) -> int:
    """Confirm each bid with what came back, one key each."""
    keys = 0
    # Who could be seen is said act by act: no card asks it.
    for act in [p.id for p in project.proposals("r1") if p.draft.code in SEEN and p.status is Status.OPEN]:
        project.apply(Accept(act), coder="kim")
        keys += 1
    while True:
        waiting = project.exchange_queue("r1", RULE, coder="kim").waiting
        card = next((item for item in waiting if item.kind is ExchangeKind.ANSWER), None)
        if card is None:
            return keys
        # What a rule cannot say is left open, so that both ways say the same.
        project.apply(ConfirmExchange(card, outcome="open"), coder="kim")
        keys += 1


def confirmed(project: Project) -> list[tuple[str, int, str | None, int | None]]:
    return [
        (item.bid_code, item.bid_interval.onset_us, item.response_code, item.latency_us)
        for item in project.exchanges("r1", RULE, coder="kim")
    ]


def compare(clip: Path, folder: Path, cache: pytest.Cache) -> tuple[int, int]:
    first, second = two_studies_of(clip, folder, cache)
    with Project.open(first) as by_act, Project.open(second) as by_exchange:
        keys = worked_by_act(by_act), worked_by_exchange(by_exchange)
        assert confirmed(by_act) == confirmed(by_exchange)
    shutil.rmtree(first)
    shutil.rmtree(second)
    return keys


def test_a_rendered_clip_takes_fewer_than_half_the_keys_by_exchange(tmp_path, pytestconfig):
    acts, exchanges = compare(ROOT / "sample_clips" / "play.mp4", tmp_path, pytestconfig.cache)
    assert 0 < 2 * exchanges < acts


@pytest.mark.realdata
@pytest.mark.slow
def test_families_clips_take_fewer_than_half_the_keys_by_exchange(realdata, tmp_path, pytestconfig):
    clips = sorted((realdata / "clips").glob("*_h265.mp4"))
    counts = [compare(clip, tmp_path, pytestconfig.cache) for clip in clips]
    acts, exchanges = (sum(column) for column in zip(*counts, strict=True))
    print(f"{len(clips)} clips: {acts} keys by act, {exchanges} by exchange")
    assert 0 < 2 * exchanges < acts
