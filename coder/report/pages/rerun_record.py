"""What lies beside a research page as a file: everything that decides its bytes, and every number in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.recording_figures import DRAWS, STEP_S, Numbers
from coder.report.figures.vocal_turns import both_heard, turns_of
from coder.report.pages.caregiver_side import beside_json
from coder.report.pages.json_record import numbers_json, rule_json, turns_json
from coder.stats.result import LEVEL
from coder.vocabulary.scheme import Scheme


def parameters(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[CoderAgreement] = (), day: str | None = None
) -> dict[str, object]:
    """Return everything that decides the bytes of a report."""
    return {
        "audience": "research",
        "day": day,
        "app": {"name": "dyadmirror", "version": version("dyadmirror")},
        "scheme": {
            "id": scheme.id,
            "version": scheme.version,
            "codes": len(scheme.codes),
            "definitions": [
                {"who": one.role.value, "code": one.id, "kind": one.kind.value, "means": one.description or one.label}
                for one in scheme.codes
            ],
        },
        "recordings": [
            {
                "recording": numbers.recording,
                "coder": numbers.coder,
                "events": len(numbers.events),
                "events_sha256": events_digest(numbers),
                "span_us": [numbers.span.onset_us, numbers.span.offset_us],
                "rule": rule_json(numbers.rule),
                "context_sha256": _digest(beside_json(numbers.beside)),
                "seed": numbers.seed,
            }
            for numbers in told
        ],
        "contingency": {"step_s": STEP_S, "target": "onset"},
        "chance": {"draws": DRAWS, "statistic": "answered"},
        "interval_level": LEVEL,
        "agreement": [
            {"coders": [one.first, one.second], "step_s": one.step_s, "tolerance_s": one.tolerance_s}
            for one in agreements
        ],
    }


def events_digest(numbers: Numbers) -> str:
    """Return a fingerprint of the events and of what humans said of bids: another one means other data."""
    rows = [[e.subject, e.code, e.onset_us, e.offset_us, e.coder, e.origin.value] for e in numbers.events]
    words = [[item.bid_interval.onset_us, item.bid_code, item.outcome.value] for item in numbers.exchanges]
    return _digest([sorted(rows), words])


def record_text(
    page: str, *, asked: Mapping[str, object], parameters: Mapping[str, object], told: Sequence[Numbers]
) -> str:
    """Return the file: what was asked, the page's own fingerprint, the parameters, and a line for each figure."""
    head = {"asked": asked, "page_sha256": hashlib.sha256(page.encode()).hexdigest(), "parameters": parameters}
    lines = [f" {json.dumps(key)}: {_packed(value)}" for key, value in head.items()]
    numbers = ",\n".join(_figures(one) for one in told)
    return "{\n" + ",\n".join(lines) + ',\n "numbers": [\n' + numbers + "\n ]\n}\n"


def _figures(numbers: Numbers) -> str:
    turns = {"voices_in_turn": turns_json(turns_of(numbers))} if both_heard(numbers) else {}
    told = sorted((numbers_json(numbers) | turns).items())
    return "  {\n" + ",\n".join(f"   {json.dumps(key)}: {_packed(value)}" for key, value in told) + "\n  }"


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
