"""The collector rests only while records are made, also when that ends in an error, and stays off where it was."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.files.gc_pause import uncollected
from coder.interchange import formats


def test_it_collects_again_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "x.eaf"
    path.write_text("<ANNOTATION_DOCUMENT>")
    with pytest.raises(FormatError):
        formats.read(path)
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled(), "the outer one decides"
    assert gc.isenabled()
