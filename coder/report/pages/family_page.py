"""The family view: what is already there comes first, in plain words, without statistics."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Outcome
from coder.report.figures.coder_agreement import Agreement
from coder.report.figures.recording_figures import Numbers
from coder.report.pages.caregiver_side import beside_block, restoring_words
from coder.report.pages.opening import strengths
from coder.report.pages.repetition import Once
from coder.report.pages.several_recordings import over_time_blocks, rhythm_block, series_blocks
from coder.report.phrases import (
    CANNOT_SHOW,
    COINCIDENCE,
    CONTEXT_NOT_HERE_EITHER,
    CONTEXT_TITLE,
    COUNTED_AS_ABOVE,
    FACTS,
    FACTS_ARE_NO_BAR,
    FEWER_SIGNALS,
    LONG_US,
    OPEN_MOMENTS,
    basis_words,
    counting_words,
    mirror_words,
    moments,
)
from coder.report.render import drawings
from coder.report.render.html_page import bullets, card, figure, heading, page, para
from coder.vocabulary.context import CardState
from coder.vocabulary.scheme import Scheme

FEWEST = 5
"""Below this many moments nothing is said about how soon answers come: one more would change the picture."""


def family_page(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[Agreement] = (), day: str | None = None
) -> str:
    """Return the family view of one or more recordings, each for itself."""
    once = Once()
    blocks = [heading(1, "Moments together"), para(mirror_words(len(told), agreements))]
    if day:
        blocks.append(para(f"Made on {day}.", small=True))
    for numbers in told:
        blocks += _recording(numbers, scheme, agreements, first=numbers is told[0], once=once)
    blocks += over_time_blocks(told, scheme=scheme, statistics=False)
    blocks += [
        heading(2, "Good to know"),
        *(block for fact, source in FACTS for block in (para(fact), para(f"Source: {source}.", small=True))),
        para(FACTS_ARE_NO_BAR),
        heading(2, "What this cannot show"),
        bullets(CANNOT_SHOW),
    ]
    return page("Moments together", blocks)


def _recording(
    numbers: Numbers, scheme: Scheme, agreements: Sequence[Agreement], *, first: bool, once: Once
) -> list[str]:
    # What is said of the first recording and holds for all is not said again: it would drone when read aloud.
    again = not first and numbers.beside.state is CardState.NOT_COLLECTED and not numbers.beside.series
    return [
        heading(2, f"What is already there (recording {numbers.recording})"),
        *(para(line) for line in restoring_words(numbers.beside)),
        *strengths(numbers, scheme, once),
        card(CONTEXT_TITLE, [CONTEXT_NOT_HERE_EITHER]) if again else beside_block(numbers.beside),
        *series_blocks(numbers),
        *_ribbon(numbers, once),
        *rhythm_block(numbers),
        *_how_soon(numbers, once),
        *_open_moments(numbers, once),
        *_how_made(numbers, agreements, once),
    ]


def _ribbon(numbers: Numbers, once: Once) -> list[str]:
    drawing = drawings.ribbon(numbers)
    if not drawing:
        return []
    caption = [
        once(
            "Each row is something that could be seen, from the start of the recording on the left to its end on the "
            "right. A thin line joins a moment of reaching out with its answer. Hatched: one of them could not be seen."
        ),
        once(numbers.matchings[0].definition) if numbers.matchings[0].found_again_us else "",
        basis_words(numbers, spoken=True),
    ]
    return [heading(3, "The recording as a ribbon"), figure(drawing, caption)]


def _how_soon(numbers: Numbers, once: Once) -> list[str]:
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
    elsewhere = once("Many answers are not made for a camera.")
    if not curve.n_events:
        # A line that lies flat on "none" says nothing that this sentence does not say more kindly.
        return [title, para(f"No answer could be seen in the time we watched. {elsewhere}".rstrip())]
    if curve.estimate is None:
        words = f"For fewer than half of the moments an answer could be seen in the time we watched. {elsewhere}"
    elif curve.estimate <= 0:
        words = "Half of the moments had found an answer before the child's signal was over."
    else:
        words = f"Half of the moments had found an answer {_round(curve.estimate)}."
    caption = [
        once(
            "The line climbs each time an answer comes. A small upright tick is a moment that was watched until then "
            "without an answer; it still counts."
        ),
        _counted(numbers, once),
        basis_words(numbers, spoken=True),
    ]
    drawing = figure(drawings.latency_curve(numbers, band=False), caption)
    return [title, para(words.rstrip()), drawing, para(_by_chance(numbers, once))]


def _counted(numbers: Numbers, once: Once) -> str:
    return once(counting_words(numbers.rule), COUNTED_AS_ABOVE.format(rule=numbers.rule.id))


def _by_chance(numbers: Numbers, once: Once) -> str:
    test = numbers.chance
    coincidence = once(COINCIDENCE)
    if test.null_mean is None or test.count is None or numbers.rule.adjacent:
        # Under a rule that lets nothing come in between, the baseline counts otherwise than the line above.
        return coincidence
    expected = test.null_mean * test.n
    if test.count <= expected:
        return f"{coincidence} In a recording like this one the two cannot be told apart.".lstrip()
    many = "fewer than 1" if expected < 0.95 else f"about {expected:.0f}"
    here = f"Here {many} of {test.n} moments would have found an answer by coincidence; {test.count:.0f} did find one."
    return f"{coincidence} {here}".lstrip()


def _open_moments(numbers: Numbers, once: Once) -> list[str]:
    if not numbers.exchanges:
        return []
    lines = _said_of_open(numbers, once) if numbers.counted else []
    if numbers.left_out:
        out = sum(numbers.left_out.values())
        one, why = ("One moment", "it") if out == 1 else (f"{out} moments", "them")
        lines.append(
            f"{one} of reaching out {'is' if out == 1 else 'are'} not counted here, because nobody could have answered "
            f"{why} or seen an answer, or because somebody who looked said that nothing was asked."
        )
    return [heading(3, "Moments that stayed open"), *(para(line) for line in lines if line)]


def _said_of_open(numbers: Numbers, once: Once) -> list[str]:
    left_open, counted = numbers.left_open, numbers.counted
    nearby = numbers.outcomes[Outcome.AVAILABLE_NEARBY]
    per_hour = ""
    if numbers.bids.estimate is not None:
        often = f"about {numbers.bids.estimate:.0f} times in an hour, had it gone on like that"
        per_hour = f" ({often if numbers.observable_us >= LONG_US else 'too short a time to say how often in an hour'})"
    if not left_open:
        stayed = "none of these moments stayed open" if counted > 1 else "the moment did not stay open"
    elif counted == 1:
        stayed = "the moment stayed open in what we could see"
    else:
        many = "one" if left_open == 1 else "all" if left_open == counted else str(left_open)
        stayed = f"{many} of these moments stayed open in what we could see"
    lines = [f"The child reached out {moments(counted)}{per_hour}; {stayed}.", once(FEWER_SIGNALS)]
    if nearby:
        them = "then" if left_open == 1 else "in one of them" if nearby == 1 else f"in {nearby} of them"
        lines.append(f"The caregiver was near and available {them}. That is a way of being there.")
    if left_open:
        lines.append(once(OPEN_MOMENTS))
    return lines


def _how_made(numbers: Numbers, agreements: Sequence[Agreement], once: Once) -> list[str]:
    drawn = numbers.latency.n >= FEWEST and numbers.latency.n_events
    lines = ["" if drawn else _counted(numbers, once), _agreement_words(numbers, agreements)]
    return [heading(3, "How this was made"), *(para(line, small=True) for line in lines if line)]


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


def _round(seconds: float) -> str:
    """Return how soon as people say it; what is nearer than a second is not told in tenths."""
    if seconds < 0.95:
        return "in less than a second"
    said = f"{seconds:.1f}".removesuffix(".0")
    return "after about 1 second" if said == "1" else f"after about {said} seconds"
