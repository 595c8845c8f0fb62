"""From a clip's acts to poses: where heads, eyes, hands and faces are in each frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from acts import Clip, Segment, Speech, look_track, scalar_track
from figure import Figure, Hand, Pose
from geometry import Array, axis_angle, head_rotation, unit
from people import PEOPLE
from room import TABLE_TOP

CHANNELS = ("smile", "reach", "touch", "lean", "approach", "leave", "hold", "cover", "turned")

LEAN_DEG = 13.0
PROFILE_DEG = 72.0
"""Turn of a head that looks at the other in profile."""
HELD_SHARE = 0.42
"""How far on the way from the child's eyes to the caregiver's something is held up between them."""
APPROACH_M = 0.125
LEAVE_M, LEAVE_RISE_M = 1.10, 0.10
COUNTER_LEAN_DEG = {"caregiver": 3.0, "child": 3.0}
"""Who turns the head sits back a little on that side: without it a turned head would seem to come nearer."""


@dataclass(frozen=True, slots=True)
class State:
    """What one person does in one frame: the scripted values themselves."""

    yaw: float
    pitch: float
    gaze: Array
    channels: dict[str, float]
    jaw: float
    blink: float
    idle: Array


def directions(clip: Clip, who: str) -> dict[str, Array]:
    """Named head directions of a person: yaw toward the picture's right and pitch up, degrees.

    A head stops short of the other's face and the eyes do the rest, as in life; past about 55° no landmark model
    sees a face from the front.
    """
    seat = clip.seats[who]
    inward = -seat.side
    out = {
        "camera": np.array([0.0, 0.0]),
        "work": np.array([inward * 4.0, -20.0]),
        "toy": np.array([inward * clip.toy_yaw, -20.0]),
        "away": np.array([-inward * 33.0, -4.0]),
        "door": np.array([-inward * 42.0, 0.0]),
        "behind": np.array([180.0, 0.0]),
    }
    for name, other in clip.seats.items():
        if name != who:
            toward = np.sign(other.neck[0] - seat.neck[0])
            out[name] = np.array([toward * 51.0, -7.0 if seat.role == "caregiver" else 5.0])
            out[f"{name}, in profile"] = np.array([toward * PROFILE_DEG, -5.0 if seat.role == "caregiver" else 4.0])
    return out


def gaze_points(clip: Clip, who: str) -> dict[str, Array]:
    """What the eyes look at, for each named direction."""
    seat = clip.seats[who]
    neck = np.array(seat.neck)
    inward = -seat.side
    out = {
        "camera": np.array([0.02, -1.75, 0.58]),
        "work": neck + np.array([inward * 0.03, -0.30, -0.20]),
        "toy": np.array([clip.ball[0], clip.ball[1], TABLE_TOP + 0.03]),
        "away": neck + np.array([-inward * 0.8, -0.9, 0.05]),
        "door": neck + np.array([-inward * 1.0, -0.5, 0.12]),
        "behind": neck + np.array([0, 1.0, 0.1]),
    }
    for name, other in clip.seats.items():
        if name != who:
            out[name] = np.array(other.neck) + np.array([0, -0.06, 0.12 if other.role == "caregiver" else 0.07])
            out[f"{name}, in profile"] = out[name]
    return out


class Stage:
    """Evaluates a clip frame by frame."""

    def __init__(self, clip: Clip, envelopes: dict[Speech, tuple[Array, float]]) -> None:
        self.clip = clip
        self.envelopes = envelopes
        self.figures = {who: Figure(PEOPLE[seat.person]) for who, seat in clip.seats.items()}

    def locate(self, frame: int) -> tuple[Segment, float]:
        """The segment of a frame and the time into it."""
        t = frame / self.clip.fps
        for segment in self.clip.segments:
            if t < segment.seconds - 1e-6:
                return segment, t
            t -= segment.seconds
        raise IndexError(f"frame {frame} lies past the end of {self.clip.name}")

    def state(self, frame: int, who: str) -> State:
        """Scripted values of a person in a frame."""
        segment, t = self.locate(frame)
        seat = self.clip.seats[who]
        yaw, pitch = look_track(segment, who, directions(self.clip, who), seat.rest_look).at(t)
        # Eyes arrive before the head does: they run a tenth of a second ahead.
        gaze = look_track(segment, who, gaze_points(self.clip, who), seat.rest_look).at(t + 0.1)
        channels = {name: float(scalar_track(segment, who, name).at(t)[0]) for name in CHANNELS}
        seed = sorted(self.clip.seats).index(who)
        # Sway fades out at both ends, so that segments join without a jump.
        fade = np.clip(min(t, segment.seconds - t) / 0.6, 0, 1)
        phase = t * 2 * np.pi
        idle = fade * np.array(
            [
                1.0 * np.sin(phase / 3.7 + seed) + 0.5 * np.sin(phase / 1.9),
                0.8 * np.sin(phase / 2.9 + 2 * seed),
                0.7 * np.sin(phase / 4.3 + seed),
                np.sin(phase / 3.2 + seed),
                np.sin(phase / 1.1 + seed),
                np.sin(phase / 1.4 + 2 * seed),
            ]
        )
        return State(
            float(yaw),
            float(pitch),
            gaze,
            channels=channels,
            jaw=self._jaw(segment, who, t),
            blink=self._blink(t, seed),
            idle=idle,
        )

    def _jaw(self, segment: Segment, who: str, t: float) -> float:
        for speech in segment.speech:
            if speech.who == who:
                envelope, rate = self.envelopes[speech]
                k = int((t - speech.at) * rate)
                if 0 <= k < len(envelope):
                    return float(envelope[k])
        return 0.0

    @staticmethod
    def _blink(t: float, seed: int) -> float:
        since = (t + 1.1 * seed - 0.9) % 3.3
        return float(np.sin(np.pi * since / 0.24)) if since < 0.24 else 0.0

    def poses(self, frame: int) -> dict[str, Pose]:
        """Pose of everybody in a frame; the child first, because a caregiver's hand goes to where the child is."""
        states = {who: self.state(frame, who) for who in self.clip.seats}
        out: dict[str, Pose] = {}
        for who in sorted(states, key=lambda name: self.clip.seats[name].role != "child"):
            out[who] = self._pose(who, states, out)
        return out

    def _pose(self, who: str, states: dict[str, State], posed: dict[str, Pose]) -> Pose:
        seat, state = self.clip.seats[who], states[who]
        c = state.channels
        inward = -seat.side
        place = np.array(seat.neck) + np.array([0, 0, 0.0015 * state.idle[3]])
        place = place + np.array([inward * APPROACH_M * c["approach"], 0, 0])
        place = place + np.array([seat.side * LEAVE_M * c["leave"], 0, LEAVE_RISE_M * np.sin(np.pi / 2 * c["leave"])])
        turned = inward * state.yaw / 51.0
        lean = inward * (LEAN_DEG * c["lean"] + 6.0 * c["reach"] - COUNTER_LEAN_DEG[seat.role] * max(turned, 0.0))
        bow = 4.0 + 3.0 * c["lean"] + 0.35 * state.idle[3]
        pose = Pose(
            seat=place,
            turn=inward * (10.0 + 8.0 * c["lean"]) * (1 - c["turned"]) + 180.0 * c["turned"],
            head=(state.yaw + state.idle[0], state.pitch + state.idle[1], state.idle[2]),
            gaze=state.gaze,
            lean=lean,
            bow=bow,
            hands=self._hands(who, place, state, posed),
            face=_face(state, grown=seat.role == "caregiver"),
        )
        if c["cover"] > 0:
            far = "R" if inward > 0 else "L"
            pose.hands[far] = self._covering(pose.hands[far], self.figures[who], pose, inward, c["cover"])
        return pose

    def _hands(self, who: str, place: Array, state: State, posed: dict[str, Pose]) -> dict[str, Hand]:
        seat = self.clip.seats[who]
        inward = -seat.side
        near, far = ("L", "R") if inward > 0 else ("R", "L")
        c = state.channels
        down = np.array([0, 0, -1.0])
        if seat.role == "child":
            wobble = 0.006 * state.idle[4:6]
            spread = 0.055
            home = place + np.array([inward * spread, -0.155 + wobble[0], 0])
            home[2] = TABLE_TOP + 0.022 + 0.4 * abs(wobble[1])
            other = place + np.array([-inward * spread, -0.150 + wobble[1], 0])
            other[2] = TABLE_TOP + 0.022
            out_to = place + np.array([inward * 0.190, -0.080, -0.005])
            wrist = home + (out_to - home) * c["reach"] + [0, 0, 0.05 * np.sin(np.pi * c["reach"])]
            fingers = unit(
                np.array([-inward * 0.15, -1, -0.1]) * (1 - c["reach"]) + np.array([inward, -0.25, 0.1]) * c["reach"]
            )
            hands = {
                near: Hand(wrist, fingers, down, curl=16 - 8 * c["reach"]),
                far: Hand(other, np.array([inward * 0.15, -1, -0.1]), down),
            }
            return {side: _turned(hand, place, c["turned"]) for side, hand in hands.items()}
        low = TABLE_TOP + 0.050 + (place[2] - seat.neck[2])
        home = np.array([place[0] + inward * (seat.near_hand + 0.07 * c["lean"]), place[1] - 0.215, low])
        other = np.array([place[0] - inward * 0.12, place[1] - 0.225 + 0.004 * state.idle[4], low])
        hands = {
            near: Hand(home, np.array([inward * 0.60, -0.80, -0.14]), down, 8, np.array([inward * 0.45, 0.4, -0.7])),
            far: Hand(other, np.array([inward * 0.55, -0.9, -0.14]), down, 14, np.array([-inward * 0.55, 0.4, -0.7])),
        }
        if c["touch"] > 0:
            hands[near] = self._touching(hands[near], posed, inward, c["touch"])
        if c["hold"] > 0:
            hands[near] = self._holding(hands[near], place, posed, inward, c["hold"])
        return hands

    def _holding(self, rest: Hand, place: Array, posed: dict[str, Pose], inward: int, share: float) -> Hand:
        """A hand on its way from rest to holding something up on the line between the two."""
        child = next(name for name, seat in self.clip.seats.items() if seat.role == "child")
        eyes = self.figures[child].skeleton_points(posed[child])["eye.L"]
        goal = eyes + HELD_SHARE * (place + np.array([0, -0.06, 0.14]) - eyes) + np.array([0, -0.10, -0.07])
        fingers = unit(np.array([inward * 0.35, -0.25, 0.9]))
        return Hand(
            wrist=rest.wrist + (goal - rest.wrist) * share,
            fingers=unit(rest.fingers * (1 - share) + fingers * share),
            palm=unit(rest.palm * (1 - share) + np.array([inward * 0.9, 0.2, -0.3]) * share),
            curl=14 + 26 * share,
            elbow=unit(np.array([-inward * 0.2, 0.3, -0.9])),
        )

    @staticmethod
    def _covering(rest: Hand, figure: Figure, pose: Pose, inward: int, share: float) -> Hand:
        """A hand on its way from rest to lying before the own mouth."""
        bones, unit_m = figure.skeleton_points(pose), figure.eye_distance
        head = head_rotation(*pose.head)
        mouth = (bones["eye.L"] + bones["eye.R"]) / 2 + head @ (np.array([0, -0.5, -1.15]) * unit_m)
        fingers = unit(head @ np.array([inward * 0.35, -0.05, 1.0]))
        goal = mouth - fingers * 0.105 + np.array([0, -0.045, 0])
        return Hand(
            wrist=rest.wrist + (goal - rest.wrist) * share,
            fingers=unit(rest.fingers * (1 - share) + fingers * share),
            palm=unit(rest.palm * (1 - share) + np.array([0, 1.0, 0]) * share),
            curl=8,
            elbow=np.array([-inward * 0.6, 0.2, -0.8]),
        )

    def ball(self, frame: int, poses: dict[str, Pose]) -> Array | None:
        """Where the ball is while it is held up; None while it lies on the table."""
        for who, seat in self.clip.seats.items():
            if self.state(frame, who).channels["hold"] > 0:
                hand = poses[who].hands["L" if seat.side < 0 else "R"]
                return hand.wrist + 0.105 * hand.fingers + 0.02 * hand.palm
        return None

    def shift(self, frame: int) -> float:
        """How far the camera has been moved to the right, in metres."""
        segment, t = self.locate(frame)
        return float(scalar_track(segment, "camera", "shift").at(t)[0])

    def _touching(self, rest: Hand, posed: dict[str, Pose], inward: int, share: float) -> Hand:
        """A hand on its way from rest to lying on the child's forearm, where it arrives at ``share`` 1."""
        child = next(name for name, seat in self.clip.seats.items() if seat.role == "child")
        placed = self.figures[child].skeleton_points(posed[child])
        side = "R" if inward > 0 else "L"
        arm = (placed[f"lowerarm01.{side}"] + placed[f"wrist.{side}"]) / 2
        fingers = unit(np.array([inward * 1.0, -0.20, -0.25]))
        palm = unit(np.array([inward * 0.10, 0.30, -0.95]))
        goal = arm - fingers * 0.095 + np.array([0.0, -0.015, 0.058])
        elbow = np.zeros(3) if rest.elbow is None else rest.elbow
        over = np.array([0, -0.05, 0.03]) * np.sin(np.pi * share)
        return Hand(
            wrist=rest.wrist + (goal - rest.wrist) * share + over,
            fingers=unit(rest.fingers * (1 - share) + fingers * share),
            palm=unit(rest.palm * (1 - share) + palm * share),
            curl=14 + 4 * share,
            elbow=unit(elbow * (1 - share) + np.array([inward * 0.5, 0.6, -0.5]) * share),
        )


def _turned(hand: Hand, place: Array, share: float) -> Hand:
    """A hand of somebody whose body has turned its back, with it."""
    if share == 0:
        return hand
    spin = axis_angle(np.array([0, 0, 1.0]), 180.0 * share)
    return Hand(place + spin @ (hand.wrist - place), spin @ hand.fingers, hand.palm, hand.curl)


def _face(state: State, *, grown: bool) -> dict[str, float]:
    """Face units of an expression; both sides alike."""
    s = state.channels["smile"]
    both = {
        "mouthSmile": 1.20 * s,
        "mouthStretch": 0.25 * s,
        "cheekSquint": 0.60 * s,
        "mouthDimple": 0.25 * s,
        "eyeSquint": 0.25 * s,
        "mouthUpperUp": 0.30 * s,
        "eyeBlink": min(1.0, state.blink + (0.10 if state.pitch < -12 else 0.0)),
        "mouthLowerDown": 0.25 * state.jaw,
    }
    face = {f"{name}{side}": value for name, value in both.items() for side in ("Left", "Right")}
    face["jawOpen"] = (0.15 if grown else 0.18) * s + 0.38 * state.jaw
    face["browInnerUp"] = 0.18 + 0.10 * s
    return face
