"""The one way to write: over nothing that is not ours, never through a link, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from coder.files import atomic_write
from coder.study.project import Project
from coder.vocabulary.errors import StudyError

NAMELESS = pytest.param(True, marks=pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="Linux"))


@pytest.fixture(params=[NAMELESS, False], ids=["without a name", "under a fresh name"])
def way(request, monkeypatch):
    """Both ways: where the system knows files without names, and where it does not."""
    if not request.param:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return request.param


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_appears_whole_and_for_its_owner_alone(tmp_path, way):
    with atomic_write.file_that_leaves(tmp_path / "a.csv", over=False) as out:
        out.write(b"half")
        out.flush()
        assert not (tmp_path / "a.csv").exists()
        assert [path.name for path in tmp_path.iterdir()] == [] or not way
        out.write(b" and half")
    assert there(tmp_path) == {"a.csv": b"half and half"}
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("over", [False, True])
def test_what_breaks_off_leaves_nothing_and_what_was_there(tmp_path, way, over):
    target = tmp_path / "a.csv"
    if over:
        target.write_bytes(b"old")
    before = there(tmp_path)
    for error, told in ((OSError(28, "No space left on device"), StudyError), (KeyboardInterrupt(), KeyboardInterrupt)):

        def half(error=error):
            with atomic_write.file_that_leaves(target, over=over) as out:
                out.write(b"half")
                raise error

        with pytest.raises(told) as caught:
            half()
        assert told is not StudyError or "the disk is full" in str(caught.value)
    assert there(tmp_path) == before


def test_nothing_is_written_over_without_being_told(tmp_path, way):
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    with pytest.raises(StudyError, match=r"there already.*--force"):
        atomic_write.write_leaving(target, b"new", over=False)
    assert there(tmp_path) == {"a.csv": b"old"}
    atomic_write.write_leaving(target, b"new", over=True)
    assert there(tmp_path) == {"a.csv": b"new"}


def test_what_comes_to_be_there_meanwhile_is_left_alone(tmp_path, way):
    target = tmp_path / "a.csv"

    def write():
        with atomic_write.file_that_leaves(target, over=False) as out:
            out.write(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(StudyError, match="meanwhile"):
        write()
    assert there(tmp_path) == {"a.csv": b"theirs"}


@pytest.mark.parametrize("over", [False, True])
def test_neither_a_link_nor_a_pipe_nor_a_folder_is_written_to(tmp_path, way, over):
    (tmp_path / "own").mkdir()
    other = tmp_path / "own" / "other.txt"
    other.write_bytes(b"somebody's")
    (tmp_path / "link.csv").symlink_to(other)
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "own" / "made.txt")
    names = ["link.csv", "nowhere.csv", "own"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        names.append("pipe.csv")
    for name in names:
        with pytest.raises(StudyError, match="only a plain file"):
            atomic_write.write_leaving(tmp_path / name, b"new", over=over)
    assert there(tmp_path / "own") == {"other.txt": b"somebody's"}
    assert (tmp_path / "link.csv").is_symlink()


@pytest.mark.parametrize("name", ["study.db", "keys.json", "media/r1.mp4", "media/new.csv", "new.csv", "a/b/c.csv"])
def test_nothing_that_leaves_lands_in_a_study(tmp_path, name):
    Project.create(tmp_path / "study").close()
    target = tmp_path / "study" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "way").symlink_to(target.parent)
    before = target.read_bytes() if target.exists() else None
    for path in (target, tmp_path / "way" / target.name, target.parent / ".." / target.parent.name / target.name):
        with pytest.raises(StudyError, match="inside the study"):
            atomic_write.write_leaving(path, b"new", over=True)
    assert (target.read_bytes() if target.exists() else None) == before


def test_a_study_is_not_made_inside_another(tmp_path):
    Project.create(tmp_path / "study").close()
    with pytest.raises(StudyError, match="inside the study"):
        Project.create(tmp_path / "study" / "media" / "more")


def test_half_made_names_are_not_to_be_foreseen(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    seen = set()
    for n in range(5):
        with atomic_write.file_that_leaves(tmp_path / f"{n}.csv", over=False):
            seen |= {path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")}
    assert len(seen) == 5


def test_a_half_made_file_says_so_until_it_is_whole(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    for content in (b"", b"x", b"y" * len(atomic_write.HALF_MADE), b"z" * 100_000):
        target = tmp_path / f"{len(content)}"

        def fill(out, content=content):
            out.write(content[:7])
            out.write(content[7:])
            (partial,) = tmp_path.glob(".*.partial")
            assert atomic_write.is_half_made(partial)

        atomic_write.place_in_study(target, fill)
        assert target.read_bytes() == content
        assert not atomic_write.is_half_made(target)
    lookalike = tmp_path / f".dyadmirror-{'0' * 32}.partial"
    lookalike.write_bytes(b"somebody's own")
    assert not atomic_write.is_half_made(lookalike)


@pytest.mark.skipif(os.name == "nt", reason="folders are not held open")
@pytest.mark.parametrize("where", ["", "media"])
def test_a_folder_that_becomes_a_link_into_a_study_after_it_was_looked_at_gets_nothing(
    tmp_path, way, monkeypatch, where
):
    study, out = tmp_path / "study", tmp_path / "out"
    Project.create(study).close()
    out.mkdir()
    looked = atomic_write.refuse_target

    def then_swap(target, **told):
        looked(target, **told)
        out.rmdir()
        out.symlink_to(study / where)

    monkeypatch.setattr(atomic_write, "refuse_target", then_swap)
    before = {path.relative_to(study) for path in study.rglob("*")}
    with pytest.raises(StudyError, match="inside a study now"):
        atomic_write.write_leaving(out / "a.csv", b"a", over=False)
    assert {path.relative_to(study) for path in study.rglob("*")} == before
