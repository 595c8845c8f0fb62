"""Blocks of the report beyond one recording: rhythm, signals over contexts, and a family's own trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from coder.report.figures.day_rhythm import DayRhythm, Rhythm, RhythmKind, days_of, rhythm_of, rhythm_words
from coder.report.figures.family_trends import FEWEST as FEWEST_POINTS
from coder.report.figures.family_trends import LONG_US, Trend, TrendRecording, Trends, fades, trends_of
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.signals_across_contexts import FEWEST as FEWEST_BIDS
from coder.report.figures.signals_across_contexts import NEEDS_NO_MORE, Said, Told, Unanswered, unanswered_of
from coder.report.figures.solitude import solitude_of
from coder.report.pages.caregiver_side import SERIES_LIMITS, series_words, state_words
from coder.report.phrases import FEWER_SIGNALS, figure_words, moments, spoken_time
from coder.report.render import svg
from coder.report.render.html_page import bullets, figure, heading, para, table
from coder.report.render.svg import Lane
from coder.stats import Rate
from coder.stats.result import Result
from coder.stats.result_text import counted_words
from coder.vocabulary.context import Beside, Series
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import MICROS, Interval

WHAT_TOGETHER_MEANS = tr(
    "Together: nobody is coded as away, and both can be seen. Each at their own thing: the child plays by itself and "
    "the caregiver is busy beside, which is a way of being together. Apart: the caregiver is out of the picture; what "
    "they do meanwhile is not seen. Between recordings nothing is known."
)
WHAT_BESIDE_MEANS = tr(
    "Together: both can be seen. Each at their own thing: the child plays by itself and the caregiver is busy beside, "
    "which is a way of being together."
)
WHEN_THE_PLAN_BREAKS = tr(
    "Nothing here works out how firm a rhythm is. To talk over: what happens when the plan breaks?"
)
OWN_ONLY = tr(
    "These are this family's own recordings, in order of their dates, each with how far it can be trusted. They are "
    "set beside nobody else's, and they say nothing of where things are going."
)
FROM_THE_CHILD = tr(
    "Looked at from the child's side, over all settings together: is this signal seen answered anywhere? Nothing is "
    "said of one setting or one person."
)
TOO_SHORT = tr(
    "Fewer than {fewest_points} of these recordings are long enough (ten minutes) to say how often in an hour the "
    "child gave a sign.",
    fewest_points=FEWEST_POINTS,
)
WHEN_IT_FELL = tr(
    "With fewer signals fewer moments stay open, so few open moments there do not mean that more was answered. A child "
    "may be absorbed, resting, older, unwell, or signal in ways that were not coded; a child who has stopped asking "
    "looks well answered too. If it lasts: rest and company for the caregiver first, and then a look together at when "
    "this child asks."
)


def rhythm_block(numbers: Numbers, *, drawn: bool = True) -> list[str]:
    """Tell and draw one recording's rhythm; nothing where nobody is coded as going or coming back.

    Where all that was coded is drawn already, words are enough.
    """
    rhythm = rhythm_in(numbers)
    if not any(rhythm.count(kind) for kind in (RhythmKind.APART, RhythmKind.REUNION, RhythmKind.OWN)):
        return []
    parted = rhythm.count(RhythmKind.APART) or rhythm.count(RhythmKind.REUNION)
    title = heading(3, tr("Together, apart, together again") if parted else tr("Together, and each at their own thing"))
    words = [rhythm_words(rhythm), *((WHAT_TOGETHER_MEANS, WHEN_THE_PLAN_BREAKS) if parted else (WHAT_BESIDE_MEANS,))]
    if not drawn:
        return [title, *(para(text, small=n > 0) for n, text in enumerate(words))]
    drawing = _ribbon(
        f"{numbers.recording}-rhythm",
        tr("Together and apart in {recording}", recording=numbers.recording),
        [rhythm],
        wall=False,
    )
    return [title, figure(drawing, words)]


def series_blocks(numbers: Numbers) -> list[str]:
    """Draw what a caregiver brought, on an axis of its own; of one value there is nothing to draw."""
    drawn = [one for one in numbers.beside.series if len(one.points) > 1]
    return [_series(f"{numbers.recording}-{one.id}", one) for one in drawn]


def rhythm_in(numbers: Numbers) -> Rhythm:
    """Return the rhythm of the recording that numbers are of."""
    about = numbers.beside.meeting
    return rhythm_of(numbers.events, recording=numbers.recording, span=numbers.span, meeting=about)


def over_time_blocks(told: Sequence[Numbers], *, scheme: Scheme, statistics: bool) -> list[str]:
    """Return what several recordings of one family show together; each family stands for itself."""
    families: dict[str, list[Numbers]] = {}
    for numbers in told:
        if numbers.episode is None and numbers.beside.meeting is not None and numbers.beside.meeting.family:
            families.setdefault(numbers.beside.meeting.family, []).append(numbers)
    blocks: list[str] = []
    for number, (family, own) in enumerate(sorted(families.items()), 1):
        if len(own) > 1:
            inside = _of_family(f"family-{number}", own, scheme, statistics=statistics)
            blocks += [heading(2, tr("Over {family}'s own recordings", family=family)), *inside] if inside else []
    return blocks


def visit_of(numbers: Numbers) -> TrendRecording:
    """Return the numbers of one recording as trends take them."""
    return TrendRecording(
        answers=numbers.answers,
        matchings=numbers.matchings,
        beside=numbers.beside,
        own_play_us=solitude_of(numbers).lasted_us,
    )


def fewer_words(trends: Trends) -> list[str]:
    """Return where the child asked less often than before in the same setting, own play beside it; the rest once."""
    lines = [
        tr(
            "In {later} the child gave signs less often than in {earlier}, in the same setting, by more than the two "
            "counts leave open.{own_play}",
            later=later,
            earlier=earlier,
            own_play=_own_play(trends, later),
        )
        for earlier, later in trends.fewer
    ]
    lines += [fading_words(name, trends.own_play_us.get(name, 0)) for name in trends.fading]
    return [*lines, WHEN_IT_FELL] if lines else []


def fading_words(recording: str, own_play_us: int) -> str:
    """Say that the child gave signs less often in a recording's later half."""
    own = f" {_own_words(own_play_us)}" if own_play_us else ""
    return tr(
        "In the later half of {recording} the child gave signs less often than in the earlier one, by more than the "
        "two counts leave open.{own}",
        recording=recording,
        own=own,
    )


def fading_block(numbers: Numbers) -> list[str]:
    """Say so of one recording that stands alone; of several of a family it is said with them."""
    if not fades(numbers.answers):
        return []
    return [para(fading_words(numbers.recording, solitude_of(numbers).lasted_us)), para(WHEN_IT_FELL)]


def _own_play(trends: Trends, later: str) -> str:
    lasted = trends.own_play_us.get(later, 0)
    return f" {_own_words(lasted)}" if lasted else ""


def _own_words(lasted_us: int) -> str:
    return tr(
        "For {spoken_time} of it each was at their own thing, side by side, which asks for nothing.",
        spoken_time=spoken_time(lasted_us),
    )


def _of_family(name: str, own: Sequence[Numbers], scheme: Scheme, *, statistics: bool) -> list[str]:
    trends = trends_of(visit_of(one) for one in own)
    signals = unanswered_of((Told(answers=one.answers, beside=one.beside) for one in own), scheme=scheme)
    inside: list[str] = []
    for place, day in enumerate(days_of(rhythm_in(one) for one in own), 1):
        if len(day.recordings) > 1:
            inside += _day(f"{name}-day-{place}", day)
    if signals.signals:
        inside += _signals(signals, statistics=statistics)
    if trends.trends:
        inside += _trends(name, trends, statistics=statistics)
    inside += [para(line) for line in fewer_words(trends)]
    if not inside:
        return []
    # What a child shows over time stands beside the caregivers' side of each of those days.
    return [bullets(_sides(own)), *inside]


def _sides(own: Sequence[Numbers]) -> list[str]:
    """Say what the caregivers said, recording by recording, and in one line where nothing was collected."""
    told = [one for one in own if not one.beside.nothing_collected]
    silent = [one.recording for one in own if one.beside.nothing_collected]
    lines = [f"{one.recording}: {state_words(one.beside)}" for one in told]
    return [*lines, f"{', '.join(silent)}: {state_words(Beside())}"] if silent else lines


def _day(name: str, day: DayRhythm) -> list[str]:
    drawing = _ribbon(name, tr("Together and apart on {day}", day=day.day), day.recordings, wall=True)
    words = [f"{one.recording} ({one.began_at[11:16]}): {rhythm_words(one)}" for one in day.recordings]
    return [
        heading(3, tr("The day of {day}", day=day.day)),
        figure(drawing, [*words, WHAT_TOGETHER_MEANS, WHEN_THE_PLAN_BREAKS]),
    ]


def _ribbon(name: str, title: str, rhythms: Sequence[Rhythm], *, wall: bool) -> str:
    """Draw a rhythm as rows of together, apart and reunion; on the wall clock the axis counts from midnight."""
    shifts = [_since_midnight(one.began_at) if wall else 0 for one in rhythms]
    spans: dict[RhythmKind, list[Interval]] = {kind: [] for kind in RhythmKind}
    for one, shift in zip(rhythms, shifts, strict=True):
        for stretch in one.stretches:
            moved = Interval(stretch.interval.onset_us + shift, stretch.interval.offset_us + shift)
            spans[stretch.kind].append(moved)
    subjects = {
        RhythmKind.TOGETHER: "together",
        RhythmKind.OWN: "child",
        RhythmKind.APART: "caregiver",
        RhythmKind.REUNION: "together",
    }
    lanes = [Lane(subject=who, label=named(kind), spans=tuple(spans[kind])) for kind, who in subjects.items()]
    first = min(one.span.onset_us + shift for one, shift in zip(rhythms, shifts, strict=True))
    last = max(one.span.offset_us + shift for one, shift in zip(rhythms, shifts, strict=True))
    said = " ".join(f"{one.recording}: {rhythm_words(one)}" for one in rhythms)
    return svg.ribbon(name, title, said, lanes=lanes, span=Interval(first, last), hidden=spans[RhythmKind.NOT_SEEN])


def _since_midnight(began_at: str) -> int:
    began = datetime.fromisoformat(began_at)
    return ((began.hour * 60 + began.minute) * 60 + began.second) * MICROS


def _signals(found: Unanswered, *, statistics: bool) -> list[str]:
    lines = []
    for one in found.signals:
        rate = one.bids_per_hour
        # Of a few minutes an hour would be made up: a lively minute would sound like a restless day.
        told = rate.estimate is not None and (statistics or rate.observable_time * MICROS >= LONG_US)
        often = tr(", about {estimate:.0f} an hour", estimate=rate.estimate) if told else ""
        there = (
            tr("; {moments} the caregiver was already there", moments=moments(one.already_there))
            if one.already_there
            else ""
        )
        nearby = (
            tr("; {moments} the caregiver was near and available", moments=moments(one.nearby)) if one.nearby else ""
        )
        little = ""
        if one.said not in NEEDS_NO_MORE and one.too_little:
            little = tr("; too little to say in: {too_little}", too_little=", ".join(one.too_little))
        times = one.bids + one.already_there + one.nearby
        said = "" if one.said is Said.ALREADY_THERE else f": {named(one.said)}"
        lines.append(f"{one.label} ({moments(times)}{often}){said}{there}{nearby}{little}.")
    return [
        heading(3, tr("What this child asks for")),
        para(FROM_THE_CHILD),
        bullets(lines),
        para(
            tr(
                "Settings: {contexts}. Fewer than {fewest_bids} times in a setting say too little.",
                contexts=", ".join(found.contexts),
                fewest_bids=FEWEST_BIDS,
            )
        ),
        para(FEWER_SIGNALS),
    ]


def _trends(name: str, trends: Trends, *, statistics: bool) -> list[str]:
    blocks = [heading(3, tr("From recording to recording")), para(OWN_ONLY)]
    # A family is shown how often the child asks; medians and shares are for those who are trained to read them.
    shown = trends.trends if statistics else trends.trends[:1]
    drawn: list[str] = []
    for place, trend in enumerate(shown, 1):
        title = _title(trend) if statistics else tr("How many times an hour the child gave a sign")
        words = _said(trend, statistics=statistics)
        points = _points(trend if statistics else _long_enough(trend))
        if len(points) >= FEWEST_POINTS:
            drawn.append(svg.points_over_time(f"{name}-trend-{place}", title, words, points=points))
        elif not statistics:
            blocks.append(para(TOO_SHORT))
    if drawn:
        sure = (
            tr("Lines through points: 95 % intervals.") if statistics else tr("A long line through a point: less sure.")
        )
        blocks.append(figure("".join(drawn), [sure]))
    if statistics:
        blocks.append(_trend_table(shown))
    if trends.series:
        blocks += [
            para(tr("What was brought, beside it:")),
            bullets(f"{series_words(one)}." for one in trends.series),
            para(SERIES_LIMITS),
        ]
        blocks += [_series(f"{name}-series-{place}", one) for place, one in enumerate(trends.series, 1)]
    return blocks


def _series(name: str, series: Series) -> str:
    title = tr("{series}{part}, as it was brought", series=series.name, part=f" ({series.unit})" if series.unit else "")
    points = [(point.at, point.value, None, None) for point in series.points]
    words = f"{series_words(series)}."
    return figure(svg.points_over_time(name, title, words, points=points), [title])


def _title(trend: Trend) -> str:
    return f"{trend.name}{f' ({trend.unit})' if trend.unit else ''}"


def _said(trend: Trend, *, statistics: bool) -> str:
    return " ".join(
        f"{recording}, {at.replace('T', ' ')}: {_figure(result, statistics=statistics)}."
        for recording, at, result in trend.points
    )


def _figure(result: Result, *, statistics: bool) -> str:
    if result.estimate is None:
        return tr("undefined")
    if not statistics or result.interval is None:
        return f"{result.estimate:.2f}"
    low, high = (tr("open") if end is None else f"{end:.2f}" for end in result.interval)
    return tr("{estimate:.2f} ({low} to {high})", estimate=result.estimate, low=low, high=high)


def _long_enough(trend: Trend) -> Trend:
    """Leave out recordings of a few minutes: for a family no hour is made up of them."""
    kept = tuple(
        point
        for point in trend.points
        if isinstance(point[2], Rate)
        and point[2].observable_time is not None
        and point[2].observable_time * MICROS >= LONG_US
    )
    return replace(trend, points=kept)


def _points(trend: Trend) -> list[tuple[str, float, float | None, float | None]]:
    return [
        (at, result.estimate, *(result.interval or (None, None)))
        for _, at, result in trend.points
        if result.estimate is not None
    ]


def _trend_table(trends: Sequence[Trend]) -> str:
    """Return one table: a row a recording in order of time, a column a figure."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for trend in trends:
        for recording, at, result in trend.points:
            rows.setdefault((at, recording), {})[_title(trend)] = _cell(result)
    titles = [_title(trend) for trend in trends]
    return table(
        tr("From recording to recording (95 % interval; n)"),
        (tr("recording"), tr("began"), *titles),
        [
            (recording, at[:16].replace("T", " "), *(cells.get(title, "") for title in titles))
            for (at, recording), cells in sorted(rows.items())
        ],
    )


def _cell(result: Result) -> str:
    if result.estimate is None:
        return tr("undefined ({why})", why=result.reason or "")
    ends = ""
    if result.interval is not None:
        low, high = (tr("open") if end is None else figure_words(end) for end in result.interval)
        ends = tr(" ({low} to {high})", low=low, high=high)
    return f"{figure_words(result.estimate)}{ends}; {counted_words(result)}"
