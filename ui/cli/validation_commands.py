"""The command that says how right the proposals are: validate."""

from __future__ import annotations

import argparse

from coder.report.figures.proposal_validation import CodeAgreement, CodeValidity, Counts, Estimate
from coder.vocabulary.errors import StudyError
from ui.cli.output import print_json, print_line, print_table
from ui.cli.study_commands import open_study
from ui.operations.blind_comparison import coded_blind, compared, fitted_to_in, require_blind


def validation(options: argparse.Namespace) -> None:
    """Compare proposals with what humans coded blind, code by code."""
    tolerance_us = round(options.tolerance_ms * 1000)
    if tolerance_us <= 0:
        raise StudyError(f"A tolerance of {options.tolerance_ms:g} ms cannot be used; give one above 0.")
    with open_study(options.study) as project:
        coded, left_out = coded_blind(project, options.layer)
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
                "codes": [_json(one) for one in found],
                "methods": told.methods,
            }
        )
        return
    print_line(f"Coded blind: {', '.join(one.recording for one in coded)}; onsets within {options.tolerance_ms:g} ms.")
    rows = [
        (
            f"{one.role.value} {one.code}",
            *map(str, (one.models.counts.found, one.models.counts.missed, one.models.counts.false)),
            _figure(one.models.f1),
            _figure(one.models.kappa),
            _figure(one.humans.kappa) if one.humans else "-",
            "-" if one.median_error_us is None else f"{one.median_error_us / 1000:+.0f} ms",
            "-" if one.near_share is None else f"{one.near_share:.0%}",
        )
        for one in found
    ]
    heads = ("code", "found", "missed", "false", "F1", "kappa", "two humans", "onset", "within 200 ms")
    print_table(heads, rows, empty="Nothing was proposed or coded.")
    rows = [
        (f"{one.role.value} {one.code}", *level, str(n.found), str(n.missed), str(n.false))
        for one in found
        for level, n in one.by.items()
    ]
    print_line("")
    print_table(("code", "by", "", "found", "missed", "false"), rows, empty="")
    for line in left_out:
        print_line(f"Left out: {line}.")
    for line in told.notes:
        print_line(line)
    print_line(told.methods)


def _figure(one: Estimate) -> str:
    if one.value is None:
        return "-"
    return f"{one.value:.2f}" + ("" if one.low is None else f" [{one.low:.2f}, {one.high:.2f}]")


def _json(one: CodeValidity) -> dict[str, object]:
    return {
        "role": one.role.value,
        "code": one.code,
        "rules": list(one.rules),
        "models": _agreement_json(one.models),
        "humans": _agreement_json(one.humans) if one.humans else None,
        "onset_error_ms": {
            "median": None if one.median_error_us is None else one.median_error_us / 1000,
            "within_200_ms": one.near_share,
            "all": [error / 1000 for error in one.onset_errors_us],
        },
        "by": [{"by": by, "is": level, **_counts_json(counts)} for (by, level), counts in one.by.items()],
    }


def _agreement_json(one: CodeAgreement) -> dict[str, object]:
    return {
        "codings": one.recordings,
        **_counts_json(one.counts),
        "f1_interval": [one.f1.low, one.f1.high],
        "f1_note": one.f1.why,
        "kappa": one.kappa.value,
        "kappa_interval": [one.kappa.low, one.kappa.high],
        "kappa_note": one.kappa.why,
    }


def _counts_json(counts: Counts) -> dict[str, object]:
    return {"found": counts.found, "missed": counts.missed, "false": counts.false, "f1": counts.f1}
