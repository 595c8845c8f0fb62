"""The research view: how it was coded, each recording drawn, one table over all of them, and a methods paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.exchanges.pairing import Outcome
from coder.report.figures.coded_stretch import stretches_words
from coder.report.figures.coder_agreement import CONDITION_WORDS, CoderAgreement
from coder.report.figures.event_origins import EventOrigins
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.time_budget import BUDGET_HEADINGS, BUDGET_NOTE, budget_cells, time_budget_of
from coder.report.observed_phrases import basis_words
from coder.report.pages.caregiver_side import beside_block
from coder.report.pages.coding_origins import origins_blocks
from coder.report.pages.methods_paragraph import methods_words
from coder.report.pages.recordings_table import recordings_blocks
from coder.report.pages.repeated_sentences import Once, notes_once
from coder.report.pages.several_recordings import fading_block, over_time_blocks, rhythm_block, series_blocks
from coder.report.pages.turns_block import turns_blocks
from coder.report.phrases import (
    CANNOT_SHOW,
    CONTEXT_NOT_COLLECTED,
    CONTEXT_NOT_HERE_EITHER,
    CONTEXT_TITLE,
    FACTS,
    FACTS_ARE_NO_BAR,
    FEWER_SIGNALS,
    counting_words,
    mirror_words,
    moments,
)
from coder.report.render import drawings
from coder.report.render.html_page import bullets, figure, heading, page, para, table
from coder.stats import Reliability
from coder.stats.result import Result
from coder.stats.result_text import counted_words
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme, who_words

AGREEMENT_HEADINGS = (tr("what was compared"), tr("said alike"), tr("moment by moment"), tr("act by act"))
BAND = tr(
    "The share of bids answered over time; shaded, the pointwise 95 % interval, to the last time at which a bid was "
    "watched. Under the axis: bids still watched without an answer."
)
YOURS_TO_SAY = tr(
    "What a reader of methods asks besides, and only you can say: why this was asked, how families and recordings were "
    "chosen, what they were told, where the codes come from, how coders were trained and what they knew, and how the "
    "recordings that a second person coded were chosen."
)
"""The rest of what Hillen et al. (2024, Quality & Quantity) and Kottner et al. (2011) ask to be reported of coding."""

RERUN = tr(
    "The file beside this page, whose name ends in .parameters.json, holds its parameters, what each code means, and "
    "every number. With it and the study, dyadmirror report STUDY --rerun FILE -o PAGE makes this page again, to the "
    "byte."
)


def research_page(
    told: Sequence[Numbers],
    *,
    scheme: Scheme,
    agreements: Sequence[CoderAgreement] = (),
    day: str | None = None,
    origins: Sequence[EventOrigins] = (),
    validity: str = "",
) -> str:
    """Return the research view of one or more recordings: each drawn for itself, all in one table.

    ``validity`` is what the methods paragraph says of the models' proposals beside blind coding; "" where nothing is.
    """
    once = Once()
    blocks = [heading(1, tr("Exchanges, latency and repair")), para(mirror_words(len(told), agreements))]
    if day:
        blocks.append(para(tr("Made on {day}.", day=day), small=True))
    blocks += origins_blocks(told, origins, scheme=scheme)
    counted = dict.fromkeys(counting_words(n.rule, windows=n.full_presence.names) for n in told)
    blocks += [para(words) for words in counted]
    for numbers in told:
        both = [one for one in agreements if numbers.recording in one.recordings]
        blocks += _recording(numbers, both, once=once)
    blocks += [heading(2, tr("Figures, side by side")), para(FEWER_SIGNALS), *recordings_blocks(told)]
    blocks += _budget(told)
    blocks += over_time_blocks(told, scheme=scheme, statistics=True)
    blocks += fading_block(told[0]) if len(told) == 1 else []
    blocks += [
        heading(2, tr("Coder agreement")),
        *_agreement(agreements),
        heading(2, tr("Reference facts, as context")),
        *(para(f"{fact} ({source}.)") for fact, source in FACTS),
        para(FACTS_ARE_NO_BAR),
        heading(2, tr("What these figures cannot show")),
        bullets(CANNOT_SHOW),
        heading(2, tr("Methods, ready to paste")),
        para(" ".join(said for said in (methods_words(told, agreements, origins), validity) if said)),
        para(YOURS_TO_SAY),
        para(RERUN, small=True),
    ]
    return page(tr("Exchanges, latency and repair"), blocks)


def _recording(numbers: Numbers, agreements: Sequence[CoderAgreement], *, once: Once) -> list[str]:
    match = numbers.matchings[0].result
    answered = numbers.outcomes[Outcome.ANSWERED]
    found_again = tr(" Mismatches ended in a match {moments}.", moments=moments(match.repairs)) if match.repairs else ""
    found = tr("The child's bids found an answer {moments}.", moments=moments(answered)) if answered else ""
    there = _there(numbers)
    if not numbers.exchanges:
        found = tr("No bid was coded.")
    elif not answered and not there:
        found = tr("No answer to a bid was seen.")
    rule = tr("Rule {rule}.", rule=numbers.rule.id)
    basis = [" ".join((rule, basis_words(numbers), once(_agreement_line(agreements)))).rstrip()]
    definition = numbers.matchings[0].definition if numbers.matchings[0].result.defined else ""
    # The note that nothing was collected is said in full once; for the next recording it is said that it holds too.
    again = numbers.beside.nothing_collected and not numbers.beside.series and not once(CONTEXT_NOT_COLLECTED[0])
    return [
        heading(2, tr("Recording {recording}: what was answered and repaired", recording=numbers.recording)),
        para(" ".join(said for said in (there, found, found_again.strip()) if said)),
        para(f"{CONTEXT_TITLE}. {CONTEXT_NOT_HERE_EITHER}") if again else beside_block(numbers.beside),
        *series_blocks(numbers),
        *_drawn(numbers, [once(definition) if definition else ""], basis, once=once),
        *turns_blocks(numbers),
        *rhythm_block(numbers),
        *([para(numbers.missed.words)] if numbers.missed is not None else []),
    ]


def _budget(told: Sequence[Numbers]) -> list[str]:
    """Return the time budget of one recording; of several each has its own page, and the file beside has them all."""
    rows = [budget_cells(line) for line in time_budget_of(told[0])] if len(told) == 1 else []
    return [table(tr("Time budget"), BUDGET_HEADINGS, rows), para(BUDGET_NOTE, small=True)] if rows else []


def _there(numbers: Numbers) -> str:
    """Say first at how many signals somebody was there before any act could answer."""
    answers = numbers.answers
    words = (
        (Outcome.ALREADY_THERE, tr("the caregiver was already there")),
        (Outcome.ACKNOWLEDGED, tr("the caregiver acknowledged the child")),
        (Outcome.AVAILABLE_NEARBY, tr("the caregiver was near and available")),
    )
    lines = []
    for outcome, said in words:
        count = answers.became(outcome)
        if count:
            lines.append(plural(count, "At one signal {said}.", "At {count} signals {said}.", said=said, count=count))
    return " ".join(lines)


def _drawn(numbers: Numbers, said: Sequence[str], basis: Sequence[str], *, once: Once) -> list[str]:
    """Draw the ribbon and the curve over one caption: both rest on the same."""
    ribbon, curve = drawings.ribbon(numbers), drawings.latency_curve(numbers, band=True)
    words = [*said, once(BAND) if curve else "", *basis]
    return [figure(ribbon + curve, words)] if ribbon or curve else []


def _agreement_line(agreements: Sequence[CoderAgreement]) -> str:
    if not agreements:
        return tr("Coder agreement: not known, for one person coded.")
    kappas = [
        f"{who_words(group.subject)} {group.result.group} {_short(group.result.time_unit)}"
        for one in agreements
        for group in one.groups
    ]
    return tr("Coder agreement (time-unit kappa): {kappas}.", kappas="; ".join(kappas))


def _short(result: Result) -> str:
    return tr("undefined") if result.estimate is None else f"{result.estimate:.2f}"


def _agreement(agreements: Sequence[CoderAgreement]) -> Iterable[str]:
    if not agreements:
        return [para(tr("One person coded; agreement is undefined."))]
    blocks = []
    for one in agreements:
        caption = tr(
            "{first} and {second}: kappa over {recordings} (95 % interval; n)",
            first=one.first,
            second=one.second,
            recordings=", ".join(one.recordings),
        )
        rows = [
            (
                f"{who_words(g.subject)} {g.result.group} ({g.result.condition})",
                _alike(g.result),
                f"{_kappa(g.result.time_unit)}; {counted_words(g.result.time_unit)}",
                _kappa(g.result.alignment),  # of how many acts stands with what was said alike
            )
            for g in one.groups
        ]
        rows += [
            (
                f"{who_words(m.subject)} {m.code.replace('_', ' ')}, {m.modifier} ({m.condition})",
                m.alike_words,
                tr("of acts that both coded"),
                _kappa(m.result.kappa),
            )
            for m in one.modifiers
        ]
        blocks.append(table(caption, AGREEMENT_HEADINGS, rows))
        conditions = sorted({g.result.condition for g in one.groups})
        said = [f"{condition}: {CONDITION_WORDS[condition]}." for condition in conditions]
        blocks.append(
            bullets(
                [stretches_words(one.stretches), *(f"{note.rstrip('.')}." for note in one.notes), *said, *_why(one)]
            )
        )
    return blocks


def _kappa(result: Result) -> str:
    """Return kappa with its interval."""
    if result.estimate is None:
        return tr("undefined")
    ends = ""
    if result.interval is not None:
        low, high = (tr("open") if end is None else f"{end:.2f}" for end in result.interval)
        ends = tr(" ({low} to {high})", low=low, high=high)
    return f"{result.estimate:.2f}{ends}"


def _alike(agreement: Reliability) -> str:
    """Return what both said alike, before chance is taken off: kappa is not read without it."""
    seen, acts = agreement.time_unit.observed_agreement, agreement.alignment
    of_time = tr("{share:.0f} % of time", share=100 * seen) if seen is not None else ""
    of_acts = tr("{agreed} of {n} acts", agreed=acts.agreed, n=acts.n) if acts.n else ""
    return "; ".join(part for part in (of_time, of_acts) if part)


def _why(one: CoderAgreement) -> list[str]:
    """Say once each why a kappa is undefined, or has no interval, and of which groups."""
    about: dict[str, list[str]] = {}
    for group in one.groups:
        for how, result in (
            (tr("moment by moment"), group.result.time_unit),
            (tr("act by act"), group.result.alignment),
        ):
            for note in (result.reason, *result.notes):
                if note:
                    about.setdefault(note, []).append(f"{who_words(group.subject)} {group.result.group}, {how}")
    return list(notes_once(about, "; ".join, "; ".join))
