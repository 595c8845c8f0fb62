"""The research view: the same story, with every statistic, a methods paragraph and the parameters of a rerun."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from coder.exchanges.pairing import Outcome
from coder.report.figures.coder_agreement import CONDITION_WORDS, Agreement
from coder.report.figures.recording_figures import DRAWS, STEP_S, Numbers
from coder.report.pages.caregiver_side import beside_block, beside_json
from coder.report.pages.json_record import numbers_json, rule_json
from coder.report.pages.methods_paragraph import methods_words
from coder.report.pages.several_recordings import fading_block, over_time_blocks, rhythm_block, series_blocks
from coder.report.phrases import (
    CANNOT_SHOW,
    FACTS,
    FACTS_ARE_NO_BAR,
    FEWER_SIGNALS,
    act_name,
    basis_words,
    chance_name,
    counted_words,
    counting_words,
    mirror_words,
    moments,
)
from coder.report.render import drawings
from coder.report.render.html_page import bullets, figure, heading, page, para, table, verbatim
from coder.stats.result import LEVEL, Result
from coder.vocabulary.scheme import Scheme

HEADINGS = ("figure", "estimate", "95 % interval", "n", "undefined because")


def research_page(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[Agreement] = (), day: str | None = None
) -> str:
    """Return the research view of one or more recordings, each for itself."""
    blocks = [heading(1, "Exchanges, latency and repair"), para(mirror_words(len(told), agreements))]
    if day:
        blocks.append(para(f"Made on {day}.", small=True))
    for numbers in told:
        blocks += _recording(numbers, [one for one in agreements if numbers.recording in one.recordings])
    blocks += over_time_blocks(told, scheme=scheme, statistics=True)
    blocks += fading_block(told[0]) if len(told) == 1 else []
    blocks += [heading(2, "Coder agreement"), *_agreement(agreements)]
    blocks += [
        heading(2, "Reference facts, as context"),
        *(para(f"{fact} ({source}.)") for fact, source in FACTS),
        para(FACTS_ARE_NO_BAR),
        heading(2, "What these figures cannot show"),
        bullets(CANNOT_SHOW),
        heading(2, "Methods, ready to paste"),
        para(methods_words(told, agreements)),
        heading(2, "Parameters"),
        para("The same events under these parameters give the same bytes again.", small=True),
        verbatim(_json(parameters(told, scheme=scheme, agreements=agreements, day=day))),
        heading(2, "All numbers"),
        verbatim("[\n" + ",\n".join(_packed(numbers) for numbers in told) + "\n]"),
    ]
    return page("Exchanges, latency and repair", blocks)


def parameters(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[Agreement] = (), day: str | None = None
) -> dict[str, object]:
    """Return everything that decides the bytes of a report."""
    return {
        "audience": "research",
        "day": day,
        "app": {"name": "dyadmirror", "version": version("dyadmirror")},
        "scheme": {"id": scheme.id, "version": scheme.version, "codes": len(scheme.codes)},
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


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _recording(numbers: Numbers, agreements: Sequence[Agreement]) -> list[str]:
    match = numbers.matchings[0].result
    answered = numbers.outcomes[Outcome.ANSWERED]
    found_again = f" Mismatches ended in a match {moments(match.repairs)}." if match.repairs else ""
    found = f"The child's bids found an answer {moments(answered)}." if answered else ""
    there = _there(numbers)
    if not numbers.exchanges:
        found = "No bid was coded."
    elif not answered and not there:
        found = "No answer to a bid was seen."
    basis = [
        counting_words(numbers.rule, windows=numbers.full_presence.names),
        basis_words(numbers),
        _agreement_line(agreements),
    ]
    return [
        heading(2, f"Recording {numbers.recording}: what was answered and repaired"),
        para(" ".join(said for said in (there, found, found_again.strip()) if said)),
        beside_block(numbers.beside),
        *series_blocks(numbers),
        *_drawn("Timeline", drawings.ribbon(numbers), [numbers.matchings[0].definition, *basis]),
        *rhythm_block(numbers),
        heading(3, "Bids and outcomes"),
        table(
            "Every confirmed bid",
            ("outcome", "bids"),
            [(outcome.value, str(numbers.outcomes[outcome])) for outcome in Outcome],
        ),
        bullets(f"{count} left out of the figures about answers: {why}." for why, count in numbers.left_out.items()),
        para(f"Bids per hour: {_with_interval(numbers.bids)}. {FEWER_SIGNALS}"),
        *_drawn("Latency", drawings.latency_curve(numbers, band=True), ["Band: pointwise 95 % interval.", *basis]),
        *_drawn(
            "Answers beside chance",
            drawings.chance_line(numbers),
            [f"Here: {chance_name(numbers.rule)}.", *basis],
        ),
        heading(3, "Figures"),
        table(f"Recording {numbers.recording}", HEADINGS, [_row(name, result) for name, result in _named(numbers)]),
        _two_by_two(numbers),
        *([para(numbers.missed.words)] if numbers.missed is not None else []),
        bullets(_notes(numbers)),
    ]


def _there(numbers: Numbers) -> str:
    """Say first at how many signals somebody was there before any act could answer."""
    answers = numbers.answers
    words = (
        (Outcome.ALREADY_THERE, "the caregiver was already there"),
        (Outcome.ACKNOWLEDGED, "the caregiver acknowledged the child"),
        (Outcome.AVAILABLE_NEARBY, "the caregiver was near and available"),
    )
    lines = []
    for outcome, said in words:
        count = answers.became(outcome)
        if count:
            lines.append(f"At {'one signal' if count == 1 else f'{count} signals'} {said}.")
    return " ".join(lines)


def _drawn(title: str, drawing: str, caption: Sequence[str]) -> list[str]:
    return [heading(3, title), figure(drawing, caption)] if drawing else []


def _named(numbers: Numbers) -> list[tuple[str, Result]]:
    chance, mean = numbers.chance, numbers.latency.restricted_mean
    found: list[tuple[str, Result]] = [("bids per hour", numbers.bids), ("latency, median (s)", numbers.latency)]
    if mean is not None:
        found.append((f"latency, mean up to {mean.parameters['tau']:g} s", mean))
    found += [(chance_name(numbers.rule), chance), ("odds ratio of an answer after a bid", numbers.contingency)]
    for one in numbers.matchings:
        found.append((f"share of time in which states fit ({one.states})", one.result))
        if one.result.time_to_repair is not None:
            found.append((f"time to repair, median (s) ({one.states})", one.result.time_to_repair))
    for act in numbers.acts:
        found.append((f"{act_name(act)}, per minute", act.often))
        if act.lasting is not None:
            found.append((f"{act_name(act)}, share of time", act.lasting))
    return found


def _row(name: str, result: Result) -> tuple[str, ...]:
    estimate = "undefined" if result.estimate is None else f"{result.estimate:.3f}"
    interval = "none"
    if result.interval is not None:
        low, high = ("open" if end is None else f"{end:.3f}" for end in result.interval)
        interval = f"{low} to {high}"
    return name, estimate, interval, counted_words(result), result.reason or ""


def _with_interval(result: Result) -> str:
    _, estimate, interval, n, reason = _row("", result)
    return f"{estimate} (95 % interval {interval}, {n})" if not reason else f"undefined, {reason}"


def _two_by_two(numbers: Numbers) -> str:
    (a, b), (c, d) = numbers.contingency.table
    return table(
        f"Seconds with and without the onset of an answer (units of {STEP_S:g} s)",
        ("time", "with", "without"),
        [("inside a window after a bid", f"{a:g}", f"{b:g}"), ("outside", f"{c:g}", f"{d:g}")],
    )


def _notes(numbers: Numbers) -> list[str]:
    """Every note once, with the figures that it belongs to."""
    notes = []
    table_, test = numbers.contingency, numbers.chance
    if table_.yules_q is not None and table_.adjusted_residual is not None:
        notes.append(f"Table: Yule's Q {table_.yules_q:.3f}, adjusted residual {table_.adjusted_residual:.2f}.")
    if test.null_mean is not None and test.null_interval is not None and test.p_value is not None:
        low, high = test.null_interval
        notes.append(
            f"By chance: mean share {test.null_mean:.3f}, 95 % of shifts {low:.3f} to {high:.3f}, mid-p "
            f"{test.p_value:.4f} ({test.draws} shifts, seed {numbers.seed})."
        )
    notes += [f"{note[0].upper()}{note[1:]}." for note in numbers.notes]
    about: dict[str, list[str]] = {}
    for name, result in _named(numbers):
        for note in result.notes:
            about.setdefault(note, []).append(name)
    return [*notes, *(f"{note[0].upper()}{note[1:]} ({'; '.join(names)})." for note, names in about.items())]


def _agreement_line(agreements: Sequence[Agreement]) -> str:
    if not agreements:
        return "Coder agreement: not known, for one person coded."
    kappas = [
        f"{group.subject} {group.result.group} {_short(group.result.time_unit)}"
        for one in agreements
        for group in one.groups
    ]
    return f"Coder agreement (time-unit kappa): {'; '.join(kappas)}."


def _short(result: Result) -> str:
    return "undefined" if result.estimate is None else f"{result.estimate:.2f}"


def _agreement(agreements: Sequence[Agreement]) -> Iterable[str]:
    if not agreements:
        return [para("One person coded; agreement is undefined.")]
    blocks = []
    for one in agreements:
        blocks.append(
            table(
                f"{one.first} and {one.second}: kappa over {', '.join(one.recordings)}",
                HEADINGS,
                [
                    _row(f"{g.subject} {g.result.group} ({g.result.condition}), {how}", result)
                    for g in one.groups
                    for how, result in (("moment by moment", g.result.time_unit), ("act by act", g.result.alignment))
                ],
            )
        )
        conditions = sorted({g.result.condition for g in one.groups})
        blocks.append(bullets(f"{note}." for note in one.notes))
        blocks.append(bullets(f"{condition}: {CONDITION_WORDS[condition]}." for condition in conditions))
    return blocks


def _json(value: object) -> str:
    """One line for each key, and one for a whole list of plain values: a long curve is not a long page."""
    spread = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return re.sub(r"\[\n[^\[\]{}]*\]", lambda found: " ".join(found.group().split()), spread)


def _packed(numbers: Numbers) -> str:
    """One line for each figure of a recording, so that some pages hold what else would fill a hundred."""
    told = sorted(numbers_json(numbers).items())
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}" for key, value in told]
    return "{\n" + ",\n".join(lines) + "\n}"
