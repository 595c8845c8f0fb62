"""A working file that nobody can read: it is a file like any other to whoever holds it, and noise on the disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.privacy.encrypted_spool import CHUNK, Spool, SpoolFile

ROOT = Path(__file__).resolve().parents[3]
WRITES = st.lists(st.tuples(st.integers(0, 5 * CHUNK), st.integers(1, 2 * CHUNK)), max_size=8)


@settings(max_examples=25, deadline=None)
@given(WRITES)
def test_what_was_written_anywhere_is_read_back_also_past_what_memory_holds(writes):
    plain, spool = bytearray(), Spool(held_bytes=2 * CHUNK)
    file = SpoolFile(spool)
    for n, (at, length) in enumerate(writes):
        data = bytes([n + 1]) * length
        plain.extend(bytes(max(0, at + length - len(plain))))
        plain[at : at + length] = data
        file.seek(at)
        assert file.write(data) == length
    with spool.open() as whole:
        assert whole.read() == bytes(plain)
    assert spool.size == len(plain)
    spool.close()


def test_what_is_put_away_is_neither_named_nor_readable(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool(held_bytes=CHUNK)
    SpoolFile(spool).write(b"canary picture " * CHUNK)
    assert list(tmp_path.iterdir()) == []
    held = spool._file.fileno()
    raw = os.pread(held, 1 << 24, 0)
    assert len(raw) > 10 * CHUNK
    assert b"canary" not in raw
    spool.close()


KILLED = """
import os, signal, sys, tempfile
from coder.privacy.encrypted_spool import CHUNK, Spool, SpoolFile
tempfile.tempdir = sys.argv[1]
spool = Spool(held_bytes=CHUNK)
SpoolFile(spool).write(b"canary picture " * CHUNK)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_9_leaves_nothing_of_it(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_a_forgotten_spool_gives_nothing():
    spool = Spool()
    SpoolFile(spool).write(b"picture")
    spool.close()
    spool.close()
    with pytest.raises(ValueError, match="forgotten"):
        spool.read(0, 7)
