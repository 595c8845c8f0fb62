"""Settling voices in the window: one key says whose, the next comes by itself, one more says it of all alike."""

from __future__ import annotations

import shutil

import pytest

from coder.study.project import Project
from coder.vocabulary.events import Status
from coder.vocabulary.signals import SOUND_SIGNALS
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.coder.proposals.test_speakers import PEOPLE, recording
from tests.coder.proposals.test_voices import sound
from tests.coder.test_voices_settled import CRIES
from tests.studies import REPORT
from tests.ui.window_kit import edited, press, state
from ui.player.playback_control import LEAD_US
from ui.review.queue_control import Queue
from ui.review.review_control import VOICE_LEAD_US


@pytest.fixture(scope="module")
def made_heard(tmp_path_factory):
    """The study as each test of it begins; nobody opens it."""
    folder = tmp_path_factory.mktemp("made")
    with Project.create(folder / "study") as project:
        project.add_recording(make_clip(folder / "heard.mp4", frames=120, fps=10))
        project.store_analysis("r1", REPORT, (), sound(*CRIES))
    return folder / "study"


@pytest.fixture
def listening(empty_window, made_heard, tmp_path, qtbot):
    """A window with the first of four voices in hand."""
    shutil.copytree(made_heard, tmp_path / "study")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    while empty_window.review_panel.stretch is not None:
        with edited(qtbot, empty_window):
            press(qtbot, empty_window, "F")
    return empty_window


def settled(window):
    return {(e.subject, e.code, e.onset_us) for e in state(window).events}


def test_the_panel_says_which_keys_say_whose(listening):
    panel = listening.review_panel
    assert panel.voice is not None
    assert "1 child" in panel._keys.text()
    assert listening.actions_set.qt["voice_child"].isEnabled()


def test_one_key_says_whose_and_the_next_comes_by_itself(listening, qtbot):
    first = listening.review_panel.voice
    with edited(qtbot, listening):
        press(qtbot, listening, "1")
    assert settled(listening) == {("child", first.draft.code, first.draft.onset_us)}
    assert listening.review_panel.voice is not None
    assert listening.review_panel.voice.id != first.id


def test_five_says_the_same_of_all_that_are_alike(listening, qtbot):
    with edited(qtbot, listening):
        press(qtbot, listening, "1")
    while listening.review_panel.voice is None:
        with edited(qtbot, listening):
            press(qtbot, listening, "F")
    assert listening.review_panel.voice.draft.code == "cries"
    with edited(qtbot, listening):
        press(qtbot, listening, "5")
    assert {(subject, code) for subject, code, _ in settled(listening)} == {("child", "cries")}
    assert len(settled(listening)) == 3
    while listening.review_panel.voice is None:
        with edited(qtbot, listening):
            press(qtbot, listening, "F")
    assert listening.review_panel.voice.draft.code == "speaks"
    press(qtbot, listening, "5")  # what was said of crying is not said of speech
    assert not listening.review_panel.accept_alike()
    assert "First say whose one voice of this kind is" in listening.statusBar().currentMessage()
    assert len(settled(listening)) == 3


def test_five_says_of_all_alike_that_they_were_none_after_one_was(listening, qtbot):
    with edited(qtbot, listening):
        press(qtbot, listening, "D")
    while listening.review_panel.voice.draft.code != "cries":
        with edited(qtbot, listening):
            press(qtbot, listening, "S")
    with edited(qtbot, listening):
        press(qtbot, listening, "5")
    assert settled(listening) == set()
    cries = [one for one in state(listening).proposals if one.draft.code == "cries"]
    assert {one.status for one in cries} == {Status.REJECTED}
    with edited(qtbot, listening):
        press(qtbot, listening, "Ctrl+Z")
    cries = [one for one in state(listening).proposals if one.draft.code == "cries"]
    assert [one.status for one in cries] == [Status.REJECTED, Status.OPEN, Status.OPEN]


def test_five_alone_decides_nothing(listening, qtbot):
    press(qtbot, listening, "5")
    assert settled(listening) == set()
    assert not listening.review_panel.accept_alike()


def test_whose_it_may_be_is_said_with_its_reason_and_one_key_takes_it(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "heard.mp4", frames=120, fps=10)
    heard = recording(alone="B", mouths=False)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, PEOPLE, tuple(heard.tracks[len(SOUND_SIGNALS) :]) + tuple(sound(*CRIES)))
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    panel = empty_window.review_panel
    empty_window.queue.choose(Queue.ACT)
    while panel.voice is None:
        with edited(qtbot, empty_window):
            press(qtbot, empty_window, "F")
    qtbot.waitUntil(lambda: panel.speaker is not None, timeout=5_000)
    assert panel.card.who.text().startswith("Suggested: child, because only the child is in view")
    assert panel._keys.text().startswith("6 as suggested")
    taken = panel.voice
    with edited(qtbot, empty_window):
        press(qtbot, empty_window, "6")
    assert ("child", taken.draft.code, taken.draft.onset_us) in settled(empty_window)


def test_the_key_for_a_suggestion_decides_nothing_where_there_is_none(listening, qtbot):
    assert listening.review_panel.speaker is None
    assert not listening.review_panel.card.who.isVisible()
    press(qtbot, listening, "6")
    assert settled(listening) == set()


def talk_of_three_minutes() -> list[tuple[str, float, float]]:
    """Thirty voices of two people at play, a fifth of the time."""
    kinds = ("speech", "babble", "speech", "laugh", "speech", "cry")
    return [(kinds[k % 6], 4 + 5.8 * k, 4 + 5.8 * k + (1.6 if kinds[k % 6] == "cry" else 1.1)) for k in range(30)]


@pytest.mark.parametrize("alike", [False, True])
def test_three_minutes_are_settled_in_less_time_than_they_last(empty_window, tmp_path, qtbot, alike):
    """Every voice is heard whole, with what lies shortly around it, once; one key each, fewer where all are alike."""
    voices = talk_of_three_minutes()
    clip = make_clip(tmp_path / "heard.mp4", frames=900, fps=5)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, (), sound(*voices, seconds=180))
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "study")
    window.queue.choose(Queue.ACT)
    keys, heard_us, said = 0, 0, set()
    while window.review_panel.voice is not None:
        voice = window.review_panel.voice
        again = alike and voice.draft.code in said
        if not again:
            loop = window.engine.loop
            assert loop.onset_us <= voice.draft.onset_us
            assert loop.offset_us >= min(voice.draft.offset_us, window.engine.end_us)
            heard_us += loop.duration_us
        said.add(voice.draft.code)
        with edited(qtbot, window):
            press(qtbot, window, "5" if again else "2" if voice.draft.code == "speaks" else "1")
        keys += 1
    assert len(settled(window)) == len(voices)
    assert heard_us < 180 * 1_000_000 / 3
    assert keys == (8 if alike else len(voices))


def test_a_voice_that_comes_by_itself_plays_at_once_and_with_what_lies_around_it_when_asked_again(listening, qtbot):
    window = listening
    with edited(qtbot, window):
        press(qtbot, window, "1")
    voice, loop = window.review_panel.voice.draft, window.engine.loop
    assert (loop.onset_us, loop.offset_us) == (voice.onset_us - VOICE_LEAD_US, voice.offset_us + VOICE_LEAD_US)
    press(qtbot, window, "A")
    loop = window.engine.loop
    assert (loop.onset_us, loop.offset_us) == (voice.onset_us - LEAD_US, voice.offset_us + LEAD_US)


def test_a_stretch_that_was_dragged_is_looped_at_once_while_a_voice_plays_round_and_round(listening):
    window = listening
    assert window.engine.loop is not None
    window.play.choose(Interval(9_500_000, 10_500_000))
    window.transport.loop.click()
    assert window.engine.loop == Interval(9_500_000 - LEAD_US, 10_500_000 + LEAD_US)
    window.transport.loop.click()
    assert window.engine.loop is None


def test_settling_voices_is_not_broken_off_by_the_cards_that_it_makes(listening, qtbot):
    """As a window stands when it is opened: cards come first where there are any, and settled bids make some."""
    window = listening
    window.queue.choose(Queue.EXCHANGE)
    kinds = []
    while window.review_panel.voice is not None:
        assert window.queue.by_exchange is False
        kinds.append(window.review_panel.voice.draft.code)
        with edited(qtbot, window):
            press(qtbot, window, "1")
    assert len(kinds) == 4
    qtbot.waitUntil(lambda: window.queue.by_exchange, timeout=10_000)
    assert window.queue.chosen is Queue.EXCHANGE


def test_no_key_says_whose_a_voice_is_that_is_not_shown(listening, qtbot):
    window = listening
    window.queue.choose(Queue.EXCHANGE)
    with edited(qtbot, window):
        press(qtbot, window, "1")
    qtbot.waitUntil(lambda: window.queue.chosen is Queue.ACT, timeout=10_000)
    window.queue.choose(Queue.EXCHANGE)
    qtbot.waitUntil(lambda: window.queue.by_exchange, timeout=10_000)
    before = settled(window)
    assert not window.actions_set.qt["voice_child"].isEnabled()
    press(qtbot, window, "1")
    assert settled(window) == before
