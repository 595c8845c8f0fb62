"""Two people's states side by side: gaps filled, what is the same act, which groups, what was hidden."""

import pytest

from coder.report.figures.state_pairs import NEITHER, groups_of_both, state_pairs
from coder.vocabulary.errors import StudyError
from coder.vocabulary.scheme import builtin_scheme, combined
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event

SCHEME = combined([builtin_scheme(name) for name in ("first_path", "engagement")])
ROWS = (
    ("child", "look_to_caregiver", 2, 5),
    ("caregiver", "look_to_child", 3, 6),
    ("child", "turn_away", 5, 7),
    ("child", "smile", 3, 4),
    ("caregiver:Kim", "smile", 8, 9),
    ("caregiver", "not_observable", 9, 10),
)


def pairs(rows=ROWS, **how):
    events = [event(f"e{k}", who, code, on, off) for k, (who, code, on, off) in enumerate(rows)]
    return state_pairs(events, scheme=SCHEME, span=Interval(0, 10 * S), recording="r1", **how)


def test_gaps_are_a_state_of_their_own_and_what_nobody_saw_is_in_no_cell():
    found = pairs()
    assert (found.child.group, found.caregiver.subject, found.caregiver.group) == ("gaze", "caregiver", "gaze")
    assert [(v.onset, v.offset, v.first, v.second) for v in found.grid.trajectory] == [
        (0, 2, NEITHER, NEITHER),
        (2, 3, "look_to_caregiver", NEITHER),
        (3, 5, "look_to_caregiver", "look_to_child"),
        (5, 6, "turn_away", "look_to_child"),
        (6, 7, "turn_away", NEITHER),
        (7, 9, NEITHER, NEITHER),
    ]
    assert found.grid.coded_time == 9


def test_looking_at_each_other_is_the_same_act_and_doing_nothing_is_not():
    found = pairs(unit_s=1, lag_s=2)
    assert found.alike == (("look_to_caregiver", "look_to_child"),)
    assert found.recurrence.estimate == 9 / 100  # three units of each, every pair of them alike
    assert dict(found.recurrence.profile)[1] == 3 / 9
    assert dict(found.recurrence.profile)[-1] == 1 / 9


def test_codes_of_one_name_are_the_same():
    rows = (("child", "plays_together", 0, 4), ("caregiver", "plays_together", 2, 6), ("child", "turned_in", 6, 8))
    found = pairs(rows, unit_s=1, lag_s=2)
    assert found.child.group == "engagement"
    assert found.recurrence.estimate == 16 / 100
    assert ("plays_together", "plays_together") in found.alike


def test_groups_and_people_can_be_named_and_what_is_not_there_is_said():
    events = [event(f"e{k}", who, code, on, off) for k, (who, code, on, off) in enumerate(ROWS)]
    assert groups_of_both(events, SCHEME) == ("gaze", "mouth")
    found = pairs(child="mouth", who="caregiver:Kim")
    assert (found.child.group, found.caregiver.group) == ("mouth", "mouth")
    with pytest.raises(StudyError, match=r"No state of the group 'hands' is coded for child; there are gaze, mouth\."):
        pairs(child="hands")
    with pytest.raises(StudyError, match="No state of caregiver Ada is coded in r1"):
        pairs(who="caregiver:Ada")
    with pytest.raises(StudyError, match="longer than nothing"):
        pairs(unit_s=0)


def test_a_child_with_a_name_is_the_child():
    named = tuple((who.replace("child", "child:Mia"), *rest) for who, *rest in ROWS)
    found, plain = pairs(named), pairs()
    assert found.child.subject == "child:Mia"
    assert (found.grid.trajectory, found.recurrence.estimate) == (plain.grid.trajectory, plain.recurrence.estimate)
    two = (*named, ("child:Ben", "turn_away", 1, 2))
    assert (pairs(two).child.subject, pairs(two, who="child:Ben").child.subject) == ("child:Mia", "child:Ben")
