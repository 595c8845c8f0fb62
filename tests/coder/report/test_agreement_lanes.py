"""Lanes of two coders along time: alike, different, said by one alone; what is within the tolerance is left out."""

from __future__ import annotations

from coder.report.figures.agreement_lanes import agreement_lanes
from coder.report.figures.coder_agreement import CodedTwice
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event

KIM = [("child", "look_to_caregiver", 0, 10), ("child", "turn_away", 10, 18), ("caregiver", "touch", 3)]
LEE = [("child", "look_to_caregiver", 0, 8), ("child", "turn_away", 8, 18.3), ("caregiver", "touch", 12, 12)]


def pieces_of(first, second, tolerance_s: float) -> dict[tuple[str, str], list[tuple[object, ...]]]:
    coded = CodedTwice(
        recording="r1",
        span=Interval(0, 20 * S),
        whole=Interval(0, 20 * S),
        first=tuple(event(f"a{n}", *row, coder="kim") for n, row in enumerate(first)),
        second=tuple(event(f"b{n}", *row, coder="lee") for n, row in enumerate(second)),
    )
    return {
        (lane.subject, lane.group): [
            (piece.interval.onset_us / S, piece.interval.offset_us / S, piece.first, piece.second)
            for piece in lane.pieces
        ]
        for lane in agreement_lanes([coded], builtin_scheme(), tolerance_s=tolerance_s)
    }


def test_where_both_say_the_same_and_where_not():
    lanes = pieces_of(KIM, LEE, 0.5)
    assert lanes["child", "gaze"] == [
        (0, 8, "look_to_caregiver", "look_to_caregiver"),
        (8, 10, "look_to_caregiver", "turn_away"),
        (10, 18, "turn_away", "turn_away"),
    ], "the last .3 s are within the tolerance"
    (touches,) = [pieces for (subject, _), pieces in lanes.items() if subject == "caregiver"]
    assert [(at, first, second) for at, _, first, second in touches] == [(3, "touch", None), (12, None, "touch")]


def test_what_lies_outside_of_what_is_compared_is_in_no_lane():
    (lane,) = pieces_of([("child", "smile", 15, 25)], [("child", "smile", 16, 30)], 0.5).values()
    assert lane == [(15, 16, "smile", None), (16, 20, "smile", "smile")]
