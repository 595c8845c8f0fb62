"""Every setting and threshold of analysis and proposals, in one place, frozen, with its unit and its reason.

A study stores the settings with each analysis, so that a later run can say whether it was the same one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How often a model looks."""

    rate_hz: float = 10.0
    """Looks per second of clip. Bounds every proposed latency: the true onset lies within one look."""


@dataclass(frozen=True, slots=True)
class VisionSettings:
    """Detection, landmarks and tracking: filled in by those who measured them."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Thresholds, hysteresis and least durations of the proposal rules."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it."""

    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    vision: VisionSettings = field(default_factory=VisionSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)

    def key(self, *parts: str) -> str:
        """Digest of what determines an analysis: sampling, vision settings, and ``parts`` (clip and weights)."""
        body = json.dumps([asdict(self.sampling), asdict(self.vision), parts], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:16]
