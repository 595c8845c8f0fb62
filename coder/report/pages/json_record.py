"""Numbers as plain JSON, under names that judge nobody and stay as docs/cli.md has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from coder.exchanges.pairing import Outcome, Rule
from coder.report.figures.coded_stretch import Stretch
from coder.report.figures.coder_agreement import STEP_S, CoderAgreement
from coder.report.figures.episode_figures import EpisodeFigures
from coder.report.figures.human_pairing_figures import by_hand_json
from coder.report.figures.latency_comparison import Latencies
from coder.report.figures.model_misses import missed_json
from coder.report.figures.multi_coder_agreement import AgreementOfMany
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.supplementary_figures import Further
from coder.report.figures.time_budget import budget_json, time_budget_of
from coder.report.figures.vocal_turns import Turns
from coder.report.pages.caregiver_side import beside_json
from coder.stats.result import Result, plain
from coder.vocabulary.time import seconds_to_us

_SAID_OTHERWISE = {"percentile": "shuffles_below_percent", "at_risk": "still_watched"}
"""Terms of statistics that sound like a judgement of people when they stand alone in a file."""


def result_json(result: Result | None) -> dict[str, object] | None:
    """Return a result as JSON values; undefined is null, with its reason beside it."""
    if result is None:
        return None
    found = _renamed(plain(result))
    assert isinstance(found, dict)
    return found


def rule_json(rule: Rule) -> dict[str, object]:
    """Return a rule with everything that it decides."""
    return {
        "id": rule.id,
        "window_us": rule.window_us,
        "anchor": rule.anchor.value,
        "overlap_us": rule.overlap_us,
        "adjacent": rule.adjacent,
        "censoring": rule.censoring,
        "direction": rule.direction.value,
        "acknowledged_outside": rule.acknowledged_outside,
        "pairing": rule.pairing,
        "source": rule.source,
    }


def numbers_json(numbers: Numbers) -> dict[str, object]:
    """Return the numbers of one recording as docs/cli.md describes them."""
    return {
        "recording": numbers.recording,
        "coder": numbers.coder,
        "context": beside_json(numbers.beside),
        "episode": episode_json(numbers.episode),
        "rule": rule_json(numbers.rule),
        "seed": numbers.seed,
        "span_us": [numbers.span.onset_us, numbers.span.offset_us],
        "clip_us": [numbers.clip.onset_us, numbers.clip.offset_us],
        "observable_us": numbers.observable_us,
        "presence_known": numbers.presence_known,
        "full_presence_us": [[one.onset_us, one.offset_us] for one in numbers.full_presence.windows],
        "set_aside_us": [[one.onset_us, one.offset_us] for one in numbers.set_aside],
        "timing_bound_us": numbers.timing_bound_us,
        "bids": len(numbers.exchanges),
        "counted_bids": numbers.counted,
        "signals": len(numbers.answers.signals),
        "already_there": numbers.answers.became(Outcome.ALREADY_THERE),
        "accompanied": sum(item.accompanied for item in numbers.answers.signals),
        "acknowledged": numbers.answers.became(Outcome.ACKNOWLEDGED),
        "available_nearby": numbers.answers.became(Outcome.AVAILABLE_NEARBY),
        "left_open": numbers.left_open,
        "cut_short": numbers.answers.cut_short,
        "paired_by_hand": by_hand_json(numbers.answers.by_hand),
        "outcomes": {outcome.value: count for outcome, count in numbers.outcomes.items()},
        "left_out": [{"why": why, "bids": count} for why, count in numbers.left_out.items()],
        "bids_per_hour": result_json(numbers.bids),
        "latency": result_json(numbers.latency),
        "contingency": result_json(numbers.contingency),
        "chance": result_json(numbers.chance),
        "acts": [
            {
                "subject": act.subject,
                "code": act.code,
                "often": result_json(act.often),
                "lasting": result_json(act.lasting),
            }
            for act in numbers.acts
        ],
        "matching": [
            {"states": one.states, "definition": one.definition, "result": result_json(one.result)}
            for one in numbers.matchings
        ],
        "time_budget": budget_json(time_budget_of(numbers)),
        "missed_by_models": missed_json(numbers.missed),
        "notes": list(numbers.notes),
    }


def episode_json(episode: EpisodeFigures | None) -> dict[str, object] | None:
    """Return an episode: what it is called, when it was, and how long it was meant to last."""
    if episode is None:
        return None
    return {
        "code": episode.code,
        "label": episode.label,
        "onset_us": episode.interval.onset_us,
        "offset_us": episode.interval.offset_us,
        "planned_us": episode.planned_us,
    }


def further_json(further: Further) -> dict[str, object]:
    """Return the figures that were asked for; a part that was not asked for is left out."""
    found: dict[str, object] = {}
    if further.sweep is not None:
        found["sweep"] = result_json(further.sweep)
    if further.shuffle is not None:
        found["shuffle"] = result_json(further.shuffle)
    if further.lags is not None:
        found["lags"] = [result_json(one) for one in further.lags]
    if further.transitions is not None:
        found["transitions"] = [
            {"subject": one.subject, "group": one.group, "result": result_json(one.result)}
            for one in further.transitions
        ]
    if further.together is not None:
        found["together"] = result_json(further.together)
    if further.turns is not None:
        found["turns"] = turns_json(further.turns)
    return found


def turns_json(turns: Turns) -> dict[str, object]:
    """Return vocal turn-taking, with every transfer and pause."""
    return {
        "taking": result_json(turns.taking),
        "after_cries": result_json(turns.after_cries),
        "left_out": dict(turns.left_out),
        "unheard_us": turns.unheard_us,
        "spread": None if turns.spread is None else asdict(turns.spread),
    }


def latencies_json(found: Latencies) -> dict[str, object]:
    """Return latency curves of several conditions as docs/cli.md describes them."""
    return {
        "by": found.by,
        "rule": rule_json(found.rule),
        "groups": [
            {"group": one.group, "recordings": list(one.recordings), "latency": result_json(one.latency)}
            for one in found.groups
        ],
        "test": result_json(found.test),
        "model": result_json(found.model),
        "notes": list(found.notes),
    }


def agreement_json(agreement: CoderAgreement) -> dict[str, object]:
    """Return the agreement of two coders as docs/cli.md describes it."""
    return {
        "coders": [agreement.first, agreement.second],
        "recordings": list(agreement.recordings),
        "stretches": _stretches(agreement.stretches),
        "step_us": seconds_to_us(agreement.step_s),
        "tolerance_us": seconds_to_us(agreement.tolerance_s),
        "groups": [
            {
                "subject": one.subject,
                "group": one.result.group,
                "condition": one.result.condition,
                "recordings": list(one.result.recordings),
                "time_unit": _without_acts(one.result.time_unit),
                "alignment": _without_acts(one.result.alignment),
                "counts": [result_json(count) for count in one.result.counts],
                "durations": [result_json(duration) for duration in one.result.durations],
                "expected": [result_json(kappa) for kappa in one.result.expected],
            }
            for one in agreement.groups
        ],
        "disagreements": [
            {
                "recording": place.recording,
                "subject": one.subject,
                "group": one.result.group,
                "condition": one.result.condition,
                "onset_us": seconds_to_us(place.onset),
                "offset_us": seconds_to_us(place.offset),
                "first": place.first,
                "second": place.second,
                "kind": place.kind,
            }
            for one in agreement.groups
            for place in one.result.disagreements
        ],
        "modifiers": [
            {
                "subject": one.subject,
                "code": one.code,
                "modifier": one.modifier,
                "condition": one.condition,
                "matched": one.result.matched,
                "both": one.result.both,
                "same": one.result.same,
                "only_first": one.result.only_first,
                "only_second": one.result.only_second,
                "share_same": one.result.share_same,
                "kappa": result_json(one.result.kappa),
                "differences": [plain(place) for place in one.differences],
            }
            for one in agreement.modifiers
        ],
        "reason": agreement.reason,
        "notes": list(agreement.notes),
    }


def agreement_of_many_json(agreement: AgreementOfMany) -> dict[str, object]:
    """Return the agreement of three or more coders as docs/cli.md describes it."""
    return {
        "coders": list(agreement.coders),
        "recordings": list(agreement.recordings),
        "stretches": _stretches(agreement.stretches),
        "step_us": seconds_to_us(STEP_S),
        "groups": [
            {
                "subject": one.subject,
                "group": one.group,
                "condition": one.condition,
                "recordings": list(one.result.recordings),
                "fleiss": result_json(one.result.fleiss),
                "krippendorff": result_json(one.result.krippendorff),
                "counts": [result_json(count) for count in one.result.counts],
                "durations": [result_json(duration) for duration in one.result.durations],
            }
            for one in agreement.groups
        ],
        "pairs": [agreement_json(pair) for pair in agreement.pairs],
        "reason": agreement.reason,
        "notes": list(agreement.notes),
    }


def _stretches(told: Sequence[Stretch]) -> list[dict[str, object]]:
    return [
        {"recording": recording, "onset_us": part.onset_us, "offset_us": part.offset_us, "whole": part == span}
        for recording, part, span in told
    ]


def _without_acts(result: Result) -> dict[str, object]:
    """Leave the places of disagreement to the one list that can be clicked through."""
    found = result_json(result) or {}
    found.pop("disagreements", None)
    return found


def _renamed(value: object) -> object:
    if isinstance(value, Mapping):
        return {_SAID_OTHERWISE.get(key, key): _renamed(item) for key, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value
