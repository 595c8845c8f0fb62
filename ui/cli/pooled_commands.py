"""The command for figures over many families: pooled, or one family's own; never a list of families by value."""

from __future__ import annotations

import argparse

from coder.exchanges.pairing import NAMED_RULES
from coder.report.figures.pooled_families import OwnFamily, PooledFamilies
from coder.report.pages.pooled_page import NOT_A_LIST, own_json, pooled_json, pooled_rows, telling_cells
from coder.vocabulary.plurals import how_many
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
        f"{how_many(told.families, 'family', 'families')}, {how_many(told.recordings, 'recording', 'recordings')}, "
        f"{how_many(told.bids, 'bid', 'bids')}; the caregivers' own side was asked about in {sides_told}."
    )
    print_line(NOT_A_LIST)
    print_table(("figure", "estimate", "95 % interval", "families"), pooled_rows(told), empty="")
    for one in told.curves:
        print_line(f"{one.condition}: {how_many(one.families, 'family', 'families')}")
        print_table(
            ("by", "still watched", "share answered", "95 % interval"),
            [
                (f"{time:g} s", str(watched), _number(share.estimate), _interval(share.interval))
                for time, watched, share in one.answered_by
            ],
            empty="",
        )
    if told.model is not None and told.model.defined:
        print_table(
            ("hazard ratio of an answer", "estimate", "95 % interval"),
            [(one.name, _number(one.estimate), _interval(one.interval)) for one in told.model.covariates],
            empty="",
        )
    print_table(
        ("what followed what", "times", "log odds ratio", "95 % interval", "families"),
        [
            (
                f"{one.given} → {one.target}",
                str(one.count),
                _number(one.log_odds_ratio.estimate),
                _interval(one.log_odds_ratio.interval),
                str(one.log_odds_ratio.n),
            )
            for one in telling_cells(told)
        ],
        empty="No act followed another in enough families.",
    )
    for note in told.notes:
        print_line(f"Note: {note}.")


def _tell_own(one: OwnFamily, *, as_json: bool) -> None:
    if as_json:
        print_json(own_json(one))
        return
    print_line(
        f"{how_many(one.bids, 'bid was', 'bids were')} answered or watched to the end; {one.answered} found an answer."
    )
    if one.shrunken is None or one.interval is None:
        print_line(f"Nothing more can be said: {one.reason}.")
        return
    low, high = one.interval
    print_line(
        f"With what so few bids can tell taken into account, about {one.shrunken:.0%} find an answer "
        f"({low:.0%} to {high:.0%})."
    )


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _interval(ends: tuple[float | None, float | None] | None) -> str:
    if ends is None:
        return "none"
    low, high = ("open" if end is None else f"{end:.3f}" for end in ends)
    return f"{low} to {high}"
