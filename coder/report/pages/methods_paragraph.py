"""The methods paragraph of the research view, ready to paste into a manuscript."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from coder.exchanges.pairing import Outcome
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.recording_figures import DRAWS, STEP_S, Numbers
from coder.vocabulary.time import MICROS


def methods_words(told: Sequence[Numbers], agreements: Sequence[CoderAgreement]) -> str:
    """Say what was done with which rule, over how much, and what was left out. Every recording under one rule."""
    rule, seed = told[0].rule, told[0].seed
    seen = sum(numbers.observable_us for numbers in told) / MICROS
    recorded = sum(numbers.span.duration_us for numbers in told) / MICROS
    bids, counted = sum(len(n.exchanges) for n in told), sum(n.counted for n in told)
    bounds = [n.timing_bound_us for n in told if n.timing_bound_us is not None]
    window = rule.window_us / MICROS
    overlap = f", or up to {rule.overlap_us / MICROS:g} s before it" if rule.overlap_us else ""
    if rule.overlap_us is None:
        overlap = ", or at any time during the bid"
    between = " and with no other act in between" if rule.adjacent else ""
    many, were = (f"{_begun(len(told))} recordings", "were") if len(told) > 1 else ("One recording", "was")
    sentences = [
        (
            f"{many} ({recorded:.1f} s, of which {seen:.1f} s could be "
            f"observed) {were} coded from video; only events that a human coded or confirmed entered the analysis."
        ),
        (
            f"A caregiver's act was taken as an answer to a child's bid where it began within {window:g} s of the "
            f"bid's {rule.anchor.value}{overlap}{between} ({rule.source}); {rule.pairing}."
        ),
        (
            f"Of {bids} {'bid' if bids == 1 else 'bids'}, {counted} entered the figures about answers; bids without an "
            f"answer were right-censored {rule.censoring}."
        ),
        (
            "Latency was described by the Kaplan–Meier estimator with the interval of Brookmeyer and Crowley (1982) "
            "for the median and a mean restricted to the window."
        ),
        (
            f"Contingency was described by a time-window table in units of {STEP_S:g} s (Bakeman & Quera, 2011) and "
            f"compared with {DRAWS:,} circular shifts of all responses over observable time (seed {seed}; mid-p, "
            "Lancaster, 1961)."
        ),
        "Rates have exact Poisson intervals (Garwood, 1936). Time that could not be observed is in no denominator.",
    ]
    there = sum(n.answers.became(Outcome.ALREADY_THERE) for n in told)
    near = sum(n.answers.became(Outcome.AVAILABLE_NEARBY) for n in told)
    if there or near:
        sentences.append(
            f"Bids at which a response was under way or crying was accompanied ({there}), and bids at which the "
            f"caregiver was near by ({near}), leave no answer to wait for and are in none of these figures."
        )
    if any(numbers.rule.acknowledged_outside for numbers in told):
        sentences.append(
            "Where the family had chosen full-presence windows, a caregiver's acknowledgement was taken as an answer "
            "to a bid that began outside them; the rule's name says so for each recording."
        )
    definitions = dict.fromkeys(one.definition for n in told for one in n.matchings if one.result.defined)
    if definitions:
        sentences.append(
            "Mismatch and repair were described by the share of coded time in which both states fit, and by the time "
            f"from a mismatch to the next match, censored where watching ended first. {' '.join(definitions)}"
        )
    sentences.append(f"Figures were computed with Dyad Mirror {version('dyadmirror')}.")
    if bounds:
        sentences.append(f"Latencies are true to within {max(bounds) / MICROS:.3f} s, the sum of both onsets' bounds.")
    for one in agreements:
        if one.groups:
            sentences.append(
                f"Agreement of two coders was described by time-unit kappa (units of {one.step_s:g} s, tolerance "
                f"{one.tolerance_s:g} s; Bakeman, Quera & Gnisci, 2009) and event-alignment kappa (Quera, Bakeman & "
                f"Gnisci, 2007){_apart(agreements)}."
            )
            break
    return " ".join(sentences)


def _apart(agreements: Sequence[CoderAgreement]) -> str:
    """Say under which conditions the coders coded: kappas of different ones are never taken together."""
    found = sorted({group.result.condition for one in agreements for group in one.groups})
    kinds = [{"by hand": "coding by hand", "imported": "imported codes"}.get(kind, f"{kind} coding") for kind in found]
    if len(kinds) == 1:
        return f" ({kinds[0]})"
    return f", separately for {', '.join(kinds[:-1])} and {kinds[-1]}"


def _begun(count: int) -> str:
    """Return a number as a sentence begins with it."""
    small = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
    return small[count - 2] if count - 2 < len(small) else f"In all, {count}"
