"""A clip whose consent was withdrawn is known again, also when it was erased and comes under another name."""

import shutil

import pytest

from coder.privacy.consent import Use
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip

ALL = frozenset(Use)


@pytest.fixture(scope="module")
def small_clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("clip") / "visit.mp4", frames=10, fps=25)


@pytest.mark.parametrize("passphrase", [None, "seven small stones"])
@pytest.mark.parametrize("erased", [False, True])
def test_it_is_not_taken_in_again(tmp_path, small_clip, passphrase, erased):
    with Project.create(tmp_path / "study", passphrase=passphrase) as project:
        project.add_recording(small_clip)
        project.guard.withdraw("r1", ["Kim"])
        if erased:
            assert project.guard.erase("r1").left == 0
    again = tmp_path / "another name.mp4"
    shutil.copyfile(small_clip, again)
    with Project.open(tmp_path / "study", passphrase=passphrase) as project:
        for link in (False, True):
            with pytest.raises(StudyError, match="was withdrawn in this study"):
                project.add_recording(again, link=link)
        assert len(project.recordings()) == (0 if erased else 1)
        assert project.add_recording(again, agreed_anew=True).id == "r2"


def test_whoever_agrees_anew_is_taken_in(tmp_path, small_clip):
    with Project.create(tmp_path / "study") as project:
        project.add_recording(small_clip)
        project.guard.withdraw("r1", ["Kim"])
        project.guard.agree("r1", ["Kim"], ALL, until=None)
        project.add_recording(small_clip)


def test_its_hash_is_not_kept_in_the_clear(tmp_path, small_clip):
    with Project.create(tmp_path / "study") as project:
        digest = project.add_recording(small_clip).clip_sha256
        project.guard.withdraw("r1", ["Kim"])
        project.guard.erase("r1")
    assert digest.encode() not in (tmp_path / "study" / "study.db").read_bytes()
