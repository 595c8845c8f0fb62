"""The family view: what is already there comes first, in plain words, without statistics."""

from __future__ import annotations

from collections.abc import Sequence

from coder.context import CardState
from coder.exchanges import Exchange, Outcome
from coder.report import drawings
from coder.report.agreement import Agreement
from coder.report.beside import beside_block, restoring_words
from coder.report.numbers import Numbers
from coder.report.over_time import over_time_blocks, rhythm_block, series_blocks
from coder.report.page import bullets, card, figure, heading, page, para
from coder.report.words import (
    CANNOT_SHOW,
    COINCIDENCE,
    CONTEXT_NOT_HERE_EITHER,
    CONTEXT_TITLE,
    FACTS,
    FACTS_ARE_NO_BAR,
    FEWER_SIGNALS,
    MIRROR,
    OPEN_MOMENTS,
    basis_words,
    counting_words,
    moments,
    spoken_time,
)
from coder.scheme import Role, Scheme, role_of
from coder.timebase import MICROS, format_us, seconds_to_us

FEWEST = 5
"""Below this many moments nothing is said about how soon answers come: one more would change the picture."""

LONG_US = 600_000_000
"""A shorter time is not told as "so many in an hour": a lively minute would sound like a restless day."""

MOST_MOMENTS = 6
"""So many answered moments are told one by one."""

TOGETHER = ("face_to_face", "contact", "reunion")


def family_page(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[Agreement] = (), day: str | None = None
) -> str:
    """Return the family view of one or more recordings, each for itself."""
    blocks = [heading(1, "Moments together"), para(MIRROR)]
    if day:
        blocks.append(para(f"Made on {day}.", small=True))
    for numbers in told:
        blocks += _recording(numbers, scheme, agreements, first=numbers is told[0])
    blocks += over_time_blocks(told, scheme=scheme, statistics=False)
    blocks += [
        heading(2, "Good to know"),
        *(block for fact, source in FACTS for block in (para(fact), para(f"Source: {source}.", small=True))),
        para(FACTS_ARE_NO_BAR),
        heading(2, "What this cannot show"),
        bullets(CANNOT_SHOW),
    ]
    return page("Moments together", blocks)


def _recording(numbers: Numbers, scheme: Scheme, agreements: Sequence[Agreement], *, first: bool) -> list[str]:
    # What is said of the first recording and holds for all is not said again: it would drone when read aloud.
    again = not first and numbers.beside.state is CardState.NOT_COLLECTED and not numbers.beside.series
    return [
        heading(2, f"What is already there (recording {numbers.recording})"),
        *(para(line) for line in restoring_words(numbers.beside)),
        *_strengths(numbers, scheme),
        card(CONTEXT_TITLE, [CONTEXT_NOT_HERE_EITHER]) if again else beside_block(numbers.beside),
        *series_blocks(numbers),
        *_ribbon(numbers, first=first),
        *rhythm_block(numbers),
        *_how_soon(numbers),
        *_open_moments(numbers),
        heading(3, "How this was made"),
        para(counting_words(numbers.rule), small=True) if numbers.latency.n < FEWEST else "",
        para(_agreement_words(numbers, agreements), small=True),
    ]


def _strengths(numbers: Numbers, scheme: Scheme) -> list[str]:
    answered = [item for item in numbers.exchanges if item.outcome is Outcome.ANSWERED]
    seen_by_human = numbers.outcomes[Outcome.ACKNOWLEDGED]
    lines = []
    if answered:
        lines.append(f"The child reached out and found an answer {moments(len(answered))}.")
    if seen_by_human:
        lines.append(f"The caregiver acknowledged the child in their own way {moments(seen_by_human)}.")
    for act in numbers.acts:
        if act.subject == Role.TOGETHER.value and act.code in TOGETHER:
            whole = seconds_to_us(act.lasting.total_time) if act.lasting else 0
            long = f", {spoken_time(whole)} in all" if whole else ""
            lines.append(f"The two of them were seen as “{act.label}” {moments(act.often.n)}{long}.")
    found_again = numbers.matchings[0].found_again_us
    if found_again:
        times = ", ".join(_clock(t) for t in found_again[:MOST_MOMENTS])
        more = ", and more" if len(found_again) > MOST_MOMENTS else ""
        lines.append(
            f"They were out of step for a moment and then found each other {moments(len(found_again))} (at "
            f"{times}{more}). Finding each other again and again is what trust grows from."
        )
    if not lines:
        return [
            para(
                "Little or nothing of this recording is coded yet, so the mirror is still empty. That says nothing "
                "about the two people in it."
            )
        ]
    told = [_moment(item, scheme) for item in answered[:MOST_MOMENTS]]
    return [bullets(lines), *([para("For instance:"), bullets(told)] if told else [])]


def _moment(item: Exchange, scheme: Scheme) -> str:
    assert item.response_subject is not None
    assert item.response_code is not None
    assert item.latency_us is not None
    bid = _label(item.bid_subject, item.bid_code, scheme)
    answer = _label(item.response_subject, item.response_code, scheme)
    if item.latency_us < 0:
        when = "while it was still going on"
    elif item.latency_us < MICROS:
        when = "within a second"
    else:
        when = (
            f"about {item.latency_us / MICROS:.0f} seconds later"
            if item.latency_us >= 1.5 * MICROS
            else "a second later"
        )
    return (
        f"At {_clock(item.bid_interval.onset_us)} the child {bid}, and {_who(item.response_subject)} {answer} {when}."
    )


def _label(subject: str, code: str, scheme: Scheme) -> str:
    try:
        return scheme.code(role_of(subject), code).label
    except KeyError:
        return code.replace("_", " ")


def _who(subject: str) -> str:
    return subject.split(":", 1)[1] if ":" in subject else f"the {subject}"


def _ribbon(numbers: Numbers, *, first: bool) -> list[str]:
    drawing = drawings.ribbon(numbers)
    if not drawing:
        return []
    caption = [
        (
            "Each row is something that could be seen, from the start of the recording on the left to its end on the "
            "right. A thin line joins a moment of reaching out with its answer. Hatched: one of them could not be seen."
        )
        if first
        else "",
        numbers.matchings[0].definition if numbers.matchings[0].found_again_us else "",
        basis_words(numbers, spoken=True),
    ]
    return [heading(3, "The recording as a ribbon"), figure(drawing, caption)]


def _how_soon(numbers: Numbers) -> list[str]:
    title = heading(3, "How soon an answer came")
    curve = numbers.latency
    if not curve.n:
        return []
    if curve.n < FEWEST:
        few = "There is one moment" if curve.n == 1 else f"There are {curve.n} moments"
        return [
            title,
            para(
                f"{few} of reaching out to look at here. That is too few to say how soon answers usually come; each "
                "counts for itself."
            ),
        ]
    if curve.estimate is None:
        words = (
            "For fewer than half of the moments an answer could be seen in the time we watched. Many answers are not "
            "made for a camera."
        )
    elif curve.estimate <= 0:
        words = "Half of the moments had found an answer before the child's signal was over."
    else:
        words = f"Half of the moments had found an answer after about {_round(curve.estimate)}."
    caption = [
        (
            "The line climbs each time an answer comes. A small upright tick is a moment that was watched until then "
            "without an answer; it still counts."
        ),
        counting_words(numbers.rule),
        basis_words(numbers, spoken=True),
    ]
    return [title, para(words), figure(drawings.latency_curve(numbers, band=False), caption), para(_by_chance(numbers))]


def _by_chance(numbers: Numbers) -> str:
    test = numbers.chance
    if test.null_mean is None or test.count is None or numbers.rule.adjacent:
        # Under a rule that lets nothing come in between, the baseline counts otherwise than the line above.
        return COINCIDENCE
    expected = test.null_mean * test.n
    if test.count <= expected:
        return f"{COINCIDENCE} In a recording like this one the two cannot be told apart."
    many = "fewer than 1" if expected < 0.95 else f"about {expected:.0f}"
    return f"{COINCIDENCE} Here {many} of {test.n} moments would have found an answer that way; {test.count:.0f} did."


def _open_moments(numbers: Numbers) -> list[str]:
    left_open = numbers.left_open
    if not numbers.exchanges:
        return []
    nearby = numbers.outcomes[Outcome.AVAILABLE_NEARBY]
    per_hour = ""
    if numbers.bids.estimate is not None:
        often = f"about {numbers.bids.estimate:.0f} times in an hour, had it gone on like that"
        per_hour = f" ({often if numbers.observable_us >= LONG_US else 'too short a time to say how often in an hour'})"
    lines = [
        (
            f"The child reached out {moments(numbers.counted)}{per_hour}; {left_open} of these moments stayed open in "
            "what we could see."
        ),
        FEWER_SIGNALS,
    ]
    if nearby:
        lines.append(f"In {nearby} of them the caregiver was near and available. That is a way of being there.")
    if left_open:
        lines.append(OPEN_MOMENTS)
    if numbers.left_out:
        out = sum(numbers.left_out.values())
        lines.append(f"Not counted: {out}, because nobody could have answered or seen an answer there.")
    return [heading(3, "Moments that stayed open"), *(para(line) for line in lines)]


def _agreement_words(numbers: Numbers, agreements: Sequence[Agreement]) -> str:
    both = [one for one in agreements if numbers.recording in one.recordings]
    if not both:
        return "One person coded this recording. Somebody else might see some moments differently."
    agreed = sum(group.result.alignment.agreed for one in both for group in one.groups)
    acts = sum(group.result.alignment.n for one in both for group in one.groups)
    return (
        f"More than one person coded: of {acts} things that either of them marked, {agreed} were marked alike by both. "
        "The rest is where people see differently."
    )


def _clock(us: int) -> str:
    return format_us(us)[:-4]


def _round(seconds: float) -> str:
    """Return seconds as people say them."""
    said = f"{seconds:.1f}".removesuffix(".0")
    return "1 second" if said == "1" else f"{said} seconds"
