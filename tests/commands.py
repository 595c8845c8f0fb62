"""Commands run as processes of their own, forked from one that has imported already what commands import.

A process that begins with nothing spends two thirds of a second of processor time on imports, and tests run hundreds.
What is forked here still has its own arguments, environment, folder and exit code, and still seals itself. Tests of the
environment, of the seal, of signals and of terminals start theirs from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_FORKING = "forkserver" in multiprocessing.get_all_start_methods()
_ASKED_LATE = ("scipy.optimize", "pandas")
"""What a command imports once it needs it: tenths of a second, for each that works out figures or reads tables."""


def run_command(
    *arguments: object, environment: Mapping[str, str] | None = None, cwd: Path = ROOT, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run ``dyadmirror`` with these arguments and nothing on its standard input; what it said, and its exit code."""
    words = [str(argument) for argument in arguments]
    environment = dict(os.environ if environment is None else environment)
    if not _FORKING:
        return subprocess.run(
            [sys.executable, "-m", "ui", *words],
            capture_output=True,
            text=True,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
        )
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [__name__, "ui.cli.parser", "coder.study.project", *_command_modules(), *_ASKED_LATE]
    )
    with tempfile.TemporaryDirectory(prefix="command") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = context.Process(target=_run, args=(words, environment, str(cwd), str(out), str(err)))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, timeout)
        said = (path.read_text("utf-8") for path in (out, err))
        return subprocess.CompletedProcess(words, process.exitcode, *said)


def let_a_guess_cost_little() -> None:
    """Let studies that this process makes have keys of next to no cost; all studies open at the cost they name."""
    from coder.privacy import keys

    keys.KdfCost.__init__.__defaults__ = (64, 1, 1)  # type: ignore[misc]


def _command_modules() -> list[str]:
    """Those that hold the commands, but for the windows: most commands import no Qt."""
    names = [module.name for module in pkgutil.iter_modules([str(ROOT / "ui" / "cli")])]
    return [f"ui.cli.{name}" for name in names if name.endswith("_commands") and not name.startswith("window")]


def _run(words: list[str], environment: dict[str, str], cwd: str, out: str, err: str) -> None:
    """In the new process: become the command."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    sys.argv = ["dyadmirror", *words]
    let_a_guess_cost_little()
    from ui.__main__ import main

    sys.exit(main())
