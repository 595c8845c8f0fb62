"""Patterns of a long meeting: read once however many episodes there are, said to be under way at once, stopped."""

from __future__ import annotations

import pytest

from coder.exchanges.pairing import RULES
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import Cancelled
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from ui.cli.parser import main
from ui.operations.contingency_findings import patterns_later
from ui.operations.pooled_figures import pooled_parts
from ui.operations.study_figures import episodes_in, latencies_in, numbers_by_episode_later, numbers_later

RULE = RULES["prompt-3s"]
EPISODES = tuple((begins, begins + 5) for begins in range(0, 60, 6))


@pytest.fixture(scope="module")
def many_episodes(tmp_path_factory):
    """A minute in which Kim coded, parted into many episodes."""
    folder = tmp_path_factory.mktemp("long")
    clip = make_clip(folder / "minute.mp4", frames=300, fps=5)
    with Project.create(folder / "study") as project:
        project.add_recording(clip)
        for _, subject, code, onset, offset in KNOWN:
            project.apply(AddEvent("r1", subject, code, round(onset * S), round(offset * S)), coder="kim")
        for onset, offset in EPISODES:
            project.apply(AddEvent("r1", "together", "reunion", onset * S, offset * S), coder="kim")
    return folder / "study"


@pytest.fixture
def reads(monkeypatch):
    """How often the events of a recording were read from the study."""
    found = []
    events = Project.events

    def counted(project, recording, **asked):
        found.append(recording)
        return events(project, recording, **asked)

    monkeypatch.setattr(Project, "events", counted)
    return found


def patterns(project):
    return patterns_later(project, "r1", rule=RULE, coder="kim", preview=False)


def every_way(project, folder):
    """All that works figures out of each episode."""
    yield lambda: patterns(project)
    yield lambda: latencies_in(project, ["r1"], by="episode", rule=RULE, coder="kim")
    yield lambda: pooled_parts(project, ["r1"], rule=RULE, coder="kim")
    yield lambda: main(["stats", str(folder), "r1", "--episode", "all", "--json"])


@pytest.mark.parametrize("way", range(4))
def test_a_recording_is_read_once_for_all_of_its_episodes(many_episodes, reads, capsys, way):
    with Project.open(many_episodes) as project:
        assert len(episodes_in(project, "r1", coder="kim")) == len(EPISODES)
        reads.clear()
        tuple(every_way(project, many_episodes))[way]()

    assert 0 < len(reads) < len(EPISODES)


def test_each_episode_has_the_figures_that_it_has_alone(many_episodes):
    with Project.open(many_episodes) as project:
        episodes = episodes_in(project, "r1", coder="kim")
        together = numbers_by_episode_later(numbers_later(project, "r1", rule=RULE, coder="kim"), (None, *episodes))
        alone = [numbers_later(project, "r1", rule=RULE, coder="kim", episode=one) for one in (None, *episodes)]

    for one, other in zip(together, alone, strict=True):
        assert repr(one()) == repr(other())


def test_what_is_said_of_the_two_side_by_side_counts_as_work_and_is_stopped(many_episodes):
    with Project.open(many_episodes) as project:
        later = patterns(project)
    told = []
    later(progress=told.append)
    assert told == sorted(told)

    def stop(share):
        if share >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        later(progress=stop)
    assert sum(0.5 <= share < 1 for share in told) >= len(later().pairs) > 0


def test_what_is_asked_for_is_said_to_be_under_way_at_once(shared_empty_window, many_episodes, qtbot):
    window = shared_empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(many_episodes)
    said = []
    said_before = window.patterns_panel.say
    window.patterns_panel.say = lambda sentence, **rest: (said.append(sentence), said_before(sentence, **rest))
    try:
        window.patterns.work_out()
        assert said == ["Working it out…"]  # before the study has answered
        qtbot.waitUntil(lambda: "Of this recording" in said[-1], timeout=30_000)
    finally:
        window.patterns_panel.say = said_before
