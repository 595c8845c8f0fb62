"""Work off the window's thread ends quietly with whoever owned it: nothing is said to a window that is gone."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from coder.vocabulary.errors import MendableError
from ui.window.jobs import Job


@pytest.fixture
def uncaught(monkeypatch):
    """What threads raised that nobody caught."""
    raised: list[BaseException] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_value))
    return raised


def endless(hand):
    while True:
        hand.step(0.5)


def told_on(hand):
    while not hand.stopped():
        hand.tell(0.5)
    return "done all the same"


def stopped_on_a_mistake(hand):
    told_on(hand)
    raise MendableError("The clip is gone.")


def stopped_on_a_defect(hand):
    told_on(hand)
    raise ValueError("a defect")


@pytest.mark.parametrize("task", [endless, told_on, stopped_on_a_mistake, stopped_on_a_defect])
def test_work_whose_owner_goes_stops_and_says_nothing(qtbot, uncaught, task):
    owner, begun, heard = QObject(), threading.Event(), []

    def work(hand):
        begun.set()
        return task(hand)

    job = Job("The work", work, owner)
    job.finished.connect(heard.append)
    job.failed.connect(heard.append)
    job.start()
    assert begun.wait(5)
    delete(owner)
    job.wait()
    assert not uncaught
    assert not heard


def test_work_that_begins_to_speak_after_its_owner_went_is_not_heard(qtbot, uncaught):
    owner, goes_on = QObject(), threading.Event()
    job = Job("The work", lambda hand: goes_on.wait(5) and hand.tell(1.0), owner)
    job.start()
    delete(owner)
    goes_on.set()
    job.wait()
    assert not uncaught
