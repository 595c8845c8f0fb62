"""Encrypted clips: read like the plain file, and every alteration is noticed, in a sentence."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.media import Clip
from coder.privacy import keys, vault
from coder.study.project import Project
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip, number_of

ROOT = Path(__file__).resolve().parents[3]
KEY = bytes(range(32))
HEADER = 32
SIZE = 3 * vault.CHUNK + 1234


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "plain.bin"
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def locked(plain, tmp_path) -> Path:
    target = tmp_path / "locked.mp4"
    vault.encrypt_file(plain, target, KEY)
    return target


def read_all(path: Path, key: bytes = KEY) -> bytes:
    with vault.open_vault(path, key) as stream:
        return stream.read()


def test_it_reads_as_the_plain_file_and_shows_none_of_it(plain, locked):
    assert read_all(locked) == plain.read_bytes()
    assert plain.read_bytes()[:64] not in locked.read_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, SIZE + 10), st.integers(0, 2 * vault.CHUNK)), max_size=8))
def test_seeking_and_reading_agree_with_the_plain_file(plain, locked, steps):
    with vault.open_vault(locked, KEY) as stream, plain.open("rb") as original:
        for at, length in steps:
            stream.seek(at)
            original.seek(at)
            assert stream.read(length) == original.read(length)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, HEADER + SIZE + 4 * vault.TAG - 1), st.integers(1, 255))
def test_one_altered_byte_anywhere_is_noticed(locked, at, change):
    content = bytearray(locked.read_bytes())
    content[at] ^= change
    other = locked.with_name("altered.mp4")
    other.write_bytes(content)
    with pytest.raises(ClipError, match="cannot be trusted"):
        read_all(other)


def test_swapped_chunks_are_noticed(locked):
    content = locked.read_bytes()
    step = vault.CHUNK + vault.TAG
    first, second = content[HEADER : HEADER + step], content[HEADER + step : HEADER + 2 * step]
    locked.write_bytes(content[:HEADER] + second + first + content[HEADER + 2 * step :])
    with pytest.raises(ClipError, match="altered"):
        read_all(locked)


def test_a_chunk_of_another_file_under_the_same_key_is_noticed(plain, locked, tmp_path):
    other = tmp_path / "other.mp4"
    vault.encrypt_file(plain, other, KEY)
    step = vault.CHUNK + vault.TAG
    mixed = locked.read_bytes()[: HEADER + step] + other.read_bytes()[HEADER + step :]
    locked.write_bytes(mixed)
    with pytest.raises(ClipError, match="altered"):
        read_all(locked)


@pytest.mark.parametrize("keep", [0, 10, HEADER, HEADER + vault.CHUNK + vault.TAG, -1])
def test_a_cut_tail_is_noticed_at_once(locked, keep):
    locked.write_bytes(locked.read_bytes()[:keep])
    with pytest.raises(ClipError, match="cannot be trusted"):
        vault.VaultFile(locked, KEY)


def test_a_forged_length_with_a_fitting_tail_is_noticed(locked):
    content = bytearray(locked.read_bytes())
    shorter = SIZE - 1234  # as if the last, short chunk had never been
    content[24:32] = shorter.to_bytes(8, "little")
    locked.write_bytes(content[: HEADER + shorter + 3 * vault.TAG])
    with pytest.raises(ClipError, match="altered"):
        read_all(locked)


def test_the_wrong_key_opens_nothing(locked):
    with pytest.raises(ClipError, match="cannot be trusted"):
        read_all(locked, bytes(32))


def test_an_altered_wrapped_key_is_noticed():
    key, wrapped = vault.new_wrapped_key(KEY)
    assert vault.unwrap_key(KEY, wrapped) == key
    with pytest.raises(ClipError, match="altered"):
        vault.unwrap_key(KEY, wrapped[:-1] + bytes([wrapped[-1] ^ 1]))


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "canary-clip.mp4", frames=60, gop=20, bframes=2)


@pytest.fixture
def cheap_keys(monkeypatch):
    """Argon2id at a cost that suits a test; the real cost is 256 MiB."""
    real, cost = keys.create_key, keys.KdfCost(memory_kib=64, passes=1, lanes=1)
    monkeypatch.setattr(keys, "create_key", lambda study, passphrase: real(study, passphrase, cost=cost))


def test_a_clip_plays_from_the_vault_frame_by_frame(clip, tmp_path, cheap_keys):
    with Project.create(tmp_path / "study", passphrase="stones") as project:
        project.add_recording(clip)
        stored = tmp_path / "study" / "media" / "r1.mp4"
        assert b"ftyp" not in stored.read_bytes()[:64]
        with project.open_clip("r1") as opened:
            assert [number_of(opened.frame(n).rgb) for n in (59, 0, 31, 30, 7)] == [59, 0, 31, 30, 7]


def test_an_altered_clip_is_said_so_and_not_shown(clip, tmp_path, cheap_keys):
    with Project.create(tmp_path / "study", passphrase="stones") as project:
        project.add_recording(clip)
        stored = tmp_path / "study" / "media" / "r1.mp4"
        content = bytearray(stored.read_bytes())
        content[len(content) // 2] ^= 1
        stored.write_bytes(content)
        with pytest.raises(ClipError, match="cannot be trusted"), project.open_clip("r1") as opened:
            list(opened.frames())


def test_a_truncated_plain_clip_is_not_mistaken_for_the_vault(clip):
    with pytest.raises(ClipError, match="cannot be trusted"):
        Clip.open(partial(vault.open_vault, clip, KEY))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from coder.vocabulary.errors import MendableError
from coder.study.project import Project
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Project.open(Path(sys.argv[1]), passphrase="stones") as study:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        study.add_recording(Path(sys.argv[2]))
    except MendableError as error:
        print(error)
"""


def test_a_disk_that_fills_up_leaves_the_study_as_it_was(clip, tmp_path, cheap_keys):
    folder = tmp_path / "study"
    Project.create(folder, passphrase="stones").close()
    limit = str(clip.stat().st_size // 2)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(clip), limit], capture_output=True, text=True, cwd=ROOT
    )
    assert "could not be copied into the study" in done.stdout, done.stderr
    with Project.open(folder, passphrase="stones") as again:
        assert again.recordings() == ()
        assert list((folder / "media").iterdir()) == []


def test_nothing_readable_is_left_after_kill_9(clip, tmp_path, cheap_keys):
    folder = tmp_path / "study"
    Project.create(folder, passphrase="stones").close()
    code = (
        "import sys\nfrom pathlib import Path\nfrom coder.study.project import Project\n"
        "study = Project.open(Path(sys.argv[1]), passphrase='stones')\n"
        "study.add_recording(Path(sys.argv[2]), name='canary-in-a-name')\n"
        "with study.open_clip('r1') as clip:\n    clip.frame(5)\n    print('open', flush=True)\n    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(clip)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    mdat = clip.read_bytes()[-4096:-2048]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"canary" not in content, path
            assert mdat not in content, path
