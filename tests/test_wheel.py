"""The wheel holds all that a user needs: installed alone, far from the checkout, the demo and an analysis run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy, so that no older build beside the checkout slips in
    leave = shutil.ignore_patterns("__pycache__", "make")
    for name in ("coder", "models", "ui", "sample_clips"):
        shutil.copytree(ROOT / name, source / name, ignore=leave)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
    subprocess.run([*build, "-w", str(folder), str(source)], check=True, timeout=300)
    return next(folder.glob("dyadmirror-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the app from its wheel alone; other people's packages are those of this environment."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    install = [sys.executable, "-m", "pip", "--python", str(folder), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, timeout=300)
    places = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    # A path file names the packages; an editable install among them is a path file itself and stays behind.
    (Path(places) / "packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return folder


def run(installed: Path, place: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    line = [str(installed / "bin" / "dyadmirror"), *map(str, arguments)]
    return subprocess.run(line, env=kept, cwd=place, capture_output=True, text=True, timeout=300)


def test_nothing_but_the_app_travels(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"coder", "models", "ui", "sample_clips"}
    assert not [name for name in names if name.startswith(("models/convert", "sample_clips/make"))]
    assert {name for name in names if name.endswith(".mp4")} == {"sample_clips/play.mp4"}


@pytest.mark.slow
def test_the_demo_and_an_analysis_run_from_an_empty_folder(installed: Path, tmp_path: Path):
    where = run(installed, tmp_path, "demo", "--no-window")
    assert where.returncode == 0, where.stderr
    assert "Nothing is confirmed yet" in where.stdout

    clip = ROOT / "sample_clips" / "own_work.mp4"
    for arguments in (("new", "study", "--share", "0"), ("add", "study", clip), ("analyze", "study")):
        done = run(installed, tmp_path, *arguments)
        assert done.returncode == 0, done.stderr
    shown = run(installed, tmp_path, "proposals", "study", "r1", "--json")
    assert isinstance(json.loads(shown.stdout), list)
    imported = run(installed, tmp_path, "--help")
    assert imported.returncode == 0
