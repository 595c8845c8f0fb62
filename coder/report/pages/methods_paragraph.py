"""The methods paragraph of the research view, ready to paste into a manuscript."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from coder.exchanges.pairing import Outcome
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.event_origins import EventOrigins
from coder.report.figures.recording_figures import DRAWS, STEP_S, Numbers
from coder.report.observed_phrases import observed_seconds
from coder.vocabulary.events import Origin
from coder.vocabulary.language import named, plural, tr
from coder.vocabulary.time import MICROS


def methods_words(
    told: Sequence[Numbers], agreements: Sequence[CoderAgreement], origins: Sequence[EventOrigins] = ()
) -> str:
    """Say what was done with which rule, over how much, and what was left out. Every recording under one rule."""
    bounds = [n.timing_bound_us for n in told if n.timing_bound_us is not None]
    sentences = [
        _material(told),
        *_from_proposals(origins),
        *_pairing(told),
        *_statistics(told[0].seed),
        *_denominators(told),
        *_outside_the_figures(told),
        *_full_presence(told),
        *_mismatch_and_repair(told),
        tr("Figures were computed with Dyad Mirror {version}.", version=version("dyadmirror")),
    ]
    if bounds:
        sentences.append(
            tr("Latencies are true to within {most:.3f} s, the sum of both onsets' bounds.", most=max(bounds) / MICROS)
        )
    return " ".join((*sentences, *_agreement(told, agreements)))


def _material(told: Sequence[Numbers]) -> str:
    """Say how much was coded, of whom and by whom."""
    return plural(
        len(told),
        "One recording ({recorded:.1f} s{seen}{whose}) was coded from video, as "
        "acts with an onset and an offset{by}; only events that a human coded or confirmed entered the analysis.",
        "{begun} recordings ({recorded:.1f} s{seen}{whose}) were coded from "
        "video, as acts with an onset and an offset{by}; only events that a human coded or confirmed entered the "
        "analysis.",
        begun=_begun(len(told)) if len(told) > 1 else "",
        recorded=sum((numbers.span if numbers.episode else numbers.clip).duration_us for numbers in told) / MICROS,
        seen=observed_seconds(told),
        whose=_whose(told),
        by=_by_whom(told),
    )


def _pairing(told: Sequence[Numbers]) -> list[str]:
    """Say by which rule an act answers a bid, and how many bids the figures rest on."""
    rule = told[0].rule
    overlap = tr(", or up to {overlap:g} s before it", overlap=rule.overlap_us / MICROS) if rule.overlap_us else ""
    if rule.overlap_us is None:
        overlap = tr(", or at any time during the bid")
    bids = sum(len(n.exchanges) for n in told)
    return [
        tr(
            "A caregiver's act was taken as an answer to a child's bid where it began within {window:g} s of the "
            "bid's {anchor}{overlap}{between} ({source}); {pairing}.",
            window=rule.window_us / MICROS,
            anchor=named(rule.anchor),
            overlap=overlap,
            between=tr(" and with no other act in between") if rule.adjacent else "",
            source=rule.source,
            pairing=rule.pairing,
        ),
        plural(
            bids,
            "Of {bids} bid, {counted} entered the figures about answers; bids without an answer were right-censored "
            "{censoring}.",
            "Of {bids} bids, {counted} entered the figures about answers; bids without an answer were "
            "right-censored {censoring}.",
            bids=bids,
            counted=sum(n.counted for n in told),
            censoring=rule.censoring,
        ),
    ]


def _statistics(seed: int) -> list[str]:
    """Say how latency, contingency and rates were described."""
    return [
        tr(
            "Latency was described by the Kaplan–Meier estimator with the interval of Brookmeyer and Crowley (1982) "
            "for the median and a mean restricted to the window; the share answered is the curve's at the window's "
            "end, with its interval on the log(−log) scale, or Wilson's (1927) where none or all were answered."
        ),
        tr(
            "Contingency was described by a time-window table in units of {step_s:g} s (Bakeman & Quera, 2011) and "
            "compared with {draws:,} circular shifts of all responses over observable time (seed {seed}; mid-p, "
            "Lancaster, 1961).",
            step_s=STEP_S,
            draws=DRAWS,
            seed=seed,
        ),
        tr("Rates have exact Poisson intervals (Garwood, 1936)."),
    ]


def _denominators(told: Sequence[Numbers]) -> list[str]:
    """Say over which time figures are."""
    if all(numbers.presence_known for numbers in told):
        return [tr("Time that could not be observed is in no denominator.")]
    if not any(numbers.presence_known for numbers in told):
        return [tr("Denominators are all of the time, for nobody coded who could be observed when.")]
    return [
        tr(
            "Time that could not be observed is in no denominator; where nobody coded it, denominators are all of the "
            "time."
        )
    ]


def _outside_the_figures(told: Sequence[Numbers]) -> list[str]:
    """Say how many bids leave no answer to wait for."""
    there = sum(n.answers.became(Outcome.ALREADY_THERE) for n in told)
    near = sum(n.answers.became(Outcome.AVAILABLE_NEARBY) for n in told)
    if not there and not near:
        return []
    return [
        tr(
            "Bids at which a response was under way or crying was accompanied ({there}), and bids at which the "
            "caregiver was near by ({near}), leave no answer to wait for and are in none of these figures.",
            there=there,
            near=near,
        )
    ]


def _full_presence(told: Sequence[Numbers]) -> list[str]:
    """Say that an acknowledgement answers outside the windows that a family chose."""
    if not any(numbers.rule.acknowledged_outside for numbers in told):
        return []
    return [
        tr(
            "Where the family had chosen full-presence windows, a caregiver's acknowledgement was taken as an "
            "answer "
            "to a bid that began outside them; the rule's name says so for each recording."
        )
    ]


def _mismatch_and_repair(told: Sequence[Numbers]) -> list[str]:
    """Say how mismatch and repair were described, and what fits, where they were."""
    definitions = dict.fromkeys(one.definition for n in told for one in n.matchings if one.result.defined)
    if not definitions:
        return []
    return [
        tr(
            "Mismatch and repair were described by the share of coded time in which both states fit, and by the "
            "time "
            "from a mismatch to the next match, censored where watching ended first. {definitions}",
            definitions=" ".join(definitions),
        )
    ]


def _agreement(told: Sequence[Numbers], agreements: Sequence[CoderAgreement]) -> list[str]:
    """Say how much two people coded, and how their agreement was described."""
    compared = next((one for one in agreements if one.groups), None)
    if compared is None:
        return []
    twice = {recording for one in agreements for recording in one.recordings}
    return [
        plural(
            len(told),
            "{twice} of {count} recording was coded by a second person.",
            "{twice} of {count} recordings were coded by a second person.",
            twice=len(twice & {numbers.recording for numbers in told}),
            count=len(told),
        ),
        tr(
            "Agreement of two coders was described by time-unit kappa (units of {step_s:g} s, tolerance "
            "{tolerance_s:g} s; Bakeman, Quera & Gnisci, 2009) and event-alignment kappa (Quera, Bakeman & "
            "Gnisci, 2007){apart}.",
            step_s=compared.step_s,
            tolerance_s=compared.tolerance_s,
            apart=_apart(agreements),
        ),
    ]


def _by_whom(told: Sequence[Numbers]) -> str:
    """Say how many coders' events these are: each recording is one coder's."""
    coders = {numbers.coder for numbers in told if numbers.coder}
    if not coders:
        return ""
    return plural(
        len(coders), " by one coder", " by {coders} coders, each recording by one of them", coders=len(coders)
    )


def _whose(told: Sequence[Numbers]) -> str:
    """Say of how many families the recordings are and how old the children were, as far as somebody said."""
    meetings = [numbers.beside.meeting for numbers in told if numbers.beside.meeting is not None]
    families = {one.family for one in meetings if one.family}
    months = sorted(one.child_months for one in meetings if one.child_months is not None)
    said = (
        [plural(len(families), "of one family", "of {families} families", families=len(families))] if families else []
    )
    if months:
        said.append(
            tr("the child {first} months old", first=months[0])
            if months[0] == months[-1]
            else tr("the child {first} to {last} months old", first=months[0], last=months[-1])
        )
    return "".join(f"; {one}" for one in said)


def _from_proposals(origins: Sequence[EventOrigins]) -> list[str]:
    """Say how much of what was coded was proposed by models, and what became of the other proposals."""
    taken, moved, rejected, waiting = (
        sum(one.counts[Origin.ACCEPTED] for one in origins),
        sum(one.counts[Origin.ADJUSTED] for one in origins),
        sum(one.rejected for one in origins),
        sum(one.waiting for one in origins),
    )
    if not taken + moved + rejected:
        return []
    return [
        tr(
            "Local models had proposed acts, and a human decided on each that counts: taken over as proposed, {taken} "
            "of {events} events; with other times, {moved}. Of the other proposals {rejected} met with a no and "
            "{waiting} with no decision yet.",
            taken=taken,
            events=sum(sum(one.counts.values()) for one in origins),
            moved=moved,
            rejected=rejected,
            waiting=waiting,
        )
    ]


def _apart(agreements: Sequence[CoderAgreement]) -> str:
    """Say under which conditions the coders coded: kappas of different ones are never taken together."""
    found = sorted({group.result.condition for one in agreements for group in one.groups})
    kinds = [
        {
            "by hand": tr("coding by hand"),
            "imported": tr("imported codes"),
            "partly imported": tr("codes that are partly imported"),
        }.get(kind, tr("{kind} coding", kind=kind))
        for kind in found
    ]
    if len(kinds) == 1:
        return f" ({kinds[0]})"
    return tr(", separately for {names} and {kinds}", names=", ".join(kinds[:-1]), kinds=kinds[-1])


def _begun(count: int) -> str:
    """Return a number as a sentence begins with it."""
    small = (
        tr("Two"),
        tr("Three"),
        tr("Four"),
        tr("Five"),
        tr("Six"),
        tr("Seven"),
        tr("Eight"),
        tr("Nine"),
        tr("Ten"),
        tr("Eleven"),
        tr("Twelve"),
    )
    return small[count - 2] if count - 2 < len(small) else tr("In all, {count}", count=count)
