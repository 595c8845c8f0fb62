"""PRIVACY.md as a tested contract: every promise names a test that exists, and some of the promises are proved here."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from coder.exchanges.pairing import Outcome
from coder.vocabulary.scheme import load_scheme
from coder.vocabulary.signals import SIGNALS

ROOT = Path(__file__).resolve().parents[1]
PROMISES = re.split(r"^## (?=P\d+\.)", (ROOT / "PRIVACY.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
SCHEMES = sorted((ROOT / "coder" / "schemes").glob("*.toml"))

EMOTIONS = re.compile(
    r"\b(happy|happiness|sad|sadness|angry|anger|fear|afraid|joy|joyful|disgust|surprised?|content|distressed|anxious"
    r"|bored|loving|hostile)\b",
    re.IGNORECASE,
)
RATINGS = re.compile(
    r"score|rating|\brate[sd]?\b|rank|grade|percentile|adequa|quality|sensitiv|attachment|performance|failure|\bbad\b"
    r"|\bgood\b|diagnos|risk",
    re.IGNORECASE,
)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda text: text.split(".")[0])
def test_every_promise_names_tests_that_exist_and_what_it_does_not_cover(promise):
    assert "*Not covered:*" in promise
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", promise)
    assert named
    for file, test in named:
        path = ROOT / file
        assert path.is_file(), f"{file} does not exist"
        assert not test or f"def {test}(" in path.read_text("utf-8"), f"{file} has no {test}"


def test_promises_are_numbered_in_order():
    assert [text.split(".")[0] for text in PROMISES] == [f"P{n}" for n in range(1, len(PROMISES) + 1)]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_whole_demo_asks_for_no_network_socket(tmp_path):
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=%network", "-o", str(trace), sys.executable, "-m", "ui", "demo", "--no-window"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    if "ptrace" in done.stderr and done.returncode != 0:
        pytest.skip("this machine does not let strace trace")
    assert done.returncode == 0, done.stderr
    asked = [line for line in trace.read_text().splitlines() if re.search(r"socket\(AF_(?!UNIX)", line)]
    # The app's own test of the seal asks for one of each kind, and is refused each.
    assert all(line.endswith("EACCES (Permission denied)") for line in asked)
    assert len(asked) <= 5


UPLOADERS = re.compile(
    rb"curl_easy_perform|curl_multi_perform|OneDsTelemetry|clearcut|events\.data\.microsoft|sentry_init|crashpad_handler"
)


def test_no_shipped_library_carries_an_uploader():
    """Every native file of every package in the app's lock; FFmpeg's own protocols are shut by P1 and P2."""
    locked = re.findall(r"^([a-z][\w.-]*)==", (ROOT / "requirements" / "app.txt").read_text("utf-8"), re.MULTILINE)
    scanned = 0
    for name in set(locked):
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            continue  # for another system
        for file in files:
            if re.search(r"\.(so|dylib|dll|pyd)(\.\d+)*$", str(file)):
                found = UPLOADERS.search(Path(str(file.locate())).read_bytes())
                assert found is None, f"{file} carries {found.group().decode() if found else ''}"
                scanned += 1
    assert scanned > 50


def test_confidence_is_not_printed():
    text = (ROOT / "ui" / "cli" / "coding_commands.py").read_text("utf-8")
    assert "confidence" not in text


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_no_code_names_an_emotion(path):
    for code in load_scheme(path.read_text("utf-8")).codes:
        assert not EMOTIONS.search(code.id.replace("_", " ")), code.id
        assert not EMOTIONS.search(code.label), code.label


def test_no_key_or_heading_rates_anybody():
    contract = (ROOT / "docs" / "cli.md").read_text("utf-8")
    keys = {key for block in re.findall(r"```json\n(.*?)```", contract, re.DOTALL) for key in _keys(json.loads(block))}
    assert len(keys) > 40
    headings = re.findall(r'"([\w ±]+)"', (ROOT / "ui" / "cli" / "coding_commands.py").read_text("utf-8"))
    names = {*keys, *headings, *SIGNALS, *(outcome.value for outcome in Outcome)} - {"rate_hz"}
    assert [name for name in sorted(names) if RATINGS.search(name)] == []


def test_no_model_recognises_anybody():
    manifest = tomllib.loads((ROOT / "models" / "manifest.toml").read_text("utf-8"))
    told = json.dumps(manifest).lower()
    for word in ("arcface", "embedding", "recogni", "facenet", "age estimation", "gender", "emotion"):
        assert word not in told, word


def test_the_window_loads_no_network_module():
    code = (
        "import sys, ui.window.main_window, ui.window.app\n"
        "print([m for m in sys.modules if 'QtNetwork' in m or 'WebEngine' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in _keys(inner))}
    if isinstance(value, list):
        return {key for inner in value for key in _keys(inner)}
    return set()


def test_the_table_of_signals_is_the_one_in_the_code():
    text = (ROOT / "docs" / "signals.md").read_text("utf-8")
    table = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", text, re.MULTILINE))
    assert table == {name: unit for name, (unit, _) in SIGNALS.items()}
