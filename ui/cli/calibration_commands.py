"""The command that fits thresholds to a study's own coding, shows what came of it, and takes it back: calibrate."""

from __future__ import annotations

import argparse
from dataclasses import replace

from coder.proposals.calibrated_rules import RULE_NAMES
from coder.report.figures.calibration_trial import RuleTrial, try_calibration
from coder.vocabulary.calibration import BUILT_IN, Calibration, FittedRule
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from ui.cli.output import print_json, print_line, print_note, print_table
from ui.cli.progress_line import working
from ui.cli.study_commands import open_study
from ui.operations.blind_comparison import coder_words, parts_words
from ui.operations.calibration_fit import (
    events_words,
    export_calibration,
    held_out_words,
    import_calibration,
    kept_of,
    number_words,
    parse_version,
    require_blind_words,
    threshold_words,
    trial_name,
)


def calibrate(options: argparse.Namespace) -> None:
    """Fit, list, put in use, take back, write to a file or read from one."""
    other = {name for name in ("list", "undo", "use", "import_") if getattr(options, name)}
    if (
        len(other) > 1
        or (options.export and other - {"use"})
        or ((options.rule or options.coder or options.whole) and (other or options.export))
    ):
        raise StudyError(
            tr("Say one thing at a time: --list, --undo, --use, --export (with --use to say which) or --import.")
        )
    if options.export:
        with open_study(options.study) as project:
            number = parse_version(options.use) if options.use else None
            made = export_calibration(project, number, options.export, over=options.force)
        _say(
            options,
            tr("Wrote calibration {number}: thresholds and figures, no footage and nobody's name.", number=made.number),
            made,
        )
    elif options.import_:
        with open_study(options.study) as project:
            made = import_calibration(project, options.import_)
        words = tr(
            "Took it in as calibration {number}, not in use yet; put it in use with --use {number}.", number=made.number
        )
        _say(options, words, made)
    elif options.undo or options.use:
        with open_study(options.study) as project:
            if options.undo:
                project.calibrations.undo()
            else:
                project.calibrations.use(parse_version(options.use))
            now = project.calibrations.in_use
        _say(
            options, tr("Proposals are made under {number} now; what was decided stays.", number=number_words(now)), now
        )
    elif options.list:
        _list(options)
    else:
        _fit(options)


def _fit(options: argparse.Namespace) -> None:
    if options.rule is not None and options.rule not in RULE_NAMES:
        raise StudyError(
            tr(
                "No rule {rule!r} can be calibrated; there are: {rule_names}.",
                rule=options.rule,
                rule_names=", ".join(RULE_NAMES),
            )
        )
    with open_study(options.study) as project:
        words, left_out = coder_words(project, options.coder, whole=options.whole)
        require_blind_words(words)
        with working("Calibration") as progress:
            trials = try_calibration(words, rules=[options.rule] if options.rule else None, progress=progress)
        if trials and not any(one.enough for one in trials):
            raise StudyError("; ".join(f"{trial_name(one)}: {one.why.rstrip('.')}" for one in trials) + ".")
        recordings = [one.blind.recording for one in words]
        parts = parts_words([replace(one.blind, recording=project.called(one.blind.recording)) for one in words])
        made = kept_of(project, trials, recordings)
        now = project.calibrations.in_use
    if options.json:
        print_json(
            {
                "calibration": made.number if made else None,
                "in_use": now.number if now else BUILT_IN,
                "recordings": recordings,
                "left_out": left_out,
                "rules": [_trial_json(one) for one in trials],
            }
        )
        return
    rows = [
        (trial_name(one), *held_out_words(one.fitted.held_out), "yes" if one.kept else "no")
        if one.fitted is not None
        else (trial_name(one), "-", "-", "-", events_words(one.blind_events), "no")
        for one in trials
    ]
    heads = (tr("what"), tr("F1 before"), tr("F1 after"), tr("difference"), tr("held out, coded blind"), tr("kept"))
    print_table(heads, rows, empty=tr("Nothing that can be calibrated was proposed or coded."))
    for one in trials:
        if one.kept and one.fitted is not None:
            print_line(f"{trial_name(one)}: {threshold_words(one.fitted.thresholds)}.")
        elif one.why:
            print_line(f"{trial_name(one)}: {one.why}")
    for line in left_out:
        print_note(tr("Left out: {line}.", line=line))
    if parts:
        print_note(parts)
    if made is None:
        print_line(tr("Nothing was kept; proposals are made under {number}, as before.", number=number_words(now)))
    else:
        print_line(
            tr(
                "Kept as calibration {number}, and proposals were made anew under it; what was decided stays. "
                "Take it back with: dyadmirror calibrate STUDY --undo",
                number=made.number,
            )
        )


def _list(options: argparse.Namespace) -> None:
    with open_study(options.study) as project:
        found, now = project.calibrations.all(), project.calibrations.in_use
    number = now.number if now else BUILT_IN
    if options.json:
        print_json({"in_use": number, "calibrations": [_calibration_json(one) for one in found]})
        return
    rows = [
        (
            tr("{number} (in use)", number=one.number) if one.number == number else str(one.number),
            one.made_at,
            ", ".join(one.recordings) or tr("a file"),
            f"{named(rule.role)} {rule.version}",
            *held_out_words(rule.held_out),
        )
        for one in found
        for rule in one.rules
    ]
    heads = (
        tr("calibration"),
        tr("made"),
        tr("fitted to"),
        tr("rule"),
        tr("F1 before"),
        tr("F1 after"),
        tr("difference"),
        tr("held out"),
    )
    print_table(heads, rows, empty=tr("This study has no calibration yet."))
    print_line(tr("Proposals are made under {number}.", number=number_words(now)))


def _say(options: argparse.Namespace, words: str, about: Calibration | None) -> None:
    if options.json:
        print_json({"calibration": _calibration_json(about) if about else None})
    else:
        print_line(words)


def _calibration_json(one: Calibration) -> dict[str, object]:
    return {
        "number": one.number,
        "made_at": one.made_at,
        "recordings": list(one.recordings),
        "brought": one.brought,
        "rules": [_rule_json(rule) for rule in one.rules],
    }


def _rule_json(rule: FittedRule) -> dict[str, object]:
    held = rule.held_out
    return {
        "rule": rule.version,
        "role": rule.role.value,
        "thresholds": dict(rule.thresholds),
        "held_out": {
            "events": held.events,
            "groups": held.groups,
            "by": "family" if held.by_family else "recording",
            "f1_before": held.before,
            "f1_before_interval": list(held.before_range),
            "f1_after": held.after,
            "f1_after_interval": list(held.after_range),
            "difference": round(held.after - held.before, 4),
            "difference_interval": [held.low, held.high],
        },
    }


def _trial_json(one: RuleTrial) -> dict[str, object]:
    fitted = _rule_json(one.fitted) if one.fitted else {"rule": None, "thresholds": {}, "held_out": None}
    return {
        **fitted,
        "role": one.of.role.value,
        "code": one.of.code,
        "kept": one.kept,
        "why": one.why,
        "blind_events": one.blind_events,
        "groups": one.groups,
    }
