"""Export, then import, gives back exactly what the loss report left, for any document and every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from coder import formats
from coder.formats.document import Document
from coder.formats.registry import reduced
from tests.formats.generated import documents, said

BOTH_WAYS = [f.id for f in formats.formats() if f.read and f.write]


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_export_then_import_is_what_the_report_left(name: str, document: Document, tmp_path: Path) -> None:
    chosen = formats.format_named(name)
    assume(document.events or not chosen.needs_events)
    path = tmp_path / f"session{chosen.extensions[0]}"
    (left,), losses = reduced(document, format=name)
    assert formats.write(document, path, format=name) == losses
    assert said(formats.read(path, format=name).document) == said(left)


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_a_second_trip_loses_nothing(name: str, document: Document, tmp_path: Path) -> None:
    chosen = formats.format_named(name)
    assume(document.events or not chosen.needs_events)
    path = tmp_path / f"session{chosen.extensions[0]}"
    formats.write(document, path, format=name)
    once = formats.read(path, format=name).document
    assert formats.write(once, path, format=name) == ()
    assert said(formats.read(path, format=name).document) == said(once)
