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
    """Detection, landmarks and tracking. Lengths called *heads* are heights of the person's own face box."""

    face_long_side: int = 384
    """Pixels of the longer side that the face detector sees. Of 320, 384 and more, this kept most heads in profile on
    the home clips; larger loses near faces again."""
    face_least: float = 0.2
    """Confidence from which a face box may carry on a person already there: hands over a face lower it to this."""
    face_sure: float = 0.5
    """Confidence from which a face box may begin a person. Hands and cloth reach 0.49 on the home clips."""
    body_short_side: int = 192
    """Pixels of the shorter side that the body model sees; at 192 it found most second bodies and nobody who was not
    there, at 256 and more it lost near adults."""
    body_least: float = 0.2
    """Confidence from which a body is looked at."""
    body_sure: float = 0.25
    """Confidence from which a body alone, without a face, may begin a person."""
    body_every_us: int = 300_000
    """Bodies are looked at this often: arms are followed between, faces at every look. At 200 ms two idle cores fell
    short of four times real time on some clips; what is proposed on the sample and home clips is the same."""
    person_long_side: int = 256
    """Pixels of the longer side of the picture in which people without faces are looked for."""
    person_least: float = 0.3
    """Confidence from which such a person is believed."""
    person_every_us: int = 800_000
    """They are looked for this often, where faces and bodies show fewer than two people."""
    hand_on_head_widths: float = 0.12
    """A hand nearer to somebody else's head, trunk or arms than this, in widths of the larger head, is on them, as
    ``RuleSettings.touch_on_head_widths`` has it. Where it is in one look for bodies and not in the next, those between
    are asked for arms too ..."""
    hand_moved_head_widths: float = 0.1
    """... if it moved by more than this: less is what a wrist errs."""
    keypoint_least: float = 0.15
    """Confidence from which a joint is believed."""
    mesh_presence: float = 0.5
    """Presence from which a mesh is believed; it falls past about 60° from the camera, under hands and with blur."""
    iris_every_us: int = 200_000
    """Eyes are looked into this often and carried between: they refine a turn of the head, which is seen always."""
    iris_presence: float = 0.8
    """Presence from which eyes are looked into."""
    iris_yaw_deg: float = 45.0
    """Past this the farther eye is hidden by the nose."""
    iris_eye_px: float = 12.0
    """Width of an eye, corner to corner, from which an iris can be placed within it."""

    track_reach_heads: float = 0.9
    """How far a head may be from where it was expected at the next look."""
    track_drift_heads_per_s: float = 2.0
    """How much farther for every second without a look: a toddler who falls or is swung moves two heads a second."""
    track_size_log: float = 0.5
    """Change of size between looks that is still the same head (natural log): a box shrinks so much on turning away."""
    track_swing_deg: float = 120.0
    """Turn of the head between two looks that is not the same head's: two people side by side face opposite ways."""
    track_unlike: float = 1.2
    """Shares of these limits together. A head that is far, of another size and turned elsewhere is the neighbour's:
    better to lose a person for a moment, and join over the whole clip, than to slide from one to the other when one is
    hidden."""
    track_step_log: float = 0.4
    """Lasting change of size within about a second (natural log) at which a trail is cut."""
    track_step_colour: float = 45.0
    """Lasting change of the colour below the face (CIE Lab as OpenCV has it, lightness halved) at which it is cut: of
    two who cross one carries on the other's trail, in their own clothes."""
    track_lost_us: int = 1_000_000
    """A person unseen for this long is put aside; whether they came back is decided over the whole clip."""
    join_size_log: float = 0.45
    """Sizes that differ more are two people, when deciding who came back: an infant beside an adult differs by 0.6."""
    join_colour: float = 60.0
    """Difference of what is worn, in the same unit, that weighs as much as the largest difference of sizes."""
    join_near_us: int = 2_000_000
    """Absences shorter than this must end near where they began."""
    join_reach_heads: float = 2.0
    """How near, and the same again for each second."""
    adopt_us: int = 6_000_000
    """An unsure face (hands before it, or bent down) is an absent person's if they were there before and after within
    this time, ..."""
    adopt_heads: float = 0.5
    """... this near to the line between."""
    overlap_us: int = 300_000
    """Two trails seen together for longer than this are two people."""

    least_in_view_us: int = 1_000_000
    """People seen for less are left out: nothing can be coded of them, and false faces live shorter."""
    least_sure_looks: int = 4
    """Looks with a sure face whose mesh fits, or with a sure face on a body, that a person needs."""
    most_people: int = 10
    """People that are kept, by time in view; more are moments of somebody who was lost, and each is compared with
    every other."""
    bridge_us: int = 600_000
    """A gap in a trail up to this long is filled: nobody leaves and comes back in it."""
    edge_heads: float = 0.25
    """A head that is this near to the picture's edge, or will be so shortly, is going over it, ..."""
    edge_went_heads: float = 0.3
    """... if it came this much nearer to the edge than it usually is. Who sits at the edge all the time, and turns
    round or bends down there, has not left."""
    strangers_most: float = 0.2
    """Share of an absence in which somebody is seen who is nobody's face or body: then nobody is said to be gone."""

    child_log_odds: float = 1.0
    """Evidence from size, in natural log odds, from which somebody is suggested as the child."""

    light_dark: float = 12.0
    """Mean grey (0 to 255) of a face, as it is stored, below which nothing is believed. With a quarter of its light a
    home clip kept 44 of 156 moments of looking at 25, and 155 at this (docs/decisions/0315)."""
    contrast_least: float = 8.0
    """Standard deviation of grey on a face below which it is fog, glare or a back of a head; less is asked of dark ones
    (docs/decisions/0441)."""
    sharp_least: float = 0.016
    """Variance of the Laplacian over the variance of grey, face 64 pixels wide: a smeared face lies below."""
    sharp_good: float = 0.03
    """Above this, blur takes nothing from validity."""
    small_px: float = 24.0
    """Height of a face box, in pixels, below which expression and eyes say nothing."""

    profile_from_deg: float = 38.0
    """The mesh's yaw is taken up to here, ..."""
    profile_to_deg: float = 55.0
    """... the five points' beyond here, mixed between: the mesh stops at about 57° however far a head turns."""
    smile_rough: float = 0.6
    """Typical jump of the smile from look to look at which it says nothing: a mouth behind a hand is guessed anew in
    every frame, one that moves goes and stays. At 0.4 much of a toddler's laughter counted as unread."""
    smile_bare: float = 0.6
    """Confidence of a face to the camera from which its smile is read where no mesh fits: it moves or glares. Of thirty
    such faces seen in stills from here on three had something before the mouth."""
    smile_mesh_deg: float = 50.0
    """Turn of the head up to which the corners of a mesh say something of a smile where nothing else does."""
    smile_whole_deg: tuple[float, float] = (-30.0, 42.0)
    """A smile is read from the corners of the mesh and from the whole face: two parts of five from the face at 0°, and
    from the second of these turns on from the face alone. (The first is where its share would begin.)"""
    smile_read_deg: float = 80.0
    """Turn of the head beyond which no smile is not the same as none seen, and none is said. On faces of two families
    labelled by eye, reading to 80° instead of 75° found more than half of a caregiver's smiles at the child instead of
    a third, with 7 of 78 resting faces in a proposed smile instead of 5 of 64. docs/proposals.md has the table."""

    mouth_covered: float = 0.55
    """From here on something is before the mouth, and no smile is read: of drawn faces with nothing there one in fifty
    is as high, of those with a hand or a thing before it six in ten. At .47, which one open face in 25 reaches, a
    caregiver of the home clips who laughs with a hand at the cheek is unread more often than not."""

    turned_gain: float = 0.6
    """How much more a smile counts at a turn of 50° than at 30°: on rendered faces the same smile moves the mesh two
    thirds as much. No resting face of the home clips passed for a smile by it."""

    rest_quantile: float = 0.15
    """A person's resting mouth is this quantile of what was seen of it, each look with those near it, ..."""
    rest_s: float = 4.0
    """... mixed with the usual resting mouth, half and half after it was seen for this many seconds: somebody seen
    only while smiling would otherwise be taken to rest."""
    rest_seen: tuple[float, float, float] = (0.35, 0.44, 0.48)
    """Least, usual and most that a resting face looks like a smile: narrower than people differ, because somebody who
    smiles all the time would otherwise rest in a smile. With .65 as the most, six of 86 smiles of a
    family were lost."""
    smile_seen: float = 0.6
    """What a wide smile adds to it."""
    rest_width: tuple[float, float, float] = (0.46, 0.545, 0.57)
    """Narrowest, usual and widest resting mouth, over the distance of the outer eye corners."""
    rest_drop: tuple[float, float, float] = (0.22, 0.265, 0.31)
    """The same for how far the corners lie below the nose."""
    smile_width: float = 0.14
    """Growth of mouth width from rest to a wide smile: 0.54 to 0.73 and 0.60 to 0.75 on two adults."""
    smile_lift: float = 0.07
    """Rise of the corners from rest to a wide smile, in the same unit."""
    smile_lift_share: float = 0.4
    """Share of the lift in the measure; vowels widen a mouth, but do not lift its corners."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Thresholds, hysteresis and least durations of the proposal rules; docs/proposals.md says what they mean.

    ``_on`` begins a state and ``_off`` ends it; ``_clear`` is how far past ``_on`` leaves no doubt (it shapes the
    hidden confidence only); ``_bridge`` is the longest loss of sight that does not end a state.
    Times in microseconds, angles in degrees, lengths in widths of the caregiver's head.
    """

    two_people_us: int = 1_000_000
    """Two letters with one role that are in view together for longer are two people: tracking doubles one for less."""
    waver_us: int = 250_000
    """A moment below the threshold up to this long does not end a state: two looks of the model at 10 Hz may err."""

    look_on_deg: float = 35.0
    """Turn toward the other's side. A parent who watches the screen beside the camera was seen turned by 30°."""
    look_off_deg: float = 30.0
    """Below it by more than landmarks tremble (1–2° from look to look), so that a look is not cut in two."""
    look_clear_deg: float = 20.0
    """55° is a turn nobody would dispute."""
    look_drop_on_deg: float = 24.0
    """Head below the line to the other's face: the lap, a toy or a tray lies 30–60° below it, and in profile models
    find half of a nod."""
    look_drop_off_deg: float = 28.0
    """As above, with hysteresis."""
    look_drop_child_off_deg: float = 26.0
    """The same for a child. At 28° four of 110 labelled moments of looking at a tray or a toy more were a look to the
    caregiver, two in each of two families, and no look was found by it."""
    look_bow_from_deg: tuple[float, float] = (25.0, 40.0)
    """From the first of these turns on the whole face has a say in how far a head is bowed, from the second on it
    alone: there meshes and points see half of it."""
    look_bow_child_on_deg: float = 22.0
    """A child's head below that line by the whole face. At 18° more moments at a tray are told from looks in both of
    two families, but two looks that were coded frame by frame began four tenths of a second and more too late."""
    look_bow_child_off_deg: float = 23.0
    """As above."""
    look_sure_bow_child_deg: float = 18.0
    """So far up a child's head comes at some time in a look ..."""
    look_sure_us: int = 150_000
    """... for so long: three looks of the models at 10 Hz, from the first to the last. Where it begins and ends is said
    by the limits above. An infant at a cup who raised the head a little stayed 20° below the line
    (docs/decisions/0431)."""
    look_raised_child_deg: float = 12.0
    """A child's head above that line by the whole face: what is held over the other's head. In 13 of 15 home clips with
    looks it was nowhere higher, in two games with a hat that was none it was up to 27 and 19°."""
    look_raised_slack_deg: float = 2.0
    """Hysteresis: by so much more while it goes on."""
    look_raised_steep_deg: float = 6.0
    """Where somebody is high above, the head may point at them, and higher by as much as the whole face errs."""
    look_bow_on_deg: float = 56.0
    """The same for a caregiver: one who bends over an infant in a chair was seen bowed by 48° while looking."""
    look_bow_off_deg: float = 58.0
    """As above."""
    look_iris_deg: float = 20.0
    """Eye turn with the iris at the corner. Eyes turn up to 45°; an iris a few pixels wide is trusted for half."""
    look_beside_head_widths: float = 0.5
    """Heads nearer than this across the picture are above one another: no side to turn to."""
    look_least_us: int = 400_000
    """Human coders do not reliably mark shorter looks from video; four looks of the model at 10 Hz."""
    look_bridge_us: int = 600_000
    """A blink of the detector, a hand across the face: too short to look away and back."""

    look_profile_deg: float = 55.0
    """From here on face models lose heads ..."""
    look_profile_bridge_us: int = 2_000_000
    """... and a head in profile before and after so long a loss is taken to have stayed there."""
    look_unseen_bridge_us: int = 12_000_000
    """So long a loss is, too, where it is a caregiver's, who stays in the picture and in their place meanwhile and
    shows no face: who turns to the camera would show it."""
    look_unseen_head_widths: float = 1.0
    """How far the head may have come in it."""
    look_after_us: int = 10_000_000
    """How long the place of somebody who went out of sight can still be looked to: a child looks after who leaves."""

    hidden_head_widths: float = 0.7
    """A wrist nearer to the middle of one's own head than this, in its widths, is a hand before the face."""

    held_share: tuple[float, float] = (0.1, 0.75)
    """A hand is held between the two if it is from here to there on the way from the child's head to the caregiver's:
    nearer it is at the child's face, farther it is at the caregiver's own."""
    held_off_head_widths: tuple[float, float] = (0.6, 0.9)
    """How far above and below that line it may be: lower it lies on the table or in the lap."""
    held_clear_head_widths: float = 0.7
    """Nearer to the middle of the child's head, in widths of it, the hand is on the child."""

    held_thing_heads: float = 0.01
    """Squares of the caregiver's head of something that is neither the room nor the people, from which it is held
    between them: a cell of the grid of colours, in most of three looks."""

    turn_away_deg: float = -15.0
    """On the other side of the camera by more than a head at rest wanders: no longer toward the other at all."""
    turn_away_slack_deg: float = 5.0
    """Hysteresis: more than twice what landmarks tremble; a head back at the camera is no longer away."""
    turn_away_within_us: int = 1_500_000
    """Between the end of the look and the head being away: one movement, not a later one."""
    turn_away_least_us: int = 600_000
    """Longer than a glance, so that a head shaken or tossed does not count."""

    smile_on: float = 0.35
    """Share of the way from the person's resting face to a wide smile. Speech moves the corners by up to a quarter; at
    0.3 a rendered caregiver who talks began to smile 0.3 s too early."""
    smile_off: float = 0.31
    """Below what a closing smile still shows; hysteresis. At 0.25 one turned face in forty more that did not smile any
    more was still counted to the smile before it."""
    smile_doubt: float = 0.1
    """Added to ``on`` as validity falls from 1 to 0: a still mouth turned by 53° (validity 0.63) measured 0.38. At 0.2
    three of 64 smiles of turned caregivers were missed, and no mouth less that rests was taken for one."""
    smile_clear: float = 0.35
    """Two thirds of a wide smile is clear."""
    smile_least_us: int = 400_000
    """Spoken vowels spread the lips for less."""
    smile_back_us: int = 1_000_000
    """How long before the threshold the smile may have begun to rise."""
    smile_foot_share: float = 0.4
    """Share of that rise at which it counts as begun: of 0.3, 0.35 and 0.4 the last places a scripted smile."""
    smile_bridge_us: int = 400_000
    """A smile goes on through a turn of the head or a hand across the mouth."""
    turn_deg: float = 20.0
    """A head that turns by this much ..."""
    turn_near_us: int = 300_000
    """... within this time before and after is turning: its mouth is drawn out of shape by blur and by the mesh that
    follows. No smile begins there."""

    hands_every_us: int = 300_000
    """How often hands are looked at, the same as ``VisionSettings.body_every_us``: no act of a hand is timed finer but
    where the looks around its onset are known."""
    reach_on: float = 0.45
    """Share of a straight arm toward the other, as far as the picture shows it: an arm that also points to the camera
    looks shorter, and one reaching sideways was measured at 0.52 to 0.72."""
    reach_off: float = 0.35
    """The hand is on its way back."""
    reach_clear: float = 0.35
    """0.8: a nearly straight arm."""
    reach_rise: float = 0.3
    """How much the hand must have moved out: an arm resting on the table does not reach."""
    reach_back_us: int = 1_500_000
    """How long before the hand is out the movement may have begun."""
    reach_foot_share: float = 0.2
    """Share of the way out at which the movement counts as begun; a resting hand trembles."""
    reach_arm_head_widths: float = 2.2
    """Length of an arm, shoulder to wrist, in widths of the child's own head: for reaching after somebody who left."""
    reach_least_us: int = 450_000
    """Shorter is a wave or a wrong wrist: hands are looked at every 300 ms, and one look alone says little. Of ten
    reaches proposed on home clips the two that rested on one look were none."""
    reach_bridge_us: int = 600_000
    """Wrists are lost for several looks when they cross something; bodies are looked at five times a second at most."""

    settled_us: int = 500_000
    """In the picture for this long before a movement: coming in is neither an approach nor leaning in."""
    movement_slack_head_widths: float = 0.15
    """A step back smaller than this does not end a movement; heads bob."""
    movement_pause_us: int = 400_000
    """A movement that gains less than ``still`` in this time has paused: what comes after is another one."""
    movement_still_head_widths: float = 0.05
    """Twice what a head at rest wanders from look to look."""
    movement_pace_head_widths_s: float = 0.25
    """Slower on the whole is sinking or sliding, not coming nearer."""

    approach_least_head_widths: float = 0.5
    """The scheme's own definition: at least half a head width nearer."""
    approach_own_share: float = 0.6
    """It must be mostly the child who moves."""
    approach_stay_us: int = 500_000
    """At least half of it is kept this long: a rocking child goes back at once."""

    lean_least_head_widths: float = 0.45
    """Turning the head shifts it by a sixth of its width, swaying in talk by a quarter."""
    lean_stay_us: int = 500_000
    """Shorter is a nod."""
    camera_growth: float = 1.15
    """A head that is larger by this much after it moved came to the camera, if it then ..."""
    camera_faced_deg: float = 30.0
    """... is turned to it: who leans in to somebody beside them looks there, from 35° on."""
    camera_within_us: int = 500_000
    """Looks before and after the movement from which that is judged."""

    touch_on_head_widths: float = 0.12
    """Of the child's body: within what a wrist keypoint errs. The hand reaches further than the wrist."""
    touch_off_head_widths: float = 0.3
    """Hysteresis, and the length of a hand."""
    contact_validity: float = 0.65
    """Validity of the child's hand on the caregiver from which it counts: above what a guessed trunk can have."""
    touch_seen_validity: float = 0.65
    """Validity that the hand must reach in one look of a touch, the same as ``contact_validity``: hidden hands are put
    on the nearer body unsurely, and stay below it."""
    touch_least_us: int = 600_000
    """A hand that passes in front of the child crosses in less."""
    touch_bridge_us: int = 400_000
    """Wrists are lost for a few looks when they lie on the other ..."""
    touch_lost_us: int = 1_500_000
    """... or for longer, behind them: a hand that was on the other before and is so when it is found again has not let
    go in less."""
    touch_waver_us: int = 900_000
    """A hand that strokes or shifts its hold is seen beside the other for so long, and has not let go."""
    touch_beside_head_widths: float = 0.8
    """Farther away it has: what follows is another touch."""

    presence_bridge_us: int = 350_000
    """A few looks that say nothing of who is there change nothing."""
    presence_waver_us: int = 500_000
    """A sighting shorter than this in the middle of an absence is no return: nobody comes and goes so fast."""
    absence_least_us: int = 1_000_000
    """Shorter losses are missed detections (fast movement, a hand before the face), not leaving."""
    apart_at_start_least_us: int = 3_000_000
    """Before somebody is first found: detectors need a moment, a family that begins apart takes longer."""
    reunion_least_us: int = 300_000
    """Both must be found in a few looks running."""
    reunion_longest_us: int = 10_000_000
    """The scheme's own definition: the first ten seconds; where they have settled is for a human to say."""

    voice_on: float = 0.9
    """How likely a voice is where one is clearly heard; what lies around goes with it down to ``voice_off``. Up to
    here nothing more was lost of cries that took part in nothing, and fewer things were taken for somebody
    (docs/voices.md)."""
    voice_off: float = 0.2
    """Below it, it has ended. Wide hysteresis: hoarse parts of a cry and the ends of words are less sure."""
    voice_sure_us: int = 190_000
    """Above ``voice_on`` for this long in all: shorter bursts are struck things and clicks more often than anybody."""
    voice_least_us: int = 240_000
    """Shorter acts are left out."""
    voice_edge_db: float = 20.0
    """An act begins and ends where it is no fainter than this below its loud parts: what the classifier hears of it
    reaches a quarter of a second to either side."""
    voice_bridge_us: int = 200_000
    """Speech and babble less far apart are one act: a stop within a word is shorter, and the pauses at which
    speakers change begin here (Heldner & Edlund 2010)."""
    cry_bridge_us: int = 1_000_000
    """The bursts of a cry, each a breath long, are one bout: to breathe in takes an infant 0.2 to 0.8 s."""
    laugh_bridge_us: int = 600_000
    """A laugh goes on through a breath."""
    voice_window_us: int = 800_000
    """What kind of voice it is shows over a syllable or more, not in a sixtieth of a second."""
    voice_island_us: int = 350_000
    """A change of kind shorter than this, in the middle of a voice, is a vowel that sounds like something else."""
    cry_share: float = 0.65
    """Share of the voice's likelihood that says cry, from which it is called one: small children squeal at play."""
    cry_least_us: int = 700_000
    """A bout with less crying in all is a voice without words: one squeal is no crying."""
    laugh_share: float = 0.6
    """The same for laughing, which sound alone tells poorly: it must be clearer."""
    laugh_least_us: int = 700_000
    """Three bursts take this long; with fewer it is a voice without words."""

    unread_least_us: int = 2_000_000
    """In the picture with an unreadable face: shorter losses are a turn or a hand."""


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
