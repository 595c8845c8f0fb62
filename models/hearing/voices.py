"""The voice classifier: features of each frame in, how likely each kind of sound is out.

Its contract, for a laboratory that brings weights of its own, stands in docs/voices.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.hearing.features import features
from models.hearing.frames import SoundFrames
from models.model_registry import cards, session

CLASSES = ("none", "speech", "babble", "laugh", "cry")
"""What the classifier tells apart, in the order of its columns. Names of sounds, not of what is felt."""
_NO_VOICE_BELOW_DB = -62.0
"""Quieter than this is a room, whatever it sounds like: the noise of a microphone has textures of its own."""
_NONE_WEIGHT = 0.25
"""What the likelihood of no voice is multiplied by: fitted among many things, the classifier doubts hoarse parts of
cries that it does not know. The bounds of the rule go with it (coder.vocabulary.settings)."""
_SMOOTH = (1, 2, 3, 2, 1)
"""Weights over neighbouring frames: 80 ms in all."""

Likelihoods = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class VoiceClassifier:
    """A small network over :func:`models.hearing.features.features`."""

    network: onnxruntime.InferenceSession
    model: str

    def likelihoods(self, frames: SoundFrames) -> Likelihoods:
        """How likely each of :data:`CLASSES` is at each frame, float32 (n, 5); each row sums to 1."""
        if not len(frames):
            return np.zeros((0, len(CLASSES)), np.float32)
        (raw,) = self.network.run(["classes"], {"features": features(frames)})
        return settled(np.asarray(raw), frames.level)


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
