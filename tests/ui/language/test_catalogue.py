"""A catalogue made with Qt's own tools is found, chosen, spoken, and forgotten again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coder.vocabulary.errors import StudyError
from tools.words import ShownWords, write_qm, write_ts
from ui.language import choice
from ui.language.catalogue import language_of

WORDS = [
    ShownWords(Path("ui/review/card.py"), 3, "ui.review", "Accept “{name}”", False),
    ShownWords(Path("ui/review/card.py"), 9, "ui.review", "{number} events", True),
]
SAID = {"Accept “{name}”": ["„{name}“ annehmen"], "{number} events": ["{number} Ereignis", "{number} Ereignisse"]}


@pytest.fixture
def german(tmp_path):
    """A .ts file that lupdate wrote and somebody filled in, and the catalogue that lrelease made of it."""
    source = tmp_path / "dyadmirror_de.ts"
    write_ts(source, WORDS, language="de")
    fill(source)
    catalogue = tmp_path / "data" / "dyadmirror" / "dyadmirror_de.qm"
    catalogue.parent.mkdir(parents=True)
    write_qm(source, catalogue)
    return catalogue


def fill(source: Path) -> None:
    from xml.etree import ElementTree

    tree = ElementTree.parse(source)
    for message in tree.iter("message"):
        said, place = SAID[message.findtext("source")], message.find("translation")
        del place.attrib["type"]
        if message.get("numerus"):
            assert len(place) == len(said), "lupdate knows how many forms German has"
            for form, words in zip(place, said, strict=True):
                form.text = words
        else:
            place.text = said[0]
    tree.write(source, "utf-8", xml_declaration=True)


def test_a_catalogue_says_words_and_plurals_by_the_rules_of_its_language(german):
    spoken = language_of("de", german)
    assert spoken.lookup("ui.review", "Accept “{name}”", None) == "„{name}“ annehmen"
    assert [spoken.lookup("ui.review", "{number} events", n) for n in (0, 1, 2)] == [
        "{number} Ereignisse",
        "{number} Ereignis",
        "{number} Ereignisse",
    ]
    assert spoken.lookup("ui.coding", "Accept “{name}”", None) == ""
    assert (spoken.point, spoken.group, spoken.right_to_left) == (",", ".", False)


def test_what_was_translated_stays_when_words_are_gathered_anew(german, tmp_path):
    source = tmp_path / "dyadmirror_de.ts"
    write_ts(source, [*WORDS, ShownWords(Path("ui/review/card.py"), 12, "ui.review", "Later", False)], language="de")
    text = source.read_text("utf-8")
    assert "{number} Ereignisse" in text
    assert "<source>Later</source>" in text


def test_a_file_that_is_no_catalogue_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "dyadmirror_de.qm"
    file.write_bytes(b"no catalogue")
    with pytest.raises(StudyError, match=r"dyadmirror_de\.qm is no catalogue of words"):
        language_of("de", file)


def test_the_language_is_what_was_chosen_here_else_the_systems(tmp_path, monkeypatch, german):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert choice.chosen_catalogue() is None
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert choice.chosen_catalogue() == ("de", german)
    choice.remember("en")
    assert choice.chosen_catalogue() is None
    choice.remember("")
    assert not (tmp_path / "config" / "dyadmirror").exists(), "forgotten is gone, folder and all"
    monkeypatch.setenv("LANGUAGE", "fr:en:de")
    assert choice.chosen_catalogue() is None, "English stands before German in this wish"


def test_a_command_speaks_the_language_and_json_stays_english(tmp_path, german):
    surroundings = {
        **os.environ,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "LANGUAGE": "de",
    }
    asked = (
        "import sys; sys.argv = ['dyadmirror', *sys.argv[1:]]\n"
        "from ui.__main__ import _speak\n"
        "_speak()\n"
        "from coder.vocabulary.language import installed\n"
        "print(installed() and installed().code, 'PySide6' in sys.modules)"
    )

    def said(*arguments: str, **more: str) -> str:
        run = [sys.executable, "-c", asked, *arguments]
        return subprocess.run(run, env={**surroundings, **more}, capture_output=True, text=True, check=True).stdout

    assert said("status") == "de True\n"
    assert said("status", "--json") == "None False\n"
    assert said("status", LANGUAGE="en") == "None False\n", "English loads no Qt"
    german.write_bytes(b"broken")
    assert said("status") == "None True\n"
