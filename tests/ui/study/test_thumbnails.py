"""Thumbnails of the list: drawn off the window's thread, only of what may be seen and while a study is open."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from coder.privacy import keys
from coder.privacy.consent import Use
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.study.thumbnails import SIZE
from ui.window.docks import Dock

PHRASE = "three blue boats"
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def sealed(empty_window, tmp_path, monkeypatch, qtbot):
    """A window on an encrypted study of two recordings, with the list of recordings open."""
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    with Project.create(tmp_path / "study", passphrase=PHRASE) as project:
        for name in ("one", "two"):
            project.add_recording(make_clip(tmp_path / f"{name}.mp4", frames=20, fps=25))
        project.guard.put_off_purpose()
    empty_window.docks.set_wanted(Dock.STUDY, True)
    empty_window.session.open(tmp_path / "study", passphrase=PHRASE)
    qtbot.waitUntil(lambda: sorted(empty_window.recordings_panel.pictured) == ["r1", "r2"], timeout=20_000)
    return empty_window


def test_each_recording_has_its_picture_and_nothing_is_written(sealed, tmp_path):
    pixmap = next(iter(sealed.recordings_panel._listed.values())).icon(0).pixmap(SIZE)
    image = pixmap.toImage()
    assert len({QColor(image.pixel(x, image.height() // 2)).name() for x in range(image.width())}) > 1, "a real frame"
    endings = {path.suffix for path in (tmp_path / "study").rglob("*") if path.is_file()}
    assert not endings & {".png", ".jpg", ".jpeg", ".bmp"}


def test_a_lock_takes_them_away_and_unlocking_draws_them_anew(sealed, qtbot):
    sealed.locking.lock_now()
    assert sealed.recordings_panel.pictured == []
    assert sealed.thumbnails._job is None
    sealed.locking._unlock(PHRASE)
    qtbot.waitUntil(lambda: sorted(sealed.recordings_panel.pictured) == ["r1", "r2"], timeout=20_000)


@pytest.mark.parametrize(("withdrawn", "shown"), [("r1", "r2"), ("r2", "r1")])
def test_whoever_withdrew_is_not_seen_in_the_list(sealed, withdrawn, shown, qtbot):
    gone = []
    sealed.session.call(lambda study: study.guard.agree(withdrawn, ["mother"], frozenset(Use), until=None), gone.append)
    sealed.session.call(lambda study: study.guard.withdraw(withdrawn), gone.append)
    qtbot.waitUntil(lambda: len(gone) == 2, timeout=10_000)
    sealed.thumbnails.look()
    qtbot.waitUntil(lambda: sealed.recordings_panel.pictured == [shown], timeout=20_000)


def test_a_clip_that_was_away_for_a_moment_has_its_picture_later(empty_window, tmp_path, qtbot):
    clips = [make_clip(tmp_path / f"{name}.mp4", frames=20, fps=25) for name in ("one", "two")]
    with Project.create(tmp_path / "study") as project:
        for clip in clips:
            project.add_recording(clip, link=True)
    away = clips[0].rename(tmp_path / "away.mp4")
    empty_window.docks.set_wanted(Dock.STUDY, True)
    empty_window.session.open(tmp_path / "study")
    qtbot.waitUntil(lambda: empty_window.recordings_panel.pictured == ["r2"], timeout=20_000)
    away.rename(clips[0])
    empty_window.thumbnails.want(["r1"])
    qtbot.waitUntil(lambda: sorted(empty_window.recordings_panel.pictured) == ["r1", "r2"], timeout=20_000)
