"""The family view: what is already there comes first, in plain words, without statistics."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from coder.report.figures.bid_answers import OUT_APART, OUT_SAID_AGAIN, timed
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.family_trends import LONG_US
from coder.report.figures.recording_figures import Numbers
from coder.report.pages.caregiver_side import beside_block, restoring_words
from coder.report.pages.family_opening import moments_drawn, strengths
from coder.report.pages.repeated_sentences import Once
from coder.report.pages.several_recordings import fading_block, over_time_blocks, rhythm_block, series_blocks
from coder.report.phrases import (
    CANNOT_SHOW,
    CONTEXT_NOT_COLLECTED,
    CONTEXT_NOT_HERE_EITHER,
    CONTEXT_TITLE,
    FACTS_ARE_NO_BAR,
    FAMILY_FACTS,
    FEWER_SIGNALS,
    OPEN_HERE_TOO,
    OPEN_MOMENTS,
    TWO_QUESTIONS,
    at_moments,
    basis_words,
    mirror_words,
    moments,
    spoken_counting,
)
from coder.report.render import drawings
from coder.report.render.html_page import bullets, card, figure, heading, page, para
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme

MANY_ANSWERS = tr("Many answers are not made for a camera.")
FEWEST = 5
"""Below this many moments nothing is said about how soon answers come: one more would change the picture."""


def family_page(
    told: Sequence[Numbers], *, scheme: Scheme, agreements: Sequence[CoderAgreement] = (), day: str | None = None
) -> str:
    """Return the family view of one or more recordings, each for itself."""
    once = Once()
    # What restores somebody is read out before anything that was counted.
    restoring = dict.fromkeys(line for numbers in told for line in restoring_words(numbers.beside))
    blocks = [heading(1, tr("Moments together")), *map(para, restoring), para(mirror_words(len(told), agreements))]
    if day:
        blocks.append(para(tr("Made on {day}.", day=day), small=True))
    for numbers in told:
        blocks += _recording(numbers, scheme, agreements, once=once)
    blocks += over_time_blocks(told, scheme=scheme, statistics=False)
    blocks += fading_block(told[0]) if len(told) == 1 else []
    blocks += [
        heading(2, tr("Good to know")),
        *(para(f"{fact} {FACTS_ARE_NO_BAR}") for fact, _ in FAMILY_FACTS),
        heading(3, tr("What this cannot show")),
        para(" ".join(CANNOT_SHOW)),
        # Where nobody has to read it aloud in the midst of what is said.
        *(
            para(tr("What is good to know comes from: {source}.", source=source), small=True)
            for _, source in FAMILY_FACTS
        ),
        heading(2, tr("Two questions to end with")),
        bullets(TWO_QUESTIONS),
    ]
    return page(tr("Moments together"), blocks)


def _recording(numbers: Numbers, scheme: Scheme, agreements: Sequence[CoderAgreement], *, once: Once) -> list[str]:
    # What is said of one recording and holds for the next is not said again: it would drone when read aloud.
    again = numbers.beside.nothing_collected and not numbers.beside.series and not once(CONTEXT_NOT_COLLECTED[0])
    side = card(CONTEXT_TITLE, [CONTEXT_NOT_HERE_EITHER]) if again else beside_block(numbers.beside)
    drawn, seen = moments_drawn(numbers, scheme), strengths(numbers, scheme, once)
    return [
        heading(2, tr("What is already there (recording {recording})", recording=numbers.recording)),
        # Moments before anything counted, and no drawing of the child before the caregiver's own side.
        *([side, *drawn, *seen] if drawn else [*seen, side]),
        *series_blocks(numbers),
        *_ribbon(numbers, once),
        *rhythm_block(numbers, drawn=not numbers.acts),
        *_reached_out(numbers, once),
        *_how_made(numbers, agreements, once),
    ]


def _ribbon(numbers: Numbers, once: Once) -> list[str]:
    drawing = drawings.ribbon(numbers)
    if not drawing:
        return []
    caption = [
        once(
            tr(
                "Each row is something that could be seen. A thin line joins reaching out with its answer. Hatched: "
                "one of "
                "the two could not be seen."
            )
        ),
    ]
    return [heading(3, tr("The recording as a ribbon")), figure(drawing, caption)]


def _reached_out(numbers: Numbers, once: Once) -> list[str]:
    blocks = [*_open_moments(numbers, once), *_how_soon(numbers, once)]
    return [heading(3, tr("When the child reached out")), *blocks] if blocks else []


def _how_soon(numbers: Numbers, once: Once) -> list[str]:
    curve = numbers.latency
    if not curve.n_events:
        # That no answer was seen is told once, where the child's reaching out is told.
        return []
    if curve.n < FEWEST:
        return [
            para(
                tr(
                    "At {at_moments} an answer could be waited for. That is too few to say how soon answers "
                    "usually come; each counts for itself.",
                    at_moments=at_moments(curve.n),
                )
            )
        ]
    elsewhere = once(MANY_ANSWERS)
    if curve.estimate is None:
        words = tr(
            "Some answers could be seen in the time we watched; each came in its own time. {elsewhere}",
            elsewhere=elsewhere,
        )
    else:
        # Of the answers that came, as it is said; the curve's median is of all moments, the open ones too.
        soon = median(wait for wait, came in zip(*timed(numbers.answers.kept), strict=True) if came)
        words = (
            tr("Where an answer came, it often came before the child's signal was over.")
            if soon <= 0
            else tr("Where an answer came, it often came {round}.", round=_round(soon))
        )
    return [para(words.rstrip())]


def _counted(numbers: Numbers, once: Once) -> str:
    return once(spoken_counting(numbers.rule, windows=numbers.full_presence.names))


def _open_moments(numbers: Numbers, once: Once) -> list[str]:
    if not numbers.exchanges:
        return []
    lines = _said_of_open(numbers, once) if numbers.answers.signals else []
    out = sum(count for why, count in numbers.left_out.items() if why not in (OUT_SAID_AGAIN, OUT_APART))
    if out:
        one, why = (tr("One moment"), "it") if out == 1 else (tr("{out} moments", out=out), "them")
        lines.append(
            plural(
                out,
                "{one} of reaching out is not counted here, because nobody could have answered {why} or seen an "
                "answer, or because somebody who looked said that nothing was asked.",
                "{one} of reaching out are not counted here, because nobody could have answered {why} or seen an "
                "answer, or because somebody who looked said that nothing was asked.",
                one=one,
                why=why,
            )
        )
    apart = numbers.left_out.get(OUT_APART, 0)
    if apart:
        lines.append(
            tr("While the two were apart, the child called or looked for the other {moments}.", moments=moments(apart))
        )
    return [para(line) for line in lines if line]


def _said_of_open(numbers: Numbers, once: Once) -> list[str]:
    answers, left_open = numbers.answers, numbers.left_open
    signals = len(answers.signals)
    per_hour = ""
    if numbers.bids.estimate is not None:
        times = moments(max(1, round(numbers.bids.estimate)))
        often = tr("about {times} in an hour, had it gone on like that", times=times)
        per_hour = (
            f" ({(often if numbers.observable_us >= LONG_US else tr('too short a time to say how often in an hour'))})"
        )
    none = "" if answers.cut_short else _none_open(signals)
    stayed = _stayed_open(left_open, signals) if left_open else none
    lines = [
        tr(
            "The child reached out {moments}{per_hour}{stayed}.",
            moments=moments(signals),
            per_hour=per_hour,
            stayed=stayed,
        )
    ]
    if answers.cut_short:
        at = at_moments(answers.cut_short)
        lines.append(
            tr(
                "Of {at} nothing more can be said: the recording ended, or one of the two could no longer be seen.",
                at=at,
            )
        )
    if left_open:
        seen = any(item.is_answer for item in answers.signals)
        lines += ["" if seen else once(MANY_ANSWERS), once(FEWER_SIGNALS), once(OPEN_MOMENTS, OPEN_HERE_TOO)]
    return lines


def _none_open(signals: int) -> str:
    return tr("; none of these moments stayed open") if signals > 1 else tr("; the moment did not stay open")


def _stayed_open(left_open: int, signals: int) -> str:
    """Say once how many moments stayed open; of several that all did, no "all"."""
    if left_open == signals:
        moment = plural(signals, "the moment", "these moments")
        return tr("; {moment} stayed open in what we could see", moment=moment)
    many = tr("one") if left_open == 1 else str(left_open)
    return tr("; {many} of these moments stayed open in what we could see", many=many)


def _how_made(numbers: Numbers, agreements: Sequence[CoderAgreement], once: Once) -> list[str]:
    drawn = bool(drawings.ribbon(numbers))
    found = once(numbers.matchings[0].definition) if drawn and numbers.matchings[0].found_again_us else ""
    basis = basis_words(numbers, spoken=True) if drawn else ""
    lines = [_counted(numbers, once), found, _windows(numbers, once), basis, _agreement_words(numbers, agreements)]
    return [heading(3, tr("How this was made")), para(" ".join(line for line in lines if line), small=True)]


def _windows(numbers: Numbers, once: Once) -> str:
    """Name the windows that the family chose, and say it where they could not be laid on the recording."""
    windows = numbers.full_presence
    # Where the rule asks for them it has named them; what is left to say is why they could not be laid.
    if not windows.names or (numbers.rule.acknowledged_outside and not windows.note):
        return ""
    placed = f" ({windows.note}.)" if windows.note else ""
    return once(
        tr(
            "The windows that this family chose for being fully there: {names}.{placed}",
            names="; ".join(windows.names),
            placed=placed,
        )
    )


def _agreement_words(numbers: Numbers, agreements: Sequence[CoderAgreement]) -> str:
    both = [one for one in agreements if numbers.recording in one.recordings]
    if not both:
        return tr("This is how one person saw the recording. Somebody else might see some moments differently.")
    agreed = sum(group.result.alignment.agreed for one in both for group in one.groups)
    acts = sum(group.result.alignment.n for one in both for group in one.groups)
    said = tr(
        "More than one person coded: of {acts} things that either of them marked, {agreed} were marked alike by both.",
        acts=acts,
        agreed=agreed,
    )
    return said if agreed == acts else f"{said} {tr('The rest is where people see differently.')}"


def _round(seconds: float) -> str:
    """Return how soon as people say it; what is nearer than a second is not told in tenths."""
    if seconds < 0.95:
        return tr("in less than a second")
    said = f"{seconds:.1f}".removesuffix(".0")
    return tr("after about 1 second") if said == "1" else tr("after about {said} seconds", said=said)
