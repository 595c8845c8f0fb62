"""From the numbers of a recording to its charts: bids, how soon answers came, coincidence, in and out of step."""

from __future__ import annotations

from collections import defaultdict

from coder.exchanges.pairing import Exchange, Outcome
from coder.exchanges.rule_words import rule_words
from coder.report.figures.family_trends import LONG_US
from coder.report.figures.match_repair import Matching
from coder.report.figures.recording_figures import Numbers
from coder.report.phrases import chance_name, figure_words
from coder.stats import KaplanMeier
from coder.stats.mismatch_repair import MatchStretch
from coder.stats.result import Result
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import MICROS, format_us, seconds_to_us
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.charts.survival_curve import band_of, steps_of, watched_words
from ui.operations.wording import code_words, subject_words

BINS = 12
_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_LANES = ((0.0, "found"), (1.0, tr("out of step")), (2.0, tr("in step")))


def charts_of(numbers: Numbers, scheme: Scheme) -> tuple[Drawn, ...]:
    """Return the charts of one recording, bids and open moments first: no other figure is read without them."""
    return (
        bids_chart(numbers, scheme),
        latency_chart(numbers, scheme),
        chance_chart(numbers),
        *(ribbon_chart(numbers, one) for one in numbers.matchings),
    )


def bids_chart(numbers: Numbers, scheme: Scheme) -> Drawn:
    """Return every bid as a dot over the recording, open ones beside answered ones."""
    kept = numbers.answers.kept
    start_s, end_s = numbers.span.onset_us / MICROS, numbers.span.offset_us / MICROS
    step = next((s for s in _STEPS_S if (end_s - start_s) / s <= BINS), _STEPS_S[-1])
    piles: dict[tuple[int, bool], int] = defaultdict(int)
    spots = []
    for item in kept:
        found = not item.left_open
        column = int((item.bid_interval.onset_us / MICROS - start_s) // step)
        piles[column, found] += 1
        x = start_s + (column + (0.33 if found else 0.67)) * step
        mark = SpotShape.OPEN if item.left_open else SpotShape.ANSWERED if item.is_answer else SpotShape.WATCHED
        spots.append(_bid_spot(item, scheme, x=x, y=float(piles[column, found]), mark=mark))
    most = max([*piles.values(), 3])
    left_open = numbers.left_open
    # Of minutes no hour is said: fifteen seconds with three bids would sound like seven hundred.
    often = f"{_figure(tr('bids per hour'), numbers.bids)} " if numbers.observable_us >= LONG_US else ""
    counted = plural(len(kept), "bid counts", "bids count")
    return Drawn(
        id="bids",
        title=tr("Bids, and those that stayed open"),
        words=tr(
            "{number} {counted}, {left_open} of them stayed open. {often}"
            "{others}"
            "A child who shows less also leaves fewer moments open. One column is {step} s.",
            number=len(kept),
            counted=counted,
            left_open=left_open,
            often=often,
            others=_others(numbers),
            step=step,
        ),
        basis=_basis(numbers),
        spots=tuple(spots),
        x_range=(start_s, max(end_s, start_s + step)),
        y_range=(0.0, most + 0.8),
        y_ticks=tuple((float(n), str(n)) for n in range(0, most + 1, max(most // 4, 1))),
        reason=None if kept else tr("no bid is confirmed that counts under this rule"),
    )


def _others(numbers: Numbers) -> str:
    """Say how many more signals there were at which somebody was there: they are no dots among the waiting ones."""
    words = ((Outcome.ALREADY_THERE, tr("the caregiver was already there")), (Outcome.AVAILABLE_NEARBY, tr("near by")))
    return "".join(
        tr("At {count} more: {said}. ", count=count, said=said)
        for outcome, said in words
        if (count := numbers.answers.became(outcome))
    )


def latency_chart(numbers: Numbers, scheme: Scheme) -> Drawn:
    """Return the share of bids answered over time; each step is an answer and each tick a bid watched until then."""
    curve = numbers.latency
    kept = numbers.answers.kept
    if not curve.times or not kept:
        return Drawn(
            id="latency",
            title=tr("How soon an answer came"),
            words="",
            basis=_basis(numbers),
            reason=curve.reason or tr("no bid counts"),
        )
    answers = [t for t, count in zip(curve.times, curve.events, strict=True) if count]
    start, end = min([0.0, *answers]), max([numbers.rule.window_us / MICROS, *curve.times])
    shares = {round(t * MICROS): 1 - s for t, s in zip(curve.times, curve.survival, strict=True)}
    spots = []
    for item in kept:
        ended = item.latency_us if item.latency_us is not None else (item.censored_at_us or 0) - item.anchor_us
        mark = SpotShape.WATCHED if item.latency_us is None else SpotShape.ANSWERED
        x = max(ended / MICROS, start)
        spots.append(_bid_spot(item, scheme, x=x, y=shares.get(ended, _share(curve, ended / MICROS)), mark=mark))
    mean = "" if curve.restricted_mean is None else f" {_figure(tr('mean up to the window'), curve.restricted_mean)}"
    return Drawn(
        id="latency",
        title=tr("How soon an answer came"),
        words=tr(
            "{figure}{mean} {n_events} of {value} bids found an answer; "
            "{n_censored} were watched without one until their tick, and count. {watched}",
            watched=watched_words(curve, end),
            figure=_figure(tr("median, seconds"), curve),
            mean=mean,
            n_events=curve.n_events,
            value=curve.n,
            n_censored=curve.n_censored,
        ),
        basis=_basis(numbers),
        spots=tuple(sorted(spots, key=lambda spot: (spot.x, spot.y, spot.at_us or 0))),
        x_title=tr("seconds from where the rule starts to count"),
        x_range=(start, end * 1.04),
        y_range=(-0.06, 1.06),
        y_ticks=((0.0, tr("none")), (0.5, tr("half")), (1.0, tr("all"))),
        line=steps_of(curve, start),
        band=band_of(curve, end),
    )


def chance_chart(numbers: Numbers) -> Drawn:
    """Return the share of bids answered beside the same share when all answers are moved to other times."""
    test = numbers.chance
    title = tr("What was seen, beside coincidence")
    if test.estimate is None or test.null_mean is None or test.null_interval is None:
        return Drawn(id="chance", title=title, words="", basis=_basis(numbers), reason=test.reason or "undefined")
    low, high = test.null_interval
    seen, mean = 100 * test.estimate, 100 * test.null_mean
    spread = tr(
        "95 % of {draws:,} shuffles lie between {low:.0f} % and {high:.0f} %",
        draws=test.draws,
        low=100 * low,
        high=100 * high,
    )
    return Drawn(
        id="chance",
        title=title,
        words=tr(
            "Seen: {seen:.0f} % ({chance_name}, {value} bids). With every answer moved to another "
            "time of the same recording: {mean:.0f} % on average; {spread} (seed {seed}).",
            seen=seen,
            chance_name=chance_name(numbers.rule),
            value=test.n,
            mean=mean,
            spread=spread,
            seed=numbers.seed,
        ),
        basis=(*_basis(numbers), tr("about the whole recording: no point of it is one moment")),
        spots=(
            Spot(
                x=mean,
                y=0.5,
                mark=SpotShape.CHANCE,
                words=tr("By coincidence {mean:.0f} %; {spread}.", mean=mean, spread=spread),
                at_us=None,
            ),
            Spot(x=seen, y=0.5, mark=SpotShape.SEEN, words=tr("What was seen: {seen:.0f} %.", seen=seen), at_us=None),
        ),
        x_title=tr("% of bids answered"),
        x_range=(-4.0, 104.0),
        y_ticks=((0.5, ""),),
        band=((100 * low, max(100 * high, 100 * low + 0.5), 0.3, 0.7),),
    )


def ribbon_chart(numbers: Numbers, one: Matching) -> Drawn:
    """Return stretches in and out of step on the recording's clock, and when the two found each other again."""
    title, result = tr("In step, out of step, found again ({states})", states=one.states), one.result
    span = (numbers.span.onset_us / MICROS, max(numbers.span.offset_us, numbers.span.onset_us + MICROS) / MICROS)
    if not result.stretches:
        return Drawn(
            id=f"ribbon-{one.states}", title=title, words="", basis=_basis(numbers), reason=result.reason or ""
        )
    spots = [_stretch_spot(stretch) for stretch in result.stretches]
    spots += [
        Spot(
            x=t / MICROS,
            y=0.0,
            mark=SpotShape.FOUND,
            words=tr("At {time} they found each other again.", time=format_us(t)),
            at_us=t,
        )
        for t in one.found_again_us(numbers.exchanges)
    ]
    every = result.time_between_mismatches
    apart = "" if every is None else tr(" A mismatch every {every:.1f} s of coded time.", every=every)
    return Drawn(
        id=f"ribbon-{one.states}",
        title=title,
        words=tr(
            "{figure}{apart} Being out of step is ordinary; the rings are when they found each other again.",
            figure=_figure(tr("share of coded time in step"), result),
            apart=apart,
        ),
        basis=(*_basis(numbers), one.definition),
        spots=tuple(sorted(spots, key=lambda spot: (spot.x, -spot.y))),
        x_range=span,
        y_range=(-0.6, 2.6),
        y_ticks=_LANES,
    )


def _stretch_spot(stretch: MatchStretch) -> Spot:
    at = seconds_to_us(stretch.onset)
    long = tr("{offset:.1f} s", offset=stretch.offset - stretch.onset)
    seen = "" if stretch.end_seen else tr("; its end was not seen")
    how = tr("in step") if stretch.matched else tr("out of step")
    states = tr(
        "child {child}, caregiver {caregiver}",
        child=stretch.child.replace("_", " "),
        caregiver=stretch.caregiver.replace("_", " "),
    )
    return Spot(
        x=stretch.onset,
        until=stretch.offset,
        y=2.0 if stretch.matched else 1.0,
        mark=SpotShape.MATCH if stretch.matched else SpotShape.MISMATCH,
        words=tr(
            "At {time}: {how} for {long} ({states}){seen}.",
            time=format_us(at),
            how=how,
            long=long,
            states=states,
            seen=seen,
        ),
        at_us=at,
    )


def _bid_spot(item: Exchange, scheme: Scheme, *, x: float, y: float, mark: SpotShape) -> Spot:
    at = item.bid_interval.onset_us
    who = f"{subject_words(item.bid_subject)} {code_words(scheme, item.bid_subject, item.bid_code)}"
    if item.response_subject and item.response_code and item.latency_us is not None:
        answer = (
            f"{subject_words(item.response_subject)} {code_words(scheme, item.response_subject, item.response_code)}"
        )
        became = tr(
            "{answer} after {latency:.2f} s (±{timing_bound:.2f} s)",
            answer=answer,
            latency=item.latency_us / MICROS,
            timing_bound=item.timing_bound_us / MICROS,
        )
    else:
        watched = max((item.censored_at_us or item.anchor_us) - item.anchor_us, 0) / MICROS
        word = "" if item.outcome is Outcome.UNSETTLED else f"{item.outcome.value}; "
        became = tr("{word}watched for {watched:.2f} s: {reason}", word=word, watched=watched, reason=item.reason)
    return Spot(
        x=x,
        y=y,
        mark=mark,
        words=tr("At {time} {who}: {became}.", time=format_us(at), who=who, became=became),
        at_us=at,
    )


def _basis(numbers: Numbers) -> tuple[str, ...]:
    """Return the rule, n, observable time and timing bound in one line; the panel says the rule in full."""
    bound = numbers.timing_bound_us
    true = () if bound is None else (tr("times true to within {bound:.2g} s", bound=bound / MICROS),)
    seen = tr(
        "{observable:.1f} s observable of {duration:.1f} s",
        observable=numbers.observable_us / MICROS,
        duration=numbers.span.duration_us / MICROS,
    )
    return (
        tr("an answer comes {rule}", rule=rule_words(numbers.rule)),
        tr("n = {counted} bids", counted=numbers.counted),
        seen,
        *true,
    )


def _figure(name: str, result: Result) -> str:
    """Return a figure with its interval, or why there is none: "bids per hour 12 (95 % interval 4 to 30)."."""
    said = f"{name[0].upper()}{name[1:]}"
    if result.estimate is None:
        return tr("{said}: undefined, because {reason}.", said=said, reason=result.reason)
    interval = ""
    if result.interval is not None:
        low, high = ("open" if end is None else figure_words(end) for end in result.interval)
        interval = tr(" (95 % interval {low} to {high})", low=low, high=high)
    return f"{said}: {figure_words(result.estimate)}{interval}."


def _share(curve: KaplanMeier, t: float) -> float:
    return curve.share_by(t) or 0.0
