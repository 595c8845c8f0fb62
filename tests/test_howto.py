"""The examples of the how-to pages, run as they stand there, in order, by a new user."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs" / "howto").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_the_page_work_in_order(page: Path, tmp_path: Path):
    golden = ROOT / "tests" / "coder" / "interchange" / "golden" / "session.eaf.eaf"
    (tmp_path / "session.eaf").write_bytes(golden.read_bytes())
    (tmp_path / "visit.mp4").write_bytes((ROOT / "sample_clips" / "own_work.mp4").read_bytes())
    place = tmp_path / "work"
    place.mkdir()
    hidden = ("DYADMIRROR_PASSPHRASE", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        for line in block.split("\n")
    ]
    for line in filter(None, lines):
        program, *arguments = shlex.split(line)
        assert program == "dyadmirror"
        done = run_command(*arguments, cwd=place, environment=environment)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_python_of_the_page_runs(page: Path):
    for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        exec(compile(block, str(page), "exec"), {})
