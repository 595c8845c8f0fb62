"""What every format looks like when it is written: the golden files, byte for byte, and what they read as."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.formats.format_registry import reduced
from tests.coder.interchange.generated import said
from tests.coder.interchange.make_golden import GOLDEN, NAMES, session


@pytest.mark.parametrize("name", NAMES)
def test_a_format_is_written_as_it_was(name: str, tmp_path: Path) -> None:
    written, golden = tmp_path / NAMES[name], GOLDEN / NAMES[name]
    formats.write(session(), written, format=name)
    if name == "datavyu":  # how deflate packs may change with its version
        ours, theirs = zipfile.ZipFile(written), zipfile.ZipFile(golden)
        with ours, theirs:
            assert {n: ours.read(n) for n in ours.namelist()} == {n: theirs.read(n) for n in theirs.namelist()}
    else:
        assert written.read_bytes() == golden.read_bytes()


@pytest.mark.parametrize("name", [name for name in NAMES if formats.format_named(name).read])
def test_a_golden_file_is_known_for_what_it_is_and_read(name: str) -> None:
    path = GOLDEN / NAMES[name]
    family = formats.format_named(name).read
    assert formats.format_for(path).read is family
    assert formats.format_for(path.read_bytes()).read is family
    (left,), _ = reduced(session(), format=name, path=path)
    assert said(formats.read(path).document) == said(left)


def test_every_written_format_has_a_golden_file() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(NAMES.values())
