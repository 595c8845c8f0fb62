"""A study whose making was broken off can be made again, and nothing of anybody's is taken for one."""

import pytest

from coder.files.atomic_write import BEGUN_MARK
from coder.study.project import Project
from coder.vocabulary.errors import StudyError


def test_making_it_again_goes_on_as_if_nothing_had_been(tmp_path):
    study = tmp_path / "study"
    (study / "media").mkdir(parents=True)
    for name in (BEGUN_MARK, "keys.json", "study.db"):
        (study / name).write_bytes(b"half")
    with pytest.raises(StudyError, match="broke off; make it again"):
        Project.open(study)
    Project.create(study).close()
    Project.open(study).close()
    assert not (study / BEGUN_MARK).exists()


@pytest.mark.parametrize("theirs", ["letter.txt", "media/clip.mp4", "folder/x"])
def test_what_is_somebody_s_is_left(tmp_path, theirs):
    study = tmp_path / "study"
    (study / "media").mkdir(parents=True)
    (study / BEGUN_MARK).touch()
    (study / theirs).parent.mkdir(exist_ok=True)
    (study / theirs).write_text("mine")
    with pytest.raises(StudyError, match="not an empty folder"):
        Project.create(study)
    assert (study / theirs).read_text() == "mine"


def test_a_whole_study_is_not_made_again(tmp_path):
    Project.create(tmp_path / "study").close()
    with pytest.raises(StudyError, match="not an empty folder"):
        Project.create(tmp_path / "study")
