"""Loading without looking for garbage: what a window is made of stays, and searching it took a tenth of its start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from coder.files.gc_pause import uncollected


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Load or build what stays: it is not searched for garbage afterwards either, only what comes later is."""
    try:
        with uncollected():
            yield
    finally:
        gc.freeze()
