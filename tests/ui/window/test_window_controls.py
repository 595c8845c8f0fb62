"""No control is forgotten when the window tells something or ends its work: they are found, not listed."""

from __future__ import annotations

from ui.window.window_control import Ends, WindowControl


def test_whatever_can_be_finished_says_when(window):
    for name, held in vars(window).items():
        if callable(getattr(held, "finish", None)):
            assert isinstance(held, WindowControl), name
            own = type(held).finish is not WindowControl.finish
            assert own is (held.ENDS is not None), f"{name} ends something and does not say when, or the other way"


def test_whatever_tells_something_is_heard(window):
    for name, held in vars(window).items():
        if hasattr(held, "told"):
            assert isinstance(held, WindowControl), name
            held.told.emit(f"a word from {name}")
            assert window.statusBar().currentMessage() == f"a word from {name}"


def test_the_window_ends_every_control_when_it_closes(window, monkeypatch):
    ended = []
    for name, held in vars(window).items():
        if isinstance(held, WindowControl) and held.ENDS is not None:
            finish = held.finish
            monkeypatch.setattr(held, "finish", lambda name=name, finish=finish: (ended.append(name), finish()))
    window.close()
    assert sorted(ended) == sorted(
        name for name, held in vars(window).items() if isinstance(held, WindowControl) and held.ENDS is not None
    )


def test_pictures_go_at_once_where_only_pictures_must(window, monkeypatch):
    ended = []
    for name, held in vars(window).items():
        if isinstance(held, WindowControl) and held.ENDS is not None:
            monkeypatch.setattr(held, "finish", lambda name=name: ended.append(name))
    window._hide_picture()
    assert {vars(window)[name].ENDS for name in ended if name != "thumbnails"} == {Ends.PICTURES}
    assert "thumbnails" in ended
