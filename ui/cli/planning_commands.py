"""The command for planning: how many to code twice or blind, and how many answers show a difference."""

from __future__ import annotations

import argparse

from coder.stats import (
    Needed,
    Result,
    StatsError,
    latency_power,
    needed_for_icc,
    needed_for_kappa,
    needed_for_latency,
    recordings_for_kappa,
)
from coder.stats.result_text import counted_words
from coder.vocabulary.language import tr
from ui.cli.output import print_json, print_line


def kappa(options: argparse.Namespace) -> None:
    """Print how many things both must code for an interval of kappa of a width."""
    if (options.lasting is None) != (options.minutes is None):
        raise StatsError(tr("--lasting and --minutes belong together: how long a state and a recording last."))
    if options.lasting is not None:
        found = recordings_for_kappa(
            options.kappa, options.prevalence, lasting=options.lasting, minutes=options.minutes, width=options.width
        )
        _tell(found, options)
        return
    per = options.in_a_recording
    _tell(needed_for_kappa(options.kappa, options.prevalence, width=options.width, in_a_recording=per), options)


def icc(options: argparse.Namespace) -> None:
    """Print how many recordings all must code for an interval of an intraclass correlation of a width."""
    _tell(needed_for_icc(options.icc, width=options.width, coders=options.coders), options)


def latency(options: argparse.Namespace) -> None:
    """Print how many answers must be seen to tell two conditions apart, or how often so many dyads would show it."""
    if options.dyads is not None:
        power = latency_power(
            options.hazard_ratio,
            dyads=options.dyads,
            bids_of_a_dyad=round(options.bids_of_a_dyad),
            answered=min(options.answered, 0.99),
            differ=options.differ,
            within=options.within,
        )
        _tell_power(power, options)
        return
    found = needed_for_latency(
        options.hazard_ratio,
        power=options.power,
        share=options.share,
        answered=options.answered,
        bids_of_a_dyad=options.bids_of_a_dyad,
        alike=options.alike,
    )
    _tell(found, options)


def _tell_power(found: Result, options: argparse.Namespace) -> None:
    if options.json:
        print_json(found.to_dict())
        return
    low, high = found.interval or (None, None)
    print_line(
        tr(
            "In {share:.0f} % of made-up studies the difference is found ({low:.0f} to {high:.0f} %; {method}).",
            share=100 * (found.estimate or 0.0),
            low=100 * (low or 0.0),
            high=100 * (high or 0.0),
            method=found.method,
        )
    )
    for note in found.notes:
        print_line(tr("Note: {note}.", note=note))


def _tell(found: Needed, options: argparse.Namespace) -> None:
    if options.json:
        print_json(found.to_dict())
        return
    print_line(f"{counted_words(found)} ({found.method}).")
    if found.recordings is not None and found.n_of not in ("recordings coded by all", "recordings coded by both"):
        print_line(tr("That is {recordings} recordings.", recordings=found.recordings))
    if "bids" in found.parameters:
        print_line(tr("That is {parameters} bids, at the share that is answered.", parameters=found.parameters["bids"]))
    for note in found.notes:
        print_line(tr("Note: {note}.", note=note))
