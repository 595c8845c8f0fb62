"""Smile and open mouth, against the person's own resting face."""

from __future__ import annotations

import numpy as np

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.signals import VALID_FROM
from coder.vocabulary.time import MICROS
from models.following.tracklet_joining import PersonTrack
from models.measuring.head_signals import HeadSignals
from models.measuring.measurement import Flags, Measured, Values, ramp
from models.seeing.detections import Sights

WIDER_BY = 0.045
"""How much wider a mesh draws a resting mouth at a turn of 45° than facing the camera: .048 and .042 on two
rendered heads, .04 on an adult of a home clip."""
WIDER_DEG = (10.0, 45.0)
"""Turn at which that begins, and at which it is reached."""
TURNED_DEG = (30.0, 50.0)
"""Turn of the head at which a mesh begins to understate a smile, and at which it does so most."""
SHRINKS_AT_DEG, SHRINKS_TO = (45.0, 60.0, 70.0, 80.0), (1.0, 0.85, 0.75, 0.6)
"""What of a smile the whole face still shows at a turn of so many degrees: on 3,500 drawn faces that the reading
was not fitted to, a wide smile lies .70 above rest up to 45°, .60 to 60°, .53 to 75° and .41 beyond."""
READS_LOWER_BY, READS_LOWER_DEG = 0.04, (40.0, 60.0)
"""How much lower the whole face of a turned head reads, and from which turn to which that grows: the lowest tenth of
what was read of two families falls by .2 and more from facing the camera to 70°. No more of it is made up for,
because beyond this mouths at rest are taken for smiles."""
USUAL_PITCH_DEG = -10.0
DROP_PER_DEG = 0.002
"""How much farther below the nose a mesh places resting corners for every degree that the head is raised."""
CLOSED = 0.1
DROP_PER_GAPE = 0.08
"""How much an opening jaw draws the corners down, per lip gap over mouth width beyond a closed mouth's: crying and
vowels do so too, hence it is neither smile nor its opposite."""
REST_YAW_DEG = 15.0
"""Looks within this turn of one another share a resting mouth."""
REST_NEAR_US = 300_000
"""A face rests for longer than a look: looks within this time are averaged before a rest is learned from them. The
lowest of single looks are those in which a face is smeared or half hidden, and beside such a rest a resting mouth
smiles."""
MESH_UNSURE = 0.25
"""How far from the presence at which a mesh is believed validity falls to nothing, and rises to all."""
TURN_TAKES = 0.4
"""What of its validity a mouth has lost at the turn up to which it is read."""
ROUGH_LOOKS = 5
"""Looks on either side from which it is judged whether a mouth jumps about."""
SMEAR_TAKES = 0.8
"""What a smeared, dim or small picture takes of a mouth's validity: a smile is larger than what it hides first."""
LEAST_JUMPS = 3
"""Jumps on one side from which it is judged."""
CALM = 0.1
"""Typical jump from which on validity falls: a mouth that talks, seen well from in front, jumps by so much."""
REST_VALID = 0.5
"""Validity from which a mouth says something about the person's rest."""


def mouth_signals(track: PersonTrack, head: HeadSignals, sights: Sights, vision: VisionSettings) -> dict[str, Measured]:
    """Measure smile and open mouth.

    A smile draws the corners of the mouth out and up. Width and lift are taken from the mesh turned back to face the
    camera, in distances of the outer eye corners, so neither size nor turn of the head changes them; an open mouth
    moves neither. The farther a head turns, the more its far corner is guessed, and the more the smile is read from
    the whole face instead (models/convert/smile.py), over the person's own rest there. Beyond ``smile_read_deg``,
    behind a hand or a thing, and in the dark or smeared, a smile is *unread*, which is not the same as absent:
    ``smile_read`` says where.
    """
    has_face = track.face >= 0
    rows = sights.faces[track.face[has_face]]
    width, drop, gape, seen = (
        _spread(rows[name], has_face) for name in ("mouth_width", "mouth_drop", "mouth_open", "smile_seen")
    )
    pitch = np.where(np.isfinite(head.pitch), head.pitch, USUAL_PITCH_DEG)
    drop = drop - DROP_PER_DEG * (pitch - USUAL_PITCH_DEG) - DROP_PER_GAPE * np.maximum(0.0, gape - CLOSED)
    presence = _spread(rows["presence"], has_face)
    turn = np.abs(np.where(np.isfinite(head.turn), head.turn, 90.0))
    width = width - WIDER_BY * ramp(turn, *WIDER_DEG)
    seen = seen + READS_LOWER_BY * ramp(turn, *READS_LOWER_DEG)
    # From the whole face where the head is turned, from the corners of the mesh where it is not. A face that is to the
    # camera, and that no mesh fits, is read from the whole if it is surely one: it moves, or glares, more often than
    # something hides it.
    confidence = _spread(rows["confidence"], has_face)
    bare = (presence < vision.mesh_presence) & (confidence >= vision.smile_bare)
    whole = np.where(np.isfinite(seen), np.where(bare, 1.0, ramp(turn, *vision.smile_whole_deg)), 0.0)
    fits = ramp(presence, vision.mesh_presence - MESH_UNSURE, vision.mesh_presence + MESH_UNSURE)
    sure = ramp(confidence, vision.face_least, vision.face_sure)
    validity = (
        np.where(whole == 1, sure, fits)
        * (1 - TURN_TAKES * ramp(turn, 0.5 * vision.smile_read_deg, vision.smile_read_deg))
        * (1 - SMEAR_TAKES * (1 - head.quality))
    )
    meshed = (presence >= vision.mesh_presence) & (turn <= vision.smile_mesh_deg)
    # What is before a mouth stays there for longer than a look: one that is read wrongly does not count.
    covered = _averaged(_spread(rows["covered_seen"], has_face), np.isfinite(seen), sights.pts_us)
    hidden = np.isfinite(covered) & (covered >= vision.mouth_covered)
    readable = (meshed | (whole == 1)) & (turn <= vision.smile_read_deg) & ~hidden
    validity = np.where(readable, validity, 0.0)
    good = validity >= REST_VALID
    looks_s = float(np.median(np.diff(sights.pts_us))) / MICROS if len(good) > 1 else 0.0
    wide = vision.rest_quantile
    yaw = np.where(np.isfinite(head.turn), head.turn, 0.0)
    weight = looks_s / vision.rest_s

    def rest(values: Values, known: Flags, quantile: float, usual: tuple[float, float, float]) -> Values:
        calm = _averaged(values, known, sights.pts_us)
        return _rest(calm, yaw, known, quantile=quantile, usual=usual, weight=weight)

    rest_width = rest(width, good, wide, vision.rest_width)
    rest_drop = rest(drop, good, 1 - wide, vision.rest_drop)
    wider = (width - rest_width) / vision.smile_width
    lifted = (rest_drop - drop) / vision.smile_lift
    # Turned away, the mesh shows less and less of what the mouth does.
    gain = 1 + vision.turned_gain * ramp(turn, *TURNED_DEG)
    corners = gain * ((1 - vision.smile_lift_share) * wider + vision.smile_lift_share * lifted)
    rest_seen = rest(seen, good & np.isfinite(seen), wide, vision.rest_seen)
    face = np.where(np.isfinite(seen), seen - rest_seen, 0.0) / vision.smile_seen
    # Jumping about is judged as the models saw it, before a turned smile is given its size.
    rough = _roughness((1 - whole) * corners + whole * face)
    validity = validity * ramp(rough, vision.smile_rough, CALM)
    smile = (1 - whole) * corners + whole * face / np.interp(turn, SHRINKS_AT_DEG, SHRINKS_TO)
    measured = validity > 0
    read = validity >= VALID_FROM
    uses = ("faces", "mesh", "smile")
    return {
        "smile": Measured(np.where(measured, smile, np.nan), validity, uses),
        "smile_read": Measured(np.where(head.in_view, read, np.nan), np.ones(len(read)), uses),
        "mouth_open": Measured(np.where(measured & meshed, gape, np.nan), validity, ("faces", "mesh")),
    }


def _averaged(values: Values, known: Flags, pts_us: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Values:
    """Means of the known values near each look in time; what is not known stays as it is."""
    at, averaged = pts_us[known], values.copy()
    sums = np.concatenate([[0.0], np.cumsum(values[known])])
    first, stop = np.searchsorted(at, at - REST_NEAR_US), np.searchsorted(at, at + REST_NEAR_US, side="right")
    averaged[known] = (sums[stop] - sums[first]) / (stop - first)
    return averaged


def _rest(
    values: Values, yaw: Values, good: Flags, *, quantile: float, usual: tuple[float, float, float], weight: float
) -> Values:
    """The resting value for the yaw of each look.

    From the usual one toward a quantile of what was seen of the person, and from there toward that of the looks
    turned alike, the farther the more was seen (``weight`` of one look): a mesh draws the same mouth a little
    differently at every turn.
    """
    least, middle, most = usual

    def toward(start: float, seen: Values) -> float:
        if not len(seen):
            return start
        own = float(np.clip(np.quantile(seen, quantile), least, most))
        share = weight * len(seen)
        return start + share / (share + 1) * (own - start)

    overall = toward(middle, values[good])
    turns = np.arange(-90.0, 91.0, REST_YAW_DEG)
    local = [toward(overall, values[good & (np.abs(yaw - turn) <= REST_YAW_DEG)]) for turn in turns]
    rest: Values = np.interp(yaw, turns, local)
    return rest


def _roughness(values: Values) -> Values:
    """How much values typically jump from look to look, before or after, whichever is calmer.

    A smile that begins is calm before or after it; a mouth guessed behind a hand is calm on neither side.
    """
    known, looks = np.flatnonzero(np.isfinite(values)), np.arange(len(values))
    jumps = np.append(np.abs(np.diff(values[known])), np.nan)
    calm = np.full((2, len(values)), np.nan)
    for side, first in enumerate((looks - ROUGH_LOOKS, looks)):
        # Jump k lies between the known looks k and k + 1: both must be on this side.
        start = np.searchsorted(known, first)
        stop = np.searchsorted(known, first + ROUGH_LOOKS, side="right") - 1
        numbers = start[:, None] + np.arange(ROUGH_LOOKS)
        enough = stop - start >= LEAST_JUMPS
        numbers = np.where(numbers < stop[:, None], numbers, len(jumps) - 1)[enough]
        calm[side, enough] = np.nanmedian(jumps[numbers], axis=1) if len(numbers) else np.nan
    rough: Values = np.fmin(*calm)
    return np.where(np.isfinite(rough), rough, 0.0)


def _spread(
    values: np.ndarray[tuple[int], np.dtype[np.float32]], where: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Values:
    """Values of the looks that have a face, in an array over all looks."""
    full = np.full(len(where), np.nan)
    full[where] = values
    return full
