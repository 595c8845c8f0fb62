"""Export, then import, gives back exactly what the loss report left, for any document and every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier, Media
from coder.interchange.document.losses import Loss
from coder.interchange.formats.format_registry import reduced
from tests.coder.interchange.generated import documents, said

BOTH_WAYS = [f.id for f in formats.formats() if f.read and f.write]
MANY = [f.id for f in formats.formats() if f.read and f.write and f.many]
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def left_of(given: Document | list[Document], name: str, path: Path | None = None) -> tuple[Document, ...]:
    """What the format can hold; documents of which it can hold nothing are not tried."""
    chosen = formats.format_named(name)
    everything = [given] if isinstance(given, Document) else given
    assume(not chosen.needs_events or any(document.events for document in everything))
    try:
        return reduced(given, format=name, path=path)[0]
    except FormatError as error:
        assume("nothing of what was given" not in str(error))
        raise


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(quick, max_examples=15)
@given(document=documents())
def test_export_then_import_is_what_the_report_left(name: str, document: Document, tmp_path: Path) -> None:
    path = tmp_path / f"session{formats.format_named(name).extensions[0]}"
    (left,) = left_of(document, name, path)
    assert formats.write(document, path, format=name) == formats.losses_of(document, format=name)
    assert said(formats.read(path).document) == said(left)


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(quick, max_examples=6)
@given(document=documents())
def test_a_second_trip_loses_nothing(name: str, document: Document, tmp_path: Path) -> None:
    path = tmp_path / f"session{formats.format_named(name).extensions[0]}"
    left_of(document, name)
    formats.write(document, path, format=name)
    once = formats.read(path).document
    assert formats.write(once, path, format=name) == ()
    assert said(formats.read(path).document) == said(once)


@pytest.mark.parametrize("name", MANY)
@settings(quick, max_examples=6)
@given(one=documents(), other=documents())
def test_several_recordings_stay_apart(name: str, one: Document, other: Document, tmp_path: Path) -> None:
    both = [replace(one, title="first"), replace(other, title="second")]
    path = tmp_path / f"both{formats.format_named(name).extensions[0]}"
    left = left_of(both, name)
    formats.write(both, path, format=name)
    again = formats.read(path).documents
    assert {d.title: said(d) for d in again} == {d.title: said(d) for d in left}


def test_a_clip_that_goes_on_after_one_that_was_moved_to_another_player_keeps_its_place(tmp_path: Path) -> None:
    media = (Media("a.mp4", 500_000, 0), Media("b.mp4", 0), Media("c.mp4", 500_000))
    document = Document(title="first", media=media)
    ((left,), _) = reduced([document], format="boris")
    formats.write([document], tmp_path / "x.boris", format="boris")
    assert [(one.path, one.player) for one in left.media] == [("a.mp4", 1), ("c.mp4", 1), ("b.mp4", 2)]
    assert said(formats.read(tmp_path / "x.boris").document)["media"] == said(left)["media"]


@pytest.mark.parametrize("name", [name for name in BOTH_WAYS if name not in MANY])
def test_a_format_of_one_recording_refuses_two(name: str, tmp_path: Path) -> None:
    document = Document(tiers=(DocumentTier("t"),), events=(DocumentEvent("t", "", "x", 0, 1_000_000),))
    with pytest.raises(FormatError, match="one file holds one recording, and 2 were given"):
        formats.write([document, document], tmp_path / "two", format=name)
    assert list(tmp_path.iterdir()) == []


def test_the_report_names_what_is_left_out_and_how_often() -> None:
    tier = DocumentTier("gaze@child", "child", "gaze")
    event = DocumentEvent(
        tier.id, "child", "looks", 1_234_567, 2_000_000, comment="sleepy", coder="Kim", origin="human"
    )
    losses = {loss.code: loss for loss in formats.losses_of(Document(tiers=(tier,), events=(event,)), format="vtt")}
    assert set(losses) == {"times-rounded", "comments-dropped", "coder-dropped", "origin-dropped"}
    assert losses["times-rounded"].count == 1
    assert losses["times-rounded"].examples == ("child 'looks' at 0:01.235",)
    assert str(losses["comments-dropped"]).startswith("Comments are left out. (once: ")
    many = Loss("tiers", 4, "Tiers are left out.", ("gaze", "face", "hands"))
    assert str(many) == "Tiers are left out. (4 times, such as gaze; face; hands)"
    assert str(replace(many, examples=())) == "Tiers are left out. (4 times)"


def test_an_example_of_what_is_changed_shows_the_part_that_differs() -> None:
    tier = DocumentTier("gaze@child one", "child one", "gaze")
    long = "looks at the caregiver who stands by the door"
    events = (
        DocumentEvent(tier.id, "child one", "looks", 0, 1_000_000, comment="a\x0bb"),
        DocumentEvent(tier.id, "child one", f"{long}\x0b", 0, 1_000_000),
    )
    for told in formats.losses_of(Document(tiers=(tier,), events=events), format="datavyu"):
        if told.code == "texts-changed":
            assert told.examples
            assert all(len(set(one.split(" → "))) == 2 for one in told.examples), told.examples


@pytest.mark.parametrize(
    ("name", "said_of"),
    [
        ("gridware", {"points-dropped": 1, "overlaps-cut": 1, "modifiers-dropped": 2}),
        ("observer-table", {"values-joined": 1}),
        ("interact-table", {"values-joined": 1}),
        ("boris-aggregated", {"modifiers-unnamed": 2}),
        ("boris-aggregated-stated", {"modifiers-unnamed": 2}),
    ],
)
def test_what_a_table_of_rows_has_no_place_for_is_said_of_the_file_that_is_written(
    name: str, said_of: dict[str, int]
) -> None:
    tier = DocumentTier("hands@child", "child", "hands")
    told = (("where", "arm"), ("where", "head"))
    events = (
        DocumentEvent(tier.id, "child", "hold", 0, 2_000_000, modifiers=(("how", "long"),)),
        DocumentEvent(tier.id, "child", "reach", 1_000_000, 3_000_000),
        DocumentEvent(tier.id, "child", "touch", 1_000_000, 1_000_000, point=True, modifiers=told),
    )
    found = {one.code: one.count for one in formats.losses_of(Document(tiers=(tier,), events=events), format=name)}
    assert {code: found.get(code) for code in said_of} == said_of


def test_every_format_says_what_it_reads_writes_and_loses() -> None:
    assert {"eaf", "boris", "datavyu", "textgrid", "gseq", "csv", "table", "rttm", "vtt", "srt", "parquet"} <= {
        f.id for f in formats.formats()
    }
    for one in formats.formats():
        assert one.read or one.write
        assert one.extensions
        assert not one.write or one.loses_writing, f"{one.id} does not say what writing loses"
        assert all(sentence.endswith(".") for sentence in one.loses_reading + one.loses_writing)
