"""What each file of tests costs in processor time: ``python -m pytest -p tests.processor_seconds tests/...``.

Seconds on the wall say what else the machine does. Run it in one process, without ``-n``: what commands take that are
forked from another process is counted too, where the system says it.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

_spent: Counter[str] = Counter()
SHOWN = 40


def _seconds() -> float:
    """Processor seconds of this process, of what it started and has ended, and of what commands are forked from."""
    times = os.times()
    forking = sys.modules.get("multiprocessing.forkserver")
    process = forking and forking._forkserver._forkserver_pid
    forked = 0.0
    if process and (told := Path(f"/proc/{process}/stat")).is_file():
        own_and_ended = told.read_text().rpartition(")")[2].split()[11:15]
        forked = sum(map(int, own_and_ended)) / os.sysconf("SC_CLK_TCK")
    return sum(times[:4]) + forked


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test, with what was prepared for it: what a module shares is counted with the first that asks for it."""
    before = _seconds()
    done = yield
    _spent[item.location[0]] += _seconds() - before
    return done


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """All that is imported before the first test."""
    before = _seconds()
    done = yield
    _spent["(collecting)"] += _seconds() - before
    return done


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The costliest first."""
    terminalreporter.section(f"processor seconds, {sum(_spent.values()):.0f} in all")
    for file, seconds in _spent.most_common(SHOWN):
        terminalreporter.write_line(f"{seconds:8.1f}  {file}")
