"""Trials and latencies from markers as plain JSON, as docs/cli.md describes them."""

from __future__ import annotations

from coder.exchanges.trials import TrialLatency
from coder.report.figures.trial_latencies import TrialLatencies
from coder.report.pages.json_record import result_json


def trial_latencies_json(found: TrialLatencies) -> dict[str, object]:
    """Return the figures as docs/cli.md describes them."""
    return {
        "marker": found.marker,
        "subject": found.subject,
        "code": found.code,
        "by": found.by or None,
        "groups": [
            {"group": one.group, "trials": one.trials, "latency": result_json(one.latency)} for one in found.groups
        ],
        "test": result_json(found.test) if found.test is not None else None,
        "notes": list(found.notes),
    }


def trial_json(recording: str, one: TrialLatency) -> dict[str, object]:
    """Return one trial, and how soon the act came in it."""
    trial, act = one.trial, one.act
    return {
        "recording": recording,
        "marker": trial.marker.code,
        "event": trial.marker.id,
        "subject": trial.marker.subject,
        "number": trial.number,
        "onset_us": trial.span.onset_us,
        "offset_us": trial.span.offset_us,
        "factors": [list(pair) for pair in trial.factors],
        "coder": trial.marker.coder,
        "act": act.id if act is not None else None,
        "latency_us": one.latency_us,
        "latency_bound_us": one.bound_us,
        "watched_us": one.watched_us,
        "ending": one.ending.value,
    }
