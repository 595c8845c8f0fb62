"""The page over many families: pooled figures, curves by condition, what follows what; no family by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coder.report.figures.pooled_families import OwnFamily, PooledCurve, PooledFamilies
from coder.report.phrases import counting_words
from coder.report.render import svg
from coder.report.render.html_page import bullets, figure, heading, page, para, table
from coder.stats import PooledCell, PooledLogOdds, Result
from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import MICROS

_CONDITIONS = {"setting": "setting", "episode": "episode", "bid": tr("kind of bid")}
MOST_CELLS = 24
"""So many pairs of acts stand on the page; all of them are in the JSON of the command."""

NOT_A_LIST = tr(
    "These are figures over families together. None is shown by itself, none is set beside another, and nothing here "
    "says how a family is doing: families differ for many reasons that no recording holds."
)
HOW = tr(
    "Intervals come from drawing families anew, each with all its recordings (2,000 draws, expanded percentiles; "
    "Hesterberg 2015). Log odds are means over families, with their spread (Paule & Mandel 1982) and Student's t "
    "(Knapp & Hartung 2003); 0.5 is added to every count. Hazard ratios have errors by family (Lin & Wei 1989). Bids "
    "without an answer are censored, never dropped. For what follows what, a table is made for each family, and their "
    "log odds ratios are pooled: adding tables up would make a sequence out of a difference between families."
)


def pooled_page(told: PooledFamilies, *, sides_told: int, day: str | None = None) -> str:
    """Return the page."""
    blocks = [
        heading(1, tr("Exchanges over many families")),
        para(
            tr(
                "{how_many}, {how_many_2}, {how_many_3} that an answer could be waited for.",
                how_many=plural(told.families, "{families} family", "{families} families", families=told.families),
                how_many_2=plural(
                    told.recordings, "{recordings} recording", "{recordings} recordings", recordings=told.recordings
                ),
                how_many_3=plural(told.bids, "{bids} bid", "{bids} bids", bids=told.bids),
            )
        ),
        para(NOT_A_LIST),
        *([para(tr("Made on {day}.", day=day), small=True)] if day else []),
        para(
            tr(
                "The caregivers' own side (rest, support, what restores them) was asked about in {sides_told} of "
                "{how_many}; it is on each family's own page.",
                sides_told=sides_told,
                how_many=plural(
                    told.recordings, "{recordings} recording", "{recordings} recordings", recordings=told.recordings
                ),
            )
        ),
        para(counting_words(told.rule)),
        heading(2, tr("All families together")),
        table(
            tr("Figures over families"),
            (tr("figure"), tr("estimate"), tr("95 % interval"), tr("families")),
            pooled_rows(told),
        ),
    ]
    if told.curves:
        blocks += [
            heading(2, tr("How soon an answer came, by {conditions}", conditions=_CONDITIONS[told.by])),
            *_curves(told),
        ]
    blocks += [heading(2, tr("What followed what")), *_sequence(told)]
    blocks += [
        heading(2, tr("How it was worked out")),
        para(HOW),
        bullets(f"{note[0].upper()}{note[1:]}." for note in (*told.notes, *_notes(told))),
    ]
    return page(tr("Exchanges over many families"), blocks)


def pooled_rows(told: PooledFamilies) -> list[tuple[str, ...]]:
    """Return the figures over all families as rows: name, estimate, interval, families."""
    window = told.rule.window_us / MICROS
    rows = [
        _row(tr("share of bids answered within {window:g} s", window=window), told.share),
        _row(tr("median time to an answer (s)"), told.median),
        _row(tr("log odds that a bid was answered, mean of families"), told.odds),
    ]
    if told.odds.between_sd is not None:
        rows.append((tr("their standard deviation between families"), f"{told.odds.between_sd:.3f}", "", ""))
    if told.odds.prediction is not None:
        low, high = told.odds.prediction
        rows.append(
            (
                tr("where a further family's own would lie (95 %)"),
                "",
                tr("{low:.3f} to {high:.3f}", low=low, high=high),
                "",
            )
        )
    rows.append(_row(tr("log odds ratio of an answer after a bid and at another time"), told.after_a_bid))
    return rows


def _row(name: str, result: Result) -> tuple[str, ...]:
    if result.estimate is None:
        return name, "undefined", result.reason or "", str(result.n)
    return name, f"{result.estimate:.3f}", interval_words(result), str(result.n)


def interval_words(result: Result) -> str:
    """Return an interval in words; why there is none stands among the notes."""
    if result.interval is None:
        return "none"
    low, high = ("open" if end is None else f"{end:.3f}" for end in result.interval)
    return tr("{low} to {high}", low=low, high=high)


def _curves(told: PooledFamilies) -> list[str]:
    blocks = []
    for k, one in enumerate(told.curves):
        drawn = svg.latency_curve(
            f"condition-{k}",
            tr("How soon an answer came: {condition}", condition=one.condition),
            tr(
                "{n_events} of {value} bids were answered while watched.",
                n_events=one.latency.n_events,
                value=one.latency.n,
            ),
            one.latency,
            window_s=told.rule.window_us / MICROS,
            band=True,
        )
        families = plural(one.families, "{families} family", "{families} families", families=one.families)
        caption = tr(
            "{condition}: {families}, {how_many}. The shade takes bids as independent; the table below does not.",
            condition=one.condition,
            families=families,
            how_many=plural(one.latency.n, "{value} bid", "{value} bids", value=one.latency.n),
        )
        blocks.append(figure(drawn, [caption]))
    blocks.append(
        table(
            tr("Share answered by then (95 % interval by family; bids still watched)"),
            (_CONDITIONS[told.by], *(tr("{time:g} s", time=time) for time, _, _ in told.curves[0].answered_by)),
            [(one.condition, *_cells(one)) for one in told.curves],
        )
    )
    if told.model is not None:
        rows = [
            (one.name, "undefined" if one.estimate is None else f"{one.estimate:.3f}", interval_words(one))
            for one in told.model.covariates
        ]
        if told.model.reason:
            blocks.append(para(tr("Hazard ratios are undefined: {reason}.", reason=told.model.reason)))
        elif rows:
            blocks.append(
                table(tr("Hazard ratio of an answer"), (tr("beside"), tr("estimate"), tr("95 % interval")), rows)
            )
    return blocks


def _cells(one: PooledCurve) -> list[str]:
    return [
        tr("not watched so long")
        if share.estimate is None
        else f"{share.estimate:.2f} ({interval_words(share)}; {watched})"
        for _, watched, share in one.answered_by
    ]


def pair_words(given: str, target: str) -> str:
    """Return which act followed which."""
    return f"{given} → {target}".replace("_", " ")


def _sequence(told: PooledFamilies) -> list[str]:
    cells = telling_cells(told)
    if not cells:
        return [para(tr("No act followed another in enough families to say anything about many."))]
    shown = sorted(cells, key=lambda one: (-one.count, one.given, one.target))[:MOST_CELLS]
    rows = [
        (pair_words(one.given, one.target), str(one.count), *_row("", one.log_odds_ratio)[1:])
        for one in sorted(shown, key=lambda one: (one.given, one.target))
    ]
    more = (
        tr("The {most_cells} most common pairs of {number}. ", most_cells=MOST_CELLS, number=len(cells))
        if len(cells) > MOST_CELLS
        else ""
    )
    return [
        para(tr("{more}Above 0: the second came more often right after the first than after other acts.", more=more)),
        table(
            tr("Pairs of acts, next to each other"),
            (tr("pair"), tr("times"), tr("log odds ratio"), tr("95 % interval"), tr("families")),
            rows,
        ),
    ]


def telling_cells(told: PooledFamilies) -> list[PooledCell]:
    """Return the pairs of acts of which enough families tell."""
    return [one for one in told.sequence.cells if one.log_odds_ratio.defined and one.count]


def _notes(told: PooledFamilies) -> Sequence[str]:
    results: tuple[Result, ...] = (told.share, told.median, told.odds, told.after_a_bid)
    return tuple(dict.fromkeys((*(note for one in results for note in one.notes), *told.sequence.notes)))


def pooled_json(told: PooledFamilies) -> dict[str, Any]:
    """Return the pooled figures for the command line; of single families there is nothing in it."""
    return {
        "rule": {"id": told.rule.id, "window_us": told.rule.window_us},
        "families": told.families,
        "recordings": told.recordings,
        "bids": told.bids,
        "share_answered": told.share.to_dict(),
        "latency_median": told.median.to_dict(),
        "log_odds": without_dyads(told.odds),
        "after_a_bid": without_dyads(told.after_a_bid),
        "by": told.by,
        "conditions": [
            {
                "condition": one.condition,
                "families": one.families,
                "latency": one.latency.to_dict(),
                "answered_by": [
                    {"time_s": time, "still_watched": watched, "share": share.to_dict()}
                    for time, watched, share in one.answered_by
                ],
            }
            for one in told.curves
        ],
        "model": None if told.model is None else told.model.to_dict(),
        "sequence": [
            {
                "given": one.given,
                "target": one.target,
                "count": one.count,
                "log_odds_ratio": without_dyads(one.log_odds_ratio),
            }
            for one in told.sequence.cells
        ],
        "notes": [*told.notes, *_notes(told)],
    }


def without_dyads(result: PooledLogOdds) -> dict[str, object]:
    """Return the record without the families' own values."""
    return {name: value for name, value in result.to_dict().items() if not name.startswith("shrunken")}


def own_json(one: OwnFamily) -> dict[str, Any]:
    """Return one family's own figure for the command line."""
    return {
        "family": one.family,
        "rule": one.rule.id,
        "bids": one.bids,
        "answered": one.answered,
        "share": one.share,
        "shrunken_share": one.shrunken,
        "interval": one.interval,
        "reason": one.reason,
    }
