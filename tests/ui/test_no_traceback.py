"""Whatever a study holds, a command ends with 0, 2 or 130 and one sentence; never in a traceback."""

import pytest

from ui.cli import parser


@pytest.mark.parametrize("error", [ZeroDivisionError("1 / 0 of secret.mp4"), KeyError("mother"), AssertionError()])
def test_a_defect_is_one_sentence_that_gives_nothing_away(monkeypatch, capsys, error):
    def stops(options):
        raise error

    monkeypatch.setattr(parser, "_resolve", lambda name: stops)
    assert parser.main(["seal"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert type(error).__name__ in said
    assert "defect of the app" in said
    assert "test_no_traceback.py, line" in said
    assert not {"Traceback", "secret", "mother"} & set(said.replace("'", " ").replace(".", " ").split())
