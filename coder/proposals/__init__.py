"""Pure rules: SignalTracks -> Drafts. One file per behaviour; docs/proposals.md says what each looks for."""

from __future__ import annotations

from collections.abc import Sequence

from coder.proposals.calibrated_rules import recalibrated
from coder.proposals.exclusive_groups import settle
from coder.proposals.face_to_face import propose_face_to_face
from coder.proposals.gaze import propose_looks
from coder.proposals.observability import propose_not_observable
from coder.proposals.presence import propose_apart_and_reunion, propose_presence
from coder.proposals.proximity import propose_approaches, propose_leaning_in
from coder.proposals.reach import propose_reaches
from coder.proposals.scene import Times, build_scene
from coder.proposals.smile import propose_smiles
from coder.proposals.touch import propose_touches
from coder.proposals.voices import CODES as VOICES
from coder.proposals.voices import propose_voices
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.calibration import Calibration
from coder.vocabulary.events import Draft
from coder.vocabulary.people import Person
from coder.vocabulary.progress import Progress, silent
from coder.vocabulary.signals import SignalTrack

RULES = (
    propose_looks,
    propose_face_to_face,
    propose_smiles,
    propose_reaches,
    propose_approaches,
    propose_leaning_in,
    propose_touches,
    propose_presence,
    propose_apart_and_reunion,
    propose_not_observable,
)
"""Every rule about what is seen: a function from a scene to drafts. What is heard needs nobody in the picture."""
PROPOSED_CODES = frozenset(
    (
        *("look_to_caregiver", "look_to_child", "look_to_held", "joint_look", "turn_away", "face_to_face", "smile"),
        *("reach", "approach", "lean_in", "touch", "contact"),
        *("leave_view", "return", "separation", "reunion", "not_observable"),
        *VOICES,
    )
)
"""Ids of the codes that some rule proposes: nothing is missed by the models of one that none looks for."""


def propose(
    tracks: Sequence[SignalTrack],
    people: Sequence[Person],
    *,
    frame_pts_us: Times,
    end_us: int,
    settings: RuleSettings,
    calibration: Calibration | None = None,
    progress: Progress = silent,
) -> tuple[Draft, ...]:
    """Say what may have happened, for a human to confirm, adjust or reject.

    Parameters
    ----------
    tracks : sequence of SignalTrack
        What the models measured.
    people : sequence of Person
        Who is who; roles as confirmed, else as suggested. ``nobody`` and ``other`` are left out.
    frame_pts_us : int64 array (frames,)
        PTS of every frame of the clip, increasing; every onset is one of them.
    end_us : int
        Where the clip ends; a state still under way then ends here.
    settings : RuleSettings
        Every threshold.
    calibration : Calibration, optional
        Thresholds that were fitted to a study's own coding; what is proposed under them names it in its rule.
    progress : callable, optional
        Told the share done, rule by rule; what it raises stops the rules.

    Returns
    -------
    tuple of Draft
        In order of onset. States of one exclusive group do not overlap for a subject.
    """
    voices = propose_voices(tracks, frame_pts_us=frame_pts_us, end_us=end_us, settings=settings)
    scene = build_scene(tracks, people, frame_pts_us=frame_pts_us, end_us=end_us, settings=settings)
    if not len(scene.pts_us) or not len(scene.frame_pts_us):
        return voices
    drafts: list[Draft] = []
    for done, rule in enumerate(RULES):
        progress(done / len(RULES))
        drafts += rule(scene)
    drafts = recalibrated(drafts, scene, calibration)
    return tuple(sorted((*settle(drafts), *voices), key=lambda d: (d.onset_us, d.offset_us, d.subject, d.code)))
