"""Chapters of one recording become one clip: every picture its own, at its time, with its sound."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from coder.media import Clip
from coder.media.audio import RATE, AudioReader
from coder.media.joined_clip import join, joints, note
from coder.privacy.encrypted_spool import Spool, SpoolFile
from coder.study.project import Project
from coder.vocabulary.errors import ClipError, StudyError
from tests.coder.media.clipmaker import make_clip, number_of, numbered

KINDS = {
    "gopro": (".mp4", {"bframes": 2}),
    "avchd": (".mts", {"bframes": 2, "container": "mpegts"}),
    "web": (".webm", {"codec": "libvpx-vp9"}),
    "mpeg": (".mpg", {"codec": "mpeg2video", "bframes": 2}),
    "avi": (".avi", {"codec": "mpeg4"}),
}


def click(second: int) -> np.ndarray:
    sound = np.zeros(2 * RATE, np.float32)
    sound[RATE // 2 : RATE // 2 + 480] = 0.2 * (second + 1)
    return sound


def chapters(folder: Path, kind: str = "gopro", *, many: int = 3, sound: bool = False) -> list[Path]:
    """Files of 50 frames, two seconds each, whose pictures are numbered through."""
    ending, how = KINDS[kind]
    return [
        make_clip(
            folder / f"part{k}{ending}",
            frames=50,
            picture=lambda n, k=k: numbered(n + 50 * k),
            sound=click(k) if sound else None,
            **how,
        )
        for k in range(many)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_run_on_over_the_joints(tmp_path: Path, kind: str) -> None:
    spool = Spool()
    files = chapters(tmp_path, kind)
    parts = join(files, write_to=lambda: io.BufferedRandom(SpoolFile(spool)))
    with Clip.open(spool.open, name="joined") as clip:
        assert [number_of(frame.rgb) for frame in clip.frames()] == list(range(150))
        for n in (149, 50, 49, 100, 99, 0, 101):
            assert number_of(clip.frame(n).rgb) == n
        assert [clip.index.pts_us[50], clip.index.pts_us[100]] == pytest.approx(
            [at for _, at in joints(parts)], abs=100
        )
        assert joints(parts)[0][1] == pytest.approx(2_000_000, abs=1_000)
    spool.close()


def test_each_file_keeps_its_sound_in_step(tmp_path: Path) -> None:
    spool = Spool()
    join(chapters(tmp_path, sound=True), write_to=lambda: io.BufferedRandom(SpoolFile(spool)))
    with Clip.open(spool.open, name="joined") as clip, AudioReader(spool.open, clip.index) as reader:
        for k in range(3):
            begins = int(clip.index.pts_us[50 * k])
            heard = np.abs(reader.read(begins, RATE)[:, 0])
            assert int(np.argmax(heard > 0.1 * (k + 1))) == pytest.approx(RATE // 2, abs=RATE // 100)
    spool.close()


@pytest.mark.parametrize("passphrase", [None, "a long passphrase"])
def test_a_study_takes_them_in_as_one_recording(tmp_path: Path, passphrase: str | None) -> None:
    files = chapters(tmp_path)
    kept = [path.read_bytes() for path in files]
    with Project.create(tmp_path / "study", passphrase=passphrase) as project:
        recording = project.add_recording(files)
        assert (recording.name, recording.duration_us) == ("part0", 6_000_000)
        assert recording.info["joints_us"] == [2_000_000, 4_000_000]
        assert "part1.mp4 from 0:02.000" in project.frame_index(recording.id).notes[0]
        with project.open_clip(recording.id) as clip:
            assert number_of(clip.frame_at(4_000_000).rgb) == 100
        with pytest.raises(StudyError, match="linked"):
            project.add_recording(files, link=True)
    assert [path.read_bytes() for path in files] == kept


def test_files_that_do_not_belong_together_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (one, *_), (other, *_) = chapters(tmp_path, many=1), chapters(tmp_path, "mpeg", many=1)
    with Project.create(tmp_path / "study", passphrase=None) as project:
        with pytest.raises(ClipError, match=r"part0\.mpg was recorded otherwise than part0\.mp4"):
            project.add_recording([one, other])
        assert project.recordings() == ()
        assert list((tmp_path / "study" / "media").iterdir()) == []


def test_a_take_whose_stamps_run_on_is_joined_by_its_stamps(tmp_path: Path) -> None:
    how = {"container": "mpegts", "frames": 50}
    files = [
        make_clip(
            tmp_path / f"0000{k}.mts",
            stamps=range(50 * k + 25, 50 * k + 75),
            sound=click(0),
            sound_first=2 * RATE * k + RATE,
            **how,
        )
        for k in range(2)
    ]
    spool = Spool()
    parts = join(files, write_to=lambda: io.BufferedRandom(SpoolFile(spool)))
    assert note(parts).endswith("00001.mts from 0:02.000.")
    spool.close()
