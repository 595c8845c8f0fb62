"""The voice classifier: features of each frame in, how likely each kind of sound is out.

Its contract, for a laboratory that brings weights of its own, stands in docs/voices.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coder.vocabulary.errors import ModelError
from coder.vocabulary.language import tr
from models.hearing.features import COLUMNS, features
from models.hearing.frames import SoundFrames
from models.model_registry import cards, session, session_over

if TYPE_CHECKING:
    import onnxruntime

CLASSES = ("none", "speech", "babble", "laugh", "cry")
"""What the classifier tells apart, in the order of its columns. Names of sounds, not of what is felt."""
_LARGEST = 64 << 20
"""Bytes of a file that somebody brings."""
_NO_VOICE_BELOW_DB = -62.0
"""Quieter than this is a room, whatever it sounds like: the noise of a microphone has textures of its own."""
_NONE_WEIGHT = 0.25
"""What the likelihood of no voice is multiplied by: fitted among many things, the classifier doubts hoarse parts of
cries that it does not know. The bounds of the rule go with it (coder.vocabulary.analysis_settings)."""
_SMOOTH = (1, 2, 3, 2, 1)
"""Weights over neighbouring frames: 80 ms in all."""

Likelihoods = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class VoiceClassifier:
    """A small network over :func:`models.hearing.features.features`."""

    network: onnxruntime.InferenceSession
    model: str
    sha256: str = ""
    """Of the file that a laboratory brought; "" for the app's own."""

    def likelihoods(self, frames: SoundFrames) -> Likelihoods:
        """How likely each of :data:`CLASSES` is at each frame, float32 (n, 5); each row sums to 1."""
        if not len(frames):
            return np.zeros((0, len(CLASSES)), np.float32)
        (raw,) = self.network.run(["classes"], {"features": features(frames)})
        table = np.asarray(raw)
        if self.sha256 and not _are_likelihoods(table, len(frames)):
            # On sound it answers otherwise than when it was tried: nothing of that may become a signal.
            raise _no_likelihoods(self.model)
        return settled(table, frames.level)


def settled(raw: Likelihoods, level: npt.NDArray[np.float32]) -> Likelihoods:
    """Smooth and weigh what a network says, (n, 5); where the level (dB, (n,)) is a room's there is no voice."""
    weights = np.array(_SMOOTH) / sum(_SMOOTH)
    half = len(_SMOOTH) // 2
    padded = np.pad(raw, ((half, half), (0, 0)), mode="edge")
    calm = np.asarray(sum(weight * padded[k : k + len(raw)] for k, weight in enumerate(weights)), np.float32)
    calm[:, 0] *= _NONE_WEIGHT
    calm /= calm.sum(axis=1, keepdims=True)
    quiet = level < _NO_VOICE_BELOW_DB
    calm[quiet] = 0
    calm[quiet, 0] = 1
    return calm


def load_voices(threads: int = 1) -> VoiceClassifier:
    """Load the classifier that comes with the app; raise ModelError where it is missing or altered."""
    return VoiceClassifier(session("voices", threads=threads), cards()["voices"].model)


def load_own_voices(path: Path, *, sha256: str | None = None, threads: int = 1) -> VoiceClassifier:
    """Load a classifier that a laboratory brings, over the same features and with the same classes.

    Parameters
    ----------
    path : Path
        An ONNX file with the contract of docs/voices.md: ``features`` (frames, 160) in, ``classes`` (frames, 5) out.
    sha256 : str, optional
        What the file's hash has to be, in hexadecimal.

    Returns
    -------
    VoiceClassifier
        Named ``own_voices@`` and the first 16 digits of the file's hash.

    Raises
    ------
    ModelError
        The file cannot be read, is another one, does not run, or does not keep the contract.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelError(
                tr(
                    "{path} is larger than {largest} MB, which no classifier over 160 features needs.",
                    path=path,
                    largest=_LARGEST >> 20,
                )
            )
        data = path.read_bytes()
    except OSError:
        raise ModelError(tr("{path} cannot be read; give the ONNX file of a voice classifier.", path=path)) from None
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256.strip().lower():
        raise ModelError(tr("{path} is not the file that was stated: its SHA-256 is {found}.", path=path, found=found))
    try:
        network = session_over(data, threads=threads)
        answers = [(len(told), np.asarray(network.run(["classes"], {"features": told})[0])) for told in _trials()]
    except Exception as error:  # whatever the native library raises (no shared base class), the file is the cause
        raise ModelError(
            tr(
                "{path} does not run as a voice classifier: it needs an input “features”, float32 (frames, {columns}), "
                "and an output “classes”, float32 (frames, {number}); see docs/voices.md.",
                path=path,
                columns=COLUMNS,
                number=len(CLASSES),
            )
        ) from error
    if not all(_are_likelihoods(table, count) for count, table in answers):
        raise _no_likelihoods(path)
    return VoiceClassifier(network, f"own_voices@{found[:16]}", found)


def _trials() -> tuple[npt.NDArray[np.float32], ...]:
    """What a classifier is tried on: silence, and features as large as any, of another number of frames."""
    drawn = np.random.default_rng(1).normal(0, 30, (40, COLUMNS)).astype(np.float32)
    return np.zeros((3, COLUMNS), np.float32), drawn


def _no_likelihoods(path: Path | str) -> ModelError:
    return ModelError(
        tr(
            "{path} does not give {number} likelihoods a frame ({classes}) that sum to 1; see docs/voices.md.",
            path=path,
            number=len(CLASSES),
            classes=", ".join(CLASSES),
        )
    )


def _are_likelihoods(table: npt.NDArray[np.float32], count: int) -> bool:
    """Whether these are likelihoods of each class at so many frames."""
    if table.shape != (count, len(CLASSES)) or not np.isfinite(table).all():
        return False
    return bool(np.allclose(table.sum(axis=1), 1, atol=1e-3) and table.min() >= -1e-6)
