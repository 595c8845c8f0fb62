"""Ways into a study: passphrase, recovery key, and changing one while the machine dies."""

import errno
import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from argon2.exceptions import HashingError
from argon2.low_level import error_to_str

from coder.privacy import keys
from coder.study.project import Project
from coder.vocabulary.errors import StudyError

ROOT = Path(__file__).resolve().parents[3]
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


def test_a_guess_costs_what_the_product_says(tmp_path):
    """In a process of its own: the tests' own keys are made at little cost."""
    code = "import sys, pathlib; from coder.privacy import keys; keys.create_key(pathlib.Path(sys.argv[1]), 'seven')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT)
    slots = json.loads((tmp_path / keys.KEYS_FILE).read_text())["slots"]
    (slot,) = (one for one in slots if one["way"] == "passphrase")
    assert {slot["memory_kib"], slot["passes"], slot["lanes"]} == {"262144", "3", "4"}


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


SCRIPTS = {
    "German": "Äpfel für Größe",
    "Polish": "zażółć gęślą jaźń",
    "Vietnamese": "tiếng Việt",
    "Greek": "μικρές πέτρες",
    "Cyrillic": "семь камней",
    "Hebrew": "שבע אבנים",
    "Arabic": "سبع حجارة",
    "Devanagari": "सात पत्थर",
    "Tamil": "ஏழு கற்கள்",
    "Thai": "หินเจ็ดก้อน",
    "Japanese": "七つの小石",
    "Korean": "일곱 개의 돌",
    "Chinese": "七块石头",
    "full width": "ＡＢＣ１２３",
    "emoji": "🪨👩‍👧 seven",
    "ligature": "ﬁne ǆ ½",
    "like a recovery key": "ÄBCD-" * 8,
}


@pytest.mark.parametrize("phrase", SCRIPTS.values(), ids=SCRIPTS)
def test_a_passphrase_of_any_script_opens_what_it_made_however_it_is_spelled(tmp_path, phrase):
    made = keys.create_key(tmp_path, phrase, cost=CHEAP)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert keys.unlock(tmp_path, unicodedata.normalize(form, phrase)) == made.key
    with pytest.raises(StudyError, match="does not open"):
        keys.unlock(tmp_path, phrase + "ä")
    assert keys.change_passphrase(tmp_path, phrase, "ж" + phrase, cost=CHEAP)
    assert keys.unlock(tmp_path, unicodedata.normalize("NFD", "ж" + phrase)) == made.key


@pytest.mark.parametrize("phrase", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("typed", ["as it was", "NFC", "NFD"])
def test_a_study_from_before_the_rule_still_opens(tmp_path, phrase, typed):
    made = keys.create_key(tmp_path, "other", cost=CHEAP)
    then = phrase if typed == "as it was" else unicodedata.normalize(typed, phrase)
    content = json.loads((tmp_path / keys.KEYS_FILE).read_text())
    salt = os.urandom(16)
    old = keys._wrap("passphrase", made.key, keys._derive(then, salt, CHEAP), salt)
    content["slots"][0] = {**old, "memory_kib": "64", "passes": "1", "lanes": "1"}
    (tmp_path / keys.KEYS_FILE).write_text(json.dumps(content))
    assert keys.unlock(tmp_path, then) == made.key
    if typed != "as it was":
        # Made on a system where "ä" is one sign, opened on another where it is two, and the other way round.
        for form in ("NFC", "NFD"):
            assert keys.unlock(tmp_path, unicodedata.normalize(form, then)) == made.key


UNSEEN = ["   ", "\u200b\u200d", "\u3164\ufe0f", "\u2800 \xad"]


@pytest.mark.parametrize("phrase", ["\udce4", "a\ud800", "a\tb", "line\n", "\u0378", *UNSEEN])
def test_what_could_not_be_typed_again_is_refused_when_it_is_chosen(tmp_path, phrase):
    with pytest.raises(StudyError, match=r"This passphrase holds"):
        keys.create_key(tmp_path, phrase, cost=CHEAP)
    assert not (tmp_path / keys.KEYS_FILE).exists()
    made = keys.create_key(tmp_path, "first", cost=CHEAP)
    with pytest.raises(StudyError, match=r"This passphrase holds"):
        keys.change_passphrase(tmp_path, "first", phrase, cost=CHEAP)
    with pytest.raises(StudyError, match="does not open"):
        keys.unlock(tmp_path, phrase)
    assert keys.unlock(tmp_path, "first") == made.key


@pytest.mark.parametrize("phrase", UNSEEN)
def test_a_study_made_when_invisible_signs_were_taken_still_opens(tmp_path, monkeypatch, phrase):
    with monkeypatch.context() as then:
        then.setattr(keys, "check_passphrase", lambda _: None)
        made = keys.create_key(tmp_path, phrase, cost=CHEAP)
    assert keys.unlock(tmp_path, phrase) == made.key
    assert keys.change_passphrase(tmp_path, phrase, "seven small stones", cost=CHEAP)


def test_what_a_terminal_would_cut_off_is_refused_when_it_is_chosen(tmp_path):
    longest = "ﷺ" * keys.LONGEST  # three bytes each, eighteen signs in the form that is kept
    assert len(longest.encode()) < 4096
    made = keys.create_key(tmp_path, longest, cost=CHEAP)
    assert keys.unlock(tmp_path, longest) == made.key
    for too_long in (longest + "a", "ä" * 5_000_000):
        with pytest.raises(StudyError, match="longer than 1000 signs"):
            keys.change_passphrase(tmp_path, longest, too_long, cost=CHEAP)
    assert keys.unlock(tmp_path, longest) == made.key


def test_more_slots_than_were_ever_written_cost_nothing(tmp_path, monkeypatch):
    keys.create_key(tmp_path, "first", cost=CHEAP)
    content = json.loads((tmp_path / keys.KEYS_FILE).read_text())
    content["slots"] = [content["slots"][0]] * 1000
    (tmp_path / keys.KEYS_FILE).write_text(json.dumps(content))
    monkeypatch.setattr(keys, "_derive", lambda *_: pytest.fail("it was worked out"))
    with pytest.raises(StudyError, match="has been altered"):
        keys.unlock(tmp_path, "wrong")
    content["slots"] = [{**content["slots"][0], "memory_kib": str(1 << 20), "passes": "16"}]
    monkeypatch.undo()
    monkeypatch.setattr(keys, "hash_secret_raw", lambda *_, **__: pytest.fail("it was worked out"))
    (tmp_path / keys.KEYS_FILE).write_text(json.dumps(content))
    with pytest.raises(StudyError, match="has been altered"):
        keys.unlock(tmp_path, "wrong")


def test_no_memory_is_not_called_damage(tmp_path, monkeypatch):
    keys.create_key(tmp_path, "first", cost=CHEAP)

    def none_left(*_, **__):
        raise HashingError(error_to_str(-22))

    monkeypatch.setattr(keys, "hash_secret_raw", none_left)
    with pytest.raises(StudyError, match="no memory left"):
        keys.unlock(tmp_path, "first")
    with pytest.raises(StudyError, match="no memory left"):
        keys.create_key(tmp_path, "second")


def test_an_error_of_the_disk_leaves_the_old_passphrase_or_says_that_the_new_one_is_in_force(tmp_path, monkeypatch):
    study = tmp_path / "study"
    monkeypatch.setattr(keys, "KdfCost", lambda *given: CHEAP)
    project = Project.create(study, passphrase="old")

    def broken(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("coder.files.atomic_write.os.fsync", broken)
        with pytest.raises(StudyError, match="present one stays in force"):
            project.passphrase.change("old", "new")
    keys.unlock(study, "old")
    with monkeypatch.context() as patch:
        patch.setattr("coder.files.atomic_write.sync_folder", broken)
        with pytest.raises(StudyError, match="new passphrase is in force"):
            project.passphrase.change("old", "new")
    keys.unlock(study, "new")
    with pytest.raises(StudyError, match="does not open"):
        keys.unlock(study, "old")
    assert project.guard.verify().findings == ()
    project.close()
