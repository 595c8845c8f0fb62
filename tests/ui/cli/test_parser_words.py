"""Python's own parser of commands speaks the language that is spoken, and English where a catalogue would break it."""

from __future__ import annotations

import pytest

from coder.vocabulary.language import Language, install
from ui.cli import parser_words
from ui.cli.parser import main

WORDS = {
    "usage: ": "Aufruf: ",
    "options": "Angaben",
    "positional arguments": "Was gebraucht wird",
    "show this help message and exit": "diese Hilfe",
    "the following arguments are required: %s": "es fehlt: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "das gibt es nicht",
}


@pytest.fixture
def spoken():
    install(Language("de", lambda _, text, __: WORDS.get(text, "")))
    yield
    install(None)
    parser_words.speak()


def said(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code in (0, 2)
    return "".join(capsys.readouterr())


def test_headings_and_complaints_are_said_in_the_language(spoken, capsys):
    text = said(capsys, "events", "--help")
    assert text.startswith("Aufruf: ")
    assert all(words in text for words in ("Angaben:", "Was gebraucht wird:", "diese Hilfe"))
    assert "usage" not in text
    assert "es fehlt: STUDY" in said(capsys, "events")


def test_a_catalogue_that_loses_a_value_is_passed_over(spoken, capsys):
    assert "invalid choice: 'maybe'" in said(capsys, "decide", "--coder", "kim", "study", "p1", "maybe")


def test_english_is_as_python_says_it(capsys):
    assert said(capsys, "events", "--help").startswith("usage: dyadmirror events")
