"""The sound under the ruler: shown at any zoom, worked out once, kept in the study alone, gone through by ear."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from coder.media.sound_picture import BAND_US, WAVE_US, SoundPicture
from coder.proposals.sound_doubts import DoubtOfSound
from coder.study.project import Project
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.coder.proposals.test_sound_doubts import doubtful
from tests.coder.proposals.test_voices import sound
from tests.conftest import ROOT
from tests.studies import REPORT
from tests.ui.window_kit import edited, press
from ui.timeline.sound_strip import SoundStrip
from ui.timeline.time_scale import TimeScale
from ui.timeline.timeline_view import TimelineView
from ui.window.jobs import Job

SECOND = 1_000_000


def two_beeps(seconds: float = 4.0) -> np.ndarray:
    """Quiet noise with a beep at 1.0 and one at 2.5 s."""
    t = np.arange(round(seconds * 48_000)) / 48_000
    heard = np.random.default_rng(0).normal(0, 5e-4, len(t))
    for onset in (1.0, 2.5):
        heard += np.where((t >= onset) & (t < onset + 0.4), 0.3 * np.sin(2 * np.pi * 600 * t), 0)
    return heard.astype(np.float32)


@pytest.fixture(scope="session")
def beeping(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("beep") / "beep.mp4", frames=100, fps=25, sound=two_beeps())


@pytest.fixture
def open_on(empty_window, qtbot):
    def opened(folder):
        with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
            empty_window.study.open_folder(folder)
        return empty_window

    return opened


def heard_study(folder, clip, **how):
    with Project.create(folder, **how) as project:
        project.add_recording(clip)
    return folder


def drawn(window) -> bool:
    return isinstance(window.timeline.scene().sound, SoundStrip)


def test_it_is_worked_out_once_and_then_comes_from_the_study(tmp_path, beeping, open_on, qtbot, monkeypatch):
    folder = heard_study(tmp_path / "study", beeping)
    window = open_on(folder)
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    before = window.timeline.grab().toImage()
    assert window.timeline.areas.sound.height() > 0
    with qtbot.waitSignal(window.session.busy_changed, timeout=5_000):
        window.session.call(lambda project: project.machine_rows.kept_sound("r1"), lambda _: None, busy="asking")
    started = []
    monkeypatch.setattr(Job, "start", lambda job: started.append(job))
    window.sounding.finish()
    assert window.timeline.areas.sound.height() == 0
    window.session.show("r1")
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    assert not started
    assert window.timeline.grab().toImage() == before


def test_an_encrypted_study_keeps_no_plain_picture_of_its_sound(tmp_path, beeping, open_on, qtbot):
    folder = tmp_path / "study"
    with Project.create(folder, passphrase="three plain words") as project:
        project.add_recording(beeping)
        names = {path.relative_to(folder) for path in folder.rglob("*")}
        picture = SoundPicture(
            np.arange(100, dtype=np.int8), np.arange(100, dtype=np.int8), np.full((10, 64), 7, np.uint8)
        )
        project.machine_rows.keep_sound("r1", picture)
        kept = project.machine_rows.kept_sound("r1")
        assert kept is not None
        assert (kept.low == picture.low).all()
    found = {path.relative_to(folder) for path in folder.rglob("*")}
    assert not {name for name in found - names if "study.db" not in name.name}
    packed = picture.to_bytes()
    for path in folder.rglob("*"):
        if path.is_file():
            assert packed[:16] not in path.read_bytes()


def test_the_picture_goes_with_its_recording(tmp_path, beeping):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(beeping)
        project.machine_rows.keep_sound(
            "r1", SoundPicture(np.zeros(5, np.int8), np.zeros(5, np.int8), np.zeros((1, 64), np.uint8))
        )
        project.guard.erase("r1", at_once=True)
        assert project._db.execute("SELECT count(*) FROM sound_pictures")[0][0] == 0


def test_a_clip_without_sound_says_so_and_takes_no_room(window, qtbot):
    scene = window.timeline.scene()
    assert scene.silent
    assert window.timeline.areas.sound.height() == 0


def test_one_goes_from_sound_to_sound(tmp_path, beeping, open_on, qtbot):
    window = open_on(heard_study(tmp_path / "study", beeping))
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    window.player.setFocus()
    for key, at in (("Ctrl+Shift+Right", 1.0), ("Ctrl+Shift+Right", 2.5), ("Ctrl+Shift+Left", 1.0)):
        with qtbot.waitSignal(window.engine.frame_shown, timeout=5_000):
            press(qtbot, window, key)
        assert abs(window.engine.pts_us - at * SECOND) <= 60_000
    press(qtbot, window, "Ctrl+Shift+Left")
    assert "No sound before" in window.statusBar().currentMessage()
    window.engine.set_loop(Interval(0, SECOND // 2))
    with qtbot.waitSignal(window.engine.frame_shown, timeout=5_000):
        press(qtbot, window, "Ctrl+Shift+Right")
    assert window.engine.loop is None  # what plays round and round draws nobody back
    assert abs(window.engine.pts_us - 2.5 * SECOND) <= 60_000


def test_one_goes_from_voice_to_voice_as_they_are_proposed_and_past_what_was_said_to_be_none(
    tmp_path, beeping, open_on, qtbot
):
    """What the classifier finds likely for a moment and the rule does not propose is no voice to go to."""
    folder = heard_study(tmp_path / "study", beeping)
    voices = sound(("babble", 0.4, 0.9), ("cry", 1.6, 2.6), ("speech", 3.2, 3.7), seconds=4)
    for track in voices:
        within = (track.pts_us >= 1.1 * SECOND) & (track.pts_us < 1.4 * SECOND)
        track.value[within] = {"voice": 0.6, "sound_level": -20}.get(track.name, 0)
    with Project.open(folder) as project:
        project.store_analysis("r1", REPORT, (), tuple(voices))
        onsets = [one.draft.onset_us for one in project.proposals("r1")]
    assert len(onsets) == 3
    window = open_on(folder)
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    with edited(qtbot, window):
        window.review.item_selected("p2")
        press(qtbot, window, "D")
    window.player.setFocus()
    window.engine.pause()
    window.engine.seek_frame(0)
    qtbot.waitUntil(lambda: window.engine.frame == 0, timeout=5_000)
    for at in (onsets[0], onsets[2]):
        press(qtbot, window, "Ctrl+Shift+Right")
        qtbot.waitUntil(lambda at=at: window.engine.pts_us == at, timeout=5_000)
    press(qtbot, window, "Ctrl+Shift+Right")
    assert "No voice after" in window.statusBar().currentMessage()


def test_where_the_sound_is_trusted_less_it_is_marked_under_the_waveform_and_says_why(
    tmp_path, beeping, open_on, qtbot
):
    folder = heard_study(tmp_path / "study", beeping)
    window = open_on(folder)
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    before = window.timeline.grab().toImage()
    window.session.call(lambda project: project.store_analysis("r1", REPORT, (), doubtful()), lambda _: None)
    window.session.show("r1")
    view = window.timeline
    qtbot.waitUntil(lambda: bool(view.scene().sound.doubts), timeout=10_000)
    assert {one.why for one in view.scene().sound.doubts} == set(DoubtOfSound)
    assert view.grab().toImage() != before
    assert "Two tones are heard at once here" in view.scene().sound.said_at(round(3.5 * SECOND))
    assert "Two tones" not in view.scene().sound.said_at(SECOND // 4)


def test_a_click_in_the_sound_seeks_and_a_drag_selects(tmp_path, beeping, open_on, qtbot):
    window = open_on(heard_study(tmp_path / "study", beeping))
    qtbot.waitUntil(lambda: drawn(window), timeout=10_000)
    view = window.timeline
    y = view.areas.sound.center().y()

    def at(seconds):
        return QPoint(round(view.scene().x_of(seconds * SECOND)), y)

    with qtbot.waitSignal(view.seek_requested, timeout=2_000) as asked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(2))
    assert abs(asked.args[0] - 2 * SECOND) <= 60_000
    with qtbot.waitSignal(view.range_selected, timeout=2_000) as chosen:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(1))
        qtbot.mouseMove(view, at(1.2))
        qtbot.mouseMove(view, at(1.5))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(1.5))
    assert abs(chosen.args[0] - SECOND) <= 60_000
    assert abs(chosen.args[1] - 1.5 * SECOND) <= 60_000
    assert view.scale.us_per_px == view.scale.coarsest  # it never changes its zoom by itself


@pytest.mark.parametrize("us_per_px", [150.0, 1_900.0, 5_000.0, 20_000.0, 777_777.0])
def test_a_column_shows_the_least_and_the_greatest_of_its_time(us_per_px):
    rng = np.random.default_rng(5)
    high = rng.integers(0, 128, 400_000).astype(np.int8)
    strip = SoundStrip.of(SoundPicture((-high).astype(np.int8), high, np.zeros((40_000, 64), np.uint8)))
    scale = TimeScale(0, 800_000_000, 500, 3 * SECOND, us_per_px, 1.0)
    least, most = strip.outline(scale, 500)
    for column in (0, 17, 250, 498):
        onset, offset = 3 * SECOND + column * us_per_px, 3 * SECOND + (column + 1) * us_per_px
        first, stop = int(onset // WAVE_US), int(offset // WAVE_US) + 1
        spare = max(int(us_per_px / WAVE_US), 1)
        if first >= len(high):
            assert np.isnan(most[column])
            continue
        # What a column shows is at least what lies in it, and nothing from beyond its neighbours.
        inner = high[first : max(stop - 1, first + 1)]
        around = high[max(first - spare, 0) : stop + spare]
        assert inner.max() / strip.peak <= most[column] + 1e-9 or us_per_px < WAVE_US or most[column] == 1
        assert most[column] <= min(around.max() / strip.peak, 1) + 1e-9
        assert least[column] == -most[column]


def test_beside_the_clip_nothing_is_drawn():
    picture = SoundPicture(np.full(50, -9, np.int8), np.full(50, 9, np.int8), np.full((5, 64), 200, np.uint8))
    strip = SoundStrip.of(picture)
    scale = TimeScale(0, 100_000, 40, -50_000.0, 5_000.0, 1.0)
    least, most = strip.outline(scale, 40)
    assert np.isnan(most[:9]).all()
    assert np.isnan(most[31:]).all()
    assert np.isfinite(most[11:29]).all()
    assert np.isfinite(least[11:29]).all()
    assert not strip.looked_at(scale, 40)[:9].any()


def test_a_sound_is_seen_at_every_height_and_never_crowds_out_the_rows(qtbot):
    view = TimelineView()
    qtbot.addWidget(view)
    view.set_clip(np.arange(0, 10 * SECOND, 40_000), 10 * SECOND)
    wave = np.full(10 * SECOND // WAVE_US, 60, np.int8)
    view.set_sound(SoundStrip.of(SoundPicture(-wave, wave, np.zeros((10 * SECOND // BAND_US, 64), np.uint8))))
    view.show()
    for height in (120, 180, 260, 500, 900):
        view.resize(900, height)
        assert view.areas.sound.height() <= max(view.areas.tracks.height(), 0)
        view.grab()


def test_nothing_that_writes_a_file_or_a_report_knows_the_picture_of_the_sound():
    """It stands in the study, is worked out from the clip and is drawn: no room that lets things out asks for it."""
    knows = {
        path.relative_to(ROOT).as_posix()
        for room in ("coder", "models", "ui")
        for path in (ROOT / room).rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("SoundPicture", "sound_picture", "kept_sound"))
    }
    rooms = {name.rpartition("/")[0] for name in knows}
    assert rooms == {"coder/media", "coder/study/store", "ui/listening", "ui/timeline"}
