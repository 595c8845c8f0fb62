"""What an analysis holds: measured as the system sees it, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PEAK = """
from pathlib import Path
from models.native_memory import one_heap
one_heap()
from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from models.analysis import analyze_clip
with Clip.open(Path("sample_clips/play.mp4")) as clip:
    assert analyze_clip(clip, Settings()).people
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not say it so")
def test_a_clip_is_analysed_in_little_memory():
    """Some 240 MB; 430 with an arena for each network, a heap for each thread and sound in doubles."""
    run = subprocess.run([sys.executable, "-c", PEAK], cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(run.stdout) / 1024 < 350
