"""The README's commands, run as they stand there, in order, by a new user with a clip."""

import os
import re
import shlex
import shutil
from pathlib import Path

from tests.commands import run_command

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_commands_work_in_the_order_they_are_written(tmp_path):
    (block,) = re.findall(r"```sh\n(dyadmirror new.*?)```", README, re.DOTALL)
    shutil.copyfile(ROOT / "sample_clips" / "own_work.mp4", tmp_path / "clip.mp4")
    hidden = ("DYADMIRROR_PASSPHRASE", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    for line in block.strip().splitlines():
        program, *arguments = shlex.split(line)
        assert program == "dyadmirror"
        done = run_command(*arguments, cwd=tmp_path, environment=environment)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "events.csv").read_text("utf-8-sig").count("\n") == 2
    assert "<html" in (tmp_path / "mirror.html").read_text("utf-8")


def test_the_pages_and_pictures_it_names_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_two_commands_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
