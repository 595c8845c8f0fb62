"""Numbers of an episode by itself, conditions side by side, and figures beyond the usual: worked out by hand."""

import json
from dataclasses import replace

import pytest

from coder.exchanges.pairing import RULES
from coder.report.figures.bid_answers import OUT_ASKED, answers_of
from coder.report.figures.episode_figures import chosen_episodes, episodes_of
from coder.report.figures.latency_comparison import latencies_of
from coder.report.figures.recording_figures import numbers_of
from coder.report.figures.supplementary_figures import PARTS, further_of, parts_named
from coder.report.pages.json_record import further_json, latencies_json, numbers_json
from coder.vocabulary.errors import Cancelled, StudyError
from coder.vocabulary.scheme import Role, builtin_scheme, combined
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event

SCHEME, RULE, SPAN = builtin_scheme(), RULES["prompt-3s"], Interval(0, 90 * S)

# Play, still face, reunion, half a minute each. Before the reunion begins the child looks already.
EVENTS = [
    event("p", "together", "play", 0, 30),
    event("s", "together", "still_face", 30, 60),
    event("r", "together", "reunion", 60, 90),
    event("a", "child", "smile", 5, 6),
    event("b", "caregiver", "smile", 6, 7),  # answers after 1 s
    event("c", "child", "smile", 29, 30),  # watched for 1 s: then the caregiver had been asked not to answer
    event("d", "child", "smile", 40, 41),  # nobody was to answer
    event("e", "child", "look_to_caregiver", 58, 64),
    event("f", "caregiver", "touch", 61, 63),  # answers none: the look began before the reunion
    event("g", "child", "smile", 70, 71),
    event("h", "caregiver", "smile", 72, 73),  # answers after 2 s
]


def of_episode(code, events=EVENTS):
    (episode,) = chosen_episodes(episodes_of(events, scheme=SCHEME), code)
    return numbers_of(events, scheme=SCHEME, rule=RULE, span=SPAN, recording="r1", episode=episode)


def test_episodes_are_in_order_with_what_they_were_meant_to_last():
    found = episodes_of(EVENTS, scheme=SCHEME)
    assert [(e.code, e.interval.duration_us, e.planned_us) for e in found] == [
        ("play", 30 * S, 120 * S),
        ("still_face", 30 * S, 120 * S),
        ("reunion", 30 * S, 120 * S),
    ]
    with pytest.raises(StudyError, match="no episode 'bath'; there are play, reunion, still_face"):
        chosen_episodes(found, "bath")
    with pytest.raises(StudyError, match="no episode is coded"):
        chosen_episodes((), "all")


def test_an_episode_counts_the_bids_that_begin_in_it():
    play, reunion = of_episode("play"), of_episode("reunion")
    assert (play.counted, play.latency.n_events, play.observable_us) == (2, 1, 30 * S)
    assert play.bids.estimate == pytest.approx(2 / 30 * 3600)
    # The touch at 61 s cannot answer the look of 58 s here, and answers no other bid.
    assert (reunion.counted, reunion.latency.times) == (1, (2,))
    look = next(act for act in reunion.acts if act.code == "look_to_caregiver")
    assert (look.often.n, look.lasting.total_time) == (0, 4)
    assert json.loads(json.dumps(numbers_json(play), allow_nan=False))["episode"]["planned_us"] == 120 * S


def test_a_bid_just_before_the_still_face_is_watched_until_it_begins():
    whole = numbers_of(EVENTS, scheme=SCHEME, rule=RULE, span=SPAN)
    late = next(item for item in whole.exchanges if item.bid == "c")
    assert late.censored_at_us == 30 * S
    assert late.reason == "from then on the caregiver had been asked not to answer"
    assert of_episode("still_face").left_out[OUT_ASKED] == 2


def test_somebody_who_left_before_an_episode_is_away_in_it():
    left = [*EVENTS, event("x", "caregiver", "leave_view", 50), event("y", "caregiver", "return", 65)]
    assert of_episode("reunion", left).observable_us == 25 * S


def waiting(code, recording="r1"):
    (episode,) = chosen_episodes(episodes_of(EVENTS, scheme=SCHEME), code)
    return answers_of(EVENTS, scheme=SCHEME, rule=RULE, span=SPAN, recording=recording, episode=episode)


def test_conditions_side_by_side_are_one_curve_each_and_one_recording_has_no_clusters():
    found = latencies_of([("play", waiting("play")), ("reunion", waiting("reunion"))], by="episode", rule=RULE)
    assert [(one.group, one.latency.n, one.latency.n_events) for one in found.groups] == [
        ("play", 2, 1),
        ("reunion", 1, 1),
    ]
    assert found.test.estimate is not None
    assert found.model.reason == "clustered errors need two dyads at least"
    json.dumps(latencies_json(found), allow_nan=False)


def test_cox_has_one_ratio_for_each_condition_after_the_first_and_recordings_as_clusters():
    # In every second recording one wait is longer, else nothing would vary between the clusters.
    parts = []
    for k in range(6):
        for name, code in (("at play", "play"), ("come back", "reunion")):
            one = waiting(code, f"r{k}")
            kept = [replace(x, latency_us=x.latency_us and x.latency_us + k % 3 * 700_000) for x in one.kept]
            parts.append((name, replace(one, kept=tuple(kept))))
    found = latencies_of(parts, by="episode", rule=RULE)
    assert [r.name for r in found.model.covariates] == ["come back beside at play"]
    assert found.model.n_clusters == 6
    assert found.test.parameters["stratified"] is True
    by_bid = latencies_of(parts, by="bid", rule=RULE)
    assert [one.group for one in by_bid.groups] == ["smile"]
    assert by_bid.model.reason == "the condition is the same for every bid"


def test_nothing_to_set_side_by_side_says_so():
    for parts in ([], [("play", answers_of([], scheme=SCHEME, rule=RULE, span=SPAN))]):
        found = latencies_of(parts, by="condition", rule=RULE)
        assert found.test.reason
        assert found.model.reason
        json.dumps(latencies_json(found), allow_nan=False)


def test_further_figures_by_hand():
    told = []
    numbers = numbers_of(EVENTS, scheme=SCHEME, rule=RULE, span=SPAN)
    found = further_of(numbers, scheme=SCHEME, progress=told.append)
    assert (found.sweep.windows[0], found.sweep.windows[-1]) == (0.5, 10)
    # Smiles at 5, 29 and 70 s count; answered within 0.5, 1 and 3 s: none, one, two.
    assert [found.sweep.points[k].count for k in (0, 1, 5)] == [0, 1, 2]
    assert found.shuffle.estimate == numbers.chance.estimate
    # child smile, caregiver smile; child smile (29 s) | still face | touch, child smile, caregiver smile.
    assert found.lags[0].cell("child smile", "caregiver smile")["observed"] == 2
    assert found.lags[0].n == 4
    assert [one.parameters["lag"] for one in found.lags] == [1, 2, 3]
    assert {(t.subject, t.group, t.result.n) for t in found.transitions} == {
        ("child", "gaze", 0),
        ("child", "mouth", 3),
        ("caregiver", "mouth", 1),
        ("caregiver", "hands", 0),
    }
    assert found.together.shared[found.together.rows.index("look_to_caregiver")] == (0, 2)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    json.dumps(further_json(found), allow_nan=False)


@pytest.mark.parametrize("events", [[], [event("a", "child", "smile", 90, 90)]])
def test_further_figures_of_nothing_are_undefined_and_say_why(events):
    numbers = numbers_of(events, scheme=SCHEME, rule=RULE, span=SPAN)
    found = further_of(numbers, scheme=SCHEME, parts=PARTS)
    assert found.shuffle.reason
    assert all(one.reason for one in found.lags)
    json.dumps(further_json(found), allow_nan=False)


def test_a_long_run_stops_where_its_progress_says_stop():
    def stop(share):
        if share > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        numbers_of(EVENTS, scheme=SCHEME, rule=RULE, span=SPAN, progress=stop)


def test_parts_are_named_or_refused():
    assert parts_named("lags, sweep") == ("lags", "sweep")
    assert parts_named("all") == PARTS
    with pytest.raises(StudyError, match="no figure 'sweeps'; name some of sweep, shuffle"):
        parts_named("sweeps")


def test_no_figure_is_made_of_what_only_a_human_codes():
    cues = [code.id for code in builtin_scheme("resourcing").codes if code.role is Role.CAREGIVER]
    assert "short_words" in cues
    events = [*EVENTS, *(event(f"q{k}", "caregiver", code, 10 + k, 12 + k) for k, code in enumerate(cues))]
    studied = combined([SCHEME, builtin_scheme("resourcing")])
    for scheme in (SCHEME, studied):
        numbers = numbers_of(events, scheme=scheme, rule=RULE, span=SPAN)
        further = further_of(numbers, scheme=scheme, parts=PARTS)
        text = json.dumps([numbers_json(numbers), further_json(further)])
        assert not [code for code in cues if f'"{code}"' in text or f" {code}" in text]
