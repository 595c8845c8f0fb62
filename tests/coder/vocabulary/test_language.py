"""What is shown is English to the byte until another language is installed, and then follows its words and numbers."""

from __future__ import annotations

import ast
import datetime
import re
from pathlib import Path

import pytest

from coder.vocabulary import language
from coder.vocabulary.language import Language, day_words, named, plural, tr
from coder.vocabulary.scheme import Role


@pytest.fixture
def spoken():
    asked = []
    words = {
        "{name} waits {seconds:.2f} s": "{seconds:.2f} s wartet {name}",
        "{number} events": "{number} Ereignisse",
        "child": "Kind",
        "Broken {name}": "Kaputt {nobody}",
        "Reaching {name}": "{name.__class__}",
    }

    def lookup(context: str, text: str, number: int | None) -> str:
        asked.append((context, text, number))
        return words.get(text, "")

    language.install(Language("de", lookup, point=",", group=".", day=lambda day: f"{day:%d.%m.%Y}"))
    yield asked
    language.install(None)


def test_english_is_what_is_written():
    assert tr("Accept {or} not") == "Accept {or} not"
    assert tr("{name!r} after {seconds:.2f} s", name="a", seconds=1.5) == "'a' after 1.50 s"
    assert [plural(n, "one event", "{n} events", n=n) for n in (0, 1, 2)] == ["0 events", "one event", "2 events"]
    assert day_words(datetime.date(2026, 3, 1)) == "2026-03-01"


def test_another_language_says_it_in_its_own_order_with_its_own_signs(spoken):
    assert tr("{name} waits {seconds:.2f} s", name="Kim 0.5", seconds=1234.5) == "1234,50 s wartet Kim 0.5"
    assert tr("{big:,} and {whole}", big=12345.5, whole=1234) == "12.345,5 and 1234"
    assert day_words(datetime.date(2026, 3, 1)) == "01.03.2026"


def test_words_are_asked_for_by_the_folder_that_says_them_and_plurals_by_their_number(spoken):
    assert plural(3, "{number} event", "{number} events", number=3) == "3 Ereignisse"
    assert spoken[-1] == (__name__.rpartition(".")[0], "{number} events", 3)


def test_kinds_have_names_of_their_own_also_within_a_sentence(spoken):
    assert (named(Role.CHILD), named(Role.OTHER), tr("{who} waits", who=Role.CHILD)) == ("Kind", "other", "Kind waits")
    assert spoken[0] == ("coder.vocabulary", "child", None)


def test_what_a_catalogue_does_not_say_or_says_wrongly_is_said_in_english(spoken):
    assert tr("Nobody") == "Nobody"
    assert tr("Broken {name}", name="Kim") == "Broken Kim"
    assert tr("Reaching {name}", name="Kim") == "Reaching Kim"
    assert plural(1, "{number} bid", "{number} bids", number=1) == "1 bid"


def test_a_name_does_not_turn_a_sentence_round_that_runs_from_the_right():
    language.install(Language("ar", lambda *_: "", right_to_left=True, isolate=True))
    try:
        assert tr("{name} is {age}", name="Kim", age=2) == "\u2068Kim\u2069 is 2"
    finally:
        language.install(None)


ROOT = Path(__file__).resolve().parents[3]
SPEAKING = ("coder/exchanges", "coder/proposals", "coder/report", "models", "ui")
"""Rooms whose sentences reach somebody's eye. What ``coder/study`` writes into its record stays as it was written."""
NOT_READ = ("detail {", "under way: {", "sign {")
"""Names of fields, rows and drawings."""
BEFORE_A_LANGUAGE = "dyadmirror: {"
"""What is said where no language could be chosen."""
WORD = re.compile(r"(?<![\w#{}.-])[^\W\d_]{2,}(?=[\s.,;:!?)]|$)")
PLACE = re.compile(r"\{\w+(:[^{}]*)?\}")
MARKUP = re.compile(r"<[^<>]*>|<[^<>]*$|^[^<>]*>")


def put_together(source: str) -> list[str]:
    """Return what is put together where it should be one ``tr``: words beside a value, words with a place for one."""
    nodes, found = list(ast.walk(ast.parse(source))), []
    quiet = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "plural"):
            quiet |= set(map(id, node.args))
        elif isinstance(node, ast.JoinedStr):
            quiet |= set(map(id, node.values))
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            text = MARKUP.sub(" ", "".join(map(str, parts)))
            if " " in text.strip() and WORD.search(text) and not text.startswith((*NOT_READ, BEFORE_A_LANGUAGE)):
                found.append(text)
    constants = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in quiet)
    texts = (node.value for node in constants if isinstance(node.value, str))
    return found + [text for text in texts if PLACE.search(text) and " " in text and WORD.search(text)]


def test_no_sentence_that_is_read_is_put_together_from_pieces():
    told = 'f"Gone for {s:.1f} s" + tr("Gone for {s:.1f} s", s=s) + f"{a}-{b}" + f"<p class={a}>{b}</p>"'
    assert put_together(told) == ["Gone for {} s"]
    assert put_together('A = "Gone for {s:.1f} s"\nB = tr("Gone: {who}")') == ["Gone for {s:.1f} s"]
    found = {
        str(path.relative_to(ROOT)): sentences
        for room in SPEAKING
        for path in sorted((ROOT / room).rglob("*.py"))
        if "convert" not in path.parts  # makes the weights; nobody who codes runs it
        and (sentences := put_together(path.read_text("utf-8")))
    }
    assert not found, found
