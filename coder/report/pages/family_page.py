"""The family view: what is already there comes first, in plain words, without statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from coder.report.figures.bid_answers import OUT_APART, OUT_SAID_AGAIN, timed
from coder.report.figures.coder_agreement import CoderAgreement
from coder.report.figures.family_trends import LONG_US
from coder.report.figures.match_repair import FACING
from coder.report.figures.recording_figures import Numbers
from coder.report.observed_phrases import seen_words
from coder.report.pages.caregiver_side import own_side_block, restoring_words
from coder.report.pages.family_opening import moments_drawn, strengths
from coder.report.pages.repeated_sentences import Once
from coder.report.pages.several_recordings import fading_block, over_time_blocks, rhythm_block, series_blocks
from coder.report.phrases import (
    CANNOT_SHOW,
    FACTS_ARE_NO_BAR,
    FAMILY_FACTS,
    FEWER_SIGNALS,
    NOT_WHAT_IS_RIGHT,
    OPEN_HERE_TOO,
    OPEN_MOMENTS,
    OWN_SIDE_NOT_WRITTEN,
    TWO_QUESTIONS,
    at_moments,
    moments,
    moments_words,
    spoken_counting,
    things,
)
from coder.report.render import drawings
from coder.report.render.html_page import bullets, figure, heading, page, para
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme

MANY_ANSWERS = tr("Many answers are not made for a camera.")
FEWEST = 5
"""Below this many moments nothing is said about how soon answers come: one more would change the picture."""


def family_page(
    told: Sequence[Numbers],
    *,
    scheme: Scheme,
    agreements: Sequence[CoderAgreement] = (),
    day: str | None = None,
    waiting: Mapping[str, int] | None = None,
) -> str:
    """Return the family view of one or more recordings, each for itself.

    ``waiting`` says by recording how many of the models' proposals nobody has decided on.
    """
    once = Once()
    # What restores somebody is read out before anything that was counted.
    restoring = dict.fromkeys(line for numbers in told for line in restoring_words(numbers.beside))
    blocks = [heading(1, tr("Moments together")), *map(para, restoring), para(moments_words(len(told), agreements))]
    if day:
        blocks.append(para(tr("Made on {day}.", day=day), small=True))
    for numbers in told:
        name = tr(" (recording {recording})", recording=numbers.recording) if len(told) > 1 else ""
        blocks.append(heading(2, tr("What is already there{name}", name=name)))
        blocks += _recording(numbers, scheme, (waiting or {}).get(numbers.recording, 0), once=once)
    blocks += over_time_blocks(told, scheme=scheme, statistics=False)
    blocks += fading_block(told[0]) if len(told) == 1 else []
    blocks += [
        heading(2, tr("Good to know")),
        *(para(f"{fact} {FACTS_ARE_NO_BAR}") for fact, _ in FAMILY_FACTS),
        heading(3, tr("What this cannot show")),
        para(" ".join((NOT_WHAT_IS_RIGHT, *CANNOT_SHOW))),
        *_how_made(told, agreements),
        # Where nobody has to read it aloud in the midst of what is said.
        *(
            para(tr("What is good to know comes from: {source}.", source=source), small=True)
            for _, source in FAMILY_FACTS
        ),
        heading(2, tr("Two questions to end with")),
        bullets(TWO_QUESTIONS),
    ]
    return page(tr("Moments together"), blocks)


def _recording(numbers: Numbers, scheme: Scheme, waiting: int, *, once: Once) -> list[str]:
    # What is said of one recording and holds for the next is not said again: it would drone when read aloud.
    again = numbers.beside.nothing_collected and not once(OWN_SIDE_NOT_WRITTEN)
    return [
        *moments_drawn(numbers, scheme),
        *strengths(numbers, scheme, once),
        *_waiting(waiting),
        own_side_block(numbers.beside, again=again),
        *series_blocks(numbers),
        *_ribbon(numbers, once),
        *rhythm_block(numbers, drawn=not numbers.acts),
        *_gave_a_sign(numbers, once),
    ]


def _waiting(count: int) -> list[str]:
    if not count:
        return []
    return [
        para(
            plural(
                count,
                "One thing that the computer thinks it noticed waits until a human has looked at it. It is not on this "
                "page, and there may have been more than stands here.",
                "{said} that the computer thinks it noticed wait until a human has looked at them. They are not on "
                "this page, and there may have been more than stands here.",
                said=things(count),
            )
        )
    ]


def _ribbon(numbers: Numbers, once: Once) -> list[str]:
    drawing = drawings.ribbon(numbers)
    if not drawing:
        return []
    caption = [
        once(
            tr(
                "Each row is something that could be seen. A thin line joins a sign of the child with its answer. "
                "Hatched: one of the two could not be seen."
            )
        ),
        seen_words(numbers),
    ]
    return [heading(3, tr("The recording as a ribbon")), figure(drawing, caption)]


def _gave_a_sign(numbers: Numbers, once: Once) -> list[str]:
    blocks = [*_open_moments(numbers, once), *_how_soon(numbers, once)]
    return [heading(3, tr("When the child gave a sign")), *blocks] if blocks else []


def _how_soon(numbers: Numbers, once: Once) -> list[str]:
    curve = numbers.latency
    if not curve.n_events or curve.n < FEWEST:
        # That no answer was seen is told once, with the child's signs; of a few each moment speaks for itself.
        return []
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
            tr("Where an answer came, it often came before the child's sign was over.")
            if soon <= 0
            else tr("Where an answer came, it often came {round}.", round=_round(soon))
        )
    return [para(words.rstrip())]


def _open_moments(numbers: Numbers, once: Once) -> list[str]:
    if not numbers.exchanges:
        return []
    lines = _said_of_open(numbers, once) if numbers.answers.signals else []
    out = sum(count for why, count in numbers.left_out.items() if why not in (OUT_SAID_AGAIN, OUT_APART))
    if out:
        lines.append(
            plural(
                out,
                "One more sign is not counted here, because nobody could have answered it or seen an answer, or "
                "because somebody who looked said that nothing was asked.",
                "{out} more signs are not counted here, because nobody could have answered them or seen an answer, or "
                "because somebody who looked said that nothing was asked.",
                out=out,
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
    if numbers.bids.estimate is not None and numbers.observable_us >= LONG_US:
        times = moments(max(1, round(numbers.bids.estimate)))
        per_hour = tr(" (about {times} in an hour, had it gone on like that)", times=times)
    none = "" if answers.cut_short else _none_open(signals)
    stayed = _stayed_open(left_open, signals) if left_open else none
    lines = [
        tr(
            "The child gave a sign {moments}{per_hour}: {which}{stayed}.",
            moments=moments(signals),
            per_hour=per_hour,
            which=signs_told(numbers),
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


def signs_told(numbers: Numbers) -> str:
    """Say of which kinds the child's signs were, in the words of the rows that are drawn of them."""
    names = {(act.subject, act.code): act.label for act in numbers.acts}
    kinds = Counter(
        names.get((item.bid_subject, item.bid_code), item.bid_code.replace("_", " "))
        for item in numbers.answers.signals
    )
    if len(kinds) == 1:
        label = next(iter(kinds))
        once, always = tr("the child {label}", label=label), tr("each time the child {label}", label=label)
        return once if kinds[label] == 1 else always
    return tr(
        "the child {listed}",
        listed=", ".join(f"{label} ({moments(count)})" for label, count in kinds.most_common()),
    )


def _none_open(signals: int) -> str:
    return tr("; none of these moments stayed open") if signals > 1 else tr("; the moment did not stay open")


def _stayed_open(left_open: int, signals: int) -> str:
    """Say once how many moments stayed open; of several that all did, no "all"."""
    if left_open == signals:
        moment = plural(signals, "the moment", "these moments")
        return tr("; {moment} stayed open in what we could see", moment=moment)
    many = tr("one") if left_open == 1 else str(left_open)
    return tr("; {many} of these moments stayed open in what we could see", many=many)


def _how_made(told: Sequence[Numbers], agreements: Sequence[CoderAgreement]) -> list[str]:
    """Say once for all recordings how it was counted, and by whom."""
    lines = [
        *(spoken_counting(one.rule, windows=one.full_presence.names) for one in told if one.exchanges),
        *(_in_step(one.matchings[0].states) for one in told if one.found_again_us),
        *(_windows(one) for one in told),
        *(_agreement_words(one, agreements) for one in told),
    ]
    return [
        heading(3, tr("How this was made")),
        para(" ".join(dict.fromkeys(line for line in lines if line)), small=True),
    ]


def _in_step(states: str) -> str:
    if states == FACING:
        return tr("In step means here that both are turned to each other, or neither is.")
    return tr("In step means here that what the two do goes together, as the codes {states} say.", states=states)


def _windows(numbers: Numbers) -> str:
    """Name the windows that the family chose, and say it where they could not be laid on the recording."""
    windows = numbers.full_presence
    # Where the rule asks for them it has named them; what is left to say is why they could not be laid.
    if not windows.names or (numbers.rule.acknowledged_outside and not windows.note):
        return ""
    placed = f" ({windows.note}.)" if windows.note else ""
    return tr(
        "The windows that this family chose for being fully there: {names}.{placed}",
        names="; ".join(windows.names),
        placed=placed,
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
