"""What is true of a clip: events from the scripted values by stated thresholds, and the exchanges that follow.

Everything is on the frames' own times, so an onset is the PTS of a frame, and a clip of the same pictures on other
times (variable frame rate) has a truth of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np
from acts import Clip

RULES: dict[str, str] = {
    "look_to_caregiver": "head within 55° of the line between the heads' mid-eye points; ends past 60°",
    "look_to_child": "head within 55° of the line between the heads' mid-eye points; ends past 60°",
    "turn_away": "head 105° or more from that line; ends below 100°",
    "smile": "half of the scripted smile or more",
    "reach": "the arm has gone 15 % of its way out; ends when half of it is taken back",
    "approach": "the child has gone 15 % of the way nearer (0.8 head widths in all); ends on arrival",
    "lean_in": "the trunk has gone 15 % of its way; ends when half of it is taken back",
    "touch": "hand within 12 mm of the child's skin or clothes; ends past 20 mm",
    "leave_view": "first frame with less than 2 % of the person (what is above the table) in the picture",
    "return": "first frame with 2 % or more of the person in the picture again",
    "not_observable": "the caregiver is out of the picture",
    "separation": "the child is in the picture and no caregiver is",
    "reunion": "both in the picture after a separation, for at most ten seconds",
    "face_to_face": "look_to_caregiver and look_to_child at the same time",
    "contact": "touch",
}
"""When each code begins and ends. Written into every truth file."""

HELD_RULES = {
    "look_to_held": "as look_to_caregiver, while something is held up between the two (half of its way or more)",
    "joint_look": "look_to_held and look_to_child at the same time",
}
"""The same, for clips in which something is held up."""

PROMPT_WINDOW_US = 3_000_000
REUNION_US = 10_000_000
BIDS = ("look_to_caregiver", "smile", "reach", "approach")
RESPONSES = ("look_to_child", "smile", "touch", "lean_in", "return")

Frames = list[dict[str, Any]]


def hysteresis(values: np.ndarray, on: Callable[[float], bool], off: Callable[[float], bool]) -> list[tuple[int, int]]:
    """Runs of frames [first, stop) that begin where ``on`` holds and end where ``off`` does."""
    runs, first = [], None
    for i, value in enumerate(values):
        if first is None and on(value):
            first = i
        elif first is not None and off(value):
            runs.append((first, i))
            first = None
    if first is not None:
        runs.append((first, len(values)))
    return runs


def outward(values: np.ndarray) -> list[tuple[int, int]]:
    """Runs of a movement out and back: from 15 % of the way out until half of it is taken back."""
    runs = []
    for first, stop in hysteresis(values, lambda v: v >= 0.15, lambda v: v < 0.15):
        most = first + int(np.argmax(values[first:stop]))
        back = np.flatnonzero(values[most:stop] < 0.5)
        runs.append((first, most + int(back[0]) if len(back) else stop))
    return runs


def _both(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> list[tuple[int, int]]:
    shared = [(max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b]
    return [run for run in shared if run[0] < run[1]]


def _without(runs: list[tuple[int, int]], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of runs outside others."""
    for first, stop in taken:
        runs = [part for a, b in runs for part in ((a, min(b, first)), (max(a, stop), b)) if part[0] < part[1]]
    return runs


class Truth:
    """Events and exchanges of one clip on given frame times."""

    def __init__(self, clip: Clip, frames: Frames, pts_us: list[int], scripted_s: list[float], end_us: int) -> None:
        self.clip, self.frames, self.pts, self.scripted, self.end = clip, frames, pts_us, scripted_s, end_us
        self.child = next(name for name, seat in clip.seats.items() if seat.role == "child")
        self.caregivers = [name for name, seat in clip.seats.items() if seat.role == "caregiver"]
        self.events: list[dict[str, Any]] = []
        self._make_events()
        self.events.sort(key=lambda e: (e["onset_us"], e["offset_us"], e["subject"], e["code"]))
        for k, event in enumerate(self.events):
            event["id"] = f"e{k + 1}"

    def _column(self, who: str, get: Callable[[dict[str, Any]], float]) -> np.ndarray:
        return np.array([get(frame["people"][who]) for frame in self.frames])

    def _facing(self, who: str, at: str) -> np.ndarray:
        return self._column(who, lambda m: m["facing"][at])

    def _channel(self, who: str, name: str) -> np.ndarray:
        return self._column(who, lambda m: m["channels"][name])

    def _seen(self, who: str) -> np.ndarray:
        return self._column(who, lambda m: m["in_picture"]) >= 0.02

    def _at(self, index: int) -> int:
        return self.pts[index] if index < len(self.pts) else self.end

    def _add(self, subject: str, code: str, run: tuple[int, int], channel: str | None, *, point: bool = False) -> None:
        onset = self._at(run[0])
        event: dict[str, Any] = {
            "subject": subject,
            "code": code,
            "onset_us": onset,
            "offset_us": onset if point else self._at(run[1]),
        }
        if subject == self.child and not any(self._seen(other)[run[0]] for other in self.caregivers):
            event["caregiver_in_view"] = False
        if channel:
            movement = self._movement(subject, channel, run[0])
            if movement:
                event["movement"] = movement
        self.events.append(event)

    def _movement(self, who: str, channel: str, index: int) -> dict[str, int] | None:
        """First frames at or after the start, the half-way and the arrival of the act behind an onset."""
        now, start, best = self.scripted[index], 0.0, None
        for segment in self.clip.segments:
            for act in segment.acts:
                begin = start + act.at
                if act.who == who and act.channel == channel and begin <= now and (best is None or begin > best[0]):
                    best = (begin, act.over)
            start += segment.seconds
        if best is None:
            return None
        times = {"start_us": best[0], "half_us": best[0] + best[1] / 2, "arrival_us": best[0] + best[1]}
        return {name: self._at(bisect_left(self.scripted, t - 1e-9)) for name, t in times.items()}

    def _make_events(self) -> None:
        looks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        at_held: list[tuple[int, int]] = []
        child_seen = self._seen(self.child)
        for other in self.caregivers:
            for who, at in ((self.child, other), (other, self.child)):
                facing = self._facing(who, at)
                both_seen = self._seen(who) & self._seen(at)
                facing = np.where(both_seen | (who == self.child), facing, 180.0)
                looks[who, at] = hysteresis(facing, lambda v: v <= 55, lambda v: v > 60)
                code = "look_to_caregiver" if who == self.child else "look_to_child"
                up = hysteresis(self._channel(other, "hold"), lambda v: v >= 0.5, lambda v: v < 0.5)
                if who == self.child and up:
                    for run in _both(looks[who, at], up):
                        self._add(who, "look_to_held", run, "look")
                    at_held, looks[who, at] = _both(looks[who, at], up), _without(looks[who, at], up)
                for run in looks[who, at]:
                    self._add(who, code, run, "look")
                if who != self.child and up:
                    for run in _both(at_held, looks[who, at]):
                        self._add("together", "joint_look", run, None)
                if who == self.child and len(self.caregivers) == 1:
                    for run in hysteresis(facing, lambda v: v >= 105, lambda v: v < 100):
                        # Away from a caregiver whom the child had been facing.
                        if any(stop <= run[0] for _, stop in looks[who, at]):
                            self._add(who, "turn_away", run, "look")
            for run in _both(looks[self.child, other], looks[other, self.child]):
                self._add("together", "face_to_face", run, None)
            self._caregiver(other)
        for who in (self.child, *self.caregivers):
            for run in hysteresis(self._channel(who, "smile"), lambda v: v >= 0.5, lambda v: v < 0.5):
                self._add(who, "smile", run, "smile")
        for run in outward(self._channel(self.child, "reach")):
            self._add(self.child, "reach", run, "reach")
        nearer = self._channel(self.child, "approach")
        for first, _ in hysteresis(nearer, lambda v: v >= 0.15, lambda v: v < 0.15):
            arrived = first + int(np.argmax(nearer[first:] >= 0.99))
            self._add(self.child, "approach", (first, arrived), "approach")
        nobody = child_seen & ~np.any([self._seen(other) for other in self.caregivers], axis=0)
        apart = hysteresis(nobody, bool, lambda v: not v)
        for run in apart:
            self._add("together", "separation", run, None)
            if run[1] < len(self.pts):
                until = bisect_left(self.pts, self.pts[run[1]] + REUNION_US)
                self._add("together", "reunion", (run[1], until), None)

    def _caregiver(self, who: str) -> None:
        for run in outward(self._channel(who, "lean")):
            self._add(who, "lean_in", run, "lean")
        gap = self._column(who, lambda m: m["hand_gap_m"][self.child])
        for run in hysteresis(gap, lambda v: v <= 0.012, lambda v: v > 0.020):
            self._add(who, "touch", run, "touch")
            self._add("together", "contact", run, None)
        for run in hysteresis(~self._seen(who), bool, lambda v: not v):
            self._add(who, "leave_view", run, "leave", point=True)
            self._add(who, "not_observable", run, None)
            if run[1] < len(self.pts):
                self._add(who, "return", (run[1], run[1]), "leave", point=True)

    def exchanges(self) -> list[dict[str, Any]]:
        """Bids and what follows them under prompt-3s.

        A response answers the nearest earlier bid that has no answer yet and began at most three seconds before, unless
        the caregiver went out of the picture in between. A bid without an answer is censored at the window's
        end, when the caregiver is out of the picture, or at the clip's end: whichever is first.
        """
        bids = [e for e in self.events if e["subject"] == self.child and e["code"] in BIDS]
        responses = [e for e in self.events if e["subject"] in self.caregivers and e["code"] in RESPONSES]
        apart = [(e["onset_us"], e["offset_us"]) for e in self.events if e["code"] == "separation"]
        answer: dict[str, dict[str, Any]] = {}
        for act in responses:
            for bid in reversed(bids):
                waited = act["onset_us"] - bid["onset_us"]
                ended = _watch_ends(bid["onset_us"], apart)
                if bid["id"] in answer or not 0 <= waited <= PROMPT_WINDOW_US:
                    continue
                if ended is not None and ended <= act["onset_us"]:
                    continue
                answer[bid["id"]] = act
                break
        out = []
        for bid in bids:
            response = answer.get(bid["id"])
            latency = response["onset_us"] - bid["onset_us"] if response else None
            ends = [bid["onset_us"] + PROMPT_WINDOW_US, self.end]
            ends += [t for t in (_watch_ends(bid["onset_us"], apart),) if t is not None]
            out.append(
                {
                    "rule": "prompt-3s",
                    "bid": bid["id"],
                    "response": response["id"] if response else None,
                    "latency_us": latency,
                    "censored_at_us": None if response else min(ends),
                }
            )
        return out

    def together(self) -> list[dict[str, Any]]:
        """What the two do at once, what no longer fits and fits again, and what follows a coming back."""
        return together(self.events, self.child)

    def document(self, spoken: list[tuple[float, float]]) -> dict[str, Any]:
        """The whole truth of a clip, as it is written beside it."""
        people = {}
        for who, seat in self.clip.seats.items():
            per_frame = [frame["people"][who] for frame in self.frames]
            others = [name for name in self.clip.seats if name != who]
            values: dict[str, list[Any]] = {
                "head_yaw": [round(m["yaw"], 1) for m in per_frame],
                "head_pitch": [round(m["pitch"], 1) for m in per_frame],
                "head_box": [[round(v) for v in m["head_box"]] for m in per_frame],
                "in_picture": [round(m["in_picture"], 2) for m in per_frame],
                "wrist_left": [[round(v) for v in m["wrists"]["L"]] for m in per_frame],
                "wrist_right": [[round(v) for v in m["wrists"]["R"]] for m in per_frame],
                "jaw": [round(m["jaw"], 2) for m in per_frame],
            }
            for name in ("smile", "reach", "touch", "lean", "approach", "leave", "hold", "cover", "turned"):
                column = [round(m["channels"][name], 2) for m in per_frame]
                if any(column):
                    values[name] = column
            for other in others:
                values[f"facing:{other}"] = [round(m["facing"][other], 1) for m in per_frame]
            people[who] = {
                "role": "other" if who == "other" else seat.role,
                "side": "left" if seat.side < 0 else "right",
                "values": values,
            }
        return {
            "clip": f"{self.clip.name}.mp4",
            "title": self.clip.title,
            "width": 640,
            "height": 480,
            "fps": self.clip.fps,
            "duration_us": self.end,
            "rules": RULES | (HELD_RULES if any(e["code"] in HELD_RULES for e in self.events) else {}),
            "events": self.events,
            "exchanges": self.exchanges(),
            "speech": [{"onset_us": round(a * 1e6), "offset_us": min(self.end, round(b * 1e6))} for a, b in spoken],
            "together": self.together(),
            "people": people,
            "pts_us": self.pts,
        }


def together(events: list[dict[str, Any]], child: str) -> list[dict[str, Any]]:
    """Shared stretches, repairs and reunions that follow from a clip's events.

    * shared: both smile, or each looks to the other; ``bid`` is whoever began, ``response`` the other.
    * repair: after both looked to each other the child turns away (``bid``) from a caregiver who goes on looking, and
      during that same look looks back (``response``).
    * reunion: ``bid`` is the coming together, ``response`` the first act of either that begins in it.
    """
    out = []
    for mine, theirs in (("smile", "smile"), ("look_to_caregiver", "look_to_child")):
        for a in (e for e in events if e["subject"] == child and e["code"] == mine):
            for b in (e for e in events if e["subject"].startswith("caregiver") and e["code"] == theirs):
                if min(a["offset_us"], b["offset_us"]) > max(a["onset_us"], b["onset_us"]):
                    first, second = (a, b) if a["onset_us"] <= b["onset_us"] else (b, a)
                    out.append(_pair("shared", first, second, second["onset_us"] - first["onset_us"]))
    for away in (e for e in events if e["code"] == "turn_away"):
        held = [e for e in events if e["code"] == "look_to_child" and e["onset_us"] < away["onset_us"] < e["offset_us"]]
        for look in held:
            facing = [e for e in events if e["code"] == "look_to_caregiver" and look["onset_us"] < e["offset_us"]]
            before = [e for e in facing if e["offset_us"] <= away["onset_us"]]
            back = [e for e in facing if away["onset_us"] < e["onset_us"] < look["offset_us"]]
            if before and back:
                out.append(_pair("repair", away, back[0], back[0]["onset_us"] - away["onset_us"]))
    for again in (e for e in events if e["code"] == "reunion"):
        acts = [
            e
            for e in events
            if e["code"] in BIDS + RESPONSES
            and e["code"] != "return"
            and again["onset_us"] <= e["onset_us"] < again["offset_us"]
        ]
        if acts:
            out.append(_pair("reunion", again, acts[0], acts[0]["onset_us"] - again["onset_us"]))
    return out


def _pair(kind: str, bid: dict[str, Any], response: dict[str, Any], latency_us: int) -> dict[str, Any]:
    return {"kind": kind, "bid": bid["id"], "response": response["id"], "latency_us": latency_us}


def _watch_ends(onset: int, apart: list[tuple[int, int]]) -> int | None:
    ends = [max(first, onset) for first, last in apart if last > onset]
    return min(ends, default=None)
