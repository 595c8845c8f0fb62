"""One table over recordings: what became of every bid, and each figure with its interval, a column a recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.exchanges.pairing import Outcome
from coder.report.figures.family_trends import LONG_US
from coder.report.figures.recording_figures import Numbers
from coder.report.pages.repeated_sentences import notes_once
from coder.report.phrases import act_name, chance_name
from coder.report.render.html_page import bullets, table
from coder.stats import Rate
from coder.stats.result import Result
from coder.stats.result_text import counted_words, p_text
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

BESIDE_EACH_OTHER = 4
"""So many recordings stand beside each other on a page's width; the next ones have a table of their own."""

ODDS = tr("odds of an answer's onset in a second after a bid, over those of another second")
SHORT = "*"
SHORT_WORDS = tr(
    "* out of less than ten minutes: one act more or fewer would change it, and nothing says that the time "
    "would have gone on like that"
)


def recordings_blocks(told: Sequence[Numbers]) -> list[str]:
    """Return the tables over all recordings, what is undefined and why, and every note once."""
    blocks = []
    for start in range(0, len(told), BESIDE_EACH_OTHER):
        part = told[start : start + BESIDE_EACH_OTHER]
        names = [numbers.recording for numbers in part]
        blocks.append(table(tr("What became of every confirmed bid (bids)"), (tr("outcome"), *names), _outcomes(part)))
        blocks.append(table(tr("Figures (95 % interval; n)"), (tr("figure"), *names), _figures(part)))
    short = any(_is_short(result) for numbers in told for _, result in named_figures(numbers))
    return [*blocks, bullets([*([f"{SHORT_WORDS}."] if short else []), *_undefined(told), *_notes(told)])]


def _outcomes(told: Sequence[Numbers]) -> list[tuple[str, ...]]:
    rows = [(outcome.value, *(str(one.outcomes[outcome]) for one in told)) for outcome in Outcome]
    kept = [row for row in rows if any(cell != "0" for cell in row[1:])]
    reasons = dict.fromkeys(why for one in told for why in one.left_out)
    left_out = [
        (tr("in no figure, for {why}", why=why), *(str(one.left_out.get(why, 0)) for one in told)) for why in reasons
    ]
    counted = (tr("in the figures about answers"), *(str(one.counted) for one in told))
    return [*kept, ("all", *(str(len(one.exchanges)) for one in told)), counted, *left_out]


def _figures(told: Sequence[Numbers]) -> list[tuple[str, ...]]:
    found = [_rows(one) for one in told]
    order = dict.fromkeys(name for one in found for name in one)
    return [(name, *(one.get(name, "") for one in found)) for name in order]


def _rows(numbers: Numbers) -> dict[str, str]:
    """Return the cells of one recording; an act's share of time stands beside how often it was."""
    acts = {tr("{act_name}, per minute", act_name=act_name(act)): act.lasting for act in numbers.acts}
    lasting = {tr("{act_name}, share of time", act_name=act_name(act)) for act in numbers.acts}
    rows: dict[str, str] = {}
    for name, result in named_figures(numbers):
        share = acts.get(name)
        if share is not None and share.estimate is not None:
            rows[name] = tr("{cell}; {estimate:.3f} of the time", cell=_cell(result), estimate=share.estimate)
        elif result is numbers.chance and result.estimate is not None:
            rows[name] = _beside_chance(numbers)
        elif name not in lasting:
            rows[name] = _cell(result)
    return rows


def named_figures(numbers: Numbers) -> list[tuple[str, Result]]:
    """Return every figure of a recording under the name that it has in the tables."""
    chance, mean, window = numbers.chance, numbers.latency.restricted_mean, numbers.rule.window_us / MICROS
    found: list[tuple[str, Result]] = [
        (tr("bids per hour"), numbers.bids),
        (tr("share answered within {window:g} s", window=window), numbers.latency.share_answered(window)),
        (tr("latency, median (s)"), numbers.latency),
    ]
    if mean is not None:
        found.append((tr("latency, mean up to {parameters:g} s", parameters=mean.parameters["tau"]), mean))
    found += [(tr("{share}, beside chance", share=chance_name(numbers.rule)), chance), (ODDS, numbers.contingency)]
    for one in numbers.matchings:
        found.append((tr("share of time in which states fit ({states})", states=one.states), one.result))
        if one.result.time_to_repair is not None:
            found.append((tr("time to repair, median (s) ({states})", states=one.states), one.result.time_to_repair))
    for act in numbers.acts:
        found.append((tr("{act_name}, per minute", act_name=act_name(act)), act.often))
        if act.lasting is not None:
            found.append((tr("{act_name}, share of time", act_name=act_name(act)), act.lasting))
    return found


def _cell(result: Result) -> str:
    if result.estimate is None:
        return tr("undefined; {counted}", counted=counted_words(result))
    short = SHORT if _is_short(result) else ""
    return f"{_told(result.estimate)}{short}{_interval(result.interval)}; {counted_words(result)}"


def _told(value: float) -> str:
    """Return a number with the digits that can be read; the file beside the page has all of them."""
    return f"{value:.{3 if abs(value) < 10 else 2 if abs(value) < 100 else 1}f}"


def _interval(ends: tuple[float | None, float | None] | None) -> str:
    if ends is None:
        return ""
    low, high = ("open" if end is None else _told(end) for end in ends)
    return tr(" ({low} to {high})", low=low, high=high)


def _is_short(result: Result) -> bool:
    seen = result.observable_time if isinstance(result, Rate) else None
    return seen is not None and seen * MICROS < LONG_US


def _undefined(told: Sequence[Numbers]) -> list[str]:
    reasons: dict[str, list[tuple[str, str]]] = {}
    for numbers in told:
        for name, result in named_figures(numbers):
            if result.estimate is None and result.reason:
                reasons.setdefault(result.reason, []).append((numbers.recording, name))
    return [
        tr("Undefined because {why}: {where}.", why=why, where=_where(places, told)) for why, places in reasons.items()
    ]


def _notes(told: Sequence[Numbers]) -> Iterable[str]:
    """Every note once over all recordings, with the figures that it belongs to."""
    about: dict[str, list[tuple[str, str]]] = {}
    for numbers in told:
        for note in numbers.notes:
            about.setdefault(note, []).append((numbers.recording, ""))
        for name, result in named_figures(numbers):
            for note in result.notes:
                about.setdefault(note, []).append((numbers.recording, _kind(name)))
    return notes_once(about, lambda places: _where(places, told), lambda places: _where(places, ()))


def _kind(name: str) -> str:
    """Return what a figure is called among its like: twenty acts share one note about rates."""
    if name.endswith(", per minute"):
        return tr("acts per minute")
    return tr("shares of time") if name.endswith(", share of time") else name


def _where(places: Sequence[tuple[str, str]], told: Sequence[Numbers]) -> str:
    """Name the figures and the recordings that a note is about; of all recordings none is named."""
    names = "; ".join(dict.fromkeys(name for _, name in places if name))
    found = dict.fromkeys(recording for recording, _ in places)
    if len(found) == len(told):
        return names
    return f"{names}{': ' if names else ''}{', '.join(found)}"


def _beside_chance(numbers: Numbers) -> str:
    test = numbers.chance
    if test.estimate is None or test.null_mean is None or test.null_interval is None or test.p_value is None:
        return tr("undefined")
    low, high = test.null_interval
    p = p_text(test.p_value, test.p_floor)
    return tr(
        "{seen:.3f} seen, {null_mean:.3f} by chance (95 % of shifts {low:.3f} to {high:.3f}); mid-p {p}",
        seen=test.estimate,
        null_mean=test.null_mean,
        low=low,
        high=high,
        p=p,
    )
