"""Who may be the child: from size and proportions over the whole clip, against the others in it. A human settles it.

Three cues, none of which needs a face's identity. Each says by how much one person is built smaller than another:

- the height of the face, in looks in which both are seen. Who sits nearer to the camera looks larger, so this alone
  would take a toddler in front for the adult;
- the length of the nose over the distance of the eyes, from meshes that face the camera: it grows with age and does
  not change with distance;
- the width of the shoulders over the height of the face, where the person faces the camera: likewise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.language import tr
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import Sights
from models.seeing.person_assembly import SHOULDERS

FACE_LOG = 0.2
"""Difference in face height (natural log) that counts as one unit of evidence."""
NOSE_LENGTH = 0.035
"""Difference in nose length, in distances of the outer eye corners: adults lie near 0.47, infants and toddlers 0.41."""
SHOULDER_LOG = 0.25
"""Difference in shoulder width over face height (natural log): adults lie near 1.9, toddlers near 1.3."""
MOST_PER_CUE = 2.0
"""No cue says more than this, so that no one of them decides against the two others."""

FARTHEST_LOG = (0.75, 1.1)
"""Difference in face height up to which being smaller explains it, and from which only standing farther off does: an
infant beside an adult differs by 0.5 to 0.6. Nothing is concluded from a face that is three times smaller."""
ABOVE_HEADS = (-0.4, 0.4)
"""How far the smaller head must lie below the larger, in heights of the larger face: a small face that lies above a
large one is somebody who stands farther back, until proportions say otherwise."""

FACING_DEG = 35.0
"""Faces turned farther are not measured, and shoulders below them neither: in profile an adult's are a toddler's."""
LEAST_LOOKS = 5
"""Looks from which a cue speaks."""
EDGE = 0.1
"""A box this near to the picture's edge, in its own heights, is cut by it, ..."""
LARGEST = 0.9
"""... and this quantile of cut boxes comes nearest to the whole face."""
WIDEST = 0.8
"""Quantile of shoulder width that counts: turned shoulders look narrow, never wide."""
LEAST_SHARE = 0.15
"""Somebody seen in a smaller share of looks than the person seen most is not suggested as anybody."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """By how much one person is built smaller than another, in log odds, cue by cue; 0 where a cue says nothing.

    Antisymmetric: what speaks for the one speaks as much against the other.
    """

    height: float
    nose: float
    shoulders: float

    @property
    def total(self) -> float:
        """The cues together."""
        return self.height + self.nose + self.shoulders

    @property
    def words(self) -> str:
        """The cues that speak for it, in words."""
        said = (
            (self.height, tr("a smaller face in the same frames")),
            (self.nose, tr("a shorter nose for the distance of the eyes")),
            (self.shoulders, tr("narrower shoulders for the face")),
        )
        return ", ".join(words for cue, words in said if cue > 0) or tr("nothing")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A role, or None where it cannot be said, and why."""

    role: str | None
    why: str


def suggest_roles(tracks: Sequence[PersonTrack], sights: Sights, vision: VisionSettings) -> list[Suggestion]:
    """Suggest ``child`` and ``caregiver``, or None where it cannot be said, each with its reason.

    Nobody is suggested where nobody else is there to be compared with, and nobody where the evidence from size is
    weaker than ``vision.child_log_odds``. Among three or more, height alone suggests nobody: who is far off is small.
    A second child is no caregiver: the smaller one is suggested where size tells them apart, else a human is asked.
    """
    roles = [Suggestion(None, tr("there is nobody to compare with"))] * len(tracks)
    most = max((int(track.seen.sum()) for track in tracks), default=0)
    there = [i for i, track in enumerate(tracks) if track.seen.sum() >= LEAST_SHARE * most]
    for i in set(range(len(tracks))) - set(there):
        roles[i] = Suggestion(None, tr("seen for moments only"))
    pairs = {(i, j): smaller_by(tracks[i], tracks[j], sights, vision) for i in there for j in there if i != j}
    for i, _ in pairs:
        roles[i] = Suggestion(None, tr("size does not say who is the child"))
    child = max(pairs, key=lambda pair: pairs[pair].total, default=None)
    if child is None or pairs[child].total < vision.child_log_odds:
        return roles
    if len(there) > 2 and not pairs[child].nose and not pairs[child].shoulders:
        why = tr("of three or more, the height of a face alone does not say who is far")
        return [replace(one, why=why) for one in roles]
    small, large = child
    children = _children_as_well(small, there, pairs, vision)
    alike = [one for one in children if pairs[small, one].total < vision.child_log_odds]
    roles[small] = Suggestion("child", tr("beside {letter}: {cues}", letter=letter(large), cues=pairs[child].words))
    if alike:
        *others, last = map(letter, sorted((small, *alike)))
        why = tr(
            "{others} and {last} are built about as small: which of them the codes of a child are about is for you to "
            "say",
            others=", ".join(others),
            last=last,
        )
        for one in (small, *alike):
            roles[one] = Suggestion(None, why)
    for other in there:
        evidence = pairs.get((small, other))
        if other in alike or evidence is None:
            continue
        if other in children:
            why = tr(
                "a child as well, it seems, and larger than {letter}, who has {cues}",
                letter=letter(small),
                cues=evidence.words,
            )
            roles[other] = Suggestion(None, why)
        elif evidence.total >= vision.child_log_odds:
            why = tr(
                "{child} has, beside {other}, {cues}", child=letter(small), other=letter(other), cues=evidence.words
            )
            roles[other] = Suggestion("caregiver", why)
        else:
            why = tr("about as small as {letter}: which of them is the child is open", letter=letter(small))
            roles[other] = Suggestion(None, why)
    return roles


def _children_as_well(
    small: int, there: Sequence[int], pairs: Mapping[tuple[int, int], Evidence], vision: VisionSettings
) -> list[int]:
    """Who else is built like a child beside somebody beside whom the smallest is: by proportions, not by height alone.

    Two adults differ in height as they sit nearer or farther; their proportions are alike.
    """
    return [
        one
        for one in there
        if one != small
        and any(
            other not in (small, one)
            and pairs[small, other].total >= vision.child_log_odds
            and pairs[one, other].total >= vision.child_log_odds
            and pairs[one, other].nose + pairs[one, other].shoulders >= vision.child_log_odds
            for other in there
        )
    ]


def letter(number: int) -> str:
    """Letter of a person by their place in the order of time in view."""
    return chr(ord("A") + number)


def smaller_by(track: PersonTrack, other: PersonTrack, sights: Sights, vision: VisionSettings) -> Evidence:
    """Evidence that ``track`` is a child beside ``other``."""
    return Evidence(
        height=_height_evidence(track, other, sights, vision),
        nose=_evidence(_difference(_nose(track, sights, vision), _nose(other, sights, vision)), NOSE_LENGTH),
        shoulders=_evidence(
            _difference(_shoulders(track, sights, vision), _shoulders(other, sights, vision)), SHOULDER_LOG
        ),
    )


def _height_evidence(track: PersonTrack, other: PersonTrack, sights: Sights, vision: VisionSettings) -> float:
    """Evidence from the heights of two faces: nothing where the smaller one is rather farther away."""
    difference = _face_heights(track, other, sights, vision)
    if not math.isfinite(difference):
        return 0.0
    small, large = (track, other) if difference >= 0 else (other, track)
    both = np.isfinite(small.head[:, 2]) & np.isfinite(large.head[:, 2])
    below = float(np.median((small.head[both, 1] - large.head[both, 1]) / large.head[both, 2]))
    nearest, farthest = FARTHEST_LOG
    near = float(np.clip((farthest - abs(difference)) / (farthest - nearest), 0, 1))
    low, high = ABOVE_HEADS
    return _evidence(difference, FACE_LOG) * near * float(np.clip((below - low) / (high - low), 0, 1))


def _evidence(difference: float, unit: float) -> float:
    return float(np.clip(difference / unit, -MOST_PER_CUE, MOST_PER_CUE)) if math.isfinite(difference) else 0.0


def _difference(mine: float, theirs: float) -> float:
    return theirs - mine


def _sure_faces(
    track: PersonTrack, sights: Sights, vision: VisionSettings
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    sure = track.face >= 0
    sure[sure] = sights.faces["confidence"][track.face[sure]] >= vision.face_sure
    return sure


def _face_heights(track: PersonTrack, other: PersonTrack, sights: Sights, vision: VisionSettings) -> float:
    """Natural log of the other's face height over this person's, over looks that show both.

    Somebody seen at another time may have stood anywhere: their height in pixels says nothing then.
    """
    both = _sure_faces(track, sights, vision) & _sure_faces(other, sights, vision)
    if both.sum() < LEAST_LOOKS:
        return math.nan
    return float(np.log(_face_height(sights, other.face[both]) / _face_height(sights, track.face[both])))


def _face_height(sights: Sights, rows: npt.NDArray[np.int32]) -> float:
    """How high somebody's face is: the median where it lies whole in the picture, else what its largest boxes reach.

    The picture's edge cuts a face smaller, never larger, and with it often who sits nearest to the camera.
    """
    faces = sights.faces[rows]
    margin = EDGE * faces["height"]
    whole = (
        (faces["x"] > margin)
        & (faces["x"] + faces["width"] < sights.width - margin)
        & (faces["y"] > margin)
        & (faces["y"] + faces["height"] < sights.height - margin)
    )
    if whole.sum() >= LEAST_LOOKS:
        return float(np.median(faces["height"][whole]))
    return float(np.quantile(faces["height"], LARGEST))


def _nose(track: PersonTrack, sights: Sights, vision: VisionSettings) -> float:
    faces = sights.faces[track.face[_sure_faces(track, sights, vision)]]
    good = (faces["presence"] >= 0.9) & (np.abs(faces["mesh_pose"][:, 0]) <= FACING_DEG)
    return float(np.median(faces["nose_length"][good])) if good.sum() >= LEAST_LOOKS else math.nan


def _shoulders(track: PersonTrack, sights: Sights, vision: VisionSettings) -> float:
    """Natural log of shoulder width over face height, at its widest."""
    both = _sure_faces(track, sights, vision) & (track.body >= 0)
    both[both] = np.abs(sights.faces["five_pose"][track.face[both]][:, 0]) <= FACING_DEG
    if not both.any():
        return math.nan
    points = sights.bodies["keypoints"][track.body[both]][:, SHOULDERS]
    good = (points[:, :, 2] >= vision.keypoint_least).all(1)
    width = np.linalg.norm(points[:, 0, :2] - points[:, 1, :2], axis=1)
    ratio = width[good] / sights.faces["height"][track.face[both]][good]
    ratio = ratio[ratio > 0]
    return float(np.log(np.quantile(ratio, WIDEST))) if len(ratio) >= LEAST_LOOKS else math.nan
