"""The command for planning: how many to code twice or blind, and how many answers show a difference."""

from __future__ import annotations

import argparse

from coder.stats import Needed, needed_for_icc, needed_for_kappa, needed_for_latency
from coder.stats.result_text import counted_words
from coder.vocabulary.language import tr
from ui.cli.output import print_json, print_line


def kappa(options: argparse.Namespace) -> None:
    """Print how many things both must code for an interval of kappa of a width."""
    per = options.in_a_recording
    _tell(needed_for_kappa(options.kappa, options.prevalence, width=options.width, in_a_recording=per), options)


def icc(options: argparse.Namespace) -> None:
    """Print how many recordings all must code for an interval of an intraclass correlation of a width."""
    _tell(needed_for_icc(options.icc, width=options.width, coders=options.coders), options)


def latency(options: argparse.Namespace) -> None:
    """Print how many answers must be seen to tell two conditions apart."""
    found = needed_for_latency(
        options.hazard_ratio,
        power=options.power,
        share=options.share,
        answered=options.answered,
        bids_of_a_dyad=options.bids_of_a_dyad,
        alike=options.alike,
    )
    _tell(found, options)


def _tell(found: Needed, options: argparse.Namespace) -> None:
    if options.json:
        print_json(found.to_dict())
        return
    print_line(f"{counted_words(found)} ({found.method}).")
    if found.recordings is not None and found.n_of != "recordings coded by all":
        print_line(tr("That is {recordings} recordings.", recordings=found.recordings))
    if "bids" in found.parameters:
        print_line(tr("That is {parameters} bids, at the share that is answered.", parameters=found.parameters["bids"]))
    for note in found.notes:
        print_line(tr("Note: {note}.", note=note))
