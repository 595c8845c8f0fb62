"""What was made so far of a long file: kept beside it, whatever cut it off, and never mistaken for another's."""

import pytest

from coder.files.unfinished_parts import UnfinishedParts
from coder.vocabulary.errors import StudyError


@pytest.fixture
def target(tmp_path):
    return tmp_path / "visit.parquet"


def test_parts_come_back_in_order_and_go_at_the_end(target):
    kept = UnfinishedParts(target, "k")
    assert kept.read() == ()
    for part in (b"one", b"", b"three"):
        kept.keep(part)
    again = UnfinishedParts(target, "k")
    assert again.read() == (b"one", b"", b"three")
    assert kept.path.stat().st_mode & 0o077 == 0
    again.forget()
    again.forget()
    assert list(target.parent.iterdir()) == []


def test_wherever_it_was_cut_off_the_whole_parts_stay_and_more_can_follow(target):
    kept = UnfinishedParts(target, "k")
    kept.keep(b"first")
    whole_to = kept.path.stat().st_size
    kept.keep(b"second")
    content = kept.path.read_bytes()
    for end in range(whole_to, len(content)):
        kept.path.write_bytes(content[:end])
        assert kept.read() == (b"first",)
        kept.keep(b"third")
        assert kept.read() == (b"first", b"third")
    for end in range(whole_to):
        kept.path.write_bytes(content[:end])
        assert kept.read() == ()
        kept.keep(b"anew")
        assert kept.read() == (b"anew",)


def test_parts_of_other_settings_go(target):
    UnfinishedParts(target, "k").keep(b"one")
    assert UnfinishedParts(target, "other").read() == ()
    assert list(target.parent.iterdir()) == []


def test_what_somebody_else_put_there_is_left_alone(target):
    kept = UnfinishedParts(target, "k")
    kept.path.write_bytes(b"my notes")
    for act in (kept.read, kept.forget, lambda: kept.keep(b"one")):
        with pytest.raises(StudyError, match="move it away"):
            act()
    assert kept.path.read_bytes() == b"my notes"
    kept.path.rename(target.with_name("elsewhere"))
    kept.path.symlink_to(target.with_name("elsewhere"))
    with pytest.raises(StudyError):
        kept.keep(b"one")
    assert target.with_name("elsewhere").read_bytes() == b"my notes"
