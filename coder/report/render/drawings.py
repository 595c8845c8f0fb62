"""From numbers to drawings: the ribbon, the latency curve and the chance line that both audiences share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from coder.exchanges.pairing import Exchange
from coder.report.figures.recording_figures import Numbers
from coder.report.phrases import act_name, moments
from coder.report.render import svg
from coder.report.render.svg import Lane, Link
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, format_us

LONGEST_US = 300_000_000
"""How much of a recording one ribbon shows."""


def ribbon(numbers: Numbers) -> str:
    """Draw everything that was coded; "" where nothing was."""
    if not numbers.acts:
        return ""
    lanes = [
        Lane(
            subject=act.subject,
            label=act_name(act),
            spans=tuple(e.interval for e in numbers.events if (e.subject, e.code) == (act.subject, act.code)),
        )
        for act in numbers.acts
    ]
    rows = {(act.subject, act.code): row for row, act in enumerate(numbers.acts)}
    onsets = {event.id: event.onset_us for event in numbers.events}
    links = [
        Link(
            from_row=rows[item.bid_subject, item.bid_code],
            to_row=rows[item.response_subject, item.response_code],
            from_us=item.bid_interval.onset_us,
            to_us=onsets[item.response],
        )
        for item in numbers.exchanges
        if item.response and item.response_subject and item.response_code
    ]
    return "".join(_slice(numbers, part, lanes, links, number) for number, part in enumerate(_parts(numbers.span)))


def _parts(span: Interval) -> list[Interval]:
    """Cut a recording into stretches that a page can show: a line of half an hour would be one blur."""
    starts = list(range(span.onset_us, max(span.offset_us, span.onset_us + 1), LONGEST_US))
    if len(starts) > 1 and span.offset_us - starts[-1] < LONGEST_US // 10:
        starts.pop()  # a moment more than five minutes is no second ribbon
    return [Interval(start, end) for start, end in pairwise([*starts, span.offset_us])]


def _slice(numbers: Numbers, part: Interval, lanes: Sequence[Lane], links: Sequence[Link], number: int) -> str:
    shown = [replace(lane, spans=tuple(one for one in lane.spans if _touches(one, part))) for lane in lanes]
    joined = [link for link in links if part.contains(link.from_us)]
    said = [f"{lane.label}: {moments(len(lane.spans))}." for lane in shown if lane.spans]
    return svg.ribbon(
        f"{numbers.recording}-ribbon-{number + 1}",
        tr(
            "What was seen in {recording} from {time} to {time_2}",
            recording=numbers.recording,
            time=format_us(part.onset_us),
            time_2=format_us(part.offset_us),
        ),
        " ".join([*said, tr("Answers joined to what they answered: {number}.", number=len(joined))]),
        lanes=shown,
        span=part,
        hidden=[one for one in (*numbers.hidden, *numbers.set_aside) if _touches(one, part)],
        links=joined,
        repairs_us=[t for t in numbers.found_again_us if part.contains(t)],
    )


def _touches(one: Interval, part: Interval) -> bool:
    return one.overlaps(part) or part.contains(one.onset_us)


AROUND_US = 1_000_000
"""How much is drawn before a moment and after it."""


def moment(numbers: Numbers, item: Exchange, number: int) -> str:
    """Draw one bid and its answer, small: two bars and the line between them, and nobody's picture."""
    events = {event.id: event for event in numbers.events}
    bid = item.bid_interval
    answer = events[item.response].interval if item.response else bid
    start = max(min(bid.onset_us, answer.onset_us) - AROUND_US, numbers.span.onset_us)
    end = min(max(bid.offset_us, answer.onset_us + AROUND_US) + AROUND_US, numbers.span.offset_us)
    return svg.moment(
        f"{numbers.recording}-moment-{number}",
        tr("A moment in {recording} at {time}", recording=numbers.recording, time=format_us(bid.onset_us)),
        tr("The child gave a sign, and an answer came."),
        bid=Lane(subject=item.bid_subject, label=tr("the child"), spans=(bid,)),
        answer=Lane(subject=item.response_subject or "caregiver", label=tr("the answer"), spans=(answer,)),
        span=Interval(start, max(end, start + 1)),
    )


def latency_curve(numbers: Numbers, *, band: bool) -> str:
    """Draw the latency curve; "" where there is nothing to time."""
    curve = numbers.latency
    if not curve.times:
        return ""
    return svg.latency_curve(
        f"{numbers.recording}-latency",
        tr("How soon an answer came in {recording}", recording=numbers.recording),
        tr(
            "The line rises where an answer came ({moments}). Watched without an answer until the time of "
            "a tick: {moments_2}.",
            moments=moments(curve.n_events),
            moments_2=moments(curve.n_censored),
        ),
        curve,
        window_s=numbers.rule.window_us / 1e6,
        band=band,
    )


def chance_line(numbers: Numbers) -> str:
    """Draw what was seen beside chance; "" where that is undefined."""
    test = numbers.chance
    if test.estimate is None or test.null_mean is None:
        return ""
    return svg.chance_line(
        f"{numbers.recording}-chance",
        tr("Answers in {recording} beside coincidence", recording=numbers.recording),
        tr(
            "Seen: {estimate:.0f} % of bids answered. By coincidence: {null_mean:.0f} % on average.",
            estimate=100 * test.estimate,
            null_mean=100 * test.null_mean,
        ),
        test,
    )
