"""How the window says things: durations that a person can use."""

from __future__ import annotations

from ui.operations.wording import left_words


def test_what_is_left_is_said_in_seconds_and_then_in_minutes():
    assert [left_words(seconds) for seconds in (None, 12.4, 434.0)] == ["", ", about 12 s left", ", about 7 min left"]
