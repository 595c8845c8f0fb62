"""GSEQ's sequential data: declarations, units and sessions, and the five kinds of sequences."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier, Variable
from coder.interchange.formats.tables.column_mapping import Mapping


def written(folder: Path, content: str) -> Path:
    path = folder / "x.sds"
    path.write_text(content)
    return path


def said(document: Document) -> list[tuple[str, str, float, float]]:
    return [(e.tier, e.code, e.onset_us / 1e6, e.offset_us / 1e6) for e in document.events]


SDS = """% made by hand %
Timed (look away) $Mother (talk sing);
<dyad 1>
,0
look,1-3.5 talk,2 away,3.5-1:05 sing,70-80 fuss,81- ,90;
look,0-1 /
<dyad 2> away,00:00:01.250-2 /
"""


def test_gseq_timed_sequences_with_units_and_sessions(tmp_path: Path) -> None:
    documents = formats.read(written(tmp_path, SDS)).documents
    assert [d.title for d in documents] == ["dyad 1", "dyad 1 session 2", "dyad 2"]
    assert said(documents[0]) == [
        ("set 1", "look", 1.0, 3.5),
        ("Mother", "talk", 2.0, 2.0),
        ("set 1", "away", 3.5, 65.0),
        ("Mother", "sing", 70.0, 80.0),
        ("events", "fuss", 81.0, 90.0),
    ]
    assert said(documents[2]) == [("set 1", "away", 1.25, 2.0)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("State;\n<a> up,0 down,2 up,5 ,7 /", [("up", 0, 2), ("down", 2, 5), ("up", 5, 7)]),
        ("State;\n<a> up=2 down=3 /", [("up", 0, 2), ("down", 2, 5)]),
        ("State (x y) (p q);\n<a> x,0 y,1 ,3 & p,0 q,2 ,3 /",
         [("x", 0, 1), ("p", 0, 2), ("y", 1, 3), ("q", 2, 3)]),
        ("Event;\n<a> x y x /", [("x", 0, 0), ("y", 1, 1), ("x", 2, 2)]),
        ("Interval=5;\n<a> x, x y, , y *2 /", [("x", 0, 10), ("y", 5, 10), ("y", 15, 25)]),
        ("interval;\n<a>\nx *3,\ny\n/", [("x", 0, 3), ("y", 3, 4)]),
    ],
)  # fmt: skip
def test_gseq_state_event_and_interval_sequences(
    tmp_path: Path, content: str, expected: list[tuple[str, float, float]]
) -> None:
    document = formats.read(written(tmp_path, content)).document
    assert sorted((c, a, b) for _, c, a, b in said(document)) == sorted(expected)


def test_gseq_codes_are_short_distinct_words(tmp_path: Path) -> None:
    tiers = (DocumentTier("gaze@caregiver:Kim", "caregiver:Kim", "gaze"), DocumentTier("gaze@child", "child", "gaze"))
    events = tuple(
        DocumentEvent(tier.id, tier.subject, code, n * 10**6, (n + 1) * 10**6)
        for tier in tiers
        for n, code in enumerate(
            ("looks to the child's left", "looks to the child's right", "Looks to the child's left")
        )
    )
    formats.write(Document(title="d", tiers=tiers, events=events), tmp_path / "x.sds", format="gseq")
    text = (tmp_path / "x.sds").read_text()
    codes = text.split(";")[0].replace("(", " ").replace(")", " ").split()[1:]
    assert len(codes) == len({code.casefold() for code in codes}) == 6
    assert all(len(code) <= 16 and code.replace("_", "").isalnum() for code in codes)
    assert formats.read(tmp_path / "x.sds").document.events == tuple(sorted(events, key=lambda e: (e.onset_us, e.tier)))


def spans(document: Document) -> list[tuple[str, float, float]]:
    return sorted((code, onset, offset) for _, code, onset, offset in said(document))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Multi;\n<a> look smile. away. look./",
         [("away", 1, 1), ("look", 0, 0), ("look", 2, 2), ("smile", 0, 0)]),
        ("Multievent (a b);\n<a> a b . a/", [("a", 0, 0), ("a", 1, 1), ("b", 0, 0)]),
        ("Timed <seconds>;\n<a>\nx,1.5\ny,2-3.25/", [("x", 1.5, 1.5), ("y", 2, 3.25)]),
        ("Timed <ms>;\n<a> x,1500 y,2000-0:03/", [("x", 1.5, 1.5), ("y", 2, 3)]),
        ("Timed <minutes>;\n<a> x,0.5 /", [("x", 30, 30)]),
        ("Interval=500 <ms>;\n<a> x*2, y, x y/", [("x", 0, 1), ("x", 1.5, 2), ("y", 1, 2)]),
        # What has no offset goes on until another code of its set begins, or until the session ends.
        ("Timed (up down) (talk);\n<a> up,0- talk,1- down,2- ,5/", [("down", 2, 5), ("talk", 1, 5), ("up", 0, 2)]),
        # Capitals do not tell codes apart; the declared spelling holds.
        ("Event (Look away);\n<a> LOOK look Away/", [("Look", 0, 0), ("Look", 1, 1), ("away", 2, 2)]),
        ("Event a b;\n% one\nmore %<a> a b/", [("a", 0, 0), ("b", 1, 1)]),
    ],
)  # fmt: skip
def test_gseq_as_labs_write_it(tmp_path: Path, content: str, expected: list[tuple[str, float, float]]) -> None:
    assert spans(formats.read(written(tmp_path, content)).document) == expected


def test_gseq_frames_need_their_rate(tmp_path: Path) -> None:
    path = written(tmp_path, "Timed <frames>;\n<a> x,50-75/")
    assert spans(formats.read(path, mapping=Mapping(frame_rate=25.0)).document) == [("x", 2, 3)]


def test_gseq_conditions_become_variables(tmp_path: Path) -> None:
    content = """Timed (a b) * age (young old) sex (m f);
<one> a,1-2; b,3-4 (young, F)/
<two> a,1-2 (2 1); a,1-2/
<three> b,1-2/
"""
    documents = formats.read(written(tmp_path, content)).documents
    told = {d.title: [(v.name, v.value) for v in d.variables] for d in documents}
    assert told == {
        "one": [("age", "young"), ("sex", "f")],
        "one session 2": [("age", "young"), ("sex", "f")],
        "two": [("age", "old"), ("sex", "m")],
        "two session 2": [("age", "old"), ("sex", "m")],
        "three": [("age", ""), ("sex", "")],
    }
    assert documents[0].variables[1].choices == ("m", "f")
    numbered = formats.read(written(tmp_path, "Event * 2 3;\n<a> x (2,3)/")).document
    assert [(v.name, v.value) for v in numbered.variables] == [("factor 1", "2"), ("factor 2", "3")]


def test_conditions_go_out_as_they_came_in(tmp_path: Path) -> None:
    content = "Timed (a b) * age (young old) sex (m f) 2;\n<one> a,1-2 (old, m, 2)/\n<two> b,1-2/\n"
    documents = formats.read(written(tmp_path, content)).documents
    out = tmp_path / "out.sds"
    assert formats.write(documents, out, format="gseq") == ()
    text = out.read_text("utf-8")
    assert " * age (young old) sex (m f) factor_3 (1 2);\n" in text
    assert "(old m 2)\n/" in text
    assert [d.variables for d in formats.read(out).documents] == [d.variables for d in documents]
    bare = written(tmp_path, re.sub("%[^%]*%", "", text))
    assert [v.value for v in formats.read(bare).documents[0].variables] == ["old", "m", "2"], "also without the legend"


@pytest.mark.parametrize("kind", ["gseq", "gseq-state", "gseq-event", "gseq-interval"])
def test_variables_of_other_programs_become_factors_and_the_rest_is_said(tmp_path: Path, kind: str) -> None:
    tier = DocumentTier("a", "", "a")
    variables = (
        Variable("Geschwister?", "ja, zwei", "choice", "how many", ("keine", "ja, zwei", "JA ZWEI")),
        Variable("100%", "", "choice", "", ("(m)", "(M)")),
        Variable("age", "12", "number"),
    )
    event = DocumentEvent("a", "", "x", 0, 1_000_000)
    document = Document("one", tiers=(tier,), events=(event,), variables=variables[:1] + variables[2:])
    other = Document("two", tiers=(tier,), events=(event,), variables=variables)
    path = tmp_path / "x.sds"
    losses = {loss.code for loss in formats.write([document, other], path, format=kind)}
    assert {"variables-dropped", "descriptions-dropped", "conditions-dropped"} <= losses
    one, two = formats.read(path).documents
    assert [(v.name, v.choices) for v in one.variables] == [
        ("Geschwister?", ("keine", "ja, zwei", "JA ZWEI")),
        ("100%", ("(m)", "(M)")),
    ]
    assert [v.value for v in (*one.variables, *two.variables)] == [""] * 4
    formats.write(replace(document, variables=variables[:1]), path, format=kind)
    assert formats.read(path).document.variables[0].value == "ja, zwei"
