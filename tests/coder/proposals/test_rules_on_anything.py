"""Whatever the models hand over, the rules keep the promises of a draft and never stumble."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from coder.proposals import propose
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.scheme import CodeKind, builtin_scheme, role_of
from coder.vocabulary.signals import PAIR_SIGNALS, PERSON_SIGNALS, SIGNALS, SignalTrack
from tests.coder.proposals.dyad_script import PROPERTY, person

SPAN = {"grey": 255.0, "bool": 1.4, "deg": 120.0, "px": 640.0, "ratio": 1.4, "head_widths": 2.0}


def wild_track(name: str, who: str, frames: np.ndarray, rng: np.random.Generator, *, jumpy: float) -> SignalTrack:
    """Values that wander about a level, with holes, on this signal's own choice of frames."""
    pts = frames[rng.random(len(frames)) < rng.choice([0.3, 1.0])]
    span = SPAN[SIGNALS[name][0]]
    walk = np.zeros(len(pts))
    for i in range(1, len(pts)):
        walk[i] = 0.95 * walk[i - 1] + rng.normal(0, jumpy * span)
    level = span * (0.8 if name == "in_view" else rng.uniform(0, 1) if SIGNALS[name][0] == "px" else rng.uniform(-1, 1))
    value = np.where(rng.random(len(pts)) < rng.choice([0.0, 0.3]), np.nan, level + walk)
    if rng.random() < 0.1 and len(pts):
        value[rng.integers(len(pts))] = np.inf
    return SignalTrack(
        name=name,
        unit=SIGNALS[name][0],
        person=who,
        pts_us=pts,
        value=value.astype(np.float32),
        validity=np.where(rng.random(len(pts)) < 0.1, 0.0, rng.uniform(0.4, 1, len(pts))).astype(np.float32),
        model="wild@1",
    )


@PROPERTY
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.sampled_from([0, 1, 2, 3, 40, 300]),
    jumpy=st.sampled_from([0.01, 0.1, 0.6]),
    start=st.sampled_from([0, 5_000_000]),
)
@example(seed=77575307, n=300, jumpy=0.6, start=5_000_000)  # a hand before a face that was lost, and nothing else
def test_wild_tracks(seed, n, jumpy, start):
    rng = np.random.default_rng(seed)
    frames = (start + np.cumsum(rng.integers(20_000, 200_000, size=n))).astype(np.int64)
    end = int(frames[-1]) + 40_000 if n else start
    tracks = [wild_track(name, who, frames, rng, jumpy=jumpy) for name in PERSON_SIGNALS for who in "ABC"]
    tracks += [
        wild_track(name, f"{a}+{b}", frames, rng, jumpy=jumpy)
        for name in PAIR_SIGNALS
        for a in "ABC"
        for b in "ABC"
        if a != b
    ]
    people = (person("A", "caregiver"), person("B", "child"), person("C", None, confirmed="caregiver:Kim"))
    drafts = propose(tracks, people, frame_pts_us=frames, end_us=end, settings=RuleSettings())
    scheme, allowed = builtin_scheme(), {int(t) for t in frames}
    last = {}
    for draft in drafts:
        code = scheme.code(role_of(draft.subject), draft.code)
        assert draft.onset_us in allowed
        assert draft.offset_us in allowed | {end}
        assert (draft.onset_us == draft.offset_us) == (code.kind is CodeKind.POINT)
        assert draft.timing_bound_us > 0
        assert 0 <= draft.confidence <= 1
        assert "nan" not in draft.evidence
        if code.kind is CodeKind.STATE:
            assert last.get((draft.subject, code.group), start) <= draft.onset_us
            last[draft.subject, code.group] = draft.offset_us
