"""The clips: who sits where, and what each does when. Times in seconds from the start of the segment."""

from __future__ import annotations

from acts import Act, Clip, Seat, Segment, Speech

LEFT, RIGHT = -1, 1


def _pair(caregiver: str, child: str, caregiver_side: int = LEFT, child_neck: float = 0.27) -> dict[str, Seat]:
    s = caregiver_side
    return {
        "caregiver": Seat("caregiver", caregiver, s, (s * 0.265, 0.035, 0.36), "work"),
        "child": Seat("child", child, -s, (-s * 0.245, -0.005, child_neck), "toy"),
    }


def _child(channel: str, to: float | str, at: float, over: float = 0.4) -> Act:
    return Act("child", channel, to, at, over)


def _caregiver(channel: str, to: float | str, at: float, over: float = 0.4) -> Act:
    return Act("caregiver", channel, to, at, over)


_PROMPT = Segment(
    6.4,
    (
        # A look, answered promptly; then a smile, answered by a smile.
        _child("look", "caregiver", 1.4),
        _caregiver("look", "child", 2.16),
        _child("smile", 1.0, 3.0),
        _caregiver("smile", 1.0, 3.8),
        _child("smile", 0.0, 4.9, 0.5),
        _child("look", "toy", 5.1),
        _caregiver("smile", 0.0, 5.3, 0.5),
        _caregiver("look", "work", 5.7),
    ),
    (Speech("caregiver", "Hello, you!", 2.75),),
)
_LATE = Segment(
    8.64,
    (
        # A look that waits: the answer comes late.
        _child("look", "caregiver", 0.6),
        _caregiver("look", "child", 3.16),
        # A reach, answered by leaning in and a hand on the arm.
        _child("reach", 1.0, 3.9, 0.6),
        _child("reach", 0.0, 4.7, 0.5),
        _caregiver("lean", 1.0, 4.7, 0.6),
        _caregiver("touch", 1.0, 5.0, 0.6),
        # Enough for now.
        _child("look", "away", 6.0, 0.5),
        _caregiver("touch", 0.0, 6.5, 0.5),
        _caregiver("lean", 0.0, 6.7, 0.6),
        _child("look", "toy", 7.4, 0.5),
        _caregiver("look", "work", 7.6, 0.5),
    ),
    (Speech("caregiver", "Are you coming to me?", 3.75),),
)

PLAY = Clip(
    name="play",
    title="Two looks, a smile and a reach: one answered promptly, one late",
    fps=25,
    seats=_pair("mara", "noa"),
    look_of_room="sage",
    ball=(0.235, -0.27),
    segments=(_PROMPT, _LATE),
)

APART = Clip(
    name="apart",
    title="The caregiver leaves the picture, the child looks after him, he comes back",
    fps=15,
    seats=_pair("idris", "ayo", RIGHT, 0.26),
    look_of_room="sand",
    ball=(-0.235, -0.27),
    toy_yaw=18.0,
    notebook=False,
    segments=(
        Segment(
            15.2,
            (
                _caregiver("look", "child", 0.7),
                _child("look", "caregiver", 1.6),
                _caregiver("smile", 1.0, 2.2),
                _caregiver("smile", 0.0, 3.2, 0.5),
                _caregiver("look", "door", 3.5, 0.5),
                _caregiver("leave", 1.0, 3.7, 1.5),
                _child("look", "toy", 4.9),
                # A bid that nobody can answer: the caregiver is out of the picture.
                _child("look", "caregiver", 6.3),
                _child("reach", 1.0, 7.2, 0.6),
                _child("reach", 0.0, 8.4, 0.6),
                _child("look", "toy", 8.6),
                _caregiver("leave", 0.0, 9.8, 1.5),
                _caregiver("look", "child", 10.5, 0.5),
                _child("look", "caregiver", 11.1),
                _child("smile", 1.0, 11.9),
                _caregiver("smile", 1.0, 12.6),
                _caregiver("lean", 1.0, 12.9, 0.6),
                _caregiver("touch", 1.0, 13.1, 0.6),
            ),
            (
                Speech("caregiver", "I will be right back.", 2.5),
                Speech("caregiver", "Here I am again!", 11.3),
            ),
        ),
    ),
)

OWN_WORK = Clip(
    name="own_work",
    title="The caregiver is near and busy; the child looks up once",
    fps=12.5,
    seats=_pair("lin", "kai", LEFT, 0.275),
    look_of_room="sky",
    ball=(0.235, -0.27),
    segments=(
        Segment(
            10.4,
            (
                _child("look", "caregiver", 3.6),
                _child("look", "toy", 6.0),
            ),
        ),
    ),
)

STILL_FACE = Clip(
    name="still_face",
    title="Talk and smiles, then a still face, then talk again",
    fps=12.5,
    seats=_pair("lin", "kai", RIGHT, 0.275),
    look_of_room="sage",
    ball=(-0.235, -0.27),
    notebook=False,
    segments=(
        Segment(
            12.8,
            (
                _caregiver("look", "child", 0.4),
                _child("look", "caregiver", 1.2),
                _caregiver("smile", 1.0, 1.8),
                _child("smile", 1.0, 2.6),
                # The face goes still; the look stays.
                _caregiver("smile", 0.0, 3.8),
                _child("smile", 0.0, 5.0),
                _child("smile", 1.0, 6.2),
                _child("smile", 0.0, 7.4),
                _child("look", "away", 7.9, 0.5),
                _caregiver("smile", 1.0, 9.2),
                _child("look", "toy", 9.4, 0.5),
                _child("look", "caregiver", 10.4),
                _child("smile", 1.0, 11.2),
            ),
            (
                Speech("caregiver", "What a fine day we have.", 1.9),
                Speech("caregiver", "There you are again.", 9.4),
            ),
        ),
    ),
)

TWO_CAREGIVERS = Clip(
    name="two_caregivers",
    title="The child between two caregivers looks to one, then to the other",
    fps=12.5,
    seats={
        "caregiver:Ruth": Seat("caregiver", "ruth", LEFT, (-0.355, 0.03, 0.37), "work", 0.03),
        "caregiver:Idris": Seat("caregiver", "idris", RIGHT, (0.365, 0.03, 0.38), "work", 0.02),
        "child": Seat("child", "noa", RIGHT, (0.0, 0.0, 0.27), "toy"),
    },
    look_of_room="sand",
    ball=(-0.03, -0.27),
    notebook=False,
    segments=(
        Segment(
            10.4,
            (
                Act("child", "look", "caregiver:Ruth", 1.0),
                Act("caregiver:Ruth", "look", "child", 1.9),
                Act("caregiver:Ruth", "smile", 1.0, 2.6),
                Act("child", "look", "toy", 3.9),
                Act("caregiver:Ruth", "smile", 0.0, 4.1),
                Act("child", "look", "caregiver:Idris", 6.0),
                Act("caregiver:Idris", "look", "child", 7.0),
                Act("child", "smile", 1.0, 7.7),
                Act("caregiver:Idris", "smile", 1.0, 8.4),
            ),
        ),
    ),
)

MISMATCH_REPAIR = Clip(
    name="mismatch_repair",
    title="Turned away while the caregiver leans in; she sits back, the child returns",
    fps=12.5,
    seats=_pair("ruth", "noa", RIGHT, 0.27),
    look_of_room="sky",
    ball=(-0.235, -0.27),
    notebook=False,
    segments=(
        Segment(
            13.6,
            (
                _caregiver("look", "child", 0.4),
                _child("look", "caregiver", 1.2),
                _caregiver("smile", 1.0, 1.9),
                _caregiver("lean", 1.0, 2.9, 0.6),
                # Too near: the child turns away, and the two do not fit.
                _child("look", "away", 3.6, 0.5),
                _caregiver("touch", 1.0, 4.2, 0.6),
                _caregiver("touch", 0.0, 5.4, 0.5),
                _caregiver("smile", 0.0, 5.6),
                _caregiver("lean", 0.0, 5.8, 0.6),
                _child("look", "toy", 7.2, 0.5),
                # Repaired: the child comes back by herself.
                _child("look", "caregiver", 8.4),
                _child("approach", 1.0, 9.6, 0.7),
                _caregiver("smile", 1.0, 10.4),
                _child("smile", 1.0, 11.4),
            ),
            (Speech("caregiver", "All right. There is time.", 6.4),),
        ),
    ),
)

# The tutorial joins the stretches of play with a few more, at half the frame rate: each begins and ends at the table in
# rest, so each can follow any other, and what play has drawn is not drawn again.
_QUIET = Segment(4.0, ())
_UNANSWERED = Segment(6.4, (_child("look", "caregiver", 1.4), _child("look", "toy", 4.2)))
_GONE = Segment(
    12.8,
    (
        _caregiver("look", "door", 0.9, 0.5),
        _caregiver("leave", 1.0, 1.1, 1.5),
        _child("look", "caregiver", 3.6),
        _child("look", "toy", 5.8),
        _caregiver("leave", 0.0, 7.2, 1.5),
        _caregiver("look", "child", 8.0, 0.5),
        _child("look", "caregiver", 8.8),
        _caregiver("smile", 1.0, 9.6),
        _caregiver("smile", 0.0, 11.0),
        _child("look", "toy", 11.2),
        _caregiver("look", "work", 11.9),
    ),
    (Speech("caregiver", "I am back.", 9.2),),
)

TUTORIAL = Clip(
    name="tutorial",
    title="Three minutes at the table: answers prompt and late, none, a leaving and a coming back",
    fps=12.5,
    seats=PLAY.seats,
    look_of_room=PLAY.look_of_room,
    ball=PLAY.ball,
    quality=26,
    segments=(
        _QUIET, _PROMPT, _QUIET, _LATE, _QUIET, _UNANSWERED, _QUIET, _PROMPT, _QUIET, _GONE,
        _QUIET, _LATE, _PROMPT, _QUIET, _UNANSWERED, _QUIET, _PROMPT, _QUIET, _LATE, _QUIET,
        _PROMPT, _UNANSWERED, _QUIET, _LATE, _QUIET, _PROMPT, _QUIET, _GONE, _QUIET, _PROMPT, _QUIET,
    ),
)  # fmt: skip

# What is hard to see: short clips, each with one thing that families show and the clips above do not.
_VIEWS = "hard_views"


def _view(name: str, title: str, seconds: float, acts: tuple[Act, ...], *speech: Speech, **other: object) -> Clip:
    settings = {"seats": _pair("mara", "noa"), "look_of_room": "sage", "ball": (0.235, -0.27), "notebook": False}
    return Clip(
        name=name,
        title=title,
        fps=8,
        quality=25,
        folder=_VIEWS,
        segments=(Segment(seconds, acts, speech),),
        **settings | other,
    )  # type: ignore[arg-type]


_TO_CAREGIVER, _TO_CHILD = "caregiver, in profile", "child, in profile"

PROFILE_SMILES = _view(
    "profile_smiles",
    "Both turned to each other in profile; the child smiles, then the caregiver",
    7.0,
    (
        _child("look", _TO_CAREGIVER, 0.4),
        _caregiver("look", _TO_CHILD, 0.5),
        _child("smile", 1.0, 2.2),
        _child("smile", 0.0, 3.8),
        _caregiver("smile", 1.0, 4.4),
        _caregiver("smile", 0.0, 6.0),
    ),
    seats=_pair("ruth", "kai", RIGHT, 0.275),
    ball=(-0.235, -0.27),
)
TURNED_REST = _view(
    "turned_rest",
    "Both turned to each other in profile, mouths at rest; the caregiver talks",
    6.0,
    (
        _child("look", _TO_CAREGIVER, 0.4),
        _caregiver("look", _TO_CHILD, 0.5),
        _child("look", "toy", 3.2),
        _child("look", _TO_CAREGIVER, 4.2),
    ),
    Speech("caregiver", "What have you got there?", 1.6),
    seats=_pair("idris", "ayo", RIGHT, 0.26),
    ball=(-0.235, -0.27),
    look_of_room="sand",
)
COVERED_MOUTH = _view(
    "covered_mouth",
    "The caregiver hides the mouth behind a hand, takes it away, and smiles",
    7.0,
    (
        _child("look", "caregiver", 0.4),
        _caregiver("look", "child", 0.5),
        _caregiver("cover", 1.0, 1.2, 0.5),
        _caregiver("cover", 0.0, 3.4, 0.5),
        _caregiver("smile", 1.0, 4.4),
        _caregiver("smile", 0.0, 6.0),
    ),
    ball=(-0.15, -0.25),
)
OBJECT_BETWEEN = _view(
    "object_between",
    "The caregiver holds a ball up between the two, and both look at it; then at each other",
    7.0,
    (
        _caregiver("hold", 1.0, 0.6, 0.6),
        _child("look", "caregiver", 1.2),
        _caregiver("look", "child", 1.6),
        _caregiver("hold", 0.0, 3.6, 0.6),
        _child("look", "toy", 3.7),
        _child("look", "caregiver", 5.0),
    ),
    ball=(-0.15, -0.25),
)
FROM_BEHIND = _view(
    "from_behind",
    "The child turns round, plays with the back to the camera, and turns again; nobody leaves",
    7.0,
    (
        _caregiver("look", _TO_CHILD, 0.6),
        _child("look", "behind", 1.2, 0.8),
        _child("turned", 1.0, 1.2, 0.8),
        _child("look", "toy", 5.2, 0.8),
        _child("turned", 0.0, 5.2, 0.8),
    ),
    seats=_pair("lin", "kai", LEFT, 0.275),
    look_of_room="sky",
)
LYING = _view(
    "lying",
    "The child lies, the head to one side of the picture, and smiles at the camera",
    6.0,
    (
        _caregiver("look", "child", 0.6),
        _child("smile", 1.0, 2.0),
        _child("smile", 0.0, 4.2),
    ),
    seats={
        "caregiver": Seat("caregiver", "mara", LEFT, (-0.30, 0.035, 0.36), "work"),
        "child": Seat("child", "noa", RIGHT, (0.13, -0.28, 0.20), "camera", lies_deg=-90.0),
    },
    ball=(-0.1, -0.16),
    blanket=True,
)
TILTED_CAMERA = _view(
    "tilted_camera",
    "The camera stands askew by 18°: a look, answered by a smile",
    6.0,
    (
        _child("look", "caregiver", 1.0),
        _caregiver("look", "child", 1.8),
        _caregiver("smile", 1.0, 2.6),
        _child("smile", 1.0, 3.2),
        _child("smile", 0.0, 4.6),
        _child("look", "toy", 4.9),
    ),
    roll_deg=18.0,
)
MOVED_CAMERA = _view(
    "moved_camera",
    "Somebody moves the camera to and fro; nobody leans, comes nearer or leaves",
    6.0,
    (
        Act("camera", "shift", 0.20, 1.0, 0.5),
        Act("camera", "shift", 0.0, 2.0, 0.6),
        Act("camera", "shift", -0.22, 3.6, 0.6),
        Act("camera", "shift", 0.0, 4.6, 0.6),
    ),
    seats=_pair("lin", "kai", LEFT, 0.275),
    look_of_room="sky",
)
TWO_CHILDREN = _view(
    "two_children",
    "A caregiver with two children of one size; one of them looks and smiles",
    6.0,
    (
        _child("look", "caregiver", 1.0),
        _caregiver("look", "child", 1.8),
        _child("smile", 1.0, 2.4),
        _caregiver("smile", 1.0, 3.0),
        _child("smile", 0.0, 4.4),
    ),
    seats={
        "caregiver": Seat("caregiver", "mara", LEFT, (-0.355, 0.035, 0.36), "work", 0.03),
        "child": Seat("child", "noa", RIGHT, (-0.02, 0.0, 0.27), "toy"),
        "other": Seat("child", "kai", RIGHT, (0.34, 0.0, 0.285), "camera"),
    },
    ball=(0.1, -0.27),
)
DIM_LIGHT = _view(
    "dim_light",
    "A fifth of the light: a look, answered by a smile",
    6.0,
    TILTED_CAMERA.segments[0].acts,
    light=0.2,
)
HARD_VIEWS = (
    PROFILE_SMILES,
    TURNED_REST,
    COVERED_MOUTH,
    OBJECT_BETWEEN,
    FROM_BEHIND,
    LYING,
    TILTED_CAMERA,
    MOVED_CAMERA,
    TWO_CHILDREN,
    DIM_LIGHT,
)

CLIPS = {
    clip.name: clip
    for clip in (PLAY, APART, OWN_WORK, STILL_FACE, TWO_CAREGIVERS, MISMATCH_REPAIR, TUTORIAL, *HARD_VIEWS)
}
