"""The command that says how right the proposals are: validate."""

from __future__ import annotations

import argparse

from coder.report.figures.proposal_validation import CodeAgreement, CodedBlind, CodeValidity, code_name
from coder.report.figures.validity_strata import part_words
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import open_study
from ui.operations.blind_comparison import (
    coded_blind,
    compared,
    estimate_words,
    fitted_to_in,
    median_words,
    require_blind,
    share_words,
)


def validation(options: argparse.Namespace) -> None:
    """Compare proposals with what humans coded blind, code by code."""
    longest_ms = 3_600_000
    tolerance_us = round(options.tolerance_ms * 1000) if 0 < options.tolerance_ms <= longest_ms else 0
    if tolerance_us <= 0:
        raise StudyError(
            tr(
                "A tolerance of {tolerance_ms:g} ms cannot be used; give one above 0, of an hour at most.",
                tolerance_ms=options.tolerance_ms,
            )
        )
    with open_study(options.study) as project:
        coded, left_out = coded_blind(project, options.layer, whole=options.whole)
        fitted_to = fitted_to_in(project)
    require_blind(coded, options.layer)
    told = compared(coded, left_out, fitted_to, tolerance_us=tolerance_us)
    found = told.codes
    if options.json:
        print_json(
            {
                "recordings": [one.recording for one in coded],
                "families": told.families,
                "left_out": left_out,
                "notes": list(told.notes),
                "tolerance_ms": options.tolerance_ms,
                "stretches": [
                    {
                        "recording": one.recording,
                        "coder": coder,
                        **_stretch_json(one.went.get(coder, one.span), one.span),
                        "looked_for": _sought_json(one, coder),
                    }
                    for one in coded
                    for coder in sorted(one.said)
                ],
                "codes": [_json(one) for one in found],
                "methods": told.methods,
            }
        )
        return
    print_line(
        tr(
            "Coded blind: {coded}; onsets within {tolerance_ms:g} ms.",
            coded=", ".join(one.recording for one in coded),
            tolerance_ms=options.tolerance_ms,
        )
    )
    rows: list[tuple[str, ...]] = [
        (
            code_name(one),
            *one.count_words,
            estimate_words(one.models.f1),
            estimate_words(one.models.kappa),
            estimate_words(one.humans.kappa) if one.humans else "-",
            median_words(one.median_error_us),
            share_words(one.near_share),
        )
        for one in found
    ]
    heads = (
        tr("code"),
        tr("found"),
        tr("missed"),
        tr("false"),
        "F1",
        tr("kappa"),
        tr("two humans"),
        tr("onset"),
        tr("within 200 ms"),
    )
    print_table(heads, rows, empty=tr("Nothing was proposed or coded."))
    rows = [
        (
            code_name(one),
            *part_words(*level),
            *map(str, (part.counts.found, part.counts.missed, part.counts.false)),
            estimate_words(part.f1),
            estimate_words(part.kappa),
        )
        for one in found
        if one.coded_blind  # what nobody looked for is no better told by light than at all
        for level, part in one.by.items()
        if part.f1.value is not None or part.kappa.value is not None
    ]
    print_line("")
    print_table((tr("code"), tr("by"), "", tr("found"), tr("missed"), tr("false"), "F1", tr("kappa")), rows, empty="")
    for line in left_out:
        print_line(tr("Left out: {line}.", line=line))
    for line in told.notes:
        print_line(line)
    print_line(told.methods)


def _sought_json(one: CodedBlind, coder: str) -> list[str] | None:
    sought = one.sought.get(coder)
    return None if sought is None else sorted(f"{role.value}/{code}" for role, code in sought)


def _stretch_json(part: Interval, span: Interval) -> dict[str, object]:
    return {"onset_us": part.onset_us, "offset_us": part.offset_us, "whole": part == span}


def _json(one: CodeValidity) -> dict[str, object]:
    return {
        "role": one.role.value,
        "code": one.code,
        "rules": list(one.rules),
        "models": _agreement_json(one.models),
        "humans": _agreement_json(one.humans) if one.humans else None,
        "onset_error_ms": {
            "median": _ms(one.median_error_us.value),
            "median_interval": [_ms(one.median_error_us.low), _ms(one.median_error_us.high)],
            "within_200_ms": one.near_share.value,
            "within_200_ms_interval": [one.near_share.low, one.near_share.high],
            "all": [error / 1000 for error in one.onset_errors_us],
        },
        "by": [{"by": by, "is": level, **_agreement_json(part)} for (by, level), part in one.by.items()],
    }


def _agreement_json(one: CodeAgreement) -> dict[str, object]:
    return {
        "codings": one.recordings,
        "found": one.counts.found,
        "missed": one.counts.missed,
        "false": one.counts.false,
        "f1": one.f1.value,
        "f1_interval": [one.f1.low, one.f1.high],
        "f1_note": one.f1.why,
        "kappa": one.kappa.value,
        "kappa_interval": [one.kappa.low, one.kappa.high],
        "kappa_note": one.kappa.why,
    }


def _ms(us: float | None) -> float | None:
    return None if us is None else us / 1000
