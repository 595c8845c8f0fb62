"""The command that says what stands out against chance; from the models alone it is a preview, and says so."""

from __future__ import annotations

import argparse

from coder.exchanges.pairing import RULES
from coder.report.figures.contingency_finding import ContingencyFinding, finding_words, moment_words
from coder.vocabulary.language import tr
from ui.cli.caregiver_sides import print_sides, sides_json_of, sides_of
from ui.cli.output import print_json, print_line, print_note
from ui.cli.progress_line import working
from ui.cli.study_commands import open_study
from ui.operations.contingency_findings import patterns_later
from ui.operations.study_figures import check_coder, recordings_of

UNCONFIRMED = tr(
    "The preview is of what the models propose. It is nobody's word, and stands in no export and no report."
)


def contingency(options: argparse.Namespace) -> None:
    """Say for a recording and each of its episodes what found an answer and what accident alone answers."""
    coder = (options.coder or "").strip() or None
    with open_study(options.study) as project:
        recordings_of(project, options.recording)
        if options.preview and coder:
            project.require_seen(options.recording, coder, tr("what the models propose"))
        if not (options.preview and coder):
            check_coder(project, [options.recording], coder)
        rule = RULES[options.rule]
        later = patterns_later(project, options.recording, rule=rule, coder=coder, preview=options.preview)
        sides = sides_of(project, [options.recording])
    with working(options.recording) as show:
        found = later(progress=show).findings
    if options.preview:
        print_note(UNCONFIRMED)
    if options.json:
        answer = {"findings": [finding_json(one) for one in found], "caregivers_side": sides_json_of(sides)}
        print_json(answer)
        return
    print_sides(sides)
    if not found:
        print_line(tr("Nothing is confirmed yet, so nothing stands against chance."))
    for one in found:
        behind = tr(" Behind it: {moment}.", moment=", ".join(map(moment_words, one.moments))) if one.moments else ""
        print_line(finding_words(one) + behind)


def finding_json(found: ContingencyFinding) -> dict[str, object]:
    """Return a finding as docs/cli.md describes it."""
    return {
        "where": found.where,
        "confirmed": found.confirmed,
        "rule": found.rule,
        "bids": found.bids,
        "answered": found.answered,
        "by_accident": None if found.by_accident is None else round(found.by_accident, 3),
        "band": None if found.band is None else list(found.band),
        "stands_out": found.stands_out,
        "needed": found.needed,
        "power": None if found.power is None else round(found.power, 4),
        "moments": [{"bid_onset_us": onset, "latency_us": latency} for onset, latency in found.moments],
        "reason": found.reason,
        "words": finding_words(found),
    }
