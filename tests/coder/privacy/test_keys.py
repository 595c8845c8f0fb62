"""Ways into a study: passphrase, recovery key, and changing one while the machine dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coder.privacy import keys
from coder.vocabulary.errors import StudyError

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


def test_passphrase_and_recovery_key_give_the_same_key(tmp_path):
    made = keys.create_key(tmp_path, "seven small stones", cost=CHEAP)
    assert keys.unlock(tmp_path, "seven small stones") == made.key
    assert keys.unlock(tmp_path, made.recovery) == made.key
    assert keys.unlock(tmp_path, made.recovery.lower().replace("-", " ")) == made.key


def test_nothing_else_does(tmp_path):
    made = keys.create_key(tmp_path, "seven small stones", cost=CHEAP)
    other = ("B" if made.recovery[0] == "A" else "A") + made.recovery[1:]
    for secret in ("seven small bones", "", other, "seven small stones "):
        with pytest.raises(StudyError, match="does not open"):
            keys.unlock(tmp_path, secret)


def test_neither_secret_is_in_the_file(tmp_path):
    made = keys.create_key(tmp_path, "seven small stones", cost=CHEAP)
    text = (tmp_path / keys.KEYS_FILE).read_text()
    assert "stones" not in text
    assert made.recovery not in text
    assert made.key.hex() not in text


def test_a_changed_passphrase_opens_the_same_study_and_the_old_one_does_not(tmp_path):
    made = keys.create_key(tmp_path, "old", cost=CHEAP)
    keys.change_passphrase(tmp_path, "old", "new", cost=CHEAP)
    assert keys.unlock(tmp_path, "new") == made.key
    assert keys.unlock(tmp_path, made.recovery) == made.key
    with pytest.raises(StudyError, match="does not open"):
        keys.unlock(tmp_path, "old")


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(tmp_path):
    made = keys.create_key(tmp_path, "forgotten", cost=CHEAP)
    keys.change_passphrase(tmp_path, made.recovery, "new", cost=CHEAP)
    assert keys.unlock(tmp_path, "new") == made.key


@pytest.mark.parametrize(
    "text", ["", "{}", '{"slots": 3}', '{"slots": [{"way": "magic"}]}', '{"slots": [{"way": "passphrase"}]}', "\x00"]
)
def test_a_damaged_file_is_said_so(tmp_path, text):
    (tmp_path / keys.KEYS_FILE).write_text(text)
    with pytest.raises(StudyError, match="damaged"):
        keys.unlock(tmp_path, "x")


CHANGER = """
import sys
from pathlib import Path
from coder.privacy import keys
cost = keys.KdfCost(memory_kib=64, passes=1, lanes=1)
words = ("first", "second")
for n in range(10**6):
    keys.change_passphrase(Path(sys.argv[1]), words[n % 2], words[(n + 1) % 2], cost=cost)
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9, 20])
def test_kill_9_while_a_passphrase_changes_leaves_one_way_in(tmp_path, after):
    made = keys.create_key(tmp_path, "first", cost=CHEAP)
    process = subprocess.Popen(
        [sys.executable, "-c", CHANGER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    for _ in range(after):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    opened = []
    for word in ("first", "second"):
        try:
            opened.append(keys.unlock(tmp_path, word))
        except StudyError:
            continue
    assert opened == [made.key]
