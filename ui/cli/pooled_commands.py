"""The command for figures over many families: pooled, or one family's own; never a list of families by value."""

from __future__ import annotations

import argparse

from coder.exchanges.pairing import NAMED_RULES
from coder.report.figures.pooled_families import OwnFamily, PooledFamilies
from coder.report.pages.pooled_page import NOT_A_LIST, own_json, pair_words, pooled_json, pooled_rows, telling_cells
from coder.vocabulary.language import plural, tr
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.progress_line import working
from ui.cli.study_commands import open_study
from ui.operations.pooled_figures import own_in, pooled_later, pooled_parts
from ui.operations.study_figures import check_coder, recordings_of


def pooled(options: argparse.Namespace) -> None:
    """Print figures over all families together, or one family's own."""
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, None)
        check_coder(project, chosen, options.coder)
        parts = pooled_parts(
            project,
            chosen,
            rule=NAMED_RULES[options.rule],
            coder=options.coder,
            plain_rule=options.plain_rule,
        )
    for sentence in closed:
        print_note(sentence)
    if options.family is not None:
        _tell_own(own_in(parts, options.family), as_json=options.json)
        return
    later = pooled_later(parts, by=options.by, seed=options.seed)
    with working("families") as show:
        told = later(progress=show)
    if options.json:
        print_json(pooled_json(told) | {"sides_told": parts.sides_told})
        return
    _tell(told, parts.sides_told)


def _tell(told: PooledFamilies, sides_told: int) -> None:
    print_line(
        tr(
            "{how_many}, {how_many_2}, {how_many_3}; the caregivers' own side was asked about in {sides_told}.",
            how_many=plural(told.families, "{families} family", "{families} families", families=told.families),
            how_many_2=plural(
                told.recordings, "{recordings} recording", "{recordings} recordings", recordings=told.recordings
            ),
            how_many_3=plural(told.bids, "{bids} bid", "{bids} bids", bids=told.bids),
            sides_told=sides_told,
        )
    )
    print_line(NOT_A_LIST)
    print_table((tr("figure"), tr("estimate"), tr("95 % interval"), tr("families")), pooled_rows(told), empty="")
    for one in told.curves:
        print_line(
            f"{one.condition}: "
            f"{plural(one.families, '{families} family', '{families} families', families=one.families)}"
        )
        print_table(
            (tr("by"), tr("still watched"), tr("share answered"), tr("95 % interval")),
            [
                (tr("{time:g} s", time=time), str(watched), _number(share.estimate), _interval(share.interval))
                for time, watched, share in one.answered_by
            ],
            empty="",
        )
    if told.model is not None and told.model.defined:
        print_table(
            (tr("hazard ratio of an answer"), tr("estimate"), tr("95 % interval")),
            [(one.name, _number(one.estimate), _interval(one.interval)) for one in told.model.covariates],
            empty="",
        )
    print_table(
        (tr("what followed what"), tr("times"), tr("log odds ratio"), tr("95 % interval"), tr("families")),
        [
            (
                pair_words(one.given, one.target),
                str(one.count),
                _number(one.log_odds_ratio.estimate),
                _interval(one.log_odds_ratio.interval),
                str(one.log_odds_ratio.n),
            )
            for one in telling_cells(told)
        ],
        empty=tr("No act followed another in enough families."),
    )
    for note in told.notes:
        print_line(tr("Note: {note}.", note=note))


def _tell_own(one: OwnFamily, *, as_json: bool) -> None:
    if as_json:
        print_json(own_json(one))
        return
    print_line(
        tr(
            "{how_many} answered or watched to the end; {answered} found an answer.",
            how_many=plural(one.bids, "{bids} bid was", "{bids} bids were", bids=one.bids),
            answered=one.answered,
        )
    )
    if one.shrunken is None or one.interval is None:
        print_line(tr("Nothing more can be said: {reason}.", reason=one.reason))
        return
    low, high = one.interval
    print_line(
        tr(
            "With what so few bids can tell taken into account, about {shrunken:.0f} % find an answer "
            "({low:.0f} to {high:.0f} %).",
            shrunken=100 * one.shrunken,
            low=100 * low,
            high=100 * high,
        )
    )


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _interval(ends: tuple[float | None, float | None] | None) -> str:
    if ends is None:
        return "none"
    low, high = ("open" if end is None else f"{end:.3f}" for end in ends)
    return tr("{low} to {high}", low=low, high=high)
