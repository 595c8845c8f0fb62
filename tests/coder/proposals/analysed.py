"""What the models saw in a clip, kept between runs: looking costs seconds, and rules are what is tested here."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from coder.media import Clip
from coder.proposals import propose
from coder.vocabulary.analysis_settings import RuleSettings, Settings
from coder.vocabulary.events import Draft
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack
from models.analysis import Analysis, analyze_clip

try:
    import fcntl
except ImportError:  # not on Windows, where a clip may be looked at twice
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parents[3]
_LOOK_AT_NOTHING = {"blurring", "convert"}
"""Folders of models that no analysis imports."""

_READ_WITH = (
    "media/*.py",
    "vocabulary/*.py",
    "proposals/voices.py",
    "proposals/scale_tones.py",
    "proposals/sound_*.py",
)
"""What models import of coder."""


@dataclass(frozen=True)
class Analysed:
    analysis: Analysis
    frame_pts_us: np.ndarray
    end_us: int

    @property
    def people(self) -> tuple[Person, ...]:
        return self.analysis.people

    @property
    def tracks(self) -> tuple[SignalTrack, ...]:
        return self.analysis.tracks

    @property
    def longest_sampling_us(self) -> int:
        return int(np.diff(self.tracks[0].pts_us).max())

    def propose(self, people: tuple[Person, ...] | None = None) -> tuple[Draft, ...]:
        return propose(
            self.tracks,
            people or self.people,
            frame_pts_us=self.frame_pts_us,
            end_us=self.end_us,
            settings=RuleSettings(),
        )


def analysed(clip: Path, cache: pytest.Cache) -> Analysed:
    """Analyse a clip, or take what the same code made of the same bytes before.

    The key covers every line that could change the result, so a stale answer cannot pass for a new one.
    """
    name = hashlib.sha256(_looked_with() + clip.read_bytes()).hexdigest()[:24]
    kept = Path(cache.mkdir("analysed")) / f"{name}.pickle"
    with _one_at_a_time(kept.with_suffix(".lock")):
        if not kept.is_file():
            with Clip.open(clip) as opened:
                made = Analysed(
                    analysis=analyze_clip(opened, Settings()),
                    frame_pts_us=np.asarray(opened.index.pts_us, dtype=np.int64),
                    end_us=opened.info.duration_us,
                )
            half = kept.with_suffix(f".{os.getpid()}")  # whoever is killed meanwhile leaves nothing that is half
            half.write_bytes(pickle.dumps(made))
            half.replace(kept)
    loaded = pickle.loads(kept.read_bytes())
    assert isinstance(loaded, Analysed)
    return loaded


@cache
def _looked_with() -> bytes:
    """A digest of the code, the settings, the weights and the libraries: they are one all through a run."""
    counting = tuple(version(name) for name in ("av", "numpy", "onnxruntime"))
    digest = hashlib.sha256(repr((Settings().sampling, Settings().vision, counting)).encode())
    models = [path for path in (ROOT / "models").rglob("*.py") if not _LOOK_AT_NOTHING & set(path.parts)]
    for path in sorted([*models, *(one for room in _READ_WITH for one in (ROOT / "coder").glob(room))]):
        digest.update(path.read_bytes())
    for path in (ROOT / "models" / "manifest.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.digest()


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait while another process of the tests looks at the same clip: two that did would take twice as long."""
    if fcntl is None:
        yield
        return
    with lock.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
